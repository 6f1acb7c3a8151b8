//! What a revocation hits, as far as lists know.

use serde::Serialize;
use time::OffsetDateTime;

use crate::error::Result;
use crate::gate::denylist::{self, Held, Revocation};
use crate::gate::recipient::Hashes;
use crate::reference::Reference;
use crate::service::Service;
use crate::share::auth::Actor;
use crate::share::registry::index::{self, By};
use crate::share::registry::{self, Listing, Record};
use crate::share::status::{self, State};
use crate::token::claims::Scope;
use crate::world::World;

use super::What;

/// How many links are looked at: one part of a list. Whoever revokes more has
/// seen enough.
const MOST_LOOKED_AT: u16 = 1000;

/// How many links are looked at in one go: as many as one bulk read takes.
const AT_ONCE: usize = 100;

/// How many links the sample has: a screenful.
const SAMPLE: usize = 10;

/// What a revocation hits: links that open until then.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Hits {
    /// How many links.
    pub links: usize,
    /// Whether there are links that were not looked at.
    pub more: bool,
    /// The newest of them, for whoever may see links.
    pub sample: Vec<Hit>,
}

impl Hits {
    /// Adds what another revocation hits.
    pub fn add(&mut self, other: Self) {
        self.links += other.links;
        self.more |= other.more;
        self.sample.extend(other.sample);
        self.sample.truncate(SAMPLE);
    }
}

/// A link that a revocation hits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Hit {
    /// Its id.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(regex(pattern = crate::token::pepper::ID_PATTERN)))]
    pub link_id: String,
    /// Its shipments.
    pub shipments: Vec<Reference>,
    /// The masked addresses of those who lose it.
    pub recipients: Vec<String>,
    /// When it was minted.
    #[serde(with = "time::serde::rfc3339")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "crate::schema::Moment"))]
    pub created_at: OffsetDateTime,
    /// When it would end by itself.
    #[serde(with = "time::serde::rfc3339")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "crate::schema::Moment"))]
    pub expires_at: OffsetDateTime,
    /// Who minted it.
    pub issuer: String,
    /// The same, for people.
    pub issuer_label: String,
}

/// Counts what a revocation hits, whether it is to be made or was made just now;
/// `before` is what stood under the same target until then.
///
/// # Errors
/// 503 when a store does not answer.
pub(super) async fn count(
    world: &impl World,
    service: &Service,
    actor: &Actor,
    what: &What,
    before: Option<&Revocation>,
) -> Result<Hits> {
    let (ids, more) = candidates(world, what).await?;
    let mut hits = Hits {
        more,
        ..Hits::default()
    };
    // Who may revoke but not look is told how many, not which.
    let shows = actor.scopes.contains(&Scope::Read);
    for some in ids.chunks(AT_ONCE) {
        for hit in hit_of(world, service, what, before, some).await? {
            hits.links += 1;
            if shows && hits.sample.len() < SAMPLE {
                hits.sample.push(hit);
            }
        }
    }
    Ok(hits)
}

/// The links that lists name, and whether they name more.
async fn candidates(world: &impl World, what: &What) -> Result<(Vec<String>, bool)> {
    let by = match what {
        What::Link(id) | What::LinkRecipient(id, _) => return Ok((vec![id.clone()], false)),
        What::ApiKey(_) => return Ok((Vec::new(), false)),
        What::Shipment(shipment) => By::Shipment(shipment),
        What::Recipient(hashes) => By::Recipient(&hashes.recipient),
        What::Domain(hash) => By::Domain(hash),
        What::Issuer(id) => By::Issuer(id),
    };
    let (ids, cursor) = index::list(world, &by, None, MOST_LOOKED_AT).await?;
    Ok((ids, cursor.is_some()))
}

/// Those of some links that are hit, in their order.
async fn hit_of(
    world: &impl World,
    service: &Service,
    what: &What,
    before: Option<&Revocation>,
    ids: &[String],
) -> Result<Vec<Hit>> {
    let target = what.target();
    let now = world.now();
    let asked: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut records = registry::find_all(world, &asked).await?;
    let listings: Vec<Listing> = ids
        .iter()
        .filter_map(|id| records.remove(id))
        .map(|Record { listing, .. }| listing)
        .filter(|listing| is_meant(what, listing))
        // Granted until now, and not dead already under the same target.
        .filter(|listing| target.stands_against(now, listing.issued_at()))
        .filter(|listing| {
            !before.is_some_and(|before| target.stands_against(before.at, listing.issued_at()))
        })
        .collect();
    let open: Vec<Listing> = status::of_all_but(world, listings, Some(&target))
        .await?
        .into_iter()
        .filter(|status| status.state == State::Active)
        .map(|status| status.listing)
        .collect();
    let hashes: Vec<Vec<Hashes>> = open
        .iter()
        .map(|listing| listing.hashes(&service.pepper))
        .collect();
    // One entry for each recipient who is meant, with the place of their link.
    let mut places = Vec::new();
    let mut held = Vec::new();
    for (place, (listing, hashes)) in open.iter().zip(&hashes).enumerate() {
        for (by, masked) in hashes.iter().zip(&listing.recipients) {
            if is_meant_for(what, by) {
                places.push((place, masked));
                held.push(Held {
                    granted: listing.granted(),
                    by,
                });
            }
        }
    }
    let against = denylist::revocations_of_recipients(world, &held, Some(&target)).await?;
    let mut hits: Vec<Hit> = open.iter().map(hit).collect();
    for ((place, masked), against) in places.into_iter().zip(&against) {
        if let (true, Some(hit)) = (against.is_empty(), hits.get_mut(place)) {
            hit.recipients.push(masked.clone());
        }
    }
    // A link that nobody could open any more is not hit.
    hits.retain(|hit| !hit.recipients.is_empty());
    Ok(hits)
}

fn hit(listing: &Listing) -> Hit {
    Hit {
        link_id: listing.link_id.clone(),
        shipments: listing.shipments.clone(),
        recipients: Vec::new(),
        created_at: listing.created_at,
        expires_at: listing.expires_at,
        issuer: listing.issuer.clone(),
        issuer_label: listing.issuer_label.clone(),
    }
}

/// Whether a link's record bears out what an index says of it.
fn is_meant(what: &What, listing: &Listing) -> bool {
    match what {
        What::Shipment(wanted) => listing
            .shipments
            .iter()
            .any(|shipment| (shipment.kind, &shipment.number) == (wanted.kind, &wanted.number)),
        What::Issuer(id) => listing.issuer == *id,
        _ => true,
    }
}

/// Whether a recipient of a link loses it.
fn is_meant_for(what: &What, recipient: &Hashes) -> bool {
    match what {
        What::LinkRecipient(_, wanted) | What::Recipient(wanted) => {
            recipient.recipient == wanted.recipient
        }
        What::Domain(hash) => recipient.domain == *hash,
        _ => true,
    }
}
