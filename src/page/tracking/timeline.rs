//! What happened and what comes next. What happened has a filled mark; what is
//! only expected has a hollow one, and says so in a word.

use maud::{Markup, html};
use time::OffsetDateTime;

use super::Place as Position;
use super::arrival::why;
use super::whereabouts::done;
use super::wording::words;
use crate::page::moment;
use crate::page::stops::{self, Stop};
use crate::tracking::shipment::{Classifier, Event, Journey, What};

/// The section with every event, by place.
pub(super) fn section(journey: &Journey, now: OffsetDateTime, position: &Position) -> Markup {
    if journey.events.is_empty() {
        return html! {};
    }
    let done = done(journey);
    html! {
        section {
            (position.heading(&html! { "The journey" }))
            ol.timeline {
                @for stop in stops::of(journey) {
                    li.reached[stop.reached()] {
                        (position.subheading(&name(&stop)))
                        ol {
                            @for (index, event) in &stop.events {
                                (row(event, *index, done, now))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn name(stop: &Stop<'_>) -> Markup {
    let Some(place) = stop.place else {
        let paper = stop
            .events
            .iter()
            .all(|(_, event)| matches!(event.what, What::Document { .. }));
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

/// One event; `done` is how many of the journey's lie behind.
fn row(event: &Event, index: usize, done: usize, now: OffsetDateTime) -> Markup {
    let actual = event.classifier == Classifier::Actual;
    let word = match event.classifier {
        Classifier::Actual => None,
        // A later step has happened, or its time has passed: say what is known.
        _ if index < done || event.when < now => Some("Not confirmed"),
        Classifier::Estimated => Some("Expected"),
        Classifier::Planned => Some("Planned"),
    };
    html! {
        li.done[actual].newest[index + 1 == done].next[index == done] {
            p.what {
                (words(event))
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
