//! Looking at one link.

use serde::Serialize;
use time::OffsetDateTime;

use crate::error::{Code, Error, Result};
use crate::gate::denylist::{self, Revocation};
use crate::world::World;

use super::registry::{self, Listing};

/// What stands of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It opens.
    Active,
    /// Its time is up.
    Expired,
    /// Somebody revoked it.
    Revoked,
}

/// What `GET /share/links/{linkId}` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// What stands of it.
    pub state: State,
    /// Who revoked it, when and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revocation: Option<Revocation>,
    /// What the registry knows.
    #[serde(flatten)]
    pub listing: Listing,
}

/// Looks at one link: `GET /share/links/{linkId}`.
///
/// 1. The registry knows it: otherwise 404; 503 if it does not answer.
/// 2. The denylist is asked about the link and all that could kill it: 503 if
///    it does not answer, because a guess at "active" would be worth less
///    than none.
///
/// # Errors
/// As said with each step.
pub async fn status(world: &impl World, link_id: &str) -> Result<Status> {
    // 1
    let record = registry::find(world, link_id).await?.ok_or_else(|| {
        Error::new(
            Code::NotFound,
            "No such link is listed. A link minted within the last minute may not be listed yet.",
        )
    })?;
    let listing = record.listing;
    // 2
    let granted = denylist::Granted {
        link_id: &listing.link_id,
        issuer: &listing.issuer,
        shipments: &listing.shipments,
        at: listing.created_at,
    };
    let revocation = denylist::revocation_of(world, &granted).await?;
    let now: OffsetDateTime = world.now();
    let state = match &revocation {
        Some(_) => State::Revoked,
        None if listing.expires_at <= now => State::Expired,
        None => State::Active,
    };
    Ok(Status {
        state,
        revocation,
        listing,
    })
}
