//! Mailboxes: read as people type them, compared as keyed hashes.
//!
//! Tokens and stores hold only the hash of the normalised address, so that a
//! link or a store dump tells nobody's address.

use crate::token::pepper::{Pepper, Use};

/// RFC 5321: a path is at most 256 characters, its angle brackets included.
const MAX_ADDRESS: usize = 254;
/// RFC 5321: a local part is at most 64 characters.
const MAX_LOCAL: usize = 64;

/// What [`Mailbox::parse`] takes, as a regular expression of JSON Schema, white
/// space around it aside; [`MAX_ADDRESS`] holds as well.
#[cfg(not(target_arch = "wasm32"))]
const ADDRESS_PATTERN: &str = "^(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$";

/// What [`domain_hash`] takes, in the same way.
pub const DOMAIN_PATTERN: &str = "^@?[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$";

/// The longest domain, in characters: an address has `x@` before it.
pub const MAX_DOMAIN: usize = MAX_ADDRESS - 2;

/// A mailbox as it was given: checked, not proven.
#[derive(Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// What mail is sent to: as typed, without the white space around it.
    pub address: String,
    /// What is hashed: all in lower case.
    normal: String,
}

#[cfg(not(target_arch = "wasm32"))]
impl schemars::JsonSchema for Mailbox {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Mailbox".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "format": "email",
            "maxLength": MAX_ADDRESS,
            "pattern": ADDRESS_PATTERN,
        })
    }
}

impl std::fmt::Debug for Mailbox {
    /// Addresses stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mailbox(..)")
    }
}

/// The keyed hashes by which a recipient is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hashes {
    /// Of the whole normalised address.
    pub recipient: String,
    /// Of its domain.
    pub domain: String,
}

impl Hashes {
    /// Those of a recipient of whom only the hash and the masked address are
    /// known: a masked address shows its domain.
    #[must_use]
    pub fn of_masked(pepper: &Pepper, recipient: &str, masked: &str) -> Self {
        let (_, domain) = masked.rsplit_once('@').unwrap_or_default();
        Self {
            recipient: recipient.to_owned(),
            domain: pepper.id(Use::Domain, &[domain]),
        }
    }
}

/// The keyed hash of a mail domain as people write it, with or without an `@`
/// before it.
///
/// # Errors
/// What was expected, as a sentence for the field.
pub fn domain_hash(pepper: &Pepper, text: &str) -> Result<String, &'static str> {
    const EXPECTED: &str = "expected a mail domain, such as example.com";
    let domain = text.trim();
    let domain = domain.strip_prefix('@').unwrap_or(domain);
    if domain.contains('@') {
        return Err(EXPECTED);
    }
    // What is a domain is decided in one place.
    let mailbox = Mailbox::parse(&format!("x@{domain}")).map_err(|_| EXPECTED)?;
    Ok(mailbox.hashes(pepper).domain)
}

impl Mailbox {
    /// Reads an address: an RFC 5321 mailbox in ASCII.
    ///
    /// Non-ASCII is refused rather than folded: an `＠` or `ａ` that becomes
    /// another address after a check has been a published hole
    /// (GHSA-7rqj-j65f-68wh). Quoted local parts and address literals, which
    /// no mail program offers, are refused as well.
    ///
    /// # Errors
    /// What was expected, as a sentence for the field.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const EXPECTED: &str = "expected a mail address, such as name@example.com";
        let address = text.trim();
        if address.len() > MAX_ADDRESS {
            return Err("expected a mail address of at most 254 characters");
        }
        if !address.is_ascii() {
            return Err(
                "expected a mail address in plain letters; write an international domain in its xn-- form",
            );
        }
        let (local, domain) = address.rsplit_once('@').ok_or(EXPECTED)?;
        let dotted = |part: &str| !part.split('.').any(str::is_empty);
        let local_fits = (1..=MAX_LOCAL).contains(&local.len())
            && dotted(local)
            && local
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b));
        let domain_fits = domain.contains('.')
            && dotted(domain)
            && domain.split('.').all(|label| {
                label.len() <= 63
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            });
        if !(local_fits && domain_fits) {
            return Err(EXPECTED);
        }
        Ok(Self {
            address: address.to_owned(),
            normal: address.to_ascii_lowercase(),
        })
    }

    /// The keyed hashes that stand for this mailbox.
    #[must_use]
    pub fn hashes(&self, pepper: &Pepper) -> Hashes {
        Hashes {
            recipient: pepper.id(Use::Recipient, &[&self.normal]),
            domain: pepper.id(Use::Domain, &[self.domain()]),
        }
    }

    /// The address as listings may show it: `j***@acme.com`.
    #[must_use]
    pub fn masked(&self) -> String {
        let first = self.normal.chars().next().unwrap_or('*');
        format!("{first}***@{}", self.domain())
    }

    /// Whether both name the same mailbox.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.normal == other.normal
    }

    fn domain(&self) -> &str {
        self.normal
            .rsplit_once('@')
            .map_or("", |(_, domain)| domain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_type_it() {
        let typed = Mailbox::parse("  Jane.Doe+X@Acme.COM ").unwrap();
        assert_eq!(typed.address, "Jane.Doe+X@Acme.COM");
        assert_eq!(typed.normal, "jane.doe+x@acme.com");
        assert_eq!(typed.masked(), "j***@acme.com");
        assert_eq!(
            typed.normal,
            Mailbox::parse("jane.doe+x@acme.com").unwrap().normal
        );
    }

    #[test]
    fn a_domain_is_the_same_typed_masked_or_in_an_address() {
        let pepper = Pepper::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").unwrap();
        let jane = Mailbox::parse("Jane@Acme.com").unwrap();
        let hashes = jane.hashes(&pepper);
        let masked = Hashes::of_masked(&pepper, &hashes.recipient, &jane.masked());
        assert_eq!(masked, hashes);
        for typed in ["acme.com", " @ACME.com "] {
            assert_eq!(domain_hash(&pepper, typed).as_ref(), Ok(&hashes.domain));
        }
        for wrong in ["", "@", "acme", "jane@acme.com", "@@acme.com", "acme..com"] {
            assert!(domain_hash(&pepper, wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long_local = format!("{}@acme.com", "a".repeat(65));
        let long = format!("a@{}.com", "b.".repeat(130));
        for text in [
            "",
            "jane",
            "@acme.com",
            "jane@",
            "jane@acme",
            "jane@acme..com",
            "jane@-acme.com",
            "jane doe@acme.com",
            "jane@acme.com, joe@acme.com",
            "jane@acme.com\r\nBcc: x@y.z",
            "Jane <jane@acme.com>",
            "jane＠acme.com",
            "ｊane@acme.com",
            ".jane@acme.com",
            "\"jane\"@acme.com",
            "jane@[192.0.2.1]",
            &long_local,
            &long,
        ] {
            assert!(Mailbox::parse(text).is_err(), "{text}");
        }
    }
}
