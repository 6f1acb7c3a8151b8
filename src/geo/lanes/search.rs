//! The cheapest way between two approaches: A* over the coarse cells and the
//! points of the channels.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};

use super::super::sphere::{Point, Vector};
use super::Avoid;
use super::approach::Approach;
use super::chart::{COLUMNS, Chart, STORMY, Water, cell_at};

/// What a mile costs where there is land in the next fine cell: dear enough
/// that a way keeps off the coast, cheap enough that straits are passed.
const TIGHT: f64 = 1.2;

/// What a mile costs in the far south (from 40 degrees on): a great circle
/// through the roaring forties is shorter, but not what cargo ships sail.
const STORMS: f64 = 1.2;

/// The steps from a cell: its neighbours, and, in the open sea, the knight's
/// moves, without which the grid makes courses up to 8 percent too long.
const NEIGHBOURS: [(i32, i32); 8] = [
    (-1, 0),
    (0, 1),
    (1, 0),
    (0, -1),
    (-1, 1),
    (1, 1),
    (1, -1),
    (-1, -1),
];
const KNIGHTS: [(i32, i32); 8] = [
    (-2, -1),
    (-2, 1),
    (-1, 2),
    (1, 2),
    (2, 1),
    (2, -1),
    (1, -2),
    (-1, -2),
];
/// The room that a knight's move needs.
const KNIGHTS_ROOM: u8 = 4;
/// Where there is this much room, steps are four cells long, between rows and
/// columns that are multiples of four: a sixteenth of the work in the oceans.
const DEEP: u8 = 8;
const STRIDE: i32 = 4;

/// How much longer a course on the grid is than on the sphere: at most 2.7
/// percent with knight's moves. Without it the search spreads over whole oceans.
const CORNERS: f64 = 1.02;

/// No approach reaches further than this many radians (3 degrees, 4 along the
/// coarse grid's diagonal, and some more for the detours of a fjord).
const LANDFALL: f64 = 0.12;

/// Where a node was reached from.
const NOWHERE: u32 = u32::MAX;
const BERTH: u32 = u32::MAX - 1;

/// A node to be looked at, the one with the least total first.
struct Open {
    total: f64,
    node: usize,
}

/// The points of the way from the first approach's berth to the second's, every
/// step of the grid among them; none if there is no way.
pub(super) fn search(
    chart: &Chart,
    start: &Approach,
    end: &Approach,
    avoid: Avoid,
) -> Option<Vec<Point>> {
    let mut search = Search::new(chart, end, avoid);
    for &(cell, cost, _) in &start.cells {
        search.reach(cell, cost, BERTH);
    }
    for &(point, cost, _) in &start.channels {
        search.reach(chart.cells() + point, cost, BERTH);
    }
    let last = search.run()?;
    let nodes = search.back(last);
    let first = *nodes.first()?;

    let mut way = ashore(chart, start, first);
    way.extend(nodes.iter().map(|&node| search.point(node)));
    way.extend(ashore(chart, end, last).into_iter().rev());
    way.dedup();
    Some(way)
}

/// The way from a berth up to a node, without the node.
fn ashore(chart: &Chart, approach: &Approach, node: usize) -> Vec<Point> {
    if let Some(point) = node.checked_sub(chart.cells()) {
        let beside = approach
            .channels
            .iter()
            .filter(|channel| channel.0 == point);
        let nearest = beside.min_by(|a, b| a.1.total_cmp(&b.1));
        let foot = nearest.map(|&(_, _, foot)| foot);
        return [Some(approach.berth()), foot]
            .into_iter()
            .flatten()
            .collect();
    }
    let found = approach.cells.iter().find(|cell| cell.0 == node);
    let mut way = found.map_or_else(Vec::new, |&(_, _, window)| approach.way(window));
    way.pop();
    if way.is_empty() {
        vec![approach.berth()]
    } else {
        way
    }
}

struct Search<'a> {
    chart: &'a Chart,
    avoid: Avoid,
    goal: Vector,
    /// What remains to be paid from a node to the berth at the end.
    landfall: HashMap<usize, f64>,
    cost: Vec<f32>,
    from: Vec<u32>,
    /// What has been looked at is not looked at again, though the little that
    /// `remaining` adds could make that worth it by less than itself.
    done: Vec<bool>,
    open: BinaryHeap<Open>,
    /// The cheapest complete way so far: its cost and its last node.
    best: Option<(f64, usize)>,
}

impl<'a> Search<'a> {
    fn new(chart: &'a Chart, end: &Approach, avoid: Avoid) -> Self {
        let nodes = chart.cells() + chart.channels.points.len();
        let mut landfall: HashMap<usize, f64> = HashMap::new();
        let cells = end.cells.iter().map(|&(cell, cost, _)| (cell, cost));
        let channels = end
            .channels
            .iter()
            .map(|&(point, cost, _)| (chart.cells() + point, cost));
        for (node, cost) in cells.chain(channels) {
            let known = landfall.entry(node).or_insert(cost);
            *known = known.min(cost);
        }
        Self {
            chart,
            avoid,
            goal: Vector::from(end.berth()),
            landfall,
            cost: vec![f32::INFINITY; nodes],
            from: vec![NOWHERE; nodes],
            done: vec![false; nodes],
            open: BinaryHeap::new(),
            best: None,
        }
    }

