use super::*;
use crate::language::{Language, tests::locale};
use crate::page::check;
use crate::page::specimen::{self, NOW, container};
use crate::tracking::shipment::{Classifier, Place as Where, Vessel, What};

const GOOD: &str = "CSQU3054383";

fn draw(shipments: &[(Reference, Tracking)], note: Option<&str>) -> String {
    draw_in(Language::English, shipments, note)
}

fn draw_in(language: Language, shipments: &[(Reference, Tracking)], note: Option<&str>) -> String {
    let view = View {
        brand: Brand {
            name: "Acme & Sons",
            ..Brand::unnamed()
        },
        locale: &locale(language),
        link_id: "AAAAAAAAAAAAAAAAAAAAAA",
        expires: time::macros::datetime!(2027-02-20 00:00 UTC),
        note,
        shipments,
        now: NOW,
    };
    let page = page(&view).into_string();
    check::page(&page);
    page
}

fn one(name: &str) -> String {
    draw(&[(container(GOOD), specimen::tracking(name))], None)
}

/// The page's words without its markup, so that a test reads as the page does.
fn words(page: &str) -> String {
    let (_, body) = page.split_once("<body").unwrap();
    body.split('<')
        .filter_map(|part| Some(part.split_once('>')?.1))
        .collect()
}

