//! The audit trail: nothing lost, nothing twice, nothing changed unseen.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::executor::block_on;
use sealink::event::{Event, Kind};
use sealink::share::audit::{self, Broken, Entry, What, verify};
use sealink::world::{Namespace, Queue};
use serde_json::{Value, json};

use crate::deployment::Deployment;
use crate::told::{HOME, event, send, settle, settle_in, trouble};
use crate::world::{LOCATIONS, Operation, Propagation, Rule, Target, Trouble};

/// The whole trail, in parts of this size.
fn trail_by(deployment: &Deployment, limit: u16) -> Vec<Entry> {
    let world = deployment.universe.at(HOME);
    let mut whole: Vec<Entry> = Vec::new();
    loop {
        let after = whole.last().map_or(0, |entry| entry.sequence);
        let (part, more) = block_on(audit::export(&world, after, limit)).unwrap();
        whole.extend(part);
        if !more {
            return whole;
        }
    }
}

fn trail(deployment: &Deployment) -> Vec<Entry> {
    trail_by(deployment, 1000)
}

/// Things done by people with keys, and others done by recipients.
fn deeds(many: u32) -> Vec<Event> {
    let audited = [Kind::Minted, Kind::Changed, Kind::Revoked, Kind::Restored];
    let mut events: Vec<Event> = (0..many)
        .map(|number| event(audited[number as usize % 4], number, i64::from(number / 3)))
        .collect();
    events.extend((0..many / 4).map(|number| event(Kind::Viewed, number, 5)));
    events.push(Event::new(Kind::KeyIssued, crate::world::START).scope("K"));
    events
}

fn ids(entries: &[Entry]) -> BTreeSet<&str> {
    entries
        .iter()
        .map(|entry| entry.event_id.as_str())
        .collect()
}

#[test]
fn the_trail_is_unbroken_and_has_each_deed_once_whatever_goes_wrong() {
    for seed in 0..100 {
        let deployment = Deployment::new(seed);
        trouble(&deployment.universe);
        for _ in 0..3 {
            send(&deployment, deeds(90));
            settle(&deployment);
        }
        deployment.universe.heal();
        let trail = trail(&deployment);
        assert_eq!(trail.len(), 91, "{seed}");
        assert_eq!(ids(&trail).len(), 91, "{seed}");
        assert_eq!(verify(&trail), Ok(()), "{seed}");
        assert!(trail.iter().all(|entry| entry.kind.is_audited()));
    }
}

#[test]
fn a_batch_is_entered_in_the_order_of_time() {
    let deployment = Deployment::new(1);
    send(&deployment, deeds(30));
    settle(&deployment);
    let trail = trail(&deployment);
    assert_eq!(trail.len(), 31);
    assert!(trail.is_sorted_by_key(|entry| (entry.at, entry.event_id.clone())));
    let first = &trail[0];
    assert_eq!(
        (first.sequence, first.previous.as_str()),
        (1, audit::GENESIS)
    );
    assert_eq!(first.at, crate::world::START);
}

#[test]
fn a_trail_that_was_tampered_with_does_not_verify() {
    let deployment = Deployment::new(1);
    send(&deployment, deeds(30));
    settle(&deployment);
    let universe = &deployment.universe;
    let keys = universe.keys(Namespace::Registry);
    let key = keys.iter().find(|key| key.starts_with("audit:")).unwrap();
    let kept = universe.kept(Namespace::Registry, key).unwrap();
    let page: Vec<Value> = serde_json::from_str(&kept.value).unwrap();
    assert!(page.len() > 10);
    let changed = {
        let mut page = page.clone();
        page[4]["by"] = json!("somebody else");
        page
    };
    let missing = {
        let mut page = page.clone();
        page.remove(4);
        page
    };
    let inserted = {
        let mut page = page.clone();
        let mut forged: Entry = serde_json::from_value(page[4].clone()).unwrap();
        forged.link_id = None;
        forged.hash = forged.expected_hash();
        page.insert(5, serde_json::to_value(forged).unwrap());
        page
    };
    for (page, what) in [
        (changed, What::Changed),
        (missing, What::Missing),
        (inserted, What::Forked),
    ] {
        // The list beside the value stays as it was: somebody edits values only.
        let tampered = Value::from(page).to_string();
        let entries: Vec<Entry> = {
            let mut whole = trail(&deployment);
            let page: Vec<Entry> = serde_json::from_str(&tampered).unwrap();
            let first = page[0].sequence;
            let last = page.last().unwrap().sequence;
            whole.retain(|entry| !(first..=last).contains(&entry.sequence));
            whole.extend(page);
            whole.sort_by_key(|entry| entry.sequence);
            whole
        };
        let broken = verify(&entries).unwrap_err();
        assert_eq!(broken, Broken { sequence: 5, what });
    }
}

