//! Where the goods were on the present leg at sea.

use std::collections::BTreeSet;

use time::OffsetDateTime;

use super::destination::leaves_empty_handed;
use super::progress::of_container;
use super::{by_sea, happened, identity};
use crate::tracking::intake::Sighting;
use crate::tracking::shipment::{Event, Position, Stage, What};

/// The positions since the vessel departed, oldest first.
///
/// Earlier ones belong to legs that are over, and those of goods ashore tell
/// less than the port's name. Of several containers that were seen, one counts,
/// the first that is at sea: they may be on two vessels, and a line through the
/// positions of both is no way that anything went.
///
/// `events` are in order of time, one per step.
pub(super) fn of_voyage(sightings: &[Sighting], events: &[Event]) -> Vec<Position> {
    let named: BTreeSet<String> = sightings
        .iter()
        .filter_map(|sighting| Some(identity(sighting.equipment.as_deref()?)))
        .collect();
    named
        .into_iter()
        .map(Some)
        .chain([None])
        .map(|container| track(container.as_deref(), sightings, events))
        .find(|track| !track.is_empty())
        .map(thinned)
        .unwrap_or_default()
}

/// The positions of one container, and of all if none is named.
fn track(container: Option<&str>, sightings: &[Sighting], events: &[Event]) -> Vec<Position> {
    let is_other = |equipment: Option<&str>| {
        equipment
            .map(identity)
            .zip(container)
            .is_some_and(|(other, container)| other != container)
    };
    let events: Vec<&Event> = events
        .iter()
        .filter(|event| !is_other(event.equipment.as_deref()))
        .collect();
    let Some(departed) = departed(&events) else {
        return Vec::new();
    };
    let mut track: Vec<Position> = sightings
        .iter()
        .filter(|sighting| !is_other(sighting.equipment.as_deref()))
        .map(|sighting| sighting.position)
        .filter(|position| position.when >= departed)
        .collect();
    // Total: of two for the same time the same one stays, in whatever order
    // they came.
    track.sort_by(|a, b| {
        let rest = |position: &Position| {
            let course = position.course.map(f64::to_bits);
            (position.when.offset(), course)
        };
        a.when
            .cmp(&b.when)
            .then_with(|| a.latitude.total_cmp(&b.latitude))
            .then_with(|| a.longitude.total_cmp(&b.longitude))
            .then_with(|| rest(a).cmp(&rest(b)))
    });
    track.dedup_by_key(|position| position.when);
    track
}

/// When the vessel departed that the goods are on, or when they were loaded
/// where nobody tells of departures; `None` unless they are at sea.
fn departed(events: &[&Event]) -> Option<OffsetDateTime> {
    if of_container(events).stage != Stage::AtSea {
        return None;
    }
    events
        .iter()
        .filter(|event| happened(event) && by_sea(event))
        .rfind(|event| {
            matches!(event.what, What::Loaded | What::Departure)
                && !leaves_empty_handed(events, event)
        })
        .map(|event| event.when)
}

/// At most 500 positions: more than that a map cannot show, and every view
/// would carry them.
///
/// The newest 250 stay as they are, because they tell where the goods are now;
/// the older ones are thinned evenly, so that the line still begins at the port.
fn thinned(track: Vec<Position>) -> Vec<Position> {
    const MAX: usize = 500;
    const NEWEST: usize = 250;
    const OLDER: usize = MAX - NEWEST;
    if track.len() <= MAX {
        return track;
    }
    let older = track.len() - NEWEST;
    (0..OLDER)
        .map(|nth| nth * older / OLDER)
        .chain(older..track.len())
        .map(|index| track[index])
        .collect()
}
