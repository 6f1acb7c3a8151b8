//! The mails that the carrier took.

use sealink::world::Message;
use time::OffsetDateTime;

/// One mail, as taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// When.
    pub at: OffsetDateTime,
    /// In which location.
    pub location: usize,
    /// The mail.
    pub message: Message,
}

/// The first thing in a text that looks like a code: `7KQ4-M9XD`.
///
/// Reads the shape by itself, not with the service's own parser, so that a
/// change of what is sent is noticed.
pub fn code_in(text: &str) -> Option<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .find(|word| {
            word.len() == 9
                && word.char_indices().all(|(at, c)| {
                    if at == 4 {
                        c == '-'
                    } else {
                        "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains(c)
                    }
                })
        })
        .map(str::to_owned)
}
