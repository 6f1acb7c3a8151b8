use super::parse;
use crate::tracking::intake::{MAX_EVENTS, Told};
use crate::tracking::shipment::{Classifier, Event, Load, What};
use serde_json::{Value, json};

fn arrival() -> Value {
    json!({
        "eventType": "TRANSPORT", "eventClassifierCode": "EST",
        "eventCreatedDateTime": "2026-11-20T00:00:00Z",
        "eventDateTime": "2026-12-05T08:00-08:00",
        "transportEventTypeCode": "ARRI",
    })
}

/// An arrival with other members; `null` takes one away.
fn with(changes: &Value) -> Value {
    let mut event = arrival();
    let members = event.as_object_mut().unwrap();
    for (member, value) in changes.as_object().unwrap() {
        members.insert(member.clone(), value.clone());
    }
    members.retain(|_, value| !value.is_null());
    event
}

fn read(changes: &Value) -> Event {
    let body = json!([with(changes)]).to_string();
    parse(body.as_bytes()).unwrap().events.remove(0)
}

fn refused(changes: &Value) -> String {
    let body = json!([arrival(), with(changes)]).to_string();
    parse(body.as_bytes()).unwrap_err().to_string()
}

#[test]
fn the_least_that_an_event_must_say_is_enough() {
    let event = read(&json!({}));
    assert_eq!(event.what, What::Arrival);
    assert_eq!(event.when, time::macros::datetime!(2026-12-05 08:00 -8));
    assert_eq!((event.place, event.vessel, event.load), (None, None, None));
    assert_eq!(parse(b" [] "), Ok(Told::default()));
}

#[test]
fn what_is_unknown_or_blank_or_otherwise_typed_is_taken_as_it_is() {
    let event = read(&json!({
        "somethingNew": {"deeply": ["nested", 1, null]},
        "transportEventTypeCode": "omit",
        "delayReasonCode": " wea ",
        "changeRemark": "",
        "vesselScheduleChangeRemark": "x".repeat(300),
        "transportCall": {
            "UNLocationCode": "us lax", "modeOfTransport": "ROCKET",
            "transportCallSequenceNumber": "7", "exportVoyageNumber": 2103,
            "vessel": {"vesselIMONumber": 9_321_483, "vesselName": " "},
            "location": {"latitude": 33.7395, "longitude": "-118.26"},
        },
    }));
    assert_eq!(event.what, What::Other("OMIT".into()));
    assert_eq!(event.delay_reason.as_deref(), Some("WEA"));
    assert_eq!(event.remark.map(|remark| remark.len()), Some(250));
    let place = event.place.unwrap();
    assert_eq!(place.unlocode.as_deref(), Some("USLAX"));
    assert_eq!(place.position, Some((33.7395, -118.26)));
    assert_eq!((event.mode, event.call), (None, Some(7)));
    assert_eq!(event.voyage.as_deref(), Some("2103"));
    let vessel = event.vessel.unwrap();
    assert_eq!(vessel.imo.as_deref(), Some("9321483"));
    assert_eq!(vessel.name, None);
}

#[test]
fn types_that_this_version_does_not_know_are_kept() {
    assert_eq!(
        read(&json!({"eventType": "WEATHER"})).what,
        What::Other("WEATHER".into())
    );
    assert_eq!(
        read(&json!({"eventType": "EQUIPMENT", "equipmentEventTypeCode": "AVPU"})).what,
        What::Other("AVPU".into())
    );
}

#[test]
fn the_type_is_told_by_the_code_where_it_is_missing() {
    let gate_out = json!({
        "eventType": null, "transportEventTypeCode": null,
        "equipmentEventTypeCode": "gtot", "emptyIndicatorCode": "laden",
        "equipmentReference": "csqu3054383",
    });
    let event = read(&gate_out);
    assert_eq!((event.what, event.load), (What::GateOut, Some(Load::Laden)));
    assert_eq!(event.equipment.as_deref(), Some("CSQU3054383"));
    let old = json!({"transportEventTypeCode": null, "eventTypeCode": "DEPA"});
    assert_eq!(read(&old).what, What::Departure);
    let document = json!({
        "eventType": "SHIPMENT", "eventClassifierCode": null,
        "shipmentEventTypeCode": "HOLD", "documentTypeCode": "CUS",
    });
    assert_eq!(read(&document).classifier, Classifier::Actual);
}

