//! The rate limiters: fixed windows, counted by each location for itself.

use std::collections::HashMap;

use sealink::world::Limiter;
use time::OffsetDateTime;

/// All locations' counters.
#[derive(Default)]
pub(super) struct Windows {
    counted: HashMap<(usize, Limiter, String, i64), u32>,
}

/// Every limiter's window, in seconds.
const WINDOW: i64 = 60;

/// How many events a limiter lets pass in one window, as deployed.
pub(super) const fn allowed(limiter: Limiter) -> u32 {
    match limiter {
        Limiter::CodePerRecipient => 3,
        Limiter::GatePerClient => 20,
        Limiter::RedeemPerChallenge => 5,
        Limiter::Api => 100,
    }
}

impl Windows {
    /// Counts one event and says whether it may pass.
    pub(super) fn count(
        &mut self,
        location: usize,
        limiter: Limiter,
        key: &str,
        now: OffsetDateTime,
    ) -> bool {
        let window = now.unix_timestamp().div_euclid(WINDOW);
        let place = (location, limiter, key.to_owned(), window);
        let count = self.counted.entry(place).or_default();
        *count += 1;
        *count <= allowed(limiter)
    }
}
