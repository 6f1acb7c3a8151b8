//! What holds of every letter.

use time::OffsetDateTime;
use time::macros::datetime;

use super::*;
use crate::language::{Language, Locale, tests::locale};
use crate::mail::frequency::Frequency;
use crate::reference::{Kind, Reference};
use crate::token::claims::Link;
use crate::tracking::alarm::{Awaited, What};
use crate::tracking::exception::Carriage;
use crate::tracking::shipment::{Journey, Place, Position, Tracking};

pub(super) const ACME: Letterhead<'static> = Letterhead {
    name: "Acme",
    color: None,
};
pub(super) const URL: &str = "https://track.example/t/v4.public.abc#to=a%40b.example";
pub(super) const NOW: OffsetDateTime = datetime!(2026-11-22 09:15 UTC);

pub(super) fn container() -> Reference {
    Reference::parse(Kind::Container, "CSQU3054383", None).unwrap()
}

/// At sea, to arrive on 5 December.
pub(super) fn journey() -> Journey {
    let text = include_str!("../../../tests/specimens.json");
    let mut all: std::collections::HashMap<String, Tracking> = serde_json::from_str(text).unwrap();
    all.remove("at_sea").unwrap().journey.unwrap()
}

pub(super) fn link() -> Link {
    Link {
        id: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        issued: datetime!(2026-11-22 00:00 UTC),
        expires: datetime!(2027-02-20 00:00 UTC),
        issuer: "BBBBBBBBBBBBBBBBBBBBBB".to_owned(),
        shipments: vec![container()],
        recipients: Vec::new(),
        locale: None,
        note: None,
    }
}

/// A text with its lines joined, to look for sentences in it.
pub(super) fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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

/// An arrival moved by so many days from 3 December.
pub(super) fn eta_moved(reason: Option<&str>, remark: Option<&str>, days: i64) -> What {
    let was = datetime!(2026-12-03 08:00 -8);
    What::EtaMoved {
        place: place("Los Angeles"),
        was,
        now: was + time::Duration::days(days),
        reason: reason.map(str::to_owned),
        remark: remark.map(str::to_owned),
    }
}

/// One of each, with names such as `<b>` put around those of the places and
/// vessels.
fn every(mark: &str) -> Vec<What> {
    let named = |name: &str| place(&format!("{mark}{name}"));
    let vessel = |name: &str, voyage: &str| carriage(&format!("{mark}{name}"), voyage);
    vec![
        What::EtaMoved {
            place: named("Los Angeles"),
            was: datetime!(2026-12-03 08:00 -8),
            now: datetime!(2026-12-05 14:00 -8),
            reason: Some("WEA".to_owned()),
            remark: Some(format!("{mark}storm off Hawaii")),
        },
        What::OffRoute {
            vessel: Some(format!("{mark}EGRET")),
            position: Position {
                latitude: 34.5,
                longitude: -140.25,
                when: datetime!(2026-11-21 22:00 UTC),
                course: None,
            },
            kilometres: 140,
            towards: Some(named("Los Angeles")),
        },
        What::RolledOver {
            was: vessel("EGRET", "213E"),
            now: vessel("OSPREY", "214E"),
        },
        What::TerminalDelay {
            place: named("Los Angeles"),
            awaited: Awaited::Discharge,
            since: datetime!(2026-11-20 10:00 -8),
        },
        What::TerminalDelay {
            place: named("Los Angeles"),
            awaited: Awaited::GateOut,
            since: datetime!(2026-11-20 10:00 -8),
        },
        What::MissedDeparture {
            place: named("Busan"),
            carriage: vessel("EGRET", "213E"),
            planned: datetime!(2026-11-20 18:00 +9),
        },
        What::CustomsHold {
            since: datetime!(2026-11-21 10:00 +1),
        },
        What::Silent {
            last: datetime!(2026-11-18 10:00 +1),
        },
        What::Arrived {
            place: named("Los Angeles"),
            when: datetime!(2026-12-05 14:00 -8),
        },
        What::Delivered {
            place: Some(named("Los Angeles")),
            when: datetime!(2026-12-07 09:30 -8),
        },
    ]
}

/// One of each.
pub(super) fn every_what() -> Vec<What> {
    every("")
}

