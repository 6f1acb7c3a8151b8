//! What the receiver of webhooks is told.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::executor::block_on;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sealink::event::{Event, Kind};
use sealink::share::webhook;
use sealink::world::{Delivered, Namespace, Queue, Settled};
use serde_json::Value;
use sha2::Sha256;

use crate::deployment::{Deployment, response_of};
use crate::told::{HOME, dump, event, send, settle, travel, trouble};
use crate::world::{Answer, Asked, MOST_ATTEMPTS, START};

const URL: &str = "https://hooks.example/in?key=of-the-receiver";
const SECRET: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// A deployment whose receiver answers what `status` says.
fn deployment(seed: u64) -> (Deployment, Rc<Cell<u16>>) {
    let deployment = Deployment::new(seed).with(|name| match name {
        "WEBHOOK_URL" => Some(URL.to_owned()),
        "WEBHOOK_SECRET" => Some(format!("whsec_{SECRET}")),
        _ => None,
    });
    let status = Rc::new(Cell::new(200));
    let answers = Rc::clone(&status);
    deployment.universe.answer_with(move |fetch| {
        (fetch.url == URL).then(|| Answer::reply(answers.get(), "thanks"))
    });
    (deployment, status)
}

/// Every message that was posted, whether it was taken or not.
fn posted(deployment: &Deployment) -> Vec<Asked> {
    let asked = deployment.universe.asked();
    asked
        .into_iter()
        .filter(|asked| asked.fetch.url == URL)
        .collect()
}

fn header<'a>(asked: &'a Asked, name: &str) -> &'a str {
    let headers = &asked.fetch.headers;
    let found = headers.iter().find(|(known, _)| *known == name);
    &found.unwrap().1
}

fn body(asked: &Asked) -> Value {
    serde_json::from_str(asked.fetch.post.as_deref().unwrap()).unwrap()
}

/// Checks a message as its receiver would, with nothing of ours.
fn check(asked: &Asked) {
    let timestamp = header(asked, "webhook-timestamp");
    assert_eq!(timestamp, asked.at.unix_timestamp().to_string());
    let key = STANDARD.decode(SECRET).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    let id = header(asked, "webhook-id");
    let body = asked.fetch.post.as_deref().unwrap();
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    assert_eq!(header(asked, "webhook-signature"), expected);
    assert_eq!(header(asked, "content-type"), "application/json");
}

#[test]
fn a_receiver_that_was_down_for_an_hour_is_told_everything() {
    for seed in 0..20 {
        let (deployment, status) = deployment(seed);
        status.set(503);
        let journey = travel(&deployment);
        trouble(&deployment.universe);
        let back = deployment.universe.now() + Duration::from_hours(1);
        while deployment.universe.now() < back {
            deployment.consume(HOME);
            deployment.universe.advance(Duration::from_secs(20));
        }
        let before = posted(&deployment).len();
        assert!(before > 0);
        status.set(204);
        settle(&deployment);
        let all = posted(&deployment);
        all.iter().for_each(check);

        let mut bodies: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for asked in &all[before..] {
            let body = asked.fetch.post.as_deref().unwrap();
            let id = header(asked, "webhook-id");
            bodies.entry(id).or_default().insert(body);
        }
        assert_eq!(bodies.len(), journey.kinds.len(), "{seed}");
        let mut told: Vec<(u64, String)> = Vec::new();
        for (id, bodies) in bodies {
            assert!(id.starts_with("msg_"));
            assert_eq!(bodies.len(), 1, "one message, one body");
            let body: Value = serde_json::from_str(bodies.first().unwrap()).unwrap();
            assert_eq!(body["data"]["linkId"], journey.link_id);
            let sequence = body["data"]["sequence"].as_u64().unwrap();
            told.push((sequence, body["type"].as_str().unwrap().to_owned()));
        }
        told.sort();
        let told: Vec<&str> = told.iter().map(|(_, kind)| kind.as_str()).collect();
        let expected: Vec<&str> = journey.kinds.iter().map(|kind| kind.as_str()).collect();
        assert_eq!(told, expected, "{seed}");
    }
}

#[test]
fn a_message_says_what_happened() {
    let (deployment, _) = deployment(1);
    let failed = event(Kind::MailFailed, 7, 1).recipient("R").detail("why");
    let sequence = failed.sequence();
    send(&deployment, vec![failed]);
    settle(&deployment);
    let all = posted(&deployment);
    assert_eq!(
        body(&all[0]),
        serde_json::json!({
            "type": "mail.failed",
            "timestamp": "2026-12-01T08:00:08Z",
            "data": {
                "sequence": sequence,
                "linkId": "L000000000000000000007",
                "recipientId": "R",
                "by": "KKKKKKKKKKKKKKKKKKKKKA",
                "detail": "why",
                "expiresAt": "2027-03-01T08:00:07Z",
            },
        })
    );
}

#[test]
fn api_keys_are_nobodys_business() {
    let (deployment, _) = deployment(1);
    let issued = Event::new(Kind::KeyIssued, START).scope("K");
    let revoked = Event::new(Kind::Revoked, START).scope("shipment:CONTAINER:CSQU3054383");
    send(&deployment, vec![issued, revoked]);
    settle(&deployment);
    let told: BTreeSet<String> = posted(&deployment)
        .iter()
        .map(|asked| body(asked)["type"].to_string())
        .collect();
    assert_eq!(told.into_iter().collect::<Vec<_>>(), ["\"link.revoked\""]);
}

#[test]
fn nothing_is_sent_where_there_is_no_receiver() {
    let deployment = Deployment::new(1);
    travel(&deployment);
    settle(&deployment);
    assert_eq!(posted(&deployment), []);
}

