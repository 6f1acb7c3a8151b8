//! The journey of a link, from the first click to its end.

use std::time::Duration;

use futures::executor::block_on;
use futures::future::join_all;
use sealink::http::Method;
use sealink::token::claims::Session;
use sealink::world::{Limiter, Namespace};
use serde_json::json;

use crate::deployment::{
    Browser, CONTAINER, Deployment, RECIPIENT, STRANGER, VESSEL, delivered_at, mint_body,
    response_of, shows_shipment,
};
use crate::world::{Answer, Operation, Rule, Target, Trouble};

const SESSION: &str = "__Secure-session";
const CHALLENGE: &str = "__Secure-challenge";

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn a_recipient_opens_the_link_proves_the_mailbox_and_sees_the_shipment() {
    let deployment = Deployment::new(1);
    let (id, path) = deployment.mint();
    let mut browser = Browser::new(&deployment, 0);

    let first = browser.get(&path);
    assert_eq!(
        (first.status, first.header("location")),
        (303, Some(&*format!("/s/{id}")))
    );
    let clean = format!("/s/{id}");
    let gate = browser.get(&clean);
    assert_eq!(gate.status, 200);
    assert!(gate.body.contains(&format!("/s/{id}/code")) && !shows_shipment(&gate));

    let asked = browser.ask(&id, RECIPIENT);
    assert_eq!(
        (asked.status, asked.header("location")),
        (303, Some(&*clean))
    );
    let field = browser.get(&clean);
    assert!(field.body.contains(&format!("/s/{id}/session")) && !shows_shipment(&field));
    let mails = deployment.universe.mails_to(RECIPIENT);
    let code = deployment.universe.last_code_to(RECIPIENT).unwrap();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.contains(&code) && mails[0].html.contains(&code));

    assert_eq!(browser.redeem(&id, &code).status, 303);
    let page = browser.get(&clean);
    assert_eq!(page.status, 200);
    for fact in [VESSEL, CONTAINER, "Yantian", "Los Angeles"] {
        assert!(page.body.contains(fact), "{fact}");
    }
    deployment.universe.assert_no_secret(&[
        &code,
        RECIPIENT,
        &path[3..],
        "origin-token-of-the-tests",
    ]);
}

#[test]
fn the_code_is_read_as_people_type_it() {
    let deployment = Deployment::new(2);
    let (id, path) = deployment.mint();
    let mut browser = Browser::new(&deployment, 0);
    browser.get(&path);
    browser.ask(&id, &RECIPIENT.to_uppercase());
    let code = deployment
        .universe
        .last_code_to(&RECIPIENT.to_uppercase())
        .unwrap();
    let typed = format!(
        " {} ",
        code.to_lowercase()
            .replace('-', " ")
            .replace('0', "o")
            .replace('1', "l")
    );
    assert_eq!(browser.redeem(&id, &typed).status, 303);
}

#[test]
fn a_stranger_gets_the_same_answers_and_no_mail() {
    let deployment = Deployment::new(3);
    let (id, path) = deployment.mint();
    let clean = format!("/s/{id}");
    let [known, unknown] = [RECIPIENT, STRANGER].map(|address| {
        deployment.universe.forget_counts();
        let mut browser = Browser::new(&deployment, 0);
        browser.get(&path);
        let asked = browser.ask(&id, address);
        let shown = browser.get(&clean);
        let wrong = browser.redeem(&id, "0000-0000");
        let writes = deployment
            .universe
            .count(Target::Only(Operation::Put(Namespace::Codes)));
        let challenge_len = browser.cookie(CHALLENGE).unwrap().len();
        let names: Vec<_> = asked.headers.iter().map(|(name, _)| *name).collect();
        (
            asked.status,
            names,
            shown.body,
            wrong.status,
            wrong.body,
            writes,
            challenge_len,
        )
    });
    assert_eq!(known, unknown);
    assert!(deployment.universe.mails_to(STRANGER).is_empty());
}

