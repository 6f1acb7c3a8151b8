//! The way from place to place: sea lanes where goods go by water, great
//! circles elsewhere, and at sea the vessel's own track.

use time::OffsetDateTime;

use super::places::Stay;
use super::voyage::{self, Vessel};
use crate::geo::view::{Planar, project};
use crate::geo::{Point, lanes::memo, sphere};
use crate::page::stops::Stop;
use crate::tracking::shipment::{Event, Journey, Mode, Stage, What};

/// How many legs are sought at sea: a search takes up to 65 ms, and no
/// shipment is loaded onto more vessels than this. Further legs are drawn
/// straight, so that an origin's nonsense costs less than a second.
const MAX_SOUGHT: usize = 12;

/// A way of which the origin does not say that it is by water is taken to be
/// so up to this many times the distance: from Shanghai to Hamburg it is 2.4
/// times, but from Los Angeles to Chicago about 5 times.
const MAX_DETOUR: f64 = 3.0;

/// The whole way, with longitudes that run on.
pub(super) struct Way<'a> {
    /// Where each stay is.
    pub(super) places: Vec<Point>,
    /// The lines between them, in order.
    pub(super) parts: Vec<Part>,
    /// The vessel that is under way now.
    pub(super) vessel: Option<Vessel<'a>>,
}

impl Way<'_> {
    /// The parts' lines in the plane: reckoned once, because it takes a logarithm
    /// and a tangent for every point.
    pub(super) fn plane(&self) -> Vec<Vec<Planar>> {
        let plane = |part: &Part| part.line.iter().copied().map(project).collect();
        self.parts.iter().map(plane).collect()
    }
}

/// A line of one kind.
pub(super) struct Part {
    pub(super) line: Vec<Point>,
    pub(super) kind: Kind,
    /// Whether the goods have come to its end.
    pub(super) sailed: bool,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The usual sea lanes or rivers.
    Lane,
    /// Where the vessel said it was.
    Track,
    /// Two places joined.
    Straight,
}

/// The way through all stays.
pub(super) fn between<'a>(
    stays: &[Stay<'a>],
    journey: &'a Journey,
    now: OffsetDateTime,
) -> Way<'a> {
    let last = last_reached(stays);
    let mut way = Way {
        places: stays.first().map(|stay| stay.at).into_iter().collect(),
        parts: Vec::new(),
        vessel: None,
    };
    let mut sought = 0;
    for (index, pair) in stays.windows(2).enumerate() {
        let ([from, to], Some(&start)) = (pair, way.places.last()) else {
            continue;
        };
        let mut found = None;
        if let Some(known) = by_water(from, to).filter(|_| sought < MAX_SOUGHT) {
            sought += 1;
            found = lane(start, from.at, to.at, known);
        }
        let under_way = is_under_way(journey, stays, index)
            .then(|| voyage::under_way(start, pair, found.as_deref(), journey, now))
            .flatten();
        if let Some((parts, vessel)) = under_way {
            way.parts.extend(parts);
            way.vessel = Some(vessel);
        } else {
            let (kind, line) = match found {
                Some(lane) => (Kind::Lane, lane),
                None => (Kind::Straight, straight(start, to.at)),
            };
            let sailed = index < last;
            way.parts.push(Part { line, kind, sailed });
        }
        let end = way.parts.last().and_then(|part| part.line.last());
        way.places.extend(end.copied());
    }
    way
}

/// The ways by water that a drawing of these stays may ask for.
pub(super) fn needed(stays: &[Stay<'_>], journey: &Journey) -> Vec<(Point, Point)> {
    let mut needed = Vec::new();
    let legs = stays.windows(2).enumerate();
    let by_water = legs.filter(|(_, pair)| by_water(&pair[0], &pair[1]).is_some());
    for (index, pair) in by_water.take(MAX_SOUGHT) {
        needed.push((pair[0].at, pair[1].at));
        if is_under_way(journey, stays, index) {
            let newest = voyage::reported(journey).next_back();
            needed.extend(newest.map(|(at, _)| (at, pair[1].at)));
        }
    }
    needed
}

fn last_reached(stays: &[Stay<'_>]) -> usize {
    stays.iter().rposition(|stay| stay.reached).unwrap_or(0)
}

/// Whether the goods are at sea on the leg that begins at this stay.
fn is_under_way(journey: &Journey, stays: &[Stay<'_>], index: usize) -> bool {
    journey.stage == Stage::AtSea && index == last_reached(stays) && stays[index].stop.left()
}

/// Whether goods go from one stay to the next by water: none where they do not,
/// and within it whether the origin says so.
fn by_water(from: &Stay<'_>, to: &Stay<'_>) -> Option<bool> {
    let mode = mode(from.stop, to.stop);
    let over_land = matches!(mode, Some(Mode::Rail | Mode::Truck));
    (!over_land && from.at != to.at).then_some(mode.is_some())
}

/// The great circle, both ends included.
pub(super) fn straight(from: Point, to: Point) -> Vec<Point> {
    let mut line = vec![from];
    line.extend(sphere::great_circle(from, to));
    line
}

/// The way by water between two places, to be drawn from `start`, which is the
/// first with its longitude running on; none where there is none. Where that it
/// is by water is not `known`, a long detour is none either.
pub(super) fn lane(start: Point, from: Point, to: Point, known: bool) -> Option<Vec<Point>> {
    let route = memo::remembered(from, to)?;
    if !known && route.nautical_miles > MAX_DETOUR * from.miles_to(to) {
        return None;
    }
    let mut line = vec![start];
    let mut lon = start.lon;
    for point in route.points.iter().copied().skip(1).chain([to]) {
        let point = point.near(lon);
        lon = point.lon;
        line.push(point);
    }
    Some(line)
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
