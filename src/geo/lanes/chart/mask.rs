//! Where there is water: Natural Earth 10m, one bit for every 1/16 degree.

use super::bits::Bits;
use super::{BLOCK, Spot, Water};
use crate::geo::bytes::Bytes;

/// Fine cells a degree, and the northern edge of the chart in degrees.
pub(super) const PER_DEGREE: f64 = 16.0;
pub(super) const NORTH: f64 = 80.0;
/// Fine cells around the world, and from the northern edge down to 60 degrees south.
pub(super) const COLUMNS: i32 = 5760;
pub(super) const ROWS: i32 = 2240;

/// The fine cells of a coarse one, those in the middle first.
const FROM_THE_MIDDLE: [u8; 16] = [5, 6, 9, 10, 1, 2, 4, 7, 8, 11, 13, 14, 0, 3, 12, 15];

/// The mask: all water, and what is left of it after taking away, once or more
/// often, every cell with land next to it.
pub(super) struct Mask {
    levels: [Bits; 4],
}

impl Mask {
    /// Reads the packed runs. Data that ends early leaves land, which no way
    /// leads across; the tests would see it.
    pub(super) fn unpack(packed: &[u8]) -> Self {
        let mut bytes = Bytes(packed);
        let mut water = Bits::new(ROWS, COLUMNS);
        for row in 0..ROWS {
            let (mut column, mut changed) = (0, false);
            water.copy_from_above(row);
            while column < COLUMNS {
                let Some(run) = bytes.varint().and_then(|run| i32::try_from(run).ok()) else {
                    break;
                };
                let end = (column + run).min(COLUMNS);
                if changed {
                    water.flip(row, column, end);
                }
                column = end;
                changed = !changed;
            }
        }
        let clear = water.shrunk();
        let further = clear.shrunk();
        let furthest = further.shrunk();
        Self {
            levels: [water, clear, further, furthest],
        }
    }

    /// What a fine cell is; off the chart there is land.
    pub(super) fn water(&self, spot: Spot) -> Water {
        if self.levels[1].get(spot.row, spot.column) {
            Water::Clear
        } else if self.levels[0].get(spot.row, spot.column) {
            Water::Tight
        } else {
            Water::None
        }
    }

    /// Whether a whole coarse cell, given by its first fine cell, is clear water.
    pub(super) fn open(&self, top: i32, left: i32) -> bool {
        self.levels[1].block(top, left) == 0xffff
    }

    /// The fine cell that stands for a coarse one: in open sea the same in every
    /// cell, so that diagonal steps pass exactly over corners; near a coast the
    /// one furthest from land. None if there is no water.
    pub(super) fn best(&self, top: i32, left: i32) -> Option<u8> {
        if self.levels[0].block(top, left) == 0 {
            return None;
        }
        let deepest = |level: &Bits| {
            let block = level.block(top, left);
            FROM_THE_MIDDLE
                .into_iter()
                .find(|point| block >> point & 1 == 1)
        };
        self.levels.iter().rev().find_map(deepest)
    }
}

/// Which coarse cells are open sea.
pub(super) fn open_cells(mask: &Mask) -> Bits {
    let mut cells = Bits::new(ROWS / BLOCK, COLUMNS / BLOCK);
    for row in 0..ROWS / BLOCK {
        for column in 0..COLUMNS / BLOCK {
            if mask.open(row * BLOCK, column * BLOCK) {
                cells.flip(row, column, column + 1);
            }
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::{COLUMNS, Mask, ROWS};
    use crate::geo::Point;
    use crate::geo::earth::tests::FILES;
    use crate::geo::lanes::chart::{Spot, Water};

    #[test]
    fn seas_lakes_and_continents() {
        let mask = Mask::unpack(FILES[1]);
        let water = |lat, lon| mask.water(Spot::from(Point::new(lat, lon)));
        assert_eq!(water(0.0, -30.0), Water::Clear, "the Atlantic");
        assert_eq!(
            water(-16.8, 75.0),
            Water::Clear,
            "level with the islands on the date line"
        );
        assert_eq!(water(30.0, 180.0), Water::Clear, "the date line");
        assert_eq!(
            water(30.0, -180.0),
            Water::Clear,
            "the date line from the other side"
        );
        assert_eq!(water(44.0, -87.0), Water::Clear, "Lake Michigan");
        assert_eq!(water(46.8, 2.3), Water::None, "France");
        assert_eq!(water(-25.0, 134.0), Water::None, "Australia");
        assert_eq!(water(37.93, 22.98), Water::None, "the isthmus of Corinth");
        assert_eq!(water(84.0, 0.0), Water::None, "off the chart");
    }

    #[test]
    fn about_seven_tenths_are_water() {
        let mask = Mask::unpack(FILES[1]);
        let wet = mask.levels[0].count();
        let share = f64::from(wet) / f64::from(ROWS * COLUMNS);
        assert!((0.6..0.75).contains(&share), "{share}");
        assert!(FILES[1].len() < 110_000);
    }
}
