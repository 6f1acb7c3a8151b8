//! PASERK: how Ed25519 keys and their ids are written.
//!
//! `k4.public` and `k4.secret` hold the key itself; `k4.pid` names a public
//! key by a hash, so that a token can say who signed it. These functions take
//! and give bytes; whether the bytes are a usable key is for [`super::keys`].
//!
//! Source: the PASERK specification, `types/public.md`, `types/secret.md`,
//! `types/pid.md` and `operations/ID.md`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use blake2::digest::consts::U33;
use blake2::{Blake2b, Digest as _};
use ed25519_dalek::{KEYPAIR_LENGTH, PUBLIC_KEY_LENGTH};

const PUBLIC: &str = "k4.public.";
const SECRET: &str = "k4.secret.";
const PUBLIC_ID: &str = "k4.pid.";

/// Writes a public key as `k4.public.…`.
#[must_use]
pub fn public(key: &[u8; PUBLIC_KEY_LENGTH]) -> String {
    encode(PUBLIC, key)
}

/// Reads `k4.public.…`; `None` for anything else, other versions included.
#[must_use]
pub fn parse_public(text: &str) -> Option<[u8; PUBLIC_KEY_LENGTH]> {
    decode(PUBLIC, text)
}

/// Writes a key pair (seed, then public key) as `k4.secret.…`.
#[must_use]
pub fn secret(pair: &[u8; KEYPAIR_LENGTH]) -> String {
    encode(SECRET, pair)
}

/// Reads `k4.secret.…`; `None` for anything else, other versions included.
#[must_use]
pub fn parse_secret(text: &str) -> Option<[u8; KEYPAIR_LENGTH]> {
    decode(SECRET, text)
}

/// The id of a public key, `k4.pid.…`: `BLAKE2b` of 264 bits over the id's
/// header and the key's PASERK.
#[must_use]
pub fn public_id(key: &[u8; PUBLIC_KEY_LENGTH]) -> String {
    let mut hash = Blake2b::<U33>::new();
    hash.update(PUBLIC_ID);
    hash.update(public(key));
    encode(PUBLIC_ID, hash.finalize().as_slice())
}

fn encode(header: &str, bytes: &[u8]) -> String {
    let mut text = String::from(header);
    URL_SAFE_NO_PAD.encode_string(bytes, &mut text);
    text
}

/// Refuses padding and trailing bits, so that a key has one spelling only.
fn decode<const N: usize>(header: &str, text: &str) -> Option<[u8; N]> {
    let encoded = text.strip_prefix(header)?;
    // The exact length, so that nothing longer is even decoded.
    if encoded.len() != (N * 4).div_ceil(3) {
        return None;
    }
    URL_SAFE_NO_PAD.decode(encoded).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_written() {
        let bytes = [9; PUBLIC_KEY_LENGTH];
        assert_eq!(parse_public(&public(&bytes)), Some(bytes));
        let pair = [8; KEYPAIR_LENGTH];
        assert_eq!(parse_secret(&secret(&pair)), Some(pair));
    }

    #[test]
    fn other_kinds_versions_and_spellings_are_refused() {
        let key = public(&[0; PUBLIC_KEY_LENGTH]);
        let pair = secret(&[0; KEYPAIR_LENGTH]);
        let trailing_bits = format!("{}B", key.strip_suffix('A').unwrap());
        for wrong in [
            "",
            "k4.public.",
            &pair,
            &key.replace("k4", "k3"),
            &key.replace("public", "pid"),
            &format!("{key}="),
            &format!("{key}A"),
            &format!(" {key}"),
            key.strip_suffix('A').unwrap(),
            &trailing_bits,
        ] {
            assert_eq!(parse_public(wrong), None, "{wrong}");
        }
        for wrong in ["", &key, &pair.replace("k4", "k2"), &format!("{pair}==")] {
            assert_eq!(parse_secret(wrong), None, "{wrong}");
        }
    }
}