    /// The last node of the cheapest way.
    fn run(&mut self) -> Option<usize> {
        while let Some(Open { total, node }) = self.open.pop() {
            if self.best.is_some_and(|(best, _)| best <= total) {
                break;
            }
            if std::mem::replace(&mut self.done[node], true) {
                continue;
            }
            let cost = f64::from(self.cost[node]);
            // Only near the end is there a point in asking.
            let rest = if total - cost < LANDFALL {
                self.landfall.get(&node)
            } else {
                None
            };
            if let Some(rest) =
                rest.filter(|&&rest| self.best.is_none_or(|(best, _)| cost + rest < best))
            {
                self.best = Some((cost + rest, node));
            }
            match node.checked_sub(self.chart.cells()) {
                Some(point) => self.leave_channel(node, point, cost),
                None => self.leave_cell(node, cost),
            }
        }
        self.best.map(|(_, node)| node)
    }

    /// Looks at the steps from a cell.
    fn leave_cell(&mut self, cell: usize, cost: f64) {
        let chart = self.chart;
        let (Some(spot), Ok(number)) = (chart.spot(cell), i32::try_from(cell)) else {
            return;
        };
        let here = chart.vector(spot);
        let (row, column) = (number / COLUMNS, number % COLUMNS);
        let room = chart.room(cell);
        let (north, west) = (row.rem_euclid(STRIDE), column.rem_euclid(STRIDE));
        let deep = room >= DEEP;
        let knights: &[(i32, i32)] = if room >= KNIGHTS_ROOM { &KNIGHTS } else { &[] };
        for &(y, x) in NEIGHBOURS.iter().chain(knights) {
            let (y, x) = if deep {
                (y * STRIDE - north, x * STRIDE - west)
            } else {
                (y, x)
            };
            // All cells closer than `room` are open, the others perhaps not.
            if deep && y.abs().max(x.abs()) >= i32::from(room) {
                continue;
            }
            let Some(next) = cell_at(row + y, column + x).filter(|&next| !self.done[next]) else {
                continue;
            };
            let Some(there) = chart.spot(next) else {
                continue;
            };
            let storms = if Point::from(there).lat < STORMY {
                STORMS
            } else {
                1.0
            };
            let length = here.chord(chart.vector(there)) * storms;
            if cost + length >= f64::from(self.cost[next]) {
                continue;
            }
            let open = room > 0 && chart.room(next) > 0;
            let water = if open {
                Water::Clear
            } else {
                chart.between(spot, there)
            };
            match water {
                Water::Clear => self.reach(next, cost + length, id(cell)),
                Water::Tight => self.reach(next, cost + length * TIGHT, id(cell)),
                Water::None => {}
            }
        }
        for &(point, length) in chart.links(cell) {
            self.reach(chart.cells() + point, cost + length, id(cell));
        }
    }

    /// Looks at the steps from a point of a channel.
    fn leave_channel(&mut self, node: usize, point: usize, cost: f64) {
        let chart = self.chart;
        for stretch in &chart.channels.stretches[point] {
            if stretch.canal.is_some_and(|canal| canal.avoided(self.avoid)) {
                continue;
            }
            self.reach(chart.cells() + stretch.to, cost + stretch.cost, id(node));
        }
        for (cell, length) in chart.mouths(point) {
            self.reach(cell, cost + length, id(node));
        }
    }

    /// Takes note of a way to a node, if it is the cheapest yet.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cost of at most a few radians; 7 digits are a metre"
    )]
    fn reach(&mut self, node: usize, cost: f64, from: u32) {
        let rounded = cost as f32;
        if rounded < self.cost[node] && !self.done[node] {
            self.cost[node] = rounded;
            self.from[node] = from;
            let total = f64::from(rounded) + self.remaining(node);
            self.open.push(Open { total, node });
        }
    }

    /// What remains to be paid: the great circle to the berth, and a little for
    /// the corners that the grid adds to every course.
    fn remaining(&self, node: usize) -> f64 {
        self.vector(node).arc(self.goal) * CORNERS
    }

    /// The nodes of the way that ends at `last`.
    fn back(&self, last: usize) -> Vec<usize> {
        let mut nodes: Vec<usize> =
            std::iter::successors(Some(last), |&node| match self.from[node] {
                NOWHERE | BERTH => None,
                from => usize::try_from(from).ok(),
            })
            .collect();
        nodes.reverse();
        nodes
    }

    fn vector(&self, node: usize) -> Vector {
        match self.chart.spot(node) {
            Some(spot) => self.chart.vector(spot),
            None => Vector::from(self.point(node)),
        }
    }

    fn point(&self, node: usize) -> Point {
        let drawn = node
            .checked_sub(self.chart.cells())
            .map(|point| self.chart.channels.points[point]);
        drawn
            .or_else(|| self.chart.spot(node).map(Point::from))
            .unwrap_or(Point::new(0.0, 0.0))
    }
}

/// A node as it is stored: there are fewer than a million.
fn id(node: usize) -> u32 {
    u32::try_from(node).unwrap_or(NOWHERE)
}

impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        // The heap gives the greatest first, the search wants the least.
        other
            .total
            .total_cmp(&self.total)
            .then(other.node.cmp(&self.node))
    }
}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open {}
