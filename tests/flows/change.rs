//! Changing a link: who gains, who loses, and that nobody slips through.

use std::time::Duration;

use sealink::gate::denylist::BOUND_SECONDS;
use sealink::http::{Method, Reply};
use sealink::token::claims::Scope;
use sealink::world::{Namespace, Queue};
use serde_json::{Value, json};

use crate::deployment::{
    Browser, CONTAINER, Deployment, KEY_ID, RECIPIENT, api_request, link_of, mint_body, problem_of,
    response_of, shows_shipment,
};
use crate::world::{LOCATIONS, Operation, Rule, Target, Trouble};

const JOE: &str = "joe@other.example";
const ANN: &str = "ann@third.example";
const OTHER_KEY: &str = "MMMMMMMMMMMMMMMMMMMMMA";
const BOUND: Duration = Duration::from_secs(BOUND_SECONDS as u64);

fn patch(deployment: &Deployment, id: &str, body: &Value) -> Reply {
    deployment.api(0, Method::Patch, &format!("/share/links/{id}"), Some(body))
}

/// The answer of a change that is made, and the new path.
fn changed(deployment: &Deployment, id: &str, body: &Value) -> (Value, String) {
    let reply = patch(deployment, id, body);
    assert_eq!(reply.status, 200, "{}", reply.body);
    let response = response_of(&reply);
    let (same, path) = link_of(&response);
    assert_eq!(same, id);
    (response, path)
}

fn for_two(deployment: &Deployment) -> (String, String) {
    let mut body = mint_body();
    body["receiverIds"] = json!([RECIPIENT, JOE]);
    deployment.mint_as(&deployment.api_key(&Scope::ALL), &body)
}

fn revoke(deployment: &Deployment, location: usize, body: &Value) {
    let reply = deployment.api(location, Method::Post, "/share/revocations", Some(body));
    assert_eq!(reply.status, 201, "{}", reply.body);
}

/// What the registry and the denylist say has come everywhere.
fn settle(deployment: &Deployment) {
    deployment.universe.run_deferred();
    deployment.consume(0);
    deployment.universe.advance(Duration::from_mins(5));
}

#[test]
fn a_link_is_extended_and_the_answer_is_as_documented() {
    let deployment = Deployment::new(1);
    let (id, old) = deployment.mint();
    settle(&deployment);
    let (response, new) = changed(
        &deployment,
        &id,
        &json!({"expiresAt": "2027-05-01T00:00:00Z"}),
    );
    assert_eq!(
        response,
        json!({
            "linkId": id,
            "shareUrl": response["shareUrl"],
            "createdAt": "2026-12-01T08:00:07Z",
            "expiresAt": "2027-05-01T00:00:00Z",
            "recipients": ["j***@acme.example"],
            "previousGoodUntil": "2027-03-01T08:00:07Z",
        })
    );
    settle(&deployment);
    let status = response_of(&deployment.api(0, Method::Get, &format!("/share/links/{id}"), None));
    assert_eq!(status["expiresAt"], "2027-05-01T00:00:00Z");
    assert_eq!(status["createdAt"], "2026-12-01T08:00:07Z");
    assert!(status["reissuedAt"].is_string());
    let mut browser = Browser::new(&deployment, 0);
    assert_eq!(browser.get(&old).status, 303);
    assert_eq!(browser.get(&new).status, 303);
    deployment.universe.advance(Duration::from_hours(24 * 100));
    assert_eq!(browser.get(&old).status, 410);
    assert_eq!(browser.get(&new).status, 303);
    deployment.universe.advance(Duration::from_hours(24 * 60));
    assert_eq!(browser.get(&new).status, 410);
}

