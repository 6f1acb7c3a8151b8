//! The way across the sea, from a position to a position.
//!
//! A search over a chart of our own, in four steps:
//! 1. `chart`: the sea on a grid, with the canals, rivers and straits that
//!    are too narrow for it drawn by hand;
//! 2. `approach`: from a berth to the open sea or onto a river;
//! 3. `search`: the cheapest way between the two;
//! 4. `pull`: the steps of the grid pulled taut into great circles.
//!
//! It costs milliseconds: computed once per pair of ports and kept by `memo`,
//! never per view. It is a likely way, not a passage plan: wherever the origin says
//! where the ship was, that wins, and the way leads through those points
//! ([`route_via`]).

mod approach;
mod chart;
pub mod memo;
mod pull;
mod search;
mod told;

#[cfg(test)]
mod ashore;
#[cfg(test)]
mod distances;

use super::sphere::{Point, great_circle};
use approach::Approach;
use chart::Chart;

/// The longest list of positions that [`route_via`] follows: a search takes up
/// to 60 ms, and no journey has more legs than this between two port calls.
const MAX_POINTS: usize = 16;

/// A line across the sea.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// The line from its first point to its last, with longitudes unwrapped and
    /// close enough together that straight lines on a Mercator map follow the
    /// great circles.
    pub points: Vec<Point>,
    /// Its length.
    pub nautical_miles: f64,
}

/// Canals that a ship does not take, because it is too large for them or its
/// owner avoids the region.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Avoid {
    /// Go by the Cape of Good Hope.
    pub suez: bool,
    /// Go by the Strait of Magellan or the Cape of Good Hope.
    pub panama: bool,
    /// Go around Skagen.
    pub kiel: bool,
}

/// The way by sea and river between two places, any canal allowed.
///
/// None if either is further than about 25 nautical miles from navigable
/// water, or the waters are not connected (the Caspian Sea), or the chart is not
/// here yet (see [`super::earth`]).
#[must_use]
pub fn route(from: Point, to: Point) -> Option<Route> {
    route_via(&[from, to], Avoid::default())
}

/// The way by sea and river through all of these points in their order, such
/// as the last port, the ship's reported positions and the next port.
///
/// None if there are fewer than two points or more than 16, or any leg has no
/// way.
#[must_use]
pub fn route_via(points: &[Point], avoid: Avoid) -> Option<Route> {
    if points.len() < 2 || points.len() > MAX_POINTS {
        return None;
    }
    let chart = Chart::get()?;
    let mut line: Vec<Point> = Vec::new();
    for leg in points.windows(2) {
        let start = line.last().copied().unwrap_or(leg[0]);
        let course = leg_between(chart, leg[0], leg[1], avoid)?;
        line.extend(unwrapped(start, &course).skip(usize::from(!line.is_empty())));
    }
    let nautical_miles = line.windows(2).map(|w| w[0].miles_to(w[1])).sum();
    let mut dense = vec![*line.first()?];
    for leg in line.windows(2) {
        dense.extend(great_circle(leg[0], leg[1]));
    }
    Some(Route {
        points: dense,
        nautical_miles,
    })
}

/// The corners of the way between two places.
fn leg_between(chart: &Chart, from: Point, to: Point, avoid: Avoid) -> Option<Vec<Point>> {
    let (start, end) = (Approach::new(chart, from)?, Approach::new(chart, to)?);
    let found = search::search(chart, &start, &end, avoid)?;
    Some(pull::pull(chart, &found))
}

/// The same places with longitudes that run on from `start`.
fn unwrapped(start: Point, course: &[Point]) -> impl Iterator<Item = Point> {
    course.iter().scan(start.lon, |lon, point| {
        let point = point.near(*lon);
        *lon = point.lon;
        Some(point)
    })
}
