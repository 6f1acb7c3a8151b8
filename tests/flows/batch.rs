//! Many links in one call.

use std::collections::BTreeSet;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use sealink::http::{Method, Reply, Request};
use sealink::share::batch::MAX_MAILS;
use sealink::share::rows::MAX_ROWS;
use sealink::token::claims::Scope;
use sealink::world::{Namespace, Queue};
use serde_json::{Value, json};

use crate::deployment::{
    Deployment, ORIGIN, RECIPIENT, api_request, mint_body, problem_of, response_of,
};
use crate::world::{Operation, Rule, Target, Trouble};

const BATCH: &str = "/share/links/batch";
const REGISTRY: Namespace = Namespace::Registry;

fn request(deployment: &Deployment, media_type: &str, key: Option<&str>, body: &str) -> Request {
    let api_key = deployment.api_key(&[Scope::Mint]);
    let mut request = api_request(&api_key, Method::Post, BATCH, None);
    request.headers[1].1 = media_type.to_owned();
    request
        .headers
        .extend(key.map(|key| ("idempotency-key", key.to_owned())));
    request.body = Some(body.as_bytes().to_vec());
    request
}

fn send(deployment: &Deployment, media_type: &str, key: Option<&str>, body: &str) -> Reply {
    deployment.send(0, &request(deployment, media_type, key, body))
}

/// As many rows as asked for, each another booking for another recipient.
fn csv(count: usize) -> String {
    (0..count).fold("booking,email,notify\n".to_owned(), |text, n| {
        text + &format!("BOOK{n},r{n}@acme.example,yes\n")
    })
}

fn send_csv(deployment: &Deployment, count: usize) -> Value {
    response_of(&send(deployment, "text/csv", Some("monday"), &csv(count)))
}

fn links(batch: &Value) -> Vec<&str> {
    let results = batch["results"].as_array().unwrap();
    let ids = results.iter().map(|row| row["link"]["linkId"].as_str());
    ids.map(Option::unwrap).collect()
}

fn records(deployment: &Deployment) -> BTreeSet<String> {
    let keys = deployment.universe.keys(REGISTRY);
    keys.into_iter()
        .filter_map(|key| key.strip_prefix("link:").map(str::to_owned))
        .collect()
}

fn as_set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn counts(batch: &Value) -> [u64; 3] {
    ["created", "known", "failed"].map(|member| batch[member].as_u64().unwrap())
}

/// Time enough for every location to see what was written.
fn settle(deployment: &Deployment) {
    deployment.universe.advance(Duration::from_mins(5));
}

#[test]
fn a_batch_answers_as_documented() {
    let deployment = Deployment::new(1);
    let csv = format!("container;email\nCSQU3054383;{RECIPIENT}\nCSQU305438;{RECIPIENT}\n");
    let reply = send(&deployment, "text/csv; charset=utf-8", Some("monday"), &csv);
    assert_eq!(reply.status, 200);
    let batch = response_of(&reply);
    let link = &batch["results"][0]["link"];
    let url = link["shareUrl"].as_str().unwrap();
    assert!(url.starts_with(&format!("{ORIGIN}/t/v4.public.")), "{url}");
    assert_eq!(
        batch,
        json!({
            "results": [
                {"row": 1, "outcome": "created", "link": {
                    "linkId": link["linkId"], "shareUrl": url,
                    "createdAt": "2026-12-01T08:00:07Z", "expiresAt": "2027-03-01T08:00:07Z",
                }},
                {"row": 2, "outcome": "failed", "problem": {
                    "code": "invalid_field", "field": "container",
                    "detail": "expected an ISO 6346 container number: four letters and seven digits, such as CSQU3054383",
                }},
            ],
            "created": 1, "known": 0, "failed": 1,
        })
    );
}

