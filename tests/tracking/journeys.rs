//! Journeys written for these tests, each beside the model that is expected of
//! it: `journeys/NAME.json` and `journeys/NAME.expected.json`.
//!
//! With `UPDATE_EXPECTED=1` the expectations are written anew; read them before
//! they are kept.

use std::path::{Path, PathBuf};

use sealink::reference::Reference;
use sealink::tracking::dcsa22::parse;
use sealink::tracking::exception::{Carriage, Exception};
use sealink::tracking::journey::assemble;
use sealink::tracking::shipment::{Journey, Stage};
use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;
use time::macros::datetime;

#[derive(Deserialize)]
pub(crate) struct Written {
    about: String,
    pub(crate) reference: Reference,
    events: Value,
}

impl Written {
    pub(crate) fn body(&self) -> Vec<u8> {
        serde_json::to_vec(&self.events).unwrap()
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tracking/journeys")
}

pub(crate) fn written(name: &str) -> Written {
    let text = std::fs::read(folder().join(format!("{name}.json"))).unwrap();
    serde_json::from_slice(&text).unwrap()
}

/// The journey of this name, found to be as expected.
fn journey(name: &str) -> Journey {
    let written = written(name);
    let journey = assemble(parse(&written.body()).unwrap(), &written.reference);
    let found = serde_json::to_string_pretty(&journey).unwrap();
    let path = folder().join(format!("{name}.expected.json"));
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, format!("{found}\n")).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    assert_eq!(found.trim(), expected.trim(), "{name}: {}", written.about);
    assert_eq!(
        serde_json::from_str::<Journey>(&found).unwrap(),
        journey,
        "what is kept in a cache reads back as it was"
    );
    journey
}

/// The ETA's place and time, and the times believed before.
fn eta(journey: &Journey) -> Option<(&str, OffsetDateTime, Vec<OffsetDateTime>)> {
    let eta = journey.eta.as_ref()?;
    Some((
        eta.place.key()?,
        eta.current.when,
        eta.earlier.iter().map(|estimate| estimate.when).collect(),
    ))
}

#[test]
fn an_eta_that_slips_keeps_every_belief_and_its_reason() {
    let journey = journey("slipped");
    assert_eq!(journey.stage, Stage::AtSea);
    assert_eq!(
        eta(&journey),
        Some((
            "USLAX",
            datetime!(2026-12-05 14:00 -8),
            vec![
                datetime!(2026-12-03 06:00 -8),
                datetime!(2026-12-03 20:00 -8),
            ],
        ))
    );
    let current = &journey.eta.as_ref().unwrap().current;
    assert_eq!(current.said, datetime!(2026-11-22 08:40 UTC));
    assert_eq!(current.delay_reason.as_deref(), Some("WEA"));
    assert_eq!(journey.said, Some(datetime!(2026-11-22 08:40 UTC)));
    assert_eq!(journey.delivered, None);
}

#[test]
fn a_box_rolled_to_another_vessel_leaves_no_ghost_of_the_old_plan() {
    let journey = journey("rolled");
    assert_eq!(journey.stage, Stage::Transhipment);
    assert_eq!(
        eta(&journey),
        Some((
            "NLRTM",
            datetime!(2026-12-09 06:00 +1),
            vec![datetime!(2026-12-02 06:00 +1)],
        ))
    );
    let vessels: Vec<_> = journey
        .events
        .iter()
        .filter_map(|event| event.vessel.as_ref()?.name.as_deref())
        .collect();
    assert!(!vessels.contains(&"AMBER COAST"), "{vessels:?}");
    let by = |vessel: &str, voyage: &str| Carriage {
        vessel: Some(vessel.to_owned()),
        voyage: Some(voyage.to_owned()),
    };
    assert_eq!(
        journey.exceptions,
        [
            Exception::RolledOver {
                was: by("AMBER COAST", "310W"),
                now: by("EVENING TIDE", "311W"),
            },
            Exception::Delay {
                was: datetime!(2026-12-02 06:00 +1),
                now: datetime!(2026-12-09 06:00 +1),
            },
        ]
    );
}

#[test]
fn a_laden_gate_out_at_a_port_is_no_delivery_while_the_train_is_to_come() {
    let journey = journey("rail");
    assert_eq!(journey.stage, Stage::Inland);
    assert_eq!(journey.delivered, None);
    assert_eq!(
        eta(&journey),
        Some(("USCHI", datetime!(2026-11-21 06:00 -6), vec![]))
    );
}

#[test]
fn a_journey_ends_with_the_empty_return() {
    let journey = journey("returned");
    assert_eq!(journey.stage, Stage::Returned);
    assert_eq!(journey.delivered, Some(datetime!(2026-10-26 07:30 +1)));
    assert_eq!(
        eta(&journey),
        Some((
            "BEANR",
            datetime!(2026-10-20 11:00 +1),
            vec![datetime!(2026-10-20 08:00 +1)],
        ))
    );
}

#[test]
fn a_booking_is_delivered_with_the_last_of_its_boxes() {
    let two = journey("booking");
    assert_eq!(two.stage, Stage::Arrived);
    assert_eq!(two.delivered, None);

    let written = written("booking");
    let mut events: Vec<Value> = serde_json::from_value(written.events).unwrap();
    let last = events.last_mut().unwrap();
    last["eventClassifierCode"] = "ACT".into();
    let body = serde_json::to_vec(&events).unwrap();
    let both = assemble(parse(&body).unwrap(), &written.reference);
    assert_eq!(both.stage, Stage::Delivered);
    assert_eq!(both.delivered, Some(datetime!(2026-11-02 09:00 +1)));

    let one = Reference {
        kind: sealink::reference::Kind::Container,
        number: "CSQU3054383".to_owned(),
        scac: None,
    };
    let one = assemble(parse(&body).unwrap(), &one);
    assert_eq!(one.delivered, Some(datetime!(2026-10-30 09:15 +1)));
    assert!(
        one.events
            .iter()
            .all(|event| event.equipment.as_deref() != Some("TCLU6718159")),
        "another container's events are somebody else's"
    );
}

#[test]
fn where_trains_are_not_told_of_the_gates_tell_the_way() {
    let journey = journey("gates");
    assert_eq!(journey.stage, Stage::Delivered);
    assert_eq!(journey.delivered, Some(datetime!(2026-10-22 13:00 -6)));
}

#[test]
fn the_way_to_the_port_of_loading_is_still_the_origins_side() {
    let journey = journey("pre-carriage");
    assert_eq!(journey.stage, Stage::AtOrigin);
    assert_eq!(journey.delivered, None);
    assert_eq!(
        eta(&journey),
        Some(("DEHAM", datetime!(2026-12-23 06:00 +1), vec![]))
    );
}

#[test]
fn a_second_call_at_the_same_port_is_another_arrival() {
    let journey = journey("twice");
    assert_eq!(journey.stage, Stage::AtSea);
    assert_eq!(
        eta(&journey),
        Some((
            "NLRTM",
            datetime!(2026-11-12 19:00 +1),
            vec![datetime!(2026-11-11 07:00 +1)],
        ))
    );
}
