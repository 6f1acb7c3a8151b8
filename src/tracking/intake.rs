//! What every intake format has in common: what comes out of it, how much is
//! read, how times are written, and how a broken answer is described.

mod node;
pub(in crate::tracking) mod order;
mod told;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::shipment::{Load, Mode, Vessel};
use crate::reference::{Kind, Reference, parse_scac};

pub(super) use node::{Fault, Node, document, elements};
pub use told::{Retraction, Sighting, Told};

/// One event, sighting or retraction, and whom it concerns.
#[derive(Debug, Clone, PartialEq)]
pub struct Pushed {
    /// The shipments that it names: containers, bookings and bills of lading,
    /// with the carrier's SCAC where that is said. None where the format names
    /// none, as with most retractions of DCSA 3.0.0-Beta-1: those concern
    /// whoever knows the id.
    pub references: Vec<Reference>,
    /// The one thing that is told.
    pub told: Told,
}

/// What tells one format from another: how it is asked, and how it is read.
///
/// Each format's file has one of these, and [`super::format`] knows them all.
pub struct Format {
    /// The URL that asks for a shipment, made of the origin's base URL.
    pub request: fn(&str, &Reference) -> String,
    /// The header that carries the origin's token, and what stands before it there.
    pub token: (&'static str, &'static str),
    /// Where an answer says that there is more.
    pub paging: Paging,
    /// Reads an answer's or a push's body.
    pub read: fn(&[u8]) -> Result<Vec<Pushed>, ParseError>,
}

/// Where an answer says that there is more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paging {
    /// In this header: the URL of the next page.
    Link(&'static [&'static str; 1]),
    /// In this header: what to ask for as `cursor`, with all else as before.
    Cursor(&'static [&'static str; 1]),
    /// In the body: the URL of the next page, as `links.next` or `next`.
    Body,
    /// The first answer only lists under which ids the shipment is kept; the
    /// others, at `{base}/references/{id}/updates`, tell of it.
    Listed,
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

impl ParseError {
    /// More events than one shipment has.
    pub(super) fn too_many() -> Self {
        Self::of_all(&format!("at most {MAX_EVENTS} events"))
    }

    /// A fault of the answer as a whole.
    pub(super) fn of_all(expected: &str) -> Self {
        Self {
            position: None,
            member: String::new(),
            expected: expected.to_owned(),
        }
    }
}

/// What was told piece by piece, as one, in the order in which it came.
pub(super) fn told(pieces: Vec<Pushed>) -> Told {
    let mut told = Told::default();
    for piece in pieces {
        told.append(piece.told);
    }
    told
}

/// A query, its values written so that none breaks out of its place.
pub(super) fn query(members: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(members)
        .finish()
}

/// An id for what comes without one: what says the same is the same, wherever
/// it stands, and all else differs.
///
/// Hashed, because ids may be shown and document numbers may not.
pub(super) fn made_id(identity: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(identity))
}

/// UN/LOCODE: five letters and digits, sometimes written with a space.
pub(super) fn unlocode(text: &str) -> Option<String> {
    let code: String = text
        .chars()
        .filter(|c| *c != ' ')
        .map(|c| c.to_ascii_uppercase())
        .collect();
    (code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(code)
}

/// A vessel by its IMO number, where it is one, and name.
pub(super) fn vessel(imo: Option<&str>, name: Option<String>) -> Option<Vessel> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect();
    let vessel = Vessel {
        imo: imo.map(digits).filter(|digits: &String| digits.len() == 7),
        name,
    };
    (vessel != Vessel::default()).then_some(vessel)
}

/// Degrees from north. Transponders say 360 for what they do not know.
pub(super) fn course(text: &str) -> Option<f64> {
    text.parse()
        .ok()
        .filter(|degrees| (0.0..360.0).contains(degrees))
}

/// The mode of this name.
pub(super) fn mode(code: &str) -> Option<Mode> {
    match code.to_ascii_uppercase().as_str() {
        "VESSEL" => Some(Mode::Vessel),
        "RAIL" => Some(Mode::Rail),
        "TRUCK" => Some(Mode::Truck),
        "BARGE" => Some(Mode::Barge),
        _ => None,
    }
}

/// Laden or empty, by its name.
pub(super) fn load(code: &str) -> Option<Load> {
    match code.to_ascii_uppercase().as_str() {
        "EMPTY" => Some(Load::Empty),
        "LADEN" => Some(Load::Laden),
        _ => None,
    }
}

/// Adds a shipment's name to others, if it is one that we know by that name.
pub(super) fn refer(names: &mut Vec<Reference>, kind: Kind, number: &str, scac: Option<&str>) {
    let scac = scac.filter(|scac| parse_scac(scac).is_ok());
    if let Ok(reference) = Reference::parse(kind, number, scac)
        && !names.contains(&reference)
    {
        names.push(reference);
    }
}

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