#[test]
fn two_places_are_never_mixed_into_one() {
    let places =
        |own: Value, call: Value| read(&json!({"eventLocation": own, "transportCall": call})).place;
    let depot = json!({"locationName": "Depot", "UNLocationCode": "BEANR"});
    let port = json!({"UNLocationCode": "NLRTM", "facilityCode": "RWG"});
    let same = json!({"UNLocationCode": "BEANR", "facilityCode": "K1742"});
    let place = places(depot.clone(), port.clone()).unwrap();
    assert_eq!(
        (place.unlocode.as_deref(), place.facility),
        (Some("BEANR"), None)
    );
    let place = places(depot, same).unwrap();
    assert_eq!(place.name.as_deref(), Some("Depot"));
    assert_eq!(place.facility.as_deref(), Some("K1742"));
    let place = places(json!({"address": {"city": "Delft"}}), Value::Null).unwrap();
    assert_eq!(place.key(), Some("Delft"));
    assert_eq!(places(json!({}), json!({})), None);
    assert_eq!(places(json!({}), port).unwrap().key(), Some("NLRTM"));
}

#[test]
fn a_position_must_be_somewhere_on_the_globe() {
    for (latitude, longitude) in [
        ("0", "0.0"),
        ("91", "0"),
        ("0", "-181"),
        ("NaN", "1"),
        ("inf", "1"),
        ("51° N", "4° E"),
        ("", "4"),
    ] {
        let location = json!({"latitude": latitude, "longitude": longitude});
        assert_eq!(
            read(&json!({"eventLocation": location})).place,
            None,
            "{latitude} {longitude}"
        );
    }
}

#[test]
fn an_event_without_id_is_the_same_wherever_it_stands() {
    let (one, two) = (with(&json!({})), with(&json!({"documentID": "B"})));
    let ids = |events: Value| -> Vec<String> {
        let told = parse(events.to_string().as_bytes()).unwrap();
        told.events.into_iter().map(|event| event.id).collect()
    };
    let there = ids(json!([one, two]));
    let back = ids(json!([two, one, one]));
    assert_eq!(there[0], back[1]);
    assert_eq!(back[1], back[2]);
    assert_ne!(there[0], there[1]);
}

#[test]
fn an_event_that_does_not_say_enough_spoils_the_answer() {
    for (changes, error) in [
        (
            json!({"eventType": null, "transportEventTypeCode": null}),
            "event 1, eventType: expected TRANSPORT, EQUIPMENT or SHIPMENT",
        ),
        (
            json!({"transportEventTypeCode": null}),
            "event 1, transportEventTypeCode: expected a code such as ARRI or DEPA",
        ),
        (
            json!({"eventType": "EQUIPMENT"}),
            "event 1, equipmentEventTypeCode: expected a code such as LOAD or GTOT",
        ),
        (
            json!({"eventType": "SHIPMENT"}),
            "event 1, shipmentEventTypeCode: expected a code such as ISSU or CONF",
        ),
        (
            json!({"eventType": "SHIPMENT", "shipmentEventTypeCode": "ISSU"}),
            "event 1, documentTypeCode: expected a code such as BKG or TRD",
        ),
        (
            json!({"eventClassifierCode": null}),
            "event 1, eventClassifierCode: expected PLN, EST or ACT",
        ),
        (
            json!({"eventClassifierCode": "REQ"}),
            "event 1, eventClassifierCode: expected PLN, EST or ACT",
        ),
        (
            json!({"eventDateTime": null}),
            "event 1, eventDateTime: expected to be there",
        ),
        (
            json!({"eventCreatedDateTime": "2026-11-20T00:00:00"}),
            "event 1, eventCreatedDateTime: expected a date and time with offset (RFC 3339), such as 2021-01-09T14:12:56+01:00",
        ),
        (
            json!({"eventDateTime": "9999-12-31T00:00:00Z"}),
            "event 1, eventDateTime: expected a year from 2000 to 2089",
        ),
        (
            json!({"transportCall": {"vessel": {"vesselName": ["secret"]}}}),
            "event 1, transportCall.vessel.vesselName: expected a text or a number",
        ),
        (
            json!({"transportCall": {"vessel": 7}}),
            "event 1, transportCall.vessel: expected a JSON object",
        ),
        (
            json!({"transportCall": "secret"}),
            "event 1, transportCall: expected a JSON object",
        ),
    ] {
        assert_eq!(refused(&changes), error);
    }
}

