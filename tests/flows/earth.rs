//! The land, the sea chart and the ports: files beside the worker, read when a page with a
//! map is first drawn, and never in the way of a page.
//!
//! Every test has a thread of its own, and every thread what an isolate has.

use futures::executor::block_on;
use futures::future::join;
use sealink::http::{Method, Reply};
use std::time::Duration;

use crate::deployment::{Browser, Deployment, at_sea};
use crate::world::{Answer, Operation, Rule, Target, Trouble};

const ASSET: Target = Target::Only(Operation::Asset);

/// A recipient who has passed the gate and has seen nothing yet; their page.
fn recipient(deployment: &Deployment) -> (Browser<'_>, String) {
    let (id, path) = deployment.mint();
    let browser = deployment.browser_in(0, &path, &id);
    (browser, format!("/s/{id}"))
}

fn has_map(reply: &Reply) -> bool {
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.body.contains("class=\"map\"")
}

fn has_land(reply: &Reply) -> bool {
    assert!(has_map(reply));
    reply.body.contains("<g class=\"land\"><path d=\"M")
}

/// A vessel whose place is reckoned, which takes a lane to reckon it on.
fn has_lane(reply: &Reply) -> bool {
    assert!(has_map(reply));
    reply.body.contains("class=\"vessel\"")
}

/// How many lines of the log are about them.
fn logged(deployment: &Deployment) -> usize {
    let lines = deployment.universe.lines();
    let about = lines
        .iter()
        .filter(|line| line.text.contains("geo: /data/"));
    about.count()
}

#[test]
fn the_first_page_with_a_map_reads_all_and_the_next_nothing() {
    let deployment = Deployment::new(1);
    let (mut browser, page) = recipient(&deployment);
    let first = browser.get(&page);
    assert!(has_land(&first) && has_lane(&first));
    assert_eq!(deployment.universe.count(ASSET), 3);
    assert!(has_land(&browser.get(&page)));
    assert_eq!(deployment.universe.count(ASSET), 3);
    assert_eq!(logged(&deployment), 0);
}

#[test]
fn what_shows_no_map_reads_nothing() {
    let deployment = Deployment::new(2);
    let (id, path) = deployment.mint();
    let mut stranger = Browser::new(&deployment, 0);
    stranger.get(&path);
    assert_eq!(stranger.get(&format!("/s/{id}")).status, 200, "the gate");
    let mut browser = deployment.browser_in(0, &path, &id);
    for more in ["/tracking", "/calendar", "/eta.ics", "/qr.svg"] {
        let reply = browser.get(&format!("/s/{id}{more}"));
        assert_eq!(reply.status, 200, "{more}");
    }
    deployment
        .universe
        .answer("origin.example", Answer::reply(200, "[]"));
    deployment.universe.evict(0);
    let page = browser.get(&format!("/s/{id}"));
    assert!(!has_map(&page), "tracking has not started");
    assert_eq!(deployment.universe.count(ASSET), 0);
}

#[test]
fn files_that_cannot_be_read_cost_land_and_lanes_and_not_the_page() {
    for trouble in [Trouble::Fail, Trouble::TimeOut, Trouble::LoseAnswer] {
        let failing = move || {
            let deployment = Deployment::new(3);
            let universe = &deployment.universe;
            let (mut browser, page) = recipient(&deployment);
            universe.inflict(Rule::new(ASSET, trouble));
            universe.forget_counts();
            let plain = browser.get(&page);
            assert!(!has_land(&plain) && !has_lane(&plain));
            assert_eq!((universe.count(ASSET), logged(&deployment)), (3, 3));
            // That the origin is asked, its answer, and no way that was never sought.
            let puts = Target::Only(Operation::CachePut);
            assert_eq!(universe.count(puts), 2);

            universe.heal();
            universe.advance(Duration::from_secs(9));
            assert!(!has_land(&browser.get(&page)));
            assert_eq!(universe.count(ASSET), 3, "not asked again at once");

            universe.advance(Duration::from_secs(1));
            let whole = browser.get(&page);
            assert!(has_land(&whole) && has_lane(&whole));
            assert_eq!((universe.count(ASSET), logged(&deployment)), (6, 3));
        };
        // Each another isolate.
        std::thread::spawn(failing).join().unwrap();
    }
}

