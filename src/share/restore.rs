//! Taking a revocation of a link back.
//!
//! No store is asked to forget: a deletion would race with the copies that
//! locations hold, and could undo a revocation that its author never saw. A
//! restoration is a key of its own beside the revocation, and names the one
//! revocation that it takes back by its moment. So
//!
//! - a location that has not heard of it goes on refusing;
//! - a revocation made since, anywhere, has another moment and stands;
//! - only what this location sees can be named, so only that is taken back.
//!
//! Revocations of a shipment, a recipient, a domain or an issuer cannot be taken
//! back: what was granted up to them is dead, and what is minted later is not.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::error::{Code, Error, Result};
use crate::event::Kind;
use crate::gate::denylist::{self, BOUND, Held, Restoration, Target};
use crate::gate::recipient::Mailbox;
use crate::service::Service;
use crate::token::claims::Scope;
use crate::world::World;

use super::auth::Actor;
use super::{json, reason, registry, revoke};

/// The longest body, in bytes: a reason with every character escaped and an
/// address, twice.
pub const MAX_BODY: usize = 4 * 1024;

/// What a restoration answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Restored {
    /// The link.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(regex(pattern = crate::token::pepper::ID_PATTERN)))]
    pub link_id: String,
    /// From when on it opens again where the restoration was made.
    #[serde(with = "time::serde::rfc3339")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "crate::schema::Moment"))]
    pub restored_at: OffsetDateTime,
    /// By when it opens everywhere.
    #[serde(with = "time::serde::rfc3339")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "crate::schema::Moment"))]
    pub everywhere_by: OffsetDateTime,
    /// What the caller should know though all went well.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

#[derive(Default, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[cfg_attr(
    not(target_arch = "wasm32"),
    schemars(rename = "RestoreRequest", description = "Why, and whose access.")
)]
pub(crate) struct Wire {
    /// Why, for the audit trail.
    #[serde(default)]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(length(max = reason::MAX_WHY), regex(pattern = reason::PATTERN)))]
    why: Option<String>,
    /// The one recipient whose revocation is taken back; without it, that of
    /// the link.
    #[serde(default)]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "Option<Mailbox>"))]
    receiver_id: Option<String>,
}

/// Takes the revocation of a link, or of one recipient of it, back:
/// `POST /share/links/{linkId}/restore`. No body is as good as an empty object.
///
/// 1. The body is read: 413, 400, 422.
/// 2. The revocation is taken back; see [`restore`].
///
/// # Errors
/// As said with each step.
pub async fn by_api(
    world: &impl World,
    service: &Service,
    actor: &Actor,
    link_id: &str,
    body: &[u8],
) -> Result<Restored> {
    // 1
    let wire: Wire = if body.is_empty() {
        Wire::default()
    } else {
        json::read(body, MAX_BODY)?
    };
    let why = reason::read(wire.why.as_deref())?.unwrap_or("restored through the API");
    let recipient = wire
        .receiver_id
        .map(|address| Mailbox::parse(&address))
        .transpose()
        .map_err(|expected| Error::field("receiverId", expected))?
        .map(|mailbox| mailbox.hashes(&service.pepper).recipient);
    // 2
    restore(world, service, actor, link_id, recipient.as_deref(), why).await
}

/// Takes the revocation of a link back, or of one recipient of it by keyed hash.
///
/// 1. The actor holds the link: otherwise 403.
/// 2. Its own revocation is seen here: otherwise 409, which says what else
///    stands against it, if the registry knows the link. Somebody else's
///    revocation is taken back by `revoke:any` alone: 403.
/// 3. The restoration is written: 503 if the denylist does not accept it, and
///    the link stays revoked then.
/// 4. The event is told. What still keeps the link shut is in the warnings.
///
/// # Errors
/// As said with each step; 503 when the denylist cannot be read.
pub async fn restore(
    world: &impl World,
    service: &Service,
    actor: &Actor,
    link_id: &str,
    recipient: Option<&str>,
    why: &str,
) -> Result<Restored> {
    // 1
    actor.require_hold_of(&service.pepper, link_id)?;
    let target = match recipient {
        Some(hash) => Target::LinkRecipient(link_id, hash),
        None => Target::Link(link_id),
    };
    // 2, 3, 4
    let taken = take_back(world, service, actor, &target, why).await?;
    let other = other_scope(world, service, link_id, &target).await;
    match (taken, other) {
        (None, Some(scope)) => Err(Error::new(
            Code::Conflict,
            format!(
                "It is revoked by `{scope}`, which cannot be taken back here. Mint a new link instead."
            ),
        )),
        (None, None) => Err(Error::new(
            Code::Conflict,
            "No revocation of it is seen here. One made within the last minutes may not have come yet.",
        )),
        (Some(restored_at), other) => Ok(Restored {
            link_id: link_id.to_owned(),
            restored_at,
            everywhere_by: restored_at + BOUND,
            warnings: other
                .map(|scope| format!("The link stays shut: it is also revoked by `{scope}`."))
                .into_iter()
                .collect(),
        }),
    }
}

/// Takes back what this location sees under `target`, and tells of it; `None`
/// if nothing is there.
///
/// # Errors
/// 403 for somebody else's revocation without `revoke:any`; 503 when the
/// denylist does not answer or does not accept it.
pub(super) async fn take_back(
    world: &impl World,
    service: &Service,
    actor: &Actor,
    target: &Target<'_>,
    why: &str,
) -> Result<Option<OffsetDateTime>> {
    let Some(revocation) = denylist::revocation_at(world, target).await? else {
        return Ok(None);
    };
    if revocation.by != actor.by {
        actor.require(Scope::RevokeAny)?;
    }
    let at = world.now().truncate_to_millisecond();
    let restoration = Restoration {
        of: revocation.at,
        at,
        by: actor.by.clone(),
        why: why.to_owned(),
    };
    denylist::restore(world, target, &restoration).await?;
    revoke::tell(world, service, actor, Kind::Restored, at, target, why);
    Ok(Some(at))
}

/// What stands against a link beside `target`, as far as anybody can tell: the
/// registry may not know the link, and its silence must not keep anybody from
/// restoring.
async fn other_scope(
    world: &impl World,
    service: &Service,
    link_id: &str,
    target: &Target<'_>,
) -> Option<&'static str> {
    let listing = registry::find(world, link_id).await.ok().flatten()?.listing;
    let granted = listing.granted();
    let for_all = denylist::revocations_but(world, &[granted], Some(target)).await;
    if let Some(against) = for_all.ok()?.into_iter().flatten().next() {
        return Some(against.target.scope());
    }
    let Target::LinkRecipient(_, hash) = target else {
        return None;
    };
    let hashes = listing.hashes(&service.pepper);
    let by = hashes.iter().find(|hashes| hashes.recipient == *hash)?;
    let held = [Held { granted, by }];
    let for_one = denylist::revocations_of_recipients(world, &held, Some(target)).await;
    for_one
        .ok()?
        .first()?
        .first()
        .map(|against| against.target.scope())
}