#[test]
fn a_strangers_challenge_opens_to_no_code_ever_mailed() {
    let deployment = Deployment::new(4);
    let (id, path) = deployment.mint();
    let mut jane = Browser::new(&deployment, 0);
    jane.get(&path);
    jane.ask(&id, RECIPIENT);
    let code = deployment.universe.last_code_to(RECIPIENT).unwrap();
    let mut joe = Browser::new(&deployment, 0);
    joe.get(&path);
    joe.ask(&id, STRANGER);
    assert_eq!(joe.redeem(&id, &code).status, 422);
    assert_eq!(joe.cookie(SESSION), None);
}

#[test]
fn a_code_is_useless_in_a_browser_that_did_not_ask_for_it() {
    let deployment = Deployment::new(5);
    let (id, path) = deployment.mint();
    let mut asker = Browser::new(&deployment, 0);
    asker.get(&path);
    asker.ask(&id, RECIPIENT);
    let code = deployment.universe.last_code_to(RECIPIENT).unwrap();
    let mut other = Browser::new(&deployment, 0);
    other.get(&path);
    assert_eq!(other.redeem(&id, &code).status, 422);
    other.ask(&id, RECIPIENT);
    assert_eq!(
        other.redeem(&id, &code).status,
        422,
        "an older challenge's code"
    );
    assert_eq!(asker.redeem(&id, &code).status, 303);
}

#[test]
fn reading_and_looking_change_nothing_however_often() {
    let deployment = Deployment::new(6);
    let (id, path) = deployment.mint();
    deployment.universe.forget_counts();
    let mut scanner = Browser::new(&deployment, 0);
    for method in [Method::Get, Method::Head, Method::Get] {
        for path in [
            path.clone(),
            format!("/s/{id}"),
            format!("/s/{id}/tracking"),
        ] {
            let request = scanner.request(method, &path, None);
            scanner.visit(&request);
        }
    }
    for namespace in Namespace::ALL {
        assert_eq!(
            deployment
                .universe
                .count(Target::Only(Operation::Put(namespace))),
            0
        );
    }
    assert_eq!(deployment.universe.posted().len(), 0);
    assert_eq!(deployment.universe.count(Target::Only(Operation::Fetch)), 0);
    let mut browser = deployment.browser_in(0, &path, &id);
    assert!(shows_shipment(&browser.get(&format!("/s/{id}"))));
}

#[test]
fn the_clean_address_alone_opens_nothing() {
    let deployment = Deployment::new(7);
    let (id, path) = deployment.mint();
    let (other_id, other_path) = deployment.mint();
    deployment.browser_in(0, &path, &id);
    let mut nobody = Browser::new(&deployment, 0);
    assert_eq!(nobody.get(&format!("/s/{id}")).status, 404);
    nobody.get(&other_path);
    assert_eq!(
        nobody.get(&format!("/s/{id}")).status,
        404,
        "with the cookie of {other_id}"
    );
}

#[test]
fn cookies_of_one_link_open_no_other() {
    let deployment = Deployment::new(8);
    let (id, path) = deployment.mint();
    let (other_id, other_path) = deployment.mint();
    let inside = deployment.browser_in(0, &path, &id);
    let mut other = Browser::new(&deployment, 0);
    other.get(&other_path);
    let mut request = other.request(Method::Get, &format!("/s/{other_id}"), None);
    let session = inside.cookie(SESSION).unwrap();
    for (name, value) in &mut request.headers {
        if *name == "cookie" {
            *value = format!("{value}; {SESSION}={session}; {CHALLENGE}={session}");
        }
    }
    let reply = other.visit(&request);
    assert_eq!(reply.status, 200);
    assert!(!shows_shipment(&reply), "the gate, not the page");
}

#[test]
fn a_double_click_sends_one_mail_and_a_later_wish_another() {
    let deployment = Deployment::new(9);
    let (id, path) = deployment.mint();
    let mut browser = Browser::new(&deployment, 0);
    browser.get(&path);
    browser.ask(&id, RECIPIENT);
    browser.ask(&id, RECIPIENT);
    assert_eq!(deployment.universe.posted().len(), 1);
    deployment.universe.advance(secs(31));
    assert_eq!(browser.ask(&id, RECIPIENT).status, 303);
    assert_eq!(deployment.universe.posted().len(), 2);
}

