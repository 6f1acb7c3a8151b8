//! The first click: the token leaves the URL.

use std::rc::Rc;

use time::OffsetDateTime;

use crate::event::{self, Event, Kind};
use crate::service::Service;
use crate::token::claims::{Claims, Link};
use crate::token::keys::{Genuine, NotNow};
use crate::world::World;

use super::Stop;
use super::denylist::{self, Standing};

/// Follows the link from a mail: `GET /t/{token}`.
///
/// 1. The token verifies (length, prefix, key id, encoding, signature, purpose
///    and audience, claims): otherwise 404, whatever is wrong with it.
/// 2. It is in time: otherwise 410 expired.
/// 3. The denylist has nothing against it: otherwise 410 revoked, or 503 when
///    nobody can tell.
///
/// It is told as an event and has no other effect, however often it is
/// followed: mail scanners open links, run scripts and press buttons.
///
/// # Errors
/// [`Stop`] as said with each step.
pub async fn follow(world: &impl World, service: &Service, token: &str) -> Result<Link, Stop> {
    // 1, 2
    let link = read_link(service, token, world.now())?;
    // 3
    match denylist::standing(world, &link, None).await? {
        Standing::Good => {
            let opened = Event::of_link(Kind::Opened, world.now(), &link.id, link.expires);
            event::tell(world, opened.named(&service.pepper));
            Ok(link)
        }
        Standing::LinkRevoked | Standing::RecipientRevoked => Err(Stop::Revoked),
        Standing::Delivered => Err(Stop::Delivered(Vec::new())),
    }
}

/// Verifies a link's token, from a URL or a cookie, and that it is in time.
pub(super) fn read_link(service: &Service, token: &str, now: OffsetDateTime) -> Result<Link, Stop> {
    if token.len() > Link::MAX_LEN {
        return Err(Stop::Unknown);
    }
    let genuine: Rc<Genuine<Link>> = service
        .links
        .verify(&service.ring, token)
        .map_err(|_| Stop::Unknown)?;
    match genuine.at(now) {
        Ok(link) => Ok(link.clone()),
        Err(NotNow::Expired) => Err(Stop::Expired),
        // A retired key's links are as if they had never been signed, and a
        // link from the future comes from a clock that cannot be trusted.
        Err(NotNow::KeyRetired | NotNow::NotYet) => Err(Stop::Unknown),
    }
}
