//! What origins push: everything that is refused, and what is kept of the rest.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sealink::hook::MAX_BODY;
use sealink::http::{Method, Reply, Request};
use sealink::route;
use sealink::world::{Namespace, Queue};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::deployment::{CONTAINER, Deployment, VESSEL, at_sea, problem_of};
use crate::told::HOME;
use crate::world::{Operation, Rule, Target, Trouble};

const SECRET: &[u8] = b"a secret that the origin shares with us";

/// A deployment that takes pushes, and whose origin knows nothing by itself.
fn deployment(seed: u64) -> Deployment {
    let secret = STANDARD.encode(SECRET);
    let secrets = format!(
        "dcsa-2.2:{secret} standard:whsec_{secret} standard:whsec_{}",
        STANDARD.encode([7; 32])
    );
    let deployment = Deployment::new(seed).with(move |name| match name {
        "HOOK_SECRETS" => Some(secrets.clone()),
        _ => None,
    });
    let nothing = crate::world::Answer::reply(200, "[]");
    deployment.universe.answer("origin.example", nothing);
    deployment
}

fn mac(secret: &[u8], text: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

/// Events as an origin tells them of the container.
fn events() -> Value {
    let mut events = at_sea();
    for event in events.as_array_mut().unwrap() {
        event["references"] = json!([{"referenceType": "EQ", "referenceValue": CONTAINER}]);
    }
    events
}

fn post(headers: Vec<(&'static str, String)>, body: Option<Vec<u8>>) -> Request {
    let mut all = vec![("content-type", "application/json".to_owned())];
    all.extend(headers);
    Request {
        method: Method::Post,
        path: "/hooks/tracking".to_owned(),
        query: String::new(),
        headers: all,
        body,
    }
}

/// Signed as DCSA 2.2 says.
fn push(body: &Value) -> Request {
    let body = body.to_string().into_bytes();
    let code = mac(SECRET, &body);
    let code = code
        .iter()
        .fold(String::new(), |code, byte| format!("{code}{byte:02x}"));
    let header = ("notification-signature", format!("sha256={code}"));
    post(vec![header], Some(body))
}

/// Signed as Standard Webhooks say, `age` seconds ago.
fn standard(deployment: &Deployment, secret: &[u8], age: i64, body: &Value) -> Request {
    let body = body.to_string();
    let at = deployment.universe.now().unix_timestamp() - age;
    let code = STANDARD.encode(mac(secret, format!("msg_1.{at}.{body}").as_bytes()));
    let headers = vec![
        ("webhook-id", "msg_1".to_owned()),
        ("webhook-timestamp", at.to_string()),
        ("webhook-signature", format!("v1,{code}")),
    ];
    post(headers, Some(body.into_bytes()))
}

/// Nothing waits, and nothing is remembered.
#[track_caller]
fn expect_nothing(deployment: &Deployment, what: &str) {
    let universe = &deployment.universe;
    assert_eq!(universe.waiting(Queue::Looks), 0, "{what}");
    assert!(universe.keys(Namespace::Tracking).is_empty(), "{what}");
    let known = universe.keys(Namespace::Codes);
    assert!(!known.iter().any(|key| key.starts_with("hook:")), "{what}");
}

/// A refusal says no more than it has to, and the log none of the body.
#[track_caller]
fn expect_refused(deployment: &Deployment, reply: &Reply, status: u16, what: &str) -> Value {
    assert_eq!(reply.status, status, "{what}: {}", reply.body);
    deployment.universe.assert_no_secret(&[VESSEL, CONTAINER]);
    problem_of(reply)
}

#[test]
fn every_refusal_leaves_nothing_behind() {
    let good = push(&events());
    let changed = |change: &dyn Fn(&mut Request)| {
        let mut request = good.clone();
        change(&mut request);
        request
    };
    let mut broken = events();
    broken[1]["eventDateTime"] = json!("yesterday");
    let here = deployment(1);
    let cases = [
        ("no signature", 401, changed(&|r| r.headers.truncate(1))),
        (
            "a changed body",
            401,
            changed(&|r| r.body.as_mut().unwrap().push(b' ')),
        ),
        (
            "an unknown scheme",
            401,
            changed(&|r| r.headers[1].0 = "x-maersk-signature-256"),
        ),
        (
            "no code",
            401,
            changed(&|r| r.headers[1].1 = "sha256=0".to_owned()),
        ),
        (
            "another secret",
            401,
            standard(&here, b"not the one", 0, &events()),
        ),
        ("too old", 401, standard(&here, SECRET, 301, &events())),
        (
            "from the future",
            401,
            standard(&here, SECRET, -301, &events()),
        ),
        (
            "another media type",
            415,
            changed(&|r| r.headers[0].1 = "text/plain".to_owned()),
        ),
        // The edge gives no body where it is longer than the route takes.
        ("too long", 413, changed(&|r| r.body = None)),
        ("a broken event", 422, push(&broken)),
        ("no events at all", 422, push(&json!("nothing"))),
    ];
    for (what, status, request) in cases {
        let reply = here.send(0, &request);
        let problem = expect_refused(&here, &reply, status, what);
        if what == "a broken event" {
            assert_eq!(problem["field"], "events[1].eventDateTime");
        }
        expect_nothing(&here, what);
    }
    assert_eq!(here.send(0, &good).status, 204, "and it was a good one");

    assert_eq!(route::body_cap(Method::Post, "/hooks/tracking"), MAX_BODY);

    let closed = Deployment::new(1);
    let reply = closed.send(0, &good);
    expect_refused(&closed, &reply, 404, "no secret is set");
    expect_nothing(&closed, "no secret is set");
}

#[test]
fn the_same_push_is_known_and_any_of_the_secrets_will_do() {
    let deployment = deployment(2);
    let universe = &deployment.universe;
    let first = standard(&deployment, &[7; 32], 0, &events());
    assert_eq!(deployment.send(0, &first).status, 204);
    let waiting = universe.waiting(Queue::Looks);
    assert_eq!(deployment.send(0, &first).status, 409);
    // The id is the sender's, whatever else is in it and whoever of them signed.
    let other = standard(&deployment, SECRET, 1, &json!([]));
    assert_eq!(deployment.send(0, &other).status, 409);
    assert_eq!(universe.waiting(Queue::Looks), waiting);
    // Its signature is void by the time it is forgotten.
    universe.advance(Duration::from_secs(661));
    assert_eq!(deployment.send(0, &first).status, 401);
}

#[test]
fn a_queue_that_fails_is_503_and_the_sender_may_come_again() {
    let deployment = deployment(3);
    let universe = &deployment.universe;
    universe.inflict(Rule::new(
        Target::Only(Operation::Enqueue(Queue::Looks)),
        Trouble::Fail,
    ));
    let reply = deployment.send(0, &push(&events()));
    assert_eq!(reply.status, 503);
    assert!(reply.header("retry-after").is_some());
    expect_nothing(&deployment, "the queue fails");
    universe.heal();
    // A memory of pushes that fails costs nothing but a repetition.
    universe.inflict(Rule::new(
        Target::Namespace(Namespace::Codes),
        Trouble::Fail,
    ));
    for _ in 0..2 {
        assert_eq!(deployment.send(0, &push(&events())).status, 204);
    }
    universe.heal();
    deployment.consume(HOME);
    let kept = universe.keys(Namespace::Tracking);
    assert_eq!(kept.len(), 2, "the same saying twice is one: {kept:?}");
}

#[test]
fn what_was_pushed_is_shown_though_the_origin_knows_nothing() {
    let deployment = deployment(4);
    let (id, path) = deployment.mint();
    let mut browser = deployment.browser_in(0, &path, &id);
    let page = format!("/s/{id}");
    assert!(!browser.get(&page).body.contains(VESSEL));
    assert_eq!(deployment.send(1, &push(&events())).status, 204);
    deployment.consume(HOME);
    // As long as a copy may live, and the page's own copy of what it knew.
    deployment.universe.advance(Duration::from_mins(5));
    deployment.consume(HOME);
    let reply = browser.get(&page);
    assert!(
        reply.status == 200 && reply.body.contains(VESSEL),
        "{}",
        reply.body
    );
}
