//! Looking at one link.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::gate::denylist::{self, Against, Revocation, Target};
use crate::world::World;

use super::history;
use super::registry::{self, Listing};

/// What stands of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It opens.
    Active,
    /// Its time is up.
    Expired,
    /// Somebody revoked it.
    Revoked,
    /// All that it shows was delivered, and the grace has passed.
    Delivered,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Active, Self::Expired, Self::Revoked, Self::Delivered];

    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Delivered => "delivered",
        }
    }
}

/// A revocation that stands against a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Standing {
    /// What was revoked: `link`, `shipment`, `issuer`.
    pub scope: &'static str,
    /// Who, when and why.
    #[serde(flatten)]
    pub revocation: Revocation,
}

/// How a link ended without anybody's doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Ended {
    /// When it was noticed.
    #[serde(with = "time::serde::rfc3339")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "crate::schema::Moment"))]
    pub at: OffsetDateTime,
    /// `delivered` or `expired`.
    pub reason: State,
}

/// Where the registry keeps that a link has ended.
#[must_use]
pub fn ended_key(link_id: &str) -> String {
    format!("ended:{link_id}")
}

/// What stands of a link, and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// What stands of it.
    pub state: State,
    /// Who revoked it, when and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revocation: Option<Standing>,
    /// When and how it ended by itself, where it was noticed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
    /// What the registry knows.
    #[serde(flatten)]
    pub listing: Listing,
}

/// What `GET /share/links/{linkId}` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "LookedAt"))]
pub struct Looked {
    /// What stands of it.
    #[serde(flatten)]
    pub status: Status,
    /// What happened to it, the oldest first, as far as the registry knows.
    pub activity: Vec<Event>,
}

/// Looks at one link: `GET /share/links/{linkId}`.
///
/// 1. The registry knows it: otherwise 404; 503 if it does not answer.
/// 2. It is looked at; see [`look_at`].
///
/// # Errors
/// As said with each step.
pub async fn look(world: &impl World, link_id: &str) -> Result<Looked> {
    // 1
    let record = registry::find(world, link_id).await?.ok_or_else(unlisted)?;
    // 2
    look_at(world, record.listing).await
}

/// Looks at a link whose record was read already.
///
/// 1. The denylist is asked about the link and all that could kill it: 503 if
///    it does not answer, because a guess at "active" would be worth less
///    than none.
/// 2. What happened to it is read. A history that cannot be read is left out.
///
/// # Errors
/// As said with each step.
pub async fn look_at(world: &impl World, listing: Listing) -> Result<Looked> {
    let link_id = listing.link_id.clone();
    // 1
    let status = of_all(world, vec![listing])
        .await?
        .pop()
        .ok_or_else(|| Error::unavailable("status: none for a listing"))?;
    // 2
    let activity = history::of(world, &link_id).await.unwrap_or_else(|error| {
        world.log(error.log.as_deref().unwrap_or_default());
        Vec::new()
    });
    Ok(Looked { status, activity })
}

/// The registry does not know a link.
#[must_use]
pub fn unlisted() -> Error {
    Error::new(
        Code::NotFound,
        "No such link is listed. A link minted within the last minute may not be listed yet.",
    )
}

/// What stands of many links, in their order.
///
/// # Errors
/// 503 when the denylist or the registry does not answer.
pub async fn of_all(world: &impl World, listings: Vec<Listing>) -> Result<Vec<Status>> {
    of_all_but(world, listings, None).await
}

/// As [`of_all`], as if `but` had never been revoked.
///
/// # Errors
/// 503 when the denylist or the registry does not answer.
pub(super) async fn of_all_but(
    world: &impl World,
    listings: Vec<Listing>,
    but: Option<&Target<'_>>,
) -> Result<Vec<Status>> {
    let granted: Vec<_> = listings.iter().map(Listing::granted).collect();
    let keys: Vec<String> = listings
        .iter()
        .map(|listing| ended_key(&listing.link_id))
        .collect();
    let (against, ended) = futures_util::future::try_join(
        denylist::revocations_but(world, &granted, but),
        registry::read_all(world, &keys),
    )
    .await?;
    let against: Vec<Option<Standing>> = against
        .into_iter()
        .map(|against| against.map(standing))
        .collect();
    let now = world.now();
    Ok(listings
        .into_iter()
        .zip(against)
        .map(|(listing, revocation)| {
            let ended: Option<Ended> = ended
                .get(&ended_key(&listing.link_id))
                .and_then(|text| serde_json::from_str(text).ok())
                // A link that was extended after its time was up has not ended.
                .filter(|ended: &Ended| {
                    ended.reason != State::Expired || ended.at >= listing.expires_at
                });
            let state = match (&revocation, &ended) {
                (Some(_), _) => State::Revoked,
                (None, Some(ended)) if ended.reason == State::Delivered => State::Delivered,
                (None, _) if listing.expires_at <= now => State::Expired,
                (None, _) => State::Active,
            };
            Status {
                state,
                revocation,
                ended,
                listing,
            }
        })
        .collect())
}

fn standing(against: Against<'_>) -> Standing {
    Standing {
        scope: against.target.scope(),
        revocation: against.revocation,
    }
}
