//! Cloudflare Access as the door of the dashboard.
//!
//! Access has signed the operator in with the company's own identity provider
//! and puts an assertion of it on every request. The header alone proves
//! nothing, because the worker can be reached past Access: the signature does.

use crate::config::Access;
use crate::error::{Code, Error, Result};
use crate::gate::denylist;
use crate::gate::recipient::Mailbox;
use crate::http::Request;
use crate::service::Service;
use crate::token::claims::OpsSession;
use crate::token::pepper::Use;
use crate::world::World;

use super::assertion::Unverified;
use super::certs;

/// The header with the assertion.
const HEADER: &str = "cf-access-jwt-assertion";

/// The operator whom Access lets in with this request.
///
/// 1. There is an assertion, not too long, of three parts, RS256: 401.
/// 2. Access has the key that it names: 401. Its keys can be had: 503.
/// 3. The signature holds: 401. It can be checked: 503.
/// 4. It is by this team, for this application, and holds now: 401.
/// 5. It is about a person who may sign in (as of now): 403.
/// 6. One read of the denylist: 403 for a person revoked since the assertion
///    was made, 503 when nobody can tell.
///
/// The session is made anew for each request, and is never a token.
///
/// # Errors
/// As said with each step.
pub async fn operator(
    world: &impl World,
    service: &Service,
    access: &Access,
    request: &Request,
) -> Result<OpsSession> {
    // 1
    let unverified = request
        .header(HEADER)
        .and_then(Unverified::split)
        .ok_or_else(unauthenticated)?;
    // 2
    let key = certs::key(world, &access.team, &unverified.key_id)
        .await?
        .ok_or_else(unauthenticated)?;
    // 3
    let claims = unverified
        .verify(world, &key)
        .await
        .map_err(|fault| Error::unavailable(format!("Access signature: {fault}")))?
        .ok_or_else(unauthenticated)?;
    // 4
    let team = format!("https://{}", access.team);
    if !claims.is_between(&team, &access.audience) {
        return Err(unauthenticated());
    }
    let (issued, expires) = claims.span_at(world.now()).ok_or_else(unauthenticated)?;
    // 5
    let mailbox = claims
        .email
        .as_deref()
        .and_then(|email| Mailbox::parse(email).ok())
        .ok_or_else(not_allowed)?;
    let person = mailbox.hashes(&service.pepper);
    if !service.operators.may(&person.recipient, &person.domain) {
        return Err(not_allowed());
    }
    // 6
    if !denylist::is_person_good(world, &person, issued).await? {
        return Err(not_allowed());
    }
    let since = issued.unix_timestamp().to_string();
    Ok(OpsSession {
        // The same for all that Access asserts from one sign-in.
        id: service
            .pepper
            .id(Use::SessionId, &["access", &person.recipient, &since]),
        issued,
        expires,
        recipient: person.recipient,
        domain: person.domain,
        who: mailbox.masked(),
    })
}

fn unauthenticated() -> Error {
    Error::new(
        Code::Unauthenticated,
        "Cloudflare Access has not let this request in.",
    )
}

fn not_allowed() -> Error {
    Error::new(Code::NotAllowed, "This account may not use the dashboard.")
}
