//! What stands out, and what does not.

use super::*;
use crate::tracking::exception::{Carriage, Exception};

fn customs(state: &str, on: i64) -> Event {
    let document = What::Document {
        state: state.to_owned(),
        document: "CUS".to_owned(),
    };
    Event {
        place: None,
        ..event(document, "", on)
    }
}

fn exceptions(events: impl IntoIterator<Item = Event>) -> Vec<Exception> {
    journey(events).exceptions
}

fn held(events: Vec<Event>) -> Option<OffsetDateTime> {
    match exceptions(events).as_slice() {
        [] => None,
        [Exception::CustomsHold { since }] => Some(*since),
        other => unreachable!("{other:?}"),
    }
}

/// On a voyage of a vessel.
fn voyage(name: &str, number: &str, event: Event) -> Event {
    Event {
        id: format!("{}/{name}/{number}", event.id),
        voyage: Some(number.to_owned()),
        ..on(name, event)
    }
}

fn by(vessel: &str, voyage: &str) -> Carriage {
    Carriage {
        vessel: Some(vessel.to_owned()),
        voyage: Some(voyage.to_owned()),
    }
}

fn rolled(was: Carriage, now: Carriage) -> Exception {
    Exception::RolledOver { was, now }
}

fn changed(was: Carriage, now: Carriage) -> Exception {
    Exception::VesselChanged { was, now }
}

fn departs(on: i64) -> Event {
    event(What::Departure, "KRPUS", on)
}

fn loads(on: i64) -> Event {
    laden(What::Loaded, "KRPUS", on)
}

fn hours(hours: i64, event: Event) -> Event {
    Event {
        when: event.when + Duration::hours(hours),
        ..event
    }
}

#[test]
fn customs_hold_from_the_first_hold_until_a_release() {
    assert_eq!(held(vec![]), None);
    assert_eq!(
        held(vec![customs("RECE", 1), customs("HOLD", 2)]),
        Some(day(2))
    );
    for release in ["RELS", "APPR", "CMPL", "COMP"] {
        let released = vec![customs("HOLD", 2), customs(release, 3)];
        assert_eq!(held(released.clone()), None, "{release}");
        let again = released
            .into_iter()
            .chain([customs("HOLD", 4), customs("HOLD", 5)]);
        assert_eq!(held(again.collect()), Some(day(4)), "{release}");
    }
    assert_eq!(
        held(vec![customs("HOLD", 2), customs("RECE", 3)]),
        Some(day(2)),
        "papers that come in release nothing"
    );
    assert_eq!(held(vec![expected(1, customs("HOLD", 2))]), None);
    let bill = What::Document {
        state: "HOLD".to_owned(),
        document: "TRD".to_owned(),
    };
    assert_eq!(held(vec![event(bill, "KRPUS", 2)]), None);
}

#[test]
fn customs_hold_nothing_that_is_delivered() {
    let mut events = at_los_angeles();
    events.push(customs("HOLD", 17));
    assert_eq!(held(events.clone()), Some(day(17)));
    events.push(laden(What::GateOut, "USLAX", 18));
    assert_eq!(held(events.clone()), None);
    events.push(empty(What::GateIn, "USLAX", 25));
    assert_eq!(held(events), None);
}

#[test]
fn a_day_later_than_first_said_is_a_delay() {
    let arrives = |hour: i64| hours(hour, event(What::Arrival, "USLAX", 15));
    let told = |later: i64| {
        exceptions([
            departs(1),
            expected(1, arrives(0)),
            expected(2, arrives(-5)),
            expected(3, arrives(later)),
        ])
    };
    assert_eq!(told(23), []);
    assert_eq!(told(-48), []);
    let delay = Exception::Delay {
        was: day(15),
        now: day(16),
    };
    assert_eq!(told(24), [delay]);
    assert_eq!(exceptions([departs(1), expected(1, arrives(0))]), []);
}

