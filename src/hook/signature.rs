//! Whether a push is from whom it says.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::Signature;
use sha2::{Digest as _, Sha256};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::canonical::canonical;
use crate::config::{HookKey, HookScheme, HookSecrets};
use crate::token::mac::Code;

/// The headers that signatures are read from, by their lower-case names.
pub const HEADERS: [&str; 8] = [
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
    "x-t49-webhook-signature",
    "x-maersk-signature-256",
    "notification-signature",
    "request-id",
    "signature-timestamp",
];

/// How far the sender's clock and the way may put a push from now: 5 minutes,
/// as DCSA demands and the libraries of Standard Webhooks do. For as long an id
/// must be remembered, twice: what is from the future is taken, too.
pub const TOLERANCE: Duration = Duration::minutes(5);

/// The longest header of these that is read: eight signatures of 91 characters,
/// the longest kind, and more.
const MAX_HEADER: usize = 1024;

/// How many signatures of one push are looked at.
const MAX_SIGNATURES: usize = 8;

/// A push that is from whom it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How it was signed.
    pub scheme: HookScheme,
    /// What tells it from every other push of the scheme: one whose id was here
    /// before is to be refused, or has been taken already. The sender's id, or
    /// the body's SHA-256 in hexadecimal where the scheme has none.
    pub id: String,
    /// When it was sent, where the scheme says so. Without it, a push can be
    /// played again as long as its id is not remembered.
    pub at: Option<OffsetDateTime>,
}

/// Why a push is not taken. To its sender all of them look the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It has no signature.
    Unsigned,
    /// Its signature is of a scheme of which no secret is set.
    UnknownScheme,
    /// A header or the body is not what the scheme says.
    Malformed,
    /// No secret gives its signature.
    Wrong,
    /// It is genuine, and older than [`TOLERANCE`].
    TooOld,
    /// It is genuine, and further in the future than [`TOLERANCE`].
    FromFuture,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unsigned => "no signature",
            Self::UnknownScheme => "a signature of which no secret is set",
            Self::Malformed => "a malformed signature or body",
            Self::Wrong => "a wrong signature",
            Self::TooOld => "genuine but too old",
            Self::FromFuture => "genuine but from the future",
        })
    }
}

