//! What happened, in plain English.

use std::borrow::Cow;

use super::shipment::{Event, Load, Mode, What};

/// Says what an event is, without when, where or how sure: "Loaded on vessel",
/// "Gate out, full", "Bill of lading issued". A code that nobody here knows is
/// shown as it came.
#[must_use]
pub fn describe(event: &Event) -> Cow<'static, str> {
    let empty = event.load == Some(Load::Empty);
    let laden = event.load == Some(Load::Laden);
    Cow::Borrowed(match &event.what {
        What::Arrival => by_mode(
            event,
            [
                "Vessel arrived",
                "Arrived by rail",
                "Arrived by truck",
                "Arrived by barge",
            ],
        ),
        What::Departure => by_mode(
            event,
            [
                "Vessel departed",
                "Departed by rail",
                "Departed by truck",
                "Departed by barge",
            ],
        ),
        What::Loaded => by_mode(
            event,
            [
                "Loaded on vessel",
                "Loaded on rail",
                "Loaded on truck",
                "Loaded on barge",
            ],
        ),
        What::Discharged => by_mode(
            event,
            [
                "Discharged from vessel",
                "Unloaded from rail",
                "Unloaded from truck",
                "Unloaded from barge",
            ],
        ),
        What::GateIn if empty => "Gate in, empty",
        What::GateIn if laden => "Gate in, full",
        What::GateIn => "Gate in",
        What::GateOut if empty => "Gate out, empty",
        What::GateOut if laden => "Gate out, full",
        What::GateOut => "Gate out",
        What::Stuffed => "Packed",
        What::Stripped => "Unpacked",
        What::PickedUp if empty => "Picked up, empty",
        What::PickedUp if laden => "Picked up, full",
        What::PickedUp => "Picked up",
        What::DroppedOff if empty => "Dropped off, empty",
        What::DroppedOff if laden => "Dropped off, full",
        What::DroppedOff => "Dropped off",
        What::Inspected => "Inspected",
        What::Resealed => "Resealed",
        What::Removed => "Removed",
        What::Document { state, document } => return document_in_words(document, state),
        What::Other(code) => return Cow::Owned(code.clone()),
    })
}

/// Says why something is late: the SMDG delay reason code in words, or the code
/// as it came where nobody here knows it.
///
/// The list is SMDG's, as DCSA publishes it with its information model.
#[must_use]
pub fn delay(code: &str) -> Cow<'_, str> {
    Cow::Borrowed(match code {
        "ACC" => "accident on board",
        "AIP" => "accident at the terminal",
        "ANA" => "authorities not available",
        "BUN" => "bunkering",
        "CAE" => "waiting for export cargo",
        "CGS" => "berth congestion, after a late arrival",
        "CIN" => "cargo inspection by authorities",
        "CRN" => "crane shortage",
        "DEV" => "detour to avoid bad weather",
        "DIN" => "missing or wrong information",
        "EDD" => "emergency dry-docking",
        "ENG" => "engine repairs",
        "FTE" => "terminal equipment failed or not available",
        "HLD" => "hatch lids",
        "HOL" => "public holiday",
        "LAB" => "labour shortage",
        "LAS" => "lashing",
        "LEK" => "leaking container",
        "LOT" => "labour",
        "MIL" => "military exercise",
        "MVX" => "more container moves than planned",
        "OTC" => "cargo-related",
        "OTF" => "force majeure",
        "OTS" => "shore-related",
        "OTV" => "vessel-related",
        "PAU" => "vessel detained by port authorities",
        "PBC" => "berth congestion",
        "PIT" => "pilot or tug not available",
        "PLT" => "planning at the terminal",
        "PRD" => "low productivity",
        "PTF" => "port traffic restrictions",
        "QUA" => "quarantine inspection",
        "QUV" => "vessel in quarantine",
        "REF" => "reefer malfunction",
        "RSC" => "search and rescue",
        "SPE" => "ship's personnel or equipment not available",
        "SPH" => "special cargo handling",
        "STF" => "wrongly packed container",
        "STR" => "strike",
        "STW" => "stowage adjustment",
        "TID" => "tidal restrictions",
        "UCC" => "handling of cargo out of containers",
        "VGR" => "vessel gear breakdown",
        "VIN" => "vessel inspection by coast guard",
        "WEA" => "bad weather",
        "WGT" => "wrongly declared cargo weight",
        "YRD" => "yard congestion",
        unknown => unknown,
    })
}

