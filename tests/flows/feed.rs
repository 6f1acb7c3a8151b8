//! Tracking between the origin and a page: what is asked, what is kept, and
//! what is served when the origin or the cache fails.

use std::time::Duration;

use futures::executor::block_on;
use sealink::config::Config;
use sealink::error::Code;
use sealink::reference::{Kind, Reference};
use sealink::tracking::feed::tracking;
use sealink::tracking::shipment::{Stage, Tracking};
use sealink::world::{Fault, World as _};
use serde_json::{Value, json};

use crate::world::{Answer, Operation, Rule, START, Target, Trouble, Universe};

const TOKEN: &str = "origin-token-of-the-tests";
const NUMBER: &str = "CSQU3054383";
pub(super) const SECOND: Duration = Duration::from_secs(1);
pub(super) const MINUTE: Duration = Duration::from_mins(1);

pub(super) fn config(overrides: &[(&str, &str)]) -> Config {
    Config::read(|name| {
        let usual = [
            ("PUBLIC_HOST", "track.example.com"),
            ("BRAND_NAME", "Acme Forwarding"),
            ("SIGNING_KEY", "secret"),
            ("PEPPER", "secret"),
            ("ORIGIN_URL", "https://origin.example/api"),
            ("ORIGIN_TOKEN", TOKEN),
            ("MAIL_FROM", "tracking@example.com"),
        ];
        overrides
            .iter()
            .chain(&usual)
            .find(|(setting, _)| *setting == name)
            .map(|(_, value)| (*value).to_owned())
    })
    .unwrap()
}

pub(super) fn reference(kind: Kind, number: &str) -> Reference {
    Reference::parse(kind, number, None).unwrap()
}

pub(super) fn container() -> Reference {
    reference(Kind::Container, NUMBER)
}

/// An answer in which the container has departed; `eta` is the day in December.
pub(super) fn departed(eta: u8) -> Value {
    let call = |place: &str| json!({"UNLocationCode": place, "modeOfTransport": "VESSEL"});
    json!([
        {
            "eventID": "1", "eventType": "TRANSPORT", "eventClassifierCode": "ACT",
            "eventCreatedDateTime": "2026-11-20T00:00:00Z",
            "eventDateTime": "2026-11-20T08:00:00+09:00",
            "transportEventTypeCode": "DEPA", "transportCall": call("KRPUS"),
        },
        {
            "eventID": "2", "eventType": "TRANSPORT", "eventClassifierCode": "EST",
            "eventCreatedDateTime": "2026-11-20T00:00:00Z",
            "eventDateTime": format!("2026-12-{eta:02}T08:00:00-08:00"),
            "transportEventTypeCode": "ARRI", "transportCall": call("USLAX"),
        },
    ])
}

/// A universe whose origin knows the container, with an ETA on this day.
pub(super) fn universe(eta: u8) -> Universe {
    let universe = Universe::new(11);
    knows(&universe, eta);
    universe
}

pub(super) fn knows(universe: &Universe, eta: u8) {
    universe.answer(
        "origin.example",
        Answer::reply(200, departed(eta).to_string()),
    );
}

pub(super) fn ask(universe: &Universe, location: usize) -> Result<Tracking, sealink::error::Error> {
    block_on(tracking(&universe.at(location), &config(&[]), &container()))
}

pub(super) fn eta_day(tracking: &Tracking) -> u8 {
    let journey = tracking.journey.as_ref().unwrap();
    journey.eta.as_ref().unwrap().current.when.day()
}

pub(super) fn fetches(universe: &Universe) -> usize {
    universe.count(Target::Only(Operation::Fetch))
}

#[test]
fn the_origin_is_asked_in_its_own_words() {
    for (reference, query) in [
        (container(), "equipmentReference=CSQU3054383"),
        (
            reference(Kind::Mbl, "MA/EU-1"),
            "transportDocumentReference=MA%2FEU-1",
        ),
        (
            reference(Kind::Booking, "abc_7.9"),
            "carrierBookingReference=ABC_7.9",
        ),
    ] {
        let universe = universe(5);
        block_on(tracking(&universe.at(0), &config(&[]), &reference)).unwrap();
        let asked = universe.asked();
        let fetch = &asked[0].fetch;
        assert_eq!(
            fetch.url,
            format!("https://origin.example/api/v2/events?{query}&limit=1000")
        );
        assert!(
            fetch
                .headers
                .contains(&("accept", "application/json".to_owned()))
        );
        assert!(
            fetch
                .headers
                .contains(&("authorization", format!("Bearer {TOKEN}")))
        );
        universe.assert_no_secret(&[TOKEN]);
    }

    let universe = universe(5);
    let open = config(&[("ORIGIN_TOKEN", "")]);
    block_on(tracking(&universe.at(0), &open, &container())).unwrap();
    let names: Vec<_> = universe.asked()[0]
        .fetch
        .headers
        .iter()
        .map(|(name, _)| *name)
        .collect();
    assert_eq!(names, ["accept"], "no token, no header");
}

