//! Whatever the order and the repetition of what an origin says, the journey is
//! the same: to the last byte, offsets included.

use proptest::prelude::*;
use sealink::reference::{Kind, Reference};
use sealink::tracking::dcsa22::parse;
use sealink::tracking::intake::{Retraction, Sighting, Told};
use sealink::tracking::journey::assemble;
use sealink::tracking::shipment::{
    Classifier, Event, Journey, Load, Mode, Place, Position, Stage, Vessel, What,
};
use time::macros::datetime;
use time::{Duration, UtcOffset};

use crate::journeys::written;

fn text(journey: &Journey) -> String {
    serde_json::to_string(journey).unwrap()
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        4 => Just(What::Arrival),
        3 => Just(What::Departure),
        2 => Just(What::Loaded),
        2 => Just(What::Discharged),
        2 => Just(What::GateIn),
        3 => Just(What::GateOut),
        1 => Just(What::DroppedOff),
        1 => Just(What::Stripped),
        1 => Just(What::Document { state: "ISSU".into(), document: "TRD".into() }),
        1 => Just(What::Other("XYZZ".into())),
    ]
}

fn place() -> impl Strategy<Value = Option<Place>> {
    let unlocode = prop_oneof![Just("KRPUS"), Just("SGSIN"), Just("USLAX"), Just("USCHI")];
    let facility = prop::option::of(prop_oneof![Just("T1"), Just("T2")]);
    let position = prop::option::of(prop_oneof![Just((1.0, 2.0)), Just((1.0, -2.0))]);
    prop::option::weighted(
        0.9,
        (unlocode, facility, position).prop_map(|(unlocode, facility, position)| Place {
            unlocode: Some(unlocode.into()),
            name: None,
            facility: facility.map(Into::into),
            position,
        }),
    )
}

/// Events from so small a world that they meet all the time: the same ids, the
/// same times in two offsets, the same steps.
fn event() -> impl Strategy<Value = Event> {
    let classifier = prop_oneof![
        1 => Just(Classifier::Planned),
        1 => Just(Classifier::Estimated),
        3 => Just(Classifier::Actual),
    ];
    let mode = prop::option::of(prop_oneof![3 => Just(Mode::Vessel), 1 => Just(Mode::Rail)]);
    let vessel = prop::option::of(prop_oneof![Just("9321483"), Just("9299812")]);
    let load = prop::option::of(prop_oneof![1 => Just(Load::Empty), 3 => Just(Load::Laden)]);
    let equipment = prop::option::of(prop_oneof![Just("CSQU3054383"), Just("TCLU6718159")]);
    let offset = prop_oneof![Just(0_i8), Just(8)];
    (
        (0..12_u8, classifier, what(), 0..10_i64, offset, 0..4_i64),
        (
            place(),
            mode,
            vessel,
            prop::option::of(1..3_u32),
            load,
            equipment,
        ),
    )
        .prop_map(
            |(
                (id, classifier, what, when, offset, said),
                (place, mode, vessel, call, load, equipment),
            )| {
                let offset = UtcOffset::from_hms(offset, 0, 0).unwrap();
                Event {
                    id: id.to_string(),
                    classifier,
                    what,
                    when: (datetime!(2026-01-01 0:00 UTC) + Duration::days(when)).to_offset(offset),
                    said: datetime!(2026-01-01 0:00 UTC) + Duration::days(said),
                    place,
                    mode,
                    vessel: vessel.map(|imo| Vessel {
                        imo: Some(imo.into()),
                        name: None,
                    }),
                    voyage: None,
                    call,
                    load,
                    equipment: equipment.map(Into::into),
                    delay_reason: None,
                    remark: None,
                }
            },
        )
}

