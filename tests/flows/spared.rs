//! How the origin is spared, and who looks at a page with it: one asks for all,
//! again if need be, and nobody while the origin fails.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;
use std::task::{Context, Waker};
use std::time::Duration;

use futures::executor::block_on;
use futures::future::join_all;
use sealink::error::{Code, Error};
use sealink::reference::{Kind, Reference};
use sealink::token::claims::Scope;
use sealink::tracking::feed::{refreshed, tracking};
use sealink::tracking::shipment::Tracking;
use sealink::world::{Fault, World as _};
use serde_json::{Value, json};

use super::deployment::{CONTAINER, Deployment, RECIPIENT, at_sea};
use super::feed::{
    MINUTE, SECOND, ask, config, container, departed, eta_day, fetches, knows, reference, universe,
};
use crate::world::{Answer, Deferral, Operation, Rule, START, Target, Trouble, Universe};

const MILLI: Duration = Duration::from_millis(1);

/// Many views of one shipment at once in each of these locations.
fn herd(universe: &Universe, locations: &[usize], views: usize) -> Vec<Result<Tracking, Error>> {
    let config = config(&[]);
    let container = container();
    let looks = locations.iter().flat_map(|&location| {
        let (config, container) = (&config, &container);
        let at = universe.at(location);
        std::iter::repeat_n(at, views)
            .map(move |world| async move { tracking(&world, config, container).await })
    });
    block_on(join_all(looks))
}

/// The origin knows the container after this long.
fn knows_slowly(universe: &Universe, eta: u8, delay: Duration) {
    let answer = Answer::reply(200, departed(eta).to_string());
    universe.answer("origin.example", answer.after(delay));
}

/// The origin answers with each of these in turn, and with the last from then on.
fn answers(universe: &Universe, answers: Vec<Answer>) {
    let next = Rc::new(Cell::new(0));
    universe.answer_with(move |_| {
        let turn = next.replace(next.get() + 1).min(answers.len() - 1);
        Some(answers[turn].clone())
    });
}

fn down(universe: &Universe) {
    universe.answer("origin.example", Answer::reply(503, ""));
}

/// A booking of its own for each number.
fn booking(number: usize) -> Reference {
    reference(Kind::Booking, &format!("BOOKING{number}"))
}

fn look(universe: &Universe, reference: &Reference) -> Result<Tracking, Error> {
    block_on(tracking(&universe.at(0), &config(&[]), reference))
}

/// A view that is cut off while it waits for the origin.
fn cut_off(universe: &Universe, location: usize) {
    let before = universe.asked().len();
    let (world, config, container) = (universe.at(location), config(&[]), container());
    let mut view = Box::pin(tracking(&world, &config, &container));
    while universe.asked().len() == before {
        let poll = view.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(poll.is_pending());
    }
}

/// Changes what is noted of the container in the cache.
fn overwrite_note(universe: &Universe, note: &Value) {
    let keys = universe.cache_keys(0);
    let key = keys.iter().find(|key| key.ends_with("/note")).unwrap();
    block_on(universe.at(0).cache_put(key, note.to_string(), 600)).unwrap();
}

#[test]
fn a_herd_at_an_answer_that_is_no_longer_fresh_costs_one_question() {
    for seed in 0..20 {
        for deferral in [Deferral::WhenTold, Deferral::AtRandom] {
            let universe = Universe::new(seed);
            universe.deferral(deferral);
            knows(&universe, 5);
            let first = ask(&universe, 0).unwrap();
            knows_slowly(&universe, 7, SECOND);
            universe.advance(MINUTE);
            for seen in herd(&universe, &[0], 30) {
                assert_eq!(seen.unwrap(), first, "at once, and without a mark");
            }
            assert_eq!(universe.now(), START + MINUTE, "nobody waited");
            universe.run_deferred();
            assert_eq!(fetches(&universe), 2);
            for seen in herd(&universe, &[0], 30) {
                let seen = seen.unwrap();
                assert_eq!((eta_day(&seen), seen.stale), (7, false));
            }
            assert_eq!(fetches(&universe), 2);
        }
    }
}

