//! Redeeming a code.

use time::OffsetDateTime;

use crate::brake::brake;
use crate::event::{self, Event, Kind};
use crate::http::Request;
use crate::service::Service;
use crate::token::claims::{Challenge, Link, Session};
use crate::token::pepper::Use;
use crate::world::{Limiter, World};

use super::Stop;
use super::code::Bound;
use super::code_store::{self, Opens};
use super::denylist::{self, Standing};
use super::recipient::Hashes;
use super::session::{Visitor, challenge_of, link_of, visitor};

/// How long a proven mailbox is believed: the strictest published advice is 15
/// days (CIS Microsoft 365 benchmark 7.2.10).
const SESSION_LIFE: time::Duration = time::Duration::days(15);

/// A code was typed.
#[derive(Debug, Clone)]
pub enum Redeemed {
    /// It opens the challenge: keep this token as the session's cookie.
    Session {
        /// The session.
        session: Session,
        /// Its signed form.
        token: String,
    },
    /// This browser has a session already; a second click came late.
    AlreadyIn,
    /// It does not open the challenge.
    WrongCode(Link, Challenge),
    /// It may yet: the store has not heard of the challenge here.
    NotHereYet(Link, Challenge),
    /// This browser asked for no code, or too long ago.
    NoChallenge(Link),
}

/// Redeems a code: `POST /s/{linkId}/session` with what was typed.
///
/// 1. The link's cookie verifies, is in time, is for this path: 404 or 410.
/// 2. This browser holds a challenge of this link, signed and in time:
///    otherwise it must ask again. A code is useless in any other browser.
/// 3. The limiters: 429. An unavailable limiter lets pass.
/// 4. One read of the denylist for link and recipient: 410 revoked, or 503.
/// 5. What was typed can be a code: otherwise it is a wrong one.
/// 6. The code store is read: 503 if it does not answer. A challenge that is
///    not there is on its way for the first minute, and void after.
/// 7. The keyed hashes are compared in constant time, and what comes of it is
///    told as an event.
/// 8. The session follows from the challenge alone, so that redeeming twice,
///    even at once from two locations, gives the same session.
///
/// # Errors
/// [`Stop`] as said with each step.
pub async fn redeem(
    world: &impl World,
    service: &Service,
    request: &Request,
    link_id: &str,
    typed: &str,
) -> Result<Redeemed, Stop> {
    // 1
    let link = link_of(world, service, request, link_id)?;
    // 2
    let Some(challenge) = challenge_of(world, service, request, &link) else {
        let visitor = visitor(world, service, request, link_id).await?;
        return Ok(match visitor {
            Visitor::Recipient(..) => Redeemed::AlreadyIn,
            Visitor::Stranger(link) | Visitor::Challenged(link, _) => Redeemed::NoChallenge(link),
        });
    };
    // 3
    brake(world, Limiter::GatePerClient, &request.client_network()).await?;
    brake(world, Limiter::RedeemPerChallenge, &challenge.id).await?;
    // 4
    let hashes = Hashes {
        recipient: challenge.recipient.clone(),
        domain: challenge.domain.clone(),
    };
    match denylist::standing(world, &link, Some(&hashes)).await? {
        Standing::Good => {}
        Standing::LinkRevoked => return Err(Stop::Revoked),
        Standing::Delivered => return Err(Stop::Delivered(Vec::new())),
        // A revoked recipient looks like a stranger, who has no right code.
        Standing::RecipientRevoked => return Ok(Redeemed::WrongCode(link, challenge)),
    }
    // 5, 6, 7
    let at = world.now();
    let told = |kind| {
        let event = Event::of_link(kind, at, &link.id, link.expires);
        let event = event.recipient(&challenge.recipient);
        event::tell(world, event.named(&service.pepper));
    };
    let bound = Bound::from(&challenge);
    match code_store::try_code(world, service, &bound, challenge.issued, typed).await? {
        Opens::Yes => told(Kind::Verified),
        Opens::No => {
            told(Kind::Failed);
            return Ok(Redeemed::WrongCode(link, challenge));
        }
        Opens::NotYet => return Ok(Redeemed::NotHereYet(link, challenge)),
        Opens::NeverAgain => return Ok(Redeemed::NoChallenge(link)),
    }
    // 8
    let session = session_of(service, &link, challenge);
    let token = service.ring.sign(&session)?;
    Ok(Redeemed::Session { session, token })
}

/// The one session that a challenge can become.
fn session_of(service: &Service, link: &Link, challenge: Challenge) -> Session {
    let expires: OffsetDateTime = (challenge.issued + SESSION_LIFE).min(link.expires);
    Session {
        id: service.pepper.id(Use::SessionId, &[&challenge.id]),
        issued: challenge.issued,
        expires,
        link: challenge.link,
        recipient: challenge.recipient,
        domain: challenge.domain,
    }
}
