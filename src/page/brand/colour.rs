//! A brand's colour, kept readable: whatever is given, what is written in it or
//! on it stands out as WCAG 2.2 demands.

/// The contrast that text needs (WCAG 2.2, success criterion 1.4.3) is 4.5;
/// what is aimed at is a little more, because the washes behind some texts lie
/// between paper and ink.
const CONTRAST: f64 = 5.5;

/// The papers of `style.css`, light and dark, and the inks on them.
const LIGHT: [f64; 3] = [255.0, 255.0, 255.0];
const DARK: [f64; 3] = [13.0, 20.0, 27.0];

/// The rules that put the colour in the place of ours, after the sheet's own.
pub(super) fn rules(colour: [u8; 3]) -> String {
    let given = colour.map(f64::from);
    let light = readable(given, LIGHT, [0.0; 3]);
    let dark = readable(given, DARK, [255.0; 3]);
    format!(
        ":root{{--sea:{};--on-sea:#fff;--halo:{}}}@media (prefers-color-scheme: dark){{:root{{--sea:{};--on-sea:#0d141b;--halo:{}}}}}@media print{{:root{{--sea:#000;--halo:#ccc}}}}",
        hex(light),
        hex(mixed(light, LIGHT, 0.8)),
        hex(dark),
        hex(mixed(dark, DARK, 0.7)),
    )
}

/// The colour nearest to the given one, on its way to `ink`, that stands out
/// from `paper`.
fn readable(given: [f64; 3], paper: [f64; 3], ink: [f64; 3]) -> [f64; 3] {
    /// A step of two percent is not seen.
    const STEPS: u32 = 50;
    (0..=STEPS)
        .map(|step| mixed(given, ink, f64::from(step) / f64::from(STEPS)))
        .find(|colour| contrast(*colour, paper) >= CONTRAST)
        .unwrap_or(ink)
}

/// `part` of `other` in `one`; whole numbers, as they will be written.
fn mixed(one: [f64; 3], other: [f64; 3], part: f64) -> [f64; 3] {
    [0, 1, 2].map(|index| (one[index] + (other[index] - one[index]) * part).round())
}

/// The contrast ratio of two colours, as WCAG 2.2 defines it.
fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Relative luminance, as WCAG 2.2 defines it.
fn luminance(colour: [f64; 3]) -> f64 {
    let linear = |value: f64| {
        let value = value / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn hex(colour: [f64; 3]) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 255, and whole"
    )]
    let [red, green, blue] = colour.map(|value| value.clamp(0.0, 255.0) as u8);
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrasts_are_those_of_the_standard() {
        assert!((contrast([0.0; 3], LIGHT) - 21.0).abs() < 0.01);
        assert!((contrast([119.0; 3], LIGHT) - 4.48).abs() < 0.01);
    }

    #[test]
    fn whatever_colour_is_given_stays_readable_on_both_papers() {
        for red in (0..=255).step_by(17) {
            for green in (0..=255).step_by(17) {
                for blue in (0..=255).step_by(17) {
                    let given = [red, green, blue].map(f64::from);
                    for (paper, ink) in [(LIGHT, [0.0; 3]), (DARK, [255.0; 3])] {
                        let readable = readable(given, paper, ink);
                        assert!(contrast(readable, paper) >= CONTRAST, "{given:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_readable_colour_stays_what_it_is() {
        assert!(rules([10, 79, 148]).starts_with(":root{--sea:#0a4f94;"));
        assert!(!rules([255, 255, 0]).contains("#ffff00;--on-sea:#fff"));
    }
}
