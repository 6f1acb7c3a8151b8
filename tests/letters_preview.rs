//! Writes every letter to `tests/out/mail/`: `mail.spec.mjs` takes its pictures
//! and checks them there, and a person can look.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::rc::Rc;

use sealink::language::calendar::Calendar;
use sealink::language::{Language, Locale};
use sealink::mail::frequency::Frequency;
use sealink::mail::letters::{self, DigestEntry, Letter, Letterhead, Ways};
use sealink::reference::{Kind, Reference};
use sealink::token::claims::Link;
use sealink::tracking::alarm::{Awaited, What};
use sealink::tracking::exception::Carriage;
use sealink::tracking::shipment::{Place, Position, Tracking};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

const NOW: OffsetDateTime = datetime!(2026-11-22 09:15 UTC);
const EXPIRES: OffsetDateTime = datetime!(2027-02-20 00:00 UTC);
const SHARE: &str = "https://track.example.com/t/v4.public.eyJqdGkiOiJhIn0#to=jane%40example.com";
const STOP: &str = "https://track.example.com/u/v4.public.eyJqdGkiOiJiIn0";
const CHANGE: &str = "https://track.example.com/p/v4.public.eyJqdGkiOiJjIn0";
const NOTE: &str = "PO 4711, the autumn collection.\nCall me if anything is unclear. Kim";
const LIFE: Duration = Duration::minutes(10);

fn brand() -> Letterhead<'static> {
    Letterhead {
        name: "Northwind Forwarding",
        color: None,
    }
}

fn locale(language: Language) -> Locale {
    let all: HashMap<String, serde_json::Value> =
        serde_json::from_str(include_str!("world/intl.json")).unwrap();
    let calendar = Calendar::read(&all[language.intl_tag()].to_string()).unwrap();
    Locale::new(language, language.messages(), Rc::new(calendar))
}

fn container(number: &str) -> Reference {
    Reference::parse(Kind::Container, number, None).unwrap()
}

fn place(name: &str) -> Place {
    Place {
        name: Some(name.to_owned()),
        ..Place::default()
    }
}

fn carriage(vessel: &str, voyage: &str) -> Carriage {
    Carriage {
        vessel: Some(vessel.to_owned()),
        voyage: Some(voyage.to_owned()),
    }
}

/// One of each that can happen, by the name of its file.
fn news() -> Vec<(&'static str, What)> {
    let terminal = |awaited| What::TerminalDelay {
        place: place("Los Angeles"),
        awaited,
        since: datetime!(2026-11-20 10:00 -8),
    };
    vec![
        (
            "eta",
            What::EtaMoved {
                place: place("Los Angeles"),
                was: datetime!(2026-12-03 08:00 -8),
                now: datetime!(2026-12-05 14:00 -8),
                reason: Some("WEA".to_owned()),
                remark: Some("Storm off Hawaii, all transpacific services".to_owned()),
            },
        ),
        (
            "off-route",
            What::OffRoute {
                vessel: Some("NORDIC EGRET".to_owned()),
                position: Position {
                    latitude: 34.5,
                    longitude: -140.25,
                    when: datetime!(2026-11-21 22:00 UTC),
                    course: None,
                },
                kilometres: 140,
                towards: Some(place("Los Angeles")),
            },
        ),
        (
            "rolled",
            What::RolledOver {
                was: carriage("NORDIC EGRET", "213E"),
                now: carriage("PACIFIC OSPREY", "214E"),
            },
        ),
        ("on-vessel", terminal(Awaited::Discharge)),
        ("in-terminal", terminal(Awaited::GateOut)),
        (
            "departure",
            What::MissedDeparture {
                place: place("Busan"),
                carriage: carriage("NORDIC EGRET", "213E"),
                planned: datetime!(2026-11-20 18:00 +9),
            },
        ),
        (
            "customs",
            What::CustomsHold {
                since: datetime!(2026-11-21 10:00 -8),
            },
        ),
        (
            "silent",
            What::Silent {
                last: datetime!(2026-11-18 10:00 +1),
            },
        ),
        (
            "arrived",
            What::Arrived {
                place: place("Los Angeles"),
                when: datetime!(2026-11-22 00:40 -8),
            },
        ),
        (
            "delivered",
            What::Delivered {
                place: Some(place("Los Angeles")),
                when: datetime!(2026-11-22 01:10 -8),
            },
        ),
    ]
}

