//! News by mail as their readers meet it: asked for, confirmed, sent, ended.

use std::time::Duration;

use futures::executor::block_on;
use sealink::http::{Method, Request};
use sealink::route;
use sealink::world::{Limiter, Message, Namespace, Queue};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::datetime;

use crate::deployment::{
    Browser, CONTAINER, Deployment, RECIPIENT, STRANGER, at_sea, delivered_at, mint_body,
    shows_shipment,
};
use crate::told::HOME;
use crate::world::{Answer, Operation, Rule, Target, Trouble};

/// Another shipment of the same recipient's.
const OTHER: &str = "MSKU1234565";

/// Lets what is on its way arrive: the consumers work, copies age.
fn settle(deployment: &Deployment) {
    for _ in 0..2 {
        deployment.consume(HOME);
        deployment.universe.advance(Duration::from_secs(91));
    }
}

/// Lets the clock strike, and an hour pass in which all looks are taken.
fn hour(deployment: &Deployment) {
    let at = deployment.universe.now();
    block_on(route::tick(
        &deployment.universe.at(HOME),
        &deployment.service,
        at,
    ));
    for _ in 0..12 {
        deployment.consume(HOME);
        deployment.universe.advance(Duration::from_mins(5));
    }
}

fn ask(browser: &mut Browser<'_>, id: &str, address: &str, frequency: &str) -> u16 {
    let fields = [("email", address), ("frequency", frequency)];
    browser.post(&format!("/s/{id}/updates"), &fields).status
}

/// The path that follows `before` in the newest mail to the recipient.
fn path_in(deployment: &Deployment, before: &str) -> String {
    let mail = deployment.universe.mails_to(RECIPIENT).pop().unwrap();
    let rest = mail
        .text
        .split(before)
        .nth(1)
        .unwrap_or_else(|| panic!("{}", mail.text));
    let token = rest.split_whitespace().next().unwrap();
    format!("{before}{token}")
}

/// Asks as the recipient does; the confirming path out of the mail.
fn wish(deployment: &Deployment, browser: &mut Browser<'_>, id: &str, frequency: &str) -> String {
    assert_eq!(ask(browser, id, RECIPIENT, frequency), 200);
    settle(deployment);
    path_in(deployment, "/updates/")
}

/// A link whose recipient has confirmed; its id.
fn subscribed(deployment: &Deployment, container: &str, frequency: &str) -> String {
    let mut body = mint_body();
    body["targets"][0]["targetIds"] = json!([container]);
    let key = deployment.api_key(&sealink::token::claims::Scope::ALL);
    let (id, path) = deployment.mint_as(&key, &body);
    let mut browser = deployment.browser_in(HOME, &path, &id);
    let wish = wish(deployment, &mut browser, &id, frequency);
    let mut anywhere = Browser::new(deployment, HOME);
    assert_eq!(anywhere.post(&wish, &[]).status, 200);
    settle(deployment);
    id
}

/// The voyage, of which the origin has just said something more.
fn with_event(deployment: &Deployment, event: Value) {
    let now = deployment.universe.now().format(&Rfc3339).unwrap();
    let mut events = at_sea();
    let mut event = event;
    event["eventClassifierCode"] = json!("ACT");
    event["eventCreatedDateTime"] = json!(now);
    event["eventDateTime"] = json!(now);
    events.as_array_mut().unwrap().push(event);
    let answer = Answer::reply(200, events.to_string());
    deployment.universe.answer("origin.example", answer);
}

fn customs(state: &str) -> Value {
    json!({"eventID": format!("customs-{state}"), "eventType": "SHIPMENT",
           "shipmentEventTypeCode": state, "documentTypeCode": "CUS", "documentID": "D1"})
}

/// Mails about something that happened, and not about codes and confirming.
fn news(deployment: &Deployment) -> Vec<Message> {
    let mut mails = deployment.universe.mails_to(RECIPIENT);
    mails.retain(|mail| {
        mail.headers
            .iter()
            .any(|(name, _)| *name == "List-Unsubscribe")
    });
    mails
}

/// The path of a mail's way out, as mail programs read it.
fn way_out(mail: &Message) -> String {
    let (_, value) = mail
        .headers
        .iter()
        .find(|(name, _)| *name == "List-Unsubscribe")
        .unwrap();
    let url = value.trim_matches(['<', '>']);
    url.strip_prefix(crate::deployment::ORIGIN)
        .unwrap()
        .to_owned()
}

