//! Operators sign in with an emailed code, and nobody else does.

use std::time::Duration;

use futures::executor::block_on;
use futures::future::join_all;
use sealink::error::{Code, Error};
use sealink::gate::cookies::{self, OPS, OPS_CHALLENGE};
use sealink::gate::ops::{self, Asked, Redeemed, Visitor};
use sealink::gate::recipient::Mailbox;
use sealink::http::{Method, Reply, Request};
use sealink::token::claims::{OpsSession, Scope};
use sealink::world::{Limiter, Namespace};
use serde_json::json;

use crate::deployment::{Browser, Deployment, RECIPIENT, api_request, shows_shipment};
use crate::world::{Operation, Propagation, Rule, START, Target, Trouble};

const KIM: &str = "kim@desk.example";
/// Of an address as long as Kim's.
const JOE: &str = "joe@else.example";
const PUTS: Target = Target::Only(Operation::Put(Namespace::Codes));

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A deployment with these operators.
fn run_by(operators: &'static str, seed: u64) -> Deployment {
    Deployment::new(seed).with(move |name| (name == "OPS_ADDRESSES").then(|| operators.to_owned()))
}

fn deployment(seed: u64) -> Deployment {
    run_by("kim@desk.example, @ops.example", seed)
}

/// A browser at the dashboard.
struct Desk<'d> {
    deployment: &'d Deployment,
    browser: Browser<'d>,
}

impl<'d> Desk<'d> {
    fn new(deployment: &'d Deployment) -> Self {
        Self {
            deployment,
            browser: Browser::new(deployment, 0),
        }
    }

    /// One in which Kim is signed in.
    fn signed_in(deployment: &'d Deployment) -> Self {
        let mut desk = Self::new(deployment);
        desk.ask(KIM).unwrap();
        let code = deployment.universe.last_code_to(KIM).unwrap();
        assert!(matches!(desk.redeem(&code), Ok(Redeemed::Session { .. })));
        desk
    }

    fn request(&self, method: Method, path: &str) -> Request {
        self.browser.request(method, path, None)
    }

    fn ask(&mut self, address: &str) -> Result<Asked, Error> {
        let Deployment { universe, service } = self.deployment;
        let world = universe.at(self.browser.location);
        let request = self.request(Method::Post, "/ops/code");
        let asked = block_on(ops::ask(&world, service, &request, address));
        universe.run_deferred();
        if let Ok(Asked::Challenged { challenge, token }) = &asked {
            let reply = Reply::empty(303);
            let (now, until) = (universe.now(), challenge.expires);
            let reply = cookies::keep_ops(reply, OPS_CHALLENGE, token, now, until);
            self.browser.keep_cookies(&reply);
        }
        asked
    }

    fn redeem(&mut self, typed: &str) -> Result<Redeemed, Error> {
        let Deployment { universe, service } = self.deployment;
        let world = universe.at(self.browser.location);
        let request = self.request(Method::Post, "/ops/session");
        let redeemed = block_on(ops::redeem(&world, service, &request, typed));
        if let Ok(Redeemed::Session { session, token }) = &redeemed {
            let reply = cookies::forget_ops(Reply::empty(303), OPS_CHALLENGE);
            let (now, until) = (universe.now(), session.expires);
            let reply = cookies::keep_ops(reply, OPS, token, now, until);
            self.browser.keep_cookies(&reply);
        }
        redeemed
    }

    fn visitor(&self) -> Result<Visitor, Error> {
        let Deployment { universe, service } = self.deployment;
        let world = universe.at(self.browser.location);
        let request = self.request(Method::Get, "/ops");
        block_on(ops::visitor(&world, service, &request))
    }

    fn operator(&self) -> Result<OpsSession, Code> {
        let request = self.request(Method::Get, "/ops/links");
        operator(self.deployment, &request)
    }
}

fn operator(deployment: &Deployment, request: &Request) -> Result<OpsSession, Code> {
    let world = deployment.universe.at(0);
    block_on(ops::operator(&world, &deployment.service, request)).map_err(|error| error.code)
}

