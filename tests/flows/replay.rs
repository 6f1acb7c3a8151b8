//! Thirty days of three hundred shipments, pushed by the origin, while five in
//! a hundred of all operations fail: links end with delivery, who asked is told
//! once of each thing, nobody else hears anything, and no store holds an address.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::executor::block_on;
use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use ring::hmac;
use sealink::http::{Method, Request};
use sealink::route;
use sealink::token::claims::Scope;
use sealink::world::{Namespace, Queue};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::deployment::{Browser, Deployment, api_request, link_of, response_of};
use crate::told::HOME;
use crate::world::{Answer, LOCATIONS, Rule, START, Target, Trouble};

const SHIPMENTS: u32 = 300;
const DAYS: u32 = 30;
/// Between two rounds of pushes and of the consumers' work.
const STEP: Duration = Duration::from_hours(1);
/// How much of it the consumers' work takes.
const WORK: Duration = Duration::from_secs(8);
/// The hourly clock strikes only every third hour here, to keep the test short.
const STRIKES: u32 = 3;
/// What a delivered link may live on after its grace: until the clock strikes,
/// the looks are spread over 50 minutes, and what fails is tried again in the
/// steps after, which are an hour each here.
const BOUND: time::Duration = time::Duration::hours(3 + 1 + 4);
const GRACE: time::Duration = time::Duration::hours(72);
const SECRET: &[u8] = b"a secret that the origin shares with us";

/// Who hears of a shipment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Audience {
    /// Nobody: the link is only shared.
    Nobody,
    /// Whom the sender ordered to be told.
    Ordered,
    /// Who asked for every change.
    EachChange,
    /// Who asked for one mail a day.
    Daily,
    /// Who asked to hear of the arrival alone.
    Arrival,
}

/// A shipment's fate.
struct Shipment {
    number: String,
    reader: String,
    audience: Audience,
    /// Whether its arrival moves by three days.
    slips: bool,
    /// Whether its arrival wobbles by hours, which nobody wants to hear.
    wobbles: bool,
    /// Whether customs hold it for a day.
    held: bool,
    /// When it leaves the last gate, in days; `None` within the test.
    delivered: Option<u32>,
    link_id: String,
}

impl Shipment {
    fn new(index: u32) -> Self {
        let audience = match index % 6 {
            0 | 1 => Audience::Ordered,
            2 => Audience::EachChange,
            3 => Audience::Daily,
            4 => Audience::Arrival,
            _ => Audience::Nobody,
        };
        Self {
            number: format!("SLKU{:07}", index * 10 + 3),
            reader: format!("reader{index}@customer{}.example", index % 40),
            audience,
            slips: index % 5 < 2,
            wobbles: index % 7 < 3,
            held: index % 4 == 1,
            delivered: (index % 10 != 9).then_some(11 + index % 11),
            link_id: String::new(),
        }
    }

    /// How many mails of news its reader gets; `None` where they are gathered.
    fn mails(&self) -> Option<usize> {
        let exceptions = usize::from(self.slips) + usize::from(self.held);
        let arrived = usize::from(self.delivered.is_some());
        Some(match self.audience {
            Audience::Nobody => 0,
            Audience::Ordered => exceptions + arrived,
            Audience::EachChange => exceptions + 2 * arrived,
            Audience::Arrival => 2 * arrived,
            Audience::Daily => return None,
        })
    }