#[test]
fn the_answers_come_in_the_order_in_which_people_ask() {
    let page = words(&draw(
        &[(container(GOOD), specimen::tracking("at_sea"))],
        Some("PO 4711"),
    ));
    let places: Vec<_> = [
        "Arrives in Los Angeles",
        "Saturday 5\u{a0}December",
        "14:00 local time (UTC−8)",
        "in 13 days",
        "2 days later than first said: bad weather",
        "How the date has moved",
        "Where it is now",
        "At sea, on King of the Seas",
        "usual sea lanes",
        "The journey",
        "Vessels and voyages",
        "IMO 9321483",
        "About this data",
        "Sun 22 Nov, 08:40 UTC",
        "3 minutes ago",
        "About this link",
        "Acme & Sons".replace('&', "&amp;").as_str(),
        "PO 4711",
        "Sat, 20 Feb 2027",
        "Sign out",
    ]
    .iter()
    .map(|text| {
        page.rfind(text)
            .unwrap_or_else(|| panic!("{text} is missing: {page}"))
    })
    .collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn every_earlier_belief_is_shown() {
    let page = words(&one("at_sea"));
    for text in [
        "Thu 3 Dec, 08:00",
        "Thu 3 Dec, 20:00",
        "Sat 5 Dec, 14:00",
        "Diverted south of a storm",
    ] {
        assert!(page.contains(text), "{text}");
    }
    assert!(words(&one("suez")).contains("2 days earlier than first said"));
}

#[test]
fn expected_events_say_so_in_words_and_actual_ones_do_not() {
    let page = one("at_sea");
    let (_, timeline) = page.split_once("class=\"timeline\"").unwrap();
    let (timeline, _) = timeline.split_once("</section>").unwrap();
    let rows: Vec<&str> = timeline.split("<p class=\"what\">").skip(1).collect();
    let tracking = specimen::tracking("at_sea");
    let events = &tracking.journey.as_ref().unwrap().events;
    assert_eq!(rows.len(), events.len());
    for (row, event) in rows.iter().zip(events) {
        let word = match event.classifier {
            Classifier::Actual => None,
            Classifier::Estimated => Some("Expected"),
            Classifier::Planned => Some("Planned"),
        };
        assert_eq!(row.contains("class=\"word\""), word.is_some());
        assert!(word.is_none_or(|word| row.contains(word)));
    }
    assert_eq!(timeline.matches("class=\"done").count(), 9);
    assert_eq!(timeline.matches(" next\">").count(), 1);
}

#[test]
fn a_step_that_was_never_confirmed_is_not_called_expected() {
    let page = one("arrived");
    let (_, rest) = page.split_once("Jebel Ali").unwrap();
    assert!(words(&page).contains("Not confirmed"));
    assert!(rest.contains("Not confirmed"));
}

#[test]
fn an_arrival_that_is_overdue_says_that_it_is_not_confirmed() {
    let mut tracking = specimen::tracking("at_sea");
    let journey = tracking.journey.as_mut().unwrap();
    journey.eta.as_mut().unwrap().current.when = NOW - time::Duration::days(2);
    let page = words(&draw(&[(container(GOOD), tracking)], None));
    assert!(page.contains("has not confirmed the arrival"));
    assert!(page.contains("2 days ago"));
}

#[test]
fn the_other_states_speak_for_themselves() {
    for (name, text) in [
        ("arrived", "Arrived in Hamburg"),
        ("arrived", "not yet collected"),
        ("delivered", "Delivered in Hamburg"),
        ("delivered", "Sunday 22\u{a0}November"),
        ("not_started", "Tracking has not started"),
        ("booked", "No date yet"),
        ("booked", "Nothing has moved yet"),
        ("suez", "Between two vessels, in Singapore"),
        ("stale", "This may be out of date."),
        ("stale", "5 hours ago"),
        ("bare", "Arrives in USLAX"),
        ("bare", "usual sea lanes"),
        ("booked", "No map"),
    ] {
        assert!(words(&one(name)).contains(text), "{name}: {text}");
    }
    assert!(!words(&one("at_sea")).contains("out of date"));
}

#[test]
fn a_wrong_check_digit_is_a_quiet_note() {
    let shipments = [(container("MSKU1234567"), specimen::tracking("at_sea"))];
    assert!(words(&draw(&shipments, None)).contains("check digit of MSKU1234567 does not fit"));
    assert!(!words(&one("at_sea")).contains("check digit"));
}

#[test]
fn several_shipments_follow_one_another_with_a_jump_list() {
    let names = ["at_sea", "suez", "not_started"];
    let shipments = names.map(|name| (container(GOOD), specimen::tracking(name)));
    let page = draw(&shipments, None);
    for number in 1..=3 {
        assert!(page.contains(&format!("href=\"#shipment-{number}\"")));
        assert!(page.contains(&format!("<article id=\"shipment-{number}\"")));
    }
    assert!(words(&page).contains("3 shipments"));
}

#[test]
fn what_others_wrote_stays_text() {
    let hostile = "<script>alert('x')</script>\"><img src=x onerror=y>";
    let mut tracking = specimen::tracking("at_sea");
    let journey = tracking.journey.as_mut().unwrap();
    for event in &mut journey.events {
        event.what = What::Other(hostile.into());
        event.place = Some(Where {
            unlocode: Some(hostile.into()),
            name: Some(hostile.into()),
            facility: Some(hostile.into()),
            position: Some((1.0, 2.0)),
        });
        event.vessel = Some(Vessel {
            imo: Some(hostile.into()),
            name: Some(hostile.into()),
        });
        event.voyage = Some(hostile.into());
        event.delay_reason = Some(hostile.into());
        event.remark = Some(hostile.into());
    }
    let eta = journey.eta.as_mut().unwrap();
    eta.place.name = Some(hostile.into());
    eta.current.remark = Some(hostile.into());
    eta.current.delay_reason = Some(hostile.into());
    let view = View {
        brand: Brand {
            name: hostile,
            ..Brand::unnamed()
        },
        locale: &locale(Language::English),
        link_id: "AAAAAAAAAAAAAAAAAAAAAA",
        expires: NOW,
        note: Some(hostile),
        shipments: &[(container(GOOD), tracking)],
        now: NOW,
    };
    let page = page(&view).into_string();
    check::page(&page);
    assert!(!page.contains("<img src=x"));
    assert_eq!(page.matches("<script").count(), 1, "only our own file");
}

#[test]
fn the_json_says_what_the_page_says_and_does_not_change_by_itself() {
    let shipments = [
        (container(GOOD), specimen::tracking("at_sea")),
        (container("MSKU1234567"), specimen::tracking("not_started")),
    ];
    let english = locale(Language::English);
    let view = |now| View {
        brand: Brand::unnamed(),
        locale: &english,
        link_id: "AAAAAAAAAAAAAAAAAAAAAA",
        expires: NOW,
        note: Some("PO 4711"),
        shipments: &shipments,
        now,
    };
    let told = |now| serde_json::to_string(&facts(&view(now))).unwrap();
    let text = told(NOW);
    assert_eq!(text, told(NOW + time::Duration::hours(1)));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value.to_string(), text, "in order of the alphabet");
    let first = &value["shipments"][0];
    assert_eq!(first["reference"]["number"], GOOD);
    assert_eq!(first["eta"]["current"]["at"], "2026-12-05T14:00:00-08:00");
    assert_eq!(first["eta"]["earlier"].as_array().unwrap().len(), 2);
    assert_eq!(first["events"].as_array().unwrap().len(), 12);
    assert_eq!(first["stage"], "at_sea");
    assert_eq!(first["position"], serde_json::Value::Null);
    assert_eq!(first["exceptions"], serde_json::json!([]));
    assert_eq!(value["shipments"][1]["started"], false);
    assert_eq!(value["shipments"][1]["checkDigitHolds"], false);
    assert_eq!(value["note"], "PO 4711");
}

