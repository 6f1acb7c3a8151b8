//! Mercator, and fitting a journey into a picture.
//!
//! The plane is the usual square of web maps: side 1, x from the date line
//! eastward, y from 85 degrees north downward; x runs on past 1 as unwrapped
//! longitudes do.

use std::f64::consts::PI;

use super::sphere::{KILOMETRES_PER_MILE, Point};

/// Mercator ends here, where its square ends.
const LIMIT: f64 = 85.051_128_779_8;

/// Pixels across the world at zoom 0, as in all web maps.
const TILE: f64 = 256.0;

/// A point of the plane.
pub type Planar = (f64, f64);

/// A rectangle of the map, drawn at a size in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// Pixels across.
    pub width: f64,
    /// Pixels down.
    pub height: f64,
    /// The left edge in the plane.
    left: f64,
    /// The upper edge in the plane.
    top: f64,
    /// Pixels across the whole world.
    scale: f64,
}

/// A scale bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScaleBar {
    /// Its length in pixels.
    pub pixels: f64,
    /// What that is on the ground at the centre of the view: 1, 2 or 5 times a
    /// power of ten, in the unit asked for.
    pub length: f64,
}

/// The unit of a scale bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Kilometres.
    Kilometre,
    /// Nautical miles.
    NauticalMile,
}

impl View {
    /// The view that shows all `points` of the plane, at least `margin` pixels
    /// from its edges, centred, and no closer than `max_zoom`.
    ///
    /// With no points it is the whole world.
    #[must_use]
    pub fn fit(points: &[Planar], width: f64, height: f64, margin: f64, max_zoom: f64) -> Self {
        let mut low = (f64::INFINITY, f64::INFINITY);
        let mut high = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for &(x, y) in points {
            low = (low.0.min(x), low.1.min(y));
            high = (high.0.max(x), high.1.max(y));
        }
        if points.is_empty() {
            (low, high) = ((0.0, 0.0), (1.0, 1.0));
        }
        let closest = TILE * max_zoom.exp2();
        let room =
            |pixels: f64, extent: f64| ((pixels - 2.0 * margin).max(1.0) / extent).min(closest);
        let scale = room(width, high.0 - low.0).min(room(height, high.1 - low.1));
        let centre = (f64::midpoint(low.0, high.0), f64::midpoint(low.1, high.1));
        let top = centre.1 - height / scale / 2.0;
        // The world ends in the north and the south: where the view is smaller
        // than the world, it does not show what lies beyond.
        let spare = 1.0 - height / scale;
        Self {
            width,
            height,
            left: centre.0 - width / scale / 2.0,
            top: if spare > 0.0 {
                top.clamp(0.0, spare)
            } else {
                top
            },
            scale,
        }
    }

    /// Where a position is, in pixels from the upper left corner.
    #[must_use]
    pub fn to_screen(&self, point: Point) -> (f64, f64) {
        self.place(project(point))
    }

    /// The same for a point of the plane.
    #[must_use]
    pub fn place(&self, (x, y): Planar) -> (f64, f64) {
        ((x - self.left) * self.scale, (y - self.top) * self.scale)
    }

    /// The zoom of web maps: every step doubles the scale.
    #[must_use]
    pub fn zoom(&self) -> f64 {
        (self.scale / TILE).log2()
    }

    /// The upper left corner in the plane, and pixels across the world: all
    /// that a script needs to place tiles.
    #[must_use]
    pub fn origin(&self) -> (f64, f64, f64) {
        (self.left, self.top, self.scale)
    }