fn sighting() -> impl Strategy<Value = Sighting> {
    let equipment = prop::option::of(prop_oneof![Just("CSQU3054383"), Just("TCLU6718159")]);
    let course = prop::option::of(prop_oneof![Just(0.0), Just(90.0)]);
    let saying = (prop::option::of(0..12_u8), prop::option::of(0..4_i64));
    (saying, equipment, 0..20_i64, 0..2_i8, 0..2_u8, course).prop_map(
        |((id, said), equipment, when, offset, latitude, course)| {
            let offset = UtcOffset::from_hms(offset, 0, 0).unwrap();
            let said = said.map(|said| datetime!(2026-01-01 0:00 UTC) + Duration::days(said));
            Sighting {
                id: id.map(|id| id.to_string()),
                said,
                equipment: equipment.map(Into::into),
                position: Position {
                    latitude: f64::from(latitude),
                    longitude: 103.0,
                    when: (datetime!(2026-01-01 0:00 UTC) + Duration::hours(12 * when))
                        .to_offset(offset),
                    course,
                },
            }
        },
    )
}

/// Some of what [`event`] and [`sighting`] say is taken back, in two offsets.
fn retraction() -> impl Strategy<Value = Retraction> {
    (0..12_u8, 0..4_i64, 0..2_i8).prop_map(|(id, said, offset)| Retraction {
        id: id.to_string(),
        said: (datetime!(2026-01-01 0:00 UTC) + Duration::days(said))
            .to_offset(UtcOffset::from_hms(offset, 0, 0).unwrap()),
    })
}

fn told() -> impl Strategy<Value = Told> {
    (
        prop::collection::vec(event(), 0..40),
        prop::collection::vec(sighting(), 0..20),
        prop::collection::vec(retraction(), 0..4),
    )
        .prop_map(|(events, sightings, retracted)| Told {
            events,
            sightings,
            retracted,
        })
}

/// The same in another order, some of it twice.
fn anyhow<T: Clone + std::fmt::Debug + 'static>(once: Vec<T>) -> impl Strategy<Value = Vec<T>> {
    prop::sample::subsequence(once.clone(), 0..=once.len()).prop_flat_map(move |repeated| {
        let all: Vec<_> = once.iter().cloned().chain(repeated).collect();
        Just(all).prop_shuffle()
    })
}

fn told_anyhow() -> impl Strategy<Value = (Told, Told)> {
    told().prop_flat_map(|once| {
        let anyhow = (
            anyhow(once.events.clone()),
            anyhow(once.sightings.clone()),
            anyhow(once.retracted.clone()),
        )
            .prop_map(|(events, sightings, retracted)| Told {
                events,
                sightings,
                retracted,
            });
        (Just(once), anyhow)
    })
}

/// The same, cut into pieces.
fn pieces(mut told: Told, cuts: &[prop::sample::Index]) -> Vec<Told> {
    let mut pieces = Vec::new();
    for cut in cuts {
        let rest = Told {
            events: told.events.split_off(cut.index(told.events.len() + 1)),
            sightings: told
                .sightings
                .split_off(cut.index(told.sightings.len() + 1)),
            retracted: told
                .retracted
                .split_off(cut.index(told.retracted.len() + 1)),
        };
        pieces.push(std::mem::replace(&mut told, rest));
    }
    pieces.push(told);
    pieces
}