#[test]
fn the_newest_code_counts() {
    let deployment = Deployment::new(10);
    let (id, path) = deployment.mint();
    let mut browser = Browser::new(&deployment, 0);
    browser.get(&path);
    browser.ask(&id, RECIPIENT);
    let first = deployment.universe.last_code_to(RECIPIENT).unwrap();
    deployment.universe.advance(secs(31));
    browser.ask(&id, RECIPIENT);
    let second = deployment.universe.last_code_to(RECIPIENT).unwrap();
    assert_eq!(browser.redeem(&id, &first).status, 422);
    assert_eq!(browser.redeem(&id, &second).status, 303);
}

#[test]
fn a_code_is_void_after_ten_minutes() {
    let deployment = Deployment::new(11);
    let (id, path) = deployment.mint();
    let mut browser = Browser::new(&deployment, 0);
    browser.get(&path);
    browser.ask(&id, RECIPIENT);
    let code = deployment.universe.last_code_to(RECIPIENT).unwrap();
    deployment.universe.advance(secs(600));
    let reply = browser.redeem(&id, &code);
    assert_eq!(reply.status, 422);
    assert_eq!(browser.cookie(SESSION), None);
}

#[test]
fn a_challenge_that_has_not_arrived_yet_is_worth_another_try() {
    let deployment = Deployment::new(12);
    let (id, path) = deployment.mint();
    let mut browser = Browser::new(&deployment, 0);
    browser.get(&path);
    browser.ask(&id, RECIPIENT);
    let code = deployment.universe.last_code_to(RECIPIENT).unwrap();
    let forget = Rule::new(Target::Reads(Namespace::Codes), Trouble::Forget);
    deployment.universe.inflict(forget);
    let early = browser.redeem(&id, &code);
    assert_eq!(early.status, 422);
    assert!(early.body.contains("again") && browser.cookie(CHALLENGE).is_some());
    deployment.universe.advance(secs(61));
    browser.redeem(&id, &code);
    assert_eq!(browser.cookie(CHALLENGE), None, "after a minute it is void");
    assert_eq!(browser.cookie(SESSION), None);
}

#[test]
fn redeemed_twice_at_once_from_two_locations_it_is_one_session() {
    for seed in 0..50 {
        let deployment = Deployment::new(seed);
        let (id, path) = deployment.mint();
        let mut browser = Browser::new(&deployment, 0);
        browser.get(&path);
        browser.ask(&id, RECIPIENT);
        let code = deployment.universe.last_code_to(RECIPIENT).unwrap();
        deployment.universe.advance(secs(61));
        let form = Some(format!("code={code}"));
        let request = browser.request(Method::Post, &format!("/s/{id}/session"), form);
        let replies = block_on(join_all([0, 1, 0, 1].map(|location| {
            deployment.answer(deployment.universe.at(location), request.clone())
        })));
        let sessions: Vec<String> = replies
            .iter()
            .map(|reply| {
                assert_eq!(reply.status, 303, "{}", reply.body);
                let mut own = Browser::new(&deployment, 0);
                own.keep_cookies(reply);
                own.cookie(SESSION).unwrap().to_owned()
            })
            .collect();
        assert!(
            sessions.windows(2).all(|pair| pair[0] == pair[1]),
            "seed {seed}"
        );
        let session: Session = deployment
            .service
            .ring
            .verify(&sessions[0])
            .unwrap()
            .into_claims_at(deployment.universe.now())
            .unwrap();
        assert_eq!(session.link, id);
    }
}

#[test]
fn a_second_click_after_the_first_came_through_leads_to_the_page() {
    let deployment = Deployment::new(13);
    let (id, path) = deployment.mint();
    let mut browser = deployment.browser_in(0, &path, &id);
    let reply = browser.redeem(&id, "0000-0000");
    assert_eq!(reply.status, 303);
    assert_eq!(browser.get(&format!("/s/{id}")).status, 200);
}

#[test]
fn signing_out_brings_the_gate_back() {
    let deployment = Deployment::new(14);
    let (id, path) = deployment.mint();
    let mut browser = deployment.browser_in(0, &path, &id);
    assert_eq!(browser.leave(&id).status, 303);
    assert!(!shows_shipment(&browser.get(&format!("/s/{id}"))));
}

