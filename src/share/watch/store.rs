//! Where watches are kept, and what they remember.
//!
//! A watch stands under each of its shipments, so that one list finds all that
//! are about one. Its memory of what was told is a key of its own for each
//! shipment, written only by who looks at that shipment. What is erased may
//! still be read elsewhere for as long as a copy lives: 90 seconds.

use std::collections::HashMap;
use std::time::Duration;

use serde::de::DeserializeOwned;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::error::{Error, Result};
use crate::gate::denylist::CACHE_SECONDS;
use crate::reference::Reference;
use crate::token::pepper::is_id;
use crate::world::{Fault, List, Namespace, Put, Stored, World};

use super::Watch;

/// The most watches of one shipment: 50 links with an order of the sender's and
/// their recipients'. More than that is a mailing list.
pub const MOST: u16 = 100;

/// How long a mark is kept that a mail went out, in seconds: as long as a watch
/// may live, so that a memory that was lost tells nobody twice.
const SENT_SECONDS: u64 = 210 * 24 * 60 * 60;

const TIMEOUT: Duration = Duration::from_secs(3);

/// Keeps a watch under its shipments.
///
/// # Errors
/// 503 when the store does not take all of it; it may be kept again.
pub async fn keep(world: &impl World, watch: &Watch, shipments: &[Reference]) -> Result<()> {
    let value = serde_json::to_string(watch).map_err(|e| Error::unavailable(e.to_string()))?;
    let writes = shipments.iter().map(|shipment| {
        let put = Put {
            key: key(shipment, &watch.id),
            value: value.clone(),
            ttl: Some(left(watch.until, world.now())),
            metadata: None,
        };
        world.kv_put(Namespace::Watches, put)
    });
    futures_util::future::try_join_all(writes)
        .await
        .map(|_| ())
        .map_err(|fault| Error::unavailable(format!("watches: {fault}")))
}

/// Erases a watch and what it remembers of these shipments.
///
/// # Errors
/// 503 when the store does not take all of it; it may be erased again.
pub async fn erase(world: &impl World, id: &str, shipments: &[Reference]) -> Result<()> {
    let keys = shipments
        .iter()
        .flat_map(|shipment| [key(shipment, id), memory(id, shipment)]);
    let deletions = keys.map(|key| async move { world.kv_delete(Namespace::Watches, &key).await });
    futures_util::future::try_join_all(deletions)
        .await
        .map(|_| ())
        .map_err(|fault| Error::unavailable(format!("watches: {fault}")))
}

/// The watches of a shipment, at most [`MOST`].
///
/// # Errors
/// 503 when the store does not answer for all of them.
pub async fn of(world: &impl World, shipment: &Reference) -> Result<Vec<Watch>> {
    let list = List {
        prefix: prefix(shipment),
        cursor: None,
        limit: MOST,
    };
    let listed = world
        .kv_list(Namespace::Watches, list, TIMEOUT)
        .await
        .map_err(|fault| Error::unavailable(format!("watches: {fault}")))?;
    let keys: Vec<String> = listed
        .keys
        .into_iter()
        .map(|(key, _)| key)
        .filter(|key| key.rsplit(':').next().is_some_and(is_id))
        .collect();
    let mut found: HashMap<String, Watch> = read(world, &keys).await?;
    Ok(keys.iter().filter_map(|key| found.remove(key)).collect())
}

/// Reads keys of the namespace; what is not there or cannot be read is left out.
///
/// # Errors
/// 503 when the store does not answer for all of them.
pub async fn read<T: DeserializeOwned>(
    world: &impl World,
    keys: &[String],
) -> Result<HashMap<String, T>> {
    const AT_ONCE: usize = 100;
    let mut found = HashMap::new();
    for some in keys.chunks(AT_ONCE) {
        let answer = world
            .kv_get_bulk(Namespace::Watches, some, CACHE_SECONDS, TIMEOUT)
            .await
            .map_err(|fault| Error::unavailable(format!("watches: {fault}")))?;
        for key in some {
            match answer.get(key) {
                Some(Stored::Text(text)) => match serde_json::from_str(text) {
                    Ok(value) => {
                        found.insert(key.clone(), value);
                    }
                    Err(_) => world.log("watches: a value cannot be read"),
                },
                Some(Stored::Missing) => {}
                _ => return Err(Error::unavailable("watches: a key without an answer")),
            }
        }
    }
    Ok(found)
}

