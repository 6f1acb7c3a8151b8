//! What becomes of events: history, ends, figures.

use futures::executor::block_on;
use sealink::event::{Event, Grant, Kind, Message};
use sealink::http::Method;
use sealink::reference::{Kind as ReferenceKind, Reference};
use sealink::route;
use sealink::share::{consumer, figures, history};
use sealink::token::claims::Scope;
use sealink::world::{Delivered, Namespace, Queue, Settled};
use serde_json::{Value, json};
use std::time::Duration;

use crate::deployment::{Browser, Deployment, api_request, delivered_at, mint_body, response_of};
use crate::told::{HOME, delivered, dump, event, send, settle, travel, trouble};
use crate::world::{Answer, Operation, Rule, START, Target, Trouble};

fn history_of(deployment: &Deployment, link_id: &str) -> Vec<Event> {
    block_on(history::of(&deployment.universe.at(HOME), link_id)).unwrap()
}

fn kinds_of(deployment: &Deployment, link_id: &str) -> Vec<Kind> {
    let events = history_of(deployment, link_id);
    events.iter().map(|event| event.kind).collect()
}

fn counts(deployment: &Deployment) -> Vec<(Kind, usize)> {
    let world = deployment.universe.at(HOME);
    let days = block_on(figures::of_days(&world, START.date(), 1)).unwrap();
    days[0].counts.clone().into_iter().collect()
}

fn tick(deployment: &Deployment) {
    let at = deployment.universe.now();
    block_on(route::tick(
        &deployment.universe.at(HOME),
        &deployment.service,
        at,
    ));
}

#[test]
fn every_event_of_a_journey_is_in_the_history_once_whatever_goes_wrong() {
    for seed in 0..40 {
        let deployment = Deployment::new(seed);
        let journey = travel(&deployment);
        trouble(&deployment.universe);
        settle(&deployment);
        deployment.universe.heal();
        assert_eq!(
            kinds_of(&deployment, &journey.link_id),
            journey.kinds,
            "{seed}"
        );
        let once: Vec<(Kind, usize)> = journey.kinds.iter().map(|kind| (*kind, 1)).collect();
        assert_eq!(counts(&deployment), once, "{seed}");
    }
}

#[test]
fn every_event_is_a_point_of_the_time_series() {
    let deployment = Deployment::new(1);
    let journey = travel(&deployment);
    let points = deployment.universe.points();
    assert!(points.iter().all(|point| point.index == journey.link_id));
    let told: Vec<&str> = points.iter().map(|point| &*point.blobs[0]).collect();
    let kinds: Vec<&str> = journey.kinds.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(told, kinds);
}

#[test]
fn a_history_keeps_what_an_event_says_and_is_forgotten_after_its_link() {
    let deployment = Deployment::new(1);
    let journey = travel(&deployment);
    settle(&deployment);
    let events = history_of(&deployment, &journey.link_id);
    assert!(events.is_sorted_by_key(|event| event.at));
    assert_eq!(events[0].by.as_deref(), Some("KKKKKKKKKKKKKKKKKKKKKA"));
    assert!(events[1].recipient_id.is_some());
    let revoked = events.last().unwrap();
    assert_eq!(revoked.detail.as_deref(), Some("revoked through the API"));
    let link_end = START + Duration::from_hours(24 * 90);
    for key in deployment.universe.keys(Namespace::Registry) {
        if key.starts_with("event:") {
            let kept = deployment.universe.kept(Namespace::Registry, &key).unwrap();
            // Of the revocation nobody said when the link ends.
            let days = if key.contains(&revoked.id) { 310 } else { 30 };
            let expected = link_end + Duration::from_hours(24 * days);
            let off = (kept.expires.unwrap() - expected).abs();
            assert!(off < Duration::from_mins(1), "{key} {off}");
        }
    }
}

#[test]
fn a_message_that_is_none_of_ours_is_let_go() {
    let deployment = Deployment::new(1);
    let mut nameless = event(Kind::Opened, 1, 0);
    nameless.id = "../x".to_owned();
    let bodies = [
        "{}".to_owned(),
        "nonsense".to_owned(),
        serde_json::to_string(&Message::Event(nameless)).unwrap(),
    ];
    let batch: Vec<Delivered> = bodies
        .into_iter()
        .map(|body| Delivered { body, attempt: 1 })
        .collect();
    let world = deployment.universe.at(HOME);
    let settled = block_on(consumer::events(&world, &deployment.service, &batch));
    assert_eq!(settled, [Settled::Done; 3]);
    assert_eq!(deployment.universe.keys(Namespace::Registry), [""; 0]);
}