/// A request with nothing but one cookie.
fn with_cookie(name: &str, value: &str) -> Request {
    Request {
        method: Method::Get,
        path: "/ops/links".to_owned(),
        query: String::new(),
        headers: vec![("cookie", format!("{name}={value}"))],
        body: Some(Vec::new()),
    }
}

fn is_wrong(redeemed: &Result<Redeemed, Error>) -> bool {
    matches!(redeemed, Ok(Redeemed::WrongCode(_)))
}

fn is_in(redeemed: &Result<Redeemed, Error>) -> bool {
    matches!(redeemed, Ok(Redeemed::Session { .. }))
}

#[test]
fn an_operator_proves_the_mailbox_and_is_signed_in_for_twelve_hours() {
    let deployment = deployment(1);
    let mut desk = Desk::new(&deployment);
    assert_eq!(desk.visitor(), Ok(Visitor::Stranger));
    assert_eq!(desk.operator(), Err(Code::Unauthenticated));

    desk.ask(" Kim@Desk.Example ").unwrap();
    assert!(matches!(desk.visitor(), Ok(Visitor::Challenged(_))));
    assert_eq!(desk.operator(), Err(Code::Unauthenticated));
    let mails = deployment.universe.mails_to("Kim@Desk.Example");
    let code = deployment
        .universe
        .last_code_to("Kim@Desk.Example")
        .unwrap();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].subject.contains("dashboard") && mails[0].text.contains(&code));

    deployment.universe.advance(secs(30));
    let typed = code.to_lowercase().replace('-', " ");
    assert!(is_in(&desk.redeem(&typed)));
    assert_eq!(desk.browser.cookie(OPS_CHALLENGE), None);
    let session = desk.operator().unwrap();
    assert_eq!(desk.visitor(), Ok(Visitor::Operator(session.clone())));
    assert_eq!(session.who, "k***@desk.example");
    assert_eq!(session.issued, START, "when the code was asked for");
    assert_eq!(session.expires - session.issued, time::Duration::hours(12));

    deployment.universe.advance(secs(12 * 60 * 60 - 31));
    assert_eq!(desk.operator().map(|session| session.who), Ok(session.who));
    deployment.universe.advance(secs(1));
    assert_eq!(desk.operator(), Err(Code::Unauthenticated));
    let token = desk.browser.cookie(OPS).unwrap();
    deployment
        .universe
        .assert_no_secret(&[&code, KIM, "desk.example", token]);
}

#[test]
fn a_stranger_gets_the_same_answers_and_no_mail() {
    let deployment = deployment(2);
    let seen = [KIM, JOE].map(|address| {
        let mut desk = Desk::new(&deployment);
        deployment.universe.forget_counts();
        let Ok(Asked::Challenged { challenge, token }) = desk.ask(address) else {
            panic!("{address}");
        };
        let kept = deployment.universe.kept(Namespace::Codes, &challenge.id);
        let kept = kept.unwrap();
        let mails = deployment.universe.count(Target::Only(Operation::Mail));
        let asked = deployment.universe.count(Target::Everything) - mails;
        let shown = matches!(desk.visitor(), Ok(Visitor::Challenged(_)));
        deployment.universe.forget_counts();
        let wrong = is_wrong(&desk.redeem("0000-0000"));
        (
            challenge.expires - challenge.issued,
            token.len(),
            kept.value.len(),
            kept.expires,
            asked,
            shown,
            wrong,
            deployment.universe.count(Target::Everything),
        )
    });
    assert_eq!(seen[0], seen[1]);
    assert!(seen[0].5 && seen[0].6);
    assert_eq!(deployment.universe.mails_to(KIM).len(), 1);
    assert!(deployment.universe.mails_to(JOE).is_empty());
}

