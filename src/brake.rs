//! The brake against floods: the rate-limit bindings and their failure policy.

use crate::error::{Code, Error, Result};
use crate::world::{Limiter, World};

/// The period over which every limiter counts, in seconds.
pub const PERIOD_SECONDS: u32 = 60;

/// How many calls an API key has in that period, as wrangler.toml sets it.
pub const API_CALLS: u32 = 100;

/// Counts one event of `key` against a limiter.
///
/// An unavailable limiter lets pass: nothing's safety rests on it.
///
/// # Errors
/// 429 when `key` has had too many.
pub async fn brake(world: &impl World, limiter: Limiter, key: &str) -> Result<()> {
    match world.limit(limiter, key).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::new(
            Code::RateLimited,
            "Too many tries in a short time. Please wait a minute, then try again.",
        )
        .retry_after(PERIOD_SECONDS)),
        Err(fault) => {
            world.log(&format!("limiter {}: {fault}", limiter.binding()));
            Ok(())
        }
    }
}
