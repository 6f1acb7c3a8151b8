//! Where Cloudflare Access stands in front of the dashboard it is the only
//! door, and only what it has signed opens it.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures::executor::block_on;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use sealink::error::{Code, Error};
use sealink::gate::cookies::{OPS, OPS_CHALLENGE};
use sealink::gate::ops::{self, Asked, Visitor};
use sealink::gate::recipient::Mailbox;
use sealink::http::{Method, Request};
use sealink::token::claims::{OpsChallenge, OpsSession};
use sealink::world::{Fault, Namespace};
use serde_json::{Value, json};

use crate::deployment::Deployment;
use crate::world::{Answer, Operation, Rule, START, Target, Trouble};

const TEAM: &str = "acme.cloudflareaccess.com";
const AUDIENCE: &str = "32eafc7626e974616deaf0dc3ce63d7bcbed58a2731e84d06bc3cdf1b53c4228";
const KIM: &str = "kim@desk.example";
const CERTS: &str = "https://acme.cloudflareaccess.com/cdn-cgi/access/certs";
const FETCHES: Target = Target::Only(Operation::Fetch);

/// Keys that were made for these tests and sign nothing else.
const ONE: &[u8] = include_bytes!("keys/access-one.der");
const TWO: &[u8] = include_bytes!("keys/access-two.der");

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn settings(name: &str) -> Option<String> {
    let text = match name {
        "OPS_ADDRESSES" => "kim@desk.example, @ops.example",
        "ACCESS_TEAM" => TEAM,
        "ACCESS_AUD" => AUDIENCE,
        _ => return None,
    };
    Some(text.to_owned())
}

/// A deployment behind Access, which signs with key one.
fn deployment(seed: u64) -> Deployment {
    let deployment = Deployment::new(seed).with(settings);
    publish(&deployment, &[("one", ONE)]);
    deployment
}

/// Has Access publish these keys from now on.
fn publish(deployment: &Deployment, keys: &[(&str, &[u8])]) {
    let keys: Vec<Value> = keys.iter().map(|(kid, key)| jwk(kid, key)).collect();
    let body = json!({"keys": keys, "public_cert": {}, "public_certs": []});
    let answer = Answer::reply(200, body.to_string());
    deployment.universe.answer(CERTS, answer);
}

fn jwk(kid: &str, key: &[u8]) -> Value {
    let pair = RsaKeyPair::from_der(key).unwrap();
    let numbers: PublicKeyComponents<Vec<u8>> = pair.public().into();
    json!({
        "kid": kid, "kty": "RSA", "alg": "RS256", "use": "sig",
        "n": URL_SAFE_NO_PAD.encode(numbers.n), "e": URL_SAFE_NO_PAD.encode(numbers.e),
    })
}

/// What Access says of Kim at the start.
fn claims() -> Value {
    let now = START.unix_timestamp();
    json!({
        "aud": [AUDIENCE], "email": KIM, "iss": format!("https://{TEAM}"),
        "iat": now, "nbf": now, "exp": now + 3600,
        "type": "app", "identity_nonce": "6ei69kawdKzMIAPF",
        "sub": "7335d417-61da-459d-899c-0a01c76a2f94", "country": "US",
    })
}

/// The claims with one of them changed, or left out where it is null.
fn with(member: &str, value: Value) -> Value {
    let mut claims = claims();
    if value.is_null() {
        claims.as_object_mut().unwrap().remove(member);
    } else {
        claims[member] = value;
    }
    claims
}

fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

fn signed_as(header: &Value, claims: &Value, key: &[u8]) -> String {
    let text = unsigned(header, claims);
    let pair = RsaKeyPair::from_der(key).unwrap();
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        text.as_bytes(),
        &mut signature,
    )
    .unwrap();
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn header(kid: &str) -> Value {
    json!({"alg": "RS256", "kid": kid, "typ": "JWT"})
}

fn signed(claims: &Value) -> String {
    signed_as(&header("one"), claims, ONE)
}

fn request(assertion: &str) -> Request {
    Request {
        method: Method::Get,
        path: "/ops/links".to_owned(),
        query: String::new(),
        headers: vec![("cf-access-jwt-assertion", assertion.to_owned())],
        body: Some(Vec::new()),
    }
}

fn visit(deployment: &Deployment, request: &Request) -> Result<OpsSession, Code> {
    let world = deployment.universe.at(0);
    let visitor = block_on(ops::visitor(&world, &deployment.service, request));
    let operator = block_on(ops::operator(&world, &deployment.service, request));
    let code = |error: &Error| {
        let wants_pause = error.code == Code::Unavailable;
        assert_eq!(error.retry_after.is_some(), wants_pause, "{error}");
        error.code
    };
    let operator = operator.map_err(|error| code(&error));
    let expected = operator.clone().map(Visitor::Operator);
    assert_eq!(visitor.map_err(|error| code(&error)), expected);
    operator
}