#[test]
fn an_answer_is_fresh_for_a_minute_in_its_location() {
    let universe = universe(5);
    let first = ask(&universe, 0).unwrap();
    assert_eq!((first.fetched, first.stale), (START, false));
    assert_eq!(first.journey.as_ref().unwrap().stage, Stage::AtSea);

    knows(&universe, 7);
    universe.advance(59 * SECOND);
    assert_eq!(ask(&universe, 0).unwrap(), first);
    assert_eq!(fetches(&universe), 1);
    assert_eq!(
        eta_day(&ask(&universe, 1).unwrap()),
        7,
        "another location asks itself"
    );

    universe.advance(SECOND);
    assert_eq!(ask(&universe, 0).unwrap(), first, "who looks does not wait");
    assert_eq!(fetches(&universe), 2);
    universe.run_deferred();
    let second = ask(&universe, 0).unwrap();
    assert_eq!((eta_day(&second), second.stale), (7, false));
    assert_eq!(second.fetched, universe.now());
    assert_eq!(fetches(&universe), 3);
}

#[test]
fn a_failing_origin_is_stood_in_for_by_the_last_answer_marked_as_stale() {
    let mut two = departed(5);
    two[1].as_object_mut().unwrap().remove("eventDateTime");
    let failures = [
        (
            "did not answer in time",
            Answer::reply(200, "[]").after(6 * SECOND),
        ),
        (
            "could not be reached",
            Answer::Fault(Fault::Failed(NUMBER.to_owned())),
        ),
        ("status 500", Answer::reply(500, "[]")),
        ("status 401", Answer::reply(401, "[]")),
        ("status 302", Answer::reply(302, "")),
        ("event 0, eventType", Answer::reply(200, "{}")),
        ("cannot be read: answer", Answer::reply(200, "<html>")),
        (
            "event 1, eventDateTime",
            Answer::reply(200, two.to_string()),
        ),
        (
            "could not be reached",
            Answer::reply(200, vec![b' '; 2_000_001]),
        ),
    ];
    for (said, failure) in failures {
        let universe = universe(5);
        let fresh = ask(&universe, 0).unwrap();
        universe.advance(MINUTE);
        universe.answer("origin.example", failure);
        assert_eq!(ask(&universe, 0).unwrap(), fresh, "nobody knows yet");
        universe.run_deferred();
        let stale = ask(&universe, 0).unwrap();
        assert_eq!(
            stale,
            Tracking {
                stale: true,
                ..fresh
            },
            "{said}"
        );
        let lines = universe.lines();
        assert!(
            lines.iter().any(|line| line.text.contains(said)),
            "{said}: {lines:?}"
        );
        universe.assert_no_secret(&[TOKEN, NUMBER]);
    }
}

#[test]
fn without_a_last_answer_a_failing_origin_is_said_to_be_unavailable() {
    let universe = Universe::new(3);
    universe.answer("origin.example", Answer::reply(503, ""));
    let error = ask(&universe, 0).unwrap_err();
    assert_eq!(error.code, Code::Unavailable);
    assert_eq!(error.retry_after, Some(10));
    assert!(!error.to_string().contains(NUMBER));
}

#[test]
fn a_last_answer_stands_in_for_a_day_and_no_longer() {
    let universe = universe(5);
    ask(&universe, 0).unwrap();
    universe.answer("origin.example", Answer::reply(503, ""));
    universe.advance((24 * 3600 - 1) * SECOND);
    assert!(ask(&universe, 0).unwrap().stale);
    universe.advance(SECOND);
    assert_eq!(ask(&universe, 0).unwrap_err().code, Code::Unavailable);
}

#[test]
fn a_failed_origin_is_left_alone_for_ten_seconds_and_then_heard_again() {
    let universe = universe(5);
    ask(&universe, 0).unwrap();
    universe.advance(MINUTE);
    universe.answer("origin.example", Answer::reply(503, ""));
    ask(&universe, 0).unwrap();
    universe.run_deferred();
    universe.forget_counts();
    for _ in 0..20 {
        assert!(ask(&universe, 0).unwrap().stale);
        universe.run_deferred();
    }
    assert_eq!(fetches(&universe), 0);

    knows(&universe, 9);
    universe.advance(9 * SECOND);
    assert!(ask(&universe, 0).unwrap().stale);
    assert_eq!(universe.run_deferred(), 0);
    universe.advance(SECOND);
    assert!(ask(&universe, 0).unwrap().stale, "it has not answered yet");
    universe.run_deferred();
    let recovered = ask(&universe, 0).unwrap();
    assert_eq!((eta_day(&recovered), recovered.stale), (9, false));
    assert_eq!(fetches(&universe), 1);
}

