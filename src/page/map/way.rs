//! The legs between the places: sea lanes where goods go by water, great
//! circles elsewhere.

use super::places::Stay;
use crate::geo::{Point, lanes, sphere};
use crate::page::stops::Stop;
use crate::tracking::shipment::{Event, Mode, What};

/// How many legs are sought at sea: a search takes up to 50 ms, and no
/// shipment is loaded onto more vessels than this. Further legs are drawn
/// straight, so that an origin's nonsense costs less than a second.
const MAX_SOUGHT: usize = 12;

/// A way of which the origin does not say that it is by water is taken to be
/// so up to this many times the distance: from Shanghai to Hamburg it is 2.4
/// times, but from Los Angeles to Chicago about 5 times.
const MAX_DETOUR: f64 = 3.0;

/// From one place to the next.
pub(super) struct Leg {
    /// From the first place to the second, with longitudes that run on.
    pub(super) line: Vec<Point>,
    /// Whether it follows sea lanes or rivers; a straight line otherwise.
    pub(super) by_water: bool,
    /// Whether the goods have come to its end.
    pub(super) sailed: bool,
}

/// The legs in order; one less than there are stays.
pub(super) fn between(stays: &[Stay<'_>]) -> Vec<Leg> {
    let last = stays.iter().rposition(|stay| stay.reached).unwrap_or(0);
    let mut at = stays.first().map(|stay| stay.at);
    let mut sought = 0;
    let mut legs = Vec::new();
    for (index, pair) in stays.windows(2).enumerate() {
        let ([from, to], Some(start)) = (pair, at) else {
            continue;
        };
        let mode = mode(from.stop, to.stop);
        let over_land = matches!(mode, Some(Mode::Rail | Mode::Truck));
        let mut course = None;
        if !over_land && from.at != to.at && sought < MAX_SOUGHT {
            sought += 1;
            course = lane(start, from.at, to.at, mode.is_some());
        }
        let by_water = course.is_some();
        let course = course.unwrap_or_else(|| sphere::great_circle(start, to.at));
        let line: Vec<Point> = std::iter::once(start).chain(course).collect();
        at = line.last().copied();
        legs.push(Leg {
            line,
            by_water,
            sailed: index < last,
        });
    }
    legs
}

/// The way by water between two places, to be drawn from `start`, which is the
/// first with its longitude running on; none where there is none. Where that it
/// is by water is not `known`, a long detour is none either.
fn lane(start: Point, from: Point, to: Point, known: bool) -> Option<Vec<Point>> {
    let route = lanes::memo::remembered(from, to)?;
    if !known && route.nautical_miles > MAX_DETOUR * from.miles_to(to) {
        return None;
    }
    let mut lon = start.lon;
    let ends = route.points.iter().copied().chain([to]);
    let line = ends.map(|point| {
        let point = point.near(lon);
        lon = point.lon;
        point
    });
    Some(line.collect())
}

/// How the goods get from one stop to the next, as far as the origin says: by
/// what they leave on, or else by what they arrive on.
fn mode(from: &Stop<'_>, to: &Stop<'_>) -> Option<Mode> {
    let said = |event: &Event| event.mode.or(event.vessel.as_ref().map(|_| Mode::Vessel));
    let leaving = |whats: &[What]| {
        let mut events = from.events.iter().rev();
        events.find_map(|(_, event)| whats.contains(&event.what).then(|| said(event))?)
    };
    let arriving = |whats: &[What]| {
        let mut events = to.events.iter();
        events.find_map(|(_, event)| whats.contains(&event.what).then(|| said(event))?)
    };
    leaving(&[What::Departure])
        .or_else(|| arriving(&[What::Arrival]))
        .or_else(|| leaving(&[What::Loaded, What::GateOut]))
        .or_else(|| arriving(&[What::Discharged, What::GateIn]))
}
