//! The vessel under way: where it is, where it came along and how it goes on.

use time::OffsetDateTime;

use super::course::{self, Foot};
use super::places::Stay;
use super::way::{self, Kind, Part};
use crate::geo::Point;
use crate::page::stops::Stop;
use crate::tracking::shipment::{Classifier, Event, Journey, Position, What};

/// A vessel no further than this from the usual lane keeps to it, in nautical
/// miles: ships pass one another at such distances, and within them the lane
/// can be moved to the vessel without touching land. Further off, a way of its
/// own is sought.
const ON_LANE: f64 = 25.0;

/// Between two reports further apart than this the vessel is taken to have
/// followed the lane, if both are on it; closer ones are joined as they are.
const GAP: f64 = 40.0;

/// Over how many times its distance from the lane a vessel comes back to it.
const RETURN: f64 = 12.0;

/// A vessel that has left is seen to have left, and one that is due is not
/// drawn in port before it is said to have arrived.
const ESTIMATED: (f64, f64) = (0.02, 0.98);

/// The vessel as the map shows it.
pub(super) struct Vessel<'a> {
    pub(super) at: Point,
    /// Which way its bow points, in degrees from north.
    pub(super) bow: f64,
    pub(super) name: Option<&'a str>,
    pub(super) known: Known,
}

/// How its place is known.
#[derive(Clone, Copy)]
pub(super) enum Known {
    /// It was there then, on this course if that is known.
    Reported {
        when: OffsetDateTime,
        course: Option<f64>,
    },
    /// It may be there by now, if it keeps to its schedule.
    Estimated,
}

/// The positions that can be drawn, oldest first.
pub(super) fn reported(journey: &Journey) -> impl DoubleEndedIterator<Item = (Point, &Position)> {
    let possible = |position: &&Position| {
        (-90.0..=90.0).contains(&position.latitude)
            && (-180.0..=180.0).contains(&position.longitude)
    };
    let placed = |position| {
        let &Position {
            latitude,
            longitude,
            ..
        } = position;
        (Point::new(latitude, longitude), position)
    };
    journey.positions.iter().filter(possible).map(placed)
}

/// The parts of the leg before and after the vessel, and the vessel; none if
/// nothing is reported and nothing can be estimated.
pub(super) fn under_way<'a>(
    start: Point,
    leg: &[Stay<'a>],
    lane: Option<&[Point]>,
    journey: &'a Journey,
    now: OffsetDateTime,
) -> Option<([Part; 2], Vessel<'a>)> {
    let [from, to] = leg else { return None };
    let newest = reported(journey).next_back();
    let (parts, known, course) = if let Some((_, newest)) = newest {
        let track = tracked(start, journey, lane);
        let onward = onward(*track.last()?, to.at, lane);
        let steered = newest.course.filter(|course| course.is_finite());
        let course = steered
            .map(|course| course.rem_euclid(360.0))
            .or_else(|| made_good(journey));
        let when = newest.when;
        let known = Known::Reported { when, course };
        ([(Kind::Track, track), onward], known, course)
    } else {
        let share = elapsed(from.stop, to.stop, now)?;
        let (behind, ahead) = course::split(lane?, share);
        let parts = [(Kind::Lane, behind), (Kind::Lane, ahead)];
        (parts, Known::Estimated, None)
    };
    let [behind, ahead] = parts;
    let vessel = Vessel {
        at: *ahead.1.first()?,
        bow: course.or_else(|| heading(&ahead.1)).unwrap_or(0.0),
        name: vessel_name(from.stop, to.stop),
        known,
    };
    let part = |(kind, line), sailed| Part { line, kind, sailed };
    Some(([part(behind, true), part(ahead, false)], vessel))
}

/// From the port through all positions.
fn tracked(start: Point, journey: &Journey, lane: Option<&[Point]>) -> Vec<Point> {
    let mut track = vec![start];
    let foot = |at| course::foot(lane?, at, ON_LANE);
    let (mut at, mut here) = (start, foot(start));
    for (next, _) in reported(journey) {
        let next = next.near(at.lon);
        let there = foot(next);
        let gap = at.at_most_to(next) > GAP && at.miles_to(next) > GAP;
        match (lane, &here, &there) {
            (Some(lane), Some(a), Some(b)) if gap && a.leg <= b.leg => {
                track.extend(course::between(lane, (at, a), (next, b), f64::INFINITY));
                track.push(next);
            }
            _ => track.extend(way::straight(at, next).into_iter().skip(1)),
        }
        (at, here) = (next, there);
    }
    track
}

/// From the vessel to the next port: along the lane if it is on it, or else as
/// a way from there is found.
fn onward(at: Point, to: Point, lane: Option<&[Point]>) -> (Kind, Vec<Point>) {
    let on_lane = lane.and_then(|lane| {
        let foot = course::foot(lane, at, ON_LANE)?;
        let end = *lane.last()?;
        let goal = Foot {
            leg: lane.len().checked_sub(2)?,
            at: end,
            off: 0.0,
        };
        let corners = course::between(lane, (at, &foot), (end, &goal), foot.off * RETURN);
        let mut way = vec![at];
        way.extend(corners);
        way.push(end.near(at.lon));
        Some(way)
    });
    let by_water = on_lane.or_else(|| way::lane(at, at.near(0.0), to, lane.is_some()));
    match by_water {
        Some(way) => (Kind::Lane, way),
        None => (Kind::Straight, way::straight(at, to)),
    }
}

/// The bearing between the last two positions that differ.
fn made_good(journey: &Journey) -> Option<f64> {
    let mut newest_first = reported(journey).rev().map(|(at, _)| at);
    let last = newest_first.next()?;
    let before = newest_first.find(|at| *at != last)?;
    Some(before.bearing_to(last))
}

/// Which way a line begins.
fn heading(line: &[Point]) -> Option<f64> {
    let (first, rest) = line.split_first()?;
    let next = rest.iter().find(|point| *point != first)?;
    Some(first.bearing_to(*next))
}

/// The share of the time at sea that has passed.
fn elapsed(from: &Stop<'_>, to: &Stop<'_>, now: OffsetDateTime) -> Option<f64> {
    let mut leaving = from.events.iter().rev().map(|(_, event)| event);
    let left = leaving
        .find(|event| event.what == What::Departure && event.classifier == Classifier::Actual)?;
    let due = arrival(to)?;
    let share = (now - left.when) / (due.when - left.when);
    share
        .is_finite()
        .then(|| share.clamp(ESTIMATED.0, ESTIMATED.1))
}

fn arrival<'a>(to: &Stop<'a>) -> Option<&'a Event> {
    let mut events = to.events.iter().map(|(_, event)| *event);
    events.find(|event| event.what == What::Arrival)
}

/// What the vessel is called by what it left or is due with.
fn vessel_name<'a>(from: &Stop<'a>, to: &Stop<'a>) -> Option<&'a str> {
    let name = |event: &'a Event| event.vessel.as_ref()?.name.as_deref();
    let mut leaving = from.events.iter().rev();
    leaving
        .find_map(|(_, event)| (event.what == What::Departure).then(|| name(event))?)
        .or_else(|| name(arrival(to)?))
}