#[test]
fn everybody_of_a_listed_domain_may_and_nobody_where_nothing_is_listed() {
    let ours = deployment(3);
    for (address, may) in [
        ("anybody@ops.example", true),
        ("anybody@sub.ops.example", false),
        ("other@desk.example", false),
    ] {
        Desk::new(&ours).ask(address).unwrap();
        assert_eq!(
            ours.universe.mails_to(address).len(),
            usize::from(may),
            "{address}"
        );
    }
    let nobodys = run_by("", 3);
    let mut desk = Desk::new(&nobodys);
    assert!(matches!(desk.ask(KIM), Ok(Asked::Challenged { .. })));
    assert!(nobodys.universe.posted().is_empty());
    assert!(is_wrong(&desk.redeem("0000-0000")));
}

#[test]
fn a_strangers_challenge_opens_to_no_code_ever_mailed() {
    let deployment = deployment(4);
    let mut kim = Desk::new(&deployment);
    kim.ask(KIM).unwrap();
    let code = deployment.universe.last_code_to(KIM).unwrap();
    let mut joe = Desk::new(&deployment);
    joe.ask(JOE).unwrap();
    assert!(is_wrong(&joe.redeem(&code)));
    let mut other = Desk::new(&deployment);
    assert_eq!(other.redeem(&code), Ok(Redeemed::NoChallenge));
    other.ask(KIM).unwrap();
    assert!(is_wrong(&other.redeem(&code)), "an older challenge's code");
    assert!(is_in(&kim.redeem(&code)));
}

#[test]
fn a_code_for_a_link_does_not_open_the_dashboard_nor_the_other_way_round() {
    let deployment =
        Deployment::new(5).with(|name| (name == "OPS_ADDRESSES").then(|| RECIPIENT.to_owned()));
    let (id, path) = deployment.mint();
    let mut desk = Desk::new(&deployment);
    desk.ask(RECIPIENT).unwrap();
    let for_desk = deployment.universe.last_code_to(RECIPIENT).unwrap();
    let mut recipient = Browser::new(&deployment, 0);
    recipient.get(&path);
    recipient.ask(&id, RECIPIENT);
    let for_link = deployment.universe.last_code_to(RECIPIENT).unwrap();
    assert_ne!(for_desk, for_link);
    assert!(is_wrong(&desk.redeem(&for_link)));
    assert_eq!(recipient.redeem(&id, &for_desk).status, 422);
    assert!(is_in(&desk.redeem(&for_desk)));
    assert_eq!(recipient.redeem(&id, &for_link).status, 303);
}

#[test]
fn what_is_no_address_is_not_asked_about() {
    let deployment = deployment(6);
    for typed in ["", "kim", "kim@desk.example, joe@else.example"] {
        assert_eq!(Desk::new(&deployment).ask(typed), Ok(Asked::NotAnAddress));
    }
    assert_eq!(deployment.universe.count(Target::Everything), 0);
}

#[test]
fn a_double_click_sends_one_mail_and_a_later_wish_another() {
    let deployment = deployment(7);
    let mut desk = Desk::new(&deployment);
    desk.ask(KIM).unwrap();
    assert_eq!(desk.ask(KIM), Ok(Asked::AlreadyChallenged));
    assert_eq!(deployment.universe.posted().len(), 1);
    let first = deployment.universe.last_code_to(KIM).unwrap();
    deployment.universe.advance(secs(31));
    assert!(matches!(desk.ask(KIM), Ok(Asked::Challenged { .. })));
    let second = deployment.universe.last_code_to(KIM).unwrap();
    assert_eq!(deployment.universe.posted().len(), 2);
    assert!(is_wrong(&desk.redeem(&first)), "the newest code counts");
    assert!(is_in(&desk.redeem(&second)));
}

#[test]
fn a_code_is_void_after_ten_minutes() {
    let deployment = deployment(8);
    let mut desk = Desk::new(&deployment);
    desk.ask(KIM).unwrap();
    let code = deployment.universe.last_code_to(KIM).unwrap();
    deployment.universe.advance(secs(600));
    assert_eq!(desk.redeem(&code), Ok(Redeemed::NoChallenge));
}

