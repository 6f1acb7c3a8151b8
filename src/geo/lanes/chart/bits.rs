//! A grid of bits around the world: rows with an end, columns without.

/// Bits in a word: both grids have rows of whole words of 32.
const WORD: i32 = 32;

/// The grid.
#[derive(Clone)]
pub(super) struct Bits {
    rows: i32,
    columns: i32,
    /// Words in a row.
    stride: usize,
    words: Vec<u32>,
}

impl Bits {
    /// All zero; the number of columns is a multiple of 32.
    pub(super) fn new(rows: i32, columns: i32) -> Self {
        let stride = index(columns / WORD);
        Self {
            rows,
            columns,
            stride,
            words: vec![0; stride * index(rows)],
        }
    }

    /// The bit in a row and a column (of any turn); zero above and below the grid.
    pub(super) fn get(&self, row: i32, column: i32) -> bool {
        self.place(row, column)
            .is_some_and(|(word, bit)| self.words[word] >> bit & 1 == 1)
    }

    /// Four by four bits from a corner whose column is a multiple of four, row
    /// by row from the lowest bit on.
    pub(super) fn block(&self, top: i32, left: i32) -> u16 {
        (0..4).fold(0, |block, row| {
            let four = self
                .place(top + row, left)
                .map_or(0, |(word, bit)| self.words[word] >> bit & 0xf);
            block | u16::try_from(four << (4 * row)).unwrap_or(0)
        })
    }

    /// Makes a row the same as the one above it.
    pub(super) fn copy_from_above(&mut self, row: i32) {
        if row > 0 {
            let start = index(row) * self.stride;
            self.words.copy_within(start - self.stride..start, start);
        }
    }

    /// Turns over the bits of a row from `start` up to `end`.
    pub(super) fn flip(&mut self, row: i32, start: i32, end: i32) {
        let mut from = start;
        while from < end {
            let Some((word, bit)) = self.place(row, from) else {
                return;
            };
            let to = end.min(from - from % WORD + WORD);
            self.words[word] ^= (u32::MAX >> (WORD - (to - from))) << bit;
            from = to;
        }
    }

    /// The same without every one that has a zero beside it, above it, below it
    /// or across a corner; the first and the last row have no neighbours outside.
    pub(super) fn shrunk(&self) -> Self {
        let mut side = self.clone();
        for (to, row) in side
            .words
            .chunks_exact_mut(self.stride)
            .zip(self.words.chunks_exact(self.stride))
        {
            let last = row.len() - 1;
            for (i, word) in to.iter_mut().enumerate() {
                let west = row[i] << 1 | row[if i == 0 { last } else { i - 1 }] >> 31;
                let east = row[i] >> 1 | row[if i == last { 0 } else { i + 1 }] << 31;
                *word &= west & east;
            }
        }
        let mut shrunk = side.clone();
        for (i, word) in shrunk.words.iter_mut().enumerate() {
            let above = i
                .checked_sub(self.stride)
                .map_or(u32::MAX, |above| side.words[above]);
            let below = side.words.get(i + self.stride).copied().unwrap_or(u32::MAX);
            *word &= above & below;
        }
        shrunk
    }

    /// How many bits are one.
    #[cfg(test)]
    pub(super) fn count(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    /// Word and bit.
    fn place(&self, row: i32, column: i32) -> Option<(usize, i32)> {
        if !(0..self.rows).contains(&row) {
            return None;
        }
        let column = if (0..self.columns).contains(&column) {
            column
        } else {
            column.rem_euclid(self.columns)
        };
        Some((
            index(row) * self.stride + index(column / WORD),
            column % WORD,
        ))
    }
}

/// A number that is never negative here, as an index.
fn index(number: i32) -> usize {
    usize::try_from(number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Bits;

    #[test]
    fn runs_over_words() {
        let mut bits = Bits::new(2, 96);
        bits.flip(0, 30, 70);
        bits.copy_from_above(1);
        bits.flip(1, 32, 64);
        assert_eq!(bits.count(), 40 + 8);
        assert!(!bits.get(0, 29) && bits.get(0, 30) && bits.get(0, 69) && !bits.get(0, 70));
        assert!(bits.get(1, 31) && !bits.get(1, 40) && bits.get(1, 64));
        assert!(bits.get(0, 30 - 96), "around the world");
        assert!(!bits.get(-1, 30) && !bits.get(2, 30), "off the grid");
    }

    #[test]
    fn shrinking_goes_around_the_world() {
        let mut bits = Bits::new(4, 64);
        for row in 0..4 {
            bits.flip(row, 0, 64);
        }
        assert_eq!(bits.shrunk().count(), 4 * 64);
        bits.flip(2, 0, 1);
        let shrunk = bits.shrunk();
        assert_eq!(shrunk.count(), 4 * 64 - 9);
        assert!(!shrunk.get(1, 63) && !shrunk.get(3, 1) && shrunk.get(0, 0));
        assert_eq!(bits.block(0, 60), 0xffff);
        assert_eq!(bits.block(0, 0), 0xfeff);
    }
}
