//! Workers KV: central stores, and what each location sees of them.
//!
//! A read is answered from the location's own copy while that is young enough,
//! whether the copy holds a value or a miss; else from the central store as far
//! as its writes have reached the location. A copy may outlive both a newer
//! write and the value's own expiry: the platform promises no better.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use sealink::world::{Fault, List, Listed, Namespace, Put};
use time::OffsetDateTime;

use super::LOCATIONS;
use super::dice::Dice;

/// How late writes become visible.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Propagation {
    /// The longest lag in the locations that did not write.
    pub elsewhere: Duration,
    /// How often the writing location lags, too: a probability.
    pub home_chance: f64,
    /// The longest lag there when it does.
    pub home: Duration,
}

impl Propagation {
    /// Everybody sees everything at once, but for copies they already hold.
    pub const INSTANT: Self = Self {
        elsewhere: Duration::ZERO,
        home_chance: 0.0,
        home: Duration::ZERO,
    };

    /// What the platform documents: at once where written, up to a minute
    /// elsewhere. The default.
    pub const USUAL: Self = Self {
        elsewhere: Duration::from_mins(1),
        home_chance: 0.0,
        home: Duration::ZERO,
    };

    /// What the platform does not rule out: "a minute or more", and the writer
    /// itself may not see its write for a while.
    pub const HARSH: Self = Self {
        elsewhere: Duration::from_mins(3),
        home_chance: 0.2,
        home: Duration::from_secs(10),
    };

    /// Draws the moment at which each location can see a write of this moment.
    fn draw(self, dice: &mut Dice, home: usize, now: OffsetDateTime) -> Seen {
        std::array::from_fn(|location| {
            if location != home {
                now + dice.lag(self.elsewhere)
            } else if dice.chance(self.home_chance) {
                now + dice.lag(self.home)
            } else {
                now
            }
        })
    }
}

/// From when on each location can see a write.
type Seen = [OffsetDateTime; LOCATIONS];

/// What the central store holds under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The value.
    pub value: String,
    /// What lists return beside the key.
    pub metadata: Option<String>,
    /// When the store forgets it.
    pub expires: Option<OffsetDateTime>,
}

/// One accepted write, or a deletion.
struct Write {
    kept: Option<Kept>,
    accepted: OffsetDateTime,
    seen: Seen,
}

/// What a location read once: a value, or that there was none.
struct Copy {
    found: Option<String>,
    read: OffsetDateTime,
    cache_ttl: u32,
}

/// All namespaces, central and as copied by the locations.
pub(super) struct Stores {
    /// How late the next writes become visible.
    pub propagation: Propagation,
    /// Each key's writes, in the order of their acceptance.
    central: HashMap<Namespace, BTreeMap<String, Vec<Write>>>,
    copies: HashMap<(usize, Namespace, String), Copy>,
}

impl Default for Stores {
    fn default() -> Self {
        Self {
            propagation: Propagation::USUAL,
            central: HashMap::new(),
            copies: HashMap::new(),
        }
    }
}

/// The platform's limit on keys, in bytes.
const KEY_BYTES: usize = 512;
/// The platform's limit on metadata, in bytes.
const METADATA_BYTES: usize = 1024;
/// The platform's limit on values: 25 MiB.
const VALUE_BYTES: usize = 25 * 1024 * 1024;
/// The shortest life that the platform lets a value have, in seconds.
const TTL_FLOOR: u64 = 60;
/// The shortest `cacheTtl` that the platform takes, in seconds.
const CACHE_TTL_FLOOR: u32 = 30;
/// How many keys the platform reads in one operation.
const BULK_KEYS: usize = 100;
/// How many keys the platform lists in one operation.
const LIST_KEYS: u16 = 1000;
/// The platform takes one write a second for each key.
const WRITE_GAP: Duration = Duration::from_secs(1);

fn refused(why: &str) -> Fault {
    Fault::Failed(format!("KV refused: {why}"))
}

fn check_key(key: &str) -> Result<(), Fault> {
    if key.is_empty() || key == "." || key == ".." {
        return Err(refused("400: key name is not allowed"));
    }
    if key.len() > KEY_BYTES {
        return Err(refused("414: key exceeds 512 bytes"));
    }
    Ok(())
}

/// Refuses a read that the platform refuses.
pub(super) fn check_read(keys: &[&str], cache_ttl: u32) -> Result<(), Fault> {
    if keys.len() > BULK_KEYS {
        return Err(refused("400: more than 100 keys in one bulk read"));
    }
    if cache_ttl < CACHE_TTL_FLOOR {
        return Err(refused("400: cacheTtl is below 30"));
    }
    keys.iter().try_for_each(|key| check_key(key))
}

fn check_write(put: &Put) -> Result<(), Fault> {
    check_key(&put.key)?;
    if put.value.len() > VALUE_BYTES {
        return Err(refused("413: value exceeds 25 MiB"));
    }
    if let Some(metadata) = &put.metadata {
        if metadata.len() > METADATA_BYTES {
            return Err(refused("413: metadata exceeds 1024 bytes"));
        }
        if serde_json::from_str::<serde_json::Value>(metadata).is_err() {
            return Err(refused("400: metadata is not JSON"));
        }
    }
    if put.ttl.is_some_and(|ttl| ttl < TTL_FLOOR) {
        return Err(refused("400: expirationTtl is below 60"));
    }
    Ok(())
}

