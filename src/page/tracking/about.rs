//! About the data and about the link: how fresh, who says so, until when.

use maud::{Markup, html};
use time::OffsetDateTime;

use super::{Place as Position, View};
use crate::page::moment;
use crate::reference::Reference;
use crate::tracking::shipment::Tracking;

/// Says at the top that the origin does not answer and how old this is.
pub(super) fn stale(tracking: &Tracking, now: OffsetDateTime) -> Markup {
    html! {
        p.notice {
            strong { "This may be out of date." }
            " The carrier’s data cannot be reached right now. What you see was fetched "
            (moment::span(now - tracking.fetched)) " ago, on " (moment::full(tracking.fetched, now)) "."
        }
    }
}

/// How fresh the data is, and what is odd about the number.
pub(super) fn data(
    reference: &Reference,
    tracking: &Tracking,
    now: OffsetDateTime,
    position: &Position,
) -> Markup {
    let said = tracking.journey.as_ref().and_then(|journey| journey.said);
    html! {
        section {
            (position.heading(&html! { "About this data" }))
            dl {
                @if let Some(said) = said {
                    dt { "Carrier’s last word" }
                    dd { (moment::full_with_hint(said, now)) }
                }
                dt { "Fetched" }
                dd {
                    (moment::full(tracking.fetched, now)) ", " (moment::span(now - tracking.fetched)) " ago"
                    @if tracking.stale { "; not reachable since" }
                }
                @if let Some(scac) = &reference.scac {
                    dt { "Carrier" }
                    dd { (scac) " " span.hint { "(SCAC)" } }
                }
            }
            @if reference.check_digit_holds() == Some(false) {
                p.hint.warning {
                    "The check digit of " (reference.number)
                    " does not fit the rest of the number. It may be a typing slip: compare it with your papers."
                }
            }
        }
    }
}

/// Until when the link works, who sent it, and the way out.
pub(super) fn link(view: &View<'_>) -> Markup {
    html! {
        section.link {
            h2 { "About this link" }
            dl {
                @if !view.brand.name.is_empty() {
                    dt { "Sent by" }
                    dd { bdi { (view.brand.name) } }
                }
                @if let Some(note) = view.note {
                    dt { "Their note" }
                    dd.note dir="auto" { (note) }
                }
                dt { "Works until" }
                dd { (moment::full_with_hint(view.expires, view.now)) "; it closes sooner once all is delivered" }
            }
            form method="post" action={ "/s/" (view.link_id) "/leave" } {
                button.secondary type="submit" { "Sign out on this device" }
            }
        }
    }
}
