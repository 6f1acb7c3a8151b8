//! The ways by sea: sought once in a location, and never in the way of a page.

use futures::executor::block_on;
use sealink::geo::Point;
use sealink::geo::lanes::memo;
use sealink::geo::{earth, ports};
use sealink::http::Reply;
use sealink::world::World as _;
use serde_json::json;

use crate::deployment::{Deployment, at_sea};
use crate::world::{Answer, Operation, Rule, Target, Trouble};

/// A voyage between two ports. Every test has a thread of its own, and every
/// thread an isolate's memory of its own.
fn deployment(seed: u64, from: &str, to: &str) -> Deployment {
    let deployment = Deployment::new(seed);
    let mut events = at_sea();
    for (event, code) in [(0, from), (1, to)] {
        let port = port(code);
        let call = &mut events[event]["transportCall"];
        call["UNLocationCode"] = json!(code);
        call["location"] = json!({
            "locationName": code, "UNLocationCode": code,
            "latitude": port.lat.to_string(), "longitude": port.lon.to_string(),
        });
    }
    deployment
        .universe
        .answer("origin.example", Answer::reply(200, events.to_string()));
    deployment
}

fn page(deployment: &Deployment) -> Reply {
    let (id, path) = deployment.mint();
    let mut browser = deployment.browser_in(0, &path, &id);
    browser.get(&format!("/s/{id}"))
}

fn ends(from: &str, to: &str) -> (Point, Point) {
    (port(from), port(to))
}

/// Where a port is, in an isolate that has read the files beside the worker.
fn port(code: &str) -> Point {
    earth::provide(
        include_bytes!("../../src/geo/data/land.bin"),
        include_bytes!("../../src/geo/data/sea.bin"),
        include_bytes!("../../src/geo/data/ports.bin"),
    )
    .unwrap();
    ports::find(code).unwrap()
}

const PUTS: Target = Target::Only(Operation::CachePut);

#[test]
fn what_one_isolate_has_found_the_location_s_cache_tells_the_next() {
    let (from, to) = ends("CLVAP", "NZAKL");
    let first = deployment(1, "CLVAP", "NZAKL");
    assert_eq!(page(&first).status, 200);
    // That the origin is asked, its answer, and the way.
    assert_eq!(first.universe.count(PUTS), 3);
    let key = format!("lane/{}", memo::name(from, to).unwrap());
    let kept = block_on(first.universe.at(0).cache_get(&key));
    let kept = kept.unwrap().expect("the way is in the cache");

    // Another thread is another isolate: it remembers nothing.
    let next = std::thread::spawn(move || {
        assert!(!memo::known(from, to));
        let next = deployment(2, "CLVAP", "NZAKL");
        block_on(next.universe.at(0).cache_put(&key, kept, 3600)).unwrap();
        next.universe.forget_counts();
        assert_eq!(page(&next).status, 200);
        assert!(memo::known(from, to));
        next.universe.count(PUTS)
    });
    assert_eq!(next.join().unwrap(), 2, "only what is of the origin");
}

#[test]
fn a_cache_that_fails_costs_the_search_and_not_the_page() {
    let deployment = deployment(3, "ARBUE", "ZACPT");
    deployment
        .universe
        .inflict(Rule::new(Target::Cache, Trouble::Fail));
    let drawn = page(&deployment);
    assert_eq!(drawn.status, 200);
    assert!(drawn.body.contains("class=\"map\""));
}