    /// The longest round scale bar of at most `pixels`, at the centre.
    #[must_use]
    pub fn scale_bar(&self, unit: Unit, pixels: f64) -> ScaleBar {
        let middle = self.top + self.height / self.scale / 2.0;
        // Mercator stretches by the secant of the latitude, which in its own
        // coordinate is a hyperbolic cosine.
        let stretch = ((0.5 - middle.clamp(0.0, 1.0)) * 2.0 * PI).cosh();
        let equator = match unit {
            Unit::NauticalMile => 360.0 * 60.0,
            Unit::Kilometre => 360.0 * 60.0 * KILOMETRES_PER_MILE,
        };
        let per_pixel = equator / self.scale / stretch;
        let most = pixels * per_pixel;
        let power = 10_f64.powf(most.log10().floor());
        let factor = [5.0, 2.0]
            .into_iter()
            .find(|factor| factor * power <= most)
            .unwrap_or(1.0);
        ScaleBar {
            pixels: factor * power / per_pixel,
            length: factor * power,
        }
    }
}

/// A position in the plane.
#[must_use]
pub fn project(point: Point) -> Planar {
    let lat = point.lat.clamp(-LIMIT, LIMIT).to_radians();
    let y = 0.5 - (PI / 4.0 + lat / 2.0).tan().ln() / (2.0 * PI);
    (point.lon / 360.0 + 0.5, y)
}

#[cfg(test)]
mod tests {
    use super::{ScaleBar, Unit, View, project};
    use crate::geo::Point;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-6
    }

    #[test]
    fn the_plane_is_a_square() {
        assert_eq!(project(Point::new(0.0, 0.0)), (0.5, 0.5));
        let (x, y) = project(Point::new(90.0, -180.0));
        assert!(close(x, 0.0) && close(y, 0.0), "{x} {y}");
        assert!(close(project(Point::new(0.0, 190.0)).0, 1.0 + 10.0 / 360.0));
    }

    #[test]
    fn everything_is_inside_the_margins() {
        let points = [
            Point::new(31.4, 121.6),
            Point::new(48.0, 180.0),
            Point::new(33.7, 241.7),
        ];
        for (width, height) in [(360.0, 480.0), (1440.0, 600.0), (100.0, 900.0)] {
            let view = View::fit(&points.map(project), width, height, 24.0, 6.0);
            for point in points {
                let (x, y) = view.to_screen(point);
                assert!((23.9..=width - 23.9).contains(&x), "{x} of {width}");
                assert!((23.9..=height - 23.9).contains(&y), "{y} of {height}");
            }
        }
    }

    #[test]
    fn one_place_is_not_magnified_without_end() {
        let view = View::fit(&[project(Point::new(53.5, 9.9))], 400.0, 300.0, 20.0, 6.0);
        assert!(close(view.zoom(), 6.0));
        let (x, y) = view.to_screen(Point::new(53.5, 9.9));
        assert!(close(x, 200.0) && close(y, 150.0));
    }

    #[test]
    fn no_points_are_the_world_and_no_view_is_impossible() {
        assert!(close(View::fit(&[], 256.0, 256.0, 0.0, 6.0).zoom(), 0.0));
        let tiny = View::fit(
            &[Point::new(0.0, 0.0), Point::new(10.0, 10.0)].map(project),
            10.0,
            10.0,
            50.0,
            6.0,
        );
        assert!(tiny.zoom().is_finite());
    }

    #[test]
    fn the_scale_bar_is_round_and_true() {
        // At zoom 0 the equator is 256 pixels.
        let world = View::fit(&[], 256.0, 256.0, 0.0, 6.0);
        let ScaleBar { pixels, length } = world.scale_bar(Unit::NauticalMile, 100.0);
        assert!(close(length, 5000.0) && close(pixels, 5000.0 * 256.0 / 21600.0));
        // At 60 degrees a pixel is half as much.
        let north = View::fit(&[project(Point::new(60.0, 0.0))], 256.0, 256.0, 0.0, 5.0);
        let per_pixel = |bar: ScaleBar| bar.length / bar.pixels;
        let equator = View::fit(&[project(Point::new(0.0, 0.0))], 256.0, 256.0, 0.0, 5.0);
        let ratio = per_pixel(north.scale_bar(Unit::Kilometre, 80.0))
            / per_pixel(equator.scale_bar(Unit::Kilometre, 80.0));
        assert!((ratio - 0.5).abs() < 1e-9, "{ratio}");
    }
}