#[test]
fn an_earlier_end_has_to_end_what_would_outlive_it() {
    let deployment = Deployment::new(2);
    let (id, old) = deployment.mint();
    settle(&deployment);
    let mut body = json!({"expiresAt": "2026-12-10T00:00:00Z"});
    let reply = patch(&deployment, &id, &body);
    assert_eq!(reply.status, 422);
    assert_eq!(problem_of(&reply)["field"], "endPrevious");
    body["endPrevious"] = json!(true);
    let (response, new) = changed(&deployment, &id, &body);
    assert_eq!(response["previousGoodUntil"], "2026-12-01T08:06:37Z");
    let mut browser = Browser::new(&deployment, 0);
    assert_eq!(
        (browser.get(&old).status, browser.get(&new).status),
        (410, 303)
    );
    deployment.universe.advance(Duration::from_hours(24 * 10));
    assert_eq!(browser.get(&new).status, 410);
    // Ended, it may begin again, but not without an end ahead.
    let reply = patch(&deployment, &id, &json!({"note": "x"}));
    assert_eq!(problem_of(&reply)["field"], "expiresAt");
    let (_, again) = changed(
        &deployment,
        &id,
        &json!({"expiresAt": "2026-12-20T00:00:00Z"}),
    );
    assert_eq!(
        (browser.get(&old).status, browser.get(&again).status),
        (410, 303)
    );
}

#[test]
fn what_is_dropped_or_ended_is_dead_everywhere_within_the_bound_and_the_rest_stays() {
    for seed in 0..60 {
        for ends in [false, true] {
            let deployment = Deployment::new(seed);
            let (id, old) = for_two(&deployment);
            let clean = format!("/s/{id}");
            let mut joes = Vec::new();
            let mut janes = Vec::new();
            for location in 0..LOCATIONS {
                joes.push(deployment.browser_of(JOE, location, &old, &id));
                janes.push(deployment.browser_of(RECIPIENT, location, &old, &id));
            }
            settle(&deployment);
            let body = json!({"dropReceiverIds": ["Joe@other.example"], "endPrevious": ends});
            let (response, new) = changed(&deployment, &id, &body);
            assert_eq!(response["recipients"], json!(["j***@acme.example"]));
            let here = joes[0].get(&clean);
            assert!(here.status == 410 && !shows_shipment(&here), "seed {seed}");
            deployment
                .universe
                .advance(Duration::from_secs(u64::from(BOUND_SECONDS) - 31));
            for browser in joes.iter_mut().chain(&mut janes) {
                browser.get(&clean);
            }
            deployment.universe.advance(Duration::from_secs(31));
            for location in 0..LOCATIONS {
                let page = joes[location].get(&clean);
                assert!(page.status == 410 && !shows_shipment(&page), "seed {seed}");
                let expected = if ends { 410 } else { 200 };
                assert_eq!(janes[location].get(&clean).status, expected, "seed {seed}");
                // Neither link lets Joe in again, and the new one lets Jane in.
                for path in [&old, &new] {
                    let mut browser = Browser::new(&deployment, location);
                    browser.get(path);
                    let mails = deployment.universe.mails_to(JOE).len();
                    browser.ask(&id, JOE);
                    assert_eq!(deployment.universe.mails_to(JOE).len(), mails, "no code");
                    assert!(!shows_shipment(&browser.get(&clean)));
                }
                let mut jane = deployment.browser_of(RECIPIENT, location, &new, &id);
                assert_eq!(jane.get(&clean).status, 200, "seed {seed}");
            }
        }
    }
}