#[test]
fn what_has_arrived_is_late_no_more() {
    let late = || {
        [
            departs(1),
            expected(1, event(What::Arrival, "USLAX", 15)),
            expected(2, event(What::Arrival, "USLAX", 19)),
        ]
    };
    assert_eq!(exceptions(late()).len(), 1);
    let arrived = event(What::Arrival, "USLAX", 19);
    assert_eq!(exceptions(late().into_iter().chain([arrived])), []);
    let discharged = laden(What::Discharged, "USLAX", 20);
    assert_eq!(
        exceptions(late().into_iter().chain([discharged])),
        [],
        "where nobody tells of the arrival, the discharge proves it"
    );
}

#[test]
fn a_later_voyage_is_a_roll_and_another_vessel_a_change() {
    let first = || expected(-9, voyage("A", "1", departs(1)));
    let now = |event: Event| exceptions([first(), expected(-2, event)]);
    assert_eq!(
        now(voyage("B", "2", departs(2))),
        [rolled(by("A", "1"), by("B", "2"))]
    );
    assert_eq!(
        now(voyage("B", "1", hours(23, departs(1)))),
        [changed(by("A", "1"), by("B", "1"))]
    );
    assert_eq!(
        now(voyage("A", "2", departs(22))),
        [rolled(by("A", "1"), by("A", "2"))],
        "the same vessel's next round"
    );
    assert_eq!(
        now(voyage("A", "001", hours(23, departs(1)))),
        [],
        "another number for the same trip"
    );
    assert_eq!(
        now(voyage("a", "1", departs(3))),
        [],
        "the vessel itself is late"
    );
    assert_eq!(now(departs(3)), [], "nothing is named");
    assert_eq!(exceptions([first()]), []);
    assert_eq!(
        exceptions([
            expected(-9, departs(1)),
            expected(-2, voyage("B", "2", departs(3)))
        ]),
        [],
        "nothing was named before"
    );
}

#[test]
fn a_vessel_is_told_from_others_by_its_number_before_its_name() {
    let numbered = |imo: &str, name: &str, event: Event| Event {
        vessel: Some(Vessel {
            imo: Some(imo.to_owned()),
            name: Some(name.to_owned()),
        }),
        ..voyage(name, "1", event)
    };
    let was = expected(-9, numbered("9321483", "A", departs(1)));
    let told = |now: Event| exceptions([was.clone(), expected(-2, now)]);
    assert_eq!(told(numbered("9321483", "Renamed", departs(1))), []);
    assert_eq!(told(voyage("A", "1", departs(1))), []);
    assert_eq!(
        told(numbered("9811000", "A", departs(1))),
        [changed(by("A", "1"), by("A", "1"))]
    );
    let no_vessel = Event {
        vessel: None,
        ..voyage("", "2", departs(9))
    };
    let only_voyage = Carriage {
        vessel: None,
        voyage: Some("2".to_owned()),
    };
    assert_eq!(told(no_vessel), [rolled(by("A", "1"), only_voyage)]);
    let only_number = Event {
        vessel: Some(Vessel {
            imo: Some("9811000".to_owned()),
            name: None,
        }),
        ..departs(1)
    };
    assert_eq!(
        exceptions([
            expected(-9, voyage("A", "1", departs(1))),
            expected(-2, only_number)
        ]),
        [],
        "a number and a name may be the same vessel's"
    );
}

#[test]
fn the_voyage_that_was_missed_left_when_it_was_last_said_to() {
    let told = |missed: i64| {
        exceptions([
            expected(-9, voyage("A", "1", departs(1))),
            expected(-8, voyage("A", "1", departs(missed))),
            expected(-7, voyage("B", "2", departs(3))),
            expected(-6, voyage("C", "3", departs(5))),
        ])
    };
    assert_eq!(told(2), [rolled(by("A", "1"), by("C", "3"))]);
    assert_eq!(told(5), [changed(by("A", "1"), by("C", "3"))]);
    assert_eq!(
        exceptions([
            expected(-9, voyage("A", "1", departs(1))),
            expected(-8, voyage("B", "2", departs(3))),
            expected(-7, voyage("A", "1", departs(1))),
        ]),
        [],
        "back to the first"
    );
}