#[test]
fn an_unknown_shipment_is_an_answer_and_not_a_failure() {
    let others = departed(5)
        .as_array()
        .unwrap()
        .iter()
        .cloned()
        .map(|mut event| {
            event["equipmentReference"] = "TCLU6718159".into();
            event
        })
        .collect::<Vec<_>>();
    for answer in [
        Answer::reply(404, "no such thing"),
        Answer::reply(200, "[]"),
        Answer::reply(200, json!(others).to_string()),
    ] {
        let universe = Universe::new(5);
        universe.answer("origin.example", answer);
        let unknown = ask(&universe, 0).unwrap();
        assert_eq!((unknown.journey, unknown.stale), (None, false));
        ask(&universe, 0).unwrap();
        assert_eq!(fetches(&universe), 1, "it is kept like any other answer");
        assert_eq!(universe.lines(), []);

        knows(&universe, 5);
        universe.advance(MINUTE);
        assert!(ask(&universe, 0).unwrap().journey.is_none());
        universe.run_deferred();
        assert!(ask(&universe, 0).unwrap().journey.is_some());
    }
}

#[test]
fn a_cache_that_fails_costs_a_question_and_nothing_else() {
    for trouble in [Trouble::Fail, Trouble::TimeOut, Trouble::LoseAnswer] {
        for target in [
            Target::Cache,
            Target::Only(Operation::CacheGet),
            Target::Only(Operation::CachePut),
        ] {
            let universe = universe(5);
            universe.inflict(Rule::new(target, trouble));
            for _ in 0..2 {
                let tracking = ask(&universe, 0).unwrap();
                assert_eq!((eta_day(&tracking), tracking.stale), (5, false));
            }
            assert!(
                universe
                    .lines()
                    .iter()
                    .all(|line| line.text.contains("cache"))
            );
            assert!(!universe.lines().is_empty());
            universe.answer("origin.example", Answer::reply(503, ""));
            universe.advance(MINUTE);
            let down = ask(&universe, 0);
            let kept =
                target == Target::Only(Operation::CachePut) && trouble == Trouble::LoseAnswer;
            assert_eq!(down.is_ok(), kept, "{trouble:?} {target:?}");
        }
    }
}

#[test]
fn what_cannot_be_read_in_the_cache_counts_as_absent() {
    let honest = serde_json::to_value(ask(&universe(5), 0).unwrap()).unwrap();
    let changed = |member: &str, value: Value| {
        let mut changed = honest.clone();
        changed[member] = value;
        changed.to_string()
    };
    for entry in [
        String::new(),
        "null".to_owned(),
        "{}".to_owned(),
        changed("fetched", json!("yesterday")),
        changed("fetched", json!("2999-01-01T00:00:00Z")),
        changed("journey", json!({"stage": "teleported"})),
        format!("{honest}{}", " ".repeat(4_000_000)),
    ] {
        let universe = universe(9);
        ask(&universe, 0).unwrap();
        universe.forget_counts();
        overwrite(&universe, &entry);
        let tracking = ask(&universe, 0).unwrap();
        assert_eq!(
            (eta_day(&tracking), fetches(&universe)),
            (9, 1),
            "{entry:.80}"
        );
        ask(&universe, 0).unwrap();
        assert_eq!(fetches(&universe), 1, "and is mended");
    }
}

/// Puts another text in the place of the one answer that is kept.
fn overwrite(universe: &Universe, entry: &str) {
    let mut keys = universe.cache_keys(0);
    keys.retain(|key| key.starts_with("tracking/") && !key.ends_with("/note"));
    assert_eq!(keys.len(), 1);
    block_on(universe.at(0).cache_put(&keys[0], entry.to_owned(), 600)).unwrap();
}

#[test]
fn no_deployment_origin_or_shipment_reads_the_entry_of_another() {
    let universe = universe(5);
    ask(&universe, 0).unwrap();
    let other = |settings: &[(&str, &str)], reference: &Reference| {
        universe.forget_counts();
        block_on(tracking(&universe.at(0), &config(settings), reference)).unwrap();
        fetches(&universe) == 1
    };
    assert!(
        !other(&[], &container()),
        "the same one is served from the cache"
    );
    assert!(other(&[("PUBLIC_HOST", "other.example.com")], &container()));
    assert!(other(
        &[("ORIGIN_URL", "https://origin.example/other")],
        &container()
    ));
    assert!(other(&[], &reference(Kind::Booking, NUMBER)));
    assert!(other(&[], &reference(Kind::Container, "TCLU6718159")));
    let with_carrier = Reference::parse(Kind::Container, NUMBER, Some("MAEU")).unwrap();
    assert!(other(&[], &with_carrier));
    for key in universe.cache_keys(0) {
        assert!(!key.contains(NUMBER) && !key.contains("example"), "{key}");
    }
}
