//! Taking revocations of links back.

use std::time::Duration;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sealink::http::{Method, Reply};
use sealink::token::claims::Scope;
use sealink::world::Namespace;
use serde_json::{Value, json};

use crate::deployment::{
    Browser, CONTAINER, Deployment, KEY_ID, RECIPIENT, api_request, problem_of, response_of,
};
use crate::world::{LOCATIONS, Operation, Propagation, Rule, Target, Trouble};

const JOE: &str = "joe@other.example";
const OTHER_KEY: &str = "MMMMMMMMMMMMMMMMMMMMMA";

fn restore(deployment: &Deployment, location: usize, id: &str, body: &Value) -> Reply {
    let path = format!("/share/links/{id}/restore");
    deployment.api(location, Method::Post, &path, Some(body))
}

fn revoke(deployment: &Deployment, location: usize, body: &Value) -> Reply {
    deployment.api(location, Method::Post, "/share/revocations", Some(body))
}

fn pair(deployment: &Deployment) -> (String, String) {
    let body = json!({
        "targets": [{"targetType": "CONTAINER", "targetIds": [CONTAINER]}],
        "receiverIds": [RECIPIENT, JOE],
    });
    deployment.mint_as(&deployment.api_key(&Scope::ALL), &body)
}

#[test]
fn a_restored_link_opens_here_at_once_and_everywhere_within_the_bound() {
    for seed in 0..100 {
        let deployment = Deployment::new(seed);
        let (id, path) = deployment.mint();
        let mut browsers: Vec<_> = (0..LOCATIONS)
            .map(|location| deployment.browser_in(location, &path, &id))
            .collect();
        let clean = format!("/s/{id}");
        assert_eq!(revoke(&deployment, 0, &json!({"linkId": id})).status, 201);
        deployment.universe.advance(Duration::from_mins(3));
        for browser in &mut browsers {
            assert_eq!(browser.get(&clean).status, 410, "seed {seed}");
        }
        let reply = restore(&deployment, 0, &id, &json!({"why": "it was the wrong one"}));
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(
            response_of(&reply),
            json!({
                "linkId": id,
                "restoredAt": "2026-12-01T08:03:07Z",
                "everywhereBy": "2026-12-01T08:04:37Z",
            })
        );
        assert_eq!(browsers[0].get(&clean).status, 200, "seed {seed}");
        deployment.universe.advance(Duration::from_secs(59));
        for browser in &mut browsers {
            browser.get(&clean);
        }
        deployment.universe.advance(Duration::from_secs(31));
        for browser in &mut browsers {
            assert_eq!(browser.get(&clean).status, 200, "seed {seed}");
            assert_eq!(browser.get(&path).status, 303, "seed {seed}");
        }
    }
}

#[test]
fn one_recipient_comes_back_and_the_others_never_left() {
    let deployment = Deployment::new(1);
    let (id, path) = pair(&deployment);
    let clean = format!("/s/{id}");
    let mut jane = deployment.browser_of(RECIPIENT, 0, &path, &id);
    let mut joe = deployment.browser_of(JOE, 0, &path, &id);
    revoke(&deployment, 0, &json!({"linkId": id, "receiverId": JOE}));
    assert_eq!(
        (jane.get(&clean).status, joe.get(&clean).status),
        (200, 410)
    );
    let whole = restore(&deployment, 0, &id, &json!({}));
    assert_eq!(whole.status, 409, "the link itself is not revoked");
    let reply = restore(&deployment, 0, &id, &json!({"receiverId": JOE}));
    assert_eq!(reply.status, 200);
    assert_eq!(
        (jane.get(&clean).status, joe.get(&clean).status),
        (200, 200)
    );
}

