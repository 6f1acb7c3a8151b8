//! The one-time code: 8 characters of Crockford base32, 40 bits.
//!
//! Guessing is hopeless without a counter (DESIGN.md section 6), so there is
//! no attempt counter that parallel requests could race.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::token::claims::{Challenge, OpsChallenge};
use crate::token::pepper::{Pepper, Use};

/// Crockford's base32 alphabet: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Characters in a code.
const LENGTH: usize = 8;

/// A typed code is at most this long: the code, its hyphen, and room for
/// spaces that mail programs add.
const MAX_TYPED: usize = 32;

/// How long a code is good, in seconds: ten minutes, as NIST SP 800-63B and
/// ASVS 6.5.5 allow at most.
pub const LIFE_SECONDS: i64 = 600;

/// A code, canonical: upper case, no hyphen.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl std::fmt::Debug for Code {
    /// Codes stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(..)")
    }
}

impl Code {
    /// Makes a code of 5 secure random bytes: 40 bits, 5 a character, so that
    /// no rejection is needed and no character is likelier than another.
    #[must_use]
    pub fn from_random(bytes: [u8; 5]) -> Self {
        let bits = bytes
            .iter()
            .fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        Self(
            (0..LENGTH)
                .rev()
                .map(|place| {
                    let index = usize::try_from(bits >> (5 * place) & 31).unwrap_or_default();
                    char::from(ALPHABET[index])
                })
                .collect(),
        )
    }

    /// Reads a code as people type it: any case, hyphens and spaces anywhere,
    /// O for 0, I or L for 1. `None` if it cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX_TYPED {
            return None;
        }
        let code: String = text
            .chars()
            .filter(|c| !(c.is_whitespace() || *c == '-'))
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        (code.len() == LENGTH && code.bytes().all(|b| ALPHABET.contains(&b))).then_some(Self(code))
    }

    /// As people read it: `7KQ4-M9XD`.
    #[must_use]
    pub fn display(&self) -> String {
        let (left, right) = self.0.split_at(LENGTH / 2);
        format!("{left}-{right}")
    }

    /// What the code store keeps: a keyed hash of the code and of all that it
    /// is bound to, so that a store dump reveals no code and no stored value
    /// can be moved to another challenge, link or recipient.
    #[must_use]
    pub fn stored(&self, pepper: &Pepper, bound: &Bound<'_>) -> String {
        URL_SAFE_NO_PAD.encode(pepper.mac(Use::Code, &self.bound_to(bound)))
    }

    /// Whether `stored` was made from this code for this challenge; the
    /// comparison takes the same time either way.
    #[must_use]
    pub fn opens(&self, pepper: &Pepper, bound: &Bound<'_>, stored: &str) -> bool {
        URL_SAFE_NO_PAD
            .decode(stored)
            .is_ok_and(|stored| pepper.matches(Use::Code, &self.bound_to(bound), &stored))
    }

    fn bound_to<'a>(&'a self, bound: &Bound<'a>) -> [&'a str; 4] {
        [bound.challenge, bound.door, bound.recipient, &self.0]
    }
}

/// What a code is bound to.
#[derive(Debug, Clone, Copy)]
pub struct Bound<'a> {
    /// The challenge's id, under which the code store keeps it.
    pub challenge: &'a str,
    /// What it opens: a link's id, or the dashboard.
    pub door: &'a str,
    /// The keyed hash of the mailbox that was typed.
    pub recipient: &'a str,
}

impl<'a> From<&'a Challenge> for Bound<'a> {
    fn from(challenge: &'a Challenge) -> Self {
        Self {
            challenge: &challenge.id,
            door: &challenge.link,
            recipient: &challenge.recipient,
        }
    }
}

impl<'a> From<&'a OpsChallenge> for Bound<'a> {
    fn from(challenge: &'a OpsChallenge) -> Self {
        Self {
            challenge: &challenge.id,
            // No link has this id: theirs have 22 characters.
            door: "ops",
            recipient: &challenge.recipient,
        }
    }
}

/// What the code store keeps for a mailbox that may not enter: of the same
/// shape as [`Code::stored`], made of 32 random bytes that no code opens.
#[must_use]
pub fn decoy(bytes: [u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forty_random_bits_make_eight_characters() {
        assert_eq!(Code::from_random([0; 5]).display(), "0000-0000");
        assert_eq!(Code::from_random([255; 5]).display(), "ZZZZ-ZZZZ");
        assert_eq!(
            Code::from_random([0, 68, 50, 20, 199]).display(),
            "0123-4567"
        );
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = Code::parse("7kq4-m9xd").unwrap();
        for typed in ["7KQ4M9XD", " 7kq4 m9xd\n", "7-K-Q-4-M-9-X-D"] {
            assert_eq!(Code::parse(typed), Some(code.clone()), "{typed}");
        }
        assert_eq!(Code::parse("oil0-oil0"), Code::parse("0110-0110"));
        assert_eq!(Code::parse(&code.display()), Some(code));
    }

    #[test]
    fn what_cannot_be_a_code_is_refused() {
        for typed in [
            "",
            "7KQ4-M9X",
            "7KQ4-M9XDD",
            "7KQ4-M9XU",
            "7KQ4-M9X\u{ff24}",
            &"7".repeat(33),
        ] {
            assert_eq!(Code::parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_stored_code_opens_nothing_but_what_it_was_made_for() {
        let pepper = Pepper::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").unwrap();
        let bound = Bound {
            challenge: "c",
            door: "ops",
            recipient: "r",
        };
        let code = Code::from_random([1; 5]);
        let stored = code.stored(&pepper, &bound);
        assert!(code.opens(&pepper, &bound, &stored));
        for other in [
            Bound {
                challenge: "x",
                ..bound
            },
            Bound { door: "x", ..bound },
            Bound {
                recipient: "x",
                ..bound
            },
        ] {
            assert!(!code.opens(&pepper, &other, &stored), "{other:?}");
        }
        assert!(!Code::from_random([2; 5]).opens(&pepper, &bound, &stored));
    }
}
