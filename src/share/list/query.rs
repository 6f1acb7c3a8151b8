//! What a list is asked for: the query of `GET /share/links`.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::error::{Error, Result};
use crate::gate::recipient::{Mailbox, domain_hash};
use crate::reference::{Kind, Reference};
use crate::share::status::State;
use crate::token::pepper::{Pepper, is_id};

use super::Filter;

/// The most links on one page: what one bulk read looks up.
pub const MAX_LIMIT: usize = 100;

/// How many links a page has when the query does not say.
const DEFAULT_LIMIT: usize = 50;

/// The longest query, in bytes: an address, a domain, a booking number and a
/// cursor, every character of them percent-encoded, are under 6 KB.
const MAX_QUERY: usize = 8 * 1024;

/// A query, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Which links.
    pub filter: Filter,
    /// Where to go on; not verified.
    pub cursor: Option<String>,
    /// How many at most.
    pub limit: usize,
}

/// The parameters as they came.
#[derive(Default)]
struct Given {
    target_type: Option<String>,
    target_id: Option<String>,
    receiver_id: Option<String>,
    receiver_domain: Option<String>,
    issuer: Option<String>,
    state: Option<String>,
    created_after: Option<String>,
    created_before: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

impl Given {
    fn slot(&mut self, name: &str) -> Option<&mut Option<String>> {
        Some(match name {
            "targetType" => &mut self.target_type,
            "targetId" => &mut self.target_id,
            "receiverId" => &mut self.receiver_id,
            "receiverDomain" => &mut self.receiver_domain,
            "issuer" => &mut self.issuer,
            "state" => &mut self.state,
            "createdAfter" => &mut self.created_after,
            "createdBefore" => &mut self.created_before,
            "limit" => &mut self.limit,
            "cursor" => &mut self.cursor,
            _ => return None,
        })
    }
}

/// Reads the query of a list.
///
/// # Errors
/// 422 with the parameter's name: unknown, repeated, or not as expected.
pub fn read(query: &str, pepper: &Pepper) -> Result<Asked> {
    /// How much of an unknown name is told back.
    const MAX_NAME: usize = 40;
    if query.len() > MAX_QUERY {
        return Err(Error::field(
            "query",
            format!("expected at most {MAX_QUERY} bytes"),
        ));
    }
    let mut given = Given::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let short: String = name.chars().take(MAX_NAME).collect();
        let slot = given
            .slot(&name)
            .ok_or_else(|| Error::field(short.clone(), "unknown parameter"))?;
        if slot.is_some() {
            return Err(Error::field(short, "expected at most once"));
        }
        *slot = Some(value.into_owned());
    }
    let filter = Filter {
        shipment: shipment(given.target_type.as_deref(), given.target_id.as_deref())?,
        recipient: given
            .receiver_id
            .map(|address| Mailbox::parse(&address))
            .transpose()
            .map_err(|expected| Error::field("receiverId", expected))?
            .map(|mailbox| mailbox.hashes(pepper).recipient),
        domain: given
            .receiver_domain
            .map(|text| domain_hash(pepper, &text))
            .transpose()
            .map_err(|expected| Error::field("receiverDomain", expected))?,
        issuer: given.issuer.map(issuer).transpose()?,
        state: given.state.as_deref().map(state).transpose()?,
        created_after: moment("createdAfter", given.created_after.as_deref())?,
        created_before: moment("createdBefore", given.created_before.as_deref())?,
    };
    Ok(Asked {
        filter,
        cursor: given.cursor,
        limit: given.limit.as_deref().map_or(Ok(DEFAULT_LIMIT), limit_of)?,
    })
}

