//! A brand's colour, kept readable: whatever is given, what is written in it or
//! on it stands out as WCAG 2.2 demands.

/// Red, green and blue of sRGB, from 0 to 255.
pub type Colour = [f64; 3];

/// The contrast that text needs (WCAG 2.2, success criterion 1.4.3) is 4.5;
/// what is aimed at is a little more, because the washes behind some texts lie
/// between paper and ink.
const CONTRAST: f64 = 5.5;

/// The light paper of pages and letters (`--paper` of `style.css`).
pub const LIGHT: Colour = [255.0, 255.0, 255.0];
/// The dark one.
pub const DARK: Colour = [13.0, 20.0, 27.0];

/// The colour nearest to the given one, on its way to `ink`, that stands out
/// from `paper`.
#[must_use]
pub fn readable(given: [u8; 3], paper: Colour, ink: Colour) -> Colour {
    /// A step of two percent is not seen.
    const STEPS: u32 = 50;
    let given = given.map(f64::from);
    (0..=STEPS)
        .map(|step| mixed(given, ink, f64::from(step) / f64::from(STEPS)))
        .find(|colour| contrast(*colour, paper) >= CONTRAST)
        .unwrap_or(ink)
}

/// `part` of `other` in `one`; whole numbers, as they will be written.
#[must_use]
pub fn mixed(one: Colour, other: Colour, part: f64) -> Colour {
    [0, 1, 2].map(|index| (one[index] + (other[index] - one[index]) * part).round())
}

/// The contrast ratio of two colours, as WCAG 2.2 defines it.
fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Relative luminance, as WCAG 2.2 defines it.
fn luminance(colour: Colour) -> f64 {
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

/// As CSS and HTML write it: `#0a4f94`.
#[must_use]
pub fn hex(colour: Colour) -> String {
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
                    let given = [red, green, blue];
                    for (paper, ink) in [(LIGHT, [0.0; 3]), (DARK, [255.0; 3])] {
                        let readable = readable(given, paper, ink);
                        assert!(contrast(readable, paper) >= CONTRAST, "{given:?}");
                    }
                }
            }
        }
    }
}
