//! Where a list goes on: what only we can have written, for one filter.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::{Error, Result};
use crate::token::pepper::{Pepper, Use};

/// The longest cursor, in characters: the store's own are under 300 bytes, and
/// a place and a keyed hash come to a hundred.
const MAX_CURSOR: usize = 1024;

/// How many bytes the keyed hash has.
const MAC: usize = 32;

/// A place in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// The part of the index, in the store's own words; `None` is the first.
    pub part: Option<String>,
    /// The last link of that part that was looked at; empty for none.
    pub after: String,
}

impl Place {
    /// Writes the place for whoever asks with the same filter.
    pub(super) fn write(&self, pepper: &Pepper, filter: &str) -> String {
        let part = self.part.as_deref().unwrap_or_default();
        let text = format!("{}\n{part}", self.after);
        let mut bytes = pepper.mac(Use::Cursor, &[filter, &text]).to_vec();
        bytes.extend_from_slice(text.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

/// Reads a cursor.
///
/// # Errors
/// 422 for anything that was not written for this filter.
pub(super) fn read(pepper: &Pepper, filter: &str, cursor: &str) -> Result<Place> {
    parse(pepper, filter, cursor).ok_or_else(|| {
        Error::field(
            "cursor",
            "expected the `nextCursor` of the same list, with the same filter",
        )
    })
}

fn parse(pepper: &Pepper, filter: &str, cursor: &str) -> Option<Place> {
    if cursor.len() > MAX_CURSOR {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let (mac, text) = bytes.split_at_checked(MAC)?;
    let text = std::str::from_utf8(text).ok()?;
    if !pepper.matches(Use::Cursor, &[filter, text], mac) {
        return None;
    }
    let (after, part) = text.split_once('\n')?;
    Some(Place {
        part: (!part.is_empty()).then(|| part.to_owned()),
        after: after.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pepper() -> Pepper {
        Pepper::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").unwrap()
    }

    #[test]
    fn a_place_comes_back_for_its_own_filter_alone() {
        for part in [None, Some("the store's words".to_owned())] {
            let place = Place {
                part,
                after: "8204970392:AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
            };
            let cursor = place.write(&pepper(), "by:time:");
            assert_eq!(read(&pepper(), "by:time:", &cursor), Ok(place));
            assert!(read(&pepper(), "by:issuer:", &cursor).is_err());
        }
    }

    #[test]
    fn nobody_makes_a_cursor_up() {
        let cursor = Place::default().write(&pepper(), "f");
        let longer = format!("{cursor}AAAA");
        let long = "A".repeat(MAX_CURSOR + 1);
        for text in ["", "A", "Cg", &cursor[1..], &longer, &long, "ä"] {
            let error = read(&pepper(), "f", text).unwrap_err();
            assert_eq!(error.field.as_deref(), Some("cursor"), "{text}");
        }
    }
}