    /// What the origin says of it, each with the day on which it says so.
    fn sayings(&self) -> Vec<(f64, Value)> {
        let at = |days: f64| {
            let seconds = time::Duration::seconds_f64(days * 86_400.0);
            (START + seconds).format(&Rfc3339).unwrap()
        };
        let call = |place: &str| {
            json!({
                "transportCallID": format!("{}-{place}", self.number),
                "transportCallSequenceNumber": if place == "CNYTN" { 1 } else { 2 },
                "UNLocationCode": place, "facilityTypeCode": "POTE", "modeOfTransport": "VESSEL",
                "exportVoyageNumber": "001E", "location": {"UNLocationCode": place},
                "vessel": {"vesselIMONumber": "9321483", "vesselName": "EVER STEADY"},
            })
        };
        let event = |id: &str, said: f64, when: f64, more: Value| {
            let mut event = json!({
                "eventID": format!("{}-{id}", self.number),
                "eventCreatedDateTime": at(said), "eventDateTime": at(when),
                "equipmentReference": self.number,
                "documentReferences": [],
                "references": [{"referenceType": "EQ", "referenceValue": self.number}],
            });
            event
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            (said, event)
        };
        let transport = |code: &str, classifier: &str, place: &str| {
            json!({"eventType": "TRANSPORT", "transportEventTypeCode": code,
                   "eventClassifierCode": classifier, "transportCall": call(place)})
        };
        let equipment = |code: &str, place: &str| {
            json!({"eventType": "EQUIPMENT", "equipmentEventTypeCode": code,
                   "eventClassifierCode": "ACT", "emptyIndicatorCode": "LADEN",
                   "transportCall": call(place)})
        };
        let customs = |state: &str| {
            json!({"eventType": "SHIPMENT", "shipmentEventTypeCode": state,
                   "eventClassifierCode": "ACT", "documentTypeCode": "CUS",
                   "documentID": format!("customs-{}", self.number)})
        };
        let out = f64::from(self.delivered.unwrap_or(DAYS + 20));
        let arrival = out - 1.0;
        let first = if self.slips { arrival - 3.0 } else { arrival };
        let mut said = vec![
            event("eta", 0.2, first, transport("ARRI", "EST", "USLAX")),
            event("load", 0.5, 0.5, equipment("LOAD", "CNYTN")),
            event("depa", 0.6, 0.6, transport("DEPA", "ACT", "CNYTN")),
        ];
        if self.wobbles {
            for (turn, hours) in [5.0, -4.0, 7.0, 0.0].into_iter().enumerate() {
                let id = format!("eta-wobble-{turn}");
                #[expect(clippy::cast_precision_loss, reason = "four turns")]
                let day = 1.0 + turn as f64 * 0.4;
                let when = first + hours / 24.0;
                said.push(event(&id, day, when, transport("ARRI", "EST", "USLAX")));
            }
        }
        let mut day = 3.0;
        if self.slips {
            said.push(event(
                "eta-late",
                4.0,
                arrival,
                transport("ARRI", "EST", "USLAX"),
            ));
        }
        // The origin keeps talking, so that it is never silent.
        while day < arrival.min(f64::from(DAYS)) {
            let id = format!("eta-again-{day}");
            let when = if day < 4.0 { first } else { arrival };
            said.push(event(&id, day, when, transport("ARRI", "EST", "USLAX")));
            day += 2.0;
        }
        if self.held {
            said.push(event("hold", 5.0, 5.0, customs("HOLD")));
            said.push(event("rels", 6.0, 6.0, customs("RELS")));
        }
        if self.delivered.is_some() {
            said.push(event(
                "arri",
                arrival,
                arrival,
                transport("ARRI", "ACT", "USLAX"),
            ));
            said.push(event(
                "disc",
                arrival + 0.3,
                arrival + 0.3,
                equipment("DISC", "USLAX"),
            ));
            said.push(event("gtot", out, out, equipment("GTOT", "USLAX")));
        }
        said.retain(|(day, _)| *day < f64::from(DAYS));
        said
    }
}

/// A push of these events as the origin sends it, signed.
fn push(events: &[Value], nonce: u32) -> Request {
    let body = json!(events).to_string();
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET);
    let mut code = String::new();
    for byte in hmac::sign(&key, body.as_bytes()).as_ref() {
        write!(code, "{byte:02x}").unwrap();
    }
    Request {
        method: Method::Post,
        path: "/hooks/tracking".to_owned(),
        query: String::new(),
        headers: vec![
            ("content-type", "application/json".to_owned()),
            ("notification-signature", format!("sha256={code}")),
            ("subscription-id", format!("subscription-{nonce}")),
        ],
        body: Some(body.into_bytes()),
    }
}

