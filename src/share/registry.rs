//! The index of links that people look at. Nothing is ever authorised by it.
//!
//! It is right under eventual consistency because it may lag: a link is good
//! before its record is seen, and revoked whatever its record says.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::error::{Error, Result};
use crate::reference::Reference;
use crate::world::{Fault, Namespace, Put, Stored, World};

/// How long a record outlives its link, so that people can still look it up.
const AFTERLIFE: time::Duration = time::Duration::days(30);

/// A registry that has not answered by then is as good as down.
const TIMEOUT: Duration = Duration::from_secs(3);

/// How the mail of one recipient went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// The masked address.
    pub recipient: String,
    /// Whether the carrier took it.
    pub status: DeliveryStatus,
}

/// Whether a carrier took a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryStatus {
    /// The carrier took it.
    Sent,
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
}

/// What people may know of a link: no address in the clear, no token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listing {
    /// Its id.
    pub link_id: String,
    /// When it was minted.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it ends by itself.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
    /// The id of the API key that minted it.
    pub issuer: String,
    /// The API key's label when it minted.
    pub issuer_label: String,
    /// The shipments.
    pub shipments: Vec<Reference>,
    /// The recipients' masked addresses.
    pub recipients: Vec<String>,
    /// How the mails went that the mint asked for.
    pub deliveries: Vec<Delivery>,
}

/// Reads the record of a link; `None` if the index does not know it (yet).
///
/// # Errors
/// 503 when the store does not answer with a record.
pub async fn find(world: &impl World, link_id: &str) -> Result<Option<Record>> {
    let stored = world
        .kv_get(Namespace::Registry, &key(link_id), TIMEOUT)
        .await
        .map_err(|fault| Error::unavailable(format!("registry read: {fault}")))?;
    match stored {
        Stored::Missing => Ok(None),
        Stored::Text(text) => serde_json::from_str(&text)
            .map(Some)
            .map_err(|_| Error::unavailable("registry: a value is not a record")),
        Stored::WrongType => Err(Error::unavailable("registry: not with text")),
    }
}

/// Writes the record of a link.
///
/// # Errors
/// The store's fault; the link is good all the same.
pub async fn write(world: &impl World, record: &Record) -> Result<(), Fault> {
    let value = serde_json::to_string(record).map_err(|error| Fault::Failed(error.to_string()))?;
    let life = (record.listing.expires_at + AFTERLIFE - world.now()).whole_seconds();
    world
        .kv_put(
            Namespace::Registry,
            Put {
                key: key(&record.listing.link_id),
                value,
                ttl: Some(life.unsigned_abs()),
                metadata: None,
            },
        )
        .await
}

fn key(link_id: &str) -> String {
    format!("link:{link_id}")
}