impl Stores {
    /// Takes a write from a location.
    pub(super) fn write(
        &mut self,
        dice: &mut Dice,
        location: usize,
        namespace: Namespace,
        put: Put,
        now: OffsetDateTime,
    ) -> Result<(), Fault> {
        check_write(&put)?;
        let last = self.writes(namespace, &put.key).last();
        if last.is_some_and(|last| now < last.accepted + WRITE_GAP) {
            return Err(refused("429: one write a second for each key"));
        }
        let seen = self.propagation.draw(dice, location, now);
        if seen[location] == now {
            // What is visible at once replaces the copy of the location that
            // wrote it; every other copy lives on.
            self.copies.remove(&(location, namespace, put.key.clone()));
        }
        self.append(namespace, put, now, seen);
        Ok(())
    }

    /// Takes a deletion from a location: a write of nothing, which spreads like any other.
    pub(super) fn delete(
        &mut self,
        dice: &mut Dice,
        location: usize,
        namespace: Namespace,
        key: &str,
        now: OffsetDateTime,
    ) -> Result<(), Fault> {
        check_key(key)?;
        let seen = self.propagation.draw(dice, location, now);
        if seen[location] == now {
            self.copies.remove(&(location, namespace, key.to_owned()));
        }
        let keys = self.central.entry(namespace).or_default();
        if let Some(writes) = keys.get_mut(key) {
            writes.push(Write {
                kept: None,
                accepted: now,
                seen,
            });
        }
        Ok(())
    }

    /// Puts a value where every location sees it, as if it had long been there.
    pub(super) fn plant(&mut self, namespace: Namespace, put: Put, now: OffsetDateTime) {
        check_write(&put).expect("a planted value is one that the platform takes");
        self.append(namespace, put, now - WRITE_GAP, [now; LOCATIONS]);
    }

    fn append(&mut self, namespace: Namespace, put: Put, accepted: OffsetDateTime, seen: Seen) {
        let write = Write {
            kept: Some(Kept {
                value: put.value,
                metadata: put.metadata,
                expires: put.ttl.map(|ttl| accepted + Duration::from_secs(ttl)),
            }),
            accepted,
            seen,
        };
        let keys = self.central.entry(namespace).or_default();
        keys.entry(put.key).or_default().push(write);
    }

    /// Reads one key as a location sees it, and leaves it a copy.
    pub(super) fn read(
        &mut self,
        location: usize,
        namespace: Namespace,
        key: &str,
        cache_ttl: u32,
        now: OffsetDateTime,
    ) -> Option<String> {
        let place = (location, namespace, key.to_owned());
        if let Some(copy) = self.copies.get(&place) {
            let life = u64::from(copy.cache_ttl.min(cache_ttl));
            if now < copy.read + Duration::from_secs(life) {
                return copy.found.clone();
            }
        }
        let found = self
            .writes(namespace, key)
            .iter()
            .rfind(|write| write.seen[location] <= now)
            .and_then(|write| write.kept.as_ref())
            .filter(|kept| kept.expires.is_none_or(|expires| now < expires))
            .map(|kept| kept.value.clone());
        let copy = Copy {
            found: found.clone(),
            read: now,
            cache_ttl,
        };
        self.copies.insert(place, copy);
        found
    }

    /// Lists keys as far as their newest writes have reached a location.
    ///
    /// The cursor is the last name listed, wrapped so that no caller can make
    /// sense of it.
    pub(super) fn list(
        &self,
        location: usize,
        namespace: Namespace,
        list: &List,
        now: OffsetDateTime,
    ) -> Result<Listed, Fault> {
        if !(1..=LIST_KEYS).contains(&list.limit) {
            return Err(refused("400: limit is not from 1 to 1000"));
        }
        let after = match list.cursor.as_deref() {
            None => None,
            Some(cursor) => Some(
                cursor
                    .strip_prefix("after/")
                    .ok_or_else(|| refused("400: invalid list cursor"))?,
            ),
        };
        let visible = self.central.get(&namespace).into_iter().flatten();
        let mut keys: Vec<(String, Option<String>)> = visible
            .filter(|(key, _)| key.starts_with(&list.prefix))
            .filter(|(key, _)| after.is_none_or(|after| key.as_str() > after))
            .filter_map(|(key, writes)| {
                let newest = writes.iter().rfind(|write| write.seen[location] <= now)?;
                let kept = newest.kept.as_ref()?;
                let lives = kept.expires.is_none_or(|expires| now < expires);
                lives.then(|| (key.clone(), kept.metadata.clone()))
            })
            .take(usize::from(list.limit) + 1)
            .collect();
        let more = keys.len() > usize::from(list.limit);
        keys.truncate(list.limit.into());
        let cursor = keys
            .last()
            .filter(|_| more)
            .map(|(key, _)| format!("after/{key}"));
        Ok(Listed { keys, cursor })
    }

    /// What the central store holds under a key.
    pub(super) fn kept(
        &self,
        namespace: Namespace,
        key: &str,
        now: OffsetDateTime,
    ) -> Option<Kept> {
        let kept = self.writes(namespace, key).last()?.kept.as_ref()?;
        kept.expires
            .is_none_or(|expires| now < expires)
            .then(|| kept.clone())
    }

    /// Every key that the central store holds.
    pub(super) fn keys(&self, namespace: Namespace, now: OffsetDateTime) -> Vec<String> {
        let keys = self
            .central
            .get(&namespace)
            .into_iter()
            .flat_map(BTreeMap::keys);
        keys.filter(|key| self.kept(namespace, key, now).is_some())
            .cloned()
            .collect()
    }

    /// Forgets a namespace, the locations' copies included.
    pub(super) fn wipe(&mut self, namespace: Namespace) {
        self.central.remove(&namespace);
        self.copies.retain(|(_, of, _), _| *of != namespace);
    }

    fn writes(&self, namespace: Namespace, key: &str) -> &[Write] {
        self.central
            .get(&namespace)
            .and_then(|keys| keys.get(key))
            .map_or(&[], Vec::as_slice)
    }
}
