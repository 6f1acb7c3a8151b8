//! What API clients do.

use sealink::gate::denylist::BOUND_SECONDS;
use sealink::http::Method;
use sealink::token::claims::Scope;
use sealink::world::Namespace;
use serde_json::{Value, json};
use std::time::Duration;

use crate::deployment::{
    Browser, Deployment, ORIGIN, RECIPIENT, api_request, mint_body, problem_of, response_of,
    shows_shipment,
};
use crate::world::{Operation, Rule, Target, Trouble};

const LINKS: &str = "/share/links";

fn keyed(deployment: &Deployment, key: &str, body: &Value) -> sealink::http::Reply {
    let api_key = deployment.api_key(&Scope::ALL);
    let mut request = api_request(&api_key, Method::Post, LINKS, Some(body));
    request.headers.push(("idempotency-key", key.to_owned()));
    deployment.send(0, &request)
}

#[test]
fn a_mint_answers_as_documented() {
    let deployment = Deployment::new(1);
    let reply = deployment.api(0, Method::Post, LINKS, Some(&mint_body()));
    assert_eq!(reply.status, 201);
    let envelope: Value = serde_json::from_str(&reply.body).unwrap();
    assert_eq!(envelope["code"], 200);
    assert_eq!(envelope["message"], "OK");
    assert_eq!(envelope["timestamp"], "2026-12-01T08:00:07Z");
    let response = response_of(&reply);
    assert_eq!(response["createdAt"], "2026-12-01T08:00:07Z");
    assert_eq!(response["expiresAt"], "2027-03-01T08:00:07Z");
    assert!(
        response["shareUrl"]
            .as_str()
            .unwrap()
            .starts_with(&format!("{ORIGIN}/t/v4.public."))
    );
    assert_eq!(response["linkId"].as_str().unwrap().len(), 22);
    assert!(response.get("warnings").is_none() && response.get("deliveries").is_none());
}

#[test]
fn two_mints_without_a_key_are_two_links() {
    let deployment = Deployment::new(2);
    let (first, first_path) = deployment.mint();
    let (second, second_path) = deployment.mint();
    assert_ne!(first, second);
    deployment.api(0, Method::Delete, &format!("{LINKS}/{first}"), None);
    let mut browser = Browser::new(&deployment, 0);
    assert_eq!(browser.get(&first_path).status, 410);
    assert_eq!(browser.get(&second_path).status, 303);
}

#[test]
fn a_retried_mint_is_the_same_link_and_mails_nobody_again() {
    let deployment = Deployment::new(3);
    let mut body = mint_body();
    body["notify"] = json!(true);
    let first = response_of(&keyed(&deployment, "booking-1", &body));
    deployment.universe.advance(Duration::from_mins(5));
    let again = response_of(&keyed(&deployment, "booking-1", &body));
    assert_eq!(first, again);
    assert_eq!(deployment.universe.posted().len(), 1);
    assert_eq!(
        first["deliveries"],
        json!([{"recipient": "j***@acme.example", "status": "sent"}])
    );
}

#[test]
fn a_retry_that_the_registry_has_not_seen_is_still_the_same_link() {
    let deployment = Deployment::new(4);
    deployment.universe.inflict(Rule::new(
        Target::Namespace(Namespace::Registry),
        Trouble::Fail,
    ));
    let first = response_of(&keyed(&deployment, "booking-1", &mint_body()));
    deployment.universe.advance(Duration::from_mins(5));
    let again = response_of(&keyed(&deployment, "booking-1", &mint_body()));
    assert_eq!(first["linkId"], again["linkId"]);
    assert_eq!(first["warnings"].as_array().unwrap().len(), 1, "{first}");
}

#[test]
fn a_key_used_for_another_request_is_refused() {
    let deployment = Deployment::new(5);
    keyed(&deployment, "booking-1", &mint_body());
    deployment.universe.advance(Duration::from_mins(2));
    let mut other = mint_body();
    other["receiverIds"] = json!(["somebody@else.example"]);
    let reply = keyed(&deployment, "booking-1", &other);
    assert_eq!(reply.status, 422);
    let problem = problem_of(&reply);
    assert_eq!(problem["code"], "idempotency_key_reused");
    assert_eq!(problem["field"], "Idempotency-Key");
    for key in ["", &"k".repeat(256)] {
        assert_eq!(keyed(&deployment, key, &mint_body()).status, 422);
    }
}

