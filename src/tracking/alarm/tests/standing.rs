//! What needs no history, and quiet hours.

use super::*;
use crate::tracking::exception::Carriage;
use time::macros::offset;

const NONE: [&str; 0] = [];

fn sailed() -> Vec<Event> {
    vec![
        laden(Step::Loaded, "KRPUS", 0),
        step(Step::Departure, "KRPUS", 1),
    ]
}

fn arrived() -> Vec<Event> {
    let mut events = sailed();
    events.push(step(Step::Arrival, "USLAX", 300));
    events
}

fn with(mut events: Vec<Event>, more: impl IntoIterator<Item = Event>) -> Vec<Event> {
    events.extend(more);
    events
}

#[test]
fn of_no_journey_nothing_is_said_and_nothing_forgotten() {
    let mut reader = Reader::default();
    let _ = reader.told(&journey(arrived()), 301);
    let before = reader.memory.clone();
    let none = judge(
        &reader.rules,
        &ALL,
        &mut reader.memory,
        Seen::default(),
        hour(900),
    );
    assert_eq!(none, []);
    assert_eq!(reader.memory, before);
    assert_eq!(Reader::default().told(&journey([]), 0), []);
}

#[test]
fn a_customs_hold_is_told_once_and_the_next_one_again() {
    let mut reader = Reader::default();
    let held = with(sailed(), [customs("HOLD", 10)]);
    let found = reader.told(&journey(held.clone()), 11);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].what, What::CustomsHold { since: hour(10) });
    assert_eq!(reader.keys(&journey(held.clone()), 12), NONE);
    let released = with(held, [customs("RELS", 13)]);
    assert_eq!(reader.keys(&journey(released.clone()), 14), NONE);
    let again = with(released, [customs("HOLD", 15)]);
    assert_eq!(reader.keys(&journey(again), 16).len(), 1);
}

#[test]
fn another_vessel_or_voyage_is_told_once_and_a_third_again() {
    let goes = |vessels: &[&str]| {
        let plans = vessels.iter().zip(-9..).map(|(vessel, said)| {
            let departure = step(Step::Departure, "KRPUS", 1 + (said + 9) * 30);
            on(vessel, expected(said, departure))
        });
        journey(plans)
    };
    let by = |name: &str| Carriage {
        vessel: Some(name.to_owned()),
        voyage: None,
    };
    let mut reader = Reader::default();
    assert_eq!(reader.keys(&goes(&["A"]), -8), NONE);
    let rolled = reader.told(&goes(&["A", "B"]), -7);
    let what = What::RolledOver {
        was: by("A"),
        now: by("B"),
    };
    assert_eq!(rolled.len(), 1);
    assert_eq!(rolled[0].what, what);
    assert_eq!(reader.keys(&goes(&["A", "B"]), -6), NONE);
    assert_eq!(reader.keys(&goes(&["A", "B", "A"]), -5), NONE);
    assert_eq!(reader.keys(&goes(&["A", "B", "A", "B"]), -4), NONE);
    assert_eq!(reader.keys(&goes(&["A", "B", "A", "B", "C"]), -3).len(), 1);
}

#[test]
fn a_discharge_is_overdue_after_three_days() {
    let delay = |events: Vec<Event>, at: i64| {
        at_first(events, at)
            .into_iter()
            .find(|what| what.kind() == Kind::TerminalDelay)
    };
    assert_eq!(delay(arrived(), 372), None);
    let Some(What::TerminalDelay {
        awaited,
        since,
        place,
    }) = delay(arrived(), 373)
    else {
        unreachable!()
    };
    assert_eq!((awaited, since), (Awaited::Discharge, hour(300)));
    assert_eq!(place.unlocode.as_deref(), Some("USLAX"));
    let discharged = with(arrived(), [laden(Step::Discharged, "USLAX", 370)]);
    assert_eq!(delay(discharged.clone(), 490), None);
    let Some(What::TerminalDelay { awaited, since, .. }) = delay(discharged.clone(), 491) else {
        unreachable!()
    };
    assert_eq!((awaited, since), (Awaited::GateOut, hour(370)));
    let out = with(discharged, [laden(Step::GateOut, "USLAX", 480)]);
    assert_eq!(delay(out, 900), None);
}