/// Picks the words for vessel, rail, truck and barge, in that order. A missing
/// mode counts as a vessel.
fn by_mode(event: &Event, [vessel, rail, truck, barge]: [&'static str; 4]) -> &'static str {
    match event.mode {
        Some(Mode::Vessel) | None => vessel,
        Some(Mode::Rail) => rail,
        Some(Mode::Truck) => truck,
        Some(Mode::Barge) => barge,
    }
}

/// DCSA's `documentTypeCode` and `shipmentEventTypeCode`.
fn document_in_words(document: &str, state: &str) -> Cow<'static, str> {
    let subject = match document {
        "ARN" => "Arrival notice",
        "BKG" => "Booking",
        "CAS" => "Cargo survey",
        "CBR" => "Booking request",
        "CUS" => "Customs inspection",
        "DGD" => "Dangerous goods declaration",
        "OOG" => "Out-of-gauge approval",
        "SHI" => "Shipping instruction",
        "SRM" => "Release message",
        "TRD" => "Bill of lading",
        "VGM" => "Verified gross mass",
        unknown => unknown,
    };
    let done = match state {
        "APPR" => "approved",
        "CANC" => "cancelled",
        "CMPL" | "COMP" => "completed",
        "CONF" => "confirmed",
        "DRFT" => "drafted",
        "HOLD" => "on hold",
        "ISSU" => "issued",
        "PENA" => "awaiting approval",
        "PENC" => "awaiting confirmation",
        "PENU" => "awaiting an update",
        "RECE" => "received",
        "REJE" => "rejected",
        "RELS" => "released",
        "REQS" => "requested",
        "SUBM" => "submitted",
        "SURR" => "surrendered",
        "VOID" => "voided",
        unknown => unknown,
    };
    // The state of a customs inspection is its outcome for the goods.
    match (document, state) {
        ("CUS", "HOLD") => Cow::Borrowed("Held by customs"),
        ("CUS", "RELS") => Cow::Borrowed("Released by customs"),
        _ => Cow::Owned(format!("{subject} {done}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracking::shipment::Classifier;
    use time::OffsetDateTime;

    fn words(what: What, load: Option<Load>, mode: Option<Mode>) -> String {
        describe(&Event {
            id: String::new(),
            classifier: Classifier::Actual,
            what,
            when: OffsetDateTime::UNIX_EPOCH,
            said: OffsetDateTime::UNIX_EPOCH,
            place: None,
            mode,
            vessel: None,
            voyage: None,
            call: None,
            load,
            equipment: None,
            delay_reason: None,
            remark: None,
        })
        .into_owned()
    }

    fn document(document: &str, state: &str) -> String {
        let (document, state) = (document.to_owned(), state.to_owned());
        words(What::Document { state, document }, None, None)
    }

    #[test]
    fn events_are_said_in_words() {
        let (empty, laden) = (Some(Load::Empty), Some(Load::Laden));
        assert_eq!(
            words(What::Loaded, laden, Some(Mode::Vessel)),
            "Loaded on vessel"
        );
        assert_eq!(words(What::Departure, None, None), "Vessel departed");
        assert_eq!(
            words(What::Arrival, None, Some(Mode::Rail)),
            "Arrived by rail"
        );
        assert_eq!(
            words(What::Discharged, None, Some(Mode::Barge)),
            "Unloaded from barge"
        );
        assert_eq!(words(What::GateIn, laden, None), "Gate in, full");
        assert_eq!(words(What::GateOut, empty, None), "Gate out, empty");
        assert_eq!(words(What::GateOut, None, None), "Gate out");
        assert_eq!(words(What::PickedUp, empty, None), "Picked up, empty");
        assert_eq!(words(What::Other("AVPU".into()), None, None), "AVPU");
    }

    #[test]
    fn documents_are_said_in_words_and_unknown_codes_as_they_came() {
        assert_eq!(document("TRD", "ISSU"), "Bill of lading issued");
        assert_eq!(document("BKG", "CONF"), "Booking confirmed");
        assert_eq!(document("CUS", "HOLD"), "Held by customs");
        assert_eq!(document("XYZ", "RECE"), "XYZ received");
        assert_eq!(document("TRD", "XYZZ"), "Bill of lading XYZZ");
    }

    #[test]
    fn delays_are_said_in_words_and_unknown_codes_as_they_came() {
        assert_eq!(delay("WEA"), "bad weather");
        assert_eq!(delay("STR"), "strike");
        assert_eq!(delay("QQQ"), "QQQ");
    }
}
