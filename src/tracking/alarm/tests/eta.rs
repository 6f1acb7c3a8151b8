//! Moves of the arrival.

use super::*;

/// Sailed, and due so many hours after hour 300.
fn due(said: i64, later: i64) -> Journey {
    journey([
        laden(Step::Loaded, "KRPUS", 0),
        step(Step::Departure, "KRPUS", 1),
        expected(said, step(Step::Arrival, "USLAX", 300 + later)),
    ])
}

/// What is told when the arrival is seen at an hour to be so many hours late.
fn told(reader: &mut Reader, seen: &[(i64, i64)]) -> Vec<(i64, i64, i64)> {
    let mut moves = Vec::new();
    for &(at, later) in seen {
        for alarm in reader.told(&due(at, later), at) {
            let What::EtaMoved { was, now, .. } = alarm.what else {
                unreachable!("{alarm:?}")
            };
            let late = |when: OffsetDateTime| (when - hour(300)).whole_hours();
            moves.push((at, late(was), late(now)));
        }
    }
    moves
}

fn moves(seen: &[(i64, i64)]) -> Vec<(i64, i64, i64)> {
    told(&mut Reader::default(), seen)
}

#[test]
fn more_than_the_threshold_that_holds_is_told_once() {
    assert_eq!(moves(&[(2, 0), (3, 24), (4, 24), (9, 24)]), []);
    assert_eq!(moves(&[(2, 0), (3, 25), (4, 25), (5, 25)]), [(4, 0, 25)]);
    assert_eq!(
        moves(&[(2, 30), (3, 30), (9, 30)]),
        [],
        "what was said at first is no move"
    );
    assert_eq!(moves(&[(2, 0), (3, 25), (4, 0), (5, 0)]), [], "a slip");
    assert_eq!(
        moves(&[(2, 0), (3, 20), (4, 40), (5, 40)]),
        [(5, 0, 40)],
        "two steps are one move"
    );
}

#[test]
fn a_move_is_reckoned_from_what_was_told() {
    assert_eq!(
        moves(&[
            (2, 0),
            (3, 25),
            (4, 25),
            (20, 48),
            (21, 48),
            (30, 50),
            (31, 50)
        ]),
        [(4, 0, 25), (31, 25, 50)]
    );
}

#[test]
fn however_it_wobbles_it_is_one_alarm() {
    let wobbles: [&[i64]; 7] = [
        &[25, 23, 25, 23, 25, 23, 25],
        &[25, 13, 25, 13, 26, 24, 25],
        &[25, 25, 0, 25, 0, 25, 25, 0, 0, 25, 25],
        &[23, 25, 24, 23, 25, 26, 25],
        &[49, 0, 49, 0, 49, 0],
        &[49, 0, 49, 49, 25, 49, 49, 0, 0, 48],
        &[30, 47, 32, 31, 46, 29, 30, 30],
    ];
    for wobble in wobbles {
        let seen = wobble.iter().zip(3..).map(|(later, at)| (at, *later));
        let seen: Vec<_> = [(2, 0)].into_iter().chain(seen).collect();
        assert_eq!(moves(&seen).len(), 1, "{wobble:?}: {:?}", moves(&seen));
    }
}

#[test]
fn what_is_large_or_has_happened_need_not_hold() {
    assert_eq!(moves(&[(2, 0), (3, 48)]), []);
    assert_eq!(moves(&[(2, 0), (3, 49)]), [(3, 0, 49)]);
    let mut reader = Reader::default();
    assert_eq!(told(&mut reader, &[(2, 0)]), []);
    let arrived = journey([
        laden(Step::Loaded, "KRPUS", 0),
        step(Step::Departure, "KRPUS", 1),
        step(Step::Arrival, "USLAX", 325),
    ]);
    let found = reader.told(&arrived, 325);
    let kinds: Vec<Kind> = found.iter().map(|alarm| alarm.what.kind()).collect();
    assert_eq!(kinds, [Kind::EtaMoved, Kind::Arrived]);
}

