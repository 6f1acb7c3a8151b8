//! What an origin told of a shipment, in one or in many pieces.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::order::{by_retraction, by_saying, by_sight};
use crate::tracking::shipment::{Event, Position};

/// What an origin told of a shipment.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Told {
    /// The events: in the order in which they came, or after [`Told::settle`]
    /// in the order in which they were said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Event>,
    /// Where it was seen between them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sightings: Vec<Sighting>,
    /// What is not to be believed any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retracted: Vec<Retraction>,
}

/// A container, or the vessel that it is on, seen somewhere.
///
/// No event: it says nothing of how far the journey is. A vessel off a port
/// has not arrived there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sighting {
    /// The origin's id, where it gives one: the same id said again replaces the
    /// earlier saying, as with events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// When the origin said so, where it says that.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "time::serde::rfc3339::option"
    )]
    pub said: Option<OffsetDateTime>,
    /// The container, where it is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equipment: Option<String>,
    /// Where and when.
    pub position: Position,
}

/// That an event, or a sighting, is not to be believed any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retraction {
    /// The id under which it was said.
    pub id: String,
    /// Up to when sayings of it are void. The same id said later stands again.
    #[serde(with = "time::serde::rfc3339")]
    pub said: OffsetDateTime,
}

impl Told {
    /// Takes in what else was told.
    ///
    /// Whatever the order, the repetition and the pieces in which the same is
    /// taken in, the outcome is the same to the last byte.
    pub fn merge(&mut self, other: Self) {
        self.append(other);
        self.settle();
    }

    /// Puts what else was told behind this, as it came.
    pub fn append(&mut self, other: Self) {
        self.events.extend(other.events);
        self.sightings.extend(other.sightings);
        self.retracted.extend(other.retracted);
    }

    /// Leaves of every id what was said of it last.
    ///
    /// 1. Of several retractions of an id the newest stays. It stays for good,
    ///    because what it retracts may arrive after it.
    /// 2. Of several sayings of an event id the newest stays, where two were
    ///    said at once by what they say (`order`), unless a retraction
    ///    is as new.
    /// 3. The same with sightings. One that has no id stands for itself; said
    ///    twice it is one.
    pub fn settle(&mut self) {
        // 1
        self.retracted.sort_by(by_retraction);
        let retracted: BTreeMap<String, Retraction> = std::mem::take(&mut self.retracted)
            .into_iter()
            .map(|retraction| (retraction.id.clone(), retraction))
            .collect();
        let stands = |id: &str, said: Option<OffsetDateTime>| {
            retracted
                .get(id)
                .is_none_or(|retraction| said.is_some_and(|said| said > retraction.said))
        };
        // 2
        self.events.sort_by(by_saying);
        let events: BTreeMap<String, Event> = std::mem::take(&mut self.events)
            .into_iter()
            .map(|event| (event.id.clone(), event))
            .collect();
        self.events = events
            .into_values()
            .filter(|event| stands(&event.id, Some(event.said)))
            .collect();
        self.events.sort_by(by_saying);
        // 3
        let when_said = |a: &Sighting, b: &Sighting| a.said.cmp(&b.said).then(by_sight(a, b));
        self.sightings.sort_by(when_said);
        let (named, mut sightings): (Vec<_>, Vec<_>) = std::mem::take(&mut self.sightings)
            .into_iter()
            .partition(|sighting| sighting.id.is_some());
        let named: BTreeMap<Option<String>, Sighting> = named
            .into_iter()
            .map(|sighting| (sighting.id.clone(), sighting))
            .collect();
        sightings.extend(
            named.into_values().filter(|sighting| {
                stands(sighting.id.as_deref().unwrap_or_default(), sighting.said)
            }),
        );
        sightings.sort_by(by_sight);
        sightings.dedup_by(|a, b| by_sight(a, b) == Ordering::Equal);
        self.sightings = sightings;
        self.retracted = retracted.into_values().collect();
    }
}
