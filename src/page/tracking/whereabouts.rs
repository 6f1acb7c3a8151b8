//! Where it is now, in one plain sentence and one more.

use maud::{Markup, html};
use time::OffsetDateTime;

use super::Place as Position;
use crate::page::moment;
use crate::page::stops::{self, Stop};
use crate::tracking::shipment::{Classifier, Event, Journey, Mode, Stage};
use crate::tracking::words::describe;

/// The section that answers the second question.
pub(super) fn section(journey: &Journey, now: OffsetDateTime, position: &Position) -> Markup {
    let stops = stops::of(journey);
    let latest = actual(journey).next_back();
    let next = next(journey);
    html! {
        section.where {
            (position.heading(&html! { "Where it is now" }))
            p.lead { (headline(journey, &stops)) }
            @if let Some(event) = latest {
                p { "Last: " (step(event)) ", " (moment::full(event.when, now)) "." }
            }
            @if let Some(event) = next {
                p { "Next: " (step(event)) ", expected " (moment::full(event.when, now)) "." }
            }
        }
    }
}

/// In the place of everything else while the origin knows no such shipment.
pub(super) fn not_started() -> Markup {
    html! {
        section.where {
            p.big { "Tracking has not started" }
            p.lead {
                "The carrier does not show this shipment yet. That is usual for a new booking: "
                "it appears when the carrier has confirmed it or received the container."
            }
            p { "This link stays the same. Come back to it, or leave the page open." }
        }
    }
}

/// The stage in plain words.
fn headline(journey: &Journey, stops: &[Stop<'_>]) -> Markup {
    let here = stops
        .iter()
        .rfind(|stop| stop.reached())
        .and_then(|stop| stop.place);
    let here = here.and_then(stops::label);
    let in_place = html! { @if let Some(name) = here { " in " bdi { (name) } } };
    html! {
        @match journey.stage {
            Stage::Booked => "Booked. Nothing has moved yet.",
            Stage::AtOrigin => { "At the place of departure" @if let Some(name) = here { ", " bdi { (name) } } },
            Stage::AtSea => {
                "At sea"
                @if let Some(name) = vessel(journey) { ", on " bdi { (name) } }
            },
            Stage::Transhipment => { "Between two vessels" (in_place) },
            Stage::Arrived => { "Arrived" (in_place) ", not yet collected" },
            Stage::Inland => { "On its way over land" @if let Some(mode) = mode(journey) { ", by " (mode) } },
            Stage::Delivered => "Delivered",
            Stage::Returned => "Delivered, and the empty container has been returned",
        }
    }
}

fn step(event: &Event) -> Markup {
    html! {
        (lowered(&describe(event)))
        @if let Some(name) = event.place.as_ref().and_then(stops::label) { ", " bdi { (name) } }
    }
}

/// Inside a sentence the first letter is small, unless the word is an
/// abbreviation or a code.
fn lowered(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

/// What has really happened, in order of time.
pub(super) fn actual(journey: &Journey) -> impl DoubleEndedIterator<Item = &Event> {
    journey
        .events
        .iter()
        .filter(|event| event.classifier == Classifier::Actual)
}

/// The first event after the last actual one that has not happened.
pub(super) fn next(journey: &Journey) -> Option<&Event> {
    let done = journey
        .events
        .iter()
        .rposition(|event| event.classifier == Classifier::Actual)
        .map_or(0, |index| index + 1);
    journey.events.get(done)
}

fn vessel(journey: &Journey) -> Option<&str> {
    actual(journey)
        .rev()
        .find_map(|event| event.vessel.as_ref()?.name.as_deref())
}

fn mode(journey: &Journey) -> Option<&'static str> {
    actual(journey).rev().find_map(|event| match event.mode? {
        Mode::Rail => Some("rail"),
        Mode::Truck => Some("truck"),
        Mode::Barge => Some("barge"),
        Mode::Vessel => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_lowered_and_codes_are_not() {
        assert_eq!(lowered("Departed"), "departed");
        assert_eq!(lowered("XYZ"), "XYZ");
        assert_eq!(lowered("Émis"), "émis");
        assert_eq!(lowered(""), "");
    }
}