#[test]
fn as_many_rows_as_are_allowed_are_answered_in_order_within_the_platforms_bounds() {
    let deployment = Deployment::new(2);
    let batch = send_csv(&deployment, MAX_ROWS);
    assert_eq!(counts(&batch), [500, 0, 0]);
    for (at, row) in batch["results"].as_array().unwrap().iter().enumerate() {
        assert_eq!(row["row"], at + 1);
        assert_eq!(row["link"]["deliveries"][0]["status"], "sent");
        let id = row["link"]["linkId"].as_str().unwrap();
        let kept = deployment.universe.kept(REGISTRY, &format!("link:{id}"));
        assert!(
            kept.unwrap().value.contains(&format!("BOOK{at}\"")),
            "row {at}"
        );
    }
    let kv = deployment.universe.count(Target::Kv);
    let queue = Operation::Enqueue(Queue::Events);
    let queue = deployment.universe.count(Target::Only(queue));
    assert!(
        kv < 1000 && queue <= 20,
        "{kv} KV operations and {queue} of the queue for {MAX_ROWS} rows; a call may have 1,000"
    );
    assert_eq!(deployment.universe.points().len(), 2 * MAX_ROWS);
    assert_eq!(kv, 506, "a record each, five reads, and the denylist's");
    assert_eq!(
        send(&deployment, "text/csv", Some("k"), &csv(501)).status,
        422
    );
}

#[test]
fn a_batch_sent_again_is_known_and_mails_nobody_again() {
    let deployment = Deployment::new(3);
    let first = send_csv(&deployment, MAX_ROWS);
    settle(&deployment);
    let again = send_csv(&deployment, MAX_ROWS);
    assert_eq!(counts(&again), [0, 500, 0]);
    let of = |batch: &Value| -> Vec<Value> {
        let results = batch["results"].as_array().unwrap();
        results.iter().map(|row| row["link"].clone()).collect()
    };
    assert_eq!(of(&first), of(&again), "the very same links");
    assert_eq!(deployment.universe.posted().len(), MAX_ROWS);
    assert_eq!(records(&deployment), as_set(&links(&first)));
}

#[test]
fn a_batch_sent_again_before_its_records_are_seen_makes_no_second_link() {
    let deployment = Deployment::new(4);
    let first = send_csv(&deployment, 60);
    deployment.universe.advance(Duration::from_secs(2));
    let again = send_csv(&deployment, 60);
    assert_eq!(links(&first), links(&again));
    assert_eq!(records(&deployment).len(), 60);
}

#[test]
fn a_batch_that_is_cut_off_is_made_whole_by_sending_it_again() {
    const ROWS: usize = 120;
    /// How many links are in the making at once.
    const AT_ONCE: usize = 50;
    let mut cut_within = 0;
    for seed in 0..40 {
        let deployment = Deployment::new(seed);
        let request = request(&deployment, "text/csv", Some("monday"), &csv(ROWS));
        let mut call = Box::pin(deployment.answer(deployment.universe.at(0), request));
        let mut context = Context::from_waker(Waker::noop());
        // Dropped after a while, as when the client or the isolate goes.
        for _ in 0..3 * seed {
            if let Poll::Ready(reply) = call.as_mut().poll(&mut context) {
                assert_eq!(reply.status, 200);
                break;
            }
        }
        drop(call);
        let before = records(&deployment);
        let mailed = deployment.universe.posted().len();
        cut_within += usize::from((1..ROWS).contains(&before.len()));
        // Nobody knows what the queue took.
        deployment.universe.forget_queue(Queue::Events);
        settle(&deployment);
        let whole = send_csv(&deployment, ROWS);
        let ids = links(&whole);
        assert_eq!(as_set(&ids).len(), ROWS, "none lost, none shared");
        assert_eq!(records(&deployment), as_set(&ids), "no duplicate");
        assert_eq!(
            counts(&whole),
            [(ROWS - before.len()) as u64, before.len() as u64, 0],
            "seed {seed}"
        );
        assert!(before.is_subset(&as_set(&ids)));
        let mails = deployment.universe.posted().len();
        assert!(mails <= ROWS + AT_ONCE, "{mailed} before, {mails} in all");
        let told = deployment.universe.waiting(Queue::Events);
        assert_eq!(told, 3 * ROWS, "each link's grant, mint and mail");
        deployment.consume(0);
        assert_eq!(records(&deployment), as_set(&ids), "and it stays so");
    }
    assert!(cut_within >= 5, "only {cut_within} were cut in the middle");
}

#[test]
fn a_registry_that_fails_now_and_then_costs_warnings_and_no_link() {
    let deployment = Deployment::new(5);
    let puts = Target::Only(Operation::Put(REGISTRY));
    deployment
        .universe
        .inflict(Rule::new(puts, Trouble::Fail).chance(0.5));
    let first = send_csv(&deployment, 120);
    assert_eq!(counts(&first), [120, 0, 0]);
    let written = records(&deployment);
    assert!((1..120).contains(&written.len()));
    for row in first["results"].as_array().unwrap() {
        let listed = written.contains(row["link"]["linkId"].as_str().unwrap());
        let warnings = row["link"]["warnings"].as_array().map_or(0, Vec::len);
        assert_eq!(warnings, usize::from(!listed), "{row}");
    }
    deployment.universe.heal();
    settle(&deployment);
    let again = send_csv(&deployment, 120);
    assert_eq!(links(&first), links(&again));
    assert_eq!(counts(&again)[1], written.len() as u64);
    assert_eq!(records(&deployment).len(), 120);
}

