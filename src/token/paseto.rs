//! PASETO v4.public, as specified, and nothing of ours.
//!
//! A token is `v4.public.` + base64url(message + signature), then, if there is
//! a footer, `.` + base64url(footer). The Ed25519 signature covers header,
//! message, footer and an implicit assertion that is never sent, packed by
//! pre-authentication encoding so that no two quadruples give the same bytes.
//!
//! Source: the PASETO specification, `Version4.md` (sign, verify) and
//! `Common.md` (PAE, base64url without padding).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{SIGNATURE_LENGTH, Signature, Signer as _, SigningKey, VerifyingKey};

/// Version and purpose: the only one there is, so nothing can be negotiated.
pub const HEADER: &str = "v4.public.";

/// Signs `payload`; the same arguments always give the same token.
///
/// `footer` is sent in the clear and may be empty; `implicit` is not sent, and
/// the verifier must know it.
#[must_use]
pub fn sign(key: &SigningKey, payload: &[u8], footer: &[u8], implicit: &[u8]) -> String {
    let signature = key.sign(&pre_authentication_encoding(payload, footer, implicit));
    let mut signed = Vec::with_capacity(payload.len() + SIGNATURE_LENGTH);
    signed.extend_from_slice(payload);
    signed.extend_from_slice(&signature.to_bytes());
    let mut token = String::from(HEADER);
    URL_SAFE_NO_PAD.encode_string(&signed, &mut token);
    if !footer.is_empty() {
        token.push('.');
        token.push_str(&footer_text(footer));
    }
    token
}

/// A footer as it stands in a token.
#[must_use]
pub fn footer_text(footer: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(footer)
}

/// Why a text is no genuine token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is not in the one form that a v4.public token has.
    Malformed,
    /// The signature does not hold under this key and implicit assertion.
    BadSignature,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "not a v4.public token",
            Self::BadSignature => "the signature does not hold",
        })
    }
}

impl std::error::Error for Refused {}

/// A token that has been taken apart, not believed: its payload cannot be
/// read before [`Unverified::verify`] has succeeded.
#[derive(Debug, Clone, Copy)]
pub struct Unverified<'t> {
    body: &'t str,
    footer: &'t str,
}

impl<'t> Unverified<'t> {
    /// Takes a token apart, decoding nothing yet.
    ///
    /// The caller caps the length first: this takes any.
    ///
    /// # Errors
    /// [`Refused::Malformed`] when the header is another one, a part is empty
    /// or there are too many. A trailing dot without a footer is refused too,
    /// so that a token has one spelling only.
    pub fn split(token: &'t str) -> Result<Self, Refused> {
        let rest = token.strip_prefix(HEADER).ok_or(Refused::Malformed)?;
        let (body, footer) = match rest.split_once('.') {
            Some((_, "")) => return Err(Refused::Malformed),
            Some((body, footer)) => (body, footer),
            None => (rest, ""),
        };
        if body.is_empty() || footer.contains('.') {
            return Err(Refused::Malformed);
        }
        Ok(Self { body, footer })
    }

    /// The footer as it stands in the token, to be compared with
    /// [`footer_text`] of the footers that are known; empty if there is none.
    #[must_use]
    pub const fn footer_text(&self) -> &'t str {
        self.footer
    }

    /// Checks the signature and gives out what was signed.
    ///
    /// `verify_strict` also refuses weak keys and non-canonical signatures, so
    /// that nobody but the key's holder can make a second spelling of a token.
    ///
    /// # Errors
    /// [`Refused::Malformed`] when a part is not canonical base64url without
    /// padding, or is too short to hold a signature; [`Refused::BadSignature`].
    pub fn verify(self, key: &VerifyingKey, implicit: &[u8]) -> Result<Message, Refused> {
        let footer = decode(self.footer)?;
        let mut payload = decode(self.body)?;
        let (message, signature) = payload
            .split_last_chunk::<SIGNATURE_LENGTH>()
            .ok_or(Refused::Malformed)?;
        key.verify_strict(
            &pre_authentication_encoding(message, &footer, implicit),
            &Signature::from_bytes(signature),
        )
        .map_err(|_| Refused::BadSignature)?;
        payload.truncate(payload.len() - SIGNATURE_LENGTH);
        Ok(Message { payload, footer })
    }
}