#[test]
fn a_month_of_pushes_with_five_percent_of_everything_failing() {
    let secret = format!("dcsa-2.2:{}", STANDARD.encode(SECRET));
    let deployment = Deployment::new(20_261_125).with(move |name| match name {
        "HOOK_SECRETS" => Some(secret.clone()),
        // An hour at which the clock strikes.
        "DIGEST_HOUR" => Some("7".to_owned()),
        _ => None,
    });
    // It knows nothing that it does not push.
    let universe = &deployment.universe;
    universe.answer("origin.example", Answer::reply(200, "[]"));
    let mut dice = ChaCha8Rng::seed_from_u64(5);
    let mut shipments: Vec<Shipment> = (0..SHIPMENTS).map(Shipment::new).collect();
    for shipment in &mut shipments {
        share(&deployment, shipment);
        // The limits on codes are a minute's.
        universe.advance(Duration::from_mins(1));
    }
    let before = universe.posted().len();
    universe.inflict(Rule::new(Target::Everything, Trouble::Fail).chance(0.05));

    let mut due: Vec<(f64, Value)> = shipments.iter().flat_map(Shipment::sayings).collect();
    due.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut due = due.into_iter().peekable();
    let mut late: Vec<Value> = Vec::new();
    let steps = DAYS * 24;
    for step in 0..steps {
        let day = (universe.now() - START).as_seconds_f64() / 86_400.0;
        let mut events = std::mem::take(&mut late);
        while let Some((_, event)) = due.next_if(|(said, _)| *said <= day) {
            // Some come twice, some later than what was said after them.
            if dice.random_bool(0.1) {
                late.push(event.clone());
            }
            if dice.random_bool(0.1) {
                late.push(event);
            } else {
                events.push(event);
            }
        }
        events.shuffle(&mut dice);
        for some in events.chunks(40) {
            deliver(&deployment, &mut dice, some, step);
        }
        work(&deployment);
        if step % STRIKES == 0 {
            let hour = universe.now();
            block_on(route::tick(&universe.at(HOME), &deployment.service, hour));
            universe.run_deferred();
        }
        universe.advance(STEP.saturating_sub(WORK));
        if step % 24 == 23 {
            expect_ends(&deployment, &shipments);
        }
    }
    // The looks and mails that are still on their way.
    for _ in 0..60 {
        work(&deployment);
        universe.advance(Duration::from_mins(2));
    }
    universe.heal();
    expect_ends(&deployment, &shipments);
    expect_mails(&deployment, &shipments, before);
    expect_no_address(&deployment, &shipments);
}

/// Mints a shipment's link; whoever wants news asks for them.
fn share(deployment: &Deployment, shipment: &mut Shipment) {
    let mut body = json!({
        "targets": [{"targetType": "CONTAINER", "targetIds": [shipment.number]}],
        "receiverIds": [shipment.reader],
    });
    if shipment.audience == Audience::Ordered {
        body["when"] = json!({"exceptions": ["eta_moved", "customs_hold", "delivered"]});
    }
    let key = deployment.api_key(&Scope::ALL);
    let request = api_request(&key, Method::Post, "/share/links", Some(&body));
    let reply = deployment.send(0, &request);
    assert_eq!(reply.status, 201, "{}", reply.body);
    let response = response_of(&reply);
    shipment.link_id = response["linkId"].as_str().unwrap().to_owned();
    let frequency = match shipment.audience {
        Audience::Ordered => {
            assert!(response["shareUrl"].is_null(), "nobody has the link yet");
            return;
        }
        Audience::Nobody => return,
        Audience::EachChange => "each_change",
        Audience::Daily => "daily",
        Audience::Arrival => "arrival",
    };
    let (link_id, path) = link_of(&response);
    let mut browser = deployment.browser_of(&shipment.reader, HOME, &path, &link_id);
    let fields = [
        ("email", shipment.reader.as_str()),
        ("frequency", frequency),
    ];
    let reply = browser.post(&format!("/s/{link_id}/updates"), &fields);
    assert_eq!(reply.status, 200, "{}", reply.body);
    deployment.consume(HOME);
    let mail = deployment
        .universe
        .mails_to(&shipment.reader)
        .pop()
        .unwrap();
    let wish = mail.text.split("/updates/").nth(1).unwrap();
    let wish = wish.split_whitespace().next().unwrap();
    let mut elsewhere = Browser::new(deployment, HOME);
    assert_eq!(elsewhere.get(&format!("/updates/{wish}")).status, 200);
    assert_eq!(elsewhere.post(&format!("/updates/{wish}"), &[]).status, 200);
}

