//! Pulls the steps of the search taut into great circles.

use super::super::sphere::{Point, Vector};
use super::chart::{Chart, Water};

/// How far apart two points may be, in nautical miles, to be joined where the
/// water is narrow; further apart, a line has to keep clear of the land.
const NARROWS: f64 = 45.0;

/// The corners of the same way, as few as the land allows.
pub(super) fn pull(chart: &Chart, way: &[Point]) -> Vec<Point> {
    let mut line = shorten(chart, way);
    for _ in 0..2 {
        tighten(chart, &mut line);
        line = drop_needless(chart, &line);
    }
    line
}

/// Whether a ship can go straight.
fn straight(chart: &Chart, from: Point, to: Point) -> bool {
    let close = from.miles_to(to) < NARROWS;
    chart.along(from, to, if close { Water::Tight } else { Water::Clear })
}

/// From every point on to the furthest that can be seen, found by doubling the
/// distance and then halving the gap. What lies behind a cape seen past is
/// missed, and found by the later passes.
fn shorten(chart: &Chart, way: &[Point]) -> Vec<Point> {
    let mut line = Vec::new();
    let mut at = 0;
    while at + 1 < way.len() {
        line.push(way[at]);
        let last = way.len() - 1;
        let (mut seen, mut reach) = (at + 1, 2);
        while at + reach <= last && straight(chart, way[at], way[at + reach]) {
            seen = at + reach;
            reach *= 2;
        }
        let mut hidden = (at + reach).min(last + 1);
        while seen + 1 < hidden {
            let middle = usize::midpoint(seen, hidden);
            if straight(chart, way[at], way[middle]) {
                seen = middle;
            } else {
                hidden = middle;
            }
        }
        at = seen;
    }
    line.extend(way.last());
    line
}

/// Leaves out every corner whose neighbours see one another.
fn drop_needless(chart: &Chart, line: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    for (index, &point) in line.iter().enumerate() {
        let next = line.get(index + 1);
        let needless = kept
            .last()
            .zip(next)
            .is_some_and(|(&last, &next)| straight(chart, last, next));
        if !needless {
            kept.push(point);
        }
    }
    kept
}

/// Moves every corner towards the great circle between its neighbours, as far
/// as both legs stay clear.
fn tighten(chart: &Chart, line: &mut [Point]) {
    for index in 1..line.len().saturating_sub(1) {
        let (before, corner, after) = (line[index - 1], line[index], line[index + 1]);
        let [a, b, c] = [before, corner, after].map(Vector::from);
        let (to_corner, from_corner, across) = (a.arc(b), b.arc(c), a.arc(c));
        let share = to_corner / (to_corner + from_corner);
        let goal = a.toward(c, across, share);
        let shift = b.arc(goal);
        let (mut free, mut step) = (0.0, 0.5);
        for _ in 0..5 {
            let moved = Point::from(b.toward(goal, shift, free + step));
            let clear =
                chart.along(before, moved, Water::Clear) && chart.along(moved, after, Water::Clear);
            if clear {
                free += step;
            }
            step /= 2.0;
        }
        if free > 0.0 {
            line[index] = Point::from(b.toward(goal, shift, free));
        }
    }
}
