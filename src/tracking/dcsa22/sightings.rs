//! What is read of where a container was seen.

use serde_json::{Value, json};
use time::macros::datetime;

use super::parse;
use crate::tracking::intake::Sighting;
use crate::tracking::shipment::Position;

/// A sighting with other members; `null` takes one away.
fn seen(changes: &Value) -> String {
    let mut event = json!({
        "eventID": "1", "eventCreatedDateTime": "2026-11-22T08:15:00Z",
        "eventType": "IOT", "eventClassifierCode": "ACT", "iotEventTypeCode": "DETC",
        "eventDateTime": "2026-11-22T08:00Z", "equipmentReference": "apzu4812090",
        "eventLocation": {"geoCoordinate": {"latitude": "38.204", "longitude": "-141.87"}},
        "courseOverGround": 93,
    });
    let members = event.as_object_mut().unwrap();
    members.extend(changes.as_object().unwrap().clone());
    members.retain(|_, value| !value.is_null());
    event.to_string()
}

fn read(event: &str) -> Option<Sighting> {
    let mut told = parse(format!("[{event}]").as_bytes()).unwrap();
    assert!(told.events.is_empty(), "a sighting is no event");
    told.sightings.pop()
}

#[test]
fn a_sighting_says_who_was_where_and_when() {
    let sighting = read(&seen(&json!({}))).unwrap();
    assert_eq!(sighting.equipment.as_deref(), Some("APZU4812090"));
    assert_eq!(
        sighting.position,
        Position {
            latitude: 38.204,
            longitude: -141.87,
            when: datetime!(2026-11-22 08:00 UTC),
            course: Some(93.0),
        }
    );
    let least = read(&seen(&json!({
        "eventID": null, "eventCreatedDateTime": null, "eventClassifierCode": null,
        "iotEventTypeCode": null, "equipmentReference": null, "courseOverGround": null,
        "eventLocation": {"latitude": 38.204, "longitude": -141.87},
    })))
    .unwrap();
    assert_eq!(least.equipment, None);
    assert_eq!(
        (least.position.latitude, least.position.course),
        (38.204, None)
    );
}

#[test]
fn a_course_that_is_none_leaves_the_position() {
    for (course, read_as) in [
        (json!("359.9"), Some(359.9)),
        (json!(0), Some(0.0)),
        (json!(360), None),
        (json!(-1), None),
        (json!("NaN"), None),
        (json!("north"), None),
    ] {
        let sighting = read(&seen(&json!({"courseOverGround": course}))).unwrap();
        assert_eq!(sighting.position.course, read_as, "{course}");
    }
}

#[test]
fn what_cannot_be_read_is_left_out() {
    for changes in [
        json!({"eventClassifierCode": "EST"}),
        json!({"eventDateTime": null}),
        json!({"eventDateTime": "2026-11-22T08:00:00"}),
        json!({"eventLocation": null}),
        json!({"eventLocation": "secret"}),
        json!({"eventLocation": {"latitude": "38.204"}}),
        json!({"eventLocation": {"geoCoordinate": {"latitude": "91", "longitude": "0"}}}),
        json!({"eventLocation": {"geoCoordinate": {"latitude": "NaN", "longitude": "0"}}}),
        json!({"equipmentReference": ["APZU4812090"]}),
    ] {
        assert_eq!(read(&seen(&changes)), None, "{changes}");
    }
    assert!(read(&seen(&json!({"eventType": " iot "}))).is_some());
}

#[test]
fn a_sighting_has_the_id_and_the_saying_that_it_comes_with() {
    let sighting = read(&seen(&json!({}))).unwrap();
    assert_eq!(sighting.id.as_deref(), Some("1"));
    assert_eq!(sighting.said, Some(datetime!(2026-11-22 08:15 UTC)));
    let unsaid = read(&seen(&json!({"eventCreatedDateTime": "yesterday"}))).unwrap();
    assert_eq!(unsaid.said, None);
}