#[test]
fn what_is_there_moves_no_more() {
    let mut reader = Reader::default();
    assert_eq!(told(&mut reader, &[(2, 0)]), []);
    let sayings = |later: i64| {
        journey([
            step(Step::Departure, "KRPUS", 1),
            expected(2, step(Step::Arrival, "USLAX", 300 + later)),
            laden(Step::Discharged, "USLAX", 310),
        ])
    };
    assert_eq!(reader.keys(&sayings(0), 310), ["arrived:USLAX"]);
    assert_eq!(reader.keys(&sayings(90), 311), [] as [&str; 0]);
}

#[test]
fn for_a_while_after_one_only_a_large_one_is_told() {
    let begun = [(2, 0), (3, 49), (4, 80), (8, 80)];
    assert_eq!(moves(&begun), [(3, 0, 49)]);
    let after = [begun.as_slice(), &[(9, 80)]].concat();
    assert_eq!(moves(&after), [(3, 0, 49), (9, 49, 80)]);
    let large = [begun.as_slice(), &[(8, 98)]].concat();
    assert_eq!(moves(&large), [(3, 0, 49), (8, 49, 98)]);
}

#[test]
fn earlier_is_told_to_those_who_ask() {
    let seen = [(2, 0), (3, -25), (4, -25), (12, 0), (13, 0)];
    assert_eq!(moves(&seen), []);
    let mut reader = Reader::default();
    reader.rules.earlier = true;
    assert_eq!(told(&mut reader, &seen), [(4, 0, -25), (13, -25, 0)]);
    let turns = [(20, 30), (21, -30), (22, 30), (22, 30)];
    assert_eq!(
        told(&mut reader, &turns),
        [],
        "to turn around is to begin anew"
    );
}

#[test]
fn the_same_move_after_others_is_another() {
    let mut reader = Reader::default();
    reader.rules.earlier = true;
    let mut found = Vec::new();
    for (at, later) in [(2, 0), (10, 49), (20, 0), (30, 49)] {
        found.extend(reader.keys(&due(at, later), at));
    }
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn the_time_and_the_reason_are_the_origins() {
    let offset = time::macros::offset!(-8);
    let told = |later: i64| {
        let arrival = expected(2 + later, step(Step::Arrival, "USLAX", 300 + later));
        journey([
            step(Step::Departure, "KRPUS", 1),
            Event {
                when: arrival.when.to_offset(offset),
                delay_reason: Some("WEA".to_owned()),
                remark: Some("storm".to_owned()),
                ..arrival
            },
        ])
    };
    let mut reader = Reader::default();
    assert_eq!(reader.told(&told(0), 3), []);
    let [alarm] = &reader.told(&told(50), 52)[..] else {
        unreachable!()
    };
    let What::EtaMoved {
        was,
        now,
        reason,
        remark,
        place,
    } = &alarm.what
    else {
        unreachable!()
    };
    assert_eq!((*was, was.offset()), (hour(300), offset));
    assert_eq!((*now, now.offset()), (hour(350), offset));
    assert_eq!(reason.as_deref(), Some("WEA"));
    assert_eq!(remark.as_deref(), Some("storm"));
    assert_eq!(place.unlocode.as_deref(), Some("USLAX"));
}

#[test]
fn another_place_of_delivery_is_no_delay() {
    let mut reader = Reader::default();
    assert_eq!(told(&mut reader, &[(2, 0)]), []);
    let onward = journey([
        step(Step::Departure, "KRPUS", 1),
        expected(2, step(Step::Arrival, "USLAX", 300)),
        expected(3, step(Step::Arrival, "PABLB", 500)),
    ]);
    assert_eq!(reader.told(&onward, 3), []);
    assert_eq!(reader.told(&onward, 9), []);
}

#[test]
fn an_older_memory_gives_the_same_key_and_a_lost_one_begins_anew() {
    let mut reader = Reader::default();
    let _ = reader.told(&due(2, 0), 2);
    let older = reader.memory.clone();
    let first = reader.keys(&due(3, 49), 3);
    assert_eq!(first.len(), 1);
    reader.memory = older;
    assert_eq!(reader.keys(&due(3, 49), 4), first);
    reader.memory = Memory::default();
    assert_eq!(reader.keys(&due(3, 49), 5), [] as [&str; 0]);
}
