//! The audit trail: who did what, each entry chained to the one before.
//!
//! The consumer of the events is its only writer (`max_concurrency = 1` in
//! `wrangler.toml`). It appends a page of entries with a single write, so that
//! a page is there whole or not at all. A page is never overwritten and never
//! forgotten: its key holds a hash of what is in it.
//!
//! It is right under eventual consistency as far as the store allows. Where
//! the trail ends is read from `audit-head`, and looked for from there on,
//! because that may be old. If both are old, which takes a writer that moved
//! to another location within the minute that a write needs to get there, two
//! pages have entries of one sequence: nothing is lost, and [`verify`] tells.

mod entry;
mod page;

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::event::Event;
use crate::world::{Namespace, Put, World};

use super::history::LONG_LIFE;

pub use entry::{Broken, Entry, GENESIS, What, verify};
pub(super) use page::MOST_LISTS;

/// Where the trail is said to end.
pub(super) const HEAD: &str = "audit-head";

/// How far before its end the trail is looked at for events that it has
/// already: their own keys may not be seen yet.
const RECENT: u64 = 200;

/// Where the trail ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Head {
    sequence: u64,
    hash: String,
}

impl Head {
    /// Where a trail ends that has no entry.
    fn nowhere() -> Self {
        Self {
            sequence: 0,
            hash: GENESIS.to_owned(),
        }
    }

    /// What [`HEAD`] says: a value that says nothing sensible is as good as none.
    fn read(known: &HashMap<String, String>) -> Self {
        known
            .get(HEAD)
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_else(Self::nowhere)
    }
}

/// The key that says that an event is in the trail.
pub(super) fn marker(event_id: &str) -> String {
    format!("audited:{event_id}")
}

/// Appends events, in the order of their time. `known` is what the store said
/// of [`HEAD`] and of the events' [`marker`]s.
///
/// 1. The end of the trail is looked for: up to [`MOST_LISTS`] lists.
/// 2. What the trail has already is not entered again.
/// 3. The pages are written, each when the one before it has been: one, unless
///    there are more events than a page holds.
/// 4. The markers are written, one for each event, and the head. A head that
///    the store does not take is looked for from further back the next time.
///
/// # Errors
/// 503 when the store does not take part in one of the first three, or does not
/// take a marker: the events have to come again, and those that are in the
/// trail by then are found there.
pub(super) async fn append(
    world: &impl World,
    known: &HashMap<String, String>,
    events: &[&Event],
) -> Result<()> {
    let mut waiting: Vec<&Event> = events
        .iter()
        .copied()
        .filter(|event| !known.contains_key(&marker(&event.id)))
        .collect();
    if waiting.is_empty() {
        return Ok(());
    }
    waiting.sort_by(|one, other| (one.at, &one.id).cmp(&(other.at, &other.id)));
    // 1
    let head = Head::read(known);
    let from = head.sequence.saturating_sub(RECENT);
    let pages = page::listed(world, from, head.sequence, |_| false).await?;
    let mut end = pages
        .iter()
        .map(|page| Head {
            sequence: page.last,
            hash: page.hash.clone(),
        })
        .chain([head])
        .max()
        .unwrap_or_else(Head::nowhere);
    // 2
    let entered: BTreeSet<&str> = pages
        .iter()
        .flat_map(|page| &page.events)
        .map(String::as_str)
        .collect();
    let fresh: Vec<&Event> = waiting
        .iter()
        .copied()
        .filter(|event| !entered.contains(page::short(&event.id)))
        .collect();
    // 3
    for some in fresh.chunks(page::ENTRIES) {
        let mut entries: Vec<Entry> = Vec::with_capacity(some.len());
        for event in some {
            let entry = Entry::of(event, end.sequence + 1, &end.hash);
            end = Head {
                sequence: entry.sequence,
                hash: entry.hash.clone(),
            };
            entries.push(entry);
        }
        page::write(world, &entries).await?;
    }
    // 4
    let markers = waiting.iter().map(|event| {
        let put = Put {
            key: marker(&event.id),
            value: "1".to_owned(),
            ttl: Some(LONG_LIFE),
            metadata: None,
        };
        world.kv_put(Namespace::Registry, put)
    });
    futures_util::future::try_join_all(markers)
        .await
        .map_err(|fault| Error::unavailable(format!("audit marker: {fault}")))?;
    let put = Put {
        key: HEAD.to_owned(),
        value: page::json(&end)?,
        ttl: None,
        metadata: None,
    };
    if let Err(fault) = world.kv_put(Namespace::Registry, put).await {
        world.log(&format!("audit head: {fault}"));
    }
    Ok(())
}

/// The media type of an export: one entry a line.
pub const MEDIA_TYPE: &str = "application/x-ndjson";

/// How many entries one call of the API brings at most.
pub const EXPORTED_AT_ONCE: u16 = 1000;

/// How many entries a file has at most: a worker holds all of it at once.
const MOST_IN_A_FILE: u64 = 50_000;

/// The sequence of the last entry, as far as this location knows; 0 if there
/// is none.
///
/// # Errors
/// 503 when the store does not answer.
pub async fn last(world: &impl World) -> Result<u64> {
    let known = super::registry::read_all(world, &[HEAD.to_owned()]).await?;
    let head = Head::read(&known).sequence;
    let pages = page::listed(world, head.saturating_sub(RECENT), head, |_| false).await?;
    Ok(pages.iter().map(|page| page.last).max().unwrap_or(head))
}

/// The entries after the one of sequence `after`, one a line, at most
/// [`EXPORTED_AT_ONCE`] of them: an empty text is the end of the trail.
///
/// # Errors
/// As [`export`].
pub async fn lines(world: &impl World, after: u64) -> Result<String> {
    let (entries, _) = export(world, after, EXPORTED_AT_ONCE).await?;
    written(&entries)
}

/// All entries, one a line, up to 50,000.
///
/// # Errors
/// As [`export`].
pub async fn file(world: &impl World) -> Result<String> {
    let mut text = String::new();
    let mut after = 0;
    while after < MOST_IN_A_FILE {
        let (entries, more) = export(world, after, EXPORTED_AT_ONCE).await?;
        text.push_str(&written(&entries)?);
        match entries.last() {
            Some(last) if more => after = last.sequence,
            _ => break,
        }
    }
    Ok(text)
}

fn written(entries: &[Entry]) -> Result<String> {
    let mut text = String::new();
    for entry in entries {
        text.push_str(&page::json(entry)?);
        text.push('\n');
    }
    Ok(text)
}

/// The entries after the one of sequence `after`, at most `limit` of them and
/// those that share a sequence with the last; and whether there are more.
///
/// # Errors
/// 503 when the store does not answer, or has not got a page yet that it lists.
pub async fn export(world: &impl World, after: u64, limit: u16) -> Result<(Vec<Entry>, bool)> {
    let known = super::registry::read_all(world, &[HEAD.to_owned()]).await?;
    page::entries(world, after, limit, Head::read(&known).sequence).await
}