#[test]
fn a_challenge_that_has_not_arrived_yet_is_worth_another_try() {
    let deployment = deployment(9);
    deployment.universe.propagate(Propagation::HARSH);
    let mut desk = Desk::new(&deployment);
    desk.ask(KIM).unwrap();
    let code = deployment.universe.last_code_to(KIM).unwrap();
    let forget = Rule::new(Target::Reads(Namespace::Codes), Trouble::Forget);
    deployment.universe.inflict(forget);
    assert!(matches!(desk.redeem(&code), Ok(Redeemed::NotHereYet(_))));
    deployment.universe.advance(secs(61));
    assert_eq!(desk.redeem(&code), Ok(Redeemed::NoChallenge));
    deployment.universe.heal();
    deployment.universe.advance(secs(180));
    assert!(is_in(&desk.redeem(&code)));
}

#[test]
fn redeemed_twice_at_once_from_two_locations_it_is_one_session() {
    for seed in 0..50 {
        let deployment = deployment(seed);
        let mut desk = Desk::new(&deployment);
        desk.ask(KIM).unwrap();
        let code = deployment.universe.last_code_to(KIM).unwrap();
        deployment.universe.advance(secs(61));
        let request = desk.request(Method::Post, "/ops/session");
        let worlds = [0, 1, 0, 1].map(|location| deployment.universe.at(location));
        let all =
            block_on(join_all(worlds.iter().map(|world| {
                ops::redeem(world, &deployment.service, &request, &code)
            })));
        assert!(is_in(&all[0]), "seed {seed}");
        assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "seed {seed}");
    }
}

#[test]
fn a_second_click_after_the_first_came_through_finds_the_session() {
    let deployment = deployment(10);
    let mut desk = Desk::signed_in(&deployment);
    assert_eq!(desk.redeem("0000-0000"), Ok(Redeemed::AlreadyIn));
}

#[test]
fn whoever_is_taken_out_of_the_list_is_signed_out() {
    let ours = deployment(11);
    let desk = Desk::signed_in(&ours);
    let mut waiting = Desk::new(&ours);
    waiting.ask(KIM).unwrap();
    let code = ours.universe.last_code_to(KIM).unwrap();
    let session = with_cookie(OPS, desk.browser.cookie(OPS).unwrap());
    let challenge = with_cookie(
        OPS_CHALLENGE,
        waiting.browser.cookie(OPS_CHALLENGE).unwrap(),
    );
    assert!(operator(&ours, &session).is_ok());

    let others = ours.with(|name| (name == "OPS_ADDRESSES").then(|| "@ops.example".to_owned()));
    assert_eq!(operator(&others, &session), Err(Code::Unauthenticated));
    let world = others.universe.at(0);
    let redeemed = block_on(ops::redeem(&world, &others.service, &challenge, &code));
    assert!(is_wrong(&redeemed), "not even with the right code");

    let back = others.with(|name| (name == "OPS_ADDRESSES").then(|| "@desk.example".to_owned()));
    assert!(operator(&back, &session).is_ok());
}

#[test]
fn an_unreadable_denylist_lets_nobody_in_and_nothing_happen() {
    for trouble in [
        Trouble::Fail,
        Trouble::TimeOut,
        Trouble::LoseAnswer,
        Trouble::WrongType,
        Trouble::Omit,
    ] {
        let deployment = deployment(12);
        let inside = Desk::signed_in(&deployment);
        let mut asked = Desk::new(&deployment);
        asked.ask(KIM).unwrap();
        let code = deployment.universe.last_code_to(KIM).unwrap();
        let (puts, mails) = (
            deployment.universe.count(PUTS),
            deployment.universe.posted().len(),
        );
        for key in ["recipient:", "domain:", "sentinel"] {
            deployment.universe.heal();
            let rule = Rule::new(Target::Reads(Namespace::Denylist), trouble).key(key);
            deployment.universe.inflict(rule);
            assert_eq!(inside.operator(), Err(Code::Unavailable), "{trouble:?}");
            assert_eq!(inside.visitor().unwrap_err().code, Code::Unavailable);
            assert_eq!(asked.redeem(&code).unwrap_err().code, Code::Unavailable);
            for address in [KIM, JOE] {
                let error = Desk::new(&deployment).ask(address).unwrap_err();
                assert_eq!(error.code, Code::Unavailable);
                assert!(error.retry_after.is_some());
            }
            deployment.universe.advance(secs(60));
        }
        assert_eq!(deployment.universe.count(PUTS), puts);
        assert_eq!(deployment.universe.posted().len(), mails);
        deployment.universe.heal();
        assert!(inside.operator().is_ok() && is_in(&asked.redeem(&code)));
    }
}

