//! Randomness, and what its absence means: nothing is made without it.

use crate::error::{Error, Result};
use crate::world::World;

/// Draws bytes from the platform's secure generator.
///
/// # Errors
/// 503 when there is no randomness to be had.
pub fn draw<const N: usize>(world: &impl World) -> Result<[u8; N]> {
    let mut bytes = [0; N];
    world
        .random(&mut bytes)
        .map_err(|fault| Error::unavailable(format!("random: {fault}")))?;
    Ok(bytes)
}
