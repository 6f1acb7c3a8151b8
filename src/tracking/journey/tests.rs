//! What a saying more or less changes. Whole journeys are tested in `tests/tracking`.

mod exceptions;
mod positions;
mod progress;

use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use super::*;
use crate::tracking::shipment::{Place, Vessel};

fn day(number: i64) -> OffsetDateTime {
    datetime!(2026-11-01 12:00 UTC) + Duration::days(number)
}

/// An actual event of one container, said when it happened.
fn event(what: What, unlocode: &str, on: i64) -> Event {
    Event {
        id: format!("{what:?}/{unlocode}/{on}"),
        classifier: Classifier::Actual,
        what,
        when: day(on),
        said: day(on),
        place: Some(Place {
            unlocode: Some(unlocode.to_owned()),
            ..Place::default()
        }),
        mode: None,
        vessel: None,
        voyage: None,
        call: None,
        load: None,
        equipment: None,
        delay_reason: None,
        remark: None,
    }
}

fn laden(what: What, unlocode: &str, on: i64) -> Event {
    Event {
        load: Some(Load::Laden),
        equipment: Some("CSQU3054383".to_owned()),
        ..event(what, unlocode, on)
    }
}

fn empty(what: What, unlocode: &str, on: i64) -> Event {
    Event {
        load: Some(Load::Empty),
        ..laden(what, unlocode, on)
    }
}

/// The same, as it was expected on a day before.
fn expected(said: i64, event: Event) -> Event {
    Event {
        id: format!("{}/{said}", event.id),
        classifier: Classifier::Estimated,
        said: day(said),
        ..event
    }
}

fn by(mode: Mode, event: Event) -> Event {
    Event {
        mode: Some(mode),
        ..event
    }
}

fn on(name: &str, event: Event) -> Event {
    Event {
        vessel: Some(Vessel {
            imo: None,
            name: Some(name.to_owned()),
        }),
        ..event
    }
}

fn told(events: impl IntoIterator<Item = Event>) -> Told {
    Told {
        events: events.into_iter().collect(),
        ..Told::default()
    }
}

fn journey(events: impl IntoIterator<Item = Event>) -> Journey {
    let reference = Reference::parse(Kind::Booking, "ABC709951", None).unwrap();
    assemble(told(events), &reference)
}

/// By sea from Busan to Los Angeles, discharged.
fn at_los_angeles() -> Vec<Event> {
    vec![
        laden(What::Loaded, "KRPUS", 0),
        event(What::Departure, "KRPUS", 1),
        event(What::Arrival, "USLAX", 15),
        laden(What::Discharged, "USLAX", 16),
    ]
}

fn and(mut events: Vec<Event>, more: impl IntoIterator<Item = Event>) -> Journey {
    events.extend(more);
    journey(events)
}

#[test]
fn nothing_said_is_a_journey_without_events() {
    let nothing = journey([]);
    assert_eq!(nothing.stage, Stage::Booked);
    assert_eq!(
        (nothing.eta, nothing.delivered, nothing.said),
        (None, None, None)
    );
}

#[test]
fn the_same_id_said_again_replaces_the_earlier_saying() {
    let first = event(What::Arrival, "USLAX", 15);
    let corrected = Event {
        when: day(14),
        said: day(16),
        id: first.id.clone(),
        ..first.clone()
    };
    let journey = journey([corrected.clone(), first]);
    assert_eq!(journey.events, [corrected]);
    assert_eq!(journey.eta.unwrap().earlier, []);
}

#[test]
fn what_happened_wins_over_what_was_expected_even_if_that_is_said_later() {
    let journey = journey([
        event(What::Departure, "KRPUS", 1),
        expected(2, event(What::Arrival, "USLAX", 13)),
        expected(99, event(What::Arrival, "USLAX", 20)),
        event(What::Arrival, "USLAX", 15),
    ]);
    assert_eq!(journey.events.len(), 2);
    let eta = journey.eta.unwrap();
    assert_eq!(eta.current.classifier, Classifier::Actual);
    assert_eq!(eta.current.when, day(15));
    let earlier: Vec<_> = eta.earlier.iter().map(|estimate| estimate.when).collect();
    assert_eq!(
        earlier,
        [day(13)],
        "what is said after the fact is no earlier belief"
    );
}

#[test]
fn an_eta_that_wavers_keeps_every_turn_and_no_repetition() {
    let eta = journey([
        expected(1, event(What::Arrival, "USLAX", 13)),
        expected(2, event(What::Arrival, "USLAX", 15)),
        expected(3, event(What::Arrival, "USLAX", 15)),
        expected(4, event(What::Arrival, "USLAX", 13)),
        expected(5, event(What::Arrival, "USLAX", 15)),
        expected(6, event(What::Arrival, "USLAX", 15)),
    ])
    .eta
    .unwrap();
    let said = |estimate: &crate::tracking::shipment::Estimate| (estimate.said, estimate.when);
    assert_eq!(said(&eta.current), (day(6), day(15)));
    let earlier: Vec<_> = eta.earlier.iter().map(said).collect();
    assert_eq!(
        earlier,
        [(day(1), day(13)), (day(2), day(15)), (day(4), day(13))]
    );
}