#[test]
fn what_is_not_a_links_own_revocation_is_not_taken_back() {
    let deployment = Deployment::new(2);
    let (id, path) = pair(&deployment);
    let conflict = |body: &Value| {
        let reply = restore(&deployment, 0, &id, body);
        assert_eq!(reply.status, 409, "{}", reply.body);
        let problem = problem_of(&reply);
        assert_eq!(problem["code"], "conflict");
        problem["detail"].as_str().unwrap().to_owned()
    };
    assert!(conflict(&json!({})).contains("No revocation"));
    assert!(conflict(&json!({"receiverId": JOE})).contains("No revocation"));
    revoke(&deployment, 0, &json!({"receiverId": JOE}));
    assert!(conflict(&json!({"receiverId": JOE})).contains("`recipient`"));
    revoke(
        &deployment,
        0,
        &json!({"targetType": "CONTAINER", "targetId": CONTAINER}),
    );
    assert!(conflict(&json!({})).contains("`shipment`"));
    // Its own is taken back, and the answer says what else keeps it shut.
    revoke(&deployment, 0, &json!({"linkId": id}));
    let reply = restore(&deployment, 0, &id, &json!({}));
    assert_eq!(reply.status, 200);
    let warnings = response_of(&reply)["warnings"].to_string();
    assert!(warnings.contains("`shipment`"), "{warnings}");
    assert_eq!(Browser::new(&deployment, 0).get(&path).status, 410);
    assert!(
        conflict(&json!({})).contains("`shipment`"),
        "once is enough"
    );
}

#[test]
fn a_revocation_that_is_not_seen_here_yet_is_not_taken_back() {
    for seed in 0..100 {
        let deployment = Deployment::new(seed);
        let (id, path) = deployment.mint();
        revoke(&deployment, 0, &json!({"linkId": id}));
        let elsewhere = restore(&deployment, 2, &id, &json!({}));
        let sees = Browser::new(&deployment, 2).get(&path).status;
        match elsewhere.status {
            200 => assert_eq!(sees, 303, "seed {seed}: it was seen there"),
            409 => assert_eq!(sees, 303, "seed {seed}: it was not"),
            other => panic!("seed {seed}: {other}"),
        }
        if elsewhere.status == 409 {
            deployment.universe.advance(Duration::from_secs(91));
            assert_eq!(Browser::new(&deployment, 2).get(&path).status, 410);
        }
    }
}

/// The moment that the store holds under a key: of a revocation, or that a
/// restoration names.
fn moment(deployment: &Deployment, key: &str, member: &str) -> Option<String> {
    let kept = deployment.universe.kept(Namespace::Denylist, key)?;
    let value: Value = serde_json::from_str(&kept.value).unwrap();
    Some(value[member].as_str().unwrap().to_owned())
}

#[test]
fn a_restoration_never_revives_what_was_revoked_later_however_late_the_news() {
    let (mut stood, mut opened) = (0, 0);
    for seed in 0..400 {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let deployment = Deployment::new(seed);
        let (id, path) = deployment.mint();
        deployment.universe.propagate(Propagation::HARSH);
        deployment.universe.advance(Duration::from_mins(5));
        // Who revoked last, as the store took it; and what restorations named.
        for _ in 0..dice.random_range(2..7) {
            let location = dice.random_range(0..LOCATIONS);
            if dice.random_bool(0.5) {
                revoke(&deployment, location, &json!({"linkId": id}));
            } else {
                restore(&deployment, location, &id, &json!({}));
            }
            let pause = [3, 400, 1_100, 20_000, 100_000, 300_000][dice.random_range(0..6)];
            deployment.universe.advance(Duration::from_millis(pause));
        }
        deployment.universe.advance(Duration::from_mins(10));
        let revoked = moment(&deployment, &format!("link:{id}"), "at");
        let named = moment(&deployment, &format!("restored:link:{id}"), "of");
        let is_good = revoked.is_none() || revoked == named;
        for location in 0..LOCATIONS {
            let status = Browser::new(&deployment, location).get(&path).status;
            assert_eq!(status, if is_good { 303 } else { 410 }, "seed {seed}");
        }
        if revoked.is_some() && named.is_some() {
            *(if is_good { &mut opened } else { &mut stood }) += 1;
        }
    }
    assert!(stood > 20 && opened > 20, "{stood} stood, {opened} opened");
}

