//! What ops pages are made of: times, states, shipments, tables.

use maud::{Markup, html};
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

use crate::page::moment::machine;
use crate::reference::Reference;

/// What stands of a link or a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It opens.
    Active,
    /// Somebody revoked it.
    Revoked,
    /// Its time is up.
    Expired,
    /// The shipment is delivered, and the link has ended with it.
    Delivered,
}

impl State {
    /// Every state, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Active, Self::Revoked, Self::Expired, Self::Delivered];

    /// The word for it in a query.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
            Self::Delivered => "delivered",
        }
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Revoked => "Revoked",
            Self::Expired => "Expired",
            Self::Delivered => "Delivered",
        }
    }
}

/// A link as a line of a table.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// Its id.
    pub link_id: &'a str,
    /// Its shipments.
    pub shipments: &'a [Reference],
    /// Its recipients' masked addresses.
    pub recipients: &'a [String],
    /// What stands of it.
    pub state: State,
    /// When it was minted.
    pub created: OffsetDateTime,
    /// When it ends by itself.
    pub ends: OffsetDateTime,
    /// Who minted it: the id that the list can be narrowed to.
    pub issuer: &'a str,
    /// Who minted it, for people.
    pub issuer_label: &'a str,
}

/// What there is to say on top of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice<'a> {
    /// It is done.
    Done(&'a str),
    /// It did not work, or needs another look.
    Failed(&'a str),
}

/// The notice, read out when the page comes.
pub(super) fn notice(notice: Option<Notice<'_>>) -> Markup {
    html! {
        @match notice {
            Some(Notice::Done(text)) => p.notice.done role="status" dir="auto" { (text) },
            Some(Notice::Failed(text)) => p.notice.error role="alert" dir="auto" { (text) },
            None => {},
        }
    }
}

/// What a flow says is wrong, as a sentence of its own: `expected a day` is
/// written to follow a field's name.
pub(super) fn sentence(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    let stop = if text.ends_with(['.', '?', ':']) {
        ""
    } else {
        "."
    };
    first.chain(rest).collect::<String>() + stop
}

/// `22 Nov 2026, 09:15`, in UTC, as the foot of every page says.
pub(super) fn moment(when: OffsetDateTime) -> Markup {
    let format =
        format_description!("[day padding:none] [month repr:short] [year], [hour]:[minute]");
    element(when, format)
}

/// `22 Nov 2026`.
pub(super) fn date(when: OffsetDateTime) -> Markup {
    element(
        when,
        format_description!("[day padding:none] [month repr:short] [year]"),
    )
}

/// `09:16:30`: to the second, where it is a promise.
pub(super) fn clock(when: OffsetDateTime) -> Markup {
    element(when, format_description!("[hour]:[minute]:[second]"))
}

type Format<'a> = &'a [BorrowedFormatItem<'a>];

fn element(when: OffsetDateTime, format: Format<'_>) -> Markup {
    html! { time datetime=(machine(when)) { (written(when, format)) } }
}

/// In UTC; a format of parts that every date has cannot fail.
fn written(when: OffsetDateTime, format: Format<'_>) -> String {
    when.to_offset(UtcOffset::UTC)
        .format(format)
        .unwrap_or_default()
}

/// `09:25`.
pub(super) fn minute(when: OffsetDateTime) -> String {
    written(when, format_description!("[hour]:[minute]"))
}

/// `2026-11-22`, as a date field has it.
pub(super) fn day(when: OffsetDateTime) -> String {
    written(when, format_description!("[year]-[month]-[day]"))
}

/// The state as a word with its own mark: never by colour alone.
pub(super) fn badge(state: State) -> Markup {
    html! { span class={ "state " (state.as_str()) } { (state.label()) } }
}

/// How a kind of reference is written for people.
pub(super) fn kind(reference: &Reference) -> String {
    let word = reference.kind.as_str();
    if word == "MBL" {
        return "Bill of lading".to_owned();
    }
    let (first, rest) = word.split_at(1);
    first.to_owned() + &rest.to_lowercase()
}

/// A shipment's number, with the carrier where it is known.
pub(super) fn shipment(reference: &Reference) -> Markup {
    html! {
        span.number { (reference.number) }
        @if let Some(scac) = &reference.scac { " " span.quiet { (scac) } }
    }
}

/// The shipments in a cell, one a line, the first few of many.
pub(super) fn shipments(all: &[Reference]) -> Markup {
    few(all, shipment)
}

/// Addresses in a cell, one a line, the first few of many.
pub(super) fn people(all: &[String]) -> Markup {
    few(all, |person| html! { bdi { (person) } })
}

fn few<T>(all: &[T], draw: impl Fn(&T) -> Markup) -> Markup {
    /// More than these make a table's line too high to scan.
    const MOST: usize = 3;
    let shown = if all.len() > MOST + 1 {
        MOST
    } else {
        all.len()
    };
    html! {
        @for one in all.iter().take(shown) { span.line { (draw(one)) } }
        @if all.len() > shown { span.line.quiet { "and " (all.len() - shown) " more" } }
        @if all.is_empty() { span.quiet { "none" } }
    }
}

/// A table in a region of its own, which scrolls sideways on a phone, by keys too.
pub(super) fn scroll(label: &str, table: &Markup) -> Markup {
    html! { section.scroll aria-label=(label) tabindex="0" { (table) } }
}

/// `12,480`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 link`, `2 links`.
pub(super) fn counted(number: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number),
        if number == 1 { one } else { many }
    )
}

#[cfg(test)]
mod tests {
    use super::super::specimen::SHIPMENTS;
    use super::*;
    use time::macros::datetime;

    #[test]
    fn times_are_written_in_utc_whatever_their_offset() {
        let when = datetime!(2026-11-02 01:05 +08:00);
        assert_eq!(
            moment(when).into_string(),
            r#"<time datetime="2026-11-02T01:05:00+08:00">1 Nov 2026, 17:05</time>"#
        );
        assert_eq!(day(when), "2026-11-01");
    }

    #[test]
    fn what_is_wrong_is_a_sentence() {
        for (text, told) in [
            (
                "expected a day such as 2027-01-31",
                "Expected a day such as 2027-01-31.",
            ),
            ("Sign in first.", "Sign in first."),
            ("ß", "SS."),
            ("", "."),
        ] {
            assert_eq!(sentence(text), told);
        }
    }

    #[test]
    fn numbers_are_grouped_and_counted() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (12_345_678, "12,345,678"),
        ] {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(counted(1, "link", "links"), "1 link");
        assert_eq!(counted(1_200, "link", "links"), "1,200 links");
    }

    #[test]
    fn many_shipments_are_cut_to_a_few() {
        let one = SHIPMENTS[0].clone();
        let four = shipments(&vec![one.clone(); 4]).into_string();
        assert_eq!(four.matches("CSQU3054383").count(), 4);
        let ten = shipments(&vec![one; 10]).into_string();
        assert_eq!(ten.matches("CSQU3054383").count(), 3);
        assert!(ten.contains("and 7 more"));
    }
}
