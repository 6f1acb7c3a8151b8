//! How origins are asked, format by format, and how far they are followed.

use std::time::Duration;

use futures::executor::block_on;
use sealink::config::{Config, OriginFormat};
use sealink::reference::{Kind, Reference};
use sealink::tracking::origin::{Answer as Told, OriginFault, ask};
use sealink::world::Fault;
use serde_json::{Value, json};

use crate::world::{Answer, Asked, Universe};

const TOKEN: &str = "origin-token-of-the-tests";
const BASE: &str = "https://origin.example/api";

fn config(format: OriginFormat) -> Config {
    Config::read(|name| {
        let value = match name {
            "PUBLIC_HOST" => "track.example.com",
            "BRAND_NAME" => "Acme Forwarding",
            "SIGNING_KEY" | "PEPPER" => "secret",
            "ORIGIN_URL" => BASE,
            "ORIGIN_FORMAT" => format.name(),
            "ORIGIN_TOKEN" => TOKEN,
            "MAIL_FROM" => "tracking@example.com",
            _ => return None,
        };
        Some(value.to_owned())
    })
    .unwrap()
}

fn reference(kind: Kind) -> Reference {
    let (number, scac) = match kind {
        Kind::Container => ("CSQU3054383", Some("MAEU")),
        Kind::Mbl => ("MA/EU-1", None),
        Kind::Booking => ("ABC_7.9", None),
    };
    Reference::parse(kind, number, scac).unwrap()
}

fn asked(universe: &Universe, format: OriginFormat, kind: Kind) -> Result<Told, OriginFault> {
    block_on(ask(&universe.at(0), &config(format), &reference(kind)))
}

fn urls(universe: &Universe) -> Vec<String> {
    let urls = universe.asked().into_iter();
    urls.map(|asked: Asked| asked.fetch.url).collect()
}

/// The ids of what is known, in order.
fn ids(told: Result<Told, OriginFault>) -> Vec<String> {
    match told.unwrap() {
        Told::Known(told) => {
            let mut ids: Vec<_> = told.events.into_iter().map(|event| event.id).collect();
            ids.sort();
            ids
        }
        Told::Unknown => Vec::new(),
    }
}

/// An event of 2.2.
fn old(id: &str) -> Value {
    json!({
        "eventID": id, "eventType": "TRANSPORT", "eventClassifierCode": "ACT",
        "eventCreatedDateTime": "2026-11-20T00:00:00Z", "eventDateTime": "2026-11-20T00:00:00Z",
        "transportEventTypeCode": "DEPA",
    })
}

/// An event of 3.0.0.
fn new(id: &str) -> Value {
    json!({
        "eventID": id, "eventUpdatedDateTime": "2026-11-20T00:00:00Z",
        "eventDateTime": "2026-11-20T00:00:00Z",
        "eventClassification": {
            "eventType": "TRANSPORT", "eventClassifier": "ACTUAL", "transportEventType": "DEPARTED",
        },
    })
}

/// An event of our own.
fn own(id: &str) -> Value {
    json!({
        "id": id, "what": "departure", "classifier": "actual",
        "when": "2026-11-20T00:00:00Z", "said": "2026-11-20T00:00:00Z",
    })
}

/// An update of Vizion about one milestone.
fn update(container: &str) -> Value {
    json!({
        "created_at": "2026-11-20T00:00:00Z",
        "payload": {"container_id": container, "milestones": [
            {"timestamp": "2026-11-20T00:00:00Z", "planned": false, "description": "Vessel departed"},
        ]},
    })
}

/// The origin answers what stands beside the URL, and 404 otherwise.
fn answers(universe: &Universe, replies: Vec<(String, Answer)>) {
    universe.answer_with(move |fetch| {
        let known = replies.iter().find(|(url, _)| *url == fetch.url);
        Some(known.map_or_else(|| Answer::reply(404, ""), |(_, answer)| answer.clone()))
    });
}