#[test]
fn a_reason_given_in_a_repetition_belongs_to_the_belief() {
    let because = |code: &str, event: Event| Event {
        delay_reason: Some(code.to_owned()),
        ..event
    };
    let eta = journey([
        expected(1, event(What::Arrival, "USLAX", 13)),
        because("STR", expected(2, event(What::Arrival, "USLAX", 13))),
        because("WEA", expected(3, event(What::Arrival, "USLAX", 15))),
        expected(4, event(What::Arrival, "USLAX", 15)),
    ])
    .eta
    .unwrap();
    assert_eq!(eta.earlier.len(), 1);
    assert_eq!(eta.earlier[0].delay_reason.as_deref(), Some("STR"));
    assert_eq!(eta.earlier[0].said, day(1));
    assert_eq!(eta.current.delay_reason.as_deref(), Some("WEA"));
}

#[test]
fn the_truck_to_the_door_arrives_after_the_vessel_in_the_same_city() {
    let door = journey([
        event(What::Departure, "KRPUS", 1),
        expected(0, by(Mode::Truck, event(What::Arrival, "USLAX", 12))),
        expected(5, event(What::Arrival, "USLAX", 15)),
    ]);
    assert_eq!(
        door.eta.unwrap().current.when,
        day(12),
        "an old plan is still the last word"
    );
}

#[test]
fn no_eta_where_the_last_place_that_is_told_is_not_the_last() {
    let to_singapore = [
        on("A", event(What::Departure, "KRPUS", 1)),
        on("A", event(What::Arrival, "SGSIN", 6)),
        on("A", laden(What::Discharged, "SGSIN", 7)),
        on("B", laden(What::Loaded, "SGSIN", 9)),
        on("B", event(What::Departure, "SGSIN", 10)),
    ];
    let journey = journey(to_singapore);
    assert_eq!((journey.stage, journey.eta), (Stage::AtSea, None));
}

#[test]
fn two_containers_may_travel_on_two_vessels_and_one_may_not() {
    let arrivals = [
        expected(1, on("A", event(What::Arrival, "USLAX", 15))),
        expected(2, on("B", event(What::Arrival, "USLAX", 19))),
    ];
    let other = Event {
        id: "other".to_owned(),
        equipment: Some("TCLU6718159".to_owned()),
        ..laden(What::GateIn, "KRPUS", -2)
    };
    let ours = laden(What::GateIn, "KRPUS", -2);
    let one = and(arrivals.to_vec(), [ours.clone()]);
    assert_eq!(one.events.len(), 2, "{:?}", one.events);
    let two = and(arrivals.to_vec(), [ours, other]);
    assert_eq!(two.events.len(), 4, "{:?}", two.events);
}

#[test]
fn two_sayings_that_differ_in_one_member_alone_are_told_apart_in_any_order() {
    let one = event(What::Arrival, "USLAX", 15);
    let same_time = time::macros::offset!(+8);
    let others = [
        Event {
            when: day(14),
            ..one.clone()
        },
        Event {
            when: one.when.to_offset(same_time),
            ..one.clone()
        },
        Event {
            said: one.said.to_offset(same_time),
            ..one.clone()
        },
        Event {
            voyage: Some("2103S".to_owned()),
            ..one.clone()
        },
        Event {
            remark: Some("late".to_owned()),
            ..one.clone()
        },
        Event {
            place: None,
            ..one.clone()
        },
        on("A", one.clone()),
        by(Mode::Vessel, one.clone()),
        Event {
            what: What::Departure,
            ..one.clone()
        },
    ];
    let text =
        |events: [&Event; 2]| serde_json::to_string(&journey(events.into_iter().cloned())).unwrap();
    for other in &others {
        assert_eq!(text([&one, other]), text([other, &one]), "{other:?}");
    }
}

#[test]
fn a_containers_reference_finds_it_however_its_number_is_written() {
    let container = Reference::parse(Kind::Container, "CSQU3054383", None).unwrap();
    let written = |number: &str| {
        let event = Event {
            equipment: Some(number.to_owned()),
            ..laden(What::GateIn, "KRPUS", 0)
        };
        assemble(told([event]), &container).events.len()
    };
    for same in ["CSQU3054383", "CSQU 305438-3", "csqu305438", "CSQU3054380"] {
        assert_eq!(written(same), 1, "{same}");
    }
    for other in ["CSQU3054393", "TCLU6718159", "CSQU30543", ""] {
        assert_eq!(written(other), 0, "{other}");
    }
}

#[test]
fn documents_change_their_state_again_and_again() {
    let customs = |state: &str, on: i64| {
        let document = What::Document {
            state: state.to_owned(),
            document: "CUS".to_owned(),
        };
        Event {
            place: None,
            ..event(document, "", on)
        }
    };
    let journey = journey([
        customs("HOLD", 1),
        customs("RELS", 2),
        customs("HOLD", 3),
        customs("HOLD", 3),
    ]);
    let days: Vec<_> = journey.events.iter().map(|event| event.when).collect();
    assert_eq!(days, [day(1), day(2), day(3)]);
}
