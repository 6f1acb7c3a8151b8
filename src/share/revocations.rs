//! Revoking by what a revocation is about: `POST /share/revocations`.
//!
//! A revocation is written to the denylist and asks no list, so it hits what no
//! list knows as well. What it hits is counted for people, before it is made or
//! after, from lists that may lag.

mod hits;
mod read;

use serde::Serialize;
use time::OffsetDateTime;

use crate::error::Result;
use crate::gate::denylist::{self, Target};
use crate::gate::recipient::Hashes;
use crate::reference::Reference;
use crate::service::Service;
use crate::token::claims::Scope;
use crate::token::pepper::Pepper;
use crate::world::World;

use super::auth::Actor;
use super::revoke::deny;

pub use hits::{Hit, Hits};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use read::Wire;
pub use read::{Asked, MAX_BODY, read};

/// What lists cannot know.
const NOTE: &str = "The list may lag; links that are not listed are hit as well.";

/// What is to be revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A link, for everybody.
    Link(String),
    /// A link, for one recipient of it.
    LinkRecipient(String, Hashes),
    /// Every link to a shipment minted until now.
    Shipment(Reference),
    /// Everything a recipient was given until now.
    Recipient(Hashes),
    /// Everything a mail domain was given until now, by keyed hash.
    Domain(String),
    /// Every link an API key minted until now, and the key itself; or every
    /// link an ops person minted until now.
    Issuer(String),
    /// An API key alone.
    ApiKey(String),
}

impl What {
    /// What the denylist calls it.
    #[must_use]
    pub fn target(&self) -> Target<'_> {
        match self {
            Self::Link(id) => Target::Link(id),
            Self::LinkRecipient(id, hashes) => Target::LinkRecipient(id, &hashes.recipient),
            Self::Shipment(shipment) => Target::Shipment(shipment),
            Self::Recipient(hashes) => Target::Recipient(&hashes.recipient),
            Self::Domain(hash) => Target::Domain(hash),
            Self::Issuer(id) => Target::Issuer(id),
            Self::ApiKey(id) => Target::ApiKey(id),
        }
    }

    /// The link it is about, if it is about one.
    #[must_use]
    pub fn link_id(&self) -> Option<&str> {
        match self {
            Self::Link(id) | Self::LinkRecipient(id, _) => Some(id),
            _ => None,
        }
    }

    /// What it does not hit, in a sentence or two.
    #[must_use]
    pub const fn spares(&self) -> &'static str {
        match self {
            Self::Link(_) => {
                "Every other link stays good, to the same shipments and recipients too."
            }
            Self::LinkRecipient(..) => {
                "The link's other recipients keep their access, and this one keeps every other link."
            }
            Self::Shipment(_) => {
                "Links to other shipments stay good, and so do links to this one that are minted later. A link to several shipments dies as a whole."
            }
            Self::Recipient(_) => {
                "Other recipients of the same links keep their access. Links that are minted for this one later open."
            }
            Self::Domain(_) => {
                "Recipients at other domains keep their access. Links that are minted for this one later open."
            }
            Self::Issuer(_) => {
                "Links minted with other keys stay good. The key itself dies as well and mints no more."
            }
            Self::ApiKey(_) => {
                "The links that the key minted stay good. The key can do nothing any more."
            }
        }
    }

    /// Refuses what the actor may not revoke.
    ///
    /// # Errors
    /// 403, which names the scope.
    pub fn require(&self, actor: &Actor, pepper: &Pepper) -> Result<()> {
        match self {
            Self::Link(id) | Self::LinkRecipient(id, _) => actor.require_hold_of(pepper, id),
            Self::Issuer(id) if *id == actor.id && !actor.scopes.contains(&Scope::RevokeAny) => {
                actor.require(Scope::RevokeOwn)
            }
            _ => actor.require(Scope::RevokeAny),
        }
    }
}

/// What a preview answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// The word for what would be revoked.
    pub scope: &'static str,
    /// What it would hit.
    pub hits: Hits,
    /// What it would not hit.
    pub spares: &'static str,
    /// What the lists cannot know.
    pub note: &'static str,
}

/// What a revocation answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Done {
    /// The word for what was revoked.
    pub scope: &'static str,
    /// The link, where it is about one: by it, it is restored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_id: Option<String>,
    /// From when on it holds where it was made.
    #[serde(with = "time::serde::rfc3339")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "crate::schema::Moment"))]
    pub revoked_at: OffsetDateTime,
    /// By when it holds everywhere.
    #[serde(with = "time::serde::rfc3339")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "crate::schema::Moment"))]
    pub everywhere_by: OffsetDateTime,
    /// Who made it.
    pub by: String,
    /// Why.
    pub why: String,
    /// What it hit; absent if the lists did not answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hits: Option<Hits>,
    /// What it did not hit.
    pub spares: &'static str,
}

/// Says what a revocation would hit, and changes nothing.
///
/// 1. The actor may revoke this: otherwise 403.
/// 2. What is listed is looked up: 503 if a store does not answer.
///
/// # Errors
/// As said with each step.
pub async fn preview(
    world: &impl World,
    service: &Service,
    actor: &Actor,
    what: &What,
) -> Result<Preview> {
    // 1
    what.require(actor, &service.pepper)?;
    // 2
    let target = what.target();
    let before = denylist::revocation_at(world, &target).await?;
    let hits = hits::count(world, service, actor, what, before.as_ref()).await?;
    Ok(Preview {
        scope: target.scope(),
        hits,
        spares: what.spares(),
        note: NOTE,
    })
}

/// Revokes.
///
/// 1. The actor may revoke this: otherwise 403.
/// 2. It is denied: 503 if the denylist does not accept it, and nothing is
///    revoked then.
/// 3. The event is told.
/// 4. What it hit is counted, as if it were yet to be made. Lists that do not
///    answer leave the count out: the revocation holds all the same.
///
/// # Errors
/// As said with each step.
pub async fn revoke_by(
    world: &impl World,
    service: &Service,
    actor: &Actor,
    what: &What,
    why: &str,
) -> Result<Done> {
    // 1
    what.require(actor, &service.pepper)?;
    // 2, 3
    let target = what.target();
    // What was dead before is not hit again; who cannot tell revokes all the same.
    let before = denylist::revocation_at(world, &target).await.ok().flatten();
    let revoked = deny(world, service, actor, &target, why).await?;
    // 4
    let hits = match hits::count(world, service, actor, what, before.as_ref()).await {
        Ok(hits) => Some(hits),
        Err(error) => {
            world.log(error.log.as_deref().unwrap_or_default());
            None
        }
    };
    Ok(Done {
        scope: target.scope(),
        link_id: what.link_id().map(str::to_owned),
        revoked_at: revoked.revoked_at,
        everywhere_by: revoked.everywhere_by,
        by: actor.by.clone(),
        why: why.to_owned(),
        hits,
        spares: what.spares(),
    })
}