/// What a genuine token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The signed payload.
    pub payload: Vec<u8>,
    /// The footer, signed too; empty if there is none.
    pub footer: Vec<u8>,
}

/// Decodes base64url; refuses padding, other alphabets and trailing bits.
fn decode(text: &str) -> Result<Vec<u8>, Refused> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Refused::Malformed)
}

/// PAE of header, message, footer and implicit assertion.
fn pre_authentication_encoding(message: &[u8], footer: &[u8], implicit: &[u8]) -> Vec<u8> {
    let pieces = [HEADER.as_bytes(), message, footer, implicit];
    let length = pieces.iter().map(|piece| piece.len() + 8).sum::<usize>() + 8;
    let mut packed = Vec::with_capacity(length);
    packed.extend_from_slice(&le64(pieces.len()));
    for piece in pieces {
        packed.extend_from_slice(&le64(piece.len()));
        packed.extend_from_slice(piece);
    }
    packed
}

/// A length as PAE writes it: 64 bits, little endian, the highest bit clear.
fn le64(length: usize) -> [u8; 8] {
    (length as u64 & (u64::MAX >> 1)).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_bytes(&[7; 32])
    }

    fn read(token: &str, implicit: &[u8]) -> Result<Message, Refused> {
        Unverified::split(token)?.verify(&key().verifying_key(), implicit)
    }

    #[test]
    fn what_is_signed_is_read_back() {
        for (payload, footer, implicit) in [
            (&b"{}"[..], &b""[..], &b""[..]),
            (b"", b"", b""),
            (b"payload", b"footer", b"implicit"),
            (&[0xff; 300], &[0; 40], b"x"),
        ] {
            let token = sign(&key(), payload, footer, implicit);
            let expected = Message {
                payload: payload.to_vec(),
                footer: footer.to_vec(),
            };
            assert_eq!(read(&token, implicit), Ok(expected));
        }
    }

    #[test]
    fn signing_twice_gives_the_same_token() {
        let token = || sign(&key(), b"payload", b"footer", b"implicit");
        assert_eq!(token(), token());
    }

    #[test]
    fn payload_footer_and_implicit_assertion_cannot_be_shifted() {
        let token = sign(&key(), b"ab", b"c", b"d");
        assert_eq!(read(&token, b"cd"), Err(Refused::BadSignature));
        let shifted = sign(&key(), b"a", b"bc", b"d");
        let footer = shifted.rsplit_once('.').unwrap().1;
        let body = token.rsplit_once('.').unwrap().0;
        assert_eq!(
            read(&format!("{body}.{footer}"), b"d"),
            Err(Refused::BadSignature)
        );
    }

    #[test]
    fn only_one_spelling_is_read() {
        let token = sign(&key(), b"{}", b"", b"");
        let body = token.strip_prefix(HEADER).unwrap();
        let with_footer = sign(&key(), b"{}", b"f", b"");
        for wrong in [
            String::new(),
            "v4.public.".to_owned(),
            "v4.public..".to_owned(),
            "v4.public.AA".to_owned(),
            format!("v4.local.{body}"),
            format!("v3.public.{body}"),
            format!("V4.public.{body}"),
            format!(" {token}"),
            format!("{token} "),
            format!("{token}."),
            format!("{token}="),
            format!("{with_footer}."),
            format!("{with_footer}.AA"),
            format!("{with_footer}="),
            with_footer.replace(".Zg", ".Zh"),
        ] {
            assert_eq!(read(&wrong, b""), Err(Refused::Malformed), "{wrong}");
        }
    }

    #[test]
    fn pae_is_that_of_the_specification() {
        let expected = b"\x04\0\0\0\0\0\0\0\x0a\0\0\0\0\0\0\0v4.public.\
            \x04\0\0\0\0\0\0\0test\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0i";
        assert_eq!(pre_authentication_encoding(b"test", b"", b"i"), expected);
    }
}