#[test]
fn who_may_revoke_their_own_takes_back_their_own_alone() {
    let deployment = Deployment::new(4);
    let (id, _) = deployment.mint();
    let path = format!("/share/links/{id}/restore");
    let send = |key: &str, path: &str| {
        deployment.universe.advance(Duration::from_secs(2));
        deployment.send(0, &api_request(key, Method::Post, path, Some(&json!({}))))
    };
    let own = deployment.api_key(&[Scope::RevokeOwn]);
    let stranger = deployment.api_key_of(OTHER_KEY, &[Scope::RevokeOwn]);
    let ops = deployment.api_key_of(OTHER_KEY, &[Scope::RevokeAny]);
    let minter = deployment.api_key(&[Scope::Mint, Scope::Read, Scope::Audit]);
    deployment.api(0, Method::Delete, &format!("/share/links/{id}"), None);
    for (key, scope) in [(&stranger, "`revoke:any`"), (&minter, "`revoke:own`")] {
        let reply = send(key, &path);
        assert_eq!(reply.status, 403);
        assert!(reply.body.contains(scope), "{}", reply.body);
    }
    assert_eq!(send(&own, &path).status, 200);
    let request = api_request(&ops, Method::Delete, &format!("/share/links/{id}"), None);
    assert_eq!(deployment.send(0, &request).status, 204);
    let reply = send(&own, &path);
    assert_eq!(reply.status, 403, "somebody else's revocation");
    assert!(reply.body.contains("`revoke:any`"), "{}", reply.body);
    assert_eq!(send(&ops, &path).status, 200);
}

#[test]
fn a_restoration_that_is_not_as_expected_is_refused() {
    let deployment = Deployment::new(5);
    let (id, path) = deployment.mint();
    deployment.api(0, Method::Delete, &format!("/share/links/{id}"), None);
    for (body, field) in [
        (json!({"why": "w".repeat(201)}), "why"),
        (json!({"why": 7}), "why"),
        (json!({"receiverId": "joe"}), "receiverId"),
        (json!({"linkId": id}), "linkId"),
    ] {
        let reply = restore(&deployment, 0, &id, &body);
        assert_eq!(reply.status, 422, "{body}");
        assert_eq!(problem_of(&reply)["field"], field);
    }
    let key = deployment.api_key(&Scope::ALL);
    let target = format!("/share/links/{id}/restore");
    let mut typed = api_request(&key, Method::Post, &target, Some(&json!({})));
    typed.headers[1].1 = "text/plain".to_owned();
    assert_eq!(deployment.send(0, &typed).status, 415);
    for rule in [
        Rule::new(Target::Reads(Namespace::Denylist), Trouble::Fail),
        Rule::new(
            Target::Only(Operation::Put(Namespace::Denylist)),
            Trouble::Fail,
        ),
    ] {
        deployment.universe.inflict(rule);
        assert_eq!(restore(&deployment, 0, &id, &json!({})).status, 503);
        deployment.universe.heal();
        assert_eq!(Browser::new(&deployment, 0).get(&path).status, 410);
    }
    // A registry that is silent keeps nobody from restoring; no body is needed.
    deployment.universe.inflict(Rule::new(
        Target::Namespace(Namespace::Registry),
        Trouble::Fail,
    ));
    let mut bare = api_request(&key, Method::Post, &target, None);
    bare.headers.truncate(1);
    assert_eq!(deployment.send(0, &bare).status, 200);
    assert_eq!(Browser::new(&deployment, 0).get(&path).status, 303);
}

#[test]
fn a_restoration_is_told_as_an_event() {
    let deployment = Deployment::new(6);
    let (id, _) = deployment.mint();
    deployment.api(0, Method::Delete, &format!("/share/links/{id}"), None);
    deployment
        .universe
        .forget_queue(sealink::world::Queue::Events);
    restore(&deployment, 0, &id, &json!({"why": "wrong one"}));
    let batch = deployment
        .universe
        .take_batch(sealink::world::Queue::Events, 10);
    let event: Value = serde_json::from_str(&batch[0].body).unwrap();
    let event = &event["event"];
    assert_eq!(event["type"], "link.restored");
    assert_eq!(event["linkId"], json!(id));
    assert_eq!(event["by"], KEY_ID);
    assert_eq!(event["detail"], "wrong one");
}