#[test]
fn who_is_added_gets_in_by_the_new_link_alone_and_is_mailed_only_if_asked() {
    for notify in [false, true] {
        let deployment = Deployment::new(3);
        let (id, old) = deployment.mint();
        settle(&deployment);
        let body = json!({"addReceiverIds": [ANN], "note": "Call <me>", "notify": notify});
        let (response, new) = changed(&deployment, &id, &body);
        assert_eq!(
            response["recipients"],
            json!(["j***@acme.example", "a***@third.example"])
        );
        let mails = deployment.universe.mails_to(ANN);
        assert_eq!(mails.len(), usize::from(notify));
        assert!(deployment.universe.mails_to(RECIPIENT).is_empty());
        if notify {
            assert!(
                mails[0]
                    .text
                    .contains(&format!("{new}#to=ann%40third.example"))
            );
            assert!(mails[0].text.contains("Call <me>"));
            assert_eq!(
                response["deliveries"],
                json!([{"recipient": "a***@third.example", "status": "sent"}])
            );
        }
        let mut ann = deployment.browser_of(ANN, 0, &new, &id);
        assert_eq!(ann.get(&format!("/s/{id}")).status, 200);
        let mut late = Browser::new(&deployment, 0);
        late.get(&old);
        let before = deployment.universe.mails_to(ANN).len();
        late.ask(&id, ANN);
        assert_eq!(
            deployment.universe.mails_to(ANN).len(),
            before,
            "the old link is not for Ann"
        );
        deployment
            .universe
            .assert_no_secret(&[ANN, RECIPIENT, &new[3..]]);
    }
}

#[test]
fn lists_follow_the_recipients_and_the_trail_names_no_address() {
    let deployment = Deployment::new(4);
    let (id, _) = for_two(&deployment);
    settle(&deployment);
    let body = json!({"addReceiverIds": [ANN], "dropReceiverIds": [JOE], "notify": true});
    changed(&deployment, &id, &body);
    let batch = deployment.universe.take_batch(Queue::Events, 40);
    let events: Vec<Value> = batch
        .iter()
        .map(|message| serde_json::from_str(&message.body).unwrap())
        .collect();
    let of = |kind: &str| {
        events
            .iter()
            .map(|event| &event["event"])
            .find(|event| event["type"] == kind)
            .unwrap_or_else(|| panic!("no {kind}"))
    };
    assert_eq!(
        of("link.changed")["detail"],
        "1 recipient added; 1 recipient dropped"
    );
    assert_eq!(of("link.changed")["by"], KEY_ID);
    assert!(of("link.revoked")["recipientId"].is_string());
    assert!(of("mail.sent")["recipientId"].is_string());
    let text = batch
        .iter()
        .map(|message| message.body.as_str())
        .collect::<String>();
    assert!(
        ![ANN, JOE, RECIPIENT]
            .iter()
            .any(|address| text.contains(address))
    );
    deployment.universe.settle(
        Queue::Events,
        &vec![sealink::world::Settled::Again(Duration::ZERO); batch.len()],
    );
    settle(&deployment);
    for (query, count) in [
        ("receiverId=ann%40third.example", 1),
        ("receiverDomain=third.example", 1),
        ("receiverId=joe%40other.example", 0),
        ("receiverDomain=other.example", 0),
        ("receiverId=jane%40acme.example", 1),
    ] {
        let reply = deployment.api(0, Method::Get, &format!("/share/links?{query}"), None);
        let links = response_of(&reply)["links"].clone();
        assert_eq!(links.as_array().unwrap().len(), count, "{query}");
    }
}

#[test]
fn who_was_dropped_comes_back_when_they_are_added_again() {
    let deployment = Deployment::new(5);
    let (id, _) = for_two(&deployment);
    let clean = format!("/s/{id}");
    settle(&deployment);
    changed(&deployment, &id, &json!({"dropReceiverIds": [JOE]}));
    settle(&deployment);
    let (response, new) = changed(&deployment, &id, &json!({"addReceiverIds": [JOE]}));
    assert_eq!(response["recipients"].as_array().unwrap().len(), 2);
    settle(&deployment);
    for location in 0..LOCATIONS {
        let mut joe = deployment.browser_of(JOE, location, &new, &id);
        assert_eq!(joe.get(&clean).status, 200);
    }
    // Dropped a second time it is another revocation, which nothing has taken back.
    changed(&deployment, &id, &json!({"dropReceiverIds": [JOE]}));
    settle(&deployment);
    for location in 0..LOCATIONS {
        let mut browser = Browser::new(&deployment, location);
        browser.get(&new);
        let mails = deployment.universe.mails_to(JOE).len();
        browser.ask(&id, JOE);
        assert_eq!(deployment.universe.mails_to(JOE).len(), mails);
    }
}

