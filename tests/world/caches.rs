//! The Cache API: one cache a location, never shared.

use std::collections::HashMap;
use std::time::Duration;

use time::OffsetDateTime;

/// All locations' caches.
#[derive(Default)]
pub(super) struct Caches {
    entries: HashMap<(usize, String), Entry>,
}

struct Entry {
    value: String,
    until: OffsetDateTime,
}

impl Caches {
    /// What a location still holds under a key.
    pub(super) fn get(&self, location: usize, key: &str, now: OffsetDateTime) -> Option<String> {
        self.entries
            .get(&(location, key.to_owned()))
            .filter(|entry| now < entry.until)
            .map(|entry| entry.value.clone())
    }

    /// Every key that a location holds, sorted, expired ones included.
    pub(super) fn keys(&self, location: usize) -> Vec<String> {
        let held = self.entries.keys().filter(|(at, _)| *at == location);
        let mut keys: Vec<String> = held.map(|(_, key)| key.clone()).collect();
        keys.sort();
        keys
    }

    /// Keeps a value in one location for `ttl` seconds.
    pub(super) fn put(
        &mut self,
        location: usize,
        key: &str,
        value: String,
        ttl: u32,
        now: OffsetDateTime,
    ) {
        let until = now + Duration::from_secs(u64::from(ttl));
        let place = (location, key.to_owned());
        self.entries.insert(place, Entry { value, until });
    }

    /// Forgets all that a location holds.
    pub(super) fn evict(&mut self, location: usize) {
        self.entries.retain(|(at, _), _| *at != location);
    }
}
