//! Sealing: what waits in a store or a queue until it is needed, and that
//! nobody may read there.
//!
//! XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) with a random nonce of 192
//! bits, so that no counter has to be kept. What it is for is authenticated
//! with it: what was sealed for one purpose opens for no other.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use super::pepper::{Pepper, Use};

/// The length of a nonce, in bytes.
pub const NONCE_LENGTH: usize = 24;

/// The length of a key, in bytes.
const KEY_LENGTH: usize = 32;

/// What a key is written like: PASERK's name for a symmetric key of version 4.
const HEADER: &str = "k4.local.";

/// The longest text that is opened: a mail's order with the longest link
/// (4,000 characters) and the day's news of 100 shipments.
const MAX_TEXT: usize = 96 * 1024;

/// What a sealed text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The addresses of a standing order.
    Watch,
    /// A mail on its way.
    Mail,
    /// A recipient's wish, until they confirm it.
    Wish,
    /// The way out of a standing order, in each of its mails.
    Stop,
}

impl Purpose {
    const fn context(self) -> &'static [u8] {
        match self {
            Self::Watch => b"sealink:watch",
            Self::Mail => b"sealink:mail",
            Self::Wish => b"sealink:wish",
            Self::Stop => b"sealink:stop",
        }
    }
}

/// The ring of sealing keys: the first seals, all open.
pub struct Sealer(Vec<XChaCha20Poly1305>);

impl std::fmt::Debug for Sealer {
    /// Shows no key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer(..)")
    }
}

impl Sealer {
    /// Reads `SEALING_KEYS`: keys as PASERK `k4.local.…`, separated by spaces
    /// or commas. Without any, one is derived from the pepper; it also opens
    /// what was sealed before the first key was set.
    ///
    /// # Errors
    /// What was expected, as the rest of a sentence; it never quotes a key.
    pub fn parse(text: &str, pepper: &Pepper) -> Result<Self, &'static str> {
        let given = crate::config::listed(text).map(|key| {
            key.strip_prefix(HEADER)
                .and_then(|key| URL_SAFE_NO_PAD.decode(key).ok())
                .and_then(|bytes| <[u8; KEY_LENGTH]>::try_from(bytes).ok())
                .ok_or("keys as PASERK k4.local.…, separated by spaces or commas")
        });
        let mut keys = given.collect::<Result<Vec<_>, _>>()?;
        keys.push(pepper.mac(Use::Seal, &[]));
        Ok(Self(
            keys.iter()
                .map(|key| XChaCha20Poly1305::new(key.into()))
                .collect(),
        ))
    }

    /// Seals bytes; `nonce` is drawn for this one text and never used again.
    /// `None` when there are too many bytes to seal.
    #[must_use]
    pub fn seal(
        &self,
        purpose: Purpose,
        nonce: [u8; NONCE_LENGTH],
        bytes: &[u8],
    ) -> Option<String> {
        let payload = Payload {
            msg: bytes,
            aad: purpose.context(),
        };
        let sealed = self
            .0
            .first()?
            .encrypt(&XNonce::from(nonce), payload)
            .ok()?;
        let text = URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat());
        (text.len() <= MAX_TEXT).then_some(text)
    }

    /// Opens what was sealed for this purpose under one of the keys; `None`
    /// for everything else.
    #[must_use]
    pub fn open(&self, purpose: Purpose, text: &str) -> Option<Vec<u8>> {
        if text.len() > MAX_TEXT {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LENGTH)?;
        let nonce = XNonce::from(<[u8; NONCE_LENGTH]>::try_from(nonce).ok()?);
        self.0.iter().find_map(|key| {
            let payload = Payload {
                msg: sealed,
                aad: purpose.context(),
            };
            key.decrypt(&nonce, payload).ok()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "k4.local.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    fn sealer(keys: &str) -> Sealer {
        let pepper = Pepper::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").unwrap();
        Sealer::parse(keys, &pepper).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_for_its_purpose_only() {
        let sealed = sealer(KEY).seal(Purpose::Watch, [7; 24], b"anna").unwrap();
        assert_eq!(
            sealer(KEY).open(Purpose::Watch, &sealed).as_deref(),
            Some(&b"anna"[..])
        );
        for other in [Purpose::Mail, Purpose::Wish, Purpose::Stop] {
            assert_eq!(sealer(KEY).open(other, &sealed), None);
        }
    }

    #[test]
    fn a_new_key_seals_and_the_old_ones_open() {
        let other = KEY.replace("AAEC", "BAEC");
        let before = sealer("").seal(Purpose::Mail, [7; 24], b"x").unwrap();
        let old = sealer(KEY).seal(Purpose::Mail, [7; 24], b"x").unwrap();
        let new = sealer(&format!("{other} {KEY}"));
        assert!(new.open(Purpose::Mail, &old).is_some());
        assert!(new.open(Purpose::Mail, &before).is_some());
        let sealed = new.seal(Purpose::Mail, [8; 24], b"x").unwrap();
        assert_eq!(sealer(KEY).open(Purpose::Mail, &sealed), None);
    }

    #[test]
    fn every_changed_byte_and_every_cut_is_refused() {
        let sealed = sealer(KEY).seal(Purpose::Stop, [7; 24], b"anna").unwrap();
        let bytes = URL_SAFE_NO_PAD.decode(&sealed).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let text = URL_SAFE_NO_PAD.encode(&changed);
            assert_eq!(sealer(KEY).open(Purpose::Stop, &text), None, "{at}");
            let cut = URL_SAFE_NO_PAD.encode(&bytes[..at]);
            assert_eq!(sealer(KEY).open(Purpose::Stop, &cut), None, "{at}");
        }
        for wrong in ["", "*", &"A".repeat(MAX_TEXT + 1)] {
            assert_eq!(sealer(KEY).open(Purpose::Stop, wrong), None);
        }
    }

    #[test]
    fn what_is_too_long_to_open_is_not_sealed() {
        let long = vec![0; MAX_TEXT];
        assert_eq!(sealer(KEY).seal(Purpose::Mail, [7; 24], &long), None);
    }

    /// The vector of draft-irtf-cfrg-xchacha-03, A.3.1, shows that this is the
    /// published construction: cipher and tag, with its own associated data.
    #[test]
    fn it_is_the_published_construction() {
        let key: [u8; 32] = std::array::from_fn(|at| 0x80 + u8::try_from(at).unwrap());
        let nonce: [u8; 24] = std::array::from_fn(|at| 0x40 + u8::try_from(at).unwrap());
        let text: &[u8] = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
        let aad = [
            0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7,
        ];
        let sealed = XChaCha20Poly1305::new(&key.into())
            .encrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: text,
                    aad: &aad,
                },
            )
            .unwrap();
        assert_eq!(sealed[..4], [0xbd, 0x6d, 0x17, 0x9d]);
        let tag = &sealed[text.len()..];
        assert_eq!(
            tag,
            [
                0xc0, 0x87, 0x59, 0x24, 0xc1, 0xc7, 0x98, 0x79, 0x47, 0xde, 0xaf, 0xd8, 0x78, 0x0a,
                0xcf, 0x49
            ]
        );
    }

    #[test]
    fn what_is_no_key_is_refused_without_being_quoted() {
        let pepper = Pepper::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").unwrap();
        for wrong in [
            "secret",
            &KEY[9..],
            &KEY[..30],
            &KEY.replace("local", "secret"),
        ] {
            let expected = Sealer::parse(wrong, &pepper).unwrap_err();
            assert!(expected.contains("k4.local."), "{wrong}");
        }
    }
}