/// Writes a value that lives until a moment.
///
/// # Errors
/// The store's fault.
pub async fn write(
    world: &impl World,
    key: String,
    value: String,
    until: OffsetDateTime,
) -> Result<(), Fault> {
    let put = Put {
        key,
        value,
        ttl: Some(left(until, world.now())),
        metadata: None,
    };
    world.kv_put(Namespace::Watches, put).await
}

/// Where a watch stands under one of its shipments.
#[must_use]
pub fn key(shipment: &Reference, id: &str) -> String {
    format!("{}{id}", prefix(shipment))
}

/// Where a watch remembers what it has told of a shipment.
#[must_use]
pub fn memory(id: &str, shipment: &Reference) -> String {
    format!("memory:{id}:{}:{}", shipment.kind.as_str(), shipment.number)
}

/// The mark that a mail went out, or never will.
#[must_use]
pub fn sent(mail_key: &str) -> String {
    format!("sent:{mail_key}")
}

/// Whether a mark is there.
///
/// # Errors
/// 503 when the store does not answer.
pub async fn has(world: &impl World, key: &str) -> Result<bool> {
    match world.kv_get(Namespace::Watches, key, TIMEOUT).await {
        Ok(Stored::Missing) => Ok(false),
        Ok(Stored::Text(_)) => Ok(true),
        Ok(Stored::WrongType) => Err(Error::unavailable("watches: not with text")),
        Err(fault) => Err(Error::unavailable(format!("watches: {fault}"))),
    }
}

/// Marks that a mail went out.
///
/// # Errors
/// The store's fault.
pub async fn mark_sent(world: &impl World, mail_key: &str) -> Result<(), Fault> {
    let put = Put {
        key: sent(mail_key),
        value: "1".to_owned(),
        ttl: Some(SENT_SECONDS),
        metadata: None,
    };
    world.kv_put(Namespace::Watches, put).await
}

/// Ends an order by its id, or everything that a recipient has ordered up to
/// now by their keyed hash. The order itself is erased by the next look.
///
/// # Errors
/// 503 when the store does not answer or does not take it.
pub async fn stop(world: &impl World, id: &str) -> Result<()> {
    /// The store takes one write a second for each key, and people click twice.
    const JUST_NOW: time::Duration = time::Duration::seconds(5);
    let now = world.now();
    let known = stops(world, [id]).await?;
    if known.get(id).is_some_and(|stop| now < *stop + JUST_NOW) {
        return Ok(());
    }
    let text = now
        .format(&Rfc3339)
        .map_err(|e| Error::unavailable(e.to_string()))?;
    let value = serde_json::to_string(&text).map_err(|e| Error::unavailable(e.to_string()))?;
    let until = now + time::Duration::days(crate::config::LONGEST_LIFE_DAYS);
    write(world, stopped(id), value, until)
        .await
        .map_err(|fault| Error::unavailable(format!("watches: {fault}")))
}

/// When each of these was stopped, orders by their ids and recipients by their
/// keyed hashes; what was not is not in it.
///
/// # Errors
/// 503 when the store does not answer for all of them.
pub async fn stops<'a>(
    world: &impl World,
    ids: impl IntoIterator<Item = &'a str>,
) -> Result<HashMap<String, OffsetDateTime>> {
    let mut keys: Vec<String> = ids.into_iter().map(stopped).collect();
    keys.sort_unstable();
    keys.dedup();
    let found = read::<String>(world, &keys).await?;
    Ok(found
        .into_iter()
        .filter_map(|(key, text)| {
            let id = key.strip_prefix(STOPPED)?.to_owned();
            Some((id, OffsetDateTime::parse(&text, &Rfc3339).ok()?))
        })
        .collect())
}

const STOPPED: &str = "stopped:";

fn stopped(id: &str) -> String {
    format!("{STOPPED}{id}")
}

fn prefix(shipment: &Reference) -> String {
    format!("watch:{}:{}:", shipment.kind.as_str(), shipment.number)
}

/// Seconds until a moment; at least a minute, as the platform demands.
fn left(until: OffsetDateTime, now: OffsetDateTime) -> u64 {
    (until - now).whole_seconds().max(60).unsigned_abs()
}