#[test]
fn a_herd_at_a_cold_start_costs_each_location_one_question() {
    for seed in 0..40 {
        for delay in [Duration::ZERO, MILLI, 2 * SECOND] {
            let universe = Universe::new(seed);
            knows_slowly(&universe, 5, delay);
            for seen in herd(&universe, &[0, 1], 20) {
                let seen = seen.unwrap();
                assert_eq!((eta_day(&seen), seen.stale), (5, false));
            }
            assert_eq!(fetches(&universe), 2, "seed {seed}, {delay:?}");
            let asked = universe.asked();
            assert_ne!(asked[0].location, asked[1].location);
            assert!(universe.now() <= START + delay + SECOND);
        }
    }
}

#[test]
fn a_herd_at_a_cold_start_hears_together_that_the_origin_fails() {
    for seed in 0..20 {
        let universe = Universe::new(seed);
        down(&universe);
        for seen in herd(&universe, &[0], 30) {
            assert_eq!(seen.unwrap_err().code, Code::Unavailable);
        }
        assert_eq!(fetches(&universe), 3, "one asking, with two more tries");
    }
}

#[test]
fn a_request_that_was_cut_off_is_waited_for_and_then_replaced_by_one() {
    for seed in 0..20 {
        for restarted in [false, true] {
            let universe = Universe::new(seed);
            knows_slowly(&universe, 5, SECOND);
            cut_off(&universe, 0);
            if restarted {
                universe.restart(0);
            }
            for seen in herd(&universe, &[0], 20) {
                assert_eq!(eta_day(&seen.unwrap()), 5);
            }
            assert_eq!(fetches(&universe), 2, "the one cut off, and one more");
            let waited = universe.now() - START;
            assert!(waited >= 9 * SECOND && waited < 12 * SECOND, "{waited}");
        }
    }
}

#[test]
fn a_refresh_that_was_cut_off_blocks_the_next_for_as_long_as_asking_may_take() {
    let universe = universe(5);
    ask(&universe, 0).unwrap();
    knows(&universe, 7);
    universe.advance(MINUTE);
    ask(&universe, 0).unwrap();
    assert_eq!(universe.drop_deferred(), 1);
    universe.advance(8999 * MILLI);
    ask(&universe, 0).unwrap();
    assert_eq!(universe.run_deferred(), 0);
    universe.advance(MILLI);
    assert_eq!(eta_day(&ask(&universe, 0).unwrap()), 5);
    universe.run_deferred();
    assert_eq!(eta_day(&ask(&universe, 0).unwrap()), 7);
}

#[test]
fn an_old_answer_is_not_shown_before_a_newer_one_was_waited_for() {
    for seed in 0..20 {
        let universe = Universe::new(seed);
        knows(&universe, 5);
        ask(&universe, 0).unwrap();
        knows_slowly(&universe, 7, SECOND);
        universe.advance(5 * MINUTE);
        for seen in herd(&universe, &[0], 20) {
            let seen = seen.unwrap();
            assert_eq!((eta_day(&seen), seen.stale), (7, false));
        }
        assert_eq!(fetches(&universe), 2);
    }
}

#[test]
fn who_waits_for_a_newer_answer_loses_patience_and_sees_the_old_one_marked() {
    for seed in 0..20 {
        let universe = Universe::new(seed);
        knows(&universe, 5);
        let old = ask(&universe, 0).unwrap();
        knows_slowly(&universe, 7, 4 * SECOND);
        universe.advance(5 * MINUTE);
        for seen in herd(&universe, &[0], 20) {
            let marked = Tracking {
                stale: true,
                ..old.clone()
            };
            assert_eq!(seen.unwrap(), marked);
        }
        let waited = universe.now() - START - 5 * MINUTE;
        assert!(waited < 2 * SECOND, "{waited}");
        universe.run_deferred();
        let newer = ask(&universe, 0).unwrap();
        assert_eq!((eta_day(&newer), newer.stale), (7, false));
        assert_eq!(fetches(&universe), 2, "the asking went on after the reply");
    }
}

#[test]
fn an_origin_that_is_known_to_fail_is_not_waited_for() {
    let universe = universe(5);
    ask(&universe, 0).unwrap();
    universe.answer("origin.example", Answer::reply(200, "[]").after(MINUTE));
    universe.advance(MINUTE);
    assert!(!ask(&universe, 0).unwrap().stale);
    universe.run_deferred();
    for _ in 0..8 {
        universe.advance(MINUTE);
        let before = universe.now();
        assert!(ask(&universe, 0).unwrap().stale);
        assert_eq!(universe.now(), before);
        universe.run_deferred();
    }
}