/// Pushes until it is taken, as origins do.
fn deliver(deployment: &Deployment, dice: &mut ChaCha8Rng, events: &[Value], nonce: u32) {
    for _ in 0..20 {
        let location = dice.random_range(0..LOCATIONS);
        let reply = deployment.send(location, &push(events, nonce));
        match reply.status {
            // What came before and is sent again is known.
            204 | 409 => return,
            503 => {}
            status => panic!("{status}: {}", reply.body),
        }
    }
    panic!("a push was refused twenty times");
}

/// Lets the consumers work, with some time between their batches.
fn work(deployment: &Deployment) {
    for _ in 0..4 {
        deployment.consume(HOME);
        deployment.universe.advance(Duration::from_secs(2));
    }
}

/// Every link whose time has come is dead, and no other.
fn expect_ends(deployment: &Deployment, shipments: &[Shipment]) {
    let now = deployment.universe.now();
    for shipment in shipments {
        let key = format!("delivered:{}", shipment.link_id);
        let ended = deployment.universe.kept(Namespace::Denylist, &key);
        let over = shipment
            .delivered
            .map(|day| START + time::Duration::days(day.into()) + GRACE);
        match over {
            Some(over) if over + BOUND < now => {
                assert!(ended.is_some(), "{} has ended", shipment.number);
            }
            Some(over) if over <= now => {}
            _ => assert_eq!(ended, None, "{} has not ended", shipment.number),
        }
    }
}

fn expect_mails(deployment: &Deployment, shipments: &[Shipment], before: usize) {
    let posted = deployment.universe.posted();
    let mut keys = BTreeSet::new();
    let mut counts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for posted in &posted[before..] {
        assert!(
            keys.insert(posted.message.key.clone()),
            "no mail goes out twice"
        );
        counts
            .entry(posted.message.to.clone())
            .or_default()
            .push(posted.message.subject.clone());
    }
    for shipment in shipments {
        let got = counts.remove(&shipment.reader).unwrap_or_default();
        if let Some(expected) = shipment.mails() {
            assert_eq!(got.len(), expected, "{}: {got:?}", shipment.number);
            continue;
        }
        let exceptions = usize::from(shipment.slips) + usize::from(shipment.held);
        let days = exceptions + 2 * usize::from(shipment.delivered.is_some());
        assert!(got.len() <= days, "{}: {got:?}", shipment.number);
        assert_eq!(got.is_empty(), days == 0, "{}: {got:?}", shipment.number);
    }
    assert!(counts.is_empty(), "nobody else is mailed: {counts:?}");
    assert!(keys.len() > 300, "there was something to tell");
}

/// Neither a store nor a queue holds an address in the clear.
fn expect_no_address(deployment: &Deployment, shipments: &[Shipment]) {
    let universe = &deployment.universe;
    let mut dump = String::new();
    for namespace in Namespace::ALL {
        for key in universe.keys(namespace) {
            let kept = universe.kept(namespace, &key).unwrap();
            dump.push_str(&key);
            dump.push_str(&kept.value);
            dump.push_str(&kept.metadata.unwrap_or_default());
            dump.push('\n');
        }
    }
    for queue in Queue::ALL {
        for body in universe.bodies(queue) {
            dump.push_str(&body);
            dump.push('\n');
        }
    }
    assert!(dump.len() > 100_000, "there is something to search");
    for shipment in shipments {
        let (mailbox, _) = shipment.reader.split_once('@').unwrap();
        for part in [format!("{mailbox}@"), format!("{mailbox}%40")] {
            assert!(!dump.contains(&part), "{}", shipment.number);
        }
    }
    let line = |at: OffsetDateTime| at.format(&Rfc3339).unwrap();
    for log in universe.lines() {
        assert!(!log.text.contains('@'), "{}: {}", line(log.at), log.text);
    }
}
