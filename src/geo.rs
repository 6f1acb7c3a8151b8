//! Where things are: ports, land and the way across the sea.
//!
//! Everything here but [`earth`] is a pure function of its arguments and of the
//! packed data in `geo/data/`, which `make geo` makes again from its sources;
//! provenance and licences are in `geo/data/PROVENANCE.md`.
//!
//! - [`ports`]: a UN/LOCODE to a position.
//! - [`lanes`]: from a position to a position by sea.
//! - [`foot`]: how far from a line.
//! - [`view`]: Mercator, and fitting a journey into a picture.
//! - [`land`]: the land in that picture, as an SVG path.
//! - [`thin`]: the same line with fewer points.
//! - [`tiles`]: where the land stands in more detail.
//! - [`earth`]: the larger part of the data, read when a page first needs it.

pub mod earth;
pub mod foot;
pub mod land;
pub mod lanes;
pub mod ports;
pub mod sphere;
pub mod thin;
pub mod tiles;
pub mod view;

mod bytes;
pub(crate) mod fingerprint;
mod memo;

pub use sphere::Point;