#[test]
fn a_mailbox_must_be_proven_again_after_fifteen_days() {
    let deployment = Deployment::new(15);
    let (id, path) = deployment.mint();
    let mut browser = deployment.browser_in(0, &path, &id);
    deployment.universe.advance(secs(15 * 24 * 60 * 60 - 1));
    deployment.universe.evict(0);
    assert!(shows_shipment(&browser.get(&format!("/s/{id}"))));
    deployment.universe.advance(secs(2));
    let reply = browser.get(&format!("/s/{id}"));
    assert!(reply.status == 200 && !shows_shipment(&reply));
}

#[test]
fn a_session_never_outlives_its_link() {
    let deployment = Deployment::new(16);
    let mut body = mint_body();
    body["expiresAt"] = json!("2026-12-02T00:00:00Z");
    let reply = deployment.api(0, Method::Post, "/share/links", Some(&body));
    let response = response_of(&reply);
    let (id, url) = (
        response["linkId"].as_str().unwrap(),
        response["shareUrl"].as_str().unwrap(),
    );
    let path = url.strip_prefix(crate::deployment::ORIGIN).unwrap();
    let mut browser = deployment.browser_in(0, path, id);
    let clean = format!("/s/{id}");
    deployment.universe.advance(Duration::from_hours(15));
    assert!(shows_shipment(&browser.get(&clean)));
    deployment.universe.advance(Duration::from_hours(1));
    let over = browser.get(&clean);
    assert!(over.status == 410 && !shows_shipment(&over));
    let mut late = Browser::new(&deployment, 0);
    assert_eq!(late.get(path).status, 410);
}

#[test]
fn delivered_closes_the_link_after_the_grace() {
    let deployment = Deployment::new(17);
    let (id, path) = deployment.mint();
    let over = delivered_at("2026-11-30T12:00:00-08:00").to_string();
    deployment
        .universe
        .answer("origin.example", Answer::reply(200, over));
    let mut browser = deployment.browser_in(0, &path, &id);
    let clean = format!("/s/{id}");
    assert_eq!(
        browser.get(&clean).status,
        200,
        "within three days of grace"
    );
    deployment.universe.advance(Duration::from_hours(72));
    let reply = browser.get(&clean);
    assert_eq!(reply.status, 410);
    assert!(reply.body.contains("delivered") && !shows_shipment(&reply));
    assert_eq!(browser.get(&format!("{clean}/tracking")).status, 410);
}

#[test]
fn the_limiters_brake_and_an_unavailable_one_lets_pass() {
    let deployment = Deployment::new(18);
    let (id, path) = deployment.mint();
    let mut browser = Browser::new(&deployment, 0);
    browser.get(&path);
    browser.ask(&id, RECIPIENT);
    let refusals: Vec<u16> = (0..6)
        .map(|_| browser.redeem(&id, "0000-0000").status)
        .collect();
    assert_eq!(refusals, [422, 422, 422, 422, 422, 429]);
    let writes = deployment
        .universe
        .count(Target::Only(Operation::Put(Namespace::Codes)));
    deployment.universe.inflict(Rule::new(
        Target::Only(Operation::Limit(Limiter::CodePerRecipient)),
        Trouble::Refuse,
    ));
    let braked = browser.ask(&id, STRANGER);
    assert_eq!(
        (braked.status, braked.header("retry-after")),
        (429, Some("60"))
    );
    let after = deployment
        .universe
        .count(Target::Only(Operation::Put(Namespace::Codes)));
    assert_eq!(writes, after, "the brake comes before any write");
    deployment.universe.heal();
    deployment
        .universe
        .inflict(Rule::new(Target::Limiters, Trouble::Fail));
    let code = deployment.universe.last_code_to(RECIPIENT).unwrap();
    assert_eq!(browser.redeem(&id, &code).status, 303);
}

