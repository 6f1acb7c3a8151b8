//! When a universe begins.

use time::OffsetDateTime;
use time::macros::datetime;

/// The first moment of every universe.
///
/// Not on a full minute, so that a test which assumes aligned windows shows it.
pub const START: OffsetDateTime = datetime!(2026-12-01 08:00:07 UTC);
