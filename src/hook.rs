//! What others push to us.
//!
//! [`receive`] takes it; [`signature`] verifies that it is from them, and
//! [`canonical`] writes JSON the one way in which some of them sign it.

pub mod canonical;
pub mod receive;
pub mod signature;

/// The longest push, in bytes: 300 events of DCSA's own samples, which have
/// 1.5 kB each.
pub const MAX_BODY: usize = 512 * 1024;

/// What the paths of pushes begin with.
pub const PATHS: &str = "/hooks/";