#[test]
fn only_what_a_store_did_not_take_comes_again() {
    let deployment = Deployment::new(1);
    let named = |kind, number| event(kind, number, 0).named(&deployment.service.pepper);
    let (good, bad) = (named(Kind::Opened, 1), named(Kind::Opened, 2));
    let batch: Vec<Delivered> = [&good, &bad]
        .map(|event| delivered(&Message::Event(event.clone())))
        .to_vec();
    let puts = Target::Only(Operation::Put(Namespace::Registry));
    let rule = Rule::new(puts, Trouble::Fail).key(&bad.id);
    deployment.universe.inflict(rule);
    let world = deployment.universe.at(HOME);
    let settled = block_on(consumer::events(&world, &deployment.service, &batch));
    assert_eq!(settled, [Settled::Done, Settled::Again(consumer::pause(1))]);
    let link_id = good.link_id.unwrap();
    assert_eq!(kinds_of(&deployment, &link_id), [Kind::Opened]);
}

#[test]
fn a_delivered_link_has_ended_once_however_often_it_is_opened() {
    let deployment = Deployment::new(3);
    let (link_id, path) = deployment.mint();
    let mut browser = deployment.browser_in(1, &path, &link_id);
    deployment.universe.answer(
        "origin.example",
        Answer::reply(200, delivered_at("2026-11-20T06:00:00-08:00").to_string()),
    );
    deployment.universe.advance(Duration::from_hours(2));
    for _ in 0..5 {
        assert_eq!(browser.get(&format!("/s/{link_id}")).status, 410);
        deployment.universe.advance(Duration::from_secs(90));
        settle(&deployment);
    }
    let kinds = kinds_of(&deployment, &link_id);
    let delivered = |kind: &&Kind| **kind == Kind::Delivered;
    assert_eq!(kinds.iter().filter(delivered).count(), 1);
    let path = format!("/share/links/{link_id}");
    let status = response_of(&deployment.api(HOME, Method::Get, &path, None));
    assert_eq!(status["state"], "delivered");
    assert_eq!(status["ended"]["reason"], "delivered");
}

#[test]
fn a_link_whose_time_is_up_is_told_once_by_the_clock() {
    for seed in 0..10 {
        let deployment = Deployment::new(seed);
        let mut body = mint_body();
        body["expiresAt"] = json!("2026-12-02T08:20:00Z");
        let reply = deployment.api(0, Method::Post, "/share/links", Some(&body));
        let link_id = response_of(&reply)["linkId"].as_str().unwrap().to_owned();
        settle(&deployment);
        tick(&deployment);
        settle(&deployment);
        assert_eq!(kinds_of(&deployment, &link_id), [Kind::Minted]);
        deployment.universe.advance(Duration::from_hours(25));
        trouble(&deployment.universe);
        for _ in 0..4 {
            tick(&deployment);
            settle(&deployment);
            deployment.universe.advance(Duration::from_mins(30));
        }
        deployment.universe.heal();
        let events = history_of(&deployment, &link_id);
        let kinds: Vec<Kind> = events.iter().map(|event| event.kind).collect();
        assert_eq!(kinds, [Kind::Minted, Kind::Expired], "{seed}");
        assert_eq!(
            events[1].at,
            START + Duration::from_secs(24 * 3600 + 20 * 60 - 7)
        );
        let path = format!("/share/links/{link_id}");
        let status = response_of(&deployment.api(HOME, Method::Get, &path, None));
        assert_eq!(status["state"], "expired");
        assert_eq!(status["ended"]["reason"], "expired");
    }
}

#[test]
fn an_extended_link_is_told_at_its_new_end_only() {
    let deployment = Deployment::new(1);
    let (link_id, _) = deployment.mint();
    settle(&deployment);
    let key = format!("link:{link_id}");
    let kept = deployment.universe.kept(Namespace::Registry, &key).unwrap();
    let mut record: Value = serde_json::from_str(&kept.value).unwrap();
    record["expiresAt"] = json!("2027-03-15T08:00:07Z");
    deployment
        .universe
        .plant(Namespace::Registry, &key, &record.to_string());
    deployment
        .universe
        .advance(Duration::from_hours(24 * 90 + 1));
    tick(&deployment);
    settle(&deployment);
    assert_eq!(kinds_of(&deployment, &link_id), [Kind::Minted]);
}