#[test]
fn messages_that_wait_when_the_receiver_is_taken_away_are_let_go() {
    let (deployment, status) = deployment(1);
    status.set(500);
    send(&deployment, vec![event(Kind::Opened, 1, 0)]);
    deployment.consume(HOME);
    let deployment = deployment.with(|_| None);
    settle(&deployment);
    let lines = deployment.universe.lines();
    assert!(
        lines
            .iter()
            .any(|line| line.text.ends_with("no receiver is set"))
    );
}

#[test]
fn what_is_never_taken_is_kept_for_people() {
    let (deployment, status) = deployment(2);
    // A redirect is no answer.
    status.set(302);
    let events: Vec<Event> = (0..5)
        .map(|number| event(Kind::Opened, number, number.into()))
        .collect();
    send(&deployment, events);
    settle(&deployment);
    let attempts = posted(&deployment).len();
    assert!(attempts >= 5 * usize::from(MOST_ATTEMPTS), "{attempts}");
    assert!(deployment.universe.now() > START + Duration::from_hours(24));
    let world = deployment.universe.at(HOME);
    let kept = block_on(webhook::undelivered(&world)).unwrap();
    assert_eq!(kept.len(), 5);
    let sent: BTreeSet<(String, String)> = posted(&deployment)
        .iter()
        .map(|asked| {
            (
                header(asked, "webhook-id").to_owned(),
                asked.fetch.post.clone().unwrap(),
            )
        })
        .collect();
    let found: BTreeSet<(String, String)> = kept
        .iter()
        .map(|parcel| (parcel.id.clone(), parcel.body.clone()))
        .collect();
    assert_eq!(found, sent);
    let sequence = |body: &str| {
        let body: Value = serde_json::from_str(body).unwrap();
        body["data"]["sequence"].as_u64().unwrap()
    };
    assert!(kept.is_sorted_by_key(|parcel| std::cmp::Reverse(sequence(&parcel.body))));
    let key = deployment.universe.keys(Namespace::Registry);
    let key = key
        .iter()
        .find(|key| key.starts_with("undelivered:"))
        .unwrap();
    let kept = deployment.universe.kept(Namespace::Registry, key).unwrap();
    assert!(kept.expires.is_some());
}

#[test]
fn the_pauses_grow() {
    let (deployment, status) = deployment(4);
    status.set(500);
    let world = deployment.universe.at(HOME);
    let body = r#"{"id":"msg_1","body":"{}"}"#.to_owned();
    for (attempt, least) in [5, 30, 120, 300, 600, 1800, 1800].into_iter().enumerate() {
        let attempt = u16::try_from(attempt + 1).unwrap();
        let batch = vec![
            Delivered {
                body: body.clone(),
                attempt
            };
            20
        ];
        let settled = block_on(webhook::deliver(&world, &deployment.service, &batch));
        let pauses: BTreeSet<Duration> = settled
            .into_iter()
            .map(|settled| match settled {
                Settled::Again(pause) => pause,
                Settled::Done => panic!("nobody took it"),
            })
            .collect();
        let least = Duration::from_secs(least);
        assert!(pauses.len() > 5, "they do not all come back at once");
        assert!(*pauses.first().unwrap() >= least);
        assert!(*pauses.last().unwrap() <= least * 6 / 5);
    }
}

#[test]
fn a_receiver_that_is_gone_is_told_no_more_of_it() {
    let (deployment, status) = deployment(1);
    status.set(410);
    send(&deployment, vec![event(Kind::Opened, 1, 0)]);
    deployment.consume(HOME);
    deployment.universe.advance(Duration::from_mins(1));
    settle(&deployment);
    let ids: BTreeSet<String> = posted(&deployment)
        .iter()
        .map(|asked| header(asked, "webhook-id").to_owned())
        .collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(deployment.universe.waiting(Queue::Webhooks), 0);
    let lines = deployment.universe.lines();
    assert!(lines.iter().any(|line| line.text.ends_with("is gone")));
    let world = deployment.universe.at(HOME);
    assert_eq!(block_on(webhook::undelivered(&world)).unwrap(), []);
}

#[test]
fn no_message_holds_a_secret_and_no_line_the_receivers_url() {
    let (deployment, status) = deployment(6);
    let journey = travel(&deployment);
    let (link_id, path) = deployment.mint();
    let token = path.rsplit('/').next().unwrap();
    status.set(500);
    deployment.consume(HOME);
    deployment.universe.answer(
        URL,
        Answer::Fault(sealink::world::Fault::Failed(format!("cannot reach {URL}"))),
    );
    deployment.universe.advance(Duration::from_mins(1));
    settle(&deployment);
    let mut secrets: Vec<&str> = journey.secrets.iter().map(String::as_str).collect();
    secrets.extend([token, "of-the-receiver", SECRET]);
    deployment.universe.assert_no_secret(&secrets);
    let kept = dump(&deployment.universe);
    let posted = posted(&deployment);
    assert!(posted.len() > 8);
    assert!(kept.contains("undelivered:") && kept.contains(&link_id));
    for secret in secrets {
        assert!(!kept.contains(secret));
        for asked in &posted {
            let Asked { fetch, .. } = asked;
            assert!(!format!("{:?}{:?}", fetch.post, fetch.headers).contains(secret));
        }
    }
    let path = format!("/share/links/{link_id}");
    let status = response_of(&deployment.api(HOME, sealink::http::Method::Get, &path, None));
    assert_eq!(status["state"], "active");
}
