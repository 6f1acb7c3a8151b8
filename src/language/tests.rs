use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use time::OffsetDateTime;
use time::macros::datetime;

use super::calendar::Calendar;
use super::*;

/// The locale of a language, from what Node's `Intl` says.
pub(crate) fn locale(language: Language) -> Locale {
    let all: HashMap<String, serde_json::Value> =
        serde_json::from_str(include_str!("../../tests/world/intl.json")).unwrap();
    let calendar = Calendar::read(&all[language.intl_tag()].to_string()).unwrap();
    Locale::new(language, language.messages(), Rc::new(calendar))
}

const NOW: OffsetDateTime = datetime!(2026-11-22 09:15 UTC);

/// Every string of a table, by its field: `Debug` prints them all.
fn strings(language: Language) -> Vec<(String, String)> {
    let printed = unescaped(&format!("{:#?}", language.messages()));
    let mut path: Vec<&str> = Vec::new();
    let mut strings = Vec::new();
    let mut some = "";
    for line in printed.lines().map(str::trim) {
        if line.starts_with('}') || line.starts_with(')') {
            path.pop();
        } else if let Some(field) = line
            .strip_suffix(" {")
            .and_then(|line| line.split(':').next())
        {
            path.push(field);
        } else if let Some((field, _)) = line.split_once(": Some(") {
            some = field;
            path.push(field);
        } else if let Some((field, text)) = line.split_once(": \"") {
            let text = text.trim_end_matches(['"', ',']).to_owned();
            strings.push((format!("{}.{field}", path.join(".")), text));
        } else if line.starts_with('"') {
            let text = line.trim_matches(['"', ',']).to_owned();
            strings.push((format!("{}.{some}", path.join(".")), text));
        }
    }
    strings
}

/// `Debug` writes combining marks as escapes, whose braces are not ours.
fn unescaped(text: &str) -> String {
    let mut pieces = text.split("\\u{");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (code, rest) = piece.split_once('}').unwrap();
        let code = u32::from_str_radix(code, 16).unwrap();
        out.push(char::from_u32(code).unwrap());
        out.push_str(rest);
    }
    out
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('}')?.0))
        .collect()
}

#[test]
fn every_translation_has_the_placeholders_of_the_english() {
    let english: HashMap<_, _> = strings(Language::English).into_iter().collect();
    assert!(english.len() > 330, "{}", english.len());
    for language in Language::ALL {
        for (field, text) in strings(language) {
            assert!(!text.trim().is_empty(), "{language:?} {field}");
            assert_eq!(text.trim(), text, "{language:?} {field}");
            if field.contains("shipments.") {
                let number = BTreeSet::from(["number"]);
                assert!(
                    placeholders(&text).is_subset(&number),
                    "{language:?} {field}"
                );
                continue;
            }
            assert_eq!(
                placeholders(&text),
                placeholders(&english[&field]),
                "{language:?} {field}"
            );
        }
    }
}

#[test]
fn every_language_is_a_translation() {
    let english = strings(Language::English);
    for language in Language::ALL {
        if language == Language::English {
            continue;
        }
        let theirs: HashMap<_, _> = strings(language).into_iter().collect();
        let same: Vec<_> = english
            .iter()
            .filter(|(field, text)| theirs.get(field) == Some(text))
            .collect();
        // Some words are the same in two languages; sentences are not.
        assert!(same.len() < 30, "{language:?}: {same:?}");
        assert!(same.iter().all(|(_, text)| text.len() < 30), "{language:?}");
    }
}

#[test]
fn dates_read_as_each_language_has_them() {
    let arrival = datetime!(2026-12-05 14:05 -8);
    for (language, long, moment, relative) in [
        (
            Language::English,
            "Saturday 5\u{a0}December",
            "Sat 5 Dec, 14:05",
            "in 13 days",
        ),
        (
            Language::German,
            "Samstag, 5.\u{a0}Dezember",
            "Sa., 5. Dez., 14:05",
            "in 13 Tagen",
        ),
        (
            Language::Korean,
            "12월 5일 토요일",
            "12월 5일 (토) 14:05",
            "13일 후",
        ),
        (
            Language::Arabic,
            "السبت، 5\u{a0}ديسمبر",
            "السبت، 5 ديسمبر، 14:05",
            "خلال 13 يومًا",
        ),
        (
            Language::Polish,
            "sobota, 5\u{a0}grudnia",
            "sob., 5 gru, 14:05",
            "za 13 dni",
        ),
    ] {
        let locale = locale(language);
        assert_eq!(locale.long_day(arrival, NOW), long);
        assert_eq!(locale.moment(arrival, NOW), moment);
        assert_eq!(locale.relative_day(arrival, NOW), relative);
    }
}

#[test]
fn every_language_has_names_for_all_days_and_months() {
    for language in Language::ALL {
        let locale = locale(language);
        let mut days = BTreeSet::new();
        for day in 0..400 {
            days.insert(locale.long_day(NOW + time::Duration::days(day), NOW));
        }
        // The days of next year name it, so that none reads like another.
        assert_eq!(days.len(), 400, "{language:?}");
    }
}

#[test]
fn numbers_take_the_form_of_their_category() {
    let polish = locale(Language::Polish);
    for (days, text) in [(2, "2 dni"), (22, "22 dni"), (365, "365 dni")] {
        assert_eq!(polish.span(time::Duration::days(days)), text);
    }
    for (minutes, text) in [
        (1, "1 minuta"),
        (5, "5 minut"),
        (22, "22 minuty"),
        (119, "119 minut"),
    ] {
        assert_eq!(polish.span(time::Duration::minutes(minutes)), text);
    }
    let english = locale(Language::English);
    let shipments = &english.messages().shipments;
    assert_eq!(english.plural(1, shipments), "1 shipment");
    assert_eq!(english.plural(10, shipments), "10 shipments");
}

#[test]
fn without_intl_dates_are_still_dates() {
    let plain = Locale::new(Language::English, ENGLISH, Rc::new(Calendar::iso()));
    let arrival = datetime!(2026-12-05 14:05 -8);
    assert_eq!(plain.moment(arrival, NOW), "2026-12-05 14:05");
    assert_eq!(plain.relative_day(arrival, NOW), "+13 d");
    assert_eq!(plain.ago(time::Duration::hours(3)), "−3 h");
}