#[test]
fn a_revocation_made_elsewhere_a_moment_ago_is_not_escaped_by_signing_anew() {
    let scopes = [
        json!({"receiverId": JOE}),
        json!({"receiverDomain": "other.example"}),
        json!({"targetType": "CONTAINER", "targetId": CONTAINER}),
        json!({"issuer": KEY_ID}),
        json!({"linkId": "LINK"}),
        json!({"linkId": "LINK", "receiverId": JOE}),
    ];
    let mut made = 0;
    for seed in 0..60 {
        for scope in &scopes {
            let deployment = Deployment::new(seed);
            let (id, _) = for_two(&deployment);
            settle(&deployment);
            let body: Value =
                serde_json::from_str(&scope.to_string().replace("LINK", &id)).unwrap();
            // The denylist's copies here are fresh: nothing was against it.
            deployment.api(0, Method::Get, &format!("/share/links/{id}"), None);
            revoke(&deployment, 1, &body);
            deployment.universe.advance(Duration::from_secs(seed % 60));
            let ops = deployment.api_key_of(OTHER_KEY, &Scope::ALL);
            let change = json!({"expiresAt": "2027-05-01T00:00:00Z", "addReceiverIds": [ANN]});
            let path = format!("/share/links/{id}");
            let request = api_request(&ops, Method::Patch, &path, Some(&change));
            let reply = deployment.send(0, &request);
            if reply.status == 409 {
                continue;
            }
            made += 1;
            let (_, new) = link_of(&response_of(&reply));
            deployment.universe.advance(BOUND + Duration::from_secs(1));
            for location in 0..LOCATIONS {
                let mut browser = Browser::new(&deployment, location);
                browser.get(&new);
                let mails = deployment.universe.mails_to(JOE).len();
                browser.ask(&id, JOE);
                let mailed = deployment.universe.mails_to(JOE).len() - mails;
                assert_eq!(mailed, 0, "seed {seed} {body}: Joe slipped through");
            }
        }
    }
    assert!(made > 100, "{made} changes were made before the news came");
}

#[test]
fn who_was_revoked_altogether_is_left_out_until_they_are_named_again() {
    for scope in [
        json!({"receiverId": JOE}),
        json!({"receiverDomain": "other.example"}),
    ] {
        let deployment = Deployment::new(6);
        let (id, _) = for_two(&deployment);
        settle(&deployment);
        revoke(&deployment, 0, &scope);
        let soon = patch(&deployment, &id, &json!({"addReceiverIds": [JOE]}));
        assert_eq!(soon.status, 409, "the news may still be on its way");
        assert_eq!(problem_of(&soon)["field"], "addReceiverIds[0]");
        deployment.universe.advance(BOUND + Duration::from_secs(1));
        let (response, new) = changed(&deployment, &id, &json!({"note": "x"}));
        assert_eq!(response["recipients"], json!(["j***@acme.example"]));
        assert!(
            response["warnings"][0]
                .as_str()
                .unwrap()
                .contains("j***@other.example")
        );
        let mut browser = Browser::new(&deployment, 0);
        browser.get(&new);
        browser.ask(&id, JOE);
        assert!(deployment.universe.mails_to(JOE).is_empty());
        settle(&deployment);
        let (_, again) = changed(&deployment, &id, &json!({"addReceiverIds": [JOE]}));
        let mut joe = deployment.browser_of(JOE, 0, &again, &id);
        assert_eq!(joe.get(&format!("/s/{id}")).status, 200, "named again");
    }
}