#[test]
fn a_revocation_ends_what_there_was_until_then() {
    let pepper = &deployment(13).service.pepper;
    let hashes = Mailbox::parse(KIM).unwrap().hashes(pepper);
    for key in [
        format!("recipient:{}", hashes.recipient),
        format!("domain:{}", hashes.domain),
    ] {
        let deployment = deployment(13);
        let universe = &deployment.universe;
        let revoke_at = |moment: &str| {
            let revocation = json!({"at": moment, "by": "tests", "why": "left"});
            universe.plant(Namespace::Denylist, &key, &revocation.to_string());
            universe.advance(secs(60));
        };
        let inside = Desk::signed_in(&deployment);
        let mut asked = Desk::new(&deployment);
        asked.ask(KIM).unwrap();
        let code = universe.last_code_to(KIM).unwrap();
        revoke_at("2026-12-01T08:00:06Z");
        assert!(inside.operator().is_ok(), "before the sign-in: {key}");
        revoke_at("2026-12-01T08:00:07Z");
        assert_eq!(inside.operator(), Err(Code::Unauthenticated), "{key}");
        assert_eq!(inside.visitor(), Ok(Visitor::Stranger));
        assert!(is_wrong(&asked.redeem(&code)), "{key}");
        let again = Desk::signed_in(&deployment);
        assert!(again.operator().is_ok(), "who is still listed may sign in");

        revoke_at("2030-01-01T00:00:00Z");
        let mails = universe.posted().len();
        let mut later = Desk::new(&deployment);
        assert!(matches!(later.ask(KIM), Ok(Asked::Challenged { .. })));
        assert_eq!(universe.posted().len(), mails, "as a stranger: {key}");
    }
}

#[test]
fn the_limiters_brake_before_any_write_and_an_unavailable_one_lets_pass() {
    let deployment = deployment(14);
    let universe = &deployment.universe;
    let mut desk = Desk::new(&deployment);
    desk.ask(KIM).unwrap();
    let tries: Vec<bool> = (0..6)
        .map(|_| is_wrong(&desk.redeem("0000-0000")))
        .collect();
    assert_eq!(tries, [true, true, true, true, true, false]);
    assert_eq!(
        desk.redeem("0000-0000").unwrap_err().code,
        Code::RateLimited
    );
    let puts = universe.count(PUTS);
    for limiter in [Limiter::CodePerRecipient, Limiter::GatePerClient] {
        universe.heal();
        let target = Target::Only(Operation::Limit(limiter));
        universe.inflict(Rule::new(target, Trouble::Refuse));
        for address in [KIM, JOE] {
            let error = Desk::new(&deployment).ask(address).unwrap_err();
            assert_eq!(error.code, Code::RateLimited, "{limiter:?}");
        }
    }
    assert_eq!(universe.count(PUTS), puts);
    universe.heal();
    universe.inflict(Rule::new(Target::Limiters, Trouble::Fail));
    assert!(Desk::signed_in(&deployment).operator().is_ok());
}

#[test]
fn a_code_store_that_fails_says_try_again_and_mails_nothing() {
    for trouble in [Trouble::Fail, Trouble::TimeOut] {
        let deployment = deployment(15);
        deployment.universe.inflict(Rule::new(PUTS, trouble));
        for address in [KIM, JOE] {
            let error = Desk::new(&deployment).ask(address).unwrap_err();
            assert_eq!(error.code, Code::Unavailable, "{trouble:?}");
        }
        assert!(deployment.universe.posted().is_empty());
    }
    for trouble in [Trouble::Fail, Trouble::TimeOut, Trouble::WrongType] {
        let deployment = deployment(15);
        let mut desk = Desk::new(&deployment);
        desk.ask(KIM).unwrap();
        let code = deployment.universe.last_code_to(KIM).unwrap();
        let reads = Target::Reads(Namespace::Codes);
        deployment.universe.inflict(Rule::new(reads, trouble));
        assert_eq!(desk.redeem(&code).unwrap_err().code, Code::Unavailable);
        deployment.universe.heal();
        assert!(is_in(&desk.redeem(&code)), "{trouble:?}");
    }
}

