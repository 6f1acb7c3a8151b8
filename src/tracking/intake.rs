//! What every intake format has in common: what comes out of it, how much is
//! read, how times are written, and how a broken answer is described.

use std::fmt;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::shipment::{Event, Position};

/// What an origin told of a shipment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Told {
    /// The events, in the order in which they came.
    pub events: Vec<Event>,
    /// Where it was seen between them.
    pub sightings: Vec<Sighting>,
}

/// A container, or the vessel that it is on, seen somewhere.
///
/// No event: it says nothing of how far the journey is. A vessel off a port
/// has not arrived there.
#[derive(Debug, Clone, PartialEq)]
pub struct Sighting {
    /// The container, where it is named.
    pub equipment: Option<String>,
    /// Where and when.
    pub position: Position,
}

/// The most events that one answer may hold. Sightings are not counted: the
/// answer's cap in bytes bounds them, and too many of them spoil no journey.
///
/// A booking of 50 containers with 30 events each is 1500. We ask for at most
/// 1000 at a time, but an origin may ignore that; more than 2000 is not one
/// shipment, and a page could not show it.
pub const MAX_EVENTS: usize = 2000;

/// Why an origin's answer could not be read, for the operator's log.
///
/// It names the place and the rule, never the value that was found there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// The event's position in the answer, from 0; `None` when the answer as a
    /// whole is at fault.
    pub position: Option<usize>,
    /// The member at fault, as a path such as `transportCall.vessel`; empty
    /// when the event as a whole is at fault.
    pub member: String,
    /// What was expected there.
    pub expected: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some(position) => write!(f, "event {position}")?,
            None => f.write_str("answer")?,
        }
        if !self.member.is_empty() {
            write!(f, ", {}", self.member)?;
        }
        write!(f, ": expected {}", self.expected)
    }
}

impl std::error::Error for ParseError {}

/// Reads a date and time with its offset, which is kept.
///
/// RFC 3339, and two spellings that origins use beside it: without seconds
/// (`2021-01-09T14:12+01:00`), and with an offset without colon (`+0100`).
/// The offset must be there: a time without one belongs to nowhere.
///
/// # Errors
/// What was expected, as the rest of a sentence.
pub fn read_time(text: &str) -> Result<OffsetDateTime, &'static str> {
    /// RFC 3339 with nanoseconds is 35 characters; longer is no time.
    const MAX_LEN: usize = 40;
    /// Origins write an unknown time as 1970, 1999, 2099 or 9999. As the time
    /// of a saying, such a value would win over every true one for ever.
    const YEARS: std::ops::Range<i32> = 2000..2090;
    let expected = "a date and time with offset (RFC 3339), such as 2021-01-09T14:12:56+01:00";
    let text = text.trim();
    if text.len() > MAX_LEN {
        return Err(expected);
    }
    let when = OffsetDateTime::parse(text, &Rfc3339)
        .or_else(|_| OffsetDateTime::parse(&in_full(text), &Rfc3339))
        .map_err(|_| expected)?;
    if YEARS.contains(&when.year()) {
        Ok(when)
    } else {
        Err("a year from 2000 to 2089")
    }
}

/// Adds the seconds and the offset's colon where they are left out.
fn in_full(text: &str) -> String {
    /// `2021-01-09T14:12`.
    const MINUTES: usize = 16;
    let mut full = text.to_owned();
    if let Some(rest) = full.get(MINUTES..)
        && !rest.starts_with(':')
    {
        full.insert_str(MINUTES, ":00");
    }
    let colon = full.len().saturating_sub(2);
    if let Some(offset) = full.len().checked_sub(5).and_then(|from| full.get(from..))
        && offset.starts_with(['+', '-'])
        && offset.bytes().skip(1).all(|byte| byte.is_ascii_digit())
    {
        full.insert(colon, ':');
    }
    full
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_every_spelling_and_keep_their_offset() {
        for (text, in_full) in [
            ("2021-01-09T14:12:56Z", "2021-01-09T14:12:56Z"),
            ("2021-01-09T14:12:56+08:30", "2021-01-09T14:12:56+08:30"),
            (
                "2021-01-09T14:12:56.125-03:00",
                "2021-01-09T14:12:56.125-03:00",
            ),
            ("2021-01-09T14:12+08:00", "2021-01-09T14:12:00+08:00"),
            ("2021-01-09T14:12Z", "2021-01-09T14:12:00Z"),
            ("2021-01-09T14:12:56+0800", "2021-01-09T14:12:56+08:00"),
            ("2021-01-09T14:12-0330", "2021-01-09T14:12:00-03:30"),
            (" 2021-01-09T14:12:56Z ", "2021-01-09T14:12:56Z"),
        ] {
            let read = read_time(text).map(|when| when.format(&Rfc3339).unwrap());
            assert_eq!(read.as_deref(), Ok(in_full), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_or_has_no_offset_is_refused() {
        for text in [
            "",
            "2021",
            "2021-01-09",
            "2021-01-09T14:12:56",
            "2021-01-09T14:12",
            "2021 01 01 14:12:56",
            "2019/11/12 07:41:00 +08:30",
            "2021-02-30T00:00:00Z",
            "2021-01-09T25:00:00Z",
            "2021-01-09T14:1é+0800",
            "tomorrow",
            "2021-01-09T14:12:56.0000000000000000000000000000000001Z",
        ] {
            assert!(read_time(text).is_err(), "{text}");
        }
        for text in [
            "1999-12-31T23:59:59Z",
            "2099-01-01T00:00:00Z",
            "9999-12-31T00:00:00Z",
        ] {
            assert_eq!(read_time(text), Err("a year from 2000 to 2089"), "{text}");
        }
    }

    #[test]
    fn an_error_says_where_and_what() {
        let mut error = ParseError {
            position: Some(3),
            member: "eventDateTime".to_owned(),
            expected: "a time".to_owned(),
        };
        assert_eq!(error.to_string(), "event 3, eventDateTime: expected a time");
        error.position = None;
        error.member.clear();
        assert_eq!(error.to_string(), "answer: expected a time");
    }
}
