//! How much happened on each day.
//!
//! Nothing is counted up, because the store has no counter: each batch of
//! events leaves a key of its own with the kinds and the beginnings of the ids
//! of what it held, and whoever wants a figure counts the different ones. An
//! event that comes again, in whatever company, is counted once.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use time::{Date, UtcOffset};

use crate::error::{Error, Result};
use crate::event::{Event, Kind};
use crate::world::{Fault, List, Namespace, Put, World};

use super::digest::sha256;
use super::registry::TIMEOUT;

/// How many events one key tells of: with more, the beginnings of their ids
/// would be longer than the 1024 bytes that the store keeps beside a value
/// (eleven bytes each with their quotes, and the kinds' names).
const IN_ONE: usize = 40;

/// How many letters of an event's id are kept. 48 bits: among the events of a
/// busy week, a hundred thousand, the odds that two are taken for one are 1 in
/// 50,000.
const LETTERS: usize = 8;

/// For how many seconds figures are kept: 40 days.
const LIFE: u64 = 40 * 24 * 60 * 60;

/// How often the store is asked for one day, at most: 30,000 batches.
const LISTS: usize = 30;

/// What happened on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day, in UTC.
    pub date: Date,
    /// How many events of each kind; a kind of which there was none is left out.
    pub counts: BTreeMap<Kind, usize>,
}

/// The kinds in a batch, and the beginnings of the ids of their events.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Tally(BTreeMap<Kind, BTreeSet<String>>);

/// What happened on each of `days` days, of which `last` is the last; the
/// oldest first.
///
/// # Errors
/// 503 when the store does not answer.
pub async fn of_days(world: &impl World, last: Date, days: u16) -> Result<Vec<Day>> {
    let dates = (0..i64::from(days))
        .rev()
        .filter_map(|back| last.checked_sub(time::Duration::days(back)));
    futures_util::future::try_join_all(dates.map(|date| of_day(world, date))).await
}

async fn of_day(world: &impl World, date: Date) -> Result<Day> {
    let mut whole = Tally::default();
    let mut cursor = None;
    for _ in 0..LISTS {
        let asked = List {
            prefix: prefix(date),
            cursor,
            limit: 1000,
        };
        let listed = world
            .kv_list(Namespace::Registry, asked, TIMEOUT)
            .await
            .map_err(|fault| Error::unavailable(format!("figures: {fault}")))?;
        for (_, metadata) in listed.keys {
            let part: Option<Tally> =
                metadata.and_then(|metadata| serde_json::from_str(&metadata).ok());
            for (kind, ids) in part.unwrap_or_default().0 {
                whole.0.entry(kind).or_default().extend(ids);
            }
        }
        cursor = listed.cursor;
        if cursor.is_none() {
            break;
        }
    }
    if cursor.is_some() {
        world.log(&format!("figures: more on {date} than is counted"));
    }
    let count = |(kind, ids): (Kind, BTreeSet<String>)| (kind, ids.len());
    Ok(Day {
        date,
        counts: whole.0.into_iter().map(count).collect(),
    })
}

/// Keeps that these happened: a write for each day that they are of, and for
/// each [`IN_ONE`] of them. Doing it again, with the same or with others,
/// counts none of them twice.
///
/// # Errors
/// The store's fault; some of them may be counted then.
pub(super) async fn tally(world: &impl World, events: &[&Event]) -> Result<(), Fault> {
    let mut days: BTreeMap<Date, BTreeSet<(&str, Kind)>> = BTreeMap::new();
    for event in events {
        let day = days
            .entry(event.at.to_offset(UtcOffset::UTC).date())
            .or_default();
        day.insert((&event.id, event.kind));
    }
    let mut writes = Vec::new();
    for (date, events) in days {
        let events: Vec<_> = events.into_iter().collect();
        for some in events.chunks(IN_ONE) {
            let mut tally = Tally::default();
            for (id, kind) in some {
                let start = id.chars().take(LETTERS).collect();
                tally.0.entry(*kind).or_default().insert(start);
            }
            let metadata =
                serde_json::to_string(&tally).map_err(|error| Fault::Failed(error.to_string()))?;
            let ids: Vec<&str> = some.iter().map(|(id, _)| *id).collect();
            let put = Put {
                key: format!("{}{}", prefix(date), &sha256(&ids.join("\n"))[..32]),
                value: "1".to_owned(),
                ttl: Some(LIFE),
                metadata: Some(metadata),
            };
            writes.push(world.kv_put(Namespace::Registry, put));
        }
    }
    futures_util::future::try_join_all(writes).await.map(|_| ())
}

fn prefix(date: Date) -> String {
    format!("tally:{date}:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fullest_key_is_one_that_the_store_takes() {
        let mut tally = Tally::default();
        for nth in 0..IN_ONE {
            let kind = Kind::ALL[nth % Kind::ALL.len()];
            let id = format!("{nth:0LETTERS$}");
            tally.0.entry(kind).or_default().insert(id);
        }
        let text = serde_json::to_string(&tally).unwrap();
        assert!((600..=1024).contains(&text.len()), "{}", text.len());
        assert_eq!(serde_json::from_str::<Tally>(&text).unwrap(), tally);
    }
}
