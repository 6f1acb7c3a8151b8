//! Keyed hashes that stand for mailboxes, codes and requests.
//!
//! HMAC-SHA-256 (RFC 2104, FIPS 180-4) under a subkey per use, derived from
//! the one `PEPPER` secret: a hash made for one use is worthless for another,
//! and without the pepper nobody can try addresses against what is stored.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

/// How many bytes the pepper has: the strength of HMAC-SHA-256.
pub const PEPPER_LENGTH: usize = 32;

/// How many characters an id has: 128 bits in base64url.
pub const ID_LENGTH: usize = 22;

/// What a keyed hash is for. Each use has a key of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// A recipient's normalised address.
    Recipient,
    /// A recipient's mail domain.
    Domain,
    /// A one-time code.
    Code,
    /// A link's id, from its request's identity.
    LinkId,
    /// A session's id, from its challenge.
    SessionId,
    /// A challenge's id.
    ChallengeId,
    /// A request's content, to notice an idempotency key used for another one.
    Fingerprint,
    /// The part of a link's id that says who minted it.
    LinkOwner,
    /// An event's id, from what it says.
    EventId,
    /// A list's cursor, so that nobody makes one up.
    Cursor,
    /// The key under which addresses are sealed, where no other is set.
    Seal,
    /// One mail, however often it is tried.
    MailKey,
    /// A recipient's own standing order.
    WatchId,
}

impl Use {
    /// Every use, in the order of declaration.
    pub const ALL: [Self; 13] = [
        Self::Recipient,
        Self::Domain,
        Self::Code,
        Self::LinkId,
        Self::SessionId,
        Self::ChallengeId,
        Self::Fingerprint,
        Self::LinkOwner,
        Self::EventId,
        Self::Cursor,
        Self::Seal,
        Self::MailKey,
        Self::WatchId,
    ];

    /// What the subkey is derived from: changing one changes every hash.
    const fn context(self) -> &'static str {
        match self {
            Self::Recipient => "sealink:recipient",
            Self::Domain => "sealink:domain",
            Self::Code => "sealink:code",
            Self::LinkId => "sealink:link-id",
            Self::SessionId => "sealink:session-id",
            Self::ChallengeId => "sealink:challenge-id",
            Self::Fingerprint => "sealink:fingerprint",
            Self::LinkOwner => "sealink:link-owner",
            Self::EventId => "sealink:event-id",
            Self::Cursor => "sealink:cursor",
            Self::Seal => "sealink:seal",
            Self::MailKey => "sealink:mail-key",
            Self::WatchId => "sealink:watch-id",
        }
    }
}

/// The pepper, ready for every use.
pub struct Pepper {
    /// Keyed states in the order of [`Use::ALL`], so that a hash does not
    /// derive its key again.
    keyed: [Hmac<Sha256>; Use::ALL.len()],
}

impl std::fmt::Debug for Pepper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pepper(..)")
    }
}

impl Pepper {
    /// Reads the `PEPPER` secret.
    ///
    /// # Errors
    /// What was expected; never the value.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        /// Base64url of 32 bytes; anything else is not even decoded.
        const TEXT_LENGTH: usize = (PEPPER_LENGTH * 4).div_ceil(3);
        let bytes = Some(text)
            .filter(|text| text.len() == TEXT_LENGTH)
            .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
            .and_then(|bytes| <[u8; PEPPER_LENGTH]>::try_from(bytes).ok())
            .ok_or("32 random bytes as 43 characters of base64url (`sealink keygen`)")?;
        let root = keyed(&bytes);
        Ok(Self {
            keyed: Use::ALL.map(|use_| {
                let mut derivation = root.clone();
                derivation.update(use_.context().as_bytes());
                keyed(&derivation.finalize().into_bytes().into())
            }),
        })
    }

    /// The keyed hash of `parts` for one use.
    ///
    /// Every part goes in with its length, so that `("ab", "c")` and
    /// `("a", "bc")` differ.
    #[must_use]
    pub fn mac(&self, use_: Use, parts: &[&str]) -> [u8; 32] {
        let mut mac = self.keyed[use_ as usize].clone();
        for part in parts {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }

    /// The first 128 bits of [`Self::mac`], as 22 characters of base64url.
    ///
    /// As many bits as a random id has: collisions are not to be met with.
    #[must_use]
    pub fn id(&self, use_: Use, parts: &[&str]) -> String {
        let mac = self.mac(use_, parts);
        let (first, _) = mac.split_at(16);
        URL_SAFE_NO_PAD.encode(first)
    }

    /// An id that says, to whoever has the pepper, whose it is: 96 bits that
    /// make it the only one, and 32 that are a keyed hash of these and the
    /// owner.
    ///
    /// Nobody can make another's id pass for their own: the 32 bits of a given
    /// id are fixed, and one owner in four thousand million has the same.
    #[must_use]
    pub fn owned_id(&self, owner: &str, own: [u8; 12]) -> String {
        let mut bytes = [0; 16];
        let (first, last) = bytes.split_at_mut(own.len());
        first.copy_from_slice(&own);
        let mac = self.mac(Use::LinkOwner, &[owner, &URL_SAFE_NO_PAD.encode(own)]);
        last.copy_from_slice(&mac[..last.len()]);
        random_id(bytes)
    }

    /// Whether [`Self::owned_id`] made `id` for `owner`.
    #[must_use]
    pub fn owns(&self, owner: &str, id: &str) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(id) else {
            return false;
        };
        let own: Option<[u8; 12]> = bytes.get(..12).and_then(|own| own.try_into().ok());
        own.is_some_and(|own| {
            self.owned_id(owner, own)
                .as_bytes()
                .ct_eq(id.as_bytes())
                .into()
        })
    }

    /// Whether `expected` is [`Self::mac`] of `parts`, in constant time.
    #[must_use]
    pub fn matches(&self, use_: Use, parts: &[&str], expected: &[u8]) -> bool {
        self.mac(use_, parts).ct_eq(expected).into()
    }
}