#[test]
fn the_mail_of_a_link_carries_the_address_in_the_fragment() {
    let deployment = Deployment::new(6);
    let mut body = mint_body();
    body["notify"] = json!(true);
    body["note"] = json!("Call me <b>before</b> noon");
    let reply = deployment.api(0, Method::Post, LINKS, Some(&body));
    let response = response_of(&reply);
    let url = response["shareUrl"].as_str().unwrap();
    let mail = deployment.universe.mails_to(RECIPIENT).remove(0);
    assert!(
        mail.text.contains(&format!("{url}#to=jane%40acme.example")),
        "{}",
        mail.text
    );
    assert!(mail.text.contains("Call me <b>before</b> noon"));
    assert!(mail.html.contains("&lt;b&gt;before"));
    let token = url.rsplit('/').next().unwrap();
    deployment.universe.assert_no_secret(&[RECIPIENT, token]);
}

#[test]
fn a_carrier_that_refuses_is_told_in_the_answer_and_asked_again() {
    let deployment = Deployment::new(7);
    deployment
        .universe
        .inflict(Rule::new(Target::Only(Operation::Mail), Trouble::Fail).key("jane"));
    let mut body = mint_body();
    body["notify"] = json!(true);
    body["receiverIds"] = json!([RECIPIENT, "joe@acme.example"]);
    let response = response_of(&deployment.api(0, Method::Post, LINKS, Some(&body)));
    assert_eq!(
        response["deliveries"],
        json!([
            {"recipient": "j***@acme.example", "status": "queued"},
            {"recipient": "j***@acme.example", "status": "sent"},
        ])
    );
    // It is tried again, and goes out once.
    deployment.consume(0);
    assert!(deployment.universe.mails_to(RECIPIENT).is_empty());
    deployment.universe.heal();
    deployment.universe.advance(Duration::from_mins(1));
    deployment.consume(0);
    deployment.consume(0);
    let mails = deployment.universe.mails_to(RECIPIENT);
    assert_eq!(mails.len(), 1);
    assert!(
        mails[0]
            .text
            .contains(response["shareUrl"].as_str().unwrap())
    );
}

#[test]
fn a_wrong_check_digit_is_a_warning() {
    let deployment = Deployment::new(8);
    let mut body = mint_body();
    body["targets"][0]["targetIds"] = json!(["MSKU1234567"]);
    let response = response_of(&deployment.api(0, Method::Post, LINKS, Some(&body)));
    assert!(
        response["warnings"][0]
            .as_str()
            .unwrap()
            .contains("MSKU1234567")
    );
}

#[test]
fn the_largest_link_fits_a_cookie() {
    let deployment = Deployment::new(9);
    let numbers: Vec<String> = (0..10).map(|n| format!("{n}{}", "B".repeat(34))).collect();
    let body = json!({
        "targets": [{"targetType": "BOOKING", "targetIds": numbers, "scac": "MAEU"}],
        "receiverIds": (0..5).map(|n| format!("r{n}@acme.example")).collect::<Vec<_>>(),
        "note": "🚢".repeat(280), "locale": "zh-Hant-TW",
    });
    let reply = deployment.api(0, Method::Post, LINKS, Some(&body));
    assert_eq!(reply.status, 201, "{}", reply.body);
    let response = response_of(&reply);
    let url = response["shareUrl"].as_str().unwrap();
    let mut browser = Browser::new(&deployment, 0);
    let first = browser.get(url.strip_prefix(ORIGIN).unwrap());
    let cookie = first.header("set-cookie").unwrap();
    assert!(
        cookie.split(';').next().unwrap().len() <= 4096,
        "RFC 6265 section 6.1"
    );
}

#[test]
fn status_says_what_stands() {
    let deployment = Deployment::new(10);
    let (id, _) = deployment.mint();
    let path = format!("{LINKS}/{id}");
    let status =
        |deployment: &Deployment| response_of(&deployment.api(0, Method::Get, &path, None));
    let active = status(&deployment);
    assert_eq!(active["state"], "active");
    assert_eq!(active["recipients"], json!(["j***@acme.example"]));
    assert!(!active.to_string().contains(RECIPIENT));
    deployment.universe.advance(Duration::from_hours(24 * 91));
    assert_eq!(status(&deployment)["state"], "expired");
    deployment.api(0, Method::Delete, &path, None);
    deployment.universe.advance(Duration::from_mins(5));
    let revoked = status(&deployment);
    assert_eq!(revoked["state"], "revoked");
    assert_eq!(revoked["revocation"]["by"], "KKKKKKKKKKKKKKKKKKKKKA");
    let unknown = deployment.api(
        0,
        Method::Get,
        &format!("{LINKS}/AAAAAAAAAAAAAAAAAAAAAA"),
        None,
    );
    assert_eq!(unknown.status, 404);
}

#[test]
fn status_does_not_guess() {
    for namespace in [Namespace::Registry, Namespace::Denylist] {
        let deployment = Deployment::new(11);
        let (id, _) = deployment.mint();
        for trouble in [Trouble::Fail, Trouble::TimeOut, Trouble::WrongType] {
            deployment
                .universe
                .inflict(Rule::new(Target::Reads(namespace), trouble));
            let reply = deployment.api(0, Method::Get, &format!("{LINKS}/{id}"), None);
            assert_eq!(reply.status, 503, "{namespace:?} {trouble:?}");
            deployment.universe.heal();
        }
    }
}

