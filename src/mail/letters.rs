//! What mails say.
//!
//! A letter is read by people in a hurry and by programs that mangle it, so
//! each says in its first sentence what to know or do, carries all of it in the
//! plain text, and needs no picture.
//!
//! Each letter is a list of `body` blocks, of which both the plain text and the
//! HTML are made, so that the two say the same. `frame` is the document around
//! the HTML, `line` keeps words from outside in their place, and `news` says
//! what has happened to a shipment.

mod alarm;
mod body;
mod code;
mod confirm;
mod digest;
mod frame;
mod line;
mod news;
mod share;
#[cfg(test)]
mod tests;
mod wish;

pub use alarm::{Ways, alarm};
pub use code::{code, ops_code};
pub use confirm::confirm;
pub use digest::{DigestEntry, digest};
pub use share::share;
pub use wish::wish;

use crate::config::Config;
use crate::world::Message;

/// A mail without its envelope.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The subject line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

impl Letter {
    /// Puts the letter in its envelope, from the brand to one mailbox; `key` is
    /// what [`Message::key`] says.
    #[must_use]
    pub fn to(self, address: String, key: String, config: &Config) -> Message {
        Message {
            from: config.mail_from.clone(),
            from_name: config.brand_name.clone(),
            to: address,
            subject: self.subject,
            text: self.text,
            html: self.html,
            key,
            // RFC 3834: nobody's holiday answers it.
            headers: vec![("Auto-Submitted", "auto-generated".to_owned())],
        }
    }
}

impl std::fmt::Debug for Letter {
    /// Shows nothing of it: letters hold codes and links.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Letter").finish_non_exhaustive()
    }
}

/// Whose letters they are. Its logo is not among it: it is a `data:` URL, which
/// Gmail and Outlook do not show, and letters fetch nothing from anywhere.
#[derive(Debug, Clone, Copy)]
pub struct Letterhead<'a> {
    /// The company, as its customers know it.
    pub name: &'a str,
    /// Its own colour (sRGB), if it has one.
    pub color: Option<[u8; 3]>,
}

impl<'a> Letterhead<'a> {
    /// A deployment's.
    #[must_use]
    pub const fn of(config: &'a Config) -> Self {
        Self {
            name: config.brand_name.as_str(),
            color: config.branding.color,
        }
    }
}
