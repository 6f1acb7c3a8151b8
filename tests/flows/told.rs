//! What the tests of events have in common.

use futures::executor::block_on;
use sealink::event::{self, Event, Kind, Message};
use sealink::http::Method;
use sealink::world::{Delivered, Namespace, Queue};
use serde_json::json;
use std::time::Duration;

use crate::deployment::{Browser, Deployment, RECIPIENT, mint_body, response_of};
use crate::world::{Operation, Rule, START, Target, Trouble, Universe};

/// Where the consumers work, unless a test is about their moving.
pub const HOME: usize = 2;

/// A journey of one link; its id, and the secrets that were about.
pub struct Journey {
    pub link_id: String,
    pub secrets: Vec<String>,
    /// The kinds of its events, in order.
    pub kinds: Vec<Kind>,
}

/// Mints a link with a mail, follows it, mistypes its code, passes the gate,
/// looks, and revokes it, a second between each and the next.
pub fn travel(deployment: &Deployment) -> Journey {
    let second = || deployment.universe.advance(Duration::from_secs(1));
    let mut body = mint_body();
    body["notify"] = json!(true);
    let reply = deployment.api(0, Method::Post, "/share/links", Some(&body));
    let minted = response_of(&reply);
    let link_id = minted["linkId"].as_str().unwrap().to_owned();
    let url = minted["shareUrl"].as_str().unwrap();
    let token = url.rsplit('/').next().unwrap().to_owned();
    let mut browser = Browser::new(deployment, 1);
    second();
    browser.get(&format!("/t/{token}"));
    browser.ask(&link_id, RECIPIENT);
    let code = deployment.universe.last_code_to(RECIPIENT).unwrap();
    second();
    let wrong = if code == "00000000" {
        "11111111"
    } else {
        "00000000"
    };
    browser.redeem(&link_id, wrong);
    second();
    assert_eq!(browser.redeem(&link_id, &code).status, 303);
    second();
    assert_eq!(browser.get(&format!("/s/{link_id}")).status, 200);
    second();
    let path = format!("/share/links/{link_id}");
    let reply = deployment.api(0, Method::Delete, &path, None);
    assert_eq!(reply.status, 204);
    Journey {
        link_id,
        secrets: vec![RECIPIENT.to_owned(), code, token],
        kinds: vec![
            Kind::Minted,
            Kind::MailSent,
            Kind::Opened,
            Kind::Failed,
            Kind::Verified,
            Kind::Viewed,
            Kind::Revoked,
        ],
    }
}

/// Makes the registry and the queue unreliable for a while.
pub fn trouble(universe: &Universe) {
    let registry = Namespace::Registry;
    for (target, trouble, chance) in [
        (Operation::Put(registry), Trouble::Fail, 0.04),
        (Operation::Put(registry), Trouble::LoseAnswer, 0.04),
        (Operation::Bulk(registry), Trouble::TimeOut, 0.04),
        // Of each of some eighty keys.
        (Operation::Bulk(registry), Trouble::Omit, 0.002),
        (Operation::Bulk(registry), Trouble::Forget, 0.02),
        (Operation::List(registry), Trouble::Fail, 0.04),
        (Operation::Enqueue(Queue::Webhooks), Trouble::Fail, 0.04),
        (
            Operation::Enqueue(Queue::Webhooks),
            Trouble::LoseAnswer,
            0.04,
        ),
    ] {
        universe.inflict(Rule::new(Target::Only(target), trouble).chance(chance));
    }
}

/// Lets time pass and the consumers work until nothing waits any more.
pub fn settle(deployment: &Deployment) {
    settle_in(deployment, |_| HOME);
}

/// The same, with a location for each round.
pub fn settle_in(deployment: &Deployment, location: impl Fn(usize) -> usize) {
    for round in 0..20_000 {
        deployment.consume(location(round));
        let waiting = |queue| deployment.universe.waiting(queue) > 0;
        if !Queue::ALL.into_iter().any(waiting) {
            return;
        }
        deployment.universe.advance(Duration::from_secs(7));
    }
    panic!("messages wait for ever");
}

/// Sends events to the queue, and waits until it has them.
pub fn send(deployment: &Deployment, events: Vec<Event>) {
    let named = events
        .into_iter()
        .map(|event| Message::Event(event.named(&deployment.service.pepper)))
        .collect::<Vec<_>>();
    block_on(event::send(&deployment.universe.at(0), &named)).unwrap();
}

/// An event about a link named by a number, so many seconds after the start.
pub fn event(kind: Kind, number: u32, seconds: i64) -> Event {
    let at = START + time::Duration::seconds(seconds);
    let link_id = format!("L{number:021}");
    Event::of_link(kind, at, &link_id, START + time::Duration::days(90))
        .by("KKKKKKKKKKKKKKKKKKKKKA")
}

/// A message as the queue hands it over.
pub fn delivered(message: &Message) -> Delivered {
    Delivered {
        body: serde_json::to_string(message).unwrap(),
        attempt: 1,
    }
}

/// Everything that the registry holds: keys, values and what stands beside them.
pub fn dump(universe: &Universe) -> String {
    let namespace = Namespace::Registry;
    let keys = universe.keys(namespace);
    let kept = keys.iter().map(|key| {
        let kept = universe.kept(namespace, key).unwrap();
        format!(
            "{key} {} {}\n",
            kept.value,
            kept.metadata.unwrap_or_default()
        )
    });
    kept.collect()
}
