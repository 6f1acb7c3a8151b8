//! Reading the packed data: LEB128 numbers, plain and zigzag.

/// What is left to read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    /// The next number, or none at the end of the data.
    pub(super) fn varint(&mut self) -> Option<u32> {
        let mut value = 0;
        let mut shift = 0;
        loop {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u32::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(value);
            }
            shift += 7;
        }
    }

    /// The next number of either sign.
    pub(super) fn signed(&mut self) -> Option<i32> {
        let value = self.varint()?;
        Some((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    /// The next `count` bytes, to be read on their own.
    pub(super) fn take(&mut self, count: usize) -> Option<Bytes<'a>> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(Bytes(head))
    }
}

#[cfg(test)]
mod tests {
    use super::Bytes;

    #[test]
    fn numbers_of_every_length_and_sign() {
        let mut bytes = Bytes(&[0x05, 0xac, 0x02, 0x03, 0x04]);
        assert_eq!(bytes.varint(), Some(5));
        assert_eq!(bytes.varint(), Some(300));
        assert_eq!(bytes.signed(), Some(-2));
        assert_eq!(bytes.signed(), Some(2));
        assert_eq!(bytes.varint(), None);
    }

    #[test]
    fn a_number_too_long_is_no_number() {
        assert_eq!(Bytes(&[0xff; 8]).varint(), None);
    }
}
