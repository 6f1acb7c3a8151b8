//! What has happened to a shipment, in words.

use time::{Duration, OffsetDateTime};

use super::body::Fact;
use super::line::{REMARK, apart, cut, name};
use crate::language::locale::zone;
use crate::language::{Locale, fill};
use crate::reference::{Kind, Reference};
use crate::tracking::alarm::{Awaited, What};
use crate::tracking::exception::Carriage;
use crate::tracking::phrases::delay;
use crate::tracking::shipment::Place;

/// The longest subject in characters with a reason in it: a phone shows about
/// as many.
const SUBJECT: usize = 60;

/// One thing that has happened.
pub(super) struct News {
    /// In a phrase, for subjects and headings: `Now expected 5 Dec, 2 days later`.
    pub fact: String,
    /// Why, in a word, where that is known.
    pub reason: Option<String>,
    /// What that means, where it needs saying.
    pub meaning: Option<&'static str>,
    /// When, where and on what.
    pub facts: Vec<Fact<'static>>,
}

impl News {
    /// Says it in the reader's language, dates as of `now`.
    pub(super) fn of(locale: &Locale, now: OffsetDateTime, what: &What) -> Self {
        let messages = locale.messages();
        let (words, attention) = (&messages.news, &messages.attention);
        let at = |when| moment(locale, when, now);
        let mut facts = Vec::new();
        let (mut reason, mut meaning) = (None, None);
        let fact = match what {
            What::EtaMoved {
                place,
                was,
                now: then,
                reason: code,
                remark,
            } => {
                facts.extend(located(locale, Some(place)));
                facts.push((messages.arrival.was, at(*was)));
                facts.push((messages.arrival.now, at(*then)));
                reason = code.as_deref().map(|code| cut(delay(locale, code), REMARK));
                let why = because(locale, reason.as_deref(), remark.as_deref());
                facts.extend(why.map(|why| (words.reason, why)));
                moved(locale, now, *then, *then - *was)
            }
            What::OffRoute {
                vessel,
                position,
                kilometres,
                towards,
            } => {
                let vessel = vessel.as_deref().map(|vessel| name(locale, vessel));
                facts.extend(vessel.map(|vessel| (messages.vessels.vessel, vessel)));
                let away = fill::text(words.kilometres, &[("number", kilometres)]);
                facts.push((words.away, away));
                let degrees = format!("{:.2}°, {:.2}°", position.latitude, position.longitude);
                let seen = format!("{} ({})", at(position.when), apart(locale, &degrees));
                facts.push((words.seen, seen));
                let towards = towards.as_ref().and_then(Place::label);
                facts.extend(towards.map(|place| (words.towards, name(locale, place))));
                words.off_route.to_owned()
            }
            What::RolledOver { was, now } => {
                let was = carriage(locale, was).map(|was| (messages.arrival.was, was));
                let now = carriage(locale, now).map(|now| (messages.arrival.now, now));
                facts.extend(was.into_iter().chain(now));
                words.rolled.to_owned()
            }
            What::TerminalDelay {
                place,
                awaited,
                since,
            } => {
                facts.push((words.since, at(*since)));
                let fact = match awaited {
                    Awaited::Discharge => words.on_vessel,
                    Awaited::GateOut => words.in_terminal,
                };
                with_place(locale, fact, place)
            }
            What::MissedDeparture {
                place,
                carriage: on,
                planned,
            } => {
                let on = carriage(locale, on);
                facts.extend(on.map(|on| (messages.vessels.vessel, on)));
                facts.push((messages.timeline.planned, at(*planned)));
                with_place(locale, words.departure, place)
            }
            What::CustomsHold { since } => {
                facts.push((words.since, at(*since)));
                meaning = Some(attention.customs_text);
                attention.customs.to_owned()
            }
            What::Silent { last } => {
                facts.push((messages.about.last_word, at(*last)));
                let day = locale.short_day(*last, now);
                fill::text(words.silent, &[("day", &day)])
            }
            What::Arrived { place, when } => {
                let words = &messages.arrival;
                facts.push((words.arrived, at(*when)));
                reached(locale, Some(place), words.arrived, words.arrived_in)
            }
            What::Delivered { place, when } => {
                let words = &messages.arrival;
                facts.push((words.delivered, at(*when)));
                reached(locale, place.as_ref(), words.delivered, words.delivered_in)
            }
        };
        Self {
            fact,
            reason,
            meaning,
            facts,
        }
    }