#[test]
fn a_mark_goes_by_the_last_asking_and_by_age() {
    let universe = universe(5);
    ask(&universe, 0).unwrap();
    universe.advance(299 * SECOND);
    assert!(!ask(&universe, 0).unwrap().stale, "who looks next is told");
    universe.drop_deferred();
    universe.restart(0);
    knows_slowly(&universe, 7, 3 * SECOND);
    universe.advance(SECOND);
    assert!(ask(&universe, 0).unwrap().stale, "nobody came back in time");
}

#[test]
fn a_fault_that_may_pass_is_tried_again_twice_and_others_are_not() {
    let good = || Answer::reply(200, departed(5).to_string());
    for passing in [
        Answer::reply(500, ""),
        Answer::reply(503, "").after(100 * MILLI),
        Answer::reply(429, ""),
        Answer::Fault(Fault::Failed("reset".to_owned())),
    ] {
        let universe = Universe::new(3);
        answers(&universe, vec![passing.clone(), passing.clone(), good()]);
        assert_eq!(eta_day(&ask(&universe, 0).unwrap()), 5, "{passing:?}");
        assert_eq!(fetches(&universe), 3);
        assert_eq!(universe.lines(), [], "it was answered");
        let at: Vec<_> = universe.asked().iter().map(|asked| asked.at).collect();
        let (first, second) = (at[1] - at[0], at[2] - at[1]);
        assert!(first >= 150 * MILLI && first <= 400 * MILLI, "{first}");
        assert!(second >= 600 * MILLI && second <= 1300 * MILLI, "{second}");

        let universe = Universe::new(3);
        answers(
            &universe,
            vec![passing.clone(), passing.clone(), passing, good()],
        );
        assert_eq!(ask(&universe, 0).unwrap_err().code, Code::Unavailable);
        assert_eq!(fetches(&universe), 3);
    }
    for lasting in [
        Answer::reply(400, ""),
        Answer::reply(401, ""),
        Answer::reply(302, ""),
        Answer::reply(200, "<html>"),
        Answer::reply(503, "").after(3 * SECOND),
        good().after(6 * SECOND),
    ] {
        let universe = Universe::new(3);
        answers(&universe, vec![lasting.clone(), good()]);
        assert!(ask(&universe, 0).is_err(), "{lasting:?}");
        assert_eq!(fetches(&universe), 1, "{lasting:?}");
    }
}

#[test]
fn those_who_failed_together_do_not_come_back_together() {
    let pauses: std::collections::HashSet<_> = (0..20)
        .map(|seed| {
            let universe = Universe::new(seed);
            down(&universe);
            ask(&universe, 0).unwrap_err();
            let asked = universe.asked();
            asked[1].at - asked[0].at
        })
        .collect();
    assert!(pauses.len() > 10, "{} different", pauses.len());

    let universe = Universe::new(3);
    universe.inflict(Rule::new(Target::Only(Operation::Random), Trouble::Fail));
    down(&universe);
    ask(&universe, 0).unwrap_err();
    let asked = universe.asked();
    assert_eq!(
        asked[1].at - asked[0].at,
        300 * MILLI,
        "without dice, the longest"
    );
}

/// The origin is down, and has failed this many shipments in a row.
fn failed(shipments: usize) -> Universe {
    let universe = Universe::new(5);
    down(&universe);
    for number in 0..shipments {
        look(&universe, &booking(number)).unwrap_err();
    }
    universe.forget_counts();
    universe
}

#[test]
fn an_origin_that_failed_five_shipments_rests_and_then_gets_one_trial() {
    let universe = failed(4);
    look(&universe, &booking(4)).unwrap_err();
    assert_eq!(fetches(&universe), 3, "the fifth is asked for");
    universe.forget_counts();
    for number in 5..20 {
        let error = look(&universe, &booking(number)).unwrap_err();
        assert_eq!(
            (error.code, error.retry_after),
            (Code::Unavailable, Some(10))
        );
    }
    universe.advance(29 * SECOND);
    look(&universe, &booking(0)).unwrap_err();
    assert_eq!(fetches(&universe), 0);
    block_on(tracking(&universe.at(1), &config(&[]), &booking(0))).unwrap_err();
    assert_eq!(fetches(&universe), 3, "another location counts for itself");
    universe.forget_counts();

    // Half open: of many shipments at once, one is asked for, and once.
    universe.advance(10 * SECOND);
    let shipments: Vec<_> = (100..120).map(booking).collect();
    let all = || {
        let world = universe.at(0);
        let config = config(&[]);
        let looks = shipments
            .iter()
            .map(|shipment| tracking(&world, &config, shipment));
        let seen = block_on(join_all(looks));
        seen.iter().filter(|seen| seen.is_ok()).count()
    };
    assert_eq!((all(), fetches(&universe)), (0, 1));
    universe.advance(29 * SECOND);
    assert_eq!((all(), fetches(&universe)), (0, 1), "and it rests again");

    // Up again: the trial closes it, and whoever comes after it is asked for.
    universe.answer("origin.example", Answer::reply(200, "[]"));
    universe.advance(11 * SECOND);
    let answered = all();
    assert!(answered >= 1);
    assert_eq!(fetches(&universe), 1 + answered);
    universe.advance(10 * SECOND);
    assert_eq!((all(), fetches(&universe)), (20, 21));
    let left_alone = |line: &&crate::world::Line| line.text.contains("left alone");
    let lines = universe.lines();
    assert_eq!(lines.iter().filter(left_alone).count(), 1, "{lines:?}");
}