fn come(deployment: &Deployment, assertion: &str) -> Result<OpsSession, Code> {
    visit(deployment, &request(assertion))
}

#[test]
fn whom_access_asserts_is_signed_in_for_as_long_as_it_says() {
    let deployment = deployment(1);
    let assertion = signed(&claims());
    let session = come(&deployment, &assertion).unwrap();
    assert_eq!(session.who, "k***@desk.example");
    assert_eq!(
        (session.issued, session.expires),
        (
            START.truncate_to_second(),
            START.truncate_to_second() + time::Duration::hours(1)
        )
    );
    let hashes = Mailbox::parse(KIM)
        .unwrap()
        .hashes(&deployment.service.pepper);
    assert_eq!(session.recipient, hashes.recipient);
    assert_eq!(come(&deployment, &assertion), Ok(session.clone()));
    let later = signed(&with("iat", json!(START.unix_timestamp() - 5)));
    assert_ne!(come(&deployment, &later).unwrap().id, session.id);
    for changed in [
        with("email", json!("Anybody@OPS.example")),
        with("aud", json!(AUDIENCE)),
        with("aud", json!(["another", AUDIENCE])),
        with("nbf", Value::Null),
    ] {
        assert!(come(&deployment, &signed(&changed)).is_ok(), "{changed}");
    }
    deployment
        .universe
        .assert_no_secret(&[KIM, "desk.example", &assertion]);
}

#[test]
fn what_access_has_not_signed_for_us_is_no_assertion() {
    let deployment = deployment(2);
    let now = START.unix_timestamp();
    let good = signed(&claims());
    let (head, rest) = good.split_once('.').unwrap();
    let (payload, signature) = rest.split_once('.').unwrap();
    let other = unsigned(&header("one"), &with("email", json!("x@ops.example")));
    let none = unsigned(&json!({"alg": "none", "kid": "one"}), &claims());
    let hmac = unsigned(&json!({"alg": "HS256", "kid": "one"}), &claims());
    let mut refused = vec![
        ("nothing", String::new()),
        ("no signature", format!("{head}.{payload}.")),
        ("a cut signature", good[..good.len() - 8].to_owned()),
        ("another payload", format!("{other}.{signature}")),
        ("another key", signed_as(&header("one"), &claims(), TWO)),
        ("an unknown key", signed_as(&header("two"), &claims(), TWO)),
        ("alg none", format!("{none}.")),
        ("alg none, signed", format!("{none}.{signature}")),
        ("HS256", format!("{hmac}.{signature}")),
        (
            "RS256 for another header",
            signed_as(&json!({"alg": "RS384", "kid": "one"}), &claims(), ONE),
        ),
        (
            "too long",
            signed(&with("groups", json!("x".repeat(8 * 1024)))),
        ),
        ("claims that are none", signed(&json!([1]))),
    ];
    for (member, value) in [
        ("aud", json!(["another"])),
        ("aud", json!([])),
        ("aud", json!(AUDIENCE.to_uppercase())),
        ("aud", Value::Null),
        ("iss", json!("https://evil.cloudflareaccess.com")),
        ("iss", json!(TEAM)),
        ("iss", Value::Null),
        ("exp", json!(now - 60)),
        ("exp", json!(i64::MAX)),
        ("exp", json!("never")),
        ("exp", Value::Null),
        ("iat", json!(now + 61)),
        ("iat", Value::Null),
        ("nbf", json!(now + 61)),
    ] {
        refused.push((member, signed(&with(member, value))));
    }
    for (why, assertion) in refused {
        assert_eq!(
            come(&deployment, &assertion),
            Err(Code::Unauthenticated),
            "{why}"
        );
    }
    assert!(come(&deployment, &good).is_ok());
    let mut without = request("");
    without.headers.clear();
    assert_eq!(visit(&deployment, &without), Err(Code::Unauthenticated));
    deployment
        .universe
        .assert_no_secret(&[KIM, &good, payload, signature]);
}

#[test]
fn clocks_may_be_a_minute_apart() {
    let deployment = deployment(3);
    let now = START.unix_timestamp();
    for changed in [
        with("iat", json!(now + 60)),
        with("nbf", json!(now + 60)),
        with("exp", json!(now - 59)),
    ] {
        assert!(come(&deployment, &signed(&changed)).is_ok(), "{changed}");
    }
    let assertion = signed(&claims());
    deployment.universe.advance(secs(3600 + 59));
    assert!(come(&deployment, &assertion).is_ok());
    deployment.universe.advance(secs(1));
    assert_eq!(come(&deployment, &assertion), Err(Code::Unauthenticated));
}