#[test]
fn what_is_no_array_of_events_is_refused_without_quoting_it() {
    for (body, error) in [
        ("", "answer: expected JSON that does not break off"),
        ("<html>secret", "answer: expected JSON (line 1, column 1)"),
        ("{\"events\": 7}", "answer: expected a JSON array of events"),
        ("\"secret\"", "answer: expected a JSON array of events"),
        ("[\"secret\"]", "event 0: expected a JSON object"),
        ("[{}, 3]", "event 1: expected a JSON object"),
        ("[] secret", "answer: expected JSON (line 1, column 4)"),
        (
            "[{\"eventID\": \"secret",
            "answer: expected JSON that does not break off",
        ),
    ] {
        let found = parse(body.as_bytes()).unwrap_err().to_string();
        assert_eq!(found, error, "{body}");
    }
    assert!(parse(b"[\"\xff\"]").is_err());
}

#[test]
fn more_events_than_a_shipment_has_are_refused() {
    let many = |count: usize| json!(vec![arrival(); count]).to_string();
    assert_eq!(
        parse(many(MAX_EVENTS).as_bytes()).map(|told| told.events.len()),
        Ok(MAX_EVENTS)
    );
    assert_eq!(
        parse(many(MAX_EVENTS + 1).as_bytes())
            .unwrap_err()
            .to_string(),
        "answer: expected at most 2000 events"
    );
}

#[test]
fn broken_json_is_told_without_the_name_of_a_member_that_is_not_read() {
    let error = parse(br#"[{"anna@acme.example": tru}]"#).unwrap_err();
    assert_eq!(
        error.to_string(),
        "answer: expected JSON (line 1, column 27)"
    );
}

#[test]
fn a_text_that_json_cannot_hold_is_told_by_its_line() {
    let error = parse(b"[{},\n{\"eventID\": \"\\ud800\"}]").unwrap_err();
    assert_eq!(
        error.to_string(),
        "answer: expected JSON (line 2, column 20)"
    );
}

#[test]
fn sightings_are_no_events_and_spoil_nothing() {
    let seen = json!({
        "eventType": "IOT", "eventDateTime": "2026-11-22T08:00:00Z",
        "eventLocation": {"latitude": "38.204", "longitude": "-141.87"},
    });
    let broken = json!({"eventType": "IOT", "transportCall": "secret", "eventLocation": 7});
    let told = parse(json!([broken, arrival(), seen]).to_string().as_bytes()).unwrap();
    assert_eq!((told.events.len(), told.sightings.len()), (1, 1));

    let mut many = vec![seen; MAX_EVENTS + 1];
    many.push(arrival());
    let told = parse(json!(many).to_string().as_bytes()).unwrap();
    assert_eq!(
        (told.events.len(), told.sightings.len()),
        (1, MAX_EVENTS + 1)
    );

    let error = parse(json!([broken, {}]).to_string().as_bytes()).unwrap_err();
    assert_eq!(error.position, Some(1), "they are counted as they stand");
}
