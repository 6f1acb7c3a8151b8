//! The demo origin's journeys, told as the demo tells them.

use std::collections::HashMap;
use std::path::Path;

use sealink::reference::{Kind, Reference};
use sealink::tracking::dcsa22::parse;
use sealink::tracking::journey::assemble;
use sealink::tracking::shipment::{Journey, Stage};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use time::format_description::well_known::Rfc3339;
use time::macros::datetime;
use time::{Duration, OffsetDateTime, UtcOffset};

/// The demo clock's zero.
const ZERO: OffsetDateTime = datetime!(2026-11-22 09:00 UTC);

/// A journey as `tests/origin/journey.mjs` describes it.
#[derive(Deserialize)]
struct Demo {
    container: String,
    calls: HashMap<String, Call>,
    steps: Vec<Step>,
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
                said: step.happens + if is_document { 0.0 } else { 0.25 },
                happens: step.happens,
                classifier: "ACT".to_owned(),
                changes: Map::new(),
            };
            let call = step.call.as_ref().map(|call| &self.calls[call]);
            let offset = call
                .map(|call| &call.utc_offset)
                .or(step.utc_offset.as_ref())
                .unwrap();
            for (turn, saying) in step.foreseen.iter().chain([&happened]).enumerate() {
                if saying.said > hour {
                    continue;
                }
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

const AT_ZERO: [Look; 8] = [
    ("at-sea", Stage::AtSea, 78.0, &[36.0, 60.0], None),
    ("booked", Stage::Booked, 792.0, &[], None),
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
