//! The drawing: which part of the world it shows, and lines in it.

use std::fmt::Write as _;

use crate::geo::thin::thin;
use crate::geo::view::{Planar, View};

/// The drawing's width; a CSS pixel on a small phone.
pub(super) const WIDTH: f64 = 360.0;
/// Room around the journey, for the places' names.
const MARGIN: f64 = 36.0;
/// How tall the drawing may be, whatever the shape of the journey: enough to
/// see where it is, and no more than half of a phone.
const HEIGHTS: (f64, f64) = (200.0, 270.0);
/// Two terminals of one port do not fill the map; and the land has no more to
/// show than this.
const MAX_ZOOM: f64 = 6.0;
/// What a line may be off by, in pixels, before it is looked at more closely: a
/// script magnifies the drawing up to a hundredfold.
const FINEST: f64 = 0.03;

/// The view that shows all points, with room for names.
pub(super) fn around(points: &[Planar]) -> View {
    let fit = |height| View::fit(points, WIDTH, height, MARGIN, MAX_ZOOM);
    let tallest = fit(HEIGHTS.1);
    let (mut top, mut bottom) = (f64::INFINITY, f64::NEG_INFINITY);
    for (_, y) in points.iter().map(|point| tallest.place(*point)) {
        (top, bottom) = (top.min(y), bottom.max(y));
    }
    fit((bottom - top + 2.0 * MARGIN)
        .round()
        .clamp(HEIGHTS.0, HEIGHTS.1))
}

/// A line on the drawing, without the points that nobody could see.
pub(super) fn on_screen(view: &View, line: &[Planar]) -> Vec<(f64, f64)> {
    let spots: Vec<_> = line.iter().map(|point| view.place(*point)).collect();
    thin(&spots, FINEST)
}

/// Lines as one path.
pub(super) fn path<'a>(lines: impl IntoIterator<Item = &'a [(f64, f64)]>) -> String {
    let mut path = String::new();
    for line in lines {
        for (index, (x, y)) in line.iter().enumerate() {
            path.push(if index == 0 { 'M' } else { 'L' });
            number(&mut path, *x);
            path.push(' ');
            number(&mut path, *y);
        }
    }
    path
}

/// The place of something, for `transform`.
pub(super) fn moved((x, y): (f64, f64)) -> String {
    format!("translate({} {})", round(x), round(y))
}

/// Dots as one path: nothing but the round ends of a stroke, which keep their
/// size however the drawing is magnified.
pub(super) fn dots(spots: impl IntoIterator<Item = (f64, f64)>) -> String {
    let mut path = String::new();
    for (x, y) in spots {
        // Writing to a String cannot fail.
        let _ = write!(path, "M{} {}h.001", round(x), round(y));
    }
    path
}

/// Whole degrees of a course, never 360.
pub(super) fn whole(course: f64) -> f64 {
    course.round() % 360.0
}

/// What [`round`] leaves of a number, in a fifth of the time: lines have hundreds
/// of corners.
#[expect(clippy::cast_possible_truncation, reason = "pixels of a map")]
fn number(out: &mut String, value: f64) {
    let hundredths = (value * 100.0).round() as i64;
    if hundredths < 0 {
        out.push('-');
    }
    let (whole, rest) = (hundredths.abs() / 100, hundredths.abs() % 100);
    // Writing to a String cannot fail.
    let _ = match (rest / 10, rest % 10) {
        (0, 0) => write!(out, "{whole}"),
        (tenth, 0) => write!(out, "{whole}.{tenth}"),
        (tenth, hundredth) => write!(out, "{whole}.{tenth}{hundredth}"),
    };
}

/// A hundredth of a pixel is finer than anybody sees, magnified.
pub(super) fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::{number, round};

    #[test]
    fn numbers_are_written_as_they_are_rounded() {
        for value in [
            0.0, 0.004, 0.05, -0.05, 7.0, 12.345, -12.3, 359.999, -100.01,
        ] {
            let mut written = String::new();
            number(&mut written, value);
            assert_eq!(written, round(value).to_string());
        }
    }
}