#[test]
fn without_randomness_there_is_no_code() {
    let deployment = deployment(16);
    let random = Target::Only(Operation::Random);
    deployment
        .universe
        .inflict(Rule::new(random, Trouble::Fail));
    let error = Desk::new(&deployment).ask(KIM).unwrap_err();
    assert_eq!(error.code, Code::Unavailable);
    assert_eq!(deployment.universe.count(PUTS), 0);
}

#[test]
fn a_carrier_that_refuses_is_logged_and_looks_the_same() {
    let deployment = deployment(17);
    let mail = Target::Only(Operation::Mail);
    deployment.universe.inflict(Rule::new(mail, Trouble::Fail));
    let asked = Desk::new(&deployment).ask(KIM);
    assert!(matches!(asked, Ok(Asked::Challenged { .. })));
    let lines = deployment.universe.lines();
    assert!(
        lines
            .iter()
            .any(|line| line.text.contains("mail of a code"))
    );
    deployment.universe.assert_no_secret(&[KIM]);
}

#[test]
fn no_token_stands_in_for_another_kind() {
    let deployment =
        Deployment::new(18).with(|name| (name == "OPS_ADDRESSES").then(|| RECIPIENT.to_owned()));
    let (id, path) = deployment.mint();
    let inside = deployment.browser_in(0, &path, &id);
    let mut asking = Browser::new(&deployment, 0);
    asking.get(&path);
    asking.ask(&id, RECIPIENT);
    let mut desk = Desk::new(&deployment);
    desk.ask(RECIPIENT).unwrap();
    let challenge = desk.browser.cookie(OPS_CHALLENGE).unwrap().to_owned();
    let code = deployment.universe.last_code_to(RECIPIENT).unwrap();
    assert!(is_in(&desk.redeem(&code)));
    let session = desk.browser.cookie(OPS).unwrap();
    assert!(operator(&deployment, &with_cookie(OPS, session)).is_ok());

    let api_key = deployment.api_key(&Scope::ALL);
    let others = [
        inside.cookie(cookies::LINK).unwrap(),
        inside.cookie(cookies::SESSION).unwrap(),
        asking.cookie(cookies::CHALLENGE).unwrap(),
        &api_key,
    ];
    for token in others.into_iter().chain([&*challenge]) {
        let request = with_cookie(OPS, token);
        assert_eq!(operator(&deployment, &request), Err(Code::Unauthenticated));
    }
    let world = deployment.universe.at(0);
    for token in others.into_iter().chain([session]) {
        let request = with_cookie(OPS_CHALLENGE, token);
        let redeemed = block_on(ops::redeem(&world, &deployment.service, &request, &code));
        assert_eq!(redeemed, Ok(Redeemed::NoChallenge));
    }

    for token in [session, &*challenge] {
        let mut nobody = Browser::new(&deployment, 0);
        assert_eq!(nobody.get(&format!("/t/{token}")).status, 404);
        let listing = api_request(token, Method::Get, &format!("/share/links/{id}"), None);
        assert_eq!(deployment.send(0, &listing).status, 401);
        let clean = format!("/s/{id}");
        for (name, link) in [
            (cookies::LINK, token),
            (cookies::SESSION, others[0]),
            (cookies::CHALLENGE, others[0]),
        ] {
            let mut request = with_cookie(cookies::LINK, &format!("{link}; {name}={token}"));
            request.path.clone_from(&clean);
            let reply = deployment.send(0, &request);
            let expected = if name == cookies::LINK { 404 } else { 200 };
            assert_eq!(reply.status, expected, "{name}");
            assert!(!shows_shipment(&reply), "{name}");
            assert!(!reply.body.contains("/session\""), "no field for a code");
        }
    }
}