/// Writes 128 random bits as an id; the caller brings the randomness.
#[must_use]
pub fn random_id(bytes: [u8; 16]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What [`is_id`] takes, as a regular expression of JSON Schema: 128 bits, so
/// the last letter has four that are zero.
pub const ID_PATTERN: &str = "^[A-Za-z0-9_-]{21}[AQgw]$";

/// Whether `text` is an id as [`random_id`] and [`Pepper::id`] write them.
#[must_use]
pub fn is_id(text: &str) -> bool {
    text.len() == ID_LENGTH
        && URL_SAFE_NO_PAD
            .decode(text)
            .is_ok_and(|bytes| bytes.len() == 16)
}

fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    // A key shorter than SHA-256's block of 64 bytes is padded with zeros
    // (RFC 2104, section 2); taking a whole block spares an impossible error.
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    Hmac::new(&block.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes 0 to 31.
    const PEPPER: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    fn pepper() -> Pepper {
        Pepper::parse(PEPPER).unwrap()
    }

    #[test]
    fn uses_index_their_own_key() {
        for (index, use_) in Use::ALL.into_iter().enumerate() {
            assert_eq!(use_ as usize, index);
        }
    }

    #[test]
    fn a_hash_for_one_use_is_worthless_for_another() {
        let mut hashes: Vec<_> = Use::ALL.map(|use_| pepper().mac(use_, &["x"])).to_vec();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), Use::ALL.len());
    }

    #[test]
    fn an_id_is_its_owners_and_nobody_elses() {
        let id = pepper().owned_id("key-1", [7; 12]);
        assert!(is_id(&id));
        assert!(pepper().owns("key-1", &id));
        assert!(!pepper().owns("key-2", &id));
        assert!(!pepper().owns("key-1", &random_id([7; 16])));
        assert!(!pepper().owns("key-1", "short"));
    }

    #[test]
    fn parts_cannot_be_shifted() {
        let id = |parts: &[&str]| pepper().id(Use::LinkId, parts);
        let ids = [
            id(&[]),
            id(&[""]),
            id(&["", ""]),
            id(&["abc"]),
            id(&["ab", "c"]),
            id(&["a", "bc"]),
            id(&["a", "b", "c"]),
        ];
        for (place, id) in ids.iter().enumerate() {
            assert!(is_id(id));
            assert!(!ids[..place].contains(id));
        }
    }

    #[test]
    fn another_pepper_gives_other_hashes() {
        let other = Pepper::parse(&PEPPER.replace("AAEC", "BAEC")).unwrap();
        assert_ne!(
            other.mac(Use::Code, &["x"]),
            pepper().mac(Use::Code, &["x"])
        );
    }

    #[test]
    fn a_match_is_of_the_whole_hash() {
        let mac = pepper().mac(Use::Code, &["7KQ4M9XD"]);
        assert!(pepper().matches(Use::Code, &["7KQ4M9XD"], &mac));
        assert!(!pepper().matches(Use::Code, &["7KQ4M9XE"], &mac));
        assert!(!pepper().matches(Use::Domain, &["7KQ4M9XD"], &mac));
        assert!(!pepper().matches(Use::Code, &["7KQ4M9XD"], &mac[..31]));
        assert!(!pepper().matches(Use::Code, &["7KQ4M9XD"], &[]));
    }

    #[test]
    fn what_is_no_pepper_is_refused() {
        for wrong in [
            "",
            "secret",
            &PEPPER[1..],
            &format!("{PEPPER}="),
            &format!("{PEPPER}A"),
            &PEPPER.replace("h8", "h9"),
            &PEPPER.replace('B', "+"),
        ] {
            let expected = Pepper::parse(wrong).unwrap_err();
            assert!(expected.contains("43 characters"), "{wrong}");
        }
    }

    #[test]
    fn ids_have_one_spelling() {
        assert_eq!(random_id([0; 16]), "AAAAAAAAAAAAAAAAAAAAAA");
        assert!(is_id(&random_id([0xff; 16])));
        for wrong in [
            "",
            "AAAAAAAAAAAAAAAAAAAAA",
            "AAAAAAAAAAAAAAAAAAAAAAA",
            "AAAAAAAAAAAAAAAAAAAAAB",
            "AAAAAAAAAAAAAAAAAAAA==",
            "AAAAAAAAAAAAAAAAAAAAA/",
            "ÄÄÄÄÄÄÄÄÄÄÄ",
        ] {
            assert!(!is_id(wrong), "{wrong}");
        }
    }

    /// Computed apart from this code, with Python's `hmac`: whoever changes the
    /// derivation makes every link and session out there unreadable.
    #[test]
    fn the_derivation_stays_as_it_is() {
        let mac = pepper().mac(Use::Recipient, &["link", "anna@example.com"]);
        assert_eq!(
            URL_SAFE_NO_PAD.encode(mac),
            "rRX1kW0ZhkA92ub2P9_CkNI7YXoOAQ7yHowaACuXe_Q"
        );
    }
}
