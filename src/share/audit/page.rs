//! Pages of the audit trail, as the store keeps them.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::share::registry::{self, TIMEOUT};
use crate::world::{List, Namespace, Put, World};

use super::Entry;

/// How many entries a page holds at most: as many as there are messages in a
/// batch, and no more than what is kept beside it has room for.
pub(super) const ENTRIES: usize = 40;

/// How many sequences are listed together: all but three of their ten digits
/// are the same.
const BLOCK: u64 = 1000;

/// How often the store is asked for a list, at most, to find an end or an
/// entry: a head that is behind by fifty thousand entries is none.
pub(in crate::share) const MOST_LISTS: usize = 50;

/// How many letters of an event's id stand beside a page: 96 bits.
const LETTERS: usize = 16;

/// What lists say of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Page {
    key: String,
    first: u64,
    /// The sequence of its last entry.
    pub(super) last: u64,
    /// The hash of its last entry.
    pub(super) hash: String,
    /// The beginnings of its events' ids.
    pub(super) events: Vec<String>,
}

/// What stands beside a page.
#[derive(Serialize, Deserialize)]
struct Beside {
    last: u64,
    hash: String,
    events: Vec<String>,
}

/// The beginning of an event's id, as it stands beside a page.
pub(super) fn short(event_id: &str) -> &str {
    event_id.get(..LETTERS).unwrap_or(event_id)
}

/// Writes a page: `audit:{sequence of its first entry}:{hash of its last}`,
/// ten and sixteen digits of them.
pub(super) async fn write(world: &impl World, entries: &[Entry]) -> Result<()> {
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
        return Ok(());
    };
    let beside = Beside {
        last: last.sequence,
        hash: last.hash.clone(),
        events: entries
            .iter()
            .map(|entry| short(&entry.event_id).to_owned())
            .collect(),
    };
    let put = Put {
        key: format!("audit:{:010}:{}", first.sequence, &last.hash[..16]),
        value: json(&entries)?,
        ttl: None,
        metadata: Some(json(&beside)?),
    };
    world
        .kv_put(Namespace::Registry, put)
        .await
        .map_err(|fault| Error::unavailable(format!("audit page: {fault}")))
}

/// The pages whose first entry is in the block of `from` or in a later one:
/// of every block up to that of `until`, and on to the first that is empty, or
/// only until they are `enough`.
///
/// # Errors
/// 503 when the store does not answer, or the trail goes on for too long.
pub(super) async fn listed(
    world: &impl World,
    from: u64,
    until: u64,
    enough: impl Fn(&[Page]) -> bool,
) -> Result<Vec<Page>> {
    let mut pages = Vec::new();
    let mut block = from / BLOCK;
    let mut cursor = None;
    let mut empty = true;
    for _ in 0..MOST_LISTS {
        let asked = List {
            prefix: format!("audit:{block:07}"),
            cursor: cursor.take(),
            limit: 1000,
        };
        let listed = world
            .kv_list(Namespace::Registry, asked, TIMEOUT)
            .await
            .map_err(|fault| Error::unavailable(format!("audit list: {fault}")))?;
        let before = pages.len();
        pages.extend(listed.keys.into_iter().filter_map(read));
        empty &= pages.len() == before;
        cursor = listed.cursor;
        if cursor.is_some() {
            continue;
        }
        if empty && block > until / BLOCK || enough(&pages) {
            return Ok(pages);
        }
        block += 1;
        empty = true;
    }
    Err(Error::unavailable("audit: too many lists to the end"))
}

/// The entries after the one of sequence `after`; see [`super::export`].
/// `until` is a sequence that the trail is known to reach.
pub(super) async fn entries(
    world: &impl World,
    after: u64,
    limit: u16,
    until: u64,
) -> Result<(Vec<Entry>, bool)> {
    // The window begins where there is an entry, so that a gap is passed.
    let window = |pages: &[Page]| {
        let later = pages.iter().filter(|page| page.last > after);
        let first = later.map(|page| page.first).min().unwrap_or_default();
        let begin = first.max(after + 1);
        begin..begin + u64::from(limit.max(1))
    };
    // A page that begins this far before may reach beyond.
    let from = after.saturating_sub(ENTRIES as u64);
    let pages = listed(world, from, until, |pages| {
        let end = window(pages).end;
        pages.iter().any(|page| page.first >= end)
    })
    .await?;
    let window = window(&pages);
    let more = pages.iter().any(|page| page.last >= window.end);
    let keys: Vec<String> = pages
        .into_iter()
        .filter(|page| page.first < window.end && page.last >= window.start)
        .map(|page| page.key)
        .collect();
    let values = registry::read_all(world, &keys).await?;
    let mut entries = Vec::new();
    for key in keys {
        let Some(text) = values.get(&key) else {
            return Err(Error::unavailable(format!("audit: {key} is not there yet")));
        };
        match serde_json::from_str::<Vec<Entry>>(text) {
            Ok(page) => entries.extend(page),
            // What cannot be read is missing: whoever verifies the trail is told.
            Err(_) => world.log(&format!("audit: {key} is no page")),
        }
    }
    entries.retain(|entry| window.contains(&entry.sequence));
    entries.sort_by(|one, other| (one.sequence, &one.hash).cmp(&(other.sequence, &other.hash)));
    Ok((entries, more))
}

/// A value as JSON.
pub(super) fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::unavailable(format!("audit: {error}")))
}

/// A page as a list names it; `None` for a key that is none.
fn read((key, metadata): (String, Option<String>)) -> Option<Page> {
    let first = key
        .strip_prefix("audit:")?
        .split(':')
        .next()?
        .parse()
        .ok()?;
    let Beside { last, hash, events } = serde_json::from_str(&metadata?).ok()?;
    Some(Page {
        key,
        first,
        last,
        hash,
        events,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fullest_page_is_one_that_the_store_takes() {
        let beside = Beside {
            last: 9_999_999_999,
            hash: "f".repeat(64),
            events: vec!["x".repeat(LETTERS); ENTRIES],
        };
        let length = json(&beside).unwrap().len();
        assert!((800..=1024).contains(&length), "{length}");
    }

    #[test]
    fn a_block_is_named_by_the_digits_that_its_sequences_share() {
        for sequence in [1, 999, 1000, 123_456_789] {
            let key = format!("audit:{sequence:010}:0123456789abcdef");
            assert!(key.starts_with(&format!("audit:{:07}", sequence / BLOCK)));
        }
    }
}
