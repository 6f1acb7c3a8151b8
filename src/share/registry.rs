//! The index of links that people look at. Nothing is ever authorised by it.
//!
//! It is right under eventual consistency because it may lag: a link is good
//! before its record is seen, and revoked whatever its record says.

pub mod index;

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::error::{Error, Result};
use crate::gate::denylist::{CACHE_SECONDS, Granted};
use crate::gate::recipient::Hashes;
use crate::reference::Reference;
use crate::token::claims::Link;
use crate::token::pepper::Pepper;
use crate::tracking::alarm::Kind;
use crate::world::{Fault, Namespace, Put, Stored, World};

/// How long a record outlives its link, so that people can still look it up.
pub const AFTERLIFE: time::Duration = time::Duration::days(30);

/// A registry that has not answered by then is as good as down.
pub(super) const TIMEOUT: Duration = Duration::from_secs(3);

/// How the mail of one recipient went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// The masked address.
    pub recipient: String,
    /// Whether the carrier took it.
    pub status: DeliveryStatus,
}

/// Whether a carrier took a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum DeliveryStatus {
    /// The carrier took it.
    Sent,
    /// The carrier did not take it now, and is asked again for a day and a half:
    /// `mail.sent` or `mail.failed` tells how that went.
    Queued,
    /// The carrier refused it.
    Failed,
}

/// What the index keeps of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// What people may know of it.
    #[serde(flatten)]
    pub listing: Listing,
    /// Keyed hash of the request, to tell a retry from another request under
    /// the same `Idempotency-Key`.
    pub fingerprint: String,
    /// The language asked for, to sign the link anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The sender's line, to sign the link anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What people may know of a link: no address in the clear, no token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Listing {
    /// Its id.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(regex(pattern = crate::token::pepper::ID_PATTERN)))]
    pub link_id: String,
    /// When it was minted.
    #[serde(with = "time::serde::rfc3339")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "crate::schema::Moment"))]
    pub created_at: OffsetDateTime,
    /// When it was last signed anew, if ever.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "time::serde::rfc3339::option"
    )]
    #[cfg_attr(
        not(target_arch = "wasm32"),
        schemars(with = "Option<crate::schema::Moment>")
    )]
    pub reissued_at: Option<OffsetDateTime>,
    /// When it ends by itself.
    #[serde(with = "time::serde::rfc3339")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "crate::schema::Moment"))]
    pub expires_at: OffsetDateTime,
    /// The id of the API key, or of the ops person, that minted it.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(regex(pattern = crate::token::pepper::ID_PATTERN)))]
    pub issuer: String,
    /// The API key's label, or the person's masked address, when it minted.
    pub issuer_label: String,
    /// The shipments.
    pub shipments: Vec<Reference>,
    /// The recipients' masked addresses.
    pub recipients: Vec<String>,
    /// The recipients' keyed hashes, in the same order.
    pub recipient_ids: Vec<String>,
    /// How the mails went that the mint asked for.
    pub deliveries: Vec<Delivery>,
    /// What it waits for; nobody has it until one of these has happened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Kind>,
}

impl Listing {
    /// When the newest token of it was signed.
    #[must_use]
    pub fn issued_at(&self) -> OffsetDateTime {
        self.reissued_at.unwrap_or(self.created_at)
    }

    /// What the denylist is asked about.
    #[must_use]
    pub fn granted(&self) -> Granted<'_> {
        Granted {
            link_id: &self.link_id,
            issuer: &self.issuer,
            shipments: &self.shipments,
            at: self.issued_at(),
        }
    }

    /// The recipients' keyed hashes, in their order.
    #[must_use]
    pub fn hashes(&self, pepper: &Pepper) -> Vec<Hashes> {
        self.recipient_ids
            .iter()
            .zip(&self.recipients)
            .map(|(id, masked)| Hashes::of_masked(pepper, id, masked))
            .collect()
    }
}

impl Record {
    /// The link as it was signed last.
    #[must_use]
    pub fn link(&self) -> Link {
        let listing = &self.listing;
        Link {
            id: listing.link_id.clone(),
            issued: listing.issued_at(),
            expires: listing.expires_at,
            issuer: listing.issuer.clone(),
            shipments: listing.shipments.clone(),
            recipients: listing.recipient_ids.clone(),
            locale: self.locale.clone(),
            note: self.note.clone(),
        }
    }
}

/// Reads the record of a link; `None` if the index does not know it (yet).
///
/// # Errors
/// 503 when the store does not answer with a record.
pub async fn find(world: &impl World, link_id: &str) -> Result<Option<Record>> {
    let mut found = find_all(world, &[link_id]).await?;
    Ok(found.remove(link_id))
}

/// Reads the records of many links; those that the index does not know (yet)
/// are not in the answer.
///
/// # Errors
/// 503 when the store does not answer with records.
pub async fn find_all(world: &impl World, link_ids: &[&str]) -> Result<HashMap<String, Record>> {
    let keys: Vec<String> = link_ids.iter().map(|id| key(id)).collect();
    let values = read_all(world, &keys).await?;
    values
        .into_values()
        .map(|text| {
            let record: Record = serde_json::from_str(&text)
                .map_err(|_| Error::unavailable("registry: a value is not a record"))?;
            Ok((record.listing.link_id.clone(), record))
        })
        .collect()
}

/// Reads many keys of the registry as text; those that are not there are not
/// in the answer.
///
/// # Errors
/// 503 when the store does not answer for one of them, or not with text.
pub async fn read_all(world: &impl World, keys: &[String]) -> Result<HashMap<String, String>> {
    /// How many keys the store reads at once.
    const AT_ONCE: usize = 100;
    let reads = keys.chunks(AT_ONCE).map(|some| async move {
        let answer = world
            .kv_get_bulk(Namespace::Registry, some, CACHE_SECONDS, TIMEOUT)
            .await
            .map_err(|fault| Error::unavailable(format!("registry read: {fault}")))?;
        // A key that was not answered for is not one that is not there.
        if some.iter().all(|key| answer.contains_key(key)) {
            Ok(answer)
        } else {
            Err(Error::unavailable("registry: a key without an answer"))
        }
    });
    let mut found = HashMap::new();
    let answers = futures_util::future::try_join_all(reads).await?;
    for (key, stored) in answers.into_iter().flatten() {
        match stored {
            Stored::Missing => {}
            Stored::Text(text) => {
                found.insert(key, text);
            }
            Stored::WrongType => return Err(Error::unavailable("registry: not with text")),
        }
    }
    Ok(found)
}

/// Writes the record of a link.
///
/// # Errors
/// The store's fault; the link is good all the same.
pub async fn write(world: &impl World, record: &Record) -> Result<(), Fault> {
    let value = serde_json::to_string(record).map_err(|error| Fault::Failed(error.to_string()))?;
    world
        .kv_put(
            Namespace::Registry,
            Put {
                key: key(&record.listing.link_id),
                value,
                ttl: Some(life(record.listing.expires_at, world.now())),
                metadata: None,
            },
        )
        .await
}

/// For how many seconds what is known of a link is kept.
pub(super) fn life(expires: OffsetDateTime, now: OffsetDateTime) -> u64 {
    /// The shortest life that the store takes.
    const LEAST: i64 = 60;
    (expires + AFTERLIFE - now)
        .whole_seconds()
        .max(LEAST)
        .unsigned_abs()
}

fn key(link_id: &str) -> String {
    format!("link:{link_id}")
}