#[test]
fn the_page_speaks_every_language_and_says_which_way_it_reads() {
    let shipments = ["at_sea", "suez", "arrived", "delivered", "stale", "booked"]
        .map(|name| (container(GOOD), specimen::tracking(name)));
    for language in Language::ALL {
        let page = draw_in(language, &shipments, Some("PO 4711"));
        check::page(&page);
        let start = format!(
            "<!DOCTYPE html><html lang=\"{}\" dir=\"{}\">",
            language.tag(),
            language.direction()
        );
        assert!(page.starts_with(&start));
        let heading = language.messages().timeline.heading;
        assert!(page.matches(heading).count() >= 6, "{language:?}");
        assert!(!words(&page).contains(['{', '}']), "{language:?}");
    }
}

#[test]
fn a_long_journey_hides_what_is_long_past_behind_a_line_that_opens() {
    let mut tracking = specimen::tracking("at_sea");
    let journey = tracking.journey.as_mut().unwrap();
    let first = journey.events[1].clone();
    for number in 0..120 {
        let mut event = first.clone();
        event.place.as_mut().unwrap().unlocode = Some(format!("CN{:03}", number / 4));
        journey.events.insert(1, event);
    }
    let page = one_of(tracking);
    let (_, older) = page.split_once("<details class=\"older\">").unwrap();
    let (older, shown) = older.split_once("</details>").unwrap();
    assert!(older.matches("class=\"what\"").count() >= 60);
    assert!(shown.matches("class=\"what\"").count() >= 60);
    assert!(!one("at_sea").contains("class=\"older\""));
}

fn one_of(tracking: Tracking) -> String {
    draw(&[(container(GOOD), tracking)], None)
}

#[test]
fn the_json_changes_with_the_vessel_and_with_what_stands_out() {
    let mut tracking = specimen::tracking("at_sea");
    let english = locale(Language::English);
    let facts = |tracking: &Tracking| {
        let shipments = [(container(GOOD), tracking.clone())];
        let view = View {
            brand: Brand::unnamed(),
            locale: &english,
            link_id: "AAAAAAAAAAAAAAAAAAAAAA",
            expires: NOW,
            note: None,
            shipments: &shipments,
            now: NOW,
        };
        serde_json::to_value(super::facts(&view)).unwrap()
    };
    let before = facts(&tracking);
    let journey = tracking.journey.as_mut().unwrap();
    journey.positions.push(crate::tracking::shipment::Position {
        latitude: 40.5,
        longitude: -150.25,
        when: NOW,
        course: Some(95.0),
    });
    journey
        .exceptions
        .push(crate::tracking::exception::Exception::CustomsHold { since: NOW });
    let after = facts(&tracking);
    assert_ne!(before, after);
    let shipment = &after["shipments"][0];
    assert_eq!(shipment["position"]["latitude"], 40.5);
    assert_eq!(shipment["position"]["when"], "2026-11-22T09:15:00Z");
    assert_eq!(shipment["exceptions"][0]["kind"], "customs_hold");
}