/// One click in a mail program: no cookies, no origin, and its own media type.
fn one_click(path: &str, media_type: &str, body: &str) -> Request {
    Request {
        method: Method::Post,
        path: path.to_owned(),
        query: String::new(),
        headers: vec![
            ("content-type", media_type.to_owned()),
            ("sec-fetch-site", "cross-site".to_owned()),
        ],
        body: Some(body.as_bytes().to_vec()),
    }
}

#[track_caller]
fn expect_nothing(deployment: &Deployment, mails: usize, what: &str) {
    let universe = &deployment.universe;
    assert_eq!(universe.keys(Namespace::Watches), [""; 0], "{what}");
    assert_eq!(universe.waiting(Queue::Mails), 0, "{what}");
    assert_eq!(universe.posted().len(), mails, "{what}");
}

#[test]
fn every_refusal_keeps_nothing_and_mails_nobody() {
    let deployment = Deployment::new(1);
    let (id, path) = deployment.mint();
    let mut inside = deployment.browser_in(HOME, &path, &id);
    let updates = format!("/s/{id}/updates");
    let mails = deployment.universe.posted().len();

    let mut stranger = Browser::new(&deployment, HOME);
    stranger.get(&path);
    assert_eq!(stranger.get(&updates).status, 401);
    assert_eq!(ask(&mut stranger, &id, RECIPIENT, "daily"), 401);
    expect_nothing(&deployment, mails, "a stranger");

    for address in [
        STRANGER,
        "jane@acme",
        "",
        "jane@acme.example, joe@other.example",
    ] {
        let fields = [("email", address), ("frequency", "daily")];
        let reply = inside.post(&updates, &fields);
        assert_eq!(reply.status, 422, "{address}");
        let kept = address.is_empty() || reply.body.contains(address);
        assert!(kept && reply.body.contains(r#"role="alert""#), "{address}");
    }
    for (fields, what) in [
        (vec![("email", RECIPIENT)], "no choice"),
        (
            vec![("email", RECIPIENT), ("frequency", "hourly")],
            "another choice",
        ),
        (vec![("frequency", "daily")], "no address"),
    ] {
        assert_eq!(inside.post(&updates, &fields).status, 422, "{what}");
    }
    let form = format!("email={RECIPIENT}&frequency=daily");
    let mut foreign = inside.request(Method::Post, &updates, Some(form));
    foreign
        .headers
        .retain(|(name, _)| *name != "sec-fetch-site");
    foreign
        .headers
        .push(("sec-fetch-site", "cross-site".to_owned()));
    assert_eq!(inside.visit(&foreign).status, 403);
    deployment.consume(HOME);
    expect_nothing(&deployment, mails, "wrong forms");

    // 3 a minute.
    for _ in 0..3 {
        assert_eq!(ask(&mut inside, &id, RECIPIENT, "daily"), 200);
    }
    assert_eq!(ask(&mut inside, &id, RECIPIENT, "daily"), 429);
    deployment.universe.forget_queue(Queue::Mails);

    for path in ["/updates/nothing", "/updates/v4.local.AAAA"] {
        let mut anybody = Browser::new(&deployment, HOME);
        let replies = [anybody.get(path), anybody.post(path, &[])];
        assert_eq!(replies.map(|reply| reply.status), [410, 410], "{path}");
    }
    for path in ["/stop/nothing", "/stop/v4.local.AAAA"] {
        let mut anybody = Browser::new(&deployment, HOME);
        let replies = [anybody.get(path), anybody.post(path, &[("all", "yes")])];
        assert_eq!(replies.map(|reply| reply.status), [404, 404], "{path}");
    }
    expect_nothing(&deployment, mails, "void addresses");
    deployment.universe.assert_no_secret(&[RECIPIENT, STRANGER]);
}

#[test]
fn a_wish_holds_for_two_days_as_long_as_its_link_and_on_our_page_only() {
    let fresh = |seed: u64| {
        let deployment = Deployment::new(seed);
        let (id, path) = deployment.mint();
        let mut browser = deployment.browser_in(HOME, &path, &id);
        let wish = wish(&deployment, &mut browser, &id, "each_change");
        (deployment, id, wish)
    };
    let post =
        |deployment: &Deployment, path: &str| Browser::new(deployment, HOME).post(path, &[]).status;
    let (deployment, _, wish) = fresh(2);
    let mails = deployment.universe.posted().len();
    let page = Browser::new(&deployment, HOME).get(&wish);
    assert!(page.status == 200 && !shows_shipment(&page));
    let foreign = one_click(&wish, "application/x-www-form-urlencoded", "");
    assert_eq!(deployment.send(HOME, &foreign).status, 403);
    expect_nothing_kept(&deployment, mails, "looked at, and posted from elsewhere");
    deployment
        .universe
        .advance(Duration::from_secs(48 * 3600 - 200));
    assert_eq!(post(&deployment, &wish), 200, "just in time");
    assert!(!deployment.universe.keys(Namespace::Watches).is_empty());

    let (deployment, _, wish) = fresh(3);
    let mails = deployment.universe.posted().len();
    deployment.universe.advance(Duration::from_hours(48));
    assert_eq!(Browser::new(&deployment, HOME).get(&wish).status, 410);
    assert_eq!(post(&deployment, &wish), 410, "too late");
    expect_nothing_kept(&deployment, mails, "too late");

    let (deployment, id, wish) = fresh(4);
    let mails = deployment.universe.posted().len();
    let revoked = deployment.api(HOME, Method::Delete, &format!("/share/links/{id}"), None);
    assert_eq!(revoked.status, 204);
    deployment.universe.advance(Duration::from_secs(91));
    assert_eq!(post(&deployment, &wish), 410, "revoked");
    expect_nothing_kept(&deployment, mails, "revoked");

    let (deployment, _, wish) = fresh(5);
    let mails = deployment.universe.posted().len();
    deployment
        .universe
        .inflict(Rule::new(Target::Reads(Namespace::Denylist), Trouble::Omit));
    assert_eq!(
        post(&deployment, &wish),
        503,
        "nobody knows whether it is revoked"
    );
    expect_nothing_kept(&deployment, mails, "nobody knows");
}

/// As [`expect_nothing`], but for the mark of the confirming mail.
#[track_caller]
fn expect_nothing_kept(deployment: &Deployment, mails: usize, what: &str) {
    let kept = deployment.universe.keys(Namespace::Watches);
    assert!(
        !kept.iter().any(|key| key.starts_with("watch:")),
        "{what}: {kept:?}"
    );
    assert_eq!(deployment.universe.posted().len(), mails, "{what}");
}

#[test]
fn a_store_or_queue_that_fails_is_503_and_it_works_again_afterwards() {
    let deployment = Deployment::new(6);
    let (id, path) = deployment.mint();
    let mut inside = deployment.browser_in(HOME, &path, &id);
    let universe = &deployment.universe;
    let updates = format!("/s/{id}/updates");
    let broken = |target| {
        universe.heal();
        universe.inflict(Rule::new(target, Trouble::Fail));
    };
    broken(Target::Only(Operation::Enqueue(Queue::Mails)));
    assert_eq!(ask(&mut inside, &id, RECIPIENT, "daily"), 503);
    broken(Target::Only(Operation::Random));
    assert_eq!(ask(&mut inside, &id, RECIPIENT, "daily"), 503);
    broken(Target::Namespace(Namespace::Denylist));
    assert_eq!(ask(&mut inside, &id, RECIPIENT, "daily"), 503);
    broken(Target::Namespace(Namespace::Watches));
    assert_eq!(inside.get(&updates).status, 503);
    assert_eq!(inside.post(&updates, &[("frequency", "stop")]).status, 503);
    // A limiter that cannot say is open.
    broken(Target::Only(Operation::Limit(Limiter::CodePerRecipient)));
    universe.advance(Duration::from_mins(1));
    let wish = wish(&deployment, &mut inside, &id, "each_change");
    let mut anywhere = Browser::new(&deployment, HOME);
    broken(Target::Namespace(Namespace::Watches));
    assert_eq!(anywhere.post(&wish, &[]).status, 503);
    universe.heal();
    assert_eq!(anywhere.post(&wish, &[]).status, 200);
    settle(&deployment);
    hour(&deployment);
    let mail = news(&deployment).pop().expect("the origin has been silent");
    let out = way_out(&mail);
    broken(Target::Namespace(Namespace::Watches));
    assert_eq!(
        anywhere.post(&out, &[]).status,
        503,
        "it is not said to be ended"
    );
    universe.heal();
    assert_eq!(anywhere.post(&out, &[]).status, 200);
}

#[test]
fn each_change_is_one_mail_until_one_click_from_anywhere_ends_it() {
    for (media_type, body) in [
        (
            "application/x-www-form-urlencoded",
            "List-Unsubscribe=One-Click",
        ),
        // What RFC 8058 wants mail programs to send first.
        (
            "multipart/form-data; boundary=b",
            "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n",
        ),
    ] {
        let deployment = Deployment::new(7);
        let id = subscribed(&deployment, CONTAINER, "each_change");
        with_event(&deployment, customs("HOLD"));
        hour(&deployment);
        hour(&deployment);
        let mails = news(&deployment);
        assert_eq!(mails.len(), 1, "told once, however often it is looked at");
        let first = mails[0].text.lines().find(|line| !line.is_empty()).unwrap();
        assert!(first.contains("ustoms"), "{first}");
        let post = (
            "List-Unsubscribe-Post",
            "List-Unsubscribe=One-Click".to_owned(),
        );
        assert!(mails[0].headers.contains(&post));
        let out = way_out(&mails[0]);
        assert!(
            mails[0].text.contains(&out),
            "the same way stands in the text"
        );
        let page = Browser::new(&deployment, HOME).get(&out);
        assert!(page.status == 200 && !shows_shipment(&page));
        hour(&deployment);
        let reply = deployment.send(HOME, &one_click(&out, media_type, body));
        assert_eq!(reply.status, 200, "{media_type}");
        // The store takes one write a second for each key.
        deployment.universe.advance(Duration::from_secs(1));
        let again = deployment.send(HOME, &one_click(&out, media_type, body));
        assert_eq!(again.status, 200, "again changes nothing");
        settle(&deployment);
        with_event(&deployment, customs("RELS"));
        hour(&deployment);
        with_event(&deployment, customs("HOLD"));
        hour(&deployment);
        assert_eq!(news(&deployment).len(), 1, "{media_type}");
        let kept = deployment.universe.keys(Namespace::Watches);
        assert!(
            !kept.iter().any(|key| key.contains(CONTAINER)),
            "erased: {kept:?}"
        );
        assert!(kept.iter().all(|key| !key.contains(&id)), "{kept:?}");
    }
}

#[test]
fn stop_on_the_page_ends_one_link_and_all_in_the_mail_ends_every_one() {
    let deployment = Deployment::new(8);
    for container in [CONTAINER, OTHER] {
        subscribed(&deployment, container, "each_change");
    }
    with_event(&deployment, customs("HOLD"));
    hour(&deployment);
    let mails = news(&deployment);
    assert_eq!(mails.len(), 2);
    let out = way_out(&mails[0]);
    // As our own page posts it.
    let page = Browser::new(&deployment, HOME).get(&out).body;
    let value = page.split(r#"name="all" value=""#).nth(1).unwrap();
    let value = value.split('"').next().unwrap();
    let mut anywhere = Browser::new(&deployment, HOME);
    let ended = anywhere.post(&out, &[("all", value)]);
    assert!(ended.body.contains("any shipment"), "{}", ended.body);
    settle(&deployment);
    with_event(&deployment, customs("RELS"));
    hour(&deployment);
    with_event(&deployment, customs("HOLD"));
    hour(&deployment);
    assert_eq!(news(&deployment).len(), 2, "of neither");

    let deployment = Deployment::new(9);
    let (id, path) = deployment.mint();
    let mut inside = deployment.browser_in(HOME, &path, &id);
    let wish = wish(&deployment, &mut inside, &id, "arrival");
    inside.post(&wish, &[]);
    settle(&deployment);
    let updates = format!("/s/{id}/updates");
    let stop = r#"value="stop""#;
    assert!(
        inside.get(&updates).body.contains(stop),
        "they get mails now"
    );
    assert_eq!(inside.post(&updates, &[("frequency", "stop")]).status, 303);
    settle(&deployment);
    assert!(!inside.get(&updates).body.contains(stop));
}

#[test]
fn in_quiet_hours_nobody_is_told_and_what_is_still_true_is_told_after() {
    let deployment = Deployment::new(10).with(|name| match name {
        "QUIET_HOURS" => Some("8-11 +00:00".to_owned()),
        _ => None,
    });
    subscribed(&deployment, CONTAINER, "each_change");
    with_event(&deployment, customs("HOLD"));
    let awake = datetime!(2026-12-01 11:00:00 UTC);
    while deployment.universe.now() < awake - time::Duration::hours(1) {
        hour(&deployment);
        assert!(
            news(&deployment).is_empty(),
            "{}",
            deployment.universe.now()
        );
    }
    hour(&deployment);
    hour(&deployment);
    assert_eq!(news(&deployment).len(), 1);
    let posted = deployment.universe.posted().pop().unwrap();
    assert!(posted.at >= awake, "{}", posted.at);
}

#[test]
fn who_wants_one_mail_a_day_gets_one_of_all_their_shipments() {
    let deployment = Deployment::new(11).with(|name| match name {
        "DIGEST_HOUR" => Some("16".to_owned()),
        _ => None,
    });
    for container in [CONTAINER, OTHER] {
        subscribed(&deployment, container, "daily");
    }
    with_event(&deployment, customs("HOLD"));
    strike_until(&deployment, datetime!(2026-12-01 15:30:00 UTC));
    assert!(news(&deployment).is_empty(), "not before its hour");
    strike_until(&deployment, datetime!(2026-12-02 15:30:00 UTC));
    let mails = news(&deployment);
    assert_eq!(mails.len(), 1, "one mail");
    assert!(mails[0].text.contains(CONTAINER) && mails[0].text.contains(OTHER));

    // A way out of a mail about all of them is out of all of them.
    let out = way_out(&mails[0]);
    with_event(&deployment, customs("RELS"));
    hour(&deployment);
    with_event(&deployment, customs("HOLD"));
    hour(&deployment);
    let put_aside = |deployment: &Deployment| {
        let kept = deployment.universe.keys(Namespace::Watches);
        kept.iter().filter(|key| key.starts_with("news:")).count()
    };
    assert_eq!(put_aside(&deployment), 2, "there is something for the next");
    let reply = deployment.send(
        HOME,
        &one_click(&out, "multipart/form-data; boundary=b", ""),
    );
    assert_eq!(reply.status, 200);
    strike_until(&deployment, datetime!(2026-12-04 15:30:00 UTC));
    assert_eq!(news(&deployment).len(), 1, "a stop comes before the mail");
}

#[test]
fn a_delivery_that_a_view_finds_first_ends_the_link_and_its_orders_all_the_same() {
    let deployment = Deployment::new(12);
    let (id, path) = deployment.mint();
    let mut inside = deployment.browser_in(HOME, &path, &id);
    let wish = wish(&deployment, &mut inside, &id, "each_change");
    assert_eq!(inside.post(&wish, &[]).status, 200);
    settle(&deployment);
    let universe = &deployment.universe;
    let over = delivered_at("2026-11-20T08:00:00-08:00").to_string();
    universe.answer("origin.example", Answer::reply(200, over));
    universe.advance(Duration::from_mins(10));
    let page = format!("/s/{id}");

    // The denylist fails: the page says the end, and nothing is told as ended.
    let denylist = Target::Only(Operation::Put(Namespace::Denylist));
    universe.inflict(Rule::new(denylist, Trouble::Fail));
    assert_eq!(inside.get(&page).status, 410);
    deployment.consume(HOME);
    let ended = |key: &str| universe.keys(Namespace::Registry).iter().any(|k| k == key);
    assert!(!ended(&format!("ended:{id}")));
    universe.heal();

    assert_eq!(inside.get(&page).status, 410);
    deployment.consume(HOME);
    assert!(ended(&format!("ended:{id}")));
    let dead = universe.kept(Namespace::Denylist, &format!("delivered:{id}"));
    assert!(dead.is_some(), "whoever found it");
    hour(&deployment);
    hour(&deployment);
    let kept = universe.keys(Namespace::Watches);
    assert!(
        !kept.iter().any(|key| key.starts_with("watch:")),
        "{kept:?}"
    );
    // Whatever the origin says later.
    universe.answer("origin.example", Answer::reply(200, at_sea().to_string()));
    universe.advance(Duration::from_mins(10));
    assert_eq!(inside.get(&page).status, 410);
}

/// The clock strikes every hour up to a moment.
fn strike_until(deployment: &Deployment, moment: OffsetDateTime) {
    while deployment.universe.now() < moment {
        hour(deployment);
    }
}