fn reference() -> impl Strategy<Value = Reference> {
    prop_oneof![
        Just((Kind::Container, "CSQU3054383")),
        Just((Kind::Booking, "ABC709951"))
    ]
    .prop_map(|(kind, number)| Reference {
        kind,
        number: number.into(),
        scac: None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_and_repetition_change_nothing(
        (once, anyhow) in told_anyhow(),
        reference in reference(),
    ) {
        prop_assert_eq!(
            text(&assemble(once, &reference)),
            text(&assemble(anyhow, &reference))
        );
    }

    #[test]
    fn pieces_come_in_any_order_split_anyhow_and_twice(
        (once, anyhow) in told_anyhow(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        reference in reference(),
    ) {
        let mut whole = Told::default();
        whole.merge(once.clone());
        let mut merged = Told::default();
        for piece in pieces(anyhow, &cuts) {
            merged.merge(piece);
        }
        let written = |told: &Told| serde_json::to_string(told).unwrap();
        prop_assert_eq!(written(&whole), written(&merged));
        prop_assert_eq!(
            text(&assemble(whole.clone(), &reference)),
            text(&assemble(once, &reference)),
            "a journey does not tell whether it was merged"
        );

        let mut again = whole.clone();
        again.merge(whole.clone());
        prop_assert_eq!(written(&again), written(&whole), "idempotent");
        let read: Told = serde_json::from_str(&written(&whole)).unwrap();
        prop_assert_eq!(written(&read), written(&whole), "kept and read back");
    }

    #[test]
    fn pieces_may_be_merged_among_themselves_first(
        (a, b, c) in (told(), told(), told()),
    ) {
        let merged = |mut a: Told, b: Told| {
            a.merge(b);
            a
        };
        let written = |told: &Told| serde_json::to_string(told).unwrap();
        let left = merged(merged(a.clone(), b.clone()), c.clone());
        let right = merged(a.clone(), merged(b.clone(), c));
        prop_assert_eq!(written(&left), written(&right), "associative");
        let there = merged(a.clone(), b.clone());
        let back = merged(b, a);
        prop_assert_eq!(written(&there), written(&back), "commutative");
    }

    #[test]
    fn what_is_left_after_merging_is_what_was_said_last(told in told()) {
        let mut merged = Told::default();
        merged.merge(told.clone());
        for event in &merged.events {
            prop_assert!(told.events.contains(event));
            for other in told.events.iter().filter(|other| other.id == event.id) {
                prop_assert!(other.said <= event.said);
            }
        }
        for event in &told.events {
            let stands = merged.events.iter().any(|other| other.id == event.id);
            let newest = told.events.iter().filter(|other| other.id == event.id);
            let newest = newest.map(|other| other.said).max().unwrap();
            let retracted = told.retracted.iter().filter(|retraction| retraction.id == event.id);
            let retracted = retracted.map(|retraction| retraction.said).max();
            prop_assert_eq!(stands, retracted.is_none_or(|retracted| retracted < newest));
        }
    }

    #[test]
    fn a_journey_keeps_its_promises(
        told in told(),
        reference in reference(),
    ) {
        let Told { events, sightings, .. } = told.clone();
        let given = events.len();
        let journey = assemble(told, &reference);
        prop_assert!(journey.stage == Stage::AtSea || journey.positions.is_empty());
        prop_assert!(journey.positions.is_sorted_by(|a, b| a.when < b.when));
        let seen = |position| sightings.iter().any(|sighting| sighting.position == position);
        prop_assert!(journey.positions.iter().copied().all(seen));
        prop_assert!(journey.events.len() <= given);
        prop_assert!(journey.events.is_sorted_by_key(|event| event.when));
        prop_assert!(journey.events.iter().all(|event| events.contains(event)));
        prop_assert_eq!(
            journey.delivered.is_some(),
            matches!(journey.stage, Stage::Delivered | Stage::Returned)
        );
        if let Some(eta) = &journey.eta {
            let shown = journey.events.iter().any(|event| {
                event.what == What::Arrival
                    && event.when == eta.current.when
                    && event.said == eta.current.said
            });
            prop_assert!(shown, "the ETA is one of the events");
            for pair in eta.earlier.windows(2) {
                prop_assert!(pair[0].said <= pair[1].said && pair[0].when != pair[1].when);
            }
            prop_assert!(eta.earlier.last().is_none_or(|last| last.when != eta.current.when));
        }
    }
}

#[test]
fn every_written_journey_is_the_same_backwards_and_told_twice() {
    for name in [
        "slipped", "rolled", "rail", "returned", "booking", "gates", "twice",
    ] {
        let written = written(name);
        let told = parse(&written.body()).unwrap();
        let backwards = Told {
            events: told
                .events
                .iter()
                .rev()
                .chain(&told.events)
                .cloned()
                .collect(),
            ..Told::default()
        };
        assert_eq!(
            text(&assemble(told, &written.reference)),
            text(&assemble(backwards, &written.reference)),
            "{name}"
        );
    }
}
