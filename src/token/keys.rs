//! The ring: which keys sign and verify, and until when.
//!
//! One key signs; any number of others still verify, each until a moment of
//! its own, so that rotation needs no downtime: the new key signs at once, the
//! old one stays as a verifying key until the last token it signed is void.
//! A key is named in the token's footer by its PASERK id. The footer is
//! compared with those that the ring itself would write, never parsed.

mod genuine;
mod verifier;

use std::fmt;

use ed25519_dalek::{SigningKey, VerifyingKey};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::claims::Claims;
use super::{paserk, paseto};
use crate::error::{Code, Error};

pub use genuine::{CLOCK_SKEW, Genuine, Invalid, NotNow};
pub use verifier::Verifier;

/// One signing key, and every key that verifies.
pub struct Ring {
    signing: SigningKey,
    verifier: Verifier,
}

impl fmt::Debug for Ring {
    /// Shows the public half only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ring")
            .field("verifier", &self.verifier)
            .finish_non_exhaustive()
    }
}

impl Ring {
    /// Reads the keys from their settings.
    ///
    /// `signing_key` is a PASERK `k4.secret.…`. `verifying_keys` are
    /// `k4.public.…`, each optionally followed by `@` and the RFC 3339 moment
    /// after which it no longer verifies, separated by commas or white space.
    /// `audience` is the public host: tokens of another deployment do not
    /// verify, even under the same key.
    ///
    /// The signing key always verifies; listing it too changes nothing.
    ///
    /// # Errors
    /// Which setting is wrong and what was expected of it; never its value.
    pub fn parse(
        signing_key: &str,
        verifying_keys: &str,
        audience: &str,
    ) -> Result<Self, KeyProblem> {
        let problem = |expected: &str| KeyProblem {
            setting: "SIGNING_KEY",
            expected: expected.to_owned(),
        };
        let pair = paserk::parse_secret(signing_key.trim()).ok_or_else(|| {
            problem("a PASERK secret key, k4.secret. and 86 characters (`sealink keygen`)")
        })?;
        let signing = SigningKey::from_keypair_bytes(&pair)
            .map_err(|_| problem("a k4.secret key whose two halves belong together"))?;
        let own = strong(signing.verifying_key().as_bytes())
            .ok_or_else(|| problem("a strong key (`sealink keygen`)"))?;
        let mut keys = vec![(own, None)];
        keys.extend(parse_verifying_keys(verifying_keys)?);
        Ok(Self {
            signing,
            verifier: Verifier::new(keys, audience),
        })
    }

    /// Signs `claims` with the signing key.
    ///
    /// # Errors
    /// [`Code::Internal`] when the claims cannot be written (a year past 9999)
    /// or the token would be too long to be accepted again.
    pub fn sign<C: Claims>(&self, claims: &C) -> Result<String, Error> {
        let fault = |what: &str| {
            Error::new(Code::Internal, "The token could not be signed.")
                .log(format!("signing a {} token: {what}", C::PURPOSE))
        };
        let payload = serde_json::to_vec(claims).map_err(|_| fault("claims cannot be written"))?;
        let token = paseto::sign(
            &self.signing,
            &payload,
            verifier::footer(self.signing_key_id()).as_bytes(),
            verifier::implicit_assertion::<C>(self.verifier.audience()).as_bytes(),
        );
        if token.len() > C::MAX_LEN {
            return Err(fault("longer than the verifier takes"));
        }
        Ok(token)
    }

    /// Verifies a token; see [`Verifier::verify`].
    ///
    /// # Errors
    /// Why it is not genuine.
    pub fn verify<C: Claims>(&self, token: &str) -> Result<Genuine<C>, Invalid> {
        self.verifier.verify(token)
    }

    /// The public keys as a JSON Web Key Set; see [`Verifier::jwks`].
    #[must_use]
    pub fn jwks(&self, now: OffsetDateTime) -> String {
        self.verifier.jwks(now)
    }

    /// The PASERK id of the key that signs.
    #[must_use]
    pub fn signing_key_id(&self) -> &str {
        // The ring is built with its own key first; see `parse`.
        self.verifier.key_ids().next().unwrap_or_default()
    }

    /// The PASERK ids of every key that verifies, the signing key's first.
    pub fn verifying_key_ids(&self) -> impl Iterator<Item = &str> {
        self.verifier.key_ids()
    }

    /// The half of the ring that cannot sign.
    #[must_use]
    pub const fn verifier(&self) -> &Verifier {
        &self.verifier
    }
}

/// What is wrong with a key setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyProblem {
    /// The setting's name: `SIGNING_KEY` or `VERIFYING_KEYS`.
    pub setting: &'static str,
    /// What was expected of it; never its value.
    pub expected: String,
}

impl fmt::Display for KeyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}", self.setting, self.expected)
    }
}

impl std::error::Error for KeyProblem {}

/// Reads the list of keys that only verify.
fn parse_verifying_keys(
    text: &str,
) -> Result<Vec<(VerifyingKey, Option<OffsetDateTime>)>, KeyProblem> {
    text.split(|c: char| c == ',' || c.is_whitespace())
        .filter(|entry| !entry.is_empty())
        .enumerate()
        .map(|(place, entry)| {
            let problem = |expected: &str| KeyProblem {
                setting: "VERIFYING_KEYS",
                expected: format!("entry {} to be {expected}", place + 1),
            };
            let (key, not_after) = match entry.split_once('@') {
                Some((key, moment)) => (key, Some(moment)),
                None => (entry, None),
            };
            let key = paserk::parse_public(key)
                .ok_or_else(|| problem("a PASERK public key, k4.public. and 43 characters"))?;
            let key = strong(&key).ok_or_else(|| problem("a strong Ed25519 key"))?;
            let not_after = not_after
                .map(|moment| OffsetDateTime::parse(moment, &Rfc3339))
                .transpose()
                .map_err(|_| {
                    problem("a key and, after `@`, an RFC 3339 moment such as 2027-01-31T00:00:00Z")
                })?;
            Ok((key, not_after))
        })
        .collect()
}

/// A key that is on the curve, canonically written, and not of small order
/// (under such a key anybody can forge).
fn strong(bytes: &[u8; 32]) -> Option<VerifyingKey> {
    VerifyingKey::from_bytes(bytes)
        .ok()
        .filter(|key| !key.is_weak() && key.to_edwards().compress().as_bytes() == bytes)
}

#[cfg(test)]
mod tests;