#[test]
fn access_alone_does_not_make_an_operator() {
    let ours = deployment(4);
    for email in [
        json!("joe@else.example"),
        json!("kim@desk.example.evil.example"),
        json!("kim"),
        json!(""),
        Value::Null,
    ] {
        let assertion = signed(&with("email", email.clone()));
        assert_eq!(come(&ours, &assertion), Err(Code::NotAllowed), "{email}");
    }
    let assertion = signed(&claims());
    assert!(come(&ours, &assertion).is_ok());
    let nobodys = ours.with(|name| settings(name).filter(|_| name != "OPS_ADDRESSES"));
    assert_eq!(come(&nobodys, &assertion), Err(Code::NotAllowed));
}

#[test]
fn a_revocation_ends_what_access_asserted_until_then() {
    let deployment = deployment(5);
    let hashes = Mailbox::parse(KIM)
        .unwrap()
        .hashes(&deployment.service.pepper);
    for key in [
        format!("recipient:{}", hashes.recipient),
        format!("domain:{}", hashes.domain),
    ] {
        let now = deployment.universe.now().unix_timestamp();
        let mut fresh = with("iat", json!(now));
        fresh["exp"] = json!(now + 3600);
        let before = signed(&fresh);
        assert!(come(&deployment, &before).is_ok());
        deployment.universe.advance(secs(60));
        let at = deployment.universe.now().truncate_to_second();
        let at = at
            .format(&time::format_description::well_known::Rfc3339)
            .unwrap();
        let revocation = json!({"at": at, "by": "tests", "why": "left"}).to_string();
        deployment
            .universe
            .plant(Namespace::Denylist, &key, &revocation);
        assert_eq!(come(&deployment, &before), Err(Code::NotAllowed), "{key}");
        deployment.universe.advance(secs(60));
        fresh["iat"] = json!(now + 120);
        assert!(come(&deployment, &signed(&fresh)).is_ok(), "{key}");
    }
}

#[test]
fn what_cannot_be_checked_is_not_believed() {
    let assertion = signed(&claims());
    for answer in [
        Answer::Fault(Fault::Failed("refused".to_owned())),
        Answer::reply(200, jwk("one", ONE).to_string()).after(secs(4)),
        Answer::reply(302, ""),
        Answer::reply(500, ""),
        Answer::reply(200, "<html>sign in</html>"),
        Answer::reply(200, vec![b' '; 65 * 1024]),
    ] {
        let deployment = deployment(6);
        deployment.universe.answer(CERTS, answer.clone());
        for _ in 0..2 {
            let outcome = come(&deployment, &assertion);
            assert_eq!(outcome, Err(Code::Unavailable), "{answer:?}");
        }
        publish(&deployment, &[("one", ONE)]);
        assert!(come(&deployment, &assertion).is_ok(), "at the next try");
    }
    for operation in [Operation::Rs256, Operation::Bulk(Namespace::Denylist)] {
        for trouble in [Trouble::Fail, Trouble::TimeOut, Trouble::LoseAnswer] {
            let deployment = deployment(6);
            let rule = Rule::new(Target::Only(operation), trouble);
            deployment.universe.inflict(rule);
            let outcome = come(&deployment, &assertion);
            assert_eq!(outcome, Err(Code::Unavailable), "{operation:?} {trouble:?}");
        }
    }
}

#[test]
fn weak_or_unfit_keys_are_as_if_access_did_not_have_them() {
    let deployment = deployment(7);
    let mut unfit = jwk("one", ONE);
    unfit["use"] = json!("enc");
    let body = json!({ "keys": [unfit] }).to_string();
    deployment.universe.answer(CERTS, Answer::reply(200, body));
    let outcome = come(&deployment, &signed(&claims()));
    assert_eq!(outcome, Err(Code::Unauthenticated));
}

#[test]
fn keys_are_fetched_once_an_hour_in_each_location() {
    let deployment = deployment(8);
    let assertion = signed(&with("exp", json!(START.unix_timestamp() + 9_000)));
    for _ in 0..3 {
        assert!(come(&deployment, &assertion).is_ok());
        deployment.universe.advance(secs(1199));
    }
    assert_eq!(deployment.universe.count(FETCHES), 1);
    deployment.universe.advance(secs(3));
    assert!(come(&deployment, &assertion).is_ok());
    assert_eq!(deployment.universe.count(FETCHES), 2);
    assert!(
        deployment
            .universe
            .asked()
            .iter()
            .all(|asked| asked.fetch.url == CERTS)
    );
    let elsewhere = deployment.universe.at(1);
    let request = request(&assertion);
    assert!(block_on(ops::operator(&elsewhere, &deployment.service, &request)).is_ok());
    assert_eq!(deployment.universe.count(FETCHES), 3);
}

