//! The legs between the places: sea lanes where goods go by water, great
//! circles elsewhere.

use super::places::Stay;
use crate::geo::{Point, lanes, sphere};
use crate::page::stops::Stop;
use crate::tracking::shipment::{Event, Mode, What};

/// How many legs are sought at sea: a search takes up to 50 ms, and no
/// shipment is loaded onto more vessels than this. Further legs are drawn
/// straight, so that an origin's nonsense costs no more than a second.
const MAX_SOUGHT: usize = 12;

/// A way of which the origin does not say that it is by water is taken to be
/// so up to this many times the distance. Around Africa from Asia to Europe is
/// three times the distance; by way of the Great Lakes to Chicago it is more.
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
        let lane = if sought < MAX_SOUGHT && from.at != to.at {
            sought += 1;
            lane(start, from, to)
        } else {
            None
        };
        let by_water = lane.is_some();
        let mut line = vec![start];
        match lane {
            Some(lane) => line.extend(lane),
            None => line.extend(sphere::great_circle(start, to.at)),
        }
        at = line.last().copied();
        legs.push(Leg {
            line,
            by_water,
            sailed: index < last,
        });
    }
    legs
}

/// The way by water after `start`, to the very place; none where there is none.
fn lane(start: Point, from: &Stay<'_>, to: &Stay<'_>) -> Option<Vec<Point>> {
    let mode = mode(from.stop, to.stop);
    if matches!(mode, Some(Mode::Rail | Mode::Truck)) {
        return None;
    }
    let route = lanes::remembered(from.at, to.at)?;
    let direct = from.at.miles_to(to.at);
    if mode.is_none() && route.nautical_miles > MAX_DETOUR * direct {
        return None;
    }
    let mut lon = start.lon;
    let ends = route.points.iter().copied().chain([to.at]);
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
