//! Where it is now, in one plain sentence and one more.

use maud::{Markup, html};
use time::OffsetDateTime;

use super::Place as Position;
use super::wording::words;
use crate::page::moment;
use crate::page::stops::{self, Stop};
use crate::tracking::shipment::{Classifier, Event, Journey, Mode, Stage, What};

/// The section that answers the second question.
pub(super) fn section(journey: &Journey, now: OffsetDateTime, position: &Position) -> Markup {
    let stops = stops::of(journey);
    // Papers follow the goods: a bill of lading is issued when the vessel has sailed.
    let moved = actual(journey).rfind(|event| !matches!(event.what, What::Document { .. }));
    let latest = moved.or_else(|| actual(journey).next_back());
    let next = journey.events.get(done(journey));
    html! {
        section.where {
            (position.heading(&html! { "Where it is now" }))
            p.lead { (headline(journey, &stops)) }
            @if let Some(said) = journey.said {
                p.hint { "As the carrier said on " (moment::full(said, now)) }
            }
            dl {
                @if let Some(event) = latest {
                    dt { "Last" }
                    dd { (step(event, "", now)) }
                }
                @if let Some(event) = next {
                    dt { "Next" }
                    dd { (step(event, if event.when < now { "was expected " } else { "expected " }, now)) }
                }
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

fn step(event: &Event, sure: &str, now: OffsetDateTime) -> Markup {
    html! {
        (words(event))
        @if let Some(name) = event.place.as_ref().and_then(stops::label) { ", " bdi { (name) } }
        span.when { (sure) (moment::full(event.when, now)) }
    }
}

/// What has really happened, in order of time.
fn actual(journey: &Journey) -> impl DoubleEndedIterator<Item = &Event> {
    journey
        .events
        .iter()
        .filter(|event| event.classifier == Classifier::Actual)
}

/// How many events lie behind: all up to the last that has really happened.
pub(super) fn done(journey: &Journey) -> usize {
    journey
        .events
        .iter()
        .rposition(|event| event.classifier == Classifier::Actual)
        .map_or(0, |index| index + 1)
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
