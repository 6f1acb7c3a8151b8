//! Never shipment data while nobody can tell whether a link is revoked.

use std::time::Duration;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sealink::gate::denylist::{BOUND_SECONDS, SENTINEL_KEY};
use sealink::http::Method;
use sealink::world::Namespace;
use serde_json::json;

use crate::deployment::{Browser, Deployment, RECIPIENT, shows_shipment};
use crate::world::{Propagation, Rule, Target, Trouble};

const DENYLIST: Target = Target::Reads(Namespace::Denylist);

#[test]
fn an_unreadable_denylist_shows_nothing_and_says_try_again() {
    for trouble in [
        Trouble::Fail,
        Trouble::TimeOut,
        Trouble::LoseAnswer,
        Trouble::WrongType,
        Trouble::Omit,
    ] {
        let deployment = Deployment::new(1);
        let (id, path) = deployment.mint();
        let mut inside = deployment.browser_in(0, &path, &id);
        deployment.universe.inflict(Rule::new(DENYLIST, trouble));
        for path in [
            format!("/s/{id}"),
            format!("/s/{id}/tracking"),
            path.clone(),
        ] {
            let reply = inside.get(&path);
            assert_eq!(reply.status, 503, "{trouble:?} {path}");
            assert!(reply.header("retry-after").is_some());
            assert!(!shows_shipment(&reply));
        }
        let mut outside = Browser::new(&deployment, 0);
        assert_eq!(outside.ask(&id, RECIPIENT).status, 404);
        assert_eq!(inside.redeem(&id, "0000-0000").status, 503);
        let minted = deployment.api(0, Method::Post, "/share/links", Some(&json!({})));
        assert_eq!(minted.status, 503, "an API key may be revoked, too");
    }
}

#[test]
fn one_unanswered_key_is_enough_to_refuse() {
    let deployment = Deployment::new(2);
    let (id, path) = deployment.mint();
    let mut inside = deployment.browser_in(0, &path, &id);
    for key in [
        format!("link:{id}"),
        "issuer:".into(),
        "shipment:".into(),
        "recipient:".into(),
        "domain:".into(),
        SENTINEL_KEY.into(),
    ] {
        for trouble in [Trouble::Omit, Trouble::WrongType] {
            deployment
                .universe
                .inflict(Rule::new(DENYLIST, trouble).key(&key));
            let reply = inside.get(&format!("/s/{id}"));
            assert_eq!(reply.status, 503, "{key} {trouble:?}");
            deployment.universe.heal();
        }
    }
}

#[test]
fn a_wrong_or_emptied_namespace_is_noticed() {
    let deployment = Deployment::new(3);
    let (id, path) = deployment.mint();
    let mut inside = deployment.browser_in(0, &path, &id);
    deployment.universe.wipe(Namespace::Denylist);
    assert_eq!(inside.get(&format!("/s/{id}")).status, 503);
    deployment
        .universe
        .plant(Namespace::Denylist, SENTINEL_KEY, "somebody else's");
    deployment.universe.advance(Duration::from_mins(1));
    assert_eq!(inside.get(&format!("/s/{id}")).status, 503);
}

#[test]
fn a_value_that_is_no_revocation_refuses() {
    let deployment = Deployment::new(4);
    let (id, path) = deployment.mint();
    deployment
        .universe
        .plant(Namespace::Denylist, &format!("link:{id}"), "yes");
    assert_eq!(Browser::new(&deployment, 0).get(&path).status, 503);
}

