//! Listing links: `GET /share/links`.
//!
//! Lists are for people and may lag; nothing is authorised by them. What a list
//! names is looked up link by link, and what stands of each is read from the
//! denylist, so that a listed state is never a guess.

mod cursor;
mod query;

use std::collections::HashMap;

use serde::Serialize;
use time::OffsetDateTime;

use crate::error::Result;
use crate::reference::Reference;
use crate::service::Service;
use crate::token::pepper::Pepper;
use crate::world::World;

use super::registry::index::{self, By, Dated};
use super::registry::{self, Listing, Record};
use super::status::{self, State, Status};

pub use query::{Asked, MAX_LIMIT, read};

/// What a list answers beside its links: a mint's index is written by a queue.
const NOTE: &str = "A link minted within the last minutes may not be listed yet.";

/// How many parts of the index a request reads: with 1,000 keys each, more
/// links than a month of most forwarders.
const MOST_PARTS: usize = 10;

/// How many keys a part has: the most that the store lists at once.
const PART: u16 = 1000;

/// How many links a request looks at, in bulk reads of a hundred; what is
/// between two finds costs at most this.
const MOST_LOOKED_AT: usize = 1000;

/// How many links are looked at in one go: as many as one bulk read takes.
const AT_ONCE: usize = 100;

/// Which links are wanted: all that is given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// A shipment, by kind and number.
    pub shipment: Option<Reference>,
    /// A recipient's keyed hash.
    pub recipient: Option<String>,
    /// The keyed hash of a recipient's mail domain.
    pub domain: Option<String>,
    /// Who minted it, by id.
    pub issuer: Option<String>,
    /// What stands of it.
    pub state: Option<State>,
    /// Minted at this moment or later.
    pub created_after: Option<OffsetDateTime>,
    /// Minted before this moment.
    pub created_before: Option<OffsetDateTime>,
}

impl Filter {
    /// The index that has the fewest links beside those wanted.
    fn index(&self) -> By<'_> {
        if let Some(shipment) = &self.shipment {
            By::Shipment(shipment)
        } else if let Some(hash) = &self.recipient {
            By::Recipient(hash)
        } else if let Some(hash) = &self.domain {
            By::Domain(hash)
        } else if let Some(id) = &self.issuer {
            By::Issuer(id)
        } else {
            By::Time
        }
    }

    /// The filter in one spelling, for a cursor to be bound to.
    fn text(&self) -> String {
        let state = self.state.map(State::as_str);
        let moment = |at: Option<OffsetDateTime>| at.map(OffsetDateTime::unix_timestamp_nanos);
        format!(
            "{}|{:?}|{:?}|{:?}|{state:?}|{:?}|{:?}",
            self.index().prefix(),
            self.recipient,
            self.domain,
            self.issuer,
            moment(self.created_after),
            moment(self.created_before),
        )
    }

    /// Whether a link was minted when it should; the key of a list says so.
    fn takes_time(&self, created: OffsetDateTime) -> bool {
        self.created_after.is_none_or(|after| created >= after)
            && self.created_before.is_none_or(|before| created < before)
    }

    /// Whether what the registry knows of a link is wanted. An index may name
    /// a link under a recipient that it no longer has.
    fn takes(&self, listing: &Listing, pepper: &Pepper) -> bool {
        let shipment = self.shipment.as_ref().is_none_or(|wanted| {
            let same = |shipment: &Reference| {
                (shipment.kind, &shipment.number) == (wanted.kind, &wanted.number)
            };
            listing.shipments.iter().any(same)
        });
        let recipient = self
            .recipient
            .as_ref()
            .is_none_or(|hash| listing.recipient_ids.contains(hash));
        let domain = self.domain.as_ref().is_none_or(|hash| {
            let hashes = listing.hashes(pepper);
            hashes.iter().any(|hashes| hashes.domain == *hash)
        });
        let issuer = self.issuer.as_ref().is_none_or(|id| listing.issuer == *id);
        shipment && recipient && domain && issuer
    }
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "LinkPage"))]
pub struct Page {
    /// The links, the newest first.
    pub links: Vec<Status>,
    /// Where the list goes on; absent at its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// When it was looked at.
    #[serde(with = "time::serde::rfc3339")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "crate::schema::Moment"))]
    pub as_of: OffsetDateTime,
    /// What the list cannot know yet.
    pub note: &'static str,
}

/// Lists links, the newest first.
///
/// 1. The cursor is one that was given for this filter: otherwise 422.
/// 2. Parts of the narrowest index are read, and of the links that their keys
///    name those are looked up whose time fits: 503 if a store is silent. A
///    link without a record is passed over.
/// 3. It ends with a full page, at the end of the list, or when the request has
///    looked at enough; the page may be empty then, and the list goes on.
///
/// # Errors
/// As said with each step.
pub async fn list(
    world: &impl World,
    service: &Service,
    filter: &Filter,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page> {
    // 1
    let text = filter.text();
    let start = match cursor {
        Some(cursor) => cursor::read(&service.pepper, &text, cursor)?,
        None => cursor::Place::default(),
    };
    let as_of = world.now().truncate_to_second();
    let page = |links, place: Option<cursor::Place>| Page {
        links,
        next_cursor: place.map(|place| place.write(&service.pepper, &text)),
        as_of,
        note: NOTE,
    };
    // 2
    let by = filter.index();
    let mut place = start;
    let mut links = Vec::new();
    let mut looked_at = 0;
    for _ in 0..MOST_PARTS {
        let (dated, next) = index::list_dated(world, &by, place.part.clone(), PART).await?;
        let over = next.is_none() || dated.last().is_some_and(|last| too_old(filter, last));
        let wanted: Vec<Dated> = dated
            .into_iter()
            .filter(|dated| filter.takes_time(dated.created_at) && dated.place() > place.after)
            .collect();
        let count = wanted.len();
        for (from, some) in wanted.chunks(AT_ONCE).enumerate() {
            let mut found = look_up(world, service, filter, some).await?;
            looked_at += some.len();
            for (within, dated) in some.iter().enumerate() {
                place.after = dated.place();
                links.extend(found.remove(&dated.link_id));
                let last = over && from * AT_ONCE + within + 1 == count;
                let enough = looked_at >= MOST_LOOKED_AT && within + 1 == some.len();
                // 3
                if (links.len() == limit || enough) && !last {
                    return Ok(page(links, Some(place)));
                }
            }
        }
        if over {
            return Ok(page(links, None));
        }
        place = cursor::Place {
            part: next,
            after: String::new(),
        };
    }
    // 3
    Ok(page(links, Some(place)))
}

/// Whether nothing that comes later in the list can be wanted.
fn too_old(filter: &Filter, last: &Dated) -> bool {
    filter
        .created_after
        .is_some_and(|after| last.created_at < after)
}

/// What stands of those links that the filter takes, by their ids.
async fn look_up(
    world: &impl World,
    service: &Service,
    filter: &Filter,
    dated: &[Dated],
) -> Result<HashMap<String, Status>> {
    let ids: Vec<&str> = dated.iter().map(|dated| dated.link_id.as_str()).collect();
    let records = registry::find_all(world, &ids).await?;
    let listings: Vec<Listing> = records
        .into_values()
        .map(|Record { listing, .. }| listing)
        .filter(|listing| filter.takes(listing, &service.pepper))
        .collect();
    let statuses = status::of_all(world, listings).await?;
    Ok(statuses
        .into_iter()
        .filter(|status| filter.state.is_none_or(|state| status.state == state))
        .map(|status| (status.listing.link_id.clone(), status))
        .collect())
}
