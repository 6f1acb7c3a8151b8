//! Samples of every format, each beside what is read of it:
//! `formats/NAME.expected.json`. DCSA's own samples lie with the public data;
//! the others are written for these tests, after the public documentation.
//!
//! With `UPDATE_EXPECTED=1` the expectations are written anew; read them
//! against the samples before they are kept.

use std::path::{Path, PathBuf};

use sealink::config::OriginFormat;
use sealink::contract::tracking_schema;
use sealink::tracking::format::{parse, pushed};
use sealink::tracking::intake::{MAX_EVENTS, Told};
use serde_json::{Value, json};

use crate::samples;

/// Those that are written for these tests.
const SAMPLES: [(&str, OriginFormat); 7] = [
    ("dcsa-3.0-words", OriginFormat::Dcsa30),
    ("dcsa-3.0-beta-1", OriginFormat::Dcsa30Beta1),
    ("terminal49-notification", OriginFormat::Terminal49),
    ("terminal49-estimate", OriginFormat::Terminal49),
    ("terminal49-container", OriginFormat::Terminal49),
    ("vizion", OriginFormat::Vizion),
    ("sealink", OriginFormat::Sealink),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tracking/formats")
}

fn written(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(format!("{name}.json"))).unwrap()
}

/// What is read of a body is what is expected, and is the same as a push and as
/// an answer.
fn check(name: &str, format: OriginFormat, body: &[u8]) {
    let read = pushed(format, body).unwrap();
    let found: Vec<Value> = read
        .iter()
        .map(|one| json!({"references": one.references, "told": one.told}))
        .collect();
    let found = format!("{:#}", json!(found));
    let path = folder().join(format!("{name}.expected.json"));
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, format!("{found}\n")).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    assert_eq!(found.trim(), expected.trim(), "{name}");

    let mut whole = Told::default();
    for one in read {
        let Told {
            events,
            sightings,
            retracted,
        } = &one.told;
        let things = events.len() + sightings.len() + retracted.len();
        assert_eq!(things, 1, "{name}: each piece is one thing");
        whole.append(one.told);
    }
    assert_eq!(parse(format, body), Ok(whole), "{name}");
}

#[test]
fn every_sample_is_read_as_expected() {
    for (name, format) in SAMPLES {
        check(name, format, &written(name));
    }
}

#[test]
fn dcsas_own_samples_are_read_as_expected() {
    for (name, format) in [
        ("2.2/tnt-220-response", OriginFormat::Dcsa22),
        ("3.0/tnt-300-response", OriginFormat::Dcsa30),
        ("3.0/tnt-300-request-equipment", OriginFormat::Dcsa30),
        ("3.0/tnt-300-request-shipment", OriginFormat::Dcsa30),
        ("3.0/tnt-300-request-transport", OriginFormat::Dcsa30),
    ] {
        if let Some(body) = samples::sample(&format!("{name}.json")) {
            check(name.split_once('/').unwrap().1, format, &body);
        }
    }
}

/// The sample of this name with one member changed; `null` takes it away.
fn with(name: &str, pointer: &str, value: Value) -> Vec<u8> {
    let mut sample: Value = serde_json::from_slice(&written(name)).unwrap();
    let (above, member) = pointer.rsplit_once('/').unwrap();
    match sample.pointer_mut(above).unwrap() {
        Value::Object(members) => {
            members.insert(member.to_owned(), value);
        }
        Value::Array(items) => items[member.parse::<usize>().unwrap()] = value,
        _ => unreachable!("{pointer}"),
    }
    serde_json::to_vec(&sample).unwrap()
}

/// `formats/wrong.json`: which member of a sample gets which value, and how the
/// refusal then reads.
#[test]
fn of_a_wrong_sample_the_error_names_event_and_member_and_no_value() {
    let rows: Vec<Value> = serde_json::from_slice(&written("wrong")).unwrap();
    for row in &rows {
        let text = |member: &str| row[member].as_str().unwrap();
        let (sample, at) = (text("sample"), text("at"));
        let format = SAMPLES.iter().find(|(name, _)| *name == sample).unwrap().1;
        let body = with(sample, at, row["value"].clone());
        let found = pushed(format, &body).unwrap_err().to_string();
        assert_eq!(found, text("error"), "{sample} {at}");
        assert!(!found.contains("secret"), "{sample} {at}");
    }
    for format in SAMPLES.map(|(_, format)| format) {
        let tried = rows.iter().filter(|row| {
            SAMPLES
                .iter()
                .any(|(name, of)| *of == format && row["sample"] == *name)
        });
        assert!(tried.count() >= 5, "{format:?}");
    }
}

#[test]
fn every_format_refuses_what_is_no_json_and_more_events_than_a_shipment_has() {
    let repeated = |name: &str, list: &str, event: usize| {
        let mut sample: Value = serde_json::from_slice(&written(name)).unwrap();
        let events = sample.pointer_mut(list).unwrap().as_array_mut().unwrap();
        let one = events[event].clone();
        events.resize(MAX_EVENTS + 20, one);
        serde_json::to_vec(&sample).unwrap()
    };
    let many = [
        (
            OriginFormat::Dcsa30,
            repeated("dcsa-3.0-words", "/events", 0),
        ),
        (
            OriginFormat::Dcsa30Beta1,
            repeated("dcsa-3.0-beta-1", "", 0),
        ),
        (
            OriginFormat::Terminal49,
            repeated("terminal49-notification", "/included", 4),
        ),
        (
            OriginFormat::Vizion,
            repeated("vizion", "/payload/milestones", 0),
        ),
        (
            OriginFormat::Sealink,
            repeated("sealink", "/shipments/0/events", 0),
        ),
    ];
    for (format, body) in many {
        let error = pushed(format, &body).unwrap_err().to_string();
        assert_eq!(error, "answer: expected at most 2000 events", "{format:?}");
    }
    for format in OriginFormat::ALL {
        for body in [
            "",
            "<html>secret",
            "\"secret\"",
            "7",
            "null",
            "[7]",
            "[\"secret\"]",
            "{\"a\": tru}",
        ] {
            let error = pushed(format, body.as_bytes()).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{format:?} {body}: {error}");
        }
        let deep = "[".repeat(100_000);
        assert!(pushed(format, deep.as_bytes()).is_err(), "{format:?}");
    }
}

