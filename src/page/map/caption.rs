//! What stands under the map: the vessel, what the lines are, and what is not
//! there.

use maud::{Markup, html};
use time::OffsetDateTime;

use super::voyage::{Known, Vessel};
use super::way::{Kind, Way};
use super::{SHIP, frame};
use crate::language::{Locale, fill};

/// How many places without coordinates are named under the map: more than
/// these are a paragraph that nobody reads.
const MAX_MISSING: usize = 4;

/// The whole caption.
pub(super) fn draw(
    locale: &Locale,
    way: &Way<'_>,
    changes: bool,
    missing: &[&str],
    now: OffsetDateTime,
) -> Markup {
    let messages = &locale.messages().map;
    let any = |kind| {
        way.parts
            .iter()
            .any(|part| part.kind == kind && part.line.first() != part.line.last())
    };
    let lines = match (any(Kind::Track), any(Kind::Lane)) {
        (true, _) => messages.track,
        (false, true) => messages.lanes,
        (false, false) => messages.straight,
    };
    let by_water = any(Kind::Track) || any(Kind::Lane);
    html! {
        @if let Some(vessel) = &way.vessel { p { (told(locale, vessel, now)) } }
        p {
            (lines)
            @if by_water && any(Kind::Straight) { " " (messages.straight_parts) }
            @if changes { " " (messages.ring) }
        }
        @if !missing.is_empty() {
            p { (fill::markup(messages.missing, &[("places", listed(locale, missing))])) }
        }
    }
}

/// The vessel, and how its place is known.
fn told(locale: &Locale, vessel: &Vessel<'_>, now: OffsetDateTime) -> Markup {
    let messages = &locale.messages().map;
    let known = vessel.known;
    html! {
        svg viewBox="-8 -12 16 24" aria-hidden="true" { (ship(vessel)) }
        @if let Some(name) = vessel.name { (fill::isolated(name)) " · " }
        @match known {
            Known::Estimated => (messages.estimated),
            Known::Reported { when, course } => {
                @let ago = html! { (locale.ago(now - when)) };
                (fill::markup(messages.reported, &[("ago", ago)]))
                @if let Some(course) = course {
                    " · " (fill::text(messages.course, &[("degrees", &frame::whole(course))]))
                }
            }
        }
    }
}

/// The vessel from above, its bow to the north: filled where it was seen.
pub(super) fn ship(vessel: &Vessel<'_>) -> Markup {
    let hollow = matches!(vessel.known, Known::Estimated);
    html! { path.ship.hollow[hollow] d=(SHIP) {} }
}

/// The first names; how many more there are is a number, which all languages read.
fn listed(locale: &Locale, missing: &[&str]) -> Markup {
    html! {
        @for (index, name) in missing.iter().take(MAX_MISSING).enumerate() {
            @if index > 0 { (locale.comma()) }
            (fill::isolated(name))
        }
        @if missing.len() > MAX_MISSING { " (+" (missing.len() - MAX_MISSING) ")" }
    }
}
