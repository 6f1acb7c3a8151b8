//! The projection: from degrees to places on the drawing.

use std::f64::consts::FRAC_PI_4;
use std::fmt::Write;

use super::Point;

/// The drawing's width; a CSS pixel on a small phone.
pub(super) const WIDTH: f64 = 360.0;
/// Room beside the outermost places, for their names.
const MARGIN_X: f64 = 50.0;
const MARGIN_Y: f64 = 34.0;
/// How tall the drawing may be, whatever the shape of the journey.
const HEIGHTS: (f64, f64) = (110.0, 240.0);
/// The least extent shown, in degrees, so that two terminals of one port do
/// not fill the map.
const LEAST_EXTENT: f64 = 3.0;
/// Mercator has no poles; no port lies beyond this latitude.
const MAX_LATITUDE: f64 = 80.0;

/// Where on the drawing a coordinate lies.
pub(super) struct Frame {
    west: f64,
    north: f64,
    scale: f64,
    left: f64,
    top: f64,
    pub(super) height: f64,
}

impl Frame {
    /// Fits all places, with room for their names.
    pub(super) fn around(points: &[Point<'_>]) -> Self {
        let mut low = (f64::INFINITY, f64::INFINITY);
        let mut high = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for point in points {
            let (x, y) = mercator(point.at);
            low = (low.0.min(x), low.1.min(y));
            high = (high.0.max(x), high.1.max(y));
        }
        let extent = (high.0 - low.0, high.1 - low.1);
        let shown = (extent.0.max(LEAST_EXTENT), extent.1.max(LEAST_EXTENT));
        let scale =
            ((WIDTH - 2.0 * MARGIN_X) / shown.0).min((HEIGHTS.1 - 2.0 * MARGIN_Y) / shown.1);
        let height = (extent.1 * scale + 2.0 * MARGIN_Y).clamp(HEIGHTS.0, HEIGHTS.1);
        Self {
            west: low.0,
            north: low.1,
            scale,
            left: (WIDTH - extent.0 * scale) / 2.0,
            top: (height - extent.1 * scale) / 2.0,
            height,
        }
    }

    /// The spot of a longitude and a latitude.
    pub(super) fn place(&self, at: (f64, f64)) -> (f64, f64) {
        let (x, y) = mercator(at);
        (
            self.left + (x - self.west) * self.scale,
            self.top + (y - self.north) * self.scale,
        )
    }

    /// Meridians and parallels, a few of them, as one path.
    pub(super) fn graticule(&self) -> String {
        /// In degrees; the first that leaves lines at least so far apart is taken.
        const STEPS: [f64; 6] = [1.0, 2.0, 5.0, 10.0, 20.0, 30.0];
        const APART: f64 = 45.0;
        let step = STEPS
            .into_iter()
            .find(|step| step * self.scale >= APART)
            .unwrap_or(30.0);
        let mut path = String::new();
        let mut meridian = ((self.west - self.left / self.scale) / step).ceil() * step;
        loop {
            let (x, _) = self.place((meridian, 0.0));
            if x > WIDTH {
                break;
            }
            // Writing to a String cannot fail.
            let _ = write!(path, "M{} 0V{}", round(x), round(self.height));
            meridian += step;
        }
        let mut parallel = -(MAX_LATITUDE / step).floor() * step;
        while parallel <= MAX_LATITUDE {
            let (_, y) = self.place((0.0, parallel));
            if (0.0..=self.height).contains(&y) {
                let _ = write!(path, "M0 {}H{WIDTH}", round(y));
            }
            parallel += step;
        }
        path
    }
}

/// The Mercator projection, in degrees, with y growing southwards.
fn mercator((longitude, latitude): (f64, f64)) -> (f64, f64) {
    let latitude = latitude.clamp(-MAX_LATITUDE, MAX_LATITUDE).to_radians();
    let y = (FRAC_PI_4 + latitude / 2.0).tan().ln().to_degrees();
    (longitude, -y)
}

/// A tenth of a pixel is finer than anybody sees.
pub(super) fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
