//! How times stand in a page: in the place's own time, with its offset.

use maud::{Markup, html};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::language::Locale;
use crate::language::locale::zone;

/// For a `datetime` attribute.
pub(super) fn machine(when: OffsetDateTime) -> String {
    // Rfc3339 fails only outside the years 0 to 9999, which no intake lets through.
    when.format(&Rfc3339).unwrap_or_default()
}

/// A `time` element: `Sat 5 Dec, 14:05 UTC+8`.
pub(super) fn full(locale: &Locale, when: OffsetDateTime, now: OffsetDateTime) -> Markup {
    html! {
        time datetime=(machine(when)) {
            (locale.moment(when, now)) " " span.zone { (zone(when.offset())) }
        }
    }
}

/// As [`full`], marked so that the script adds the reader's own time beside it.
pub(super) fn full_with_hint(locale: &Locale, when: OffsetDateTime, now: OffsetDateTime) -> Markup {
    html! {
        time datetime=(machine(when)) data-local {
            (locale.moment(when, now)) " " span.zone { (zone(when.offset())) }
        }
    }
}

/// A `time` element with a date or a clock as its text.
pub(super) fn element(when: OffsetDateTime, text: &str) -> Markup {
    html! { time datetime=(machine(when)) { (text) } }
}