#[test]
fn revoked_is_dead_here_at_once_and_everywhere_within_the_bound() {
    for seed in 0..200 {
        let deployment = Deployment::new(seed);
        let (id, path) = deployment.mint();
        let mut browsers: Vec<_> = (0..4)
            .map(|location| deployment.browser_in(location, &path, &id))
            .collect();
        let clean = format!("/s/{id}");
        for browser in &mut browsers {
            assert!(shows_shipment(&browser.get(&clean)));
        }
        deployment.universe.advance(Duration::from_secs(31));
        let revoked = deployment.api(0, Method::Delete, &format!("{LINKS}/{id}"), None);
        assert_eq!((revoked.status, revoked.body.len()), (204, 0));
        let here = browsers[0].get(&clean);
        assert!(here.status == 410 && !shows_shipment(&here), "seed {seed}");
        // Each location may be read at the worst moment, just before the news reaches it.
        deployment
            .universe
            .advance(Duration::from_secs(u64::from(BOUND_SECONDS) - 31));
        for browser in &mut browsers {
            browser.get(&clean);
        }
        deployment.universe.advance(Duration::from_secs(31));
        for browser in &mut browsers {
            let reply = browser.get(&clean);
            assert!(
                reply.status == 410 && !shows_shipment(&reply),
                "seed {seed}"
            );
            assert_eq!(browser.get(&path).status, 410);
        }
    }
}

#[test]
fn revoking_twice_is_revoking_once() {
    let deployment = Deployment::new(12);
    let (id, _) = deployment.mint();
    let path = format!("{LINKS}/{id}");
    for _ in 0..2 {
        assert_eq!(deployment.api(0, Method::Delete, &path, None).status, 204);
        deployment.universe.advance(Duration::from_secs(2));
    }
    deployment.universe.inflict(Rule::new(
        Target::Namespace(Namespace::Denylist),
        Trouble::Fail,
    ));
    assert_eq!(deployment.api(0, Method::Delete, &path, None).status, 503);
}

#[test]
fn a_key_without_the_scope_is_told_which() {
    let deployment = Deployment::new(13);
    let (id, _) = deployment.mint();
    let one = format!("{LINKS}/{id}");
    let cases = [
        (Scope::Mint, Method::Post, LINKS, Some(mint_body())),
        (Scope::Read, Method::Get, one.as_str(), None),
        (Scope::RevokeOwn, Method::Delete, one.as_str(), None),
    ];
    for (scope, method, path, body) in cases {
        let others: Vec<Scope> = Scope::ALL
            .into_iter()
            .filter(|other| *other != scope)
            // Who may revoke any link may revoke their own.
            .filter(|other| scope != Scope::RevokeOwn || *other != Scope::RevokeAny)
            .collect();
        let key = deployment.api_key(&others);
        let reply = deployment.send(0, &api_request(&key, method, path, body.as_ref()));
        assert_eq!(reply.status, 403);
        let detail = problem_of(&reply)["detail"].as_str().unwrap().to_owned();
        assert!(
            detail.contains(&format!("`{}`", scope.as_str())),
            "{detail}"
        );
    }
}

#[test]
fn what_is_no_api_key_is_refused() {
    let deployment = Deployment::new(14);
    let (id, path) = deployment.mint();
    let browser = deployment.browser_in(0, &path, &id);
    let session = browser.cookie("__Secure-session").unwrap();
    let good = deployment.api_key(&Scope::ALL);
    let tampered = format!("{}x", &good[..good.len() - 1]);
    for key in ["", "v4.public.x", &path[3..], session, &tampered] {
        let reply = deployment.send(
            0,
            &api_request(key, Method::Post, LINKS, Some(&mint_body())),
        );
        assert_eq!(reply.status, 401, "{key}");
        assert!(reply.header("www-authenticate").is_some());
        assert_eq!(problem_of(&reply)["code"], "unauthenticated");
    }
    deployment.universe.advance(Duration::from_hours(24 * 366));
    let late = deployment.send(
        0,
        &api_request(&good, Method::Post, LINKS, Some(&mint_body())),
    );
    assert_eq!(late.status, 401, "an expired key");
}

#[test]
fn api_calls_are_limited_per_key() {
    let deployment = Deployment::new(15);
    deployment
        .universe
        .inflict(Rule::new(Target::Limiters, Trouble::Refuse));
    let reply = deployment.api(0, Method::Post, LINKS, Some(&mint_body()));
    assert_eq!(
        (reply.status, reply.header("retry-after")),
        (429, Some("60"))
    );
}
