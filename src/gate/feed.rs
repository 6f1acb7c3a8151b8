//! A recipient's calendar feed: the arrival for a program that has no cookies.
//!
//! Calendars fetch on their own, from servers that know no session, so the
//! feed's address has to be enough. It is a token of its own purpose, given
//! only to a recipient who passed the gate, which shows nothing but arrivals,
//! and ends with the link or with the recipient's access to it.

use crate::service::Service;
use crate::token::claims::{Feed, Link, Session};
use crate::token::keys::NotNow;
use crate::world::World;

use super::denylist::{self, Standing};
use super::recipient::Hashes;
use super::{Stop, page_of};

/// The token of a recipient's feed.
///
/// # Errors
/// When it cannot be signed.
pub fn token(service: &Service, link: &Link, session: &Session) -> Result<String, Stop> {
    let feed = Feed {
        id: link.id.clone(),
        issued: link.issued,
        expires: link.expires,
        issuer: link.issuer.clone(),
        shipments: link.shipments.clone(),
        recipient: session.recipient.clone(),
        domain: session.domain.clone(),
        locale: link.locale.clone(),
    };
    Ok(service.ring.sign(&feed)?)
}

/// What a feed shows: `GET /c/{token}.ics`.
///
/// 1. The token verifies: otherwise 404. It is in time: otherwise 410 expired.
/// 2. One read of the denylist for link and recipient: 410 revoked, or 503.
/// 3. The shipments, as on the page: 503, or 410 delivered.
///
/// # Errors
/// [`Stop`] as said with each step.
pub async fn open(
    world: &impl World,
    service: &Service,
    token: &str,
) -> Result<(Link, Vec<page_of::Shown>), Stop> {
    // 1
    let genuine = service
        .ring
        .verify::<Feed>(token)
        .map_err(|_| Stop::Unknown)?;
    let feed = genuine
        .into_claims_at(world.now())
        .map_err(|why| match why {
            NotNow::Expired => Stop::Expired,
            NotNow::KeyRetired | NotNow::NotYet => Stop::Unknown,
        })?;
    let hashes = Hashes {
        recipient: feed.recipient.clone(),
        domain: feed.domain.clone(),
    };
    let link = feed.into_link();
    // 2
    match denylist::standing(world, &link, Some(&hashes)).await? {
        Standing::Good => {}
        Standing::LinkRevoked | Standing::RecipientRevoked => return Err(Stop::Revoked),
        Standing::Delivered => return Err(Stop::Delivered(Vec::new())),
    }
    // 3
    let shown = page_of::shipments(world, service, &link).await?;
    Ok((link, shown))
}
