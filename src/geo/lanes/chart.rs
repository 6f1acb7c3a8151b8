//! The chart: the sea on two grids, and the channels drawn by hand.
//!
//! The fine grid (1/16 degree) says where there is water. The search runs on
//! coarse cells (1/4 degree), each with one fine cell in it as the point that
//! ships pass through; two coarse cells are neighbours only where the straight
//! line between their points is water on the fine grid.

mod bits;
mod channels;
mod mask;

use std::collections::HashMap;
use std::sync::OnceLock;

use super::super::earth;
use super::super::fingerprint::continued;
use super::super::sphere::{Point, Vector};
use bits::Bits;
pub(super) use channels::Channels;
use mask::Mask;

/// Fine cells across a coarse one.
pub(super) const BLOCK: i32 = 4;
/// Coarse cells around the world, and from the north edge of the chart to its south edge.
pub(super) const COLUMNS: i32 = mask::COLUMNS / BLOCK;
const ROWS: i32 = mask::ROWS / BLOCK;

/// South of this latitude the seas are to be kept out of, except on the way to
/// a port there.
pub(super) const STORMY: f64 = -40.0;

/// The point of a cell that has no water in it.
const LAND: u8 = 0xff;
/// Marks a cell from which a channel can be reached.
const LINKED: u8 = 0x10;
/// The room of a cell is counted up to here, and only in powers of two: it is
/// there to take long steps in the open sea.
const MOST_ROOM: u8 = 16;

/// A fine cell: row from the north, column from the date line (any turn).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) row: i32,
    pub(super) column: i32,
}

/// What a straight line between two spots passes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Water {
    /// Land.
    None,
    /// Water, with land in the next fine cell.
    Tight,
    /// Water all around.
    Clear,
}

/// Tells one edition of the chart's data from another.
pub(super) const EDITION: u64 = continued(earth::SEA_SUM, &[channels::LIST.as_bytes()]);

/// The whole chart; a few megabytes, made once per isolate.
pub(super) struct Chart {
    mask: Mask,
    /// Per coarse cell the fine cell in it that stands for it, or [`LAND`];
    /// and [`LINKED`].
    points: Vec<u8>,
    /// Per coarse cell how far it is to a cell that is not all open sea.
    room: Vec<u8>,
    pub(super) channels: Channels,
    /// The channel points that can be reached from a coarse cell.
    links: HashMap<usize, Vec<(usize, f64)>>,
    rows: Vec<(f64, f64)>,
    columns: Vec<(f64, f64)>,
}

impl Chart {
    /// The chart, unpacked on first use; none as long as [`earth`] does not have
    /// the sea.
    pub(super) fn get() -> Option<&'static Self> {
        /// One for all, because every isolate's sea is the same.
        static CHART: OnceLock<Chart> = OnceLock::new();
        let sea = earth::sea()?;
        Some(CHART.get_or_init(|| Self::new(&sea)))
    }

    fn new(sea: &[u8]) -> Self {
        let mask = Mask::unpack(sea);
        let corner = |cell: i32| (cell / COLUMNS * BLOCK, cell % COLUMNS * BLOCK);
        let points = (0..ROWS * COLUMNS)
            .map(|cell| mask.best(corner(cell).0, corner(cell).1).unwrap_or(LAND))
            .collect();
        let room = room(mask::open_cells(&mask));
        let sine = |spot: Spot| {
            let point = Point::from(spot);
            (
                point.lat.to_radians().sin_cos(),
                point.lon.to_radians().sin_cos(),
            )
        };
        let rows = (0..mask::ROWS)
            .map(|row| sine(Spot { row, column: 0 }).0)
            .collect();
        let columns = (0..mask::COLUMNS)
            .map(|column| sine(Spot { row: 0, column }).1)
            .collect();
        let mut chart = Self {
            mask,
            points,
            room,
            channels: Channels::parse(),
            links: HashMap::new(),
            rows,
            columns,
        };
        chart.link();
        chart
    }

    /// Joins the channels to the sea, wherever a point of one lies in water.
    fn link(&mut self) {
        for (index, point) in self.channels.points.iter().enumerate() {
            let spot = Spot::from(*point);
            for cell in cells_around(spot) {
                let Some(there) = self.spot(cell) else {
                    continue;
                };
                if self.between(spot, there) != Water::None {
                    let length = Vector::from(*point).arc(self.vector(there));
                    self.links.entry(cell).or_default().push((index, length));
                    self.points[cell] |= LINKED;
                }
            }
        }
    }

    /// The number of coarse cells: channel points are numbered on from here.
    pub(super) fn cells(&self) -> usize {
        self.points.len()
    }

    /// The channel points next to a coarse cell, with their distance in radians.
    pub(super) fn links(&self, cell: usize) -> &[(usize, f64)] {
        let linked = self
            .points
            .get(cell)
            .is_some_and(|&point| point != LAND && point & LINKED != 0);
        if linked {
            self.links.get(&cell).map_or(&[], Vec::as_slice)
        } else {
            &[]
        }
    }

    /// The coarse cells next to a channel point, with their distance.
    pub(super) fn mouths(&self, index: usize) -> impl Iterator<Item = (usize, f64)> {
        let spot = Spot::from(self.channels.points[index]);
        cells_around(spot).filter_map(move |cell| {
            let &(_, length) = self.links(cell).iter().find(|link| link.0 == index)?;
            Some((cell, length))
        })
    }

    /// The point of a coarse cell, if there is water in it.
    pub(super) fn spot(&self, cell: usize) -> Option<Spot> {
        let point = i32::from(*self.points.get(cell).filter(|&&point| point != LAND)? & !LINKED);
        let cell = i32::try_from(cell).ok()?;
        Some(Spot {
            row: cell / COLUMNS * BLOCK + point / BLOCK,
            column: cell % COLUMNS * BLOCK + point % BLOCK,
        })
    }

    /// A number of cells that all are open sea around this one, itself
    /// included: 0 if it is not, 1 if it alone is.
    pub(super) fn room(&self, cell: usize) -> u8 {
        self.room.get(cell).copied().unwrap_or(0)
    }

    /// What this fine cell is.
    pub(super) fn water(&self, spot: Spot) -> Water {
        self.mask.water(spot)
    }

    /// The least water on the straight line between two spots a few fine cells
    /// apart.
    pub(super) fn between(&self, from: Spot, to: Spot) -> Water {
        let (rows, columns) = (to.row - from.row, nearest(to.column - from.column));
        // Three samples a cell: a corner may be cut by a third of one.
        let steps = 3 * rows.abs().max(columns.abs()).max(1);
        let mut least = Water::Clear;
        for step in 0..=steps {
            let at = Spot {
                row: from.row + (2 * rows * step + steps).div_euclid(2 * steps),
                column: from.column + (2 * columns * step + steps).div_euclid(2 * steps),
            };
            least = least.min(self.water(at));
            if least == Water::None {
                break;
            }
        }
        least
    }

    /// Whether the great circle between two points has at least the water
    /// wanted everywhere, and does not lead through the storms of the south;
    /// within three miles of an end that is itself on land, land does not count.
    pub(super) fn along(&self, from: Point, to: Point, wanted: Water) -> bool {
        /// Degrees between two looks at the fine grid: a third of a cell.
        const LOOK: f64 = 0.02;
        const BERTH: f64 = 0.05;
        /// Degrees by which a course along the edge of the storms may bulge.
        const BULGE: f64 = 0.15;
        let (a, b) = (Vector::from(from), Vector::from(to));
        let arc = a.arc(b);
        let length = arc.to_degrees();
        let berth = |point: Point| {
            if self.water(Spot::from(point)) == Water::None {
                BERTH
            } else {
                0.0
            }
        };
        let mut at = berth(from);
        let end = length - berth(to);
        let southernmost = from.lat.min(to.lat).min(STORMY) - BULGE;
        while at < end {
            let point = Point::from(a.toward(b, arc, at / length));
            let narrow = point.lat.to_radians().cos();
            let spot = Spot::from(point);
            let room = cell_of(spot).map_or(0, |cell| self.room(cell));
            if point.lat < southernmost || (room == 0 && self.water(spot) < wanted) {
                return false;
            }
            // All cells closer than `room` are open sea; a step stays among them.
            let open = f64::from(room.saturating_sub(1)) * 0.23;
            at += open.max(LOOK) * narrow;
        }
        true
    }

    /// The place of a spot as a vector, from tables.
    pub(super) fn vector(&self, spot: Spot) -> Vector {
        let row = usize::try_from(spot.row.clamp(0, mask::ROWS - 1)).unwrap_or(0);
        let column = usize::try_from(spot.column.rem_euclid(mask::COLUMNS)).unwrap_or(0);
        Vector::new(self.rows[row], self.columns[column])
    }
}

