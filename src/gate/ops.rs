//! The operators' gate, before the dashboard `/ops`.
//!
//! Operators prove a mailbox of `OPS_ADDRESSES` as recipients prove theirs:
//! [`ask()`] mails a code, [`redeem()`] takes it, and what happens looks the same
//! for everybody who asks. Where Cloudflare Access stands in front, it is the
//! only door ([`access`]): no code is mailed, and no session of ours counts.
//!
//! Whether a mailbox may sign in is asked at every request, so that taking an
//! address out of `OPS_ADDRESSES` signs it out.

pub mod access;
mod ask;
mod assertion;
mod certs;
mod redeem;

use crate::error::{Code, Error, Result};
use crate::http::Request;
use crate::service::Service;
use crate::token::claims::{OpsChallenge, OpsSession};
use crate::world::World;

use super::cookies;
use super::denylist;
use super::recipient::Hashes;
use super::session::read;

pub use ask::{Asked, ask};
pub use redeem::{Redeemed, redeem};

/// Who visits the dashboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visitor {
    /// Nobody yet: show the field for the address.
    Stranger,
    /// Asked for a code in this browser: show the field for it.
    Challenged(OpsChallenge),
    /// Signed in: show the dashboard.
    Operator(OpsSession),
}

/// Decides who visits: `GET /ops`.
///
/// Where Access stands in front, it decides: see [`access::operator`].
/// Otherwise:
///
/// 1. The session's cookie: verified, in time, of somebody who may sign in (as
///    of now). Otherwise as if absent.
/// 2. One read of the denylist: a revoked session is as if absent; 503 when
///    nobody can tell.
/// 3. Without a session, the challenge's cookie.
///
/// # Errors
/// As said, and as [`access::operator`].
pub async fn visitor(world: &impl World, service: &Service, request: &Request) -> Result<Visitor> {
    if let Some(access) = &service.config.access {
        let operator = access::operator(world, service, access, request).await?;
        return Ok(Visitor::Operator(operator));
    }
    // 1
    let session: Option<OpsSession> = read(world, service, request.cookie(cookies::OPS));
    let session =
        session.filter(|session| service.operators.may(&session.recipient, &session.domain));
    // 2
    if let Some(session) = session {
        let person = Hashes {
            recipient: session.recipient.clone(),
            domain: session.domain.clone(),
        };
        if denylist::is_person_good(world, &person, session.issued).await? {
            return Ok(Visitor::Operator(session));
        }
    }
    // 3
    Ok(match challenge_of(world, service, request) {
        Some(challenge) => Visitor::Challenged(challenge),
        None => Visitor::Stranger,
    })
}

/// The operator who is signed in: every other request under `/ops`.
///
/// # Errors
/// 401 for anybody else; otherwise as [`visitor`].
pub async fn operator(
    world: &impl World,
    service: &Service,
    request: &Request,
) -> Result<OpsSession> {
    match visitor(world, service, request).await? {
        Visitor::Operator(session) => Ok(session),
        Visitor::Stranger | Visitor::Challenged(_) => Err(Error::new(
            Code::Unauthenticated,
            "Sign in to the dashboard first.",
        )),
    }
}

/// The outstanding challenge of this browser.
fn challenge_of(world: &impl World, service: &Service, request: &Request) -> Option<OpsChallenge> {
    read(world, service, request.cookie(cookies::OPS_CHALLENGE))
}

/// Refuses what is about codes where Access is the only door.
fn codes_are_on(service: &Service) -> Result<()> {
    match service.config.access {
        None => Ok(()),
        Some(_) => Err(Error::new(
            Code::NotFound,
            "No codes are mailed here: sign in through Cloudflare Access.",
        )),
    }
}
