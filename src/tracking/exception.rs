//! What went otherwise than the recipient was told.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::shipment::Event;

/// Something that stands out, in the order in which it matters: what stops the
/// goods before what makes them late.
///
/// Each is true now and ends by itself: a hold with the release, a change of
/// vessel with the leg, a delay with the arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Exception {
    /// Customs hold the goods.
    CustomsHold {
        /// The first hold since the last release.
        #[serde(with = "time::serde::rfc3339")]
        since: OffsetDateTime,
    },
    /// The container goes by a voyage that departs at least a day later than
    /// the one that was first said.
    RolledOver {
        /// What was first said.
        was: Carriage,
        /// What is said now, or happened.
        now: Carriage,
    },
    /// The container goes on another vessel, but not so much later.
    VesselChanged {
        /// What was first said.
        was: Carriage,
        /// What is said now, or happened.
        now: Carriage,
    },
    /// The arrival at the place of delivery is expected at least a day later
    /// than was first said.
    Delay {
        /// What was first said, in the place's own offset.
        #[serde(with = "time::serde::rfc3339")]
        was: OffsetDateTime,
        /// What is said now.
        #[serde(with = "time::serde::rfc3339")]
        now: OffsetDateTime,
    },
}

/// What carries the container on one leg by sea, as far as it is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Carriage {
    /// The vessel's name.
    pub vessel: Option<String>,
    /// The voyage's number.
    pub voyage: Option<String>,
}

impl Carriage {
    /// What an event says of it.
    #[must_use]
    pub fn of(event: &Event) -> Self {
        Self {
            vessel: event.vessel.as_ref().and_then(|vessel| vessel.name.clone()),
            voyage: event.voyage.clone(),
        }
    }
}