#[test]
fn every_container_of_a_shipment_is_waited_for() {
    let other = |event: Event| Event {
        id: format!("{}/other", event.id),
        equipment: Some("TCLU6718159".to_owned()),
        ..event
    };
    let loaded = other(laden(Step::Loaded, "KRPUS", 0));
    let one = with(arrived(), [loaded, laden(Step::Discharged, "USLAX", 301)]);
    let mut reader = Reader::default();
    let told = |reader: &mut Reader, events: &Vec<Event>, at| -> Vec<String> {
        let keys = reader.keys(&journey(events.clone()), at);
        keys.into_iter()
            .filter(|key| key.starts_with("terminal"))
            .collect()
    };
    assert_eq!(told(&mut reader, &one, 372), NONE);
    assert_eq!(
        told(&mut reader, &one, 373),
        ["terminal_delay:discharge:USLAX"]
    );
    assert_eq!(
        told(&mut reader, &one, 422),
        ["terminal_delay:gate_out:USLAX"]
    );
    let gone = with(one, [laden(Step::GateOut, "USLAX", 423)]);
    assert_eq!(told(&mut Reader::default(), &gone, 424).len(), 1);
}

#[test]
fn a_departure_is_missed_after_half_a_day_and_again_when_it_slips() {
    let plan = |said: i64, at: i64| on("Egret", expected(said, step(Step::Departure, "KRPUS", at)));
    let waits = |at: i64| journey([laden(Step::GateIn, "KRPUS", -20), plan(-30, at)]);
    let mut reader = Reader::default();
    assert_eq!(reader.keys(&waits(0), 12), NONE);
    let missed = reader.told(&waits(0), 13);
    let [alarm] = &missed[..] else {
        unreachable!("{missed:?}")
    };
    let What::MissedDeparture {
        place,
        carriage,
        planned,
    } = &alarm.what
    else {
        unreachable!()
    };
    assert_eq!(place.unlocode.as_deref(), Some("KRPUS"));
    assert_eq!(carriage.vessel.as_deref(), Some("Egret"));
    assert_eq!(*planned, hour(0));
    assert_eq!(reader.keys(&waits(30), 40), NONE, "a later estimate");
    assert_eq!(reader.keys(&waits(30), 43).len(), 1);
    let left = journey(with(sailed(), [plan(-30, 1)]));
    assert_eq!(reader.keys(&left, 44), NONE);
}

#[test]
fn only_the_departure_that_is_next_can_be_missed() {
    let overtaken = [
        laden(Step::GateIn, "KRPUS", -20),
        expected(-30, step(Step::Departure, "KRPUS", 0)),
        on("A", laden(Step::Discharged, "SGSIN", 100)),
        on("B", expected(-30, step(Step::Departure, "SGSIN", 130))),
    ];
    assert_eq!(kinds(overtaken.clone(), 142), []);
    assert_eq!(kinds(overtaken, 143), [Kind::MissedDeparture]);
    let goes_on_without_us = with(
        arrived(),
        [
            laden(Step::Discharged, "USLAX", 301),
            expected(2, step(Step::Departure, "USLAX", 302)),
        ],
    );
    assert_eq!(kinds(goes_on_without_us, 330), [Kind::Arrived]);
}

#[test]
fn silence_is_told_once_until_it_speaks_again() {
    let mut reader = Reader::default();
    assert_eq!(reader.keys(&journey(sailed()), 73), NONE);
    let silent = reader.told(&journey(sailed()), 74);
    assert_eq!(silent.len(), 1);
    assert_eq!(silent[0].what, What::Silent { last: hour(1) });
    assert_eq!(reader.keys(&journey(sailed()), 90), NONE);
    let spoke = with(sailed(), [expected(95, step(Step::Arrival, "USLAX", 300))]);
    assert_eq!(reader.keys(&journey(spoke.clone()), 167), NONE);
    assert_eq!(reader.keys(&journey(spoke), 168).len(), 1);
}

#[test]
fn what_has_not_begun_or_is_over_or_is_seen_is_not_silent() {
    let planned = [expected(-90, step(Step::Departure, "KRPUS", 800))];
    assert_eq!(kinds(planned, 90), []);
    let sighted = seen_at(sailed(), [(50, 40.0, 170.0)]);
    assert_eq!(Reader::default().keys(&sighted, 122), NONE);
    assert_eq!(Reader::default().keys(&sighted, 123).len(), 1);
    let over = with(
        arrived(),
        [
            laden(Step::Discharged, "USLAX", 301),
            laden(Step::GateOut, "USLAX", 302),
        ],
    );
    assert_eq!(kinds(over, 900), [Kind::Arrived, Kind::Delivered]);
}

