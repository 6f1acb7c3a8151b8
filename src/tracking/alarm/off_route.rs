//! Whether the vessel goes where it was said to go.

use serde::{Deserialize, Serialize};

use super::{Alarm, Rules, What};
use crate::geo::foot::foot;
use crate::geo::lanes::{Avoid, Route, memo, route_via};
use crate::geo::sphere::KILOMETRES_PER_MILE;
use crate::geo::{Point, ports};
use crate::tracking::exception::Carriage;
use crate::tracking::journey::awaited;
use crate::tracking::shipment::{Event, Journey, Place, Position};

/// How far a vessel may be from a lane and is certainly on it, in nautical
/// miles: no search is worth it.
const BESIDE: f64 = 40.0;

/// Up to here distances are told apart, in nautical miles.
const FAR: f64 = 1_000.0;

/// A way through where the vessel is that is no longer than so many times the
/// lane is as good as the lane: across an ocean, masters choose their way by the
/// weather, hundreds of kilometres from the shortest, and it costs them less
/// than this.
const DETOUR: f64 = 1.1;

/// What makes another way of a lane: a vessel too large or too cautious for a
/// canal.
const OTHERWISE: [Avoid; 3] = {
    const NONE: Avoid = Avoid {
        suez: false,
        panama: false,
        kiel: false,
    };
    [
        Avoid { suez: true, ..NONE },
        Avoid {
            panama: true,
            ..NONE
        },
        Avoid { kiel: true, ..NONE },
    ]
};

/// How far from every way to its next port a vessel was seen last.
#[derive(Debug, Clone, PartialEq)]
pub struct OffRoute {
    /// The distance from the nearest way in kilometres, 0 if it is on one and
    /// 1852 if it is further than that.
    pub kilometres: u32,
    /// The vessel, where it is named.
    pub vessel: Option<String>,
    /// Where and when it was seen.
    pub position: Position,
    /// Its next port.
    pub towards: Option<Place>,
}

/// Whether [`off_route()`] would ask where things are; have `geo::earth` ready
/// before it does.
#[must_use]
pub fn is_under_way(journey: &Journey) -> bool {
    awaited::leg(journey).is_some()
}

/// The ends of the way by water to look for the vessel on.
fn needed(journey: &Journey) -> Option<(Point, Point)> {
    let (from, to) = awaited::leg(journey)?;
    let end = |event: &Event| whereabouts(event.place.as_ref()?);
    Some((end(from)?, end(to)?))
}

/// How far the last sighting is from every way to the next port.
///
/// `None` where that cannot be told: not at sea, not seen, a port that nobody
/// knows, no lane, no sea chart or no table of ports (see `geo::earth`).
///
/// Searches of up to 65 ms each: five for a vessel that is not beside the lane,
/// and two more for each canal of the lane. The lane itself is usually known.
///
/// 1. The lane from the last port to the next, as the page's map has it.
/// 2. Beside it the vessel is on its way; and where the way through its place is
///    hardly longer.
/// 3. Or it goes around where the lane goes by a canal.
#[must_use]
pub fn off_route(journey: &Journey) -> Option<OffRoute> {
    let (from, to) = needed(journey)?;
    let position = *journey.positions.iter().rfind(|position| {
        (-90.0..=90.0).contains(&position.latitude)
            && (-180.0..=180.0).contains(&position.longitude)
    })?;
    let at = Point::new(position.latitude, position.longitude);
    // 1
    let lane = memo::remembered(from, to)?;
    let mut miles = off(&lane, at);
    // 2
    if miles > BESIDE {
        miles = if hardly_longer(&lane, at, Avoid::default())? {
            0.0
        } else {
            miles
        };
    }
    // 3
    for avoid in OTHERWISE {
        if miles <= BESIDE {
            break;
        }
        let other = route_via(&[from, to], avoid)
            .filter(|other| other.nautical_miles > lane.nautical_miles + 1.0);
        let Some(other) = other else { continue };
        miles = miles.min(off(&other, at));
        if miles > BESIDE && hardly_longer(&other, at, avoid) == Some(true) {
            miles = 0.0;
        }
    }
    let (left, next) = awaited::leg(journey)?;
    Some(OffRoute {
        kilometres: whole(miles * KILOMETRES_PER_MILE),
        vessel: Carriage::of(left).vessel.or(Carriage::of(next).vessel),
        position,
        towards: next.place.clone(),
    })
}

/// The sightings off the way since the vessel was last on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Astray {
    /// When it was first seen there, in seconds since 1970.
    since: i64,
    /// Whether it was seen there again later.
    again: bool,
}

/// What is to be told of a vessel off its way: it was seen there twice in a row,
/// and has not come back to less than half the distance.
///
/// It is told once for the day (UTC) on which it was first seen there.
pub(super) fn astray(
    rules: &Rules,
    known: &mut Option<Astray>,
    seen: Option<OffRoute>,
) -> Option<Alarm> {
    let seen = seen?;
    let when = seen.position.when.unix_timestamp();
    let far = seen.kilometres > rules.off_route;
    *known = match *known {
        _ if seen.kilometres < rules.off_route / 2 => None,
        None => far.then_some(Astray {
            since: when,
            again: false,
        }),
        Some(first) if first.again => Some(first),
        Some(first) if far => Some(Astray {
            again: when > first.since,
            ..first
        }),
        Some(_) => None,
    };
    let astray = known.filter(|astray| astray.again)?;
    Some(Alarm {
        key: format!("off_route:{}", astray.since.div_euclid(86_400)),
        what: What::OffRoute {
            vessel: seen.vessel,
            position: seen.position,
            kilometres: seen.kilometres,
            towards: seen.towards,
        },
    })
}

/// How far from a way, in nautical miles.
fn off(route: &Route, at: Point) -> f64 {
    foot(&route.points, at, FAR).map_or(FAR, |foot| foot.off)
}

/// Whether the way through there is as good as this one; `None` if there is no
/// way through there, as on land.
fn hardly_longer(route: &Route, at: Point, avoid: Avoid) -> Option<bool> {
    let (from, to) = (route.points.first()?, route.points.last()?);
    let through = route_via(&[*from, at, *to], avoid)?;
    Some(through.nautical_miles <= route.nautical_miles * DETOUR)
}

/// Where a place is: as the origin says, or else as the table of ports has it.
fn whereabouts(place: &Place) -> Option<Point> {
    let told = place.position.filter(|(latitude, longitude)| {
        (-90.0..=90.0).contains(latitude) && (-180.0..=180.0).contains(longitude)
    });
    told.map(|(latitude, longitude)| Point::new(latitude, longitude))
        .or_else(|| ports::find(place.unlocode.as_deref()?))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "from 0 to 1852"
)]
fn whole(kilometres: f64) -> u32 {
    kilometres.round() as u32
}
