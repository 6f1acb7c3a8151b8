//! Finding out a token's purpose, and telling what it says.

use sealink::token::claims::{
    ApiKey, Challenge, Claims, Feed, Link, OpsChallenge, OpsSession, Session,
};
use sealink::token::keys::{Invalid, NotNow, Verifier};
use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// What there is to say of a genuine token.
pub(super) struct Verdict {
    /// Purpose, key, state and claims.
    pub(super) document: Value,
    /// The same in an order for people.
    pub(super) text: String,
    /// What it was signed for.
    pub(super) purpose: &'static str,
    /// Why it is void; `None` if it is valid.
    pub(super) not_now: Option<NotNow>,
}

/// Verifies a token of any purpose.
///
/// The token does not say its purpose, the signature does: each is tried. If
/// none fits, the answer is how far the best try came.
pub(super) fn of(
    verifier: &Verifier,
    token: &str,
    now: OffsetDateTime,
) -> Result<Verdict, Invalid> {
    let tries = [
        verdict::<Link>(verifier, token, now),
        verdict::<Session>(verifier, token, now),
        verdict::<Challenge>(verifier, token, now),
        verdict::<Feed>(verifier, token, now),
        verdict::<ApiKey>(verifier, token, now),
        verdict::<OpsSession>(verifier, token, now),
        verdict::<OpsChallenge>(verifier, token, now),
    ];
    let mut furthest = Invalid::TooLong;
    for outcome in tries {
        match outcome {
            Ok(verdict) => return Ok(verdict),
            // The reasons are ordered as the checks are.
            Err(reason) => furthest = furthest.max(reason),
        }
    }
    Err(furthest)
}

fn verdict<C: Claims>(
    verifier: &Verifier,
    token: &str,
    now: OffsetDateTime,
) -> Result<Verdict, Invalid> {
    let genuine = verifier.verify::<C>(token)?;
    let claims = genuine.even_if_void();
    let not_now = genuine.at(now).err();
    let told = Told {
        purpose: C::PURPOSE,
        host: verifier.audience(),
        key: genuine.key_id(),
        state: match not_now {
            None => format!("valid until {}", written(genuine.ends())),
            Some(NotNow::Expired) => format!("expired at {}", written(claims.expires())),
            Some(reason) => reason.to_string(),
        },
        claims,
    };
    // The claims were read from JSON a moment ago: they can be written.
    let text = serde_json::to_string_pretty(&told).map_err(|_| Invalid::BadClaims)?;
    let document = serde_json::to_value(&told).map_err(|_| Invalid::BadClaims)?;
    Ok(Verdict {
        document,
        text,
        purpose: C::PURPOSE,
        not_now,
    })
}

fn written(moment: OffsetDateTime) -> String {
    moment
        .format(&Rfc3339)
        .unwrap_or_else(|_| moment.to_string())
}

#[derive(Serialize)]
struct Told<'a, C> {
    purpose: &'static str,
    host: &'a str,
    key: &'a str,
    state: String,
    claims: &'a C,
}
