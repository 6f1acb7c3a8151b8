//! When it arrives: the newest belief, large, and how it came to be.

use maud::{Markup, html};
use time::{Duration, OffsetDateTime};

use super::Place as Position;
use crate::page::{moment, stops};
use crate::tracking::shipment::{Classifier, Estimate, Eta, Journey, Place};
use crate::tracking::words::delay;

/// A move of less than this is not worth a word.
const WORTH_SAYING: Duration = Duration::hours(1);

/// The section that answers the first question.
pub(super) fn section(journey: &Journey, now: OffsetDateTime, position: &Position) -> Markup {
    html! {
        section.arrival {
            @match (journey.delivered, &journey.eta) {
                (Some(when), eta) => (delivered(when, eta.as_ref(), now, position)),
                (None, Some(eta)) => (expected(eta, now, position)),
                (None, None) => {
                    (position.heading(&html! { "Arrival" }))
                    p.big { "No date yet" }
                    p.hint { "The carrier has not given an arrival date for this shipment so far." }
                }
            }
        }
    }
}

/// `Arrives`, `Arrived` or `Due`, as the newest belief has it.
pub(super) const fn verb(eta: &Eta) -> &'static str {
    match eta.current.classifier {
        Classifier::Actual => "Arrived",
        Classifier::Estimated => "Arrives",
        Classifier::Planned => "Planned for",
    }
}

fn delivered(
    when: OffsetDateTime,
    eta: Option<&Eta>,
    now: OffsetDateTime,
    position: &Position,
) -> Markup {
    html! {
        (position.heading(&html! { "Delivered" (at(eta.map(|eta| &eta.place))) }))
        (big(when, now))
        p.when { (clock(when)) " · " (moment::relative_day(when, now)) }
    }
}

fn expected(eta: &Eta, now: OffsetDateTime, position: &Position) -> Markup {
    let current = &eta.current;
    let over = current.when < now && current.classifier != Classifier::Actual;
    let heading = match current.classifier {
        Classifier::Actual => "Arrived",
        Classifier::Estimated => "Arrives",
        Classifier::Planned => "Planned to arrive",
    };
    html! {
        (position.heading(&html! { (heading) (at(Some(&eta.place))) }))
        (big(current.when, now))
        p.when { (clock(current.when)) " · " (moment::relative_day(current.when, now)) }
        @if over {
            p.notice { "This time has passed, and the carrier has not confirmed the arrival yet." }
        }
        (movement(eta))
        (history(eta, now))
    }
}

fn at(place: Option<&Place>) -> Markup {
    html! {
        @if let Some(name) = place.and_then(stops::label) { " in " bdi { (name) } }
    }
}

fn big(when: OffsetDateTime, now: OffsetDateTime) -> Markup {
    html! {
        p.big {
            time datetime=(moment::machine(when)) { (moment::long_day(when, now)) }
        }
    }
}

/// The clock at the place, marked so that the script adds the reader's own.
fn clock(when: OffsetDateTime) -> Markup {
    let zone = moment::zone(when.offset());
    html! {
        time datetime=(moment::machine(when)) data-local { (moment::clock(when)) }
        @if when.offset().is_utc() { " UTC" } @else { " local time (" (zone) ")" }
    }
}

/// How far the date has moved since it was first said, and why.
fn movement(eta: &Eta) -> Markup {
    let Some(first) = eta.earlier.first() else {
        return html! {};
    };
    let moved = eta.current.when - first.when;
    if moved.abs() < WORTH_SAYING {
        return html! {};
    }
    let (direction, class) = if moved.is_positive() {
        ("later", "late")
    } else {
        ("earlier", "early")
    };
    html! {
        p.moved.(class) {
            (moment::span(moved)) " " (direction) " than first said"
            @if let Some(code) = &eta.current.delay_reason { ": " bdi { (delay(code)) } }
        }
    }
}

fn history(eta: &Eta, now: OffsetDateTime) -> Markup {
    if eta.earlier.is_empty() {
        return html! {};
    }
    let row = |label: &str, estimate: &Estimate| {
        html! {
            tr {
                th scope="row" { (label) }
                td {
                    time datetime=(moment::machine(estimate.when)) {
                        (moment::day(estimate.when, now)) ", " (moment::clock(estimate.when))
                    }
                }
                td {
                    "said "
                    time datetime=(moment::machine(estimate.said)) { (moment::short_day(estimate.said, now)) }
                    @if let Some(reason) = reason(estimate) { ": " (reason) }
                }
            }
        }
    };
    html! {
        table.history {
            caption { "How the date has moved" }
            tbody {
                @for estimate in &eta.earlier { (row("Was", estimate)) }
                (row(if eta.current.classifier == Classifier::Actual { "Arrived" } else { "Is" }, &eta.current))
            }
        }
    }
}

/// Why a date moved: the coded reason in words, and what the carrier remarked.
fn reason(estimate: &Estimate) -> Option<Markup> {
    why(estimate.delay_reason.as_deref(), estimate.remark.as_deref())
}

/// A delay reason and a remark as one phrase; `None` where there is neither.
pub(super) fn why(code: Option<&str>, remark: Option<&str>) -> Option<Markup> {
    let remark = remark.map(str::trim).filter(|remark| !remark.is_empty());
    let code = code.map(str::trim).filter(|code| !code.is_empty());
    match (code, remark) {
        (None, None) => None,
        (None, Some(remark)) => Some(html! { bdi { (remark) } }),
        (Some(code), remark) => Some(html! {
            bdi { (delay(code)) }
            @if let Some(remark) = remark { " (" bdi { (remark) } ")" }
        }),
    }
}
