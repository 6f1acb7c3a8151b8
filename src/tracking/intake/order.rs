//! Total orders over what origins say: two that compare equal are the same in
//! every member, so that no order of arrival can shine through.

use std::cmp::Ordering;

use time::OffsetDateTime;

use super::{Retraction, Sighting};
use crate::tracking::shipment::Event;

/// The order in which things were said.
pub(in crate::tracking) fn by_saying(a: &Event, b: &Event) -> Ordering {
    a.said
        .cmp(&b.said)
        .then_with(|| a.classifier.cmp(&b.classifier))
        .then_with(|| by_content(a, b))
}

/// The order of sightings: by time, and whatever they differ in.
pub(super) fn by_sight(a: &Sighting, b: &Sighting) -> Ordering {
    fn position(sighting: &Sighting) -> impl Ord {
        let position = &sighting.position;
        let degrees = (position.latitude.to_bits(), position.longitude.to_bits());
        let course = position.course.map(f64::to_bits);
        (time(position.when), degrees, course)
    }
    fn rest(sighting: &Sighting) -> impl Ord + '_ {
        (&sighting.equipment, &sighting.id, sighting.said.map(time))
    }
    position(a)
        .cmp(&position(b))
        .then_with(|| rest(a).cmp(&rest(b)))
}

/// The order in which retractions were said, and of what.
pub(super) fn by_retraction(a: &Retraction, b: &Retraction) -> Ordering {
    (time(a.said), &a.id).cmp(&(time(b.said), &b.id))
}

/// Instants that are equal may still be written in two offsets.
fn time(when: OffsetDateTime) -> (OffsetDateTime, time::UtcOffset) {
    (when, when.offset())
}

/// The order of what events say, whenever they say it.
pub(in crate::tracking) fn by_content(a: &Event, b: &Event) -> Ordering {
    fn location(event: &Event) -> impl Ord + '_ {
        event.place.as_ref().map(|place| {
            let bits =
                |(latitude, longitude): (f64, f64)| (latitude.to_bits(), longitude.to_bits());
            (
                &place.unlocode,
                &place.name,
                &place.facility,
                place.position.map(bits),
            )
        })
    }
    fn carriage(event: &Event) -> impl Ord + '_ {
        let vessel = event
            .vessel
            .as_ref()
            .map(|vessel| (&vessel.imo, &vessel.name));
        (event.mode, vessel, &event.voyage, event.call)
    }
    fn rest(event: &Event) -> impl Ord + '_ {
        let said = (&event.delay_reason, &event.remark);
        (event.load, &event.equipment, said)
    }
    a.id.cmp(&b.id)
        .then_with(|| a.what.cmp(&b.what))
        .then_with(|| time(a.when).cmp(&time(b.when)))
        .then_with(|| time(a.said).cmp(&time(b.said)))
        .then_with(|| a.classifier.cmp(&b.classifier))
        .then_with(|| location(a).cmp(&location(b)))
        .then_with(|| carriage(a).cmp(&carriage(b)))
        .then_with(|| rest(a).cmp(&rest(b)))
}