/// Verifies a push. `headers` are those of [`HEADERS`] that were present; `body`
/// is to the byte what came, and its length was capped before.
///
/// 1. The scheme is the first that its headers fit and of which a secret is set.
/// 2. The headers are read as the scheme says.
/// 3. One of its signatures must be one of the secrets', in constant time each.
/// 4. Where the scheme says a time, it must be about now.
///
/// # Errors
/// See [`Refusal`].
pub fn verify(
    secrets: &HookSecrets,
    headers: &[(&'static str, String)],
    body: &[u8],
    now: OffsetDateTime,
) -> Result<Verified, Refusal> {
    // 1
    let presented = || {
        HookScheme::ALL
            .into_iter()
            .filter(|scheme| is_presented(*scheme, headers))
    };
    presented().next().ok_or(Refusal::Unsigned)?;
    let scheme = presented()
        .find(|scheme| secrets.of(*scheme).next().is_some())
        .ok_or(Refusal::UnknownScheme)?;
    // 2
    let push = read(scheme, headers, body).ok_or(Refusal::Malformed)?;
    // 3
    if !secrets.of(scheme).any(|key| push.is_signed_with(key, body)) {
        return Err(Refusal::Wrong);
    }
    // 4
    match push.at.map(|at| now - at) {
        Some(age) if age > TOLERANCE => Err(Refusal::TooOld),
        Some(age) if age < -TOLERANCE => Err(Refusal::FromFuture),
        _ => Ok(Verified {
            scheme,
            id: push.id.unwrap_or_else(|| hex(&Sha256::digest(body))),
            at: push.at,
        }),
    }
}

/// What a push says of itself.
struct Push {
    id: Option<String>,
    at: Option<OffsetDateTime>,
    /// What is signed before the body.
    before: String,
    /// What is signed in the body's place, where it is not the body.
    instead: Option<String>,
    signatures: Vec<Claimed>,
}

/// A signature that a header has.
enum Claimed {
    Code(Vec<u8>),
    Ed25519(Signature),
}

impl Push {
    fn is_signed_with(&self, key: &HookKey, body: &[u8]) -> bool {
        let signed = self.instead.as_ref().map_or(body, |text| text.as_bytes());
        let before = self.before.as_bytes();
        match key {
            HookKey::Shared(block) => {
                let code = Code::of(block, &[before, signed]);
                self.signatures
                    .iter()
                    .any(|claimed| matches!(claimed, Claimed::Code(claimed) if code.is(claimed)))
            }
            HookKey::Public(key) => {
                let message = [before, signed].concat();
                self.signatures.iter().any(|claimed| {
                    matches!(claimed, Claimed::Ed25519(claimed)
                        if key.verify_strict(&message, claimed).is_ok())
                })
            }
        }
    }
}

/// A header, by its name.
fn header<'a>(headers: &'a [(&'static str, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.as_str())
}

fn is_presented(scheme: HookScheme, headers: &[(&'static str, String)]) -> bool {
    let has = |name| header(headers, name).is_some();
    let timed = has("signature-timestamp");
    match scheme {
        HookScheme::Standard => has("webhook-signature"),
        HookScheme::Terminal49 => has("x-t49-webhook-signature"),
        HookScheme::Maersk => has("x-maersk-signature-256"),
        HookScheme::Dcsa2026 => has("notification-signature") && timed,
        HookScheme::Dcsa22 => has("notification-signature") && !timed,
    }
}

/// `None` if a header or the body is malformed.
///
/// What is signed is put together with dots; an id has none, so that no other
/// push has the same text.
fn read(scheme: HookScheme, headers: &[(&'static str, String)], body: &[u8]) -> Option<Push> {
    let header = |name| header(headers, name).filter(|value| value.len() <= MAX_HEADER);
    let plain = |signature: &str| {
        Some(Push {
            id: None,
            at: None,
            before: String::new(),
            instead: None,
            signatures: vec![Claimed::Code(unhex(signature)?)],
        })
    };
    match scheme {
        HookScheme::Standard => {
            let id = header("webhook-id").filter(|id| is_id(id))?;
            let time = header("webhook-timestamp")?;
            let at = OffsetDateTime::from_unix_timestamp(time.parse().ok()?).ok()?;
            let signatures = header("webhook-signature")?
                .split_ascii_whitespace()
                .take(MAX_SIGNATURES)
                .filter_map(versioned);
            Some(Push {
                id: Some(id.to_owned()),
                at: Some(at),
                before: format!("{id}.{time}."),
                instead: None,
                signatures: signatures.collect(),
            })
            .filter(|push| !push.signatures.is_empty())
        }
        HookScheme::Dcsa2026 => {
            let id = header("request-id").filter(|id| is_ulid(id))?;
            let time = header("signature-timestamp")?;
            Some(Push {
                id: Some(id.to_owned()),
                at: Some(OffsetDateTime::parse(time, &Rfc3339).ok()?),
                before: format!("{time}.{id}."),
                instead: Some(canonical(body)?),
                ..plain(header("notification-signature")?.strip_prefix("sha256=")?)?
            })
        }
        HookScheme::Dcsa22 => plain(header("notification-signature")?.strip_prefix("sha256=")?),
        HookScheme::Terminal49 => plain(header("x-t49-webhook-signature")?),
        HookScheme::Maersk => {
            let signature = header("x-maersk-signature-256")?;
            plain(signature.strip_prefix("sha256=").unwrap_or(signature))
        }
    }
}

/// One of the list of Standard Webhooks; `None` if it is of a version to come,
/// or malformed.
fn versioned(text: &str) -> Option<Claimed> {
    let (version, signature) = text.split_once(',')?;
    let bytes = STANDARD.decode(signature).ok()?;
    match version {
        "v1" => Some(Claimed::Code(bytes)),
        "v1a" => Signature::from_slice(&bytes).ok().map(Claimed::Ed25519),
        _ => None,
    }
}

/// What may be an id: printable, without dots, and no longer than any is.
fn is_id(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'.')
}

/// 128 bits in Crockford's base32.
fn is_ulid(text: &str) -> bool {
    let digit = |byte: u8| {
        byte.is_ascii_alphanumeric()
            && !matches!(byte.to_ascii_uppercase(), b'I' | b'L' | b'O' | b'U')
    };
    text.len() == 26 && text.as_bytes()[0] <= b'7' && text.bytes().all(digit)
}

/// 32 bytes in hexadecimal, in either case.
fn unhex(text: &str) -> Option<Vec<u8>> {
    if text.len() != 64 {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok())
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests;
