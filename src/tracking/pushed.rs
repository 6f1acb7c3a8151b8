//! What origins have pushed, kept until it is asked for.
//!
//! Each saying is kept under a key of its own, named after the shipment and
//! the saying itself. So nothing is read before it is written, nothing is
//! written over, and the same saying pushed twice is one: any order, any
//! repetition and any two writers at once leave the same behind. One list gives
//! all of a shipment, because a saying mostly fits beside its key.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::intake::{MAX_EVENTS, Retraction, Sighting, Told};
use super::shipment::Event;
use crate::reference::Reference;
use crate::world::{Fault, List, Namespace, Put, Stored, World};

/// How long a saying is kept: as long as most links may live, and a month.
const LIFE_SECONDS: u64 = 210 * 24 * 60 * 60;

/// What the platform lets stand beside a key, in bytes.
const MAX_METADATA: usize = 1024;

/// How many keys are listed at once.
const LISTED: u16 = 1000;

/// How many values are read at once, and how old a copy may be.
const READ: usize = 100;
const CACHE_SECONDS: u32 = 3600;

const TIMEOUT: Duration = Duration::from_secs(3);

/// One saying.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Saying {
    Event(Box<Event>),
    Sighting(Sighting),
    Retraction(Retraction),
}

/// Keeps what was told of a shipment; each saying is one write.
///
/// # Errors
/// The store's fault: what was kept is kept, and all of it may be kept again.
pub async fn keep(world: &impl World, shipment: &Reference, told: &Told) -> Result<(), Fault> {
    let events = told
        .events
        .iter()
        .cloned()
        .map(|event| Saying::Event(Box::new(event)));
    let sightings = told.sightings.iter().cloned().map(Saying::Sighting);
    let retracted = told.retracted.iter().cloned().map(Saying::Retraction);
    let writes = events
        .chain(sightings)
        .chain(retracted)
        .map(|saying| async move {
            let value = serde_json::to_string(&saying).map_err(|e| Fault::Failed(e.to_string()))?;
            let name = URL_SAFE_NO_PAD.encode(Sha256::digest(&value));
            let fits = value.len() <= MAX_METADATA;
            let put = Put {
                key: format!("{}{name}", prefix(shipment)),
                metadata: fits.then(|| value.clone()),
                value: if fits { "1".to_owned() } else { value },
                ttl: Some(LIFE_SECONDS),
            };
            world.kv_put(Namespace::Tracking, put).await
        });
    futures_util::future::try_join_all(writes).await.map(|_| ())
}

/// All that was pushed of a shipment, as far as it has reached this location.
///
/// # Errors
/// The store's fault, or a key that it lists and has no answer for.
pub async fn told(world: &impl World, shipment: &Reference) -> Result<Told, Fault> {
    let mut sayings = Vec::new();
    let mut long = Vec::new();
    let mut cursor = None;
    loop {
        let list = List {
            prefix: prefix(shipment),
            cursor,
            limit: LISTED,
        };
        let listed = world.kv_list(Namespace::Tracking, list, TIMEOUT).await?;
        for (key, metadata) in listed.keys {
            match metadata.as_deref().and_then(read) {
                Some(saying) => sayings.push(saying),
                None => long.push(key),
            }
        }
        cursor = listed.cursor;
        if cursor.is_none() || sayings.len() + long.len() >= MAX_EVENTS {
            break;
        }
    }
    for some in long.chunks(READ) {
        let answer = world
            .kv_get_bulk(Namespace::Tracking, some, CACHE_SECONDS, TIMEOUT)
            .await?;
        for key in some {
            match answer.get(key) {
                Some(Stored::Text(text)) => sayings.extend(read(text)),
                // It may have gone since it was listed.
                Some(Stored::Missing) => {}
                _ => return Err(Fault::Failed("a saying without an answer".to_owned())),
            }
        }
    }
    let mut told = Told::default();
    for saying in sayings {
        match saying {
            Saying::Event(event) => told.events.push(*event),
            Saying::Sighting(sighting) => told.sightings.push(sighting),
            Saying::Retraction(retraction) => told.retracted.push(retraction),
        }
    }
    Ok(told)
}

/// What was written by this version or one before; anything else is left out.
fn read(text: &str) -> Option<Saying> {
    serde_json::from_str(text).ok()
}

fn prefix(shipment: &Reference) -> String {
    format!("told:{}:{}:", shipment.kind.as_str(), shipment.number)
}
