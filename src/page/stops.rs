//! The places of a journey in order, each with what happens there.

use crate::tracking::shipment::{Classifier, Event, Journey, Place, What};

/// One stay at one place.
pub(super) struct Stop<'a> {
    /// Where; `None` for what happens before any place is named.
    pub place: Option<&'a Place>,
    /// What happens there, in order of time, each with its index in the journey.
    pub events: Vec<(usize, &'a Event)>,
}

impl Stop<'_> {
    /// Whether anything has really happened here.
    pub(super) fn reached(&self) -> bool {
        self.events
            .iter()
            .any(|(_, event)| event.classifier == Classifier::Actual && event.place.is_some())
    }

    /// Whether the goods have really left.
    pub(super) fn left(&self) -> bool {
        self.events.iter().any(|(_, event)| {
            event.classifier == Classifier::Actual && event.what == What::Departure
        })
    }
}

/// Splits the events into stays. An event without a place belongs to the stay
/// during which it happens.
pub(super) fn of(journey: &Journey) -> Vec<Stop<'_>> {
    let mut stops: Vec<Stop<'_>> = Vec::new();
    for (index, event) in journey.events.iter().enumerate() {
        let place = event.place.as_ref().filter(|place| place.label().is_some());
        match (stops.last_mut(), place) {
            (Some(stop), None) => stop.events.push((index, event)),
            (Some(stop), Some(place)) if stop.place.is_some_and(|known| same(known, place)) => {
                stop.events.push((index, event));
            }
            _ => stops.push(Stop {
                place,
                events: vec![(index, event)],
            }),
        }
    }
    stops
}

/// Whether two sayings mean the same place: by UN/LOCODE where both have one.
fn same(one: &Place, other: &Place) -> bool {
    match (&one.unlocode, &other.unlocode) {
        (Some(one), Some(other)) => one == other,
        _ => one.label().map(str::to_lowercase) == other.label().map(str::to_lowercase),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::specimen;

    #[test]
    fn consecutive_events_at_one_place_are_one_stay() {
        let tracking = specimen::tracking("at_sea");
        let stops = of(tracking.journey.as_ref().unwrap());
        let labels: Vec<_> = stops
            .iter()
            .map(|stop| stop.place.and_then(Place::label).unwrap_or("-"))
            .collect();
        assert_eq!(labels, ["-", "Shanghai", "Busan", "Los Angeles"]);
        assert!(stops[1].reached() && stops[1].left());
        assert!(stops[2].reached() && stops[2].left());
        assert!(!stops[3].reached());
    }
}
