//! From a berth to the nearest cells of the open sea, or onto a channel.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::super::sphere::{MILES_PER_RADIAN, Point};
use super::chart::{Chart, Spot, Water, cell_of};

/// Fine cells to each side that are searched: a degree and a half, which reaches
/// the sea from the head of any fjord with a port that is not drawn by hand.
const REACH: i32 = 24;
const SIDE: i32 = 2 * REACH + 1;
/// Fine cells around a berth in which a way may lead over land: harbours lie
/// behind moles and on rivers that the map does not have.
const ASHORE: i32 = 6;
/// A berth is on a channel if it is no further from it, in nautical miles.
const BESIDE: f64 = 10.0;

/// All the ways from one berth to the chart.
pub(super) struct Approach {
    berth: Point,
    centre: Spot,
    /// Per fine cell of the window the one that the way to it comes from.
    from: Vec<Option<usize>>,
    /// The coarse cells reached, with what it costs in radians, and the window's cell.
    pub(super) cells: Vec<(usize, f64, usize)>,
    /// The channel points reached, with what it costs, and the point of the
    /// channel that the berth lies beside.
    pub(super) channels: Vec<(usize, f64, Point)>,
}

impl Approach {
    /// None if there is no water near.
    pub(super) fn new(chart: &Chart, berth: Point) -> Option<Self> {
        let berth = berth.near(0.0);
        let mut approach = Self {
            berth,
            centre: Spot::from(berth),
            from: vec![None; usize::try_from(SIDE * SIDE).ok()?],
            cells: Vec::new(),
            channels: Vec::new(),
        };
        approach.by_sea(chart);
        approach.by_channel(chart);
        (!approach.cells.is_empty() || !approach.channels.is_empty()).then_some(approach)
    }

    /// The berth itself.
    pub(super) fn berth(&self) -> Point {
        self.berth
    }

    /// The way from the berth to a window's cell, both included.
    pub(super) fn way(&self, window: usize) -> Vec<Point> {
        let mut way: Vec<Point> = std::iter::successors(Some(window), |&at| self.from[at])
            .map(|at| self.spot(at).into())
            .collect();
        way.pop();
        way.push(self.berth);
        way.reverse();
        way
    }

    /// Dijkstra over the fine cells around the berth.
    fn by_sea(&mut self, chart: &Chart) {
        /// Land costs so much that a way takes the least of it, and not the
        /// short cut to the sea on the other side of an isthmus.
        const OVER_LAND: u32 = 60;
        let mut best = vec![u32::MAX; self.from.len()];
        let Some(start) = self.window(self.centre) else {
            return;
        };
        best[start] = 0;
        // Lengths are counted in hundredths of a fine cell's height.
        let narrow = self.berth.lat.to_radians().cos();
        let length = |rows: i32, columns: i32| {
            let (y, x) = (f64::from(rows), f64::from(columns) * narrow);
            hundredths(y.hypot(x))
        };
        let mut queue = BinaryHeap::from([Reverse((0_u32, start))]);
        while let Some(Reverse((cost, at))) = queue.pop() {
            if cost > best[at] {
                continue;
            }
            let here = self.spot(at);
            for (rows, columns) in [
                (-1, -1),
                (-1, 0),
                (-1, 1),
                (0, -1),
                (0, 1),
                (1, -1),
                (1, 0),
                (1, 1),
            ] {
                let there = Spot {
                    row: here.row + rows,
                    column: here.column + columns,
                };
                let Some(next) = self.window(there) else {
                    continue;
                };
                let factor = match chart.water(there) {
                    Water::Clear => 10,
                    Water::Tight => 12,
                    Water::None if self.ashore(there) => 10 * OVER_LAND,
                    Water::None => continue,
                };
                let total = cost + length(rows, columns) * factor / 10;
                if total < best[next] {
                    best[next] = total;
                    self.from[next] = Some(at);
                    queue.push(Reverse((total, next)));
                }
            }
        }
        for (window, &cost) in best
            .iter()
            .enumerate()
            .filter(|(_, cost)| **cost < u32::MAX)
        {
            let spot = self.spot(window);
            let Some(cell) = cell_of(spot).filter(|&cell| chart.spot(cell) == Some(spot)) else {
                continue;
            };
            let radians = f64::from(cost) / 100.0 / 16.0_f64;
            self.cells.push((cell, radians.to_radians(), window));
        }
    }

    /// The channels that pass the berth.
    fn by_channel(&mut self, chart: &Chart) {
        /// The way between berth and channel, as a multiple of its length.
        const ASIDE: f64 = 2.0;
        let net = &chart.channels;
        for (from, stretches) in net.stretches.iter().enumerate() {
            for stretch in stretches {
                let foot = foot(self.berth, net.points[from], net.points[stretch.to]);
                let aside = self.berth.miles_to(foot);
                if aside < BESIDE {
                    let miles = aside * ASIDE + foot.miles_to(net.points[stretch.to]);
                    self.channels
                        .push((stretch.to, miles / MILES_PER_RADIAN, foot));
                }
            }
        }
    }

    /// Whether a spot is close enough to the berth to be a part of the harbour.
    fn ashore(&self, spot: Spot) -> bool {
        let (rows, columns) = (spot.row - self.centre.row, spot.column - self.centre.column);
        rows.abs().max(columns.abs()) <= ASHORE
    }

    /// The number of a spot in the window.
    fn window(&self, spot: Spot) -> Option<usize> {
        let (row, column) = (
            spot.row - self.centre.row + REACH,
            spot.column - self.centre.column + REACH,
        );
        let inside = (0..SIDE).contains(&row) && (0..SIDE).contains(&column);
        if inside {
            usize::try_from(row * SIDE + column).ok()
        } else {
            None
        }
    }

    /// The spot with a number in the window.
    fn spot(&self, window: usize) -> Spot {
        let window = i32::try_from(window).unwrap_or(0);
        Spot {
            row: self.centre.row - REACH + window / SIDE,
            column: self.centre.column - REACH + window % SIDE,
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "lengths of one to two cells"
)]
fn hundredths(cells: f64) -> u32 {
    (cells * 100.0).round() as u32
}

/// The point nearest to `point` on the line from `a` to `b`; so near, the Earth is flat.
fn foot(point: Point, a: Point, b: Point) -> Point {
    let narrow = point.lat.to_radians().cos();
    let flat = |p: Point| {
        let p = p.near(point.lon);
        ((p.lon - point.lon) * narrow, p.lat - point.lat)
    };
    let ((ax, ay), (bx, by)) = (flat(a), flat(b));
    let (dx, dy) = (bx - ax, by - ay);
    let t = (-(ax * dx + ay * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    let (a, b) = (a.near(point.lon), b.near(point.lon));
    Point::new(a.lat + (b.lat - a.lat) * t, a.lon + (b.lon - a.lon) * t)
}
