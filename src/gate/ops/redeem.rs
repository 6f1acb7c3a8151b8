//! Redeeming a code: signing in.

use time::Duration;

use crate::brake::brake;
use crate::error::Result;
use crate::gate::code::Bound;
use crate::gate::code_store::{self, Opens};
use crate::gate::denylist;
use crate::gate::recipient::Hashes;
use crate::http::Request;
use crate::service::Service;
use crate::token::claims::{OpsChallenge, OpsSession};
use crate::token::pepper::Use;
use crate::world::{Limiter, World};

use super::{Visitor, challenge_of, codes_are_on, visitor};

/// How long an operator stays signed in: the longest working day. The next one
/// begins with a new code.
const SESSION_LIFE: Duration = Duration::hours(12);

/// A code was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Redeemed {
    /// It opens the challenge: keep this token as the session's cookie.
    Session {
        /// The session.
        session: OpsSession,
        /// Its signed form.
        token: String,
    },
    /// This browser has a session already; a second click came late.
    AlreadyIn,
    /// It does not open the challenge.
    WrongCode(OpsChallenge),
    /// It may yet: the store has not heard of the challenge here.
    NotHereYet(OpsChallenge),
    /// This browser asked for no code, or too long ago.
    NoChallenge,
}

/// Redeems a code: `POST /ops/session` with what was typed.
///
/// 1. Codes are how operators sign in here: 404 behind Access.
/// 2. This browser holds a challenge, signed and in time: otherwise it must ask
///    again. A code is useless in any other browser.
/// 3. The limiters: 429. An unavailable limiter lets pass.
/// 4. One read of the denylist: 503 if nobody can tell. Whoever was revoked
///    since, or may no longer sign in, has no right code.
/// 5. What was typed opens the challenge: otherwise it is a wrong code, or one
///    that the store has not heard of here; 503 if the store does not answer.
/// 6. The session follows from the challenge alone, so that redeeming twice,
///    even at once from two locations, gives the same session.
///
/// # Errors
/// As said with each step.
pub async fn redeem(
    world: &impl World,
    service: &Service,
    request: &Request,
    typed: &str,
) -> Result<Redeemed> {
    // 1
    codes_are_on(service)?;
    // 2
    let Some(challenge) = challenge_of(world, service, request) else {
        return Ok(match visitor(world, service, request).await? {
            Visitor::Operator(_) => Redeemed::AlreadyIn,
            Visitor::Stranger | Visitor::Challenged(_) => Redeemed::NoChallenge,
        });
    };
    // 3
    brake(world, Limiter::GatePerClient, &request.client_network()).await?;
    brake(world, Limiter::RedeemPerChallenge, &challenge.id).await?;
    // 4
    let person = Hashes {
        recipient: challenge.recipient.clone(),
        domain: challenge.domain.clone(),
    };
    let is_good = denylist::is_person_good(world, &person, challenge.issued).await?;
    let may_enter = is_good & service.operators.may(&person.recipient, &person.domain);
    // 5, for those who may not enter as well: it takes as long.
    let bound = Bound::from(&challenge);
    match code_store::try_code(world, service, &bound, challenge.issued, typed).await? {
        Opens::Yes if may_enter => {}
        Opens::Yes | Opens::No => return Ok(Redeemed::WrongCode(challenge)),
        Opens::NotYet => return Ok(Redeemed::NotHereYet(challenge)),
        Opens::NeverAgain => return Ok(Redeemed::NoChallenge),
    }
    // 6
    let session = session_of(service, challenge);
    let token = service.ring.sign(&session)?;
    Ok(Redeemed::Session { session, token })
}

/// The one session that a challenge can become.
fn session_of(service: &Service, challenge: OpsChallenge) -> OpsSession {
    OpsSession {
        id: service.pepper.id(Use::SessionId, &[&challenge.id]),
        issued: challenge.issued,
        expires: challenge.issued + SESSION_LIFE,
        recipient: challenge.recipient,
        domain: challenge.domain,
        who: challenge.who,
    }
}
