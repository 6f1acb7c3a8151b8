//! When it arrives: the newest belief, large, and how it came to be.

use maud::{Markup, html};
use time::{Duration, OffsetDateTime};

use super::{Section, attention};
use crate::language::locale::zone;
use crate::language::messages::Arrival;
use crate::language::{Locale, fill};
use crate::page::moment;
use crate::tracking::phrases::delay;
use crate::tracking::shipment::{Classifier, Estimate, Eta, Journey, Place};

/// A move of less than this is not worth a word.
const WORTH_SAYING: Duration = Duration::hours(1);

/// The section that answers the first question.
pub(super) fn section(journey: &Journey, section: &Section<'_>) -> Markup {
    let words = &section.locale.messages().arrival;
    html! {
        section.arrival {
            @match (journey.delivered, &journey.eta) {
                (Some(when), eta) => (delivered(when, eta.as_ref(), section)),
                (None, Some(eta)) => (expected(eta, attention::tells_delay(journey), section)),
                (None, None) => {
                    (section.heading(&html! { (words.arrival) }))
                    p.big { (words.none) }
                    p.hint { (words.none_text) }
                }
            }
        }
    }
}

fn delivered(when: OffsetDateTime, eta: Option<&Eta>, section: &Section<'_>) -> Markup {
    let words = &section.locale.messages().arrival;
    let place = eta.map(|eta| &eta.place);
    html! {
        (section.heading(&at(place, words.delivered, words.delivered_in)))
        (big(when, section))
        (clock(when, section))
    }
}

/// `told` says whether a notice tells how far it moved.
fn expected(eta: &Eta, told: bool, section: &Section<'_>) -> Markup {
    let words = &section.locale.messages().arrival;
    let current = &eta.current;
    let over = current.when < section.now && current.classifier != Classifier::Actual;
    let (bare, placed) = match current.classifier {
        Classifier::Actual => (words.arrived, words.arrived_in),
        Classifier::Estimated => (words.arrives, words.arrives_in),
        Classifier::Planned => (words.planned, words.planned_in),
    };
    html! {
        (section.heading(&at(Some(&eta.place), bare, placed)))
        (big(current.when, section))
        (clock(current.when, section))
        @if over { p.notice { (words.passed) } }
        @if !told { (movement(eta, section.locale)) }
        (history(eta, section))
    }
}

/// The heading, with the place where it has a name.
fn at(place: Option<&Place>, bare: &str, placed: &str) -> Markup {
    place.and_then(Place::label).map_or_else(
        || html! { (bare) },
        |name| fill::markup(placed, &[("place", fill::isolated(name))]),
    )
}

fn big(when: OffsetDateTime, section: &Section<'_>) -> Markup {
    let day = section.locale.long_day(when, section.now);
    html! { p.big { (moment::element(when, &day)) } }
}

/// The clock at the place, marked so that the script adds the reader's own.
fn clock(when: OffsetDateTime, section: &Section<'_>) -> Markup {
    let locale = section.locale;
    let time = html! {
        time datetime=(moment::machine(when)) data-local { (locale.clock(when)) }
    };
    let zone = zone(when.offset());
    html! {
        p.when {
            @if when.offset().is_utc() {
                (time) " " (zone)
            } @else {
                @let values = [("time", time), ("zone", html! { (zone) })];
                (fill::markup(locale.messages().arrival.local_time, &values))
            }
            " · " (locale.relative_day(when, section.now))
        }
    }
}

/// How far the date has moved since it was first said, and why.
fn movement(eta: &Eta, locale: &Locale) -> Markup {
    let Some(first) = eta.earlier.first() else {
        return html! {};
    };
    let moved = eta.current.when - first.when;
    if moved.abs() < WORTH_SAYING {
        return html! {};
    }
    let words = &locale.messages().arrival;
    let (message, class) = if moved.is_positive() {
        (words.later, "late")
    } else {
        (words.earlier, "early")
    };
    html! {
        p.moved.(class) {
            (fill::text(message, &[("span", &locale.span(moved))]))
            @if let Some(code) = &eta.current.delay_reason { ": " bdi { (delay(locale, code)) } }
        }
    }
}

fn history(eta: &Eta, section: &Section<'_>) -> Markup {
    if eta.earlier.is_empty() {
        return html! {};
    }
    let words = &section.locale.messages().arrival;
    let now = match eta.current.classifier {
        Classifier::Actual => words.arrived,
        Classifier::Estimated | Classifier::Planned => words.now,
    };
    html! {
        table.history {
            caption { (words.history) }
            tbody {
                @for estimate in &eta.earlier { (belief(words, words.was, estimate, section)) }
                (belief(words, now, &eta.current, section))
            }
        }
    }
}

fn belief(words: &Arrival, label: &str, belief: &Estimate, section: &Section<'_>) -> Markup {
    let Section { locale, now, .. } = section;
    let said = moment::element(belief.said, &locale.short_day(belief.said, *now));
    html! {
        tr {
            th scope="row" { (label) }
            td {
                (moment::element(belief.when, &locale.moment(belief.when, *now))) " "
                span.said {
                    (fill::markup(words.said, &[("day", said)]))
                    @if let Some(why) = why(locale, belief.delay_reason.as_deref(), belief.remark.as_deref()) {
                        ": " (why)
                    }
                }
            }
        }
    }
}

/// A delay reason and a remark as one phrase; `None` where there is neither.
pub(super) fn why(locale: &Locale, code: Option<&str>, remark: Option<&str>) -> Option<Markup> {
    let remark = remark.map(str::trim).filter(|remark| !remark.is_empty());
    let code = code.map(str::trim).filter(|code| !code.is_empty());
    match (code, remark) {
        (None, None) => None,
        (None, Some(remark)) => Some(html! { bdi { (remark) } }),
        (Some(code), remark) => Some(html! {
            bdi { (delay(locale, code)) }
            @if let Some(remark) = remark { " (" bdi { (remark) } ")" }
        }),
    }
}