fn link() -> Link {
    Link {
        id: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        issued: NOW,
        expires: EXPIRES,
        issuer: "BBBBBBBBBBBBBBBBBBBBBB".to_owned(),
        shipments: vec![container("CSQU3054383")],
        recipients: Vec::new(),
        locale: None,
        note: None,
    }
}

/// Every letter in one language, by the name of its file.
fn letters_in(language: Language) -> Vec<(String, Letter)> {
    let (locale, shipment, news) = (locale(language), container("CSQU3054383"), news());
    let specimens: HashMap<String, Tracking> =
        serde_json::from_str(include_str!("specimens.json")).unwrap();
    let mut all = Vec::new();
    let mut add = |name: &str, letter| all.push((format!("{name}.{}", language.tag()), letter));
    let share = |note, count| letters::share(&locale, brand(), SHARE, note, EXPIRES, count);
    add("share", share(Some(NOTE), 1));
    add("share-several", share(None, 3));
    add("code", letters::code(&locale, brand(), "7KQ4-M9XD", LIFE));
    let watch = Ways::Watch {
        note: Some(NOTE),
        expires: EXPIRES,
    };
    let subscription = Ways::Subscription {
        unsubscribe_url: STOP,
        preferences_url: CHANGE,
    };
    let alarm = |what, ways| letters::alarm(&locale, brand(), NOW, &shipment, what, SHARE, ways);
    for (name, what) in &news {
        add(&format!("alarm-{name}"), alarm(what, &subscription));
    }
    add("watch-eta", alarm(&news[0].1, &watch));
    let others = ["TCLU6718159", "APZU4812090"].map(container);
    let day: Vec<What> = news.into_iter().map(|(_, what)| what).collect();
    let entry = |shipment, news, name: Option<&str>| DigestEntry {
        shipment,
        share_url: SHARE,
        news,
        journey: name.and_then(|name| specimens[name].journey.as_ref()),
    };
    let entries = [
        entry(&shipment, &day[..1], Some("at_sea")),
        entry(&others[0], &day[5..7], Some("suez")),
        entry(&others[1], &[], None),
    ];
    add(
        "digest",
        letters::digest(&locale, brand(), NOW, &entries, STOP, CHANGE),
    );
    let confirm = letters::confirm(&locale, brand(), &shipment, CHANGE, Frequency::EachChange);
    add("confirm", confirm);
    all
}

#[test]
fn every_letter_is_written_where_its_picture_is_taken() {
    let out = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/out/mail");
    fs::create_dir_all(&out).unwrap();
    let mut all = Vec::new();
    for language in [
        Language::English,
        Language::German,
        Language::Arabic,
        Language::Japanese,
    ] {
        all.extend(letters_in(language));
    }
    all.push((
        "ops-code.en".to_owned(),
        letters::ops_code(brand(), "7KQ4-M9XD", LIFE),
    ));
    let wish = letters::wish(brand(), &link(), "kim.lee@customer.example", false);
    all.push(("wish.en".to_owned(), wish));
    let yellow = Letterhead {
        color: Some([255, 230, 0]),
        ..brand()
    };
    let english = locale(Language::English);
    let code = letters::share(&english, yellow, SHARE, None, EXPIRES, 1);
    all.push(("yellow.en".to_owned(), code));
    for (name, letter) in &all {
        fs::write(out.join(format!("{name}.html")), &letter.html).unwrap();
        let text = format!("{}\n\n{}", letter.subject, letter.text);
        fs::write(out.join(format!("{name}.txt")), text).unwrap();
    }
    let names: Vec<&String> = all.iter().map(|(name, _)| name).collect();
    fs::write(out.join("all.json"), serde_json::to_string(&names).unwrap()).unwrap();
}