#[test]
fn a_registry_or_a_queue_that_is_down_costs_warnings_and_no_link() {
    let queue = Target::Only(Operation::Enqueue(Queue::Events));
    for target in [Target::Namespace(REGISTRY), queue] {
        for trouble in [Trouble::Fail, Trouble::TimeOut, Trouble::LoseAnswer] {
            let deployment = Deployment::new(6);
            deployment.universe.inflict(Rule::new(target, trouble));
            let batch = send_csv(&deployment, 60);
            assert_eq!(counts(&batch), [60, 0, 0], "{target:?} {trouble:?}");
            for row in batch["results"].as_array().unwrap() {
                assert_eq!(row["link"]["warnings"].as_array().unwrap().len(), 1);
            }
            deployment.universe.assert_no_secret(&["@acme.example"]);
            let path = batch["results"][59]["link"]["shareUrl"].as_str().unwrap();
            let path = path.strip_prefix(ORIGIN).unwrap();
            let mut browser = crate::deployment::Browser::new(&deployment, 1);
            assert_eq!(browser.get(path).status, 303);
        }
    }
}

#[test]
fn a_bad_row_hinders_no_other_and_is_made_once_it_is_corrected() {
    let deployment = Deployment::new(7);
    let bad = csv(60).replace("BOOK7,", "BO?K7,").replace("r9@", "r9");
    let first = response_of(&send(&deployment, "text/csv", Some("monday"), &bad));
    assert_eq!(counts(&first), [58, 0, 2]);
    assert_eq!(first["results"][7]["problem"]["field"], "booking");
    assert_eq!(first["results"][9]["problem"]["field"], "email");
    settle(&deployment);
    // Wherever the rows stand now.
    let good = csv(60);
    let mut rows: Vec<&str> = good.lines().collect();
    rows[1..].reverse();
    let again = send(&deployment, "text/csv", Some("monday"), &rows.join("\n"));
    assert_eq!(counts(&response_of(&again)), [2, 58, 0]);
    assert_eq!(deployment.universe.posted().len(), 60);
}

#[test]
fn equal_rows_of_a_batch_are_one_link() {
    let deployment = Deployment::new(8);
    let rows = csv(60);
    let twice = format!("{rows}{}", rows.split_once('\n').unwrap().1);
    let batch = response_of(&send(&deployment, "text/csv", Some("monday"), &twice));
    assert_eq!(counts(&batch), [60, 60, 0]);
    let ids = links(&batch);
    assert_eq!(ids[..60], ids[60..]);
    assert_eq!(deployment.universe.posted().len(), 60);
    let other = response_of(&send(&deployment, "text/csv", Some("tuesday"), &rows));
    assert!(as_set(&links(&other)).is_disjoint(&as_set(&ids)));
}

#[test]
fn a_row_whose_mails_are_too_many_for_a_batch_fails_and_a_smaller_one_after_it_does_not() {
    /// 99 rows with 5 mails each, then 3, 3 (beyond), none, 2, 1 (beyond).
    fn rows() -> String {
        let row = |at: usize, recipients: usize, notify: &str| {
            let to: Vec<String> = (0..recipients)
                .map(|n| format!("r{n}@b{at}.example"))
                .collect();
            format!("BOOK{at},{},{notify}\n", to.join(" "))
        };
        let many: String = (0..99).map(|at| row(at, 5, "yes")).collect();
        let rest = [(3, "yes"), (3, "yes"), (5, "no"), (2, "yes"), (1, "yes")];
        let rest = (99..)
            .zip(rest)
            .map(|(at, (recipients, notify))| row(at, recipients, notify));
        format!("booking,email,notify\n{many}{}", rest.collect::<String>())
    }
    let deployment = Deployment::new(12);
    let sent = || response_of(&send(&deployment, "text/csv", Some("monday"), &rows()));
    let first = sent();
    assert_eq!(counts(&first), [102, 0, 2]);
    assert_eq!(deployment.universe.posted().len(), MAX_MAILS);
    for at in [100, 103] {
        let problem = &first["results"][at]["problem"];
        assert_eq!(problem["field"], "notify", "{at}");
        assert!(problem["detail"].as_str().unwrap().contains("500 mails"));
    }
    settle(&deployment);
    let again = sent();
    assert_eq!(counts(&again), [0, 102, 2], "the very same rows");
    assert_eq!(deployment.universe.posted().len(), MAX_MAILS);
}

