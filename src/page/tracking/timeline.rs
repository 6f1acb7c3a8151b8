//! What happened and what comes next. What happened has a filled mark; what is
//! only expected has a hollow one, and says so in a word.

use maud::{Markup, html};
use time::OffsetDateTime;

use super::Place as Position;
use super::arrival::why;
use super::whereabouts::next;
use crate::page::moment;
use crate::page::stops::{self, Stop};
use crate::tracking::shipment::{Classifier, Event, Journey, What};
use crate::tracking::words::describe;

/// The section with every event, by place.
pub(super) fn section(journey: &Journey, now: OffsetDateTime, position: &Position) -> Markup {
    if journey.events.is_empty() {
        return html! {};
    }
    let next = next(journey);
    let done = journey
        .events
        .iter()
        .rposition(|event| event.classifier == Classifier::Actual);
    html! {
        section {
            (position.heading(&html! { "The journey" }))
            ol.timeline {
                @for stop in stops::of(journey) {
                    li {
                        (position.subheading(&name(&stop)))
                        ol {
                            @for event in &stop.events {
                                @let passed_over = index_of(journey, event) < done;
                                @let coming = next.is_some_and(|next| std::ptr::eq(next, *event));
                                (row(event, now, passed_over, coming))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn index_of(journey: &Journey, event: &Event) -> Option<usize> {
    journey
        .events
        .iter()
        .position(|known| std::ptr::eq(known, event))
}

fn name(stop: &Stop<'_>) -> Markup {
    let Some(place) = stop.place else {
        let paper = stop
            .events
            .iter()
            .all(|event| matches!(event.what, What::Document { .. }));
        return html! { @if paper { "Booking and documents" } @else { "Place not named" } };
    };
    let label = stops::label(place).unwrap_or_default();
    let codes = [&place.unlocode, &place.facility];
    html! {
        bdi { (label) }
        @for code in codes.into_iter().flatten().filter(|code| *code != label) {
            " " span.code { (code) }
        }
    }
}

fn row(event: &Event, now: OffsetDateTime, passed_over: bool, coming: bool) -> Markup {
    let actual = event.classifier == Classifier::Actual;
    let word = match event.classifier {
        Classifier::Actual => None,
        // A later step has happened, or its time has passed: say what is known.
        _ if passed_over || event.when < now => Some("Not confirmed"),
        Classifier::Estimated => Some("Expected"),
        Classifier::Planned => Some("Planned"),
    };
    html! {
        li.done[actual].next[coming] {
            p.what {
                (describe(event))
                @if let Some(word) = word { " " span.word { (word) } }
            }
            p.when { (moment::full(event.when, now)) }
            @if let Some(carriage) = carriage(event) { p.detail { (carriage) } }
            @if let Some(why) = why(event.delay_reason.as_deref(), event.remark.as_deref()) {
                p.detail.delay { (why) }
            }
        }
    }
}

/// On which vessel and voyage.
fn carriage(event: &Event) -> Option<Markup> {
    let vessel = event.vessel.as_ref().and_then(|vessel| {
        vessel
            .name
            .clone()
            .or_else(|| Some(format!("IMO {}", vessel.imo.as_ref()?)))
    });
    match (vessel, &event.voyage) {
        (None, _) => None,
        (Some(vessel), None) => Some(html! { bdi { (vessel) } }),
        (Some(vessel), Some(voyage)) => {
            Some(html! { bdi { (vessel) } ", voyage " bdi { (voyage) } })
        }
    }
}
