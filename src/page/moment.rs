//! How times read: in the place's own time, with its offset, in English.

use maud::{Markup, html};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime, UtcOffset};

/// For a `datetime` attribute.
pub(super) fn machine(when: OffsetDateTime) -> String {
    // Rfc3339 fails only outside the years 0 to 9999, which no intake lets through.
    when.format(&Rfc3339).unwrap_or_default()
}

/// `Saturday 5 December`, with the year where it is not this year's.
pub(super) fn long_day(when: OffsetDateTime, now: OffsetDateTime) -> String {
    let weekday = when.weekday();
    let (day, month) = (when.day(), when.month());
    // The day stays with its month where a narrow screen breaks the line.
    format!("{weekday} {day}\u{a0}{month}{}", year(when, now))
}

/// `Sat 5 Dec`, with the year where it is not this year's.
pub(super) fn day(when: OffsetDateTime, now: OffsetDateTime) -> String {
    let weekday = first_three(&when.weekday().to_string());
    let month = first_three(&when.month().to_string());
    format!("{weekday} {} {month}{}", when.day(), year(when, now))
}

/// `5 Dec`, with the year where it is not this year's.
pub(super) fn short_day(when: OffsetDateTime, now: OffsetDateTime) -> String {
    let month = first_three(&when.month().to_string());
    format!("{} {month}{}", when.day(), year(when, now))
}

/// `5 December 2026`.
pub(super) fn date(when: OffsetDateTime) -> String {
    format!("{} {} {}", when.day(), when.month(), when.year())
}

/// `14:05`.
pub(super) fn clock(when: OffsetDateTime) -> String {
    format!("{:02}:{:02}", when.hour(), when.minute())
}

/// `UTC`, `UTC+8`, `UTC−3:30` (with the sign that is a minus, not a hyphen).
pub(super) fn zone(offset: UtcOffset) -> String {
    let (hours, minutes, _) = offset.as_hms();
    let sign = if offset.is_negative() { '−' } else { '+' };
    match (hours.abs(), minutes.abs()) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

/// A `time` element: `Sat 5 Dec, 14:05 UTC+8`.
pub(super) fn full(when: OffsetDateTime, now: OffsetDateTime) -> Markup {
    html! {
        time datetime=(machine(when)) {
            (day(when, now)) ", " (clock(when)) " " span.zone { (zone(when.offset())) }
        }
    }
}

/// As [`full`], marked so that the script adds the reader's own time beside it.
pub(super) fn full_with_hint(when: OffsetDateTime, now: OffsetDateTime) -> Markup {
    html! {
        time datetime=(machine(when)) data-local {
            (day(when, now)) ", " (clock(when)) " " span.zone { (zone(when.offset())) }
        }
    }
}

/// How many days of the calendar, in the place's own time, lie between.
pub(super) fn days_between(from: OffsetDateTime, to: OffsetDateTime) -> i64 {
    let from = from.to_offset(to.offset());
    (to.date() - from.date()).whole_days()
}

/// `today`, `tomorrow`, `in 13 days`, `yesterday`, `2 days ago`, by the
/// calendar of the place.
pub(super) fn relative_day(when: OffsetDateTime, now: OffsetDateTime) -> String {
    match days_between(now, when) {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        days if days > 0 => format!("in {days} days"),
        days => format!("{} days ago", -days),
    }
}

/// A duration in its largest sensible unit: `less than a minute`, `5 minutes`,
/// `3 hours`, `2 days`.
pub(super) fn span(duration: Duration) -> String {
    let duration = duration.abs();
    let counted = |count: i64, unit: &str| {
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {unit}{plural}")
    };
    if duration < Duration::MINUTE {
        "less than a minute".to_owned()
    } else if duration < Duration::HOUR * 2 {
        counted(duration.whole_minutes(), "minute")
    } else if duration < Duration::DAY * 2 {
        counted(duration.whole_hours(), "hour")
    } else {
        counted(duration.whole_days(), "day")
    }
}

fn year(when: OffsetDateTime, now: OffsetDateTime) -> String {
    if when.year() == now.to_offset(when.offset()).year() {
        String::new()
    } else {
        format!(" {}", when.year())
    }
}

fn first_three(word: &str) -> String {
    word.chars().take(3).collect()
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn days_name_the_year_only_when_it_is_another() {
        let now = datetime!(2026-11-22 09:00 UTC);
        let soon = datetime!(2026-12-05 14:05 -8);
        assert_eq!(long_day(soon, now), "Saturday 5\u{a0}December");
        assert_eq!(day(soon, now), "Sat 5 Dec");
        assert_eq!(day(datetime!(2027-01-02 00:00 UTC), now), "Sat 2 Jan 2027");
        // In the port it is still last year, and so it is for the comparison.
        assert_eq!(
            day(
                datetime!(2026-12-31 20:00 -8),
                datetime!(2027-01-01 02:00 UTC)
            ),
            "Thu 31 Dec"
        );
    }

    #[test]
    fn zones_read_as_people_write_them() {
        for (seconds, text) in [
            (0, "UTC"),
            (8 * 3600, "UTC+8"),
            (-8 * 3600, "UTC−8"),
            (5 * 3600 + 1800, "UTC+5:30"),
            (-(3 * 3600 + 1800), "UTC−3:30"),
            (-1800, "UTC−0:30"),
        ] {
            assert_eq!(zone(UtcOffset::from_whole_seconds(seconds).unwrap()), text);
        }
    }

    #[test]
    fn relative_days_go_by_the_calendar_of_the_place() {
        let arrival = datetime!(2026-12-05 00:30 +8);
        assert_eq!(
            relative_day(arrival, datetime!(2026-12-04 15:00 UTC)),
            "tomorrow"
        );
        assert_eq!(
            relative_day(arrival, datetime!(2026-12-04 16:10 UTC)),
            "today"
        );
        assert_eq!(
            relative_day(arrival, datetime!(2026-12-06 00:00 +8)),
            "yesterday"
        );
        assert_eq!(
            relative_day(arrival, datetime!(2026-11-22 00:00 +8)),
            "in 13 days"
        );
        assert_eq!(
            relative_day(arrival, datetime!(2026-12-08 00:00 +8)),
            "3 days ago"
        );
    }

    #[test]
    fn spans_take_their_largest_sensible_unit() {
        for (seconds, text) in [
            (0, "less than a minute"),
            (60, "1 minute"),
            (59 * 60, "59 minutes"),
            (119 * 60, "119 minutes"),
            (5 * 3600, "5 hours"),
            (47 * 3600, "47 hours"),
            (49 * 3600, "2 days"),
        ] {
            assert_eq!(span(Duration::seconds(seconds)), text);
        }
    }
}