/// Columns apart, the short way around.
fn nearest(columns: i32) -> i32 {
    (columns + mask::COLUMNS / 2).rem_euclid(mask::COLUMNS) - mask::COLUMNS / 2
}

/// The coarse cell that a spot lies in.
pub(super) fn cell_of(spot: Spot) -> Option<usize> {
    cell_at(spot.row.div_euclid(BLOCK), spot.column.div_euclid(BLOCK))
}

/// The number of the coarse cell in this row and column.
pub(super) fn cell_at(row: i32, column: i32) -> Option<usize> {
    if !(0..ROWS).contains(&row) {
        return None;
    }
    usize::try_from(row * COLUMNS + column.rem_euclid(COLUMNS)).ok()
}

/// The coarse cell that a spot lies in, and those around it.
fn cells_around(spot: Spot) -> impl Iterator<Item = usize> {
    let (row, column) = (spot.row.div_euclid(BLOCK), spot.column.div_euclid(BLOCK));
    (row - 1..=row + 1).flat_map(move |row| {
        (column - 1..=column + 1).filter_map(move |column| cell_at(row, column))
    })
}

/// The room of every cell, from how often the open sea can be shrunk until the
/// cell is gone.
fn room(open: Bits) -> Vec<u8> {
    let width = usize::try_from(COLUMNS).unwrap_or(1);
    let mut room = vec![0; usize::try_from(ROWS).unwrap_or(0) * width];
    let mut left = open;
    let mut counted = 1;
    loop {
        for (row, cells) in (0..).zip(room.chunks_exact_mut(width)) {
            for (column, room) in (0..).zip(cells) {
                if left.get(row, column) {
                    *room = counted;
                }
            }
        }
        if counted == MOST_ROOM {
            return room;
        }
        for _ in 0..counted {
            left = left.shrunk();
        }
        counted *= 2;
    }
}

impl From<Spot> for Point {
    /// The centre of the cell.
    fn from(spot: Spot) -> Self {
        Self::new(
            mask::NORTH - (f64::from(spot.row) + 0.5) / mask::PER_DEGREE,
            (f64::from(spot.column) + 0.5) / mask::PER_DEGREE - 180.0,
        )
    }
}

impl From<Point> for Spot {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "degrees times 16 are far below the limit of i32"
    )]
    fn from(point: Point) -> Self {
        Self {
            row: ((mask::NORTH - point.lat) * mask::PER_DEGREE).floor() as i32,
            column: ((point.lon + 180.0) * mask::PER_DEGREE).floor() as i32,
        }
    }
}