#[test]
fn a_change_that_is_not_as_expected_is_refused_by_its_field() {
    let deployment = Deployment::new(7);
    let (id, _) = for_two(&deployment);
    settle(&deployment);
    let four: Vec<String> = (0..4).map(|n| format!("r{n}@a.example")).collect();
    let cases = [
        (json!({}), "expiresAt"),
        (json!({"notify": true}), "expiresAt"),
        (json!({"expiresAt": "2026-12-01T08:00:00Z"}), "expiresAt"),
        (json!({"expiresAt": "2028-01-01T00:00:00Z"}), "expiresAt"),
        (json!({"addReceiverIds": four}), "addReceiverIds"),
        (json!({"addReceiverIds": ["ann"]}), "addReceiverIds[0]"),
        (json!({"dropReceiverIds": [JOE, ANN]}), "dropReceiverIds[1]"),
        (
            json!({"dropReceiverIds": [JOE, RECIPIENT]}),
            "dropReceiverIds",
        ),
        (
            json!({"addReceiverIds": [JOE], "dropReceiverIds": [JOE]}),
            "addReceiverIds[0]",
        ),
        (json!({"note": "n".repeat(281)}), "note"),
        (json!({"targets": []}), "targets"),
    ];
    for (body, field) in cases {
        let reply = patch(&deployment, &id, &body);
        assert_eq!(reply.status, 422, "{body}");
        assert_eq!(problem_of(&reply)["field"], field, "{body}");
    }
    assert_eq!(deployment.universe.keys(Namespace::Denylist), ["sentinel"]);
    let unknown = patch(&deployment, "AAAAAAAAAAAAAAAAAAAAAA", &json!({"note": "x"}));
    assert_eq!(unknown.status, 404);
    assert!(unknown.body.contains("may not be listed yet"));
    deployment.api(0, Method::Delete, &format!("/share/links/{id}"), None);
    let revoked = patch(&deployment, &id, &json!({"note": "x"}));
    assert_eq!(
        (revoked.status, &problem_of(&revoked)["code"]),
        (409, &json!("conflict"))
    );
}

#[test]
fn a_change_needs_the_scope_to_mint_and_a_hold_of_the_link() {
    let deployment = Deployment::new(8);
    let (id, _) = deployment.mint();
    settle(&deployment);
    let path = format!("/share/links/{id}");
    let send = |id: &str, scopes: &[Scope]| {
        let key = deployment.api_key_of(id, scopes);
        deployment.universe.advance(Duration::from_secs(2));
        let body = json!({"note": "x"});
        deployment.send(0, &api_request(&key, Method::Patch, &path, Some(&body)))
    };
    let refused: [(&str, &[Scope], &str); 4] = [
        (
            KEY_ID,
            &[Scope::RevokeOwn, Scope::RevokeAny, Scope::Read],
            "`mint`",
        ),
        (KEY_ID, &[Scope::Mint, Scope::Read], "`revoke:own`"),
        (OTHER_KEY, &[Scope::Mint, Scope::RevokeOwn], "`revoke:any`"),
        (OTHER_KEY, &[Scope::Mint], "`revoke:any`"),
    ];
    for (id, scopes, named) in refused {
        let reply = send(id, scopes);
        assert_eq!(reply.status, 403);
        assert!(reply.body.contains(named), "{}", reply.body);
    }
    assert_eq!(send(KEY_ID, &[Scope::Mint, Scope::RevokeOwn]).status, 200);
    assert_eq!(
        send(OTHER_KEY, &[Scope::Mint, Scope::RevokeAny]).status,
        200
    );
}

