//! Journeys to try the pages on, from the file that the preview reads, too.

use std::collections::HashMap;

use time::OffsetDateTime;
use time::macros::datetime;

use crate::reference::{Kind, Reference};
use crate::tracking::shipment::{Event, Tracking};

/// The moment at which the specimens are looked at.
pub(super) const NOW: OffsetDateTime = datetime!(2026-11-22 09:15 UTC);

/// The specimen of this name.
pub(super) fn tracking(name: &str) -> Tracking {
    let mut all: HashMap<String, Tracking> =
        serde_json::from_str(include_str!("../../tests/specimens.json")).unwrap();
    all.remove(name).unwrap()
}

/// A container; `CSQU3054383` has a good check digit, `MSKU1234567` a bad one.
pub(super) fn container(number: &str) -> Reference {
    Reference::parse(Kind::Container, number, Some("MAEU")).unwrap()
}

/// Some event, to be changed.
pub(super) fn event() -> Event {
    let journey = tracking("at_sea").journey.unwrap();
    journey.events.into_iter().next().unwrap()
}
