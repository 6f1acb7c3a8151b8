//! What a location's cache holds of a shipment: the last answer, and what is
//! noted of the asking. A cache that fails is logged, and otherwise like one
//! that is empty.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use time::{Duration, OffsetDateTime};

use crate::config::Config;
use crate::reference::Reference;
use crate::world::World;

/// The names of a shipment's entries in the cache.
#[derive(Clone)]
pub(super) struct Keys {
    /// The last answer.
    pub(super) answer: String,
    /// The [`Note`] of asking for this shipment.
    pub(super) note: String,
    /// The [`Note`] of asking its origin for anything.
    pub(super) origin: String,
}

impl Keys {
    /// A location's cache may be shared by deployments, and outlives them: what
    /// they differ in, and the version of what is written, is in the name.
    pub(super) fn of(config: &Config, reference: &Reference) -> Self {
        /// To be raised with every change of what is kept that reads differently.
        const VERSION: &str = "2";
        let format = config.origin_format.name();
        let origin = [VERSION, &config.public_host, &config.origin_url, format];
        let shipment = [
            reference.kind.as_str(),
            &reference.number,
            reference.scac.as_deref().unwrap_or_default(),
        ];
        let answer = format!("tracking/{}", name(&[&origin[..], &shipment].concat()));
        Self {
            note: format!("{answer}/note"),
            answer,
            origin: format!("origin/{}", name(&origin)),
        }
    }
}

/// Hashed, so that neither a shipment nor an origin stands in a cache's
/// listing, and so that no character of a number means anything there.
fn name(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
        // No part holds a NUL, so that the boundaries count too.
        hash.update([0]);
    }
    URL_SAFE_NO_PAD.encode(hash.finalize())
}

/// What is noted of an asking. It holds its own times, because caches do not
/// keep time to the second.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Note {
    /// When somebody set out to ask who has not come back yet.
    #[serde(with = "time::serde::rfc3339::option")]
    pub(super) asked: Option<OffsetDateTime>,
    /// When the last asking failed.
    #[serde(with = "time::serde::rfc3339::option")]
    pub(super) failed: Option<OffsetDateTime>,
    /// Of an origin: the shipments that it failed in a row, by their keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) shipments: Vec<String>,
}

/// Whether `then` is less than `span` ago.
///
/// Machines of one location differ by seconds; what claims to come from the
/// future by more than that is not believed, or it would stay fresh for ever.
pub(super) fn is_within(then: OffsetDateTime, now: OffsetDateTime, span: Duration) -> bool {
    const SKEW: Duration = Duration::seconds(30);
    let age = now - then;
    -SKEW <= age && age < span
}

/// Reads an entry; `None` when there is none, or none that can be read.
pub(super) async fn read<T: DeserializeOwned>(world: &impl World, key: &str) -> Option<T> {
    /// Twice what an origin's answer may have: ours repeats less of it.
    const MAX_BYTES: usize = 4_000_000;
    match world.cache_get(key).await {
        Ok(Some(text)) if text.len() <= MAX_BYTES => {
            let read = serde_json::from_str(&text).ok();
            if read.is_none() {
                world.log("tracking: a cache entry cannot be read");
            }
            read
        }
        Ok(_) => None,
        Err(fault) => {
            world.log(&format!("tracking: cache cannot be read: {fault}"));
            None
        }
    }
}

/// Reads a note; an empty one when there is none.
pub(super) async fn note(world: &impl World, key: &str) -> Note {
    read(world, key).await.unwrap_or_default()
}

/// Writes an entry, to be kept for `ttl` seconds.
pub(super) async fn write(world: &impl World, key: &str, value: &impl Serialize, ttl: u32) {
    let written = match serde_json::to_string(value) {
        Ok(text) => world
            .cache_put(key, text, ttl)
            .await
            .map_err(|fault| fault.to_string()),
        Err(error) => Err(error.to_string()),
    };
    if let Err(reason) = written {
        world.log(&format!("tracking: cache cannot be written: {reason}"));
    }
}

/// Writes a note.
pub(super) async fn jot(world: &impl World, key: &str, note: &Note) {
    /// As long as the oldest thing counts that a note tells of: an answer of
    /// five minutes is marked by its age alone, and so long failures in a row
    /// are remembered.
    const NOTE_SECONDS: u32 = 5 * 60;
    write(world, key, note, NOTE_SECONDS).await;
}
