//! Where the demo's containers are seen, told as `tests/origin/journey.mjs` tells it.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{REPORTED_AFTER, text};

/// The hour, and degrees north and east.
#[derive(Deserialize, Clone, Copy)]
pub(super) struct Waypoint(f64, f64, f64);

/// The sightings that are told by `hour`.
pub(super) fn told(track: &[Waypoint], container: &str, hour: f64) -> Vec<Value> {
    const SEEN_EVERY: f64 = 6.0;
    let (Some(first), Some(last)) = (track.first(), track.last()) else {
        return Vec::new();
    };
    let newest = (hour - REPORTED_AFTER).floor();
    let mut told = Vec::new();
    let mut at = first.0.ceil();
    while at <= newest.min(last.0) {
        if at % SEEN_EVERY == 0.0 || at >= newest {
            told.push(sighting(track, container, at));
        }
        at += 1.0;
    }
    told
}

fn sighting(track: &[Waypoint], container: &str, at: f64) -> Value {
    let leg = track.windows(2).rfind(|leg| leg[0].0 <= at).unwrap();
    let [Waypoint(from, south, west), Waypoint(until, north, east)] = leg else {
        unreachable!("windows of two")
    };
    let part = (at - from) / (until - from);
    let (northward, eastward) = (north - south, wrapped(east - west));
    let middle = f64::midpoint(*south, *north).to_radians();
    let course = (eastward * middle.cos()).atan2(northward).to_degrees();
    json!({
        "eventID": format!("seen/{at}"),
        "eventCreatedDateTime": text(at + REPORTED_AFTER, "+00:00"),
        "eventType": "IOT",
        "eventClassifierCode": "ACT",
        "eventDateTime": text(at, "+00:00"),
        "iotEventTypeCode": "DETC",
        "equipmentReference": container,
        "eventLocation": {"geoCoordinate": {
            "latitude": format!("{:.3}", south + part * northward),
            "longitude": format!("{:.3}", wrapped(west + part * eastward)),
        }},
        "courseOverGround": course.round().rem_euclid(360.0),
    })
}

/// Degrees from -180 to 180.
fn wrapped(degrees: f64) -> f64 {
    (degrees + 180.0).rem_euclid(360.0) - 180.0
}
