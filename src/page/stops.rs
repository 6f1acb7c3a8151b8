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
        let place = event.place.as_ref().filter(|place| label(place).is_some());
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

/// What to call a place: its name, or its UN/LOCODE, or its terminal's code.
pub(super) fn label(place: &Place) -> Option<&str> {
    [&place.name, &place.unlocode, &place.facility]
        .into_iter()
        .flatten()
        .map(|text| text.trim())
        .find(|text| !text.is_empty())
}

/// Whether two sayings mean the same place: by UN/LOCODE where both have one.
fn same(one: &Place, other: &Place) -> bool {
    match (&one.unlocode, &other.unlocode) {
        (Some(one), Some(other)) => one == other,
        _ => label(one).map(str::to_lowercase) == label(other).map(str::to_lowercase),
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
            .map(|stop| stop.place.and_then(label).unwrap_or("-"))
            .collect();
        assert_eq!(labels, ["-", "Shanghai", "Busan", "Los Angeles"]);
        assert!(stops[1].reached() && stops[1].left());
        assert!(stops[2].reached() && stops[2].left());
        assert!(!stops[3].reached());
    }

    #[test]
    fn a_place_is_called_by_the_best_that_is_known() {
        let mut place = Place {
            facility: Some("ADT".into()),
            ..Place::default()
        };
        assert_eq!(label(&place), Some("ADT"));
        place.unlocode = Some("FRPAR".into());
        assert_eq!(label(&place), Some("FRPAR"));
        place.name = Some(" ".into());
        assert_eq!(label(&place), Some("FRPAR"));
        place.name = Some("Paris".into());
        assert_eq!(label(&place), Some("Paris"));
        assert_eq!(label(&Place::default()), None);
    }
}
