//! Who visits the clean URL, and what they may see.

use crate::http::Request;
use crate::service::Service;
use crate::token::claims::{Challenge, Claims, Link, Session};
use crate::world::World;

use super::Stop;
use super::cookies;
use super::denylist::{self, Standing};
use super::open::read_link;
use super::page_of;
use super::recipient::Hashes;

/// A visitor of `/s/{linkId}` whose link is good.
#[derive(Debug, Clone)]
pub enum Visitor {
    /// Nobody yet: show the gate.
    Stranger(Link),
    /// Asked for a code in this browser: show the field for it.
    Challenged(Link, Challenge),
    /// Proved the mailbox in this browser: show the page.
    Recipient(Link, Session),
}

/// Decides who visits: `GET /s/{linkId}` and all that lies under it.
///
/// 1. The link's cookie verifies, is in time, and is for this path: otherwise
///    404 or 410 expired. The clean URL alone opens nothing.
/// 2. The session's and challenge's cookies, where there are any: verified, in
///    time, of this link, of one of its recipients. Otherwise as if absent.
/// 3. One read of the denylist for all of it: 410 revoked, or 503 when nobody
///    can tell.
///
/// # Errors
/// [`Stop`] as said with each step.
pub async fn visitor(
    world: &impl World,
    service: &Service,
    request: &Request,
    link_id: &str,
) -> Result<Visitor, Stop> {
    // 1
    let link = link_of(world, service, request, link_id)?;
    // 2
    let session: Option<Session> = read(world, service, request.cookie(cookies::SESSION));
    let session = session
        .filter(|session| session.link == link.id && link.recipients.contains(&session.recipient));
    let hashes = session.as_ref().map(|session| Hashes {
        recipient: session.recipient.clone(),
        domain: session.domain.clone(),
    });
    // 3
    match denylist::standing(world, &link, hashes.as_ref()).await? {
        Standing::LinkRevoked | Standing::RecipientRevoked => return Err(Stop::Revoked),
        Standing::Delivered => {
            let recalled = match session {
                Some(_) => page_of::recall(world, service, &link).await,
                None => Vec::new(),
            };
            return Err(Stop::Delivered(recalled));
        }
        Standing::Good => {}
    }
    // A view of the page does not pay for a challenge's signature.
    Ok(match session {
        Some(session) => Visitor::Recipient(link, session),
        None => match challenge_of(world, service, request, &link) {
            Some(challenge) => Visitor::Challenged(link, challenge),
            None => Visitor::Stranger(link),
        },
    })
}

/// The link of this path, from its cookie.
pub(super) fn link_of(
    world: &impl World,
    service: &Service,
    request: &Request,
    link_id: &str,
) -> Result<Link, Stop> {
    let token = request.cookie(cookies::LINK).ok_or(Stop::Unknown)?;
    let link = read_link(service, token, world.now())?;
    if link.id == link_id {
        Ok(link)
    } else {
        Err(Stop::Unknown)
    }
}

/// The outstanding challenge of this browser for `link`.
pub(super) fn challenge_of(
    world: &impl World,
    service: &Service,
    request: &Request,
    link: &Link,
) -> Option<Challenge> {
    read(world, service, request.cookie(cookies::CHALLENGE))
        .filter(|challenge: &Challenge| challenge.link == link.id)
}

/// A token from a cookie, verified and in time.
pub(super) fn read<C: Claims>(
    world: &impl World,
    service: &Service,
    token: Option<&str>,
) -> Option<C> {
    service
        .ring
        .verify::<C>(token?)
        .ok()?
        .into_claims_at(world.now())
        .ok()
}