#[test]
fn a_store_that_fails_leaves_nobody_with_more_than_before() {
    let put = Target::Only(Operation::Put(Namespace::Denylist));
    for (rule, is_dropped) in [
        (
            Rule::new(Target::Reads(Namespace::Registry), Trouble::Fail),
            false,
        ),
        (
            Rule::new(Target::Reads(Namespace::Denylist), Trouble::Fail),
            false,
        ),
        (Rule::new(put, Trouble::Fail), false),
        (Rule::new(put, Trouble::Fail).key("earlier:"), true),
        (Rule::new(put, Trouble::Fail).key("restored:"), true),
    ] {
        let deployment = Deployment::new(9);
        let (id, old) = for_two(&deployment);
        settle(&deployment);
        revoke(
            &deployment,
            0,
            &json!({"linkId": id, "receiverId": RECIPIENT}),
        );
        settle(&deployment);
        let body = json!({
            "addReceiverIds": [RECIPIENT, ANN], "dropReceiverIds": [JOE],
            "endPrevious": true, "notify": true,
        });
        deployment.universe.inflict(rule);
        assert_eq!(patch(&deployment, &id, &body).status, 503);
        deployment.universe.heal();
        assert!(deployment.universe.posted().is_empty(), "nobody is mailed");
        let mut browser = Browser::new(&deployment, 0);
        browser.get(&old);
        for (address, gets_code) in [(RECIPIENT, false), (ANN, false), (JOE, !is_dropped)] {
            browser.ask(&id, address);
            let mailed = !deployment.universe.mails_to(address).is_empty();
            assert!(!mailed || gets_code, "{address}");
        }
        // The same call again completes it.
        deployment.universe.advance(Duration::from_mins(5));
        let (_, new) = changed(&deployment, &id, &body);
        let mut jane = deployment.browser_of(RECIPIENT, 0, &new, &id);
        assert_eq!(jane.get(&format!("/s/{id}")).status, 200);
        assert_eq!(Browser::new(&deployment, 0).get(&old).status, 410);
    }
}

#[test]
fn a_list_a_queue_or_a_carrier_that_fails_is_told_in_the_answer() {
    for target in [
        Target::Only(Operation::Put(Namespace::Registry)),
        Target::Only(Operation::Enqueue(Queue::Events)),
    ] {
        let deployment = Deployment::new(10);
        let (id, _) = deployment.mint();
        settle(&deployment);
        deployment
            .universe
            .inflict(Rule::new(target, Trouble::Fail));
        let (response, new) = changed(&deployment, &id, &json!({"endPrevious": true}));
        let warnings = response["warnings"].as_array().unwrap();
        assert_eq!(warnings.len(), 1, "{response}");
        assert_eq!(Browser::new(&deployment, 0).get(&new).status, 303);
        deployment.universe.heal();
        deployment.universe.advance(Duration::from_mins(5));
        // Whether or not the list heard of it, it says that the link opens, and
        // the next change is not dead on arrival.
        let status = deployment.api(0, Method::Get, &format!("/share/links/{id}"), None);
        assert_eq!(response_of(&status)["state"], "active");
        let (_, newer) = changed(&deployment, &id, &json!({"endPrevious": true}));
        let mut browser = Browser::new(&deployment, 0);
        assert_eq!(
            (browser.get(&new).status, browser.get(&newer).status),
            (410, 303)
        );
    }
    let deployment = Deployment::new(11);
    let (id, _) = deployment.mint();
    settle(&deployment);
    deployment
        .universe
        .inflict(Rule::new(Target::Only(Operation::Mail), Trouble::Fail));
    let body = json!({"addReceiverIds": [ANN], "notify": true});
    let (response, _) = changed(&deployment, &id, &body);
    assert_eq!(
        response["deliveries"],
        json!([{"recipient": "a***@third.example", "status": "queued"}])
    );
}

#[test]
fn a_retried_mint_answers_the_link_as_it_was_changed() {
    let deployment = Deployment::new(12);
    let key = deployment.api_key(&Scope::ALL);
    let mut request = api_request(&key, Method::Post, "/share/links", Some(&mint_body()));
    request
        .headers
        .push(("idempotency-key", "booking-1".to_owned()));
    let first = response_of(&deployment.send(0, &request));
    let (id, _) = link_of(&first);
    settle(&deployment);
    let (response, _) = changed(
        &deployment,
        &id,
        &json!({"expiresAt": "2027-05-01T00:00:00Z"}),
    );
    settle(&deployment);
    let again = response_of(&deployment.send(0, &request));
    assert_eq!(again["shareUrl"], response["shareUrl"]);
    assert_eq!(again["createdAt"], first["createdAt"]);
    assert_eq!(again["expiresAt"], "2027-05-01T00:00:00Z");
}
