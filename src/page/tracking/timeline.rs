//! What happened and what comes next. What happened has a filled mark; what is
//! only expected has a hollow one, and says so in a word.

use maud::{Markup, html};

use super::Section;
use super::arrival::why;
use super::whereabouts::done;
use super::wording::words;
use crate::language::fill;
use crate::page::moment;
use crate::page::stops::{self, Stop};
use crate::tracking::shipment::{Classifier, Event, Journey, What};

/// A journey of more events than this hides the oldest behind a line that
/// opens: an ordinary one has a dozen, and of hundreds the last count.
const SHOWN: usize = 60;

/// The section with every event, by place.
pub(super) fn section(journey: &Journey, section: &Section<'_>) -> Markup {
    if journey.events.is_empty() {
        return html! {};
    }
    let words = &section.locale.messages().timeline;
    let done = done(journey);
    let stops = stops::of(journey);
    let (old, shown) = stops.split_at(oldest(&stops, done));
    let hidden: usize = old.iter().map(|stop| stop.events.len()).sum();
    html! {
        section {
            (section.heading(&html! { (words.heading) }))
            @if hidden > 0 {
                details.older {
                    summary { (fill::text(words.earlier_events, &[("number", &hidden)])) }
                    (list(old, done, section))
                }
            }
            (list(shown, done, section))
        }
    }
}

/// How many of the stops are hidden: none that is not yet left, and no more
/// than leaves [`SHOWN`] events.
fn oldest(stops: &[Stop<'_>], done: usize) -> usize {
    let total: usize = stops.iter().map(|stop| stop.events.len()).sum();
    let mut hidden = 0;
    stops
        .iter()
        .take_while(|stop| {
            let behind = stop.events.iter().all(|(index, _)| index + 1 < done);
            hidden += stop.events.len();
            behind && total > SHOWN && total - hidden >= SHOWN
        })
        .count()
}

fn list(stops: &[Stop<'_>], done: usize, section: &Section<'_>) -> Markup {
    html! {
        ol.timeline {
            @for stop in stops {
                li.reached[stop.reached()] {
                    (section.subheading(&name(stop, section)))
                    ol {
                        @for (index, event) in &stop.events {
                            (row(event, *index, done, section))
                        }
                    }
                }
            }
        }
    }
}

fn name(stop: &Stop<'_>, section: &Section<'_>) -> Markup {
    let words = &section.locale.messages().timeline;
    let Some(place) = stop.place else {
        let paper = stop
            .events
            .iter()
            .all(|(_, event)| matches!(event.what, What::Document { .. }));
        return html! { (if paper { words.papers } else { words.unnamed }) };
    };
    let label = place.label().unwrap_or_default();
    let codes = [&place.unlocode, &place.facility];
    html! {
        bdi { (label) }
        @for code in codes.into_iter().flatten().filter(|code| *code != label) {
            " " span.code { (code) }
        }
    }
}

/// One event; `done` is how many of the journey's lie behind.
fn row(event: &Event, index: usize, done: usize, section: &Section<'_>) -> Markup {
    let locale = section.locale;
    let marks = &locale.messages().timeline;
    let actual = event.classifier == Classifier::Actual;
    let word = match event.classifier {
        Classifier::Actual => None,
        // A later step has happened, or its time has passed: say what is known.
        _ if index < done || event.when < section.now => Some(marks.unconfirmed),
        Classifier::Estimated => Some(marks.expected),
        Classifier::Planned => Some(marks.planned),
    };
    html! {
        li.done[actual].newest[index + 1 == done].next[index == done] {
            p.what {
                (words(locale, event))
                @if let Some(word) = word { " " span.word { (word) } }
            }
            p.when { (moment::full(locale, event.when, section.now)) }
            @if let Some(carriage) = carriage(event, marks.voyage) { p.detail { (carriage) } }
            @if let Some(why) = why(locale, event.delay_reason.as_deref(), event.remark.as_deref()) {
                p.detail.delay { (why) }
            }
        }
    }
}

/// On which vessel and voyage.
fn carriage(event: &Event, message: &str) -> Option<Markup> {
    let vessel = event.vessel.as_ref().and_then(|vessel| {
        vessel
            .name
            .clone()
            .or_else(|| Some(format!("IMO {}", vessel.imo.as_ref()?)))
    })?;
    let vessel = fill::isolated(&vessel);
    Some(match &event.voyage {
        None => vessel,
        Some(voyage) => {
            let voyage = fill::isolated(voyage);
            fill::markup(message, &[("vessel", vessel), ("voyage", voyage)])
        }
    })
}
