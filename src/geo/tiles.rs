//! Where the detail tiles stand, which `make tiles` makes and the platform
//! serves as files (`geo/make/tiles.mjs`).

use std::sync::LazyLock;

use super::fingerprint::fingerprint;

/// Tells one edition of the tiles from another: all that they are made from, so
/// that browsers may keep them for ever. `tiles.mjs` has the same sum.
const EDITION: u64 = fingerprint(&[
    include_bytes!("make/tiles.mjs"),
    include_bytes!("make/earth.mjs"),
    include_bytes!("make/lakes.json"),
]);

/// The path under which they stand, without a slash at its end.
#[must_use]
pub fn path() -> &'static str {
    static PATH: LazyLock<String> = LazyLock::new(|| format!("/tiles/{EDITION:016x}"));
    &PATH
}