#[test]
fn a_view_of_a_last_answer_is_marked_while_the_origin_rests() {
    let universe = universe(5);
    ask(&universe, 0).unwrap();
    down(&universe);
    for number in 0..5 {
        look(&universe, &booking(number)).unwrap_err();
    }
    universe.forget_counts();
    universe.advance(40 * SECOND);
    look(&universe, &booking(9)).unwrap_err();
    universe.advance(20 * SECOND);
    ask(&universe, 0).unwrap();
    universe.run_deferred();
    assert!(ask(&universe, 0).unwrap().stale);
    assert_eq!(
        fetches(&universe),
        1,
        "the trial for the other, and nothing else"
    );
}

#[test]
fn neither_one_shipment_nor_a_refusal_nor_nonsense_opens_the_breaker() {
    let universe = Universe::new(5);
    down(&universe);
    for _ in 0..20 {
        look(&universe, &booking(0)).unwrap_err();
        universe.advance(10 * SECOND);
    }
    knows(&universe, 5);
    look(&universe, &booking(1)).unwrap();

    for answer in [
        Answer::reply(401, ""),
        Answer::reply(400, ""),
        Answer::reply(200, "<html>"),
    ] {
        let universe = Universe::new(5);
        universe.answer("origin.example", answer);
        for number in 0..20 {
            look(&universe, &booking(number)).unwrap_err();
        }
        assert_eq!(fetches(&universe), 20);
    }
}

#[test]
fn an_answer_between_failures_starts_the_count_again() {
    for answer in [Answer::reply(404, ""), Answer::reply(400, "")] {
        let universe = failed(4);
        universe.answer("BOOKING100", answer);
        let _ = look(&universe, &booking(100));
        for number in 4..8 {
            look(&universe, &booking(number)).unwrap_err();
        }
        universe.forget_counts();
        look(&universe, &booking(8)).unwrap_err();
        assert_eq!(fetches(&universe), 3);
    }
}

#[test]
fn a_trial_that_was_cut_off_is_followed_by_another() {
    let universe = failed(5);
    knows_slowly(&universe, 5, SECOND);
    universe.advance(31 * SECOND);
    cut_off(&universe, 0);
    look(&universe, &booking(7)).unwrap_err();
    universe.restart(0);
    look(&universe, &booking(8)).unwrap_err();
    assert_eq!(fetches(&universe), 1);
    universe.advance(10 * SECOND);
    look(&universe, &booking(7)).unwrap();
    assert_eq!(fetches(&universe), 2);
}

#[test]
fn a_note_from_the_future_blocks_nobody_unless_clocks_may_differ_that_much() {
    let asks_at_once = |ahead: Duration| {
        let universe = universe(5);
        ask(&universe, 0).unwrap();
        universe.advance(2 * MINUTE);
        let at = (universe.now() + ahead)
            .format(&time::format_description::well_known::Rfc3339)
            .unwrap();
        overwrite_note(&universe, &json!({"asked": at, "failed": null}));
        ask(&universe, 0).unwrap();
        universe.run_deferred() == 1
    };
    assert!(!asks_at_once(20 * SECOND));
    assert!(asks_at_once(40 * SECOND));
    assert!(asks_at_once(60 * MINUTE));
}