#[test]
fn a_writer_that_moves_about_loses_no_deed() {
    let mut forks = 0;
    for seed in 0..100 {
        let deployment = Deployment::new(seed);
        deployment.universe.propagate(Propagation::HARSH);
        trouble(&deployment.universe);
        for part in deeds(120).chunks(17) {
            send(&deployment, part.to_vec());
            deployment.universe.advance(Duration::from_secs(5));
        }
        settle_in(&deployment, |round| (round * 7 + round / 3) % LOCATIONS);
        deployment.universe.heal();
        deployment.universe.advance(Duration::from_mins(10));
        let trail = trail(&deployment);
        assert_eq!(ids(&trail).len(), 121, "{seed}");
        for entry in &trail {
            assert_eq!(entry.hash, entry.expected_hash());
        }
        match verify(&trail) {
            Ok(()) => {}
            Err(broken) => {
                forks += 1;
                assert_eq!(broken.what, What::Forked, "{seed}");
            }
        }
        assert_eq!(trail_by(&deployment, 7), trail, "{seed}");
    }
    assert!(forks > 0, "this is what the test is about");
}

#[test]
fn a_page_that_is_not_written_brings_every_deed_of_the_batch_again() {
    let deployment = Deployment::new(1);
    send(&deployment, deeds(8));
    let puts = Target::Only(Operation::Put(Namespace::Registry));
    let rule = Rule::new(puts, Trouble::Fail).key("audit:");
    deployment.universe.inflict(rule);
    deployment.consume(HOME);
    assert!(deployment.universe.waiting(Queue::Events) >= 9);
    let keys = deployment.universe.keys(Namespace::Registry);
    let history = keys.iter().filter(|key| key.starts_with("event:")).count();
    assert_eq!(history, 2, "what recipients do is kept all the same");
    deployment.universe.heal();
    settle(&deployment);
    assert_eq!(trail(&deployment).len(), 9);
}

#[test]
fn a_long_trail_is_found_and_handed_out_in_parts() {
    let deployment = Deployment::new(1);
    for round in 0..13 {
        let events = (0..90)
            .map(|number| event(Kind::Minted, round * 90 + number, i64::from(round)))
            .collect();
        send(&deployment, events);
        settle(&deployment);
    }
    let whole = trail(&deployment);
    assert_eq!(whole.len(), 13 * 90);
    assert_eq!(verify(&whole), Ok(()));
    assert_eq!(trail_by(&deployment, 100), whole);
    let world = deployment.universe.at(HOME);
    let (part, more) = block_on(audit::export(&world, 1000, 5)).unwrap();
    assert_eq!((part.as_slice(), more), (&whole[1000..1005], true));
    let (part, more) = block_on(audit::export(&world, 1170, 5)).unwrap();
    assert_eq!((part.len(), more), (0, false));
    // Without a head the end is looked for from the beginning.
    deployment
        .universe
        .plant(Namespace::Registry, "audit-head", "nonsense");
    send(&deployment, vec![event(Kind::Minted, 5000, 100)]);
    settle(&deployment);
    let longer = trail(&deployment);
    assert_eq!(longer.len(), 13 * 90 + 1);
    assert_eq!(verify(&longer), Ok(()));
}