fn shipment(kind: Option<&str>, number: Option<&str>) -> Result<Option<Reference>> {
    let (kind, number) = match (kind, number) {
        (None, None) => return Ok(None),
        (None, Some(_)) => {
            return Err(Error::field("targetType", "expected beside `targetId`"));
        }
        (Some(_), None) => {
            return Err(Error::field("targetId", "expected beside `targetType`"));
        }
        (Some(kind), Some(number)) => (kind, number),
    };
    let kind = Kind::ALL
        .into_iter()
        .find(|known| known.as_str() == kind)
        .ok_or_else(|| Error::field("targetType", "expected CONTAINER, MBL or BOOKING"))?;
    Reference::parse(kind, number, None)
        .map(Some)
        .map_err(|expected| Error::field("targetId", expected))
}

fn issuer(text: String) -> Result<String> {
    if is_id(&text) {
        Ok(text)
    } else {
        Err(Error::field(
            "issuer",
            "expected the id of an API key: 22 characters",
        ))
    }
}

fn state(text: &str) -> Result<State> {
    State::ALL
        .into_iter()
        .find(|state| state.as_str() == text)
        .ok_or_else(|| Error::field("state", "expected active, revoked, expired or delivered"))
}

fn moment(name: &str, text: Option<&str>) -> Result<Option<OffsetDateTime>> {
    text.map(|text| {
        OffsetDateTime::parse(text, &Rfc3339).map_err(|_| {
            Error::field(
                name,
                "expected an RFC 3339 time, such as 2027-01-31T12:00:00Z, with `+` written as %2B",
            )
        })
    })
    .transpose()
}

fn limit_of(text: &str) -> Result<usize> {
    text.parse()
        .ok()
        .filter(|limit| (1..=MAX_LIMIT).contains(limit))
        .ok_or_else(|| Error::field("limit", format!("expected 1 to {MAX_LIMIT}")))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn pepper() -> Pepper {
        Pepper::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").unwrap()
    }

    #[test]
    fn every_parameter_is_read() {
        let asked = read(
            "targetType=MBL&targetId=abc+1&receiverId=Jane%40acme.com&receiverDomain=acme.com\
             &issuer=KKKKKKKKKKKKKKKKKKKKKA&state=expired&createdAfter=2026-12-01T09:00:00%2B01:00\
             &createdBefore=2026-12-02T00:00:00Z&limit=7&cursor=x",
            &pepper(),
        )
        .unwrap();
        let jane = Mailbox::parse("jane@acme.com").unwrap().hashes(&pepper());
        let filter = asked.filter;
        assert_eq!(filter.shipment.unwrap().number, "ABC1");
        assert_eq!(filter.recipient, Some(jane.recipient));
        assert_eq!(filter.domain, Some(jane.domain));
        assert_eq!(filter.state, Some(State::Expired));
        assert_eq!(filter.created_after, Some(datetime!(2026-12-01 8:00 UTC)));
        assert_eq!((asked.limit, asked.cursor.as_deref()), (7, Some("x")));
        assert_eq!(read("", &pepper()).unwrap().limit, DEFAULT_LIMIT);
    }

    #[test]
    fn what_is_not_as_expected_is_named() {
        let long = format!("x={}", "x".repeat(MAX_QUERY));
        for (query, field) in [
            ("targetType=MBL", "targetId"),
            ("targetId=A1", "targetType"),
            ("targetType=mbl&targetId=A1", "targetType"),
            ("targetType=CONTAINER&targetId=A1", "targetId"),
            ("receiverId=jane", "receiverId"),
            ("receiverDomain=acme", "receiverDomain"),
            ("issuer=tms", "issuer"),
            ("state=gone", "state"),
            ("createdAfter=yesterday", "createdAfter"),
            ("createdBefore=2026-12-01", "createdBefore"),
            ("limit=0", "limit"),
            ("limit=101", "limit"),
            ("limit=-1", "limit"),
            ("limit=1&limit=2", "limit"),
            ("color=red", "color"),
            ("%ff=1", "\u{fffd}"),
            (&long, "query"),
        ] {
            let error = read(query, &pepper()).unwrap_err();
            assert_eq!(error.field.as_deref(), Some(field), "{query}");
        }
    }
}