#[test]
fn a_broken_code_store_sends_no_code_and_says_try_again() {
    for trouble in [Trouble::Fail, Trouble::TimeOut] {
        let deployment = Deployment::new(19);
        let (id, path) = deployment.mint();
        let mut browser = Browser::new(&deployment, 0);
        browser.get(&path);
        deployment
            .universe
            .inflict(Rule::new(Target::Namespace(Namespace::Codes), trouble));
        for address in [RECIPIENT, STRANGER] {
            let reply = browser.ask(&id, address);
            assert_eq!(reply.status, 503, "{address}");
            assert!(reply.header("retry-after").is_some());
        }
        assert!(deployment.universe.posted().is_empty());
        deployment.universe.heal();
        browser.ask(&id, RECIPIENT);
        let code = deployment.universe.last_code_to(RECIPIENT).unwrap();
        deployment
            .universe
            .inflict(Rule::new(Target::Namespace(Namespace::Codes), trouble));
        assert_eq!(browser.redeem(&id, &code).status, 503);
        deployment.universe.heal();
        deployment.universe.inflict(Rule::new(
            Target::Reads(Namespace::Codes),
            Trouble::WrongType,
        ));
        assert_eq!(browser.redeem(&id, &code).status, 503);
    }
}

#[test]
fn a_carrier_that_refuses_is_logged_and_never_seen() {
    let deployment = Deployment::new(20);
    let (id, path) = deployment.mint();
    deployment
        .universe
        .inflict(Rule::new(Target::Only(Operation::Mail), Trouble::Fail));
    let mut browser = Browser::new(&deployment, 0);
    browser.get(&path);
    assert_eq!(browser.ask(&id, RECIPIENT).status, 303);
    assert!(
        deployment
            .universe
            .lines()
            .iter()
            .any(|line| line.text.starts_with("mail of a code"))
    );
    deployment.universe.assert_no_secret(&[RECIPIENT]);
}

#[test]
fn no_randomness_no_code() {
    let deployment = Deployment::new(21);
    let (id, path) = deployment.mint();
    let mut browser = Browser::new(&deployment, 0);
    browser.get(&path);
    deployment
        .universe
        .inflict(Rule::new(Target::Only(Operation::Random), Trouble::Fail));
    assert_eq!(browser.ask(&id, RECIPIENT).status, 503);
    assert!(deployment.universe.posted().is_empty());
}

#[test]
fn a_view_costs_one_bulk_read_and_a_minute_of_views_one_fetch() {
    let deployment = Deployment::new(22);
    let (id, path) = deployment.mint();
    let mut browser = deployment.browser_in(0, &path, &id);
    deployment.universe.forget_counts();
    for _ in 0..10 {
        browser.get(&format!("/s/{id}"));
    }
    // And the one fetch reads once what was pushed.
    assert_eq!(deployment.universe.count(Target::Kv), 11);
    let pushed = Target::Only(Operation::List(Namespace::Tracking));
    assert_eq!(deployment.universe.count(pushed), 1);
    assert_eq!(
        deployment
            .universe
            .count(Target::Only(Operation::Bulk(Namespace::Denylist))),
        10
    );
    assert_eq!(deployment.universe.count(Target::Only(Operation::Fetch)), 1);
}

#[test]
fn the_json_beside_the_page_has_a_tag_and_the_same_checks() {
    let deployment = Deployment::new(23);
    let (id, path) = deployment.mint();
    let mut browser = deployment.browser_in(0, &path, &id);
    let facts = format!("/s/{id}/tracking");
    let full = browser.get(&facts);
    assert_eq!(full.status, 200);
    assert!(shows_shipment(&full));
    let mut request = browser.request(Method::Get, &facts, None);
    request
        .headers
        .push(("if-none-match", full.header("etag").unwrap().to_owned()));
    let unchanged = browser.visit(&request);
    assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));
    let mut stranger = Browser::new(&deployment, 0);
    stranger.get(&path);
    let refused = stranger.get(&facts);
    assert_eq!(refused.status, 401);
    assert!(!shows_shipment(&refused));
}

#[test]
fn forms_work_only_from_our_own_pages() {
    let deployment = Deployment::new(24);
    let (id, path) = deployment.mint();
    let mut browser = Browser::new(&deployment, 0);
    browser.get(&path);
    for action in ["code", "session", "leave"] {
        for site in ["cross-site", "same-site", "none"] {
            let form = Some(format!("email={RECIPIENT}&code=0000-0000"));
            let mut request = browser.request(Method::Post, &format!("/s/{id}/{action}"), form);
            for (name, value) in &mut request.headers {
                if *name == "sec-fetch-site" {
                    site.clone_into(value);
                }
            }
            assert_eq!(browser.visit(&request).status, 403, "{action} {site}");
        }
    }
    assert!(deployment.universe.posted().is_empty());
}
