//! Asking the sender for a new link when one has ended.

use std::time::Duration;

use sealink::http::{Method, Reply};
use sealink::world::{Limiter, Namespace};

use crate::deployment::{Browser, Deployment, RECIPIENT, SENDER, STRANGER, shows_shipment};
use crate::world::{Operation, Rule, Target, Trouble};

const DAY: u64 = 24 * 3600;

struct Ended {
    deployment: Deployment,
    id: String,
    path: String,
}

/// A link that has been revoked, everywhere.
fn revoked(seed: u64) -> Ended {
    let deployment = Deployment::new(seed);
    let (id, path) = deployment.mint();
    let reply = deployment.api(0, Method::Delete, &format!("/share/links/{id}"), None);
    assert_eq!(reply.status, 204);
    deployment.universe.advance(Duration::from_mins(2));
    Ended {
        deployment,
        id,
        path,
    }
}

impl Ended {
    fn ask(&self, address: &str) -> Reply {
        self.ask_with(address, &self.path[3..])
    }

    fn ask_with(&self, address: &str, token: &str) -> Reply {
        let fields = [("email", address), ("token", token)];
        Browser::new(&self.deployment, 0).post(&format!("/s/{}/ask", self.id), &fields)
    }

    fn heard(&self) -> Vec<String> {
        let mails = self.deployment.universe.mails_to(SENDER);
        mails.into_iter().map(|mail| mail.text).collect()
    }
}

#[test]
fn the_page_of_an_ended_link_asks_the_sender_without_showing_anything() {
    let ended = revoked(1);
    let gone = Browser::new(&ended.deployment, 0).get(&ended.path);
    assert_eq!(gone.status, 410);
    assert!(gone.body.contains(&format!("/s/{}/ask", ended.id)));
    assert!(!shows_shipment(&gone));
    let told = ended.ask(RECIPIENT);
    assert_eq!(told.status, 200);
    assert!(told.body.contains("The sender has been told"));
    assert!(!shows_shipment(&told));
    let heard = ended.heard();
    assert_eq!(heard.len(), 1);
    assert!(heard[0].contains(RECIPIENT) && heard[0].contains(&ended.id));
    assert!(heard[0].contains("one of the link"));
    ended
        .deployment
        .universe
        .assert_no_secret(&[RECIPIENT, SENDER, &ended.path[3..]]);
}

#[test]
fn the_sender_hears_of_each_recipient_once_a_day_and_of_strangers_once() {
    let ended = revoked(2);
    for address in [RECIPIENT, RECIPIENT, STRANGER, "another@other.example"] {
        // Another minute, so that no limiter is what holds it back.
        ended.deployment.universe.advance(Duration::from_secs(90));
        assert_eq!(ended.ask(address).status, 200, "{address}");
    }
    let heard = ended.heard();
    assert_eq!(heard.len(), 2, "{heard:?}");
    assert!(heard[1].contains("is NOT one"));
    ended
        .deployment
        .universe
        .advance(Duration::from_secs(DAY + 120));
    ended.ask(RECIPIENT);
    assert_eq!(ended.heard().len(), 3);
}

#[test]
fn an_expired_link_can_be_asked_about_too() {
    let deployment = Deployment::new(3);
    let (id, path) = deployment.mint();
    deployment.universe.advance(Duration::from_secs(91 * DAY));
    let ended = Ended {
        deployment,
        id,
        path,
    };
    let gone = Browser::new(&ended.deployment, 0).get(&ended.path);
    assert_eq!(gone.status, 410);
    assert!(gone.body.contains("/ask\""));
    assert_eq!(ended.ask(RECIPIENT).status, 200);
    assert_eq!(ended.heard().len(), 1);
}

#[test]
fn forged_tokens_wrong_paths_and_malformed_addresses_are_refused() {
    let ended = revoked(4);
    let token = &ended.path[3..];
    let (_, other) = ended.deployment.mint();
    for wrong in ["", "v4.public.x", &token[1..], &other[3..]] {
        let reply = ended.ask_with(RECIPIENT, wrong);
        assert_eq!(reply.status, 404, "{wrong}");
    }
    let malformed = ended.ask("no address");
    assert_eq!(malformed.status, 422);
    assert!(malformed.body.contains("not a complete email address"));
    assert!(malformed.body.contains("/ask\""));
    assert!(ended.heard().is_empty());
}

#[test]
fn floods_are_braked_and_a_missing_limiter_lets_pass() {
    let ended = revoked(5);
    let mut refused = 0;
    for number in 0..10 {
        let reply = ended.ask(&format!("x{number}@other.example"));
        refused += usize::from(reply.status == 429);
    }
    assert!(refused >= 6, "{refused}");
    assert_eq!(ended.heard().len(), 1);
    let ended = revoked(6);
    for limiter in [Limiter::GatePerClient, Limiter::CodePerRecipient] {
        ended.deployment.universe.inflict(Rule::new(
            Target::Only(Operation::Limit(limiter)),
            Trouble::Fail,
        ));
    }
    assert_eq!(ended.ask(RECIPIENT).status, 200);
}

#[test]
fn a_store_that_cannot_say_sends_nothing() {
    for target in [
        Target::Reads(Namespace::Codes),
        Target::Only(Operation::Put(Namespace::Codes)),
    ] {
        let ended = revoked(7);
        ended
            .deployment
            .universe
            .inflict(Rule::new(target, Trouble::Fail));
        assert_eq!(ended.ask(RECIPIENT).status, 503);
        assert!(ended.heard().is_empty());
    }
}

#[test]
fn a_carrier_that_refuses_is_not_seen() {
    let ended = revoked(8);
    ended
        .deployment
        .universe
        .inflict(Rule::new(Target::Only(Operation::Mail), Trouble::Fail));
    assert_eq!(ended.ask(RECIPIENT).status, 200);
}

#[test]
fn a_sender_without_a_mailbox_is_not_asked() {
    let Ended {
        deployment,
        id,
        path,
    } = revoked(9);
    let deployment = deployment
        .with(|name| (name == "BRAND_CONTACT").then(|| "https://acme.example/help".to_owned()));
    let ended = Ended {
        deployment,
        id,
        path,
    };
    let gone = Browser::new(&ended.deployment, 0).get(&ended.path);
    assert!(!gone.body.contains("/ask\""));
    assert!(gone.body.contains("https://acme.example/help"));
    assert_eq!(ended.ask(RECIPIENT).status, 404);
}

#[test]
fn a_mistyped_address_leaves_the_end_what_it_was() {
    let deployment = Deployment::new(9);
    let (id, path) = deployment.mint();
    let end = r#"{"at":"2026-12-01T08:00:07Z","by":"delivery","why":"delivered"}"#;
    let key = format!("delivered:{id}");
    deployment.universe.plant(Namespace::Denylist, &key, end);
    let ended = Ended {
        deployment,
        id,
        path,
    };
    let gone = Browser::new(&ended.deployment, 0).get(&ended.path);
    let again = ended.ask("kim@customer");
    assert_eq!((gone.status, again.status), (410, 422));
    for reply in [gone, again] {
        assert!(reply.body.contains("has been delivered"), "{}", reply.body);
    }
}
