//! Codes in words: what an event is.

use std::borrow::Cow;

use crate::language::messages::{Papers, Steps};
use crate::language::{Locale, fill};
use crate::tracking::shipment::{Classifier, Event, Load, Mode, What};

/// What an event is, without when, where or how sure, in the tense that fits:
/// "Vessel arrived" when it has happened, "Arrival of the vessel" while it is
/// planned or expected. A code that nobody here knows is shown as it came.
pub(super) fn words<'a>(locale: &Locale, event: &'a Event) -> Cow<'a, str> {
    let messages = locale.messages();
    let steps = if event.classifier == Classifier::Actual {
        &messages.done
    } else {
        &messages.due
    };
    match &event.what {
        What::Document { state, document } => paper(&messages.papers, document, state),
        What::Other(code) => Cow::Borrowed(code),
        what => {
            let step = step(steps, what, event.mode);
            let with = match event.load.filter(|_| gate_or_hand(what)) {
                None => return Cow::Borrowed(step),
                Some(Load::Laden) => messages.load.full,
                Some(Load::Empty) => messages.load.empty,
            };
            Cow::Owned(fill::text(with, &[("event", &step)]))
        }
    }
}

/// Of carriage nobody asks whether the container is full.
const fn gate_or_hand(what: &What) -> bool {
    matches!(
        what,
        What::GateIn | What::GateOut | What::PickedUp | What::DroppedOff
    )
}

fn step(steps: &Steps, what: &What, mode: Option<Mode>) -> &'static str {
    // A missing mode counts as a vessel: it is how most goes.
    let by_mode = |[vessel, rail, truck, barge]: [&'static str; 4]| match mode {
        Some(Mode::Vessel) | None => vessel,
        Some(Mode::Rail) => rail,
        Some(Mode::Truck) => truck,
        Some(Mode::Barge) => barge,
    };
    match what {
        What::Arrival => by_mode([
            steps.vessel_arrived,
            steps.rail_arrived,
            steps.truck_arrived,
            steps.barge_arrived,
        ]),
        What::Departure => by_mode([
            steps.vessel_departed,
            steps.rail_departed,
            steps.truck_departed,
            steps.barge_departed,
        ]),
        What::Loaded => by_mode([
            steps.vessel_loaded,
            steps.rail_loaded,
            steps.truck_loaded,
            steps.barge_loaded,
        ]),
        What::Discharged => by_mode([
            steps.vessel_unloaded,
            steps.rail_unloaded,
            steps.truck_unloaded,
            steps.barge_unloaded,
        ]),
        What::GateIn => steps.gate_in,
        What::GateOut => steps.gate_out,
        What::Stuffed => steps.packed,
        What::Stripped => steps.unpacked,
        What::PickedUp => steps.picked_up,
        What::DroppedOff => steps.dropped_off,
        What::Inspected => steps.inspected,
        What::Resealed => steps.resealed,
        What::Removed => steps.removed,
        What::Document { .. } | What::Other(_) => "",
    }
}

/// DCSA's `documentTypeCode` and `shipmentEventTypeCode`.
fn paper(papers: &Papers, document: &str, state: &str) -> Cow<'static, str> {
    // The state of a customs inspection is its outcome for the goods.
    match (document, state) {
        ("CUS", "HOLD") => return Cow::Borrowed(papers.customs_hold),
        ("CUS", "RELS") => return Cow::Borrowed(papers.customs_release),
        _ => {}
    }
    let paper = match document {
        "ARN" => papers.arn,
        "BKG" => papers.bkg,
        "CAS" => papers.cas,
        "CBR" => papers.cbr,
        "CUS" => papers.cus,
        "DGD" => papers.dgd,
        "OOG" => papers.oog,
        "SHI" => papers.shi,
        "SRM" => papers.srm,
        "TRD" => papers.trd,
        "VGM" => papers.vgm,
        unknown => unknown,
    };
    let state = match state {
        "APPR" => papers.appr,
        "CANC" => papers.canc,
        "CMPL" | "COMP" => papers.cmpl,
        "CONF" => papers.conf,
        "DRFT" => papers.drft,
        "HOLD" => papers.hold,
        "ISSU" => papers.issu,
        "PENA" => papers.pena,
        "PENC" => papers.penc,
        "PENU" => papers.penu,
        "RECE" => papers.rece,
        "REJE" => papers.reje,
        "RELS" => papers.rels,
        "REQS" => papers.reqs,
        "SUBM" => papers.subm,
        "SURR" => papers.surr,
        "VOID" => papers.void,
        unknown => unknown,
    };
    Cow::Owned(fill::text(
        papers.line,
        &[("paper", &paper), ("state", &state)],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, tests::locale};
    use crate::page::specimen;

    fn said(what: What, load: Option<Load>, mode: Option<Mode>, done: bool) -> String {
        let mut event = specimen::event();
        event.what = what;
        event.load = load;
        event.mode = mode;
        event.classifier = if done {
            Classifier::Actual
        } else {
            Classifier::Estimated
        };
        words(&locale(Language::English), &event).into_owned()
    }

    fn document(document: &str, state: &str) -> String {
        let (document, state) = (document.to_owned(), state.to_owned());
        said(What::Document { state, document }, None, None, true)
    }

    #[test]
    fn transport_and_equipment_are_told_by_mode_load_and_tense() {
        let (laden, empty) = (Some(Load::Laden), Some(Load::Empty));
        for (what, load, mode, done, due) in [
            (
                What::Arrival,
                None,
                None,
                "Vessel arrived",
                "Arrival of the vessel",
            ),
            (
                What::Departure,
                None,
                Some(Mode::Rail),
                "Departed by rail",
                "Departure of the train",
            ),
            (
                What::Loaded,
                laden,
                Some(Mode::Barge),
                "Loaded on barge",
                "Loading on the barge",
            ),
            (
                What::Discharged,
                None,
                Some(Mode::Vessel),
                "Discharged from vessel",
                "Unloading from the vessel",
            ),
            (
                What::GateOut,
                laden,
                Some(Mode::Truck),
                "Gate out, full",
                "Out through the gate, full",
            ),
            (
                What::PickedUp,
                empty,
                None,
                "Picked up, empty",
                "Pick-up, empty",
            ),
            (What::GateIn, None, None, "Gate in", "In through the gate"),
            (What::Other("XYZ".into()), None, None, "XYZ", "XYZ"),
        ] {
            assert_eq!(said(what.clone(), load, mode, true), done);
            assert_eq!(said(what, load, mode, false), due);
        }
    }

    #[test]
    fn documents_are_told_with_what_became_of_them() {
        for (paper, state, text) in [
            ("BKG", "CONF", "Booking confirmed"),
            ("TRD", "ISSU", "Bill of lading issued"),
            ("CUS", "HOLD", "Held by customs"),
            ("CUS", "RELS", "Released by customs"),
            ("XYZ", "RECE", "XYZ received"),
            ("TRD", "XYZZ", "Bill of lading XYZZ"),
        ] {
            assert_eq!(document(paper, state), text);
        }
    }
}