/// A format is asked at this path of the origin, with this header.
fn is_asked(format: OriginFormat, kind: Kind, path: &str, header: &(&'static str, String)) {
    let universe = Universe::new(3);
    answers(&universe, Vec::new());
    assert_eq!(asked(&universe, format, kind), Ok(Told::Unknown), "{path}");
    let fetch = &universe.asked()[0].fetch;
    assert_eq!(fetch.url, format!("{BASE}{path}"));
    assert!(fetch.headers.contains(header), "{path}");
    assert_eq!(fetch.headers.len(), 2, "the token stands in one header");
}

#[test]
fn what_speaks_dcsa_or_our_own_is_asked_in_its_own_words() {
    use OriginFormat::{Dcsa22, Dcsa30, Dcsa30Beta1, Sealink};
    for (format, container, mbl, booking) in [
        (
            Dcsa22,
            "/v2/events?equipmentReference=CSQU3054383&limit=1000",
            "/v2/events?transportDocumentReference=MA%2FEU-1&limit=1000",
            "/v2/events?carrierBookingReference=ABC_7.9&limit=1000",
        ),
        (
            Dcsa30,
            "/events?equipmentReference=CSQU3054383",
            "/events?transportDocumentReference=MA%2FEU-1",
            "/events?carrierBookingReference=ABC_7.9",
        ),
        (
            Dcsa30Beta1,
            "/v3/events?equipmentReference=CSQU3054383&limit=1000",
            "/v3/events?documentTypeCodes=TRD&documentReference=MA%2FEU-1&limit=1000",
            "/v3/events?documentTypeCodes=BKG&documentReference=ABC_7.9&limit=1000",
        ),
        (
            Sealink,
            "/tracking?container=CSQU3054383&scac=MAEU",
            "/tracking?mbl=MA%2FEU-1",
            "/tracking?booking=ABC_7.9",
        ),
    ] {
        let bearer = || ("authorization", format!("Bearer {TOKEN}"));
        is_asked(format, Kind::Container, container, &bearer());
        is_asked(format, Kind::Mbl, mbl, &bearer());
        is_asked(format, Kind::Booking, booking, &bearer());
    }
}

#[test]
fn terminal49_and_vizion_are_asked_in_their_own_words_and_with_their_own_keys() {
    let events = "transport_events%2Ctransport_events.location%2Ctransport_events.terminal%2Ctransport_events.vessel";
    let nested = events.replace("transport_events", "containers.transport_events");
    for (kind, path) in [
        (
            Kind::Container,
            format!("/v2/containers?filter%5Bnumber%5D=CSQU3054383&include=shipment%2C{events}"),
        ),
        (
            Kind::Mbl,
            format!("/v2/shipments?number=MA%2FEU-1&include=containers%2C{nested}"),
        ),
        (
            Kind::Booking,
            format!("/v2/shipments?number=ABC_7.9&include=containers%2C{nested}"),
        ),
    ] {
        let token = ("authorization", format!("Token {TOKEN}"));
        is_asked(OriginFormat::Terminal49, kind, &path, &token);
    }
    for (kind, path) in [
        (
            Kind::Container,
            "/references?container_id=CSQU3054383&carrier_code=MAEU",
        ),
        (Kind::Mbl, "/references?bill_of_lading=MA%2FEU-1"),
        (Kind::Booking, "/references?booking_number=ABC_7.9"),
    ] {
        let key = ("x-api-key", TOKEN.to_owned());
        is_asked(OriginFormat::Vizion, kind, path, &key);
    }
}

#[test]
fn dcsa_2_2_is_followed_by_its_link() {
    let first = format!("{BASE}/v2/events?equipmentReference=CSQU3054383&limit=1000");
    for link in [
        "https://origin.example/api/v2/events?cursor=2",
        "HTTPS://ORIGIN.example/api/v2/events?cursor=2",
        " /api/v2/events?cursor=2 ",
    ] {
        let universe = Universe::new(3);
        answers(
            &universe,
            vec![
                (
                    first.clone(),
                    Answer::reply(200, json!([old("1")]).to_string())
                        .with_header("next-page", link),
                ),
                (
                    format!("{BASE}/v2/events?cursor=2"),
                    Answer::reply(200, json!([old("2")]).to_string()).with_header("next-page", ""),
                ),
            ],
        );
        let told = asked(&universe, OriginFormat::Dcsa22, Kind::Container);
        assert_eq!(ids(told), ["1", "2"], "{link}");
        let fetches = universe.asked();
        assert!(
            fetches.iter().all(|asked| asked.fetch.headers.len() == 2),
            "the token goes along"
        );
    }
}

#[test]
fn nothing_is_followed_away_from_the_origin() {
    for link in [
        "https://evil.example/api/v2/events?cursor=2",
        "https://origin.example.evil.example/api/v2/events",
        "https://origin.example@evil.example/api/v2/events",
        "https://origin.example:444/api/v2/events",
        "https://origin.example\\@evil.example/",
        "http://origin.example/api/v2/events",
        "//evil.example/api",
        "/\\evil.example/api",
        "/api/v2/events?cursor=2\u{1}",
        "events?cursor=2",
        "javascript:alert(1)",
    ] {
        let universe = Universe::new(3);
        let more = Answer::reply(200, json!([old("1")]).to_string()).with_header("next-page", link);
        universe.answer_with(move |_| Some(more.clone()));
        let fault = asked(&universe, OriginFormat::Dcsa22, Kind::Container).unwrap_err();
        assert_eq!(
            fault.to_string(),
            "origin's answer cannot be read: answer: expected a next page at the origin itself",
            "{link}"
        );
        assert_eq!(urls(&universe).len(), 1, "{link}");

        let universe = Universe::new(3);
        let body =
            json!({"shipments": [{"booking": "ABC_7.9", "events": [own("1")]}], "next": link});
        let more = Answer::reply(200, body.to_string());
        universe.answer_with(move |_| Some(more.clone()));
        assert!(
            asked(&universe, OriginFormat::Sealink, Kind::Booking).is_err(),
            "{link}"
        );
        assert_eq!(urls(&universe).len(), 1, "{link}");
    }
}

#[test]
fn dcsa_3_0_is_followed_by_its_cursor_with_all_that_was_asked() {
    let universe = Universe::new(3);
    let first = format!("{BASE}/events?carrierBookingReference=ABC_7.9");
    let page = |id: &str| Answer::reply(200, json!({"events": [new(id)]}).to_string());
    answers(
        &universe,
        vec![
            (
                first.clone(),
                page("1").with_header("next-page-cursor", "a&b=c"),
            ),
            (
                format!("{first}&cursor=a%26b%3Dc"),
                page("2").with_header("next-page-cursor", "d"),
            ),
            (
                format!("{first}&cursor=d"),
                Answer::reply(200, json!({"events": []}).to_string()),
            ),
        ],
    );
    let told = asked(&universe, OriginFormat::Dcsa30, Kind::Booking);
    assert_eq!(ids(told), ["1", "2"]);
    assert_eq!(urls(&universe).len(), 3);
}

#[test]
fn bodies_say_themselves_where_they_go_on() {
    let universe = Universe::new(3);
    let page = |id: &str, next: Value| {
        let body =
            json!({"shipments": [{"booking": "ABC_7.9", "events": [own(id)]}], "next": next});
        Answer::reply(200, body.to_string())
    };
    let long = format!("/api/tracking?page={}", "2".repeat(400));
    answers(
        &universe,
        vec![
            (
                format!("{BASE}/tracking?booking=ABC_7.9"),
                page("1", json!(long)),
            ),
            (
                format!("https://origin.example{long}"),
                page("2", Value::Null),
            ),
        ],
    );
    assert_eq!(
        ids(asked(&universe, OriginFormat::Sealink, Kind::Booking)),
        ["1", "2"]
    );

    let universe = Universe::new(3);
    let event = |id: &str| {
        json!({"id": id, "type": "transport_event", "attributes": {
            "event": "container.transport.full_in", "created_at": "2026-11-20T00:00:00Z", "timestamp": "2026-11-20T00:00:00Z",
        }})
    };
    universe.answer_with(move |fetch| {
        let last = fetch.url.ends_with("page[number]=2");
        let links = if last {
            json!({})
        } else {
            json!({"next": format!("{BASE}/v2/containers?page[number]=2")})
        };
        let body = json!({"data": [event(if last { "2" } else { "1" })], "links": links});
        Some(Answer::reply(200, body.to_string()))
    });
    assert_eq!(
        ids(asked(&universe, OriginFormat::Terminal49, Kind::Container)),
        ["1", "2"]
    );
}

#[test]
fn of_vizion_it_is_asked_first_what_is_kept_and_then_what_is_known() {
    let universe = Universe::new(3);
    let kept = json!([{"id": "re-1", "container_id": "CSQU3054383"}, {"id": "re_2"}]);
    answers(
        &universe,
        vec![
            (
                format!("{BASE}/references?bill_of_lading=MA%2FEU-1"),
                Answer::reply(200, kept.to_string()),
            ),
            (
                format!("{BASE}/references/re-1/updates"),
                Answer::reply(200, json!([update("CSQU3054383")]).to_string()),
            ),
            (
                format!("{BASE}/references/re_2/updates"),
                Answer::reply(200, json!({"data": [update("TCLU6718159")]}).to_string()),
            ),
        ],
    );
    assert_eq!(
        ids(asked(&universe, OriginFormat::Vizion, Kind::Mbl)).len(),
        2
    );

    for (kept, error) in [
        (json!([{"id": "../secret"}]), "event 0, id: expected an id"),
        (json!([{}]), "event 0, id: expected an id"),
        (
            json!([{"id": "a"}, {"id": "b"}, {"id": "c"}, {"id": "d"}, {"id": "e"}]),
            "answer: expected at most 5 pages",
        ),
    ] {
        let universe = Universe::new(3);
        let reply = Answer::reply(200, kept.to_string());
        universe.answer_with(move |_| Some(reply.clone()));
        let fault = asked(&universe, OriginFormat::Vizion, Kind::Mbl)
            .unwrap_err()
            .to_string();
        assert_eq!(fault, format!("origin's answer cannot be read: {error}"));
        assert_eq!(urls(&universe).len(), 1);
    }
    let universe = Universe::new(3);
    universe.answer_with(|_| Some(Answer::reply(200, "[]")));
    assert_eq!(
        asked(&universe, OriginFormat::Vizion, Kind::Mbl),
        Ok(Told::Unknown)
    );
}

#[test]
fn an_origin_that_never_ends_is_left_after_five_pages_and_too_many_events() {
    let universe = Universe::new(3);
    let more =
        Answer::reply(200, json!([old("1")]).to_string()).with_header("next-page", "/api/again");
    universe.answer_with(move |_| Some(more.clone()));
    let fault = asked(&universe, OriginFormat::Dcsa22, Kind::Container).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "origin's answer cannot be read: answer: expected at most 5 pages"
    );
    assert_eq!(urls(&universe).len(), 5);

    let universe = Universe::new(3);
    let page = vec![old("1"); 1_001];
    let more = Answer::reply(200, json!(page).to_string()).with_header("next-page", "/api/again");
    universe.answer_with(move |_| Some(more.clone()));
    let fault = asked(&universe, OriginFormat::Dcsa22, Kind::Container).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "origin's answer cannot be read: answer: expected at most 2000 events"
    );
    assert_eq!(urls(&universe).len(), 2);
}