#[test]
fn made_up_keys_ask_at_most_once_a_minute_and_a_new_key_is_found() {
    let deployment = deployment(9);
    let old = signed(&claims());
    let new = signed_as(&header("two"), &claims(), TWO);
    assert!(come(&deployment, &old).is_ok());
    deployment.universe.advance(secs(60));
    for kid in ["two", "three", "four"] {
        let forged = signed_as(&header(kid), &claims(), TWO);
        assert_eq!(come(&deployment, &forged), Err(Code::Unauthenticated));
    }
    assert_eq!(deployment.universe.count(FETCHES), 2);
    publish(&deployment, &[("one", ONE), ("two", TWO)]);
    deployment.universe.advance(secs(59));
    assert_eq!(come(&deployment, &new), Err(Code::Unauthenticated));
    deployment.universe.advance(secs(1));
    assert!(come(&deployment, &new).is_ok() && come(&deployment, &old).is_ok());
    assert_eq!(deployment.universe.count(FETCHES), 3);
}

#[test]
fn while_access_does_not_answer_known_keys_go_on_and_others_wait() {
    let deployment = deployment(10);
    let old = signed(&with("exp", json!(START.unix_timestamp() + 9_000)));
    let new = signed_as(&header("two"), &claims(), TWO);
    assert!(come(&deployment, &old).is_ok());
    deployment.universe.advance(secs(60));
    deployment.universe.answer(CERTS, Answer::reply(503, ""));
    for _ in 0..3 {
        assert_eq!(come(&deployment, &new), Err(Code::Unavailable));
        assert!(come(&deployment, &old).is_ok());
    }
    assert_eq!(deployment.universe.count(FETCHES), 2);
    deployment.universe.advance(secs(3539));
    assert!(come(&deployment, &old).is_ok());
    deployment.universe.advance(secs(1));
    let outcome = come(&deployment, &old);
    assert_eq!(outcome, Err(Code::Unavailable), "a copy ends with its hour");
}

#[test]
fn a_cache_that_fails_is_as_one_that_is_empty() {
    let deployment = deployment(11);
    let cache = Rule::new(Target::Cache, Trouble::Fail);
    deployment.universe.inflict(cache);
    for _ in 0..2 {
        assert!(come(&deployment, &signed(&claims())).is_ok());
    }
}

#[test]
fn there_are_never_two_doors() {
    let behind = deployment(12);
    let world = behind.universe.at(0);
    let hashes = Mailbox::parse(KIM).unwrap().hashes(&behind.service.pepper);
    let challenge = OpsChallenge {
        id: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        issued: START,
        expires: START + time::Duration::minutes(10),
        recipient: hashes.recipient.clone(),
        domain: hashes.domain.clone(),
        who: "k***@desk.example".to_owned(),
    };
    let session = OpsSession {
        id: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        issued: START,
        expires: START + time::Duration::hours(12),
        recipient: hashes.recipient,
        domain: hashes.domain,
        who: "k***@desk.example".to_owned(),
    };
    let cookies = format!(
        "{OPS}={}; {OPS_CHALLENGE}={}",
        behind.service.ring.sign(&session).unwrap(),
        behind.service.ring.sign(&challenge).unwrap(),
    );
    let mut request = request(&signed(&claims()));
    request.headers[0] = ("cookie", cookies);
    assert_eq!(visit(&behind, &request), Err(Code::Unauthenticated));
    let asked = block_on(ops::ask(&world, &behind.service, &request, KIM));
    assert_eq!(asked.unwrap_err().code, Code::NotFound);
    let typed = "0000-0000";
    let redeemed = block_on(ops::redeem(&world, &behind.service, &request, typed));
    assert_eq!(redeemed.unwrap_err().code, Code::NotFound);
    assert_eq!(behind.universe.count(Target::Everything), 0);

    let open = behind.with(|name| settings(name).filter(|_| name == "OPS_ADDRESSES"));
    assert_eq!(visit(&open, &request), Ok(session));
    request.headers[0] = ("cf-access-jwt-assertion", signed(&claims()));
    let visitor = block_on(ops::visitor(&world, &open.service, &request));
    assert_eq!(visitor, Ok(Visitor::Stranger));
    let asked = block_on(ops::ask(&world, &open.service, &request, KIM));
    assert!(matches!(asked, Ok(Asked::Challenged { .. })));
}
