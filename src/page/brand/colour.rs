//! The style rules of a brand's own colour.

use crate::config::colour::{DARK, LIGHT, hex, mixed, readable};

/// The rules that put the colour in the place of ours, after the sheet's own.
pub(super) fn rules(colour: [u8; 3]) -> String {
    let light = readable(colour, LIGHT, [0.0; 3]);
    let dark = readable(colour, DARK, [255.0; 3]);
    format!(
        ":root{{--sea:{};--on-sea:#fff;--halo:{}}}@media (prefers-color-scheme: dark){{:root{{--sea:{};--on-sea:#0d141b;--halo:{}}}}}@media print{{:root{{--sea:#000;--halo:#ccc}}}}",
        hex(light),
        hex(mixed(light, LIGHT, 0.8)),
        hex(dark),
        hex(mixed(dark, DARK, 0.7)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_readable_colour_stays_what_it_is() {
        assert!(rules([10, 79, 148]).starts_with(":root{--sea:#0a4f94;"));
        assert!(!rules([255, 255, 0]).contains("#ffff00;--on-sea:#fff"));
    }
}