#[test]
fn the_loading_tells_where_the_departure_does_not() {
    let plan = || expected(-9, voyage("A", "1", loads(0)));
    assert_eq!(
        exceptions([plan(), expected(-2, voyage("B", "2", loads(7)))]),
        [rolled(by("A", "1"), by("B", "2"))]
    );
    assert_eq!(
        exceptions([
            plan(),
            expected(-9, voyage("A", "1", departs(1))),
            expected(-2, voyage("B", "2", loads(7))),
            expected(-2, voyage("B", "2", hours(20, departs(1)))),
        ]),
        [changed(by("A", "1"), by("B", "2"))],
        "one for each place, by the departure"
    );
    assert_eq!(
        exceptions([
            plan(),
            voyage("A", "1", loads(0)),
            expected(-9, voyage("A", "1", departs(1))),
            expected(2, voyage("B", "2", departs(7))),
        ]),
        [],
        "it was loaded as planned, and missed nothing"
    );
    assert_eq!(
        exceptions([
            expected(-9, by_rail(voyage("A", "1", departs(1)))),
            expected(-2, by_rail(voyage("B", "2", departs(9)))),
        ]),
        [],
        "trains are not booked by name"
    );
}

fn by_rail(event: Event) -> Event {
    super::by(Mode::Rail, event)
}

/// Rolled in Busan, and on the way by Singapore to Los Angeles.
fn rolled_and_sailing() -> Vec<Event> {
    vec![
        expected(-9, voyage("A", "1", loads(0))),
        expected(-9, voyage("A", "1", departs(1))),
        voyage("B", "2", loads(7)),
        voyage("B", "2", departs(8)),
        expected(-9, voyage("C", "3", laden(What::Loaded, "SGSIN", 20))),
        expected(-9, voyage("C", "3", event(What::Departure, "SGSIN", 21))),
    ]
}

#[test]
fn a_roll_stands_out_as_long_as_the_leg_lasts() {
    let roll = || rolled(by("A", "1"), by("B", "2"));
    assert_eq!(exceptions(rolled_and_sailing()), [roll()]);
    let calls = on("B", event(What::Arrival, "SGSIN", 14));
    assert_eq!(and(rolled_and_sailing(), [calls]).exceptions, [roll()]);
    for over in [
        on("B", laden(What::Discharged, "SGSIN", 15)),
        voyage("C", "3", laden(What::Loaded, "SGSIN", 20)),
        voyage("C", "3", event(What::Departure, "SGSIN", 21)),
    ] {
        assert_eq!(
            and(rolled_and_sailing(), [over.clone()]).exceptions,
            [],
            "{over:?}"
        );
    }
    let sails_on = on("B", event(What::Departure, "SGSIN", 15));
    assert_eq!(and(rolled_and_sailing(), [sails_on]).exceptions, [roll()]);
    let plan = expected(-9, event(What::Arrival, "USLAX", 15));
    let arrived = on("B", event(What::Arrival, "USLAX", 20));
    let by_b = rolled_and_sailing()[..4].to_vec();
    assert_eq!(and(by_b, [plan, arrived]).exceptions, []);
}

#[test]
fn each_leg_ahead_may_have_its_own_and_the_gravest_comes_first() {
    let events = [
        expected(-5, voyage("D", "4", event(What::Departure, "SGSIN", 21))),
        expected(-9, event(What::Arrival, "USLAX", 40)),
        expected(-5, event(What::Arrival, "USLAX", 41)),
        customs("HOLD", -4),
    ];
    assert_eq!(
        and(rolled_and_sailing(), events).exceptions,
        [
            Exception::CustomsHold { since: day(-4) },
            rolled(by("A", "1"), by("B", "2")),
            changed(by("C", "3"), by("D", "4")),
            Exception::Delay {
                was: day(40),
                now: day(41),
            },
        ]
    );
}

#[test]
fn an_exception_reads_back_from_the_cache_as_it_was() {
    let all = and(rolled_and_sailing(), [customs("HOLD", -4)]).exceptions;
    let text = serde_json::to_string(&all).unwrap();
    assert!(
        text.starts_with(r#"[{"kind":"customs_hold","since":"2026-"#),
        "{text}"
    );
    let read: Vec<Exception> = serde_json::from_str(&text).unwrap();
    assert_eq!(read, all);
    let none = serde_json::to_string(&journey([departs(1)])).unwrap();
    assert!(!none.contains("exceptions"), "{none}");
}
