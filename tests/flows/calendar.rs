//! The arrival taken along: calendar file and feed, QR code.

use std::time::Duration;

use sealink::gate::denylist::Target as Denied;
use sealink::http::{Method, Reply};
use sealink::world::Namespace;

use crate::deployment::{Browser, CONTAINER, Deployment, ORIGIN, delivered_at, shows_shipment};
use crate::world::{Answer, Rule, Target, Trouble};

/// The feed's path, as the page shows it.
fn feed(browser: &mut Browser<'_>, id: &str) -> String {
    let page = browser.get(&format!("/s/{id}/calendar"));
    assert_eq!(page.status, 200);
    let (_, url) = page.body.split_once("webcal://track.example.com").unwrap();
    url.split('"').next().unwrap().to_owned()
}

/// What a calendar program gets, which has no cookies.
fn fetched(deployment: &Deployment, path: &str) -> Reply {
    Browser::new(deployment, 0).get(path)
}

#[test]
fn file_and_feed_hold_the_arrival_and_only_a_recipient_gets_them() {
    let deployment = Deployment::new(1);
    let (id, path) = deployment.mint();
    let mut browser = deployment.browser_in(0, &path, &id);
    let file = browser.get(&format!("/s/{id}/eta.ics"));
    let feed = feed(&mut browser, &id);
    for reply in [file, fetched(&deployment, &feed)] {
        assert_eq!(reply.status, 200);
        assert_eq!(
            reply.header("content-type"),
            Some("text/calendar; charset=utf-8")
        );
        assert!(reply.body.contains("DTSTART:20261203T140000Z"));
        assert!(reply.body.contains(CONTAINER));
        assert_eq!(reply.header("cache-control"), Some("no-store"));
    }
    let mut stranger = Browser::new(&deployment, 0);
    stranger.get(&path);
    for name in ["eta.ics", "calendar", "qr.svg"] {
        let reply = stranger.get(&format!("/s/{id}/{name}"));
        assert_eq!(reply.status, 401, "{name}");
        assert!(!shows_shipment(&reply));
    }
}

#[test]
fn the_feed_ends_with_the_link_and_with_the_recipient_s_access() {
    for denied in 0..4 {
        let deployment = Deployment::new(2);
        let (id, path) = deployment.mint();
        let mut browser = deployment.browser_in(0, &path, &id);
        let feed = feed(&mut browser, &id);
        assert_eq!(fetched(&deployment, &feed).status, 200);
        let session = browser.cookie("__Secure-session").unwrap().to_owned();
        let session = deployment
            .service
            .ring
            .verify::<sealink::token::claims::Session>(&session)
            .unwrap();
        let session = session.even_if_void();
        match denied {
            0 => {
                let path = format!("/share/links/{id}");
                let reply = deployment.api(0, Method::Delete, &path, None);
                assert_eq!(reply.status, 204);
            }
            1 | 2 => {
                let target = if denied == 1 {
                    Denied::Recipient(&session.recipient)
                } else {
                    Denied::LinkRecipient(&id, &session.recipient)
                };
                let revoked = serde_json::json!({
                    "at": "2026-12-01T08:00:08Z", "by": "ops", "why": "test",
                });
                deployment
                    .universe
                    .plant(Namespace::Denylist, &target.key(), &revoked.to_string());
            }
            _ => deployment.universe.advance(Duration::from_hours(91 * 24)),
        }
        // A location may have seen the old state for as long as it may be cached.
        deployment.universe.advance(Duration::from_mins(2));
        let ended = fetched(&deployment, &feed);
        assert_eq!(ended.status, 410, "{denied}");
        assert!(!shows_shipment(&ended));
    }
}

#[test]
fn the_feed_ends_on_delivery_after_the_grace() {
    let deployment = Deployment::new(3);
    let (id, path) = deployment.mint();
    let mut browser = deployment.browser_in(0, &path, &id);
    let feed = feed(&mut browser, &id);
    let delivered = delivered_at("2026-11-16T09:00:00-08:00");
    deployment
        .universe
        .answer("origin.example", Answer::reply(200, delivered.to_string()));
    deployment.universe.advance(Duration::from_hours(8 * 24));
    assert_eq!(fetched(&deployment, &feed).status, 410);
}

#[test]
fn a_feed_shows_nothing_while_nobody_can_tell() {
    for trouble in [Trouble::Fail, Trouble::WrongType] {
        let deployment = Deployment::new(4);
        let (id, path) = deployment.mint();
        let mut browser = deployment.browser_in(0, &path, &id);
        let feed = feed(&mut browser, &id);
        deployment
            .universe
            .inflict(Rule::new(Target::Reads(Namespace::Denylist), trouble));
        let reply = fetched(&deployment, &feed);
        assert_eq!(reply.status, 503);
        assert!(!shows_shipment(&reply));
    }
}

#[test]
fn no_other_token_opens_a_feed_and_a_feed_s_opens_nothing_else() {
    let deployment = Deployment::new(5);
    let (id, path) = deployment.mint();
    let mut browser = deployment.browser_in(0, &path, &id);
    let feed = feed(&mut browser, &id);
    let session = browser.cookie("__Secure-session").unwrap().to_owned();
    for token in [&path[3..], &session, "v4.public.x"] {
        let reply = fetched(&deployment, &format!("/c/{token}.ics"));
        assert_eq!(reply.status, 404);
    }
    let token = feed
        .strip_prefix("/c/")
        .and_then(|feed| feed.strip_suffix(".ics"))
        .unwrap();
    assert_eq!(fetched(&deployment, &format!("/t/{token}")).status, 404);
}

#[test]
fn the_qr_code_is_the_link_s_own_url() {
    let deployment = Deployment::new(6);
    let (id, path) = deployment.mint();
    let mut browser = deployment.browser_in(0, &path, &id);
    let code = browser.get(&format!("/s/{id}/qr.svg"));
    assert_eq!(code.status, 200);
    assert_eq!(code.header("content-type"), Some("image/svg+xml"));
    assert_eq!(code.header("cache-control"), Some("no-store"));
    let expected = sealink::page::qr::reply(&format!("{ORIGIN}{path}")).unwrap();
    assert_eq!(code.body, expected.body);
}
