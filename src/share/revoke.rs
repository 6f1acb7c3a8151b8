//! Revoking one link.

use serde::Serialize;
use time::OffsetDateTime;

use crate::error::Result;
use crate::event::{self, Event, Kind};
use crate::gate::denylist::{self, BOUND, Revocation, Target};
use crate::service::Service;
use crate::world::World;

use super::auth::Actor;

/// What a revocation answers: from when it holds, and by when everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Revoked {
    /// From when on it holds where it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub revoked_at: OffsetDateTime,
    /// By when it holds everywhere.
    #[serde(with = "time::serde::rfc3339")]
    pub everywhere_by: OffsetDateTime,
}

impl Revoked {
    /// What holds from `at` on.
    #[must_use]
    pub fn at(at: OffsetDateTime) -> Self {
        Self {
            revoked_at: at,
            everywhere_by: at + BOUND,
        }
    }
}

/// Revokes a link for everybody: `DELETE /share/links/{linkId}`.
///
/// 1. The link is the actor's own, or the actor may revoke any: otherwise 403.
/// 2. It is denied: 503 if the denylist does not accept it, and nothing is
///    revoked then.
/// 3. The event is told. Nothing waits for it.
///
/// The registry is not asked, because it may lag: whatever is signed under
/// this id is dead at once here and within [`BOUND`] everywhere.
/// Revoking twice is revoking once.
///
/// # Errors
/// As said with each step.
pub async fn revoke(
    world: &impl World,
    service: &Service,
    actor: &Actor,
    link_id: &str,
) -> Result<Revoked> {
    // 1
    actor.require_hold_of(&service.pepper, link_id)?;
    // 2, 3
    deny(
        world,
        service,
        actor,
        &Target::Link(link_id),
        "revoked through the API",
    )
    .await
}

/// Denies a target and tells of it.
///
/// Where the news of a revoked key has not come yet, the key goes on minting:
/// what it mints until then is dead as well.
///
/// # Errors
/// 503 if the denylist does not accept it: nothing is revoked then.
pub(super) async fn deny(
    world: &impl World,
    service: &Service,
    actor: &Actor,
    target: &Target<'_>,
    why: &str,
) -> Result<Revoked> {
    // To the millisecond, so that taking one back is not taking back the next.
    let at = world.now().truncate_to_millisecond();
    let revoked = Revoked::at(at);
    let revocation = Revocation {
        at: match target {
            Target::Issuer(_) => revoked.everywhere_by,
            _ => at,
        },
        by: actor.by.clone(),
        why: why.to_owned(),
    };
    denylist::revoke(world, target, &revocation).await?;
    tell(world, service, actor, Kind::Revoked, at, target, why);
    Ok(revoked)
}

/// Tells of a revocation, or of one that was taken back.
pub(super) fn tell(
    world: &impl World,
    service: &Service,
    actor: &Actor,
    kind: Kind,
    at: OffsetDateTime,
    target: &Target<'_>,
    why: &str,
) {
    let mut event = Event::new(kind, at)
        .by(&actor.by)
        .scope(&target.key())
        .detail(why);
    if let Target::Link(id) | Target::LinkRecipient(id, _) | Target::Earlier(id) = target {
        event.link_id = Some((*id).to_owned());
    }
    if let Target::LinkRecipient(_, hash) = target {
        event.recipient_id = Some((*hash).to_owned());
    }
    event::tell(world, event.named(&service.pepper));
}
