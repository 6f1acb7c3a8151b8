//! Where it is now, in one plain sentence and two more.

use maud::{Markup, html};

use super::Section;
use super::wording::words;
use crate::language::{Locale, fill};
use crate::page::stops::{self, Stop};
use crate::page::{map, moment};
use crate::tracking::shipment::{Classifier, Event, Journey, Mode, Place, Stage, What};

/// The section that answers the second question, with the map.
pub(super) fn section(journey: &Journey, section: &Section<'_>) -> Markup {
    let locale = section.locale;
    let messages = locale.messages();
    let where_ = &messages.whereabouts;
    let stops = stops::of(journey);
    // Papers follow the goods: a bill of lading is issued when the vessel has sailed.
    let moved = actual(journey).rfind(|event| !matches!(event.what, What::Document { .. }));
    let latest = moved.or_else(|| actual(journey).next_back());
    let next = journey.events.get(done(journey));
    html! {
        section.where {
            (section.heading(&html! { (where_.heading) }))
            p.lead { (headline(locale, journey, &stops)) }
            @match map::draw(locale, journey, section.now) {
                Some(map) => (map),
                None => p.hint { (messages.map.none) }
            }
            dl {
                @if let Some(event) = latest {
                    dt { (where_.last) }
                    dd { (step(event, "{time}", section)) }
                }
                @if let Some(event) = next {
                    @let over = event.when < section.now;
                    dt { (where_.next) }
                    dd { (step(event, if over { where_.was_expected } else { where_.expected }, section)) }
                }
            }
            @if let Some(said) = journey.said {
                @let time = moment::full(locale, said, section.now);
                p.hint { (fill::markup(where_.as_said, &[("time", time)])) }
            }
        }
    }
}

/// In the place of everything else while the origin knows no such shipment.
pub(super) fn not_started(locale: &Locale) -> Markup {
    let words = &locale.messages().whereabouts;
    html! {
        section.where {
            p.big { (words.not_started) }
            p.lead { (words.not_started_lead) }
            p { (words.not_started_text) }
        }
    }
}

/// The stage in plain words.
fn headline(locale: &Locale, journey: &Journey, stops: &[Stop<'_>]) -> Markup {
    let words = &locale.messages().whereabouts;
    let here = stops
        .iter()
        .rfind(|stop| stop.reached())
        .and_then(|stop| stop.place?.label());
    let with = |name: &'static str, value: Option<&str>, bare: &str, full| {
        value.map_or_else(
            || html! { (bare) },
            |value| fill::markup(full, &[(name, fill::isolated(value))]),
        )
    };
    match journey.stage {
        Stage::Booked => html! { (words.booked) },
        Stage::AtOrigin => with("place", here, words.at_origin, words.at_origin_in),
        Stage::AtSea => with("vessel", vessel(journey), words.at_sea, words.at_sea_on),
        Stage::Transhipment => with("place", here, words.transhipment, words.transhipment_in),
        Stage::Arrived => with("place", here, words.arrived, words.arrived_in),
        Stage::Inland => html! {
            @match mode(journey) {
                Some(Mode::Rail) => (words.inland_rail),
                Some(Mode::Truck) => (words.inland_truck),
                Some(Mode::Barge) => (words.inland_barge),
                Some(Mode::Vessel) | None => (words.inland),
            }
        },
        Stage::Delivered => html! { (words.delivered) },
        Stage::Returned => html! { (words.returned) },
    }
}

/// An event with its place and time; `sure` says of the time how sure it is.
fn step(event: &Event, sure: &str, section: &Section<'_>) -> Markup {
    let locale = section.locale;
    let time = moment::full(locale, event.when, section.now);
    html! {
        (words(locale, event))
        @if let Some(name) = event.place.as_ref().and_then(Place::label) { (locale.comma()) bdi { (name) } }
        span.when { (fill::markup(sure, &[("time", time)])) }
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

fn mode(journey: &Journey) -> Option<Mode> {
    actual(journey)
        .rev()
        .find_map(|event| event.mode.filter(|mode| *mode != Mode::Vessel))
}