#[test]
fn a_row_s_own_key_is_that_of_a_single_mint() {
    let deployment = Deployment::new(9);
    let mut row = mint_body();
    row["idempotencyKey"] = json!("booking-1");
    let mut other = row.clone();
    other["receiverIds"] = json!(["joe@acme.example"]);
    let keyless = mint_body();
    let mut empty = row.clone();
    empty["idempotencyKey"] = json!("");
    let rows = [&row, &other, &keyless, &empty].map(Value::to_string);
    for (media_type, body) in [
        ("application/x-ndjson", rows.join("\n")),
        (
            "application/json",
            format!("{{\"links\":[{}]}}", rows.join(",")),
        ),
    ] {
        let batch = response_of(&send(&deployment, media_type, None, &body));
        let problem = |at: usize| {
            let problem = &batch["results"][at]["problem"];
            assert_eq!(problem["field"], "idempotencyKey", "{batch}");
            problem["code"].as_str().unwrap().to_owned()
        };
        assert_eq!(
            [problem(1), problem(2), problem(3)],
            ["idempotency_key_reused", "invalid_field", "invalid_field"]
        );
        let api_key = deployment.api_key(&Scope::ALL);
        let mut single = api_request(&api_key, Method::Post, "/share/links", Some(&mint_body()));
        single
            .headers
            .push(("idempotency-key", "booking-1".to_owned()));
        settle(&deployment);
        let single = response_of(&deployment.send(0, &single));
        assert_eq!(batch["results"][0]["link"]["linkId"], single["linkId"]);
    }
    let csv = "mbl,email,Key\nA1,a@b.example,k\nA2,a@b.example,k\n";
    let batch = response_of(&send(&deployment, "text/csv", None, csv));
    assert_eq!(batch["results"][1]["problem"]["field"], "Key");
}

#[test]
fn what_is_no_batch_is_refused_as_a_whole() {
    let deployment = Deployment::new(10);
    let refused = |media_type: &str, key: Option<&str>, body: &str| {
        let reply = send(&deployment, media_type, key, body);
        let problem = problem_of(&reply);
        let field = problem["field"].as_str().unwrap_or_default().to_owned();
        (
            reply.status,
            field,
            problem["detail"].as_str().unwrap().to_owned(),
        )
    };
    let (status, _, detail) = refused("text/plain", None, "");
    assert_eq!(status, 415);
    for media_type in ["application/json", "application/x-ndjson", "text/csv"] {
        assert!(detail.contains(media_type), "{detail}");
    }
    let cases = [
        ("application/json", "[]", 400, ""),
        ("application/json", "{\"links\":[]}", 422, "links"),
        ("application/x-ndjson", "\n", 422, ""),
        ("text/csv", "container,email,colour\n", 422, "colour"),
    ];
    for (media_type, body, status, field) in cases {
        let (given, named, detail) = refused(media_type, Some("k"), body);
        assert_eq!((given, named.as_str()), (status, field), "{body}: {detail}");
    }
    for key in ["", &"k".repeat(256)] {
        let (status, field, _) = refused("text/csv", Some(key), &csv(1));
        assert_eq!((status, field.as_str()), (422, "Idempotency-Key"));
    }
    let longest = send(&deployment, "text/csv", Some(&"k".repeat(255)), &csv(1));
    assert_eq!(counts(&response_of(&longest)), [1, 0, 0]);
    let mut long = request(&deployment, "text/csv", Some("k"), "");
    long.body = None;
    assert_eq!(deployment.send(0, &long).status, 413);
    let others: Vec<Scope> = Scope::ALL
        .into_iter()
        .filter(|s| *s != Scope::Mint)
        .collect();
    let mut scopeless = request(&deployment, "text/csv", Some("k"), &csv(1));
    scopeless.headers[0].1 = format!("Bearer {}", deployment.api_key(&others));
    assert_eq!(deployment.send(0, &scopeless).status, 403);
    assert_eq!(deployment.universe.posted().len(), 1);
}