/// Every letter that there is, in one language, with what comes from outside.
fn every_letter(locale: &Locale, brand: &str, mark: &str) -> Vec<Letter> {
    let brand = Letterhead {
        name: brand,
        color: Some([200, 30, 30]),
    };
    let (shipment, journey, news) = (container(), journey(), every(mark));
    let ways = [
        Ways::Watch {
            note: Some(mark),
            expires: datetime!(2027-02-20 00:00 UTC),
        },
        Ways::Subscription {
            unsubscribe_url: URL,
            preferences_url: URL,
        },
    ];
    let entry = DigestEntry {
        shipment: &shipment,
        share_url: URL,
        news: &news,
        journey: Some(&journey),
    };
    let life = time::Duration::minutes(10);
    let mut letters = vec![
        share(locale, brand, URL, Some(mark), link().expires, 1),
        share(locale, brand, URL, Some(mark), link().expires, 3),
        code(locale, brand, "7KQ4-M9XD", life),
        ops_code(brand, "7KQ4-M9XD", life),
        wish(brand, &link(), mark, true),
        digest(locale, brand, NOW, &[entry], URL, URL),
        digest(locale, brand, NOW, &[entry, entry], URL, URL),
    ];
    for frequency in Frequency::ALL {
        letters.push(confirm(locale, brand, &shipment, URL, frequency));
    }
    for what in &news {
        for ways in &ways {
            letters.push(alarm(locale, brand, NOW, &shipment, what, URL, ways));
        }
    }
    letters
}

#[test]
fn every_letter_in_every_language_has_all_its_words() {
    for language in Language::ALL {
        let locale = locale(language);
        for letter in every_letter(&locale, "Acme", "A ") {
            let Letter { subject, text, .. } = &letter;
            for words in [subject, text] {
                assert!(!words.contains(['{', '}']), "{language:?}: {words}");
            }
            assert!(!subject.is_empty() && !subject.contains(['\r', '\n']));
            assert!(!letter.html.contains(">{"), "{language:?}");
            for line in text.lines().filter(|line| line.contains("http")) {
                assert_eq!(line, URL, "{language:?}: a link stands alone");
            }
            // Without spaces there is nowhere to break.
            let spaced = |line: &&str| line.split(' ').count() > 12;
            for line in text.lines().filter(spaced) {
                assert!(line.chars().count() <= 78, "{language:?}: {line}");
            }
        }
    }
}

#[test]
fn both_bodies_say_the_same() {
    // Without spaces, because the text is broken into lines.
    let dense = |text: &str| text.split_whitespace().collect::<String>();
    for language in [Language::English, Language::Arabic, Language::Japanese] {
        for letter in every_letter(&locale(language), "Acme", "A ") {
            let html = dense(&letter.html);
            for paragraph in letter.text.split("\n\n").filter(|text| *text != "---") {
                let lines: Vec<&str> = paragraph.lines().collect();
                let facts = lines.iter().any(|line| line.contains(": "));
                let leads = lines.last().is_some_and(|line| line.contains("http"));
                let pieces = if facts || leads {
                    lines
                } else {
                    vec![paragraph]
                };
                for piece in pieces.iter().flat_map(|piece| piece.split(": ")) {
                    let piece = dense(piece.trim_start_matches("> "));
                    assert!(html.contains(&piece), "{language:?}: {piece}");
                }
            }
        }
    }
}

#[test]
fn hostile_words_stay_words() {
    let hostile = "A\"><script>x</script>\r\nBcc: all@example.com\u{202e}";
    for language in [Language::English, Language::Hebrew] {
        for letter in every_letter(&locale(language), hostile, hostile) {
            assert!(!letter.subject.contains(['\r', '\n', '\u{202e}']));
            assert!(!letter.html.contains("<script"));
            assert!(letter.html.contains("&lt;script&gt;"));
        }
    }
}

#[test]
fn a_watch_and_a_subscription_have_the_same_news() {
    let english = locale(Language::English);
    for what in every_what() {
        let watch = Ways::Watch {
            note: None,
            expires: link().expires,
        };
        let subscription = Ways::Subscription {
            unsubscribe_url: URL,
            preferences_url: URL,
        };
        let [one, other] = [watch, subscription]
            .map(|ways| alarm(&english, ACME, NOW, &container(), &what, URL, &ways));
        assert_eq!(one.subject, other.subject);
        let facts = |letter: &Letter| letter.text.split("\n\n").take(2).collect::<String>();
        assert_eq!(facts(&one), facts(&other));
    }
}

#[test]
fn the_brands_own_colour_is_on_its_letters() {
    let brand = Letterhead {
        color: Some([200, 30, 30]),
        ..ACME
    };
    let letter = ops_code(brand, "7KQ4-M9XD", time::Duration::minutes(10));
    assert!(letter.html.contains("#c81e1e"));
}