#[test]
fn the_good_news_come_once_each() {
    let mut reader = Reader::default();
    assert_eq!(reader.keys(&journey(sailed()), 2), NONE);
    let found = reader.told(&journey(arrived()), 300);
    let [alarm] = &found[..] else {
        unreachable!("{found:?}")
    };
    let What::Arrived { place, when } = &alarm.what else {
        unreachable!()
    };
    assert_eq!(place.unlocode.as_deref(), Some("USLAX"));
    assert_eq!(*when, hour(300));
    let corrected = with(sailed(), [step(Step::Arrival, "USLAX", 302)]);
    assert_eq!(reader.keys(&journey(corrected), 303), NONE);
    let out = with(
        arrived(),
        [
            laden(Step::Discharged, "USLAX", 301),
            laden(Step::GateOut, "USLAX", 310),
        ],
    );
    assert_eq!(reader.keys(&journey(out.clone()), 311), ["delivered"]);
    let moved = with(out, [laden(Step::GateIn, "USLAX", 312)]);
    assert_eq!(reader.keys(&journey(moved.clone()), 313), NONE);
    let out_again = with(moved, [laden(Step::GateOut, "USLAX", 320)]);
    assert_eq!(reader.keys(&journey(out_again), 321), NONE);
}

#[test]
fn a_place_without_a_code_is_a_key_all_the_same() {
    let named = |event: Event| Event {
        place: Some(Place {
            unlocode: None,
            name: Some("Łódź, ".repeat(40)),
            ..Place::default()
        }),
        ..event
    };
    let events = with(sailed(), [named(step(Step::Arrival, "", 300))]);
    let keys = Reader::default().keys(&journey(events), 301);
    assert_eq!(keys.len(), 1);
    assert!(keys[0].is_ascii() && keys[0].len() <= 100, "{keys:?}");
}

#[test]
fn in_quiet_hours_nobody_is_woken_and_what_still_holds_is_told_after_them() {
    let quiet = Quiet {
        from_hour: 22,
        to_hour: 7,
        offset: offset!(+9),
    };
    let mut reader = Reader::default();
    reader.rules.quiet = Some(quiet);
    // Hour 0 is 21:00 there, 1 is 22:00, 10 is 07:00.
    let held = with(sailed(), [customs("HOLD", 2)]);
    let due = |later: i64| expected(later, step(Step::Arrival, "USLAX", 300 + later));
    let night = |later: i64| journey(with(held.clone(), [due(later)]));
    assert_eq!(reader.keys(&journey(with(sailed(), [due(0)])), 1), NONE);
    assert_eq!(reader.keys(&night(0), 3), NONE);
    assert_eq!(reader.keys(&night(60), 5), NONE);
    assert_eq!(reader.keys(&night(90), 9), NONE);
    let morning = reader.told(&night(90), 10);
    let what: Vec<Kind> = morning.iter().map(|alarm| alarm.what.kind()).collect();
    assert_eq!(what, [Kind::EtaMoved, Kind::CustomsHold]);
    let What::EtaMoved { was, now, .. } = &morning[0].what else {
        unreachable!()
    };
    assert_eq!((*was, *now), (hour(300), hour(390)), "one move of the two");
    assert_eq!(reader.keys(&night(90), 11), NONE);
}

#[test]
fn what_ended_in_quiet_hours_is_never_told() {
    let mut reader = Reader::default();
    reader.rules.quiet = Some(Quiet {
        from_hour: 0,
        to_hour: 24,
        offset: offset!(UTC),
    });
    let held = with(sailed(), [customs("HOLD", 2)]);
    assert_eq!(reader.keys(&journey(held.clone()), 3), NONE);
    reader.rules.quiet = None;
    let released = with(held, [customs("RELS", 4)]);
    assert_eq!(reader.keys(&journey(released), 5), NONE);
}

#[test]
fn quiet_hours_run_over_midnight_or_not_at_all() {
    let hours = |from_hour, to_hour| {
        let quiet = Quiet {
            from_hour,
            to_hour,
            offset: offset!(UTC),
        };
        let midnight = hour(12);
        (0..24)
            .filter(|hour| quiet.at(midnight + Duration::hours(*hour)))
            .collect::<Vec<i64>>()
    };
    assert_eq!(hours(22, 2), [0, 1, 22, 23]);
    assert_eq!(hours(1, 3), [1, 2]);
    assert_eq!(hours(22, 24), [22, 23]);
    assert_eq!(hours(22, 0), [22, 23]);
    assert_eq!(hours(7, 7), [] as [i64; 0]);
}
