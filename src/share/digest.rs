//! SHA-256 (FIPS 180-4) as 64 hexadecimal digits.

use sha2::{Digest as _, Sha256};

/// The hash of a text.
pub(super) fn sha256(text: &str) -> String {
    use std::fmt::Write as _;

    Sha256::digest(text.as_bytes())
        .iter()
        .fold(String::with_capacity(64), |mut digits, byte| {
            // Writing to a String cannot fail.
            let _ = write!(digits, "{byte:02x}");
            digits
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// NIST's example of one block.
    #[test]
    fn it_is_the_standards() {
        assert_eq!(
            sha256("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
