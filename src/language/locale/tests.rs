use time::macros::datetime;

use super::*;
use crate::language::tests::locale;

fn english() -> Locale {
    locale(Language::English)
}

#[test]
fn days_name_the_year_only_when_it_is_another() {
    let now = datetime!(2026-11-22 09:00 UTC);
    let english = english();
    let soon = datetime!(2026-12-05 14:05 -8);
    assert_eq!(english.day(soon, now), "Sat 5 Dec");
    let next_year = datetime!(2027-01-02 00:00 UTC);
    assert_eq!(english.day(next_year, now), "Sat, 2 Jan 2027");
    // In the port it is still last year, and so it is for the comparison.
    let there = datetime!(2026-12-31 20:00 -8);
    assert_eq!(
        english.day(there, datetime!(2027-01-01 02:00 UTC)),
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
    for (now, text) in [
        (datetime!(2026-12-04 15:00 UTC), "tomorrow"),
        (datetime!(2026-12-04 16:10 UTC), "today"),
        (datetime!(2026-12-06 00:00 +8), "yesterday"),
        (datetime!(2026-11-22 00:00 +8), "in 13 days"),
        (datetime!(2026-12-08 00:00 +8), "3 days ago"),
    ] {
        assert_eq!(english().relative_day(arrival, now), text);
    }
}

#[test]
fn spans_take_their_largest_sensible_unit() {
    for (seconds, span, ago) in [
        (30, "30 seconds", "now"),
        (60, "1 minute", "1 minute ago"),
        (59 * 60, "59 minutes", "59 minutes ago"),
        (119 * 60, "119 minutes", "119 minutes ago"),
        (5 * 3600, "5 hours", "5 hours ago"),
        (47 * 3600, "47 hours", "47 hours ago"),
        (49 * 3600, "2 days", "2 days ago"),
    ] {
        assert_eq!(english().span(Duration::seconds(seconds)), span);
        assert_eq!(english().ago(Duration::seconds(-seconds)), ago);
    }
}