#[test]
fn a_note_that_cannot_be_read_counts_as_none() {
    for note in [
        json!(null),
        json!({}),
        json!({"asked": "soon", "failed": null}),
        json!([1]),
    ] {
        let universe = universe(5);
        ask(&universe, 0).unwrap();
        knows(&universe, 7);
        universe.advance(MINUTE);
        overwrite_note(&universe, &note);
        ask(&universe, 0).unwrap();
        universe.run_deferred();
        assert_eq!(eta_day(&ask(&universe, 0).unwrap()), 7, "{note}");
    }
}

#[test]
fn a_cache_that_fails_now_and_then_costs_questions_and_no_view() {
    for seed in 0..40 {
        for trouble in [Trouble::Fail, Trouble::TimeOut, Trouble::LoseAnswer] {
            let universe = Universe::new(seed);
            universe.deferral(Deferral::AtRandom);
            universe.inflict(Rule::new(Target::Cache, trouble).chance(0.3));
            knows_slowly(&universe, 5, 100 * MILLI);
            for _ in 0..4 {
                for seen in herd(&universe, &[0], 8) {
                    let seen = seen.unwrap();
                    assert_eq!((eta_day(&seen), seen.stale), (5, false));
                }
                universe.run_deferred();
                universe.advance(45 * SECOND);
            }
            assert!(fetches(&universe) <= 4 * 8, "one a view at most");
        }
    }
}

#[test]
fn a_cache_that_keeps_nothing_lets_everybody_ask_in_the_end() {
    let universe = Universe::new(5);
    universe.inflict(Rule::new(Target::Only(Operation::CachePut), Trouble::Fail));
    knows_slowly(&universe, 5, SECOND);
    for seen in herd(&universe, &[0], 10) {
        assert_eq!(eta_day(&seen.unwrap()), 5);
    }
    assert!(fetches(&universe) <= 10);
    let took = universe.now() - START;
    assert!(took < 6 * SECOND, "two turns of waiting at most: {took}");
}

#[test]
fn who_knows_of_news_has_the_origin_asked_at_once() {
    let universe = universe(5);
    ask(&universe, 0).unwrap();
    knows(&universe, 7);
    let refresh = || block_on(refreshed(&universe.at(0), &config(&[]), &container()));
    assert_eq!(eta_day(&refresh().unwrap()), 7);
    assert_eq!(fetches(&universe), 2);
    assert_eq!(eta_day(&ask(&universe, 0).unwrap()), 7);
    assert_eq!(fetches(&universe), 2, "views find it in the cache");

    down(&universe);
    assert_eq!(refresh().unwrap_err().code, Code::Unavailable);
    assert!(
        !ask(&universe, 0).unwrap().stale,
        "it is fresh all the same"
    );
    universe.advance(MINUTE);
    assert!(ask(&universe, 0).unwrap().stale);
}

#[test]
fn views_wait_for_the_one_who_knows_of_news() {
    for seed in 0..20 {
        let universe = Universe::new(seed);
        knows_slowly(&universe, 5, SECOND);
        let (config, container) = (config(&[]), container());
        let world = universe.at(0);
        let both = async {
            futures::join!(
                refreshed(&world, &config, &container),
                tracking(&world, &config, &container)
            )
        };
        let (pushed, seen) = block_on(both);
        assert_eq!(pushed.unwrap(), seen.unwrap());
        assert_eq!(fetches(&universe), 1);
    }
}

#[test]
fn a_shipment_that_cannot_be_had_does_not_cut_off_who_asks_for_its_neighbour() {
    let deployment = Deployment::new(5);
    let universe = &deployment.universe;
    let told = Answer::reply(200, at_sea().to_string());
    universe.answer("equipmentReference", told.after(SECOND));
    universe.answer("carrierBookingReference", Answer::reply(400, ""));
    let body = json!({
        "targets": [
            {"targetType": "CONTAINER", "targetIds": [CONTAINER]},
            {"targetType": "BOOKING", "targetIds": ["BOOKING1"]},
        ],
        "receiverIds": [RECIPIENT],
    });
    let (id, path) = deployment.mint_as(&deployment.api_key(&Scope::ALL), &body);
    let mut browser = deployment.browser_in(0, &path, &id);
    universe.forget_counts();
    assert_eq!(browser.get(&format!("/s/{id}")).status, 503);
    assert_eq!(fetches(universe), 2);
    universe.answer("carrierBookingReference", Answer::reply(200, "[]"));
    universe.advance(10 * SECOND);
    assert_eq!(browser.get(&format!("/s/{id}")).status, 200);
    assert_eq!(fetches(universe), 3, "the container's answer was kept");
}
