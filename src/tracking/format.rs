//! The formats in which origins speak: one row each, and one file each.
//!
//! A new format is a name in [`OriginFormat`], a row here, and the file that the
//! row names, with a [`Format`] in it.

use super::intake::{Format, ParseError, Pushed, Told, told};
use super::{dcsa22, dcsa30, dcsa30_beta1, sealink, terminal49, vizion};
use crate::config::OriginFormat;

/// The row of a format.
pub(super) const fn of(format: OriginFormat) -> &'static Format {
    match format {
        OriginFormat::Dcsa22 => &dcsa22::FORMAT,
        OriginFormat::Dcsa30 => &dcsa30::FORMAT,
        OriginFormat::Dcsa30Beta1 => &dcsa30_beta1::FORMAT,
        OriginFormat::Terminal49 => &terminal49::FORMAT,
        OriginFormat::Vizion => &vizion::FORMAT,
        OriginFormat::Sealink => &sealink::FORMAT,
    }
}

/// Reads an answer's body; its length was capped where it was fetched.
///
/// # Errors
/// The first event that cannot be read, by its position, and the member at fault.
pub fn parse(format: OriginFormat, body: &[u8]) -> Result<Told, ParseError> {
    pushed(format, body).map(told)
}

/// Reads the body of a webhook or callback, event by event; its length was
/// capped where it came in.
///
/// # Errors
/// The first event that cannot be read, by its position, and the member at fault.
pub fn pushed(format: OriginFormat, body: &[u8]) -> Result<Vec<Pushed>, ParseError> {
    (of(format).read)(body)
}
