//! The drawing: which part of the world it shows, and lines in it.

use std::fmt::Write as _;

use crate::geo::Point;
use crate::geo::view::View;

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
/// Points of a line closer together than this are drawn as one, in pixels.
const FINEST: f64 = 0.7;

/// The view that shows all points, with room for names.
pub(super) fn around(points: &[Point]) -> View {
    let fit = |height| View::fit(points, WIDTH, height, MARGIN, MAX_ZOOM);
    let tallest = fit(HEIGHTS.1);
    let (mut top, mut bottom) = (f64::INFINITY, f64::NEG_INFINITY);
    for (_, y) in points.iter().map(|point| tallest.to_screen(*point)) {
        (top, bottom) = (top.min(y), bottom.max(y));
    }
    fit((bottom - top + 2.0 * MARGIN)
        .round()
        .clamp(HEIGHTS.0, HEIGHTS.1))
}

/// The points of a line on the drawing, without those that nobody could see;
/// the first and the last always.
pub(super) fn on_screen(view: &View, line: &[Point]) -> Vec<(f64, f64)> {
    let mut spots: Vec<(f64, f64)> = Vec::new();
    for (index, point) in line.iter().enumerate() {
        let spot = view.to_screen(*point);
        let end = index + 1 == line.len();
        let near = |last: &(f64, f64)| (last.0 - spot.0).abs() + (last.1 - spot.1).abs() < FINEST;
        if end || !spots.last().is_some_and(near) {
            spots.push(spot);
        }
    }
    spots
}

/// Lines as one path.
pub(super) fn path<'a>(lines: impl IntoIterator<Item = &'a [(f64, f64)]>) -> String {
    let mut path = String::new();
    for line in lines {
        for (index, (x, y)) in line.iter().enumerate() {
            let step = if index == 0 { "M" } else { "L" };
            // Writing to a String cannot fail.
            let _ = write!(path, "{step}{} {}", round(*x), round(*y));
        }
    }
    path
}

/// A tenth of a pixel is finer than anybody sees.
pub(super) fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
