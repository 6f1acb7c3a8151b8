//! DCSA's codes, and the words that 3.0.0 has for them since 2026.

use crate::tracking::shipment::What;

/// What is said in words, and the code for it. The codes are those of 2.2, also
/// where 3.0.0 has another one, so that one thing has one name in the model.
const WORDS: [(&str, &str); 51] = [
    ("ACTUAL", "ACT"),
    ("ESTIMATED", "EST"),
    ("PLANNED", "PLN"),
    ("ARRIVED", "ARRI"),
    ("DEPARTED", "DEPA"),
    ("LOADED", "LOAD"),
    ("DISCHARGED", "DISC"),
    ("GATED_IN", "GTIN"),
    ("GATED_OUT", "GTOT"),
    ("STUFFED", "STUF"),
    ("STRIPPED", "STRP"),
    ("PICKED_UP", "PICK"),
    ("DROPPED_OFF", "DROP"),
    ("INSPECTED", "INSP"),
    ("RESEALED", "RSEA"),
    ("REMOVED", "RMVD"),
    ("AVAILABLE_FOR_DROP_OFF", "AVDO"),
    ("AVAILABLE_FOR_PICKUP", "AVPU"),
    ("CROSSED", "CROS"),
    ("CUSTOMS_RELEASED", "CUSR"),
    ("CUSTOMS_SELECTED_FOR_INSPECTION", "CUSI"),
    ("CUSTOMS_SELECTED_FOR_SCAN", "CUSS"),
    ("RECEIVED", "RECE"),
    ("DRAFTED", "DRFT"),
    ("PENDING_APPROVAL", "PENA"),
    ("PENDING_UPDATE", "PENU"),
    ("REJECTED", "REJE"),
    ("APPROVED", "APPR"),
    ("ISSUED", "ISSU"),
    ("SURRENDERED", "SURR"),
    ("SUBMITTED", "SUBM"),
    ("VOIDED", "VOID"),
    ("CONFIRMED", "CONF"),
    ("REQUESTED", "REQS"),
    ("COMPLETED", "CMPL"),
    ("ON_HOLD", "HOLD"),
    ("RELEASED", "RELS"),
    ("CANCELLED", "CANC"),
    ("DECLINED", "DECL"),
    ("BOOKING", "BKG"),
    ("CARRIER_BOOKING_REQUEST", "CBR"),
    ("SHIPPING_INSTRUCTIONS", "SHI"),
    ("TRANSPORT_DOCUMENT", "TRD"),
    ("ARRIVAL_NOTICE", "ARN"),
    ("VERIFIED_GROSS_MASS", "VGM"),
    ("CARGO_SURVEY", "CAS"),
    ("CUSTOMS_CLEARANCE", "CUS"),
    ("CUC", "CUS"),
    ("DANGEROUS_GOODS_DECLARATION", "DGD"),
    ("OUT_OF_GAUGE_DECLARATION", "OOG"),
    ("EQUIPMENT_REFERENCE", "EQ"),
];

/// The code for what is said in upper case; what is unknown stays as it came.
pub(super) fn code_of(said: String) -> String {
    WORDS
        .iter()
        .find(|(word, _)| *word == said)
        .map_or(said, |(_, code)| (*code).to_owned())
}

/// What a code of this type of event means.
pub(super) fn what(kind: &str, code: String) -> What {
    match (kind, code.as_str()) {
        ("TRANSPORT", "ARRI") => What::Arrival,
        ("TRANSPORT", "DEPA") => What::Departure,
        ("EQUIPMENT", "LOAD") => What::Loaded,
        ("EQUIPMENT", "DISC") => What::Discharged,
        ("EQUIPMENT", "GTIN") => What::GateIn,
        ("EQUIPMENT", "GTOT") => What::GateOut,
        ("EQUIPMENT", "STUF") => What::Stuffed,
        ("EQUIPMENT", "STRP") => What::Stripped,
        ("EQUIPMENT", "PICK") => What::PickedUp,
        ("EQUIPMENT", "DROP") => What::DroppedOff,
        ("EQUIPMENT", "INSP") => What::Inspected,
        ("EQUIPMENT", "RSEA") => What::Resealed,
        ("EQUIPMENT", "RMVD") => What::Removed,
        // 3.0.0 tells of the box what 2.2 tells of its papers.
        ("EQUIPMENT", "CUSR") => What::Document {
            state: "RELS".to_owned(),
            document: "CUS".to_owned(),
        },
        _ => What::Other(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_once_and_no_code_is_taken_for_a_word() {
        let mut words: Vec<_> = WORDS.iter().map(|(word, _)| *word).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), WORDS.len());
        for (word, code) in WORDS {
            assert_eq!(code_of(word.to_owned()), code);
            assert_eq!(code_of(code.to_owned()), code, "a code stays what it is");
        }
        assert_eq!(code_of("APPROACHING".to_owned()), "APPROACHING");
    }
}