#[test]
fn ids_are_never_cut_and_an_update_replaces_what_was_said_before() {
    let event = |id: &str, updated: &str, day: u8| {
        json!({
            "eventID": id, "eventUpdatedDateTime": updated,
            "eventDateTime": format!("2026-12-{day:02}T08:00:00Z"),
            "eventClassification": {"eventType": "TRANSPORT", "eventClassifier": "ESTIMATED", "transportEventType": "ARRIVED"},
        })
    };
    let long = "x".repeat(499);
    let (one, two) = (format!("{long}1"), format!("{long}2"));
    let body = json!([
        event(&one, "2026-11-21T00:00:00Z", 6),
        event(&one, "2026-11-20T00:00:00Z", 5),
        event(&two, "2026-11-20T00:00:00Z", 7),
    ]);
    let mut told = parse(OriginFormat::Dcsa30, body.to_string().as_bytes()).unwrap();
    assert!(told.events.iter().all(|event| event.id.len() <= 100));
    told.merge(Told::default());
    let mut days: Vec<u8> = told.events.iter().map(|event| event.when.day()).collect();
    days.sort_unstable();
    assert_eq!(days, [6, 7]);
}

#[test]
fn an_eta_that_moves_is_another_saying_of_vizion_and_the_same_one_is_not() {
    let first = parse(OriginFormat::Vizion, &written("vizion")).unwrap();
    let later = with("vizion", "/created_at", json!("2026-11-21T10:00:00Z"));
    let same = parse(OriginFormat::Vizion, &later).unwrap();
    let mut merged = first.clone();
    merged.merge(same);
    assert_eq!(merged.events.len(), first.events.len());
    let moved = with(
        "vizion",
        "/payload/milestones/2/timestamp",
        json!("2026-12-06T08:00:00-08:00"),
    );
    merged.merge(parse(OriginFormat::Vizion, &moved).unwrap());
    assert_eq!(merged.events.len(), first.events.len() + 1);
}

/// Whatever the schema of our own format lets pass is read, and what the reader
/// refuses the schema refuses: tried with every member of the sample, taken
/// away and given other values.
#[test]
fn the_schema_takes_the_sample_and_nothing_that_the_reader_refuses() {
    let schema = tracking_schema();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let sample: Value = serde_json::from_slice(&written("sealink")).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&sample)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    let mut refused = 0;
    let mut tried = 0;
    for pointer in pointers(&sample) {
        for value in [
            None,
            Some(Value::Null),
            Some(json!("")),
            Some(json!("secret")),
            Some(json!(7)),
            Some(json!(-200)),
            Some(json!(1999)),
            Some(json!(true)),
            Some(json!([])),
            Some(json!({})),
            Some(json!([[]])),
            Some(json!("1999-12-31T23:59:59Z")),
            Some(json!("2026-12-31T23:59:59")),
            Some(json!("2026-12-31T23:59:59Z")),
        ] {
            let mut changed = sample.clone();
            change(&mut changed, &pointer, value.clone());
            let valid = validator.is_valid(&changed);
            let body = serde_json::to_vec(&changed).unwrap();
            let read = pushed(OriginFormat::Sealink, &body);
            tried += 1;
            refused += usize::from(!valid);
            assert!(!valid || read.is_ok(), "{pointer} {value:?}: {read:?}");
        }
    }
    assert!(tried > 500 && refused > 300, "{refused} of {tried} refused");
    for (pointer, value) in [
        ("/shipments/0/events/0/classifier", json!("maybe")),
        ("/shipments/0/events/0/when", json!("2026-12-05")),
        ("/shipments/0/container", json!("CSQU 305")),
        ("/shipments/0/positions/0/latitude", json!(91)),
        ("/shipments/0/events/0/delayReson", json!("WEA")),
    ] {
        let mut changed = sample.clone();
        change(&mut changed, pointer, Some(value));
        assert!(!validator.is_valid(&changed), "{pointer}");
    }
}

/// A pointer to every value of a document.
fn pointers(value: &Value) -> Vec<String> {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(place, item)| (place.to_string(), item))
            .collect(),
        _ => Vec::new(),
    };
    below
        .into_iter()
        .flat_map(|(name, value)| {
            let further = pointers(value)
                .into_iter()
                .map(|rest| format!("/{name}{rest}"))
                .collect::<Vec<_>>();
            std::iter::once(format!("/{name}")).chain(further)
        })
        .collect()
}

/// Sets a value, or takes it away.
fn change(document: &mut Value, pointer: &str, value: Option<Value>) {
    let (above, member) = pointer.rsplit_once('/').unwrap();
    match (document.pointer_mut(above).unwrap(), value) {
        (Value::Object(members), Some(value)) => {
            members.insert(member.to_owned(), value);
        }
        (Value::Object(members), None) => {
            members.remove(member);
        }
        (Value::Array(items), Some(value)) => items[member.parse::<usize>().unwrap()] = value,
        (Value::Array(items), None) => {
            items.remove(member.parse::<usize>().unwrap());
        }
        _ => unreachable!("{pointer}"),
    }
}