#[test]
fn each_is_worth_having_without_the_others() {
    let only = |missing: &'static str| {
        let draw = move || {
            let deployment = Deployment::new(4);
            let (mut browser, page) = recipient(&deployment);
            let rule = Rule::new(ASSET, Trouble::Fail).key(missing);
            deployment.universe.inflict(rule);
            let drawn = browser.get(&page);
            assert_eq!(logged(&deployment), 1);
            (has_land(&drawn), has_lane(&drawn))
        };
        std::thread::spawn(draw).join().unwrap()
    };
    assert_eq!(only("sea.bin"), (true, false));
    assert_eq!(only("land.bin"), (false, true));
    // Where the origin says the ports are, the table is not asked.
    assert_eq!(only("ports.bin"), (true, true));
}

#[test]
fn without_the_ports_only_what_has_a_position_is_on_the_map() {
    let draw = |trouble: bool| {
        let draw = move || {
            let deployment = Deployment::new(5);
            let mut events = at_sea();
            for event in events.as_array_mut().unwrap() {
                if let Some(location) = event["transportCall"]["location"].as_object_mut() {
                    location.remove("latitude");
                    location.remove("longitude");
                }
            }
            deployment
                .universe
                .answer("origin.example", Answer::reply(200, events.to_string()));
            if trouble {
                let rule = Rule::new(ASSET, Trouble::Fail).key("ports.bin");
                deployment.universe.inflict(rule);
            }
            let (mut browser, page) = recipient(&deployment);
            let first = browser.get(&page);
            assert_eq!(first.status, 200, "{}", first.body);
            deployment.universe.heal();
            deployment.universe.advance(Duration::from_secs(10));
            [first, browser.get(&page)].map(|reply| reply.body.contains("class=\"map\""))
        };
        std::thread::spawn(draw).join().unwrap()
    };
    assert_eq!(draw(false), [true, true]);
    assert_eq!(draw(true), [false, true], "until the table is here");
}

#[test]
fn two_first_views_at_once_both_have_all_of_it() {
    for seed in 10..20 {
        let views = move || {
            let deployment = Deployment::new(seed);
            let (mut browser, page) = recipient(&deployment);
            let request = browser.request(Method::Get, &page, None);
            let world = || deployment.universe.at(0);
            let (one, other) = block_on(join(
                deployment.answer(world(), request.clone()),
                deployment.answer(world(), request.clone()),
            ));
            deployment.universe.run_deferred();
            for reply in [one, other] {
                assert!(has_land(&reply) && has_lane(&reply));
            }
            let read = deployment.universe.count(ASSET);
            assert!((3..=6).contains(&read), "{read}");
            assert!(has_land(&browser.get(&page)));
            assert_eq!(deployment.universe.count(ASSET), read);
        };
        std::thread::spawn(views).join().unwrap();
    }
}

#[test]
fn of_two_first_views_one_whose_reading_fails_is_still_a_page() {
    for seed in 20..40 {
        let views = move || {
            let deployment = Deployment::new(seed);
            let (mut browser, page) = recipient(&deployment);
            let request = browser.request(Method::Get, &page, None);
            let rule = Rule::new(ASSET, Trouble::Fail).chance(0.5);
            deployment.universe.inflict(rule);
            let world = || deployment.universe.at(0);
            let (one, other) = block_on(join(
                deployment.answer(world(), request.clone()),
                deployment.answer(world(), request.clone()),
            ));
            assert!(has_map(&one) && has_map(&other));
            deployment.universe.heal();
            deployment.universe.advance(Duration::from_secs(10));
            let healed = browser.get(&page);
            assert!(has_land(&healed) && has_lane(&healed));
        };
        std::thread::spawn(views).join().unwrap();
    }
}