#[test]
fn a_page_that_fails_spoils_what_came_before_it() {
    for (second, fault) in [
        (Answer::reply(404, ""), OriginFault::Status(404)),
        (Answer::reply(503, ""), OriginFault::Status(503)),
        (
            Answer::reply(200, "[]").after(Duration::from_secs(6)),
            OriginFault::Silent(Fault::TimedOut),
        ),
    ] {
        let universe = Universe::new(3);
        universe.answer_with(move |fetch| {
            let first = Answer::reply(200, json!([old("1")]).to_string());
            Some(if fetch.url.ends_with("/again") {
                second.clone()
            } else {
                first.with_header("next-page", "/api/again")
            })
        });
        assert_eq!(
            asked(&universe, OriginFormat::Dcsa22, Kind::Container),
            Err(fault)
        );
    }
}

#[test]
fn a_header_that_was_not_asked_for_is_not_handed_over() {
    let universe = Universe::new(3);
    let more =
        Answer::reply(200, json!([old("1")]).to_string()).with_header("next-page-cursor", "2");
    universe.answer_with(move |_| Some(more.clone()));
    assert_eq!(
        ids(asked(&universe, OriginFormat::Dcsa22, Kind::Container)),
        ["1"]
    );
    assert_eq!(urls(&universe).len(), 1);
}