    /// The subject line of a letter about it: the shipment, what happened, and
    /// why, if there is room.
    pub(super) fn subject(&self, shipment: &Reference) -> String {
        let mut subject = format!("{}: {}", shipment.number, self.fact);
        if let Some(reason) = &self.reason {
            let room = SUBJECT.saturating_sub(subject.chars().count());
            if reason.chars().count() + 3 <= room {
                for piece in [" (", reason, ")"] {
                    subject.push_str(piece);
                }
            }
        }
        subject
    }
}

/// What a shipment is called, as a fact of its own.
pub(super) fn shipment(locale: &Locale, shipment: &Reference) -> Fact<'static> {
    (kind(locale, shipment), apart(locale, &shipment.number))
}

/// `Container`.
pub(super) const fn kind(locale: &Locale, shipment: &Reference) -> &'static str {
    let kinds = &locale.messages().kinds;
    match shipment.kind {
        Kind::Container => kinds.container,
        Kind::Mbl => kinds.bill,
        Kind::Booking => kinds.booking,
    }
}

/// `Sat 5 Dec, 14:05 UTC−8`: the place's own time, as pages have it.
fn moment(locale: &Locale, when: OffsetDateTime, now: OffsetDateTime) -> String {
    let zone = apart(locale, &zone(when.offset()));
    format!("{} {zone}", locale.moment(when, now))
}

/// When it is expected now, and how far that has moved.
fn moved(locale: &Locale, now: OffsetDateTime, then: OffsetDateTime, by: Duration) -> String {
    let words = &locale.messages().news;
    let message = if by.is_negative() {
        words.earlier
    } else {
        words.later
    };
    let (day, span) = (locale.short_day(then, now), locale.span(by));
    fill::text(message, &[("day", &day), ("span", &span)])
}

/// A delay's reason and the origin's own words, as far as there are.
fn because(locale: &Locale, reason: Option<&str>, remark: Option<&str>) -> Option<String> {
    let remark = remark
        .map(|remark| cut(remark, REMARK))
        .filter(|remark| !remark.is_empty())
        .map(|remark| apart(locale, &remark));
    match (reason, remark) {
        (Some(reason), Some(remark)) => Some(format!("{reason} ({remark})")),
        (Some(reason), None) => Some(reason.to_owned()),
        (None, remark) => remark,
    }
}

/// `MSC OSCAR, voyage 213E`; nothing where neither is known.
fn carriage(locale: &Locale, carriage: &Carriage) -> Option<String> {
    let named = |text: &Option<String>| text.as_deref().map(|text| name(locale, text));
    match (named(&carriage.vessel), named(&carriage.voyage)) {
        (Some(vessel), Some(voyage)) => Some(fill::text(
            locale.messages().timeline.voyage,
            &[("vessel", &vessel), ("voyage", &voyage)],
        )),
        (one, other) => one.or(other),
    }
}

/// Where, as a fact; nothing where the place has no name.
fn located(locale: &Locale, place: Option<&Place>) -> Option<Fact<'static>> {
    let label = place.and_then(Place::label)?;
    Some((locale.messages().news.place, name(locale, label)))
}

/// A phrase with the place after it, where that has a name.
fn with_place(locale: &Locale, fact: &str, place: &Place) -> String {
    place.label().map_or_else(
        || fact.to_owned(),
        |label| format!("{fact}{}{}", locale.comma(), name(locale, label)),
    )
}