#[test]
fn the_worst_batches_stay_under_what_the_platform_lets_an_invocation_do() {
    let deployment = Deployment::new(1);
    let id = |letter: char, number: usize| format!("{letter}{number:021}");
    let grant = |number: usize| {
        let shipment = |nth: usize| Reference {
            kind: ReferenceKind::Container,
            number: format!("CSQU{:07}", number * 10 + nth),
            scac: None,
        };
        Message::Grant(Grant {
            link_id: id('L', number),
            created_at: START,
            expires_at: START + Duration::from_hours(24),
            issuer: id('K', 0),
            shipments: (0..10).map(shipment).collect(),
            recipient_ids: (0..5).map(|nth| id('R', number * 5 + nth)).collect(),
            domain_ids: (0..5).map(|nth| id('D', number * 5 + nth)).collect(),
        })
    };
    let on_a_day_of_its_own = |kind, number: u32| {
        let event = event(kind, number, -i64::from(number) * 86_400);
        Message::Event(event.named(&deployment.service.pepper))
    };
    let grants = || (0..consumer::BATCH).map(grant);
    let many = 0..u32::try_from(consumer::BATCH).unwrap();
    let mut mixed: Vec<Message> = grants().collect();
    mixed[0] = on_a_day_of_its_own(Kind::Minted, 1);
    for (batch, most) in [
        (grants().collect(), 40 * 23),
        (mixed, 39 * 23 + 8),
        (
            many.clone()
                .map(|number| on_a_day_of_its_own(Kind::Minted, number))
                .collect::<Vec<_>>(),
            40 * 3 + 5,
        ),
        (
            many.map(|number| on_a_day_of_its_own(Kind::Delivered, number))
                .collect(),
            40 * 3 + 5,
        ),
    ] {
        deployment.universe.wipe(Namespace::Registry);
        deployment.universe.forget_counts();
        let batch: Vec<Delivered> = batch.iter().map(delivered).collect();
        let world = deployment.universe.at(HOME);
        let settled = block_on(consumer::events(&world, &deployment.service, &batch));
        assert_eq!(settled, [Settled::Done; consumer::BATCH]);
        let operations = deployment.universe.count(Target::Kv);
        assert!((most - 10..=most).contains(&operations), "{operations}");
    }
}

#[test]
fn a_queue_that_loses_everything_costs_no_link_and_a_retry_makes_good_for_it() {
    let deployment = Deployment::new(1);
    let mint = || {
        let key = deployment.api_key(&Scope::ALL);
        let body = mint_body();
        let mut request = api_request(&key, Method::Post, "/share/links", Some(&body));
        request
            .headers
            .push(("idempotency-key", "booking 1".to_owned()));
        response_of(&deployment.send(0, &request))
    };
    let minted = mint();
    deployment.universe.forget_queue(Queue::Events);
    settle(&deployment);
    let link_id = minted["linkId"].as_str().unwrap();
    assert_eq!(kinds_of(&deployment, link_id), []);
    deployment.universe.advance(Duration::from_mins(2));
    let again = mint();
    assert_eq!(again["linkId"], minted["linkId"]);
    settle(&deployment);
    let events = history_of(&deployment, link_id);
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].at, START.truncate_to_second());
}

#[test]
fn figures_are_those_of_their_day() {
    let deployment = Deployment::new(1);
    let mut events = Vec::new();
    for number in 0..130 {
        events.push(event(Kind::Opened, number, i64::from(number)));
        events.push(event(Kind::Viewed, number, i64::from(number) - 86_400));
    }
    send(&deployment, events.clone());
    settle(&deployment);
    // The platform may bring them again much later.
    send(&deployment, events);
    settle(&deployment);
    let world = deployment.universe.at(HOME);
    let days = block_on(figures::of_days(&world, START.date(), 3)).unwrap();
    let dates: Vec<String> = days.iter().map(|day| day.date.to_string()).collect();
    assert_eq!(dates, ["2026-11-29", "2026-11-30", "2026-12-01"]);
    let counts: Vec<Vec<(Kind, usize)>> = days
        .into_iter()
        .map(|day| day.counts.into_iter().collect())
        .collect();
    assert_eq!(
        counts,
        [vec![], vec![(Kind::Viewed, 130)], vec![(Kind::Opened, 130)]]
    );
}

#[test]
fn nothing_that_is_kept_or_logged_is_a_secret() {
    let deployment = Deployment::new(5);
    let journey = travel(&deployment);
    let mut browser = Browser::new(&deployment, 0);
    browser.ask(&journey.link_id, "joe@other.example");
    let batch = deployment.universe.take_batch(Queue::Events, 100);
    for secret in &journey.secrets {
        for message in &batch {
            assert!(!message.body.contains(secret.as_str()));
        }
    }
    let again = vec![Settled::Again(Duration::ZERO); batch.len()];
    deployment.universe.settle(Queue::Events, &again);
    trouble(&deployment.universe);
    settle(&deployment);
    let secrets: Vec<&str> = journey.secrets.iter().map(String::as_str).collect();
    deployment.universe.assert_no_secret(&secrets);
    let kept = dump(&deployment.universe);
    assert!(kept.contains("link.verified"));
    for secret in secrets {
        assert!(!kept.contains(secret));
    }
}
