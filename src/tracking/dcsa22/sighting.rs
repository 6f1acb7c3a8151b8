//! Reads where a container was seen: events of type `IOT`.
//!
//! DCSA 2.2 has no positions, so this is an extension: origins that know them
//! send them like the IOT events of DCSA 3.0, in the flat spelling of 2.2:
//!
//! ```json
//! {
//!   "eventID": "...", "eventCreatedDateTime": "2026-11-22T08:15:00Z",
//!   "eventType": "IOT", "eventClassifierCode": "ACT", "iotEventTypeCode": "DETC",
//!   "eventDateTime": "2026-11-22T08:00:00Z", "equipmentReference": "APZU4812090",
//!   "eventLocation": {"geoCoordinate": {"latitude": "38.204", "longitude": "-141.87"}},
//!   "courseOverGround": 93
//! }
//! ```
//!
//! `latitude` and `longitude` may also stand in `eventLocation` itself, as 2.2
//! has them. Where the container is not named, the vessel was seen that all of
//! the answer's containers are on. What was detected does not matter: a door
//! that opened did so somewhere.

use serde::Deserialize;

use super::wire::{position, text};
use crate::tracking::intake::{Sighting, read_time};
use crate::tracking::shipment::Position;

/// Whether an event is of type `IOT`, readable or not.
pub(super) fn is_one(json: &str) -> bool {
    #[derive(Deserialize)]
    struct Wire {
        #[serde(rename = "eventType", default, deserialize_with = "text")]
        kind: Option<String>,
    }
    serde_json::from_str::<Wire>(json)
        .ok()
        .and_then(|wire| wire.kind)
        .is_some_and(|kind| kind.eq_ignore_ascii_case("IOT"))
}

/// Reads such an event; `None` where it does not say where and when, or says
/// that it has not happened: what is foreseen is no position.
pub(super) fn read(json: &str) -> Option<Sighting> {
    #[derive(Deserialize)]
    struct Wire {
        #[serde(rename = "eventClassifierCode", default, deserialize_with = "text")]
        classifier: Option<String>,
        #[serde(rename = "eventDateTime", default, deserialize_with = "text")]
        when: Option<String>,
        #[serde(rename = "equipmentReference", default, deserialize_with = "text")]
        equipment: Option<String>,
        #[serde(rename = "eventLocation")]
        location: Location,
        #[serde(rename = "courseOverGround", default, deserialize_with = "text")]
        course: Option<String>,
    }
    #[derive(Deserialize)]
    struct Location {
        #[serde(default, deserialize_with = "text")]
        latitude: Option<String>,
        #[serde(default, deserialize_with = "text")]
        longitude: Option<String>,
        #[serde(rename = "geoCoordinate", default)]
        geo: Option<Box<Location>>,
    }
    let wire: Wire = serde_json::from_str(json).ok()?;
    if wire
        .classifier
        .is_some_and(|code| !code.eq_ignore_ascii_case("ACT"))
    {
        return None;
    }
    let at = wire.location.geo.as_deref().unwrap_or(&wire.location);
    let (latitude, longitude) = position(at.latitude.as_deref(), at.longitude.as_deref())?;
    Some(Sighting {
        equipment: wire.equipment.map(|number| number.to_ascii_uppercase()),
        position: Position {
            latitude,
            longitude,
            when: read_time(&wire.when?).ok()?,
            course: wire.course.as_deref().and_then(course),
        },
    })
}

/// Degrees from north. Transponders say 360 for what they do not know.
fn course(text: &str) -> Option<f64> {
    text.parse()
        .ok()
        .filter(|degrees| (0.0..360.0).contains(degrees))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use time::macros::datetime;

    use super::*;

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
            assert!(is_one(&seen(&changes)), "{changes}");
        }
        assert!(is_one(&seen(&json!({"eventType": " iot "}))));
        for other in [json!("TRANSPORT"), json!(["IOT"]), Value::Null] {
            assert!(!is_one(&seen(&json!({"eventType": other}))), "{other}");
        }
        assert!(!is_one("\"IOT\""));
    }
}
