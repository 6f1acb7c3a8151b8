//! The assertion of Cloudflare Access: a JWT (RFC 7519) signed with RS256.
//!
//! What is parsed here is not to be believed before its signature has been
//! checked: [`Unverified`] gives away its key's id and nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use time::OffsetDateTime;

use crate::error::Result;
use crate::world::{Fault, RsaKey, World};

/// The longest assertion that is read, in bytes. Those of Access take one to
/// three KB, by how many groups an identity provider puts in.
pub(super) const MAX_LEN: usize = 8 * 1024;

/// How far Access's clock may be from ours, in seconds.
const SKEW_SECONDS: i64 = 60;

/// An assertion as it came.
#[derive(Debug)]
pub(super) struct Unverified<'a> {
    /// The id of the key that is said to have signed it.
    pub(super) key_id: String,
    signed: &'a str,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

/// The header. Members that would choose a key or an algorithm for us (`jwk`,
/// `jku`, `x5u`) are not read.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
    /// What must be understood (RFC 7515, 4.1.11): nothing of it is.
    crit: Option<serde::de::IgnoredAny>,
}

impl<'a> Unverified<'a> {
    /// Takes an assertion apart: three parts in base64url, and a header that
    /// says RS256 and names a key. `None` for anything else.
    pub(super) fn split(text: &'a str) -> Option<Self> {
        if text.len() > MAX_LEN {
            return None;
        }
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
        let header: Header = serde_json::from_slice(&decoded(header)?).ok()?;
        if header.alg != "RS256" || header.crit.is_some() {
            return None;
        }
        Some(Self {
            key_id: header.kid,
            signed,
            payload: decoded(payload)?,
            signature: decoded(signature)?,
        })
    }

    /// Checks the signature; `None` if it does not hold, or the payload is not
    /// one.
    pub(super) async fn verify(
        self,
        world: &impl World,
        key: &RsaKey,
    ) -> Result<Option<Claims>, Fault> {
        let holds = world
            .verify_rs256(key, self.signed.as_bytes(), &self.signature)
            .await?;
        Ok(holds
            .then(|| serde_json::from_slice(&self.payload).ok())
            .flatten())
    }
}

/// What Access asserts. Only a checked signature makes one.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    iss: String,
    aud: Audience,
    /// Seconds since 1970.
    iat: i64,
    exp: i64,
    nbf: Option<i64>,
    /// The person. A service token has none.
    pub(super) email: Option<String>,
}

/// One audience or several (RFC 7519, 4.1.3).
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Claims {
    /// Whether they are by this issuer, for this audience.
    pub(super) fn is_between(&self, issuer: &str, audience: &str) -> bool {
        self.iss == issuer
            && match &self.aud {
                Audience::One(only) => only == audience,
                Audience::Several(all) => all.iter().any(|one| one == audience),
            }
    }

    /// From when until when they hold, if they hold now.
    pub(super) fn span_at(&self, now: OffsetDateTime) -> Option<(OffsetDateTime, OffsetDateTime)> {
        let now = now.unix_timestamp();
        let latest_start = now.saturating_add(SKEW_SECONDS);
        let has_begun = self.iat <= latest_start && self.nbf.is_none_or(|nbf| nbf <= latest_start);
        let has_ended = self.exp <= now.saturating_sub(SKEW_SECONDS);
        let moment = |seconds| OffsetDateTime::from_unix_timestamp(seconds).ok();
        if has_begun && !has_ended {
            Some((moment(self.iat)?, moment(self.exp)?))
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assertion(header: &str) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.{}", part(header), part("{}"), part("signature"))
    }

    #[test]
    fn only_rs256_with_a_key_of_its_name_is_read() {
        let good = assertion(r#"{"alg":"RS256","kid":"k","typ":"JWT"}"#);
        assert_eq!(Unverified::split(&good).unwrap().key_id, "k");
        for header in [
            r#"{"alg":"none","kid":"k"}"#,
            r#"{"alg":"None","kid":"k"}"#,
            r#"{"alg":"rs256","kid":"k"}"#,
            r#"{"alg":"HS256","kid":"k"}"#,
            r#"{"alg":"RS512","kid":"k"}"#,
            r#"{"alg":"PS256","kid":"k"}"#,
            r#"{"alg":["RS256"],"kid":"k"}"#,
            r#"{"alg":"RS256","alg":"none","kid":"k"}"#,
            r#"{"alg":"RS256"}"#,
            r#"{"alg":"RS256","kid":7}"#,
            r#"{"alg":"RS256","kid":"k","crit":["exp"]}"#,
            r#"{"kid":"k"}"#,
            "[]",
            "",
        ] {
            assert!(Unverified::split(&assertion(header)).is_none(), "{header}");
        }
    }

    #[test]
    fn only_three_parts_of_base64url_are_an_assertion() {
        let good = assertion(r#"{"alg":"RS256","kid":"k"}"#);
        for text in [
            String::new(),
            "..".to_owned(),
            "a.b".to_owned(),
            format!("{good}.x"),
            format!("{good}="),
            format!(" {good}"),
            good.replace('.', "..."),
            format!("{good}{}", "A".repeat(MAX_LEN)),
        ] {
            assert!(Unverified::split(&text).is_none(), "{text}");
        }
    }

    #[test]
    fn times_that_no_clock_reaches_hold_never() {
        let claims = |iat, exp, nbf| Claims {
            iss: String::new(),
            aud: Audience::Several(Vec::new()),
            iat,
            exp,
            nbf,
            email: None,
        };
        let now = OffsetDateTime::UNIX_EPOCH + time::Duration::days(20_000);
        let seconds = now.unix_timestamp();
        let holds = |iat, exp, nbf| claims(iat, exp, nbf).span_at(now).is_some();
        assert!(holds(seconds, seconds + 1, None));
        assert!(holds(seconds + 60, seconds + 90, Some(seconds + 60)));
        assert!(holds(seconds - 90, seconds - 59, None));
        for (iat, exp, nbf) in [
            (seconds + 61, seconds + 90, None),
            (seconds, seconds + 90, Some(seconds + 61)),
            (seconds - 90, seconds - 60, None),
            (seconds, i64::MAX, None),
            (i64::MIN, seconds + 1, None),
            (i64::MAX, i64::MAX, Some(i64::MAX)),
        ] {
            assert!(!holds(iat, exp, nbf), "{iat} {exp} {nbf:?}");
        }
    }
}
