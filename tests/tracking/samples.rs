//! DCSA's own samples of Track & Trace, read where they lie; here those of 2.2
//! member by member, and the wrong ones.

use std::path::PathBuf;

use sealink::tracking::dcsa22::parse;
use sealink::tracking::shipment::{Classifier, Load, Mode, Place, What};
use time::macros::datetime;

/// A sample's bytes; `None`, and a line on stderr, where the data is not there.
pub(crate) fn sample(name: &str) -> Option<Vec<u8>> {
    let data = std::env::var_os("SEALINK_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    let path = data.join("dcsa").join(name);
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        eprintln!("SKIPPED: {} is not there; set SEALINK_DATA", path.display());
    }
    bytes
}

#[test]
fn the_sample_answer_is_read_member_by_member() {
    let Some(body) = sample("2.2/tnt-220-response.json") else {
        return;
    };
    let events = parse(&body).unwrap().events;
    let whats: Vec<_> = events.iter().map(|event| event.what.clone()).collect();
    let drafted = |document: &str| What::Document {
        state: "DRFT".to_owned(),
        document: document.to_owned(),
    };
    assert_eq!(
        whats,
        [
            What::Arrival,
            drafted("SHI"),
            What::Loaded,
            What::Arrival,
            drafted("BKG"),
            What::Loaded,
            drafted("TRD"),
        ]
    );

    let arrival = &events[3];
    assert_eq!(arrival.id, "3cecb101-7a1a-43a4-9d62-e88a131651e5");
    assert_eq!(arrival.classifier, Classifier::Actual);
    assert_eq!(arrival.when, datetime!(2021-01-09 14:12:56 +01:00));
    assert_eq!(arrival.when.offset(), time::macros::offset!(+1));
    assert_eq!(arrival.said, datetime!(2021-01-09 14:12:56 UTC));
    assert_eq!(
        arrival.place,
        Some(Place {
            unlocode: Some("FRPAR".to_owned()),
            name: None,
            facility: Some("ADT".to_owned()),
            position: Some((48.858_55, 2.294_492_036)),
        })
    );
    assert_eq!(arrival.mode, Some(Mode::Vessel));
    let vessel = arrival.vessel.as_ref().unwrap();
    assert_eq!(vessel.imo.as_deref(), Some("9321483"));
    assert_eq!(vessel.name.as_deref(), Some("King of the Seas"));
    assert_eq!(arrival.voyage.as_deref(), Some("2103S"));
    assert_eq!(arrival.call, Some(2));
    assert_eq!(arrival.delay_reason.as_deref(), Some("WEA"));
    assert_eq!(arrival.remark.as_deref(), Some("Bad weather"));

    let loaded = &events[5];
    assert_eq!(loaded.classifier, Classifier::Estimated);
    assert_eq!(loaded.when.offset(), time::macros::offset!(+8:30));
    assert_eq!(loaded.equipment.as_deref(), Some("APZU4812090"));
    assert_eq!(loaded.load, Some(Load::Empty));
    let place = loaded.place.as_ref().unwrap();
    assert_eq!(place.name.as_deref(), Some("Eiffel Tower"));
    assert_eq!(place.facility.as_deref(), Some("ADT"));

    let document = &events[6];
    assert_eq!(
        document.remark.as_deref(),
        Some("The following attributes are missing...")
    );
    assert_eq!((&document.place, &document.vessel), (&None, &None));
}

#[test]
fn of_wrong_times_the_error_names_event_and_member() {
    let Some(body) = sample("2.2/tnt-220-response-wrong-date-times.json") else {
        return;
    };
    let error = parse(&body).unwrap_err();
    assert_eq!(error.position, Some(1));
    assert_eq!(error.member, "eventCreatedDateTime");
    assert_eq!(
        error.to_string(),
        "event 1, eventCreatedDateTime: expected to be there"
    );

    // The first wrong event hides the others: each is tried by itself.
    let events: Vec<serde_json::Value> = serde_json::from_slice(&body).unwrap();
    let members: Vec<_> = events
        .iter()
        .map(|event| {
            let alone = serde_json::to_vec(&[event]).unwrap();
            parse(&alone).err().map(|error| error.member)
        })
        .collect();
    let wrong = |member: &str| Some(member.to_owned());
    assert_eq!(
        members,
        [
            None,
            wrong("eventCreatedDateTime"),
            wrong("eventDateTime"),
            wrong("eventCreatedDateTime"),
            wrong("eventDateTime"),
            wrong("eventCreatedDateTime"),
            wrong("eventCreatedDateTime"),
        ]
    );
}

#[test]
fn of_a_wrong_structure_the_error_names_the_element() {
    let Some(body) = sample("2.2/tnt-220-response-wrong-structure.json") else {
        return;
    };
    let error = parse(&body).unwrap_err();
    assert_eq!(error.position, Some(0));
    assert_eq!(error.member, "eventType");
}