/// A phrase that has the place in it, where that has a name.
fn reached(locale: &Locale, place: Option<&Place>, bare: &str, placed: &str) -> String {
    place.and_then(Place::label).map_or_else(
        || bare.to_owned(),
        |label| fill::text(placed, &[("place", &name(locale, label))]),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, tests::locale};
    use crate::mail::letters::tests::{NOW, container, eta_moved, every_what};

    fn english(what: &What) -> News {
        News::of(&locale(Language::English), NOW, what)
    }

    fn facts(news: &News) -> Vec<String> {
        let line = |(label, value): &Fact<'_>| format!("{label}: {value}");
        news.facts.iter().map(line).collect()
    }

    #[test]
    fn each_thing_has_its_fact_first_in_the_subject() {
        let subjects: Vec<String> = every_what()
            .iter()
            .map(|what| english(what).subject(&container()))
            .collect();
        assert_eq!(
            subjects,
            [
                "CSQU3054383: Now expected 5 Dec, 2 days later (bad weather)",
                "CSQU3054383: Off its route",
                "CSQU3054383: Moved to another sailing",
                "CSQU3054383: Still on the vessel, Los Angeles",
                "CSQU3054383: Still in the terminal, Los Angeles",
                "CSQU3054383: Departure overdue, Busan",
                "CSQU3054383: Held by customs",
                "CSQU3054383: No news from the carrier since 18 Nov",
                "CSQU3054383: Arrived in Los Angeles",
                "CSQU3054383: Delivered in Los Angeles",
            ]
        );
        for subject in subjects {
            assert!(subject.chars().count() <= SUBJECT, "{subject}");
        }
    }

    #[test]
    fn times_are_the_places_own_with_their_zone() {
        let news = english(&every_what()[0]);
        assert_eq!(
            facts(&news),
            [
                "Place: Los Angeles",
                "Was: Thu 3 Dec, 08:00 UTC−8",
                "Now: Sat 5 Dec, 14:00 UTC−8",
                "Reason: bad weather (storm off Hawaii)",
            ]
        );
        let off = english(&every_what()[1]);
        assert_eq!(
            facts(&off),
            [
                "Vessel: EGRET",
                "Distance from its route: about 140 km",
                "Last seen: Sat 21 Nov, 22:00 UTC (34.50°, -140.25°)",
                "Bound for: Los Angeles",
            ]
        );
        let rolled = english(&every_what()[2]);
        assert_eq!(
            facts(&rolled),
            ["Was: EGRET, voyage 213E", "Now: OSPREY, voyage 214E"]
        );
        let missed = english(&every_what()[5]);
        assert_eq!(
            facts(&missed),
            [
                "Vessel: EGRET, voyage 213E",
                "Planned: Fri 20 Nov, 18:00 UTC+9"
            ]
        );
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let what = What::RolledOver {
            was: Carriage::default(),
            now: Carriage {
                vessel: None,
                voyage: Some("214E".to_owned()),
            },
        };
        assert_eq!(facts(&english(&what)), ["Now: 214E"]);
        let what = What::Delivered {
            place: Some(Place::default()),
            when: NOW,
        };
        assert_eq!(english(&what).fact, "Delivered");
        let earlier = english(&eta_moved(None, Some("  "), -3));
        assert_eq!(earlier.fact, "Now expected 30 Nov, 3 days earlier");
        assert_eq!(facts(&earlier).len(), 3);
        let remark = english(&eta_moved(None, Some("slow\nsteaming"), 1));
        assert!(facts(&remark).contains(&"Reason: slow steaming".to_owned()));
    }

    #[test]
    fn a_long_reason_stays_out_of_the_subject() {
        let news = english(&eta_moved(Some("CGS"), None, 1));
        let subject = news.subject(&container());
        assert_eq!(subject, "CSQU3054383: Now expected 4 Dec, 24 hours later");
        assert!(
            facts(&news).contains(&"Reason: berth congestion, after a late arrival".to_owned())
        );
    }
}
