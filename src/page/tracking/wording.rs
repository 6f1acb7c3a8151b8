//! Words for what has not happened yet: "Vessel arrived" would claim too much.

use std::borrow::Cow;

use crate::tracking::shipment::{Classifier, Event, Load, Mode, What};
use crate::tracking::words::describe;

/// What an event is, in the tense that fits: "Vessel arrived" when it has
/// happened, "Arrival of the vessel" while it is planned or expected.
pub(super) fn words(event: &Event) -> Cow<'static, str> {
    if event.classifier == Classifier::Actual {
        return describe(event);
    }
    let carrier = match event.mode {
        Some(Mode::Rail) => "train",
        Some(Mode::Truck) => "truck",
        Some(Mode::Barge) => "barge",
        Some(Mode::Vessel) | None => "vessel",
    };
    let step = match event.what {
        What::Arrival => return Cow::Owned(format!("Arrival of the {carrier}")),
        What::Departure => return Cow::Owned(format!("Departure of the {carrier}")),
        What::Loaded => return Cow::Owned(format!("Loading on the {carrier}")),
        What::Discharged => return Cow::Owned(format!("Unloading from the {carrier}")),
        What::GateIn => "In through the gate",
        What::GateOut => "Out through the gate",
        What::Stuffed => "Packing",
        What::Stripped => "Unpacking",
        What::PickedUp => "Pick-up",
        What::DroppedOff => "Drop-off",
        What::Inspected => "Inspection",
        What::Resealed => "Resealing",
        What::Removed => "Removal",
        What::Document { .. } | What::Other(_) => return describe(event),
    };
    match event.load {
        None => Cow::Borrowed(step),
        Some(Load::Laden) => Cow::Owned(format!("{step}, full")),
        Some(Load::Empty) => Cow::Owned(format!("{step}, empty")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::specimen;

    #[test]
    fn what_is_only_expected_is_never_told_as_done() {
        let tracking = specimen::tracking("at_sea");
        let events = &tracking.journey.as_ref().unwrap().events;
        for event in events {
            if event.classifier == Classifier::Actual {
                assert_eq!(words(event), describe(event));
            } else {
                assert_ne!(words(event), describe(event));
            }
        }
        let mut event = events.last().unwrap().clone();
        assert_eq!(words(&event), "Out through the gate, full");
        event.what = What::Loaded;
        event.mode = Some(Mode::Rail);
        assert_eq!(words(&event), "Loading on the train");
        event.what = What::Other("XYZ".into());
        assert_eq!(words(&event), "XYZ");
    }
}
