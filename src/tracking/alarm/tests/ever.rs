//! What holds for every story.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::subsequence;

use super::*;

/// What origins may say in a story, in any selection.
fn sayings() -> Vec<Event> {
    let mut all = vec![
        laden(Step::GateIn, "KRPUS", -20),
        laden(Step::Loaded, "KRPUS", 0),
        step(Step::Departure, "KRPUS", 1),
        laden(Step::Discharged, "SGSIN", 90),
        step(Step::Arrival, "USLAX", 330),
        laden(Step::Discharged, "USLAX", 340),
        laden(Step::GateOut, "USLAX", 360),
        laden(Step::GateIn, "USLAX", 370),
    ];
    for (said, later) in (2..).zip([0, 23, 25, 60, -30, 26]) {
        all.push(expected(said, step(Step::Arrival, "USLAX", 300 + later)));
    }
    for (said, vessel) in (-9..).zip(["A", "B", "C"]) {
        let departure = step(Step::Departure, "KRPUS", (said + 9) * 30);
        all.push(on(vessel, expected(said, departure)));
    }
    all.push(expected(5, step(Step::Departure, "SGSIN", 100)));
    for (at, state) in (10..).zip(["HOLD", "RELS", "HOLD", "RELS"]) {
        all.push(customs(state, at));
    }
    all
}

/// A moment: how many minutes after the last, what is said, how far off.
type Moment = (i64, Vec<Event>, Option<u32>);

fn moment() -> impl Strategy<Value = Moment> {
    let all = sayings();
    let any = 0..=all.len();
    (
        prop_oneof![Just(0_i64), 1..60_i64, 60..6_000_i64],
        subsequence(all, any),
        proptest::option::of(prop_oneof![Just(0_u32), 70..80_u32, 140..400_u32]),
    )
}

fn wanted() -> impl Strategy<Value = Vec<Kind>> {
    subsequence(ALL.to_vec(), 0..=ALL.len())
}

fn rules() -> impl Strategy<Value = Rules> {
    (any::<bool>(), proptest::option::of((0..24_u8, 0..=24_u8))).prop_map(|(earlier, quiet)| {
        Rules {
            earlier,
            quiet: quiet.map(|(from_hour, to_hour)| Quiet {
                from_hour,
                to_hour,
                offset: time::macros::offset!(+5:30),
            }),
            ..Rules::default()
        }
    })
}

/// What is told in a story, moment by moment; every moment is judged twice, and
/// the memory goes through its text.
fn story(rules: &Rules, wanted: &[Kind], moments: &[Moment]) -> Vec<Vec<Alarm>> {
    let mut memory = Memory::default();
    let mut now = hour(0);
    let mut told = Vec::new();
    for (minutes, said, off) in moments {
        now += Duration::minutes(*minutes);
        let journey = journey(said.clone());
        let seen = || Seen {
            journey: Some(&journey),
            off_route: off.map(|kilometres| OffRoute {
                kilometres,
                vessel: None,
                position: Position {
                    when: now,
                    ..position(0, 0.0, 0.0)
                },
                towards: None,
            }),
        };
        told.push(judge(rules, wanted, &mut memory, seen(), now));
        assert_eq!(judge(rules, wanted, &mut memory, seen(), now), []);
        let text = serde_json::to_string(&memory).unwrap();
        assert!(text.len() < 1_000, "{text}");
        assert_eq!(serde_json::from_str::<Memory>(&text).unwrap(), memory);
    }
    told
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_key_is_given_twice_and_none_is_unfit(
        rules in rules(),
        moments in proptest::collection::vec(moment(), 1..16),
    ) {
        let mut known = BTreeSet::new();
        for alarm in story(&rules, &ALL, &moments).concat() {
            prop_assert!(alarm.key.is_ascii() && alarm.key.len() <= 100, "{}", alarm.key);
            prop_assert!(known.insert(alarm.key.clone()), "{}", alarm.key);
        }
    }

    #[test]
    fn who_asks_for_more_loses_nothing_and_gets_only_that(
        rules in rules(),
        few in wanted(),
        more in wanted(),
        moments in proptest::collection::vec(moment(), 1..16),
    ) {
        let both: Vec<Kind> = few.iter().chain(&more).copied().collect();
        let (less, all) = (story(&rules, &few, &moments), story(&rules, &both, &moments));
        for (less, all) in less.iter().zip(&all) {
            prop_assert!(less.iter().all(|alarm| few.contains(&alarm.what.kind())));
            prop_assert!(all.iter().all(|alarm| both.contains(&alarm.what.kind())));
            let of_few: Vec<&Alarm> = all
                .iter()
                .filter(|alarm| few.contains(&alarm.what.kind()))
                .collect();
            prop_assert_eq!(less.iter().collect::<Vec<_>>(), of_few);
        }
    }
}

#[test]
fn the_stories_have_every_kind_in_them() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let strategy = proptest::collection::vec(moment(), 1..16);
    let mut found = BTreeSet::new();
    for _ in 0..300 {
        let moments = strategy.new_tree(&mut runner).unwrap().current();
        let told = story(&Rules::default(), &ALL, &moments).concat();
        found.extend(told.iter().map(|alarm| alarm.what.kind()));
    }
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ALL);
}

#[test]
fn a_memory_stays_small_however_much_was_told() {
    let mut memory = Memory::default();
    for number in 0..100 {
        assert!(memory.first_time(&format!("key {number}")));
        assert!(!memory.first_time(&format!("key {number}")));
    }
    memory.astray = serde_json::from_str(r#"{"since":9999999999,"again":false}"#).unwrap();
    memory.eta = serde_json::from_str(
        r#"{"place":"0123456789abcdef","when":9999999999,"told":9999999999,"moves":4294967295,"moving":[9999999999,false]}"#,
    )
    .unwrap();
    let text = serde_json::to_string(&memory).unwrap();
    assert!(text.len() < 1_000, "{} bytes", text.len());
}

#[test]
fn a_memory_of_another_version_is_read() {
    let read = |text: &str| serde_json::from_str::<Memory>(text).unwrap();
    assert_eq!(read("{}"), Memory::default());
    assert_eq!(read(r#"{"later":[1],"told":[]}"#), Memory::default());
    assert_eq!(serde_json::to_string(&Memory::default()).unwrap(), "{}");
    let hostile = r#"{"eta":{"place":"USLAX","when":-9223372036854775808,"moves":4294967295,"told":9223372036854775807,"moving":[-9223372036854775808,true]}}"#;
    let journey = journey([
        step(Step::Departure, "KRPUS", 1),
        expected(2, step(Step::Arrival, "USLAX", 300)),
    ]);
    let mut reader = Reader {
        memory: read(hostile),
        ..Reader::default()
    };
    assert_eq!(reader.told(&journey, 3).len(), 1);
}
