//! The demo origin's journeys, told as the demo tells them.

mod track;

use std::collections::HashMap;
use std::path::Path;

use sealink::geo::Point;
use sealink::reference::{Kind, Reference};
use sealink::tracking::dcsa22::parse;
use sealink::tracking::exception::{Carriage, Exception};
use sealink::tracking::journey::assemble;
use sealink::tracking::shipment::{Journey, Stage};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use time::format_description::well_known::Rfc3339;
use time::macros::datetime;
use time::{Duration, OffsetDateTime, UtcOffset};

/// The demo clock's zero.
const ZERO: OffsetDateTime = datetime!(2026-11-22 09:00 UTC);

/// How long after the fact an origin reports it, in hours.
const REPORTED_AFTER: f64 = 0.25;

/// A journey as `tests/origin/journey.mjs` describes it.
#[derive(Deserialize)]
struct Demo {
    container: String,
    calls: HashMap<String, Call>,
    steps: Vec<Step>,
    #[serde(default)]
    track: Vec<track::Waypoint>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Call {
    utc_offset: String,
    transport_call: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    call: Option<String>,
    utc_offset: Option<String>,
    event: Map<String, Value>,
    happens: f64,
    #[serde(default)]
    foreseen: Vec<Foreseen>,
}

#[derive(Deserialize)]
struct Foreseen {
    said: f64,
    happens: f64,
    #[serde(rename = "as")]
    classifier: String,
    call: Option<String>,
    #[serde(flatten)]
    changes: Map<String, Value>,
}

fn demo(name: &str) -> Demo {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/origin/journeys")
        .join(format!("{name}.json"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn at(hours: f64) -> OffsetDateTime {
    ZERO + Duration::seconds_f64(hours * 3600.0)
}

fn text(hours: f64, offset: &str) -> String {
    let (hour, minute) = offset.split_once(':').unwrap();
    let hour: i8 = hour.parse().unwrap();
    let minute: i8 = minute.parse().unwrap();
    let offset = UtcOffset::from_hms(hour, minute * hour.signum(), 0).unwrap();
    at(hours).to_offset(offset).format(&Rfc3339).unwrap()
}

impl Demo {
    /// The journey as far as it is told by `hour`.
    fn by(&self, hour: f64) -> Journey {
        let mut told = Vec::new();
        for (index, step) in self.steps.iter().enumerate() {
            let is_document = step.event["eventType"] == "SHIPMENT";
            let happened = Foreseen {
                said: step.happens + if is_document { 0.0 } else { REPORTED_AFTER },
                happens: step.happens,
                classifier: "ACT".to_owned(),
                call: None,
                changes: Map::new(),
            };
            for (turn, saying) in step.foreseen.iter().chain([&happened]).enumerate() {
                if saying.said > hour {
                    continue;
                }
                let call = saying.call.as_ref().or(step.call.as_ref());
                let call = call.map(|call| &self.calls[call]);
                let offset = call
                    .map(|call| &call.utc_offset)
                    .or(step.utc_offset.as_ref())
                    .unwrap();
                let mut event = step.event.clone();
                event.extend(saying.changes.clone());
                event.insert("eventID".into(), json!(format!("{index}/{turn}")));
                event.insert(
                    "eventCreatedDateTime".into(),
                    json!(text(saying.said, "+00:00")),
                );
                event.insert("eventDateTime".into(), json!(text(saying.happens, offset)));
                event.insert("eventClassifierCode".into(), json!(saying.classifier));
                if let Some(call) = call {
                    event.insert("transportCall".into(), call.transport_call.clone());
                }
                if event["eventType"] == "EQUIPMENT" {
                    event.insert("equipmentReference".into(), json!(self.container));
                }
                told.push(Value::Object(event));
            }
        }
        told.extend(track::told(&self.track, &self.container, hour));
        let reference = Reference::parse(Kind::Container, &self.container, None).unwrap();
        assemble(
            parse(&serde_json::to_vec(&told).unwrap()).unwrap(),
            &reference,
        )
    }
}

/// What a journey looks like at the demo's zero: name, stage, hour of the ETA,
/// hours believed before, hour of delivery.
type Look = (&'static str, Stage, f64, &'static [f64], Option<f64>);

const AT_ZERO: [Look; 10] = [
    ("at-sea", Stage::AtSea, 78.0, &[36.0, 60.0], None),
    ("booked", Stage::Booked, 792.0, &[], None),
    (
        "customs",
        Stage::Arrived,
        -62.0,
        &[-76.0, -68.0, -63.0],
        None,
    ),
    (
        "delivered",
        Stage::Returned,
        -96.0,
        &[-144.0, -108.0],
        Some(-30.0),
    ),
    (
        "delivered-long-ago",
        Stage::Returned,
        -576.0,
        &[-624.0, -588.0],
        Some(-510.0),
    ),
    ("feeder", Stage::AtSea, 36.0, &[24.0], None),
    ("inland", Stage::Inland, 9.0, &[-24.0, 7.0], None),
    ("rolled", Stage::AtOrigin, 748.0, &[580.0], None),
    ("transhipped", Stage::Transhipment, 696.0, &[624.0], None),
    ("weather", Stage::AtSea, 108.0, &[24.0, 30.0, 72.0], None),
];

#[test]
fn at_the_demos_zero_every_journey_is_where_its_story_says() {
    for (name, stage, eta, earlier, delivered) in AT_ZERO {
        let journey = demo(name).by(0.0);
        assert_eq!(journey.stage, stage, "{name}");
        assert_eq!(journey.delivered, delivered.map(at), "{name}");
        let found = journey.eta.unwrap();
        assert_eq!(found.current.when, at(eta), "{name}");
        let found: Vec<_> = found.earlier.iter().map(|estimate| estimate.when).collect();
        let expected: Vec<_> = earlier.iter().copied().map(at).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn told_from_day_to_day_a_journey_never_takes_back_a_delivery_and_ends() {
    for (name, ..) in AT_ZERO {
        let demo = demo(name);
        let gate_out = demo
            .steps
            .iter()
            .rfind(|step| {
                step.event.get("equipmentEventTypeCode") == Some(&json!("GTOT"))
                    && step.event["emptyIndicatorCode"] == "LADEN"
            })
            .unwrap()
            .happens;
        let mut stages = Vec::new();
        let mut hour = -1_600.0;
        while hour < 900.0 {
            let journey = demo.by(hour);
            let expected = (hour >= gate_out + 0.25).then_some(at(gate_out));
            assert_eq!(journey.delivered, expected, "{name} at {hour}");
            if stages.last() != Some(&journey.stage) {
                stages.push(journey.stage);
            }
            hour += 6.0;
        }
        let by_sea_once = [Stage::Booked, Stage::AtOrigin, Stage::AtSea];
        let middle: &[Stage] = match name {
            "feeder" | "transhipped" => &[Stage::Transhipment, Stage::AtSea],
            "inland" => &[Stage::Inland],
            _ => &[],
        };
        let end = [Stage::Arrived, Stage::Delivered, Stage::Returned];
        let mut expected: Vec<_> = by_sea_once.iter().chain(middle).chain(&end).collect();
        if name == "booked" {
            expected.pop();
        }
        assert_eq!(stages.iter().collect::<Vec<_>>(), expected, "{name}");
    }
}

#[test]
fn at_the_demos_zero_what_stands_out_is_what_the_stories_say() {
    let delay = |was: f64, now: f64| Exception::Delay {
        was: at(was),
        now: at(now),
    };
    let by = |vessel: &str, voyage: &str| Carriage {
        vessel: Some(vessel.to_owned()),
        voyage: Some(voyage.to_owned()),
    };
    for (name, ..) in AT_ZERO {
        let expected = match name {
            "at-sea" => vec![delay(36.0, 78.0)],
            "customs" => vec![Exception::CustomsHold { since: at(-25.0) }],
            "inland" => vec![delay(-24.0, 9.0)],
            "rolled" => vec![
                Exception::RolledOver {
                    was: by("MEKONG EGRET", "213E"),
                    now: by("HUDSON OSPREY", "214E"),
                },
                delay(580.0, 748.0),
            ],
            "transhipped" => vec![delay(624.0, 696.0)],
            "weather" => vec![delay(24.0, 108.0)],
            _ => vec![],
        };
        assert_eq!(demo(name).by(0.0).exceptions, expected, "{name}");
        assert_eq!(demo(name).by(900.0).exceptions, [], "{name} at its end");
    }
    assert_eq!(demo("customs").by(50.0).exceptions, [], "released");
    assert_eq!(demo("rolled").by(700.0).exceptions.len(), 2, "at sea");
}

#[test]
fn at_the_demos_zero_those_that_are_at_sea_were_seen_an_hour_ago() {
    for (name, since, latitude, longitude) in [
        ("at-sea", -290.4, 38.235, -139.25),
        ("weather", -372.0, 48.18, -6.92),
    ] {
        let positions = demo(name).by(0.0).positions;
        let (first, newest) = (positions[0], positions[positions.len() - 1]);
        assert!(
            first.when >= at(since) && first.when < at(since + 6.0),
            "{name}"
        );
        let found = (newest.when, newest.latitude, newest.longitude);
        assert_eq!(found, (at(-1.0), latitude, longitude), "{name}");
        assert!(
            positions.iter().all(|position| position.course.is_some()),
            "{name}"
        );
    }
    for name in ["transhipped", "feeder", "inland", "booked", "delivered"] {
        assert_eq!(demo(name).by(0.0).positions, [], "{name}");
    }
}

#[test]
fn a_track_is_of_the_present_leg_and_no_faster_than_a_vessel() {
    /// Knots; the fastest container vessels make 25.
    const FASTEST: f64 = 25.0;
    for (name, hour, departed) in [
        ("at-sea", 70.0, -290.4),
        ("weather", 100.0, -372.0),
        ("transhipped", -80.0, -246.0),
        ("transhipped", 690.0, 62.0),
    ] {
        let positions = demo(name).by(hour).positions;
        assert!(positions.len() > 25, "{name} at {hour}");
        assert!(positions[0].when >= at(departed), "{name} at {hour}");
        for pair in positions.windows(2) {
            let [from, to] = [0, 1].map(|index| Point {
                lat: pair[index].latitude,
                lon: pair[index].longitude,
            });
            let hours = (pair[1].when - pair[0].when).as_seconds_f64() / 3600.0;
            assert!(from.miles_to(to) / hours < FASTEST, "{name}: {pair:?}");
        }
    }
}
