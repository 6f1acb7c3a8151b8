//! The half of the ring that only verifies, in the order that the checks have.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use blake2::digest::consts::U32;
use blake2::{Blake2b, Digest as _};
use ed25519_dalek::VerifyingKey;
use serde::Serialize;
use time::OffsetDateTime;

use super::{Genuine, Invalid, KeyProblem, parse_verifying_keys};
use crate::token::claims::Claims;
use crate::token::paserk;
use crate::token::paseto::{self, Refused, Unverified};

/// Keys that verify, for one audience.
pub struct Verifier {
    keys: Vec<Entry>,
    audience: String,
    fingerprint: [u8; 32],
}

/// One key of a ring.
struct Entry {
    key: VerifyingKey,
    id: Arc<str>,
    /// The footer of its tokens, as it stands in them.
    footer: String,
    not_after: Option<OffsetDateTime>,
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("audience", &self.audience)
            .field("keys", &self.key_ids().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

impl Verifier {
    /// Reads a list of keys, as [`super::Ring::parse`] does, with none that
    /// signs.
    ///
    /// # Errors
    /// Which entry is wrong and what was expected of it.
    pub fn parse(verifying_keys: &str, audience: &str) -> Result<Self, KeyProblem> {
        Ok(Self::new(parse_verifying_keys(verifying_keys)?, audience))
    }

    /// Gathers keys; of a key that comes twice, the first counts.
    pub(super) fn new(given: Vec<(VerifyingKey, Option<OffsetDateTime>)>, audience: &str) -> Self {
        let mut keys: Vec<Entry> = Vec::with_capacity(given.len());
        for (key, not_after) in given {
            if keys.iter().any(|known| known.key == key) {
                continue;
            }
            let id = paserk::public_id(key.as_bytes());
            keys.push(Entry {
                key,
                footer: paseto::footer_text(footer(&id).as_bytes()),
                id: id.into(),
                not_after,
            });
        }
        Self {
            fingerprint: fingerprint(&keys, audience),
            keys,
            audience: audience.to_owned(),
        }
    }

    /// Verifies a token of one purpose.
    ///
    /// 1. Longer than the purpose allows: [`Invalid::TooLong`].
    /// 2. Another header, or too many or empty parts: [`Invalid::Malformed`].
    /// 3. A footer that none of the keys writes: [`Invalid::UnknownKey`].
    /// 4. Not canonical base64url, or too short: [`Invalid::Malformed`].
    /// 5. A signature that does not hold for this payload, footer, purpose and
    ///    audience: [`Invalid::BadSignature`].
    /// 6. Claims that are unknown, repeated, missing, mistyped, or not byte for
    ///    byte what we would have written: [`Invalid::BadClaims`].
    ///
    /// Whether it is still valid is asked of the answer, with the time.
    ///
    /// # Errors
    /// As the steps say.
    pub fn verify<C: Claims>(&self, token: &str) -> Result<Genuine<C>, Invalid> {
        // 1.
        if token.len() > C::MAX_LEN {
            return Err(Invalid::TooLong);
        }
        // 2.
        let unverified = Unverified::split(token).map_err(refused)?;
        // 3. Ids and footers are public: no secret is compared here.
        let entry = self
            .keys
            .iter()
            .find(|entry| entry.footer == unverified.footer_text())
            .ok_or(Invalid::UnknownKey)?;
        // 4, 5.
        let implicit = implicit_assertion::<C>(&self.audience);
        let message = unverified
            .verify(&entry.key, implicit.as_bytes())
            .map_err(refused)?;
        // 6. Writing the claims again catches white space, escapes, reordered
        // members and other spellings of a time, which a parser lets through.
        let claims: C = serde_json::from_slice(&message.payload).map_err(|_| Invalid::BadClaims)?;
        let written = serde_json::to_vec(&claims).map_err(|_| Invalid::BadClaims)?;
        if written != message.payload {
            return Err(Invalid::BadClaims);
        }
        Ok(Genuine {
            claims,
            key_id: Arc::clone(&entry.id),
            not_after: entry.not_after,
        })
    }

    /// The public keys as a JSON Web Key Set (RFC 7517, RFC 8037), without
    /// those whose end has passed at `now`.
    #[must_use]
    pub fn jwks(&self, now: OffsetDateTime) -> String {
        let keys = self
            .keys
            .iter()
            .filter(|entry| entry.not_after.is_none_or(|end| now <= end))
            .map(|entry| Jwk {
                kty: "OKP",
                crv: "Ed25519",
                use_: "sig",
                alg: "EdDSA",
                kid: &entry.id,
                x: URL_SAFE_NO_PAD.encode(entry.key.as_bytes()),
            })
            .collect();
        // Strings only: this cannot fail.
        serde_json::to_string(&Jwks { keys }).unwrap_or_default()
    }

    /// The PASERK ids of the keys, in the order given.
    pub fn key_ids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|entry| &*entry.id)
    }

    /// The audience: the public host.
    #[must_use]
    pub fn audience(&self) -> &str {
        &self.audience
    }

    /// A hash of all that a verdict depends on, so that a verdict can be kept
    /// without being taken for another ring's.
    #[must_use]
    pub const fn fingerprint(&self) -> &[u8; 32] {
        &self.fingerprint
    }
}

/// The footer of the tokens that a key signs.
pub(super) fn footer(key_id: &str) -> String {
    format!(r#"{{"kid":"{key_id}"}}"#)
}

/// What every signature covers beside the token: a token of one purpose or
/// deployment is worthless for another.
pub(super) fn implicit_assertion<C: Claims>(audience: &str) -> String {
    format!("sealink:{}:{audience}", C::PURPOSE)
}

const fn refused(refused: Refused) -> Invalid {
    match refused {
        Refused::Malformed => Invalid::Malformed,
        Refused::BadSignature => Invalid::BadSignature,
    }
}

fn fingerprint(keys: &[Entry], audience: &str) -> [u8; 32] {
    let mut hash = Blake2b::<U32>::new();
    for entry in keys {
        hash.update(entry.key.as_bytes());
        // A verdict carries its key's end, so the end is part of it.
        let end = entry
            .not_after
            .map_or(i128::MAX, OffsetDateTime::unix_timestamp_nanos);
        hash.update(end.to_le_bytes());
    }
    // Last, because the entries before it are all of one length.
    hash.update(audience.as_bytes());
    hash.finalize().into()
}

#[derive(Serialize)]
struct Jwks<'a> {
    keys: Vec<Jwk<'a>>,
}

#[derive(Serialize)]
struct Jwk<'a> {
    kty: &'static str,
    crv: &'static str,
    #[serde(rename = "use")]
    use_: &'static str,
    alg: &'static str,
    kid: &'a str,
    x: String,
}