/// What each denylist key kills, and what it leaves alone.
#[test]
fn each_scope_of_revocation_kills_what_it_names() {
    let revocation = json!({"at": "2026-12-01T08:00:07Z", "by": "ops", "why": "test"}).to_string();
    let earlier = json!({"at": "2026-12-01T07:00:00Z", "by": "ops", "why": "test"}).to_string();
    let deployment = Deployment::new(5);
    let (id, path) = deployment.mint();
    let hashes = sealink::gate::recipient::Mailbox::parse(RECIPIENT)
        .unwrap()
        .hashes(&deployment.service.pepper);
    // The key, whether the link is dead for all, and whether a time before the mint spares it.
    let cases = [
        (format!("link:{id}"), true, false),
        (
            format!("shipment:CONTAINER:{}", crate::deployment::CONTAINER),
            true,
            true,
        ),
        ("issuer:KKKKKKKKKKKKKKKKKKKKKA".to_owned(), true, true),
        (format!("link:{id}:{}", hashes.recipient), false, false),
        (format!("recipient:{}", hashes.recipient), false, true),
        (format!("domain:{}", hashes.domain), false, true),
    ];
    for (key, for_all, timed) in cases {
        let deployment = Deployment::new(5);
        let (again, _) = deployment.mint();
        assert_eq!(again, id, "the same seed mints the same link");
        let mut inside = deployment.browser_in(0, &path, &id);
        deployment.universe.advance(Duration::from_mins(1));
        deployment
            .universe
            .plant(Namespace::Denylist, &key, &earlier);
        let status = inside.get(&format!("/s/{id}")).status;
        assert_eq!(
            status,
            if timed { 200 } else { 410 },
            "{key} before the mint"
        );

        deployment.universe.advance(Duration::from_mins(1));
        deployment
            .universe
            .plant(Namespace::Denylist, &key, &revocation);
        let page = inside.get(&format!("/s/{id}"));
        assert!(page.status == 410 && !shows_shipment(&page), "{key}");
        let mut fresh = Browser::new(&deployment, 0);
        let first = fresh.get(&path).status;
        assert_eq!(first, if for_all { 410 } else { 303 }, "{key}");
        if !for_all {
            let mails = deployment.universe.posted().len();
            assert_eq!(
                fresh.ask(&id, RECIPIENT).status,
                303,
                "{key} looks as for a stranger"
            );
            assert_eq!(
                deployment.universe.posted().len(),
                mails,
                "{key} mails nothing"
            );
        }
    }
}

/// How many random schedules the property below is tried on.
const SCHEDULES: u64 = 2_000;
/// Views of each schedule: 100,000 in all and more.
const VIEWS: u64 = 60;

#[test]
fn no_random_schedule_of_faults_shows_a_shipment_unchecked() {
    let mut views = 0_u64;
    let mut shown = 0_u64;
    for seed in 0..SCHEDULES {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let deployment = Deployment::new(seed);
        let (id, path) = deployment.mint();
        let mut browsers: Vec<_> = (0..2)
            .map(|location| deployment.browser_in(location, &path, &id))
            .collect();
        deployment.universe.propagate(Propagation::USUAL);
        let clean = format!("/s/{id}");
        let mut revoked_at = None;
        for _ in 0..VIEWS {
            deployment.universe.heal();
            let trouble = [
                None,
                Some(Trouble::Fail),
                Some(Trouble::TimeOut),
                Some(Trouble::LoseAnswer),
                Some(Trouble::WrongType),
                Some(Trouble::Omit),
            ][dice.random_range(0..6)];
            let certain = trouble.is_some() && dice.random_bool(0.7);
            if let Some(trouble) = trouble {
                let chance = if certain { 1.0 } else { 0.5 };
                deployment
                    .universe
                    .inflict(Rule::new(DENYLIST, trouble).chance(chance));
            }
            deployment
                .universe
                .advance(Duration::from_secs(dice.random_range(0..20)));
            if revoked_at.is_none() && dice.random_bool(0.02) {
                let reply = deployment.api(0, Method::Delete, &format!("/share/links/{id}"), None);
                revoked_at = (reply.status == 204).then(|| deployment.universe.now());
            }
            let browser = &mut browsers[dice.random_range(0..2)];
            let path = if dice.random_bool(0.5) {
                clean.clone()
            } else {
                format!("{clean}/tracking")
            };
            let reply = browser.get(&path);
            views += 1;
            if shows_shipment(&reply) {
                shown += 1;
                assert_eq!(reply.status, 200, "seed {seed}");
                assert!(
                    !certain,
                    "seed {seed}: shown though the denylist cannot have answered: {trouble:?}"
                );
                let bound = Duration::from_secs(u64::from(BOUND_SECONDS));
                let late = revoked_at.is_some_and(|at| deployment.universe.now() > at + bound);
                assert!(!late, "seed {seed}: shown after the bound");
            } else {
                assert_ne!(reply.status, 200, "seed {seed}");
            }
        }
    }
    assert!(views >= 100_000, "{views} views");
    assert!(
        shown > views / 20,
        "a healthy share of views must pass, or nothing was tested: {shown}"
    );
}
