//! The Earth as a sphere: positions, distances, great circles.

use std::f64::consts::PI;

/// Nautical miles in a radian of arc: a mile is a minute of latitude.
pub const MILES_PER_RADIAN: f64 = 60.0 * 180.0 / PI;

/// Kilometres in a nautical mile, by definition.
pub const KILOMETRES_PER_MILE: f64 = 1.852;

/// A position in degrees, north and east positive.
///
/// Along a line the longitudes are unwrapped: they run on past 180 instead of
/// jumping to -180, so that a line across the Pacific stays one line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Degrees north of the equator.
    pub lat: f64,
    /// Degrees east of Greenwich, possibly unwrapped.
    pub lon: f64,
}

impl Point {
    /// The position at these degrees.
    #[must_use]
    pub const fn new(lat: f64, lon: f64) -> Self {
        Self { lat, lon }
    }

    /// The great-circle distance in nautical miles.
    #[must_use]
    pub fn miles_to(self, other: Self) -> f64 {
        Vector::from(self).arc(Vector::from(other)) * MILES_PER_RADIAN
    }

    /// No less than [`Point::miles_to`], and without trigonometry: along the
    /// meridian and then along the equator. A track has hundreds of short steps.
    #[must_use]
    pub fn at_most_to(self, other: Self) -> f64 {
        let other = other.near(self.lon);
        ((other.lat - self.lat).abs() + (other.lon - self.lon).abs()) * 60.0
    }

    /// The course to steer from here along the great circle to `other`, in
    /// degrees clockwise from north; on a Mercator map lines have this angle.
    #[must_use]
    pub fn bearing_to(self, other: Self) -> f64 {
        let (from, to) = (self.lat.to_radians(), other.lat.to_radians());
        let turn = (other.lon - self.lon).to_radians();
        let east = turn.sin() * to.cos();
        let north = from.cos() * to.sin() - from.sin() * to.cos() * turn.cos();
        east.atan2(north).to_degrees().rem_euclid(360.0)
    }

    /// The same place, its longitude moved by whole turns to within half a
    /// turn of `lon`.
    #[must_use]
    pub fn near(self, lon: f64) -> Self {
        if (lon - self.lon).abs() < 180.0 {
            return self;
        }
        let turns = ((lon - self.lon) / 360.0).round();
        Self::new(self.lat, self.lon + 360.0 * turns)
    }
}

/// A position as a unit vector, in which distances need no trigonometry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vector([f64; 3]);

impl Vector {
    /// The place at this latitude and longitude, given as sine and cosine.
    pub(super) fn new((sin_lat, cos_lat): (f64, f64), (sin_lon, cos_lon): (f64, f64)) -> Self {
        Self([cos_lat * cos_lon, cos_lat * sin_lon, sin_lat])
    }

    /// The angle to `other`, in radians.
    pub(super) fn arc(self, other: Self) -> f64 {
        let [dx, dy, dz] = std::array::from_fn(|i| self.0[i] - other.0[i]);
        2.0 * ((dx * dx + dy * dy + dz * dz).sqrt() / 2.0).min(1.0).asin()
    }

    /// The straight distance through the sphere: cheaper than the arc, and
    /// shorter by less than a part in 100,000 below a degree.
    pub(super) fn chord(self, other: Self) -> f64 {
        let [dx, dy, dz] = std::array::from_fn(|i| self.0[i] - other.0[i]);
        (dx * dx + dy * dy + dz * dz).sqrt()
    }

    /// The place a share `t` of the way along the great circle to `other`,
    /// which lies `arc` radians away.
    pub(super) fn toward(self, other: Self, arc: f64, t: f64) -> Self {
        if arc < 1e-9 {
            return self;
        }
        let (a, b) = (
            ((1.0 - t) * arc).sin() / arc.sin(),
            (t * arc).sin() / arc.sin(),
        );
        Self(std::array::from_fn(|i| a * self.0[i] + b * other.0[i]))
    }
}

impl From<Point> for Vector {
    fn from(point: Point) -> Self {
        Self::new(
            point.lat.to_radians().sin_cos(),
            point.lon.to_radians().sin_cos(),
        )
    }
}

impl From<Vector> for Point {
    fn from(Vector([x, y, z]): Vector) -> Self {
        Self::new(
            z.clamp(-1.0, 1.0).asin().to_degrees(),
            y.atan2(x).to_degrees(),
        )
    }
}

/// The great circle from `from` to `to` as a line that is straight enough on a
/// Mercator map: without `from`, with `to`, longitudes unwrapped.
///
/// For legs that the map draws on its own, such as from the last port to an
/// inland place.
#[must_use]
pub fn great_circle(from: Point, to: Point) -> Vec<Point> {
    /// Degrees of arc between two points: a longer step shows as a corner.
    const STEP: f64 = 3.0;
    if from.at_most_to(to) < STEP * 60.0 {
        return vec![to.near(from.lon)];
    }
    let (a, b) = (Vector::from(from), Vector::from(to));
    let arc = a.arc(b);
    let parts = (arc.to_degrees() / STEP).ceil().clamp(1.0, 120.0);
    let mut line = Vec::new();
    let mut lon = from.lon;
    let mut part = 1.0;
    while part < parts {
        let point = Point::from(a.toward(b, arc, part / parts)).near(lon);
        lon = point.lon;
        line.push(point);
        part += 1.0;
    }
    line.push(to.near(lon));
    line
}

#[cfg(test)]
mod tests {
    use super::{Point, great_circle};

    #[test]
    fn a_degree_of_latitude_is_sixty_miles() {
        let miles = Point::new(10.0, 20.0).miles_to(Point::new(11.0, 20.0));
        assert!((miles - 60.0).abs() < 1e-6, "{miles}");
    }

    #[test]
    fn no_way_is_longer_than_its_two_sides() {
        let here = Point::new(-20.0, 179.0);
        for (lat, lon) in [
            (-20.0, 179.1),
            (-20.0, -179.0),
            (0.0, 181.0),
            (-19.9, 179.0),
        ] {
            let there = Point::new(lat, lon);
            let (miles, most) = (here.miles_to(there), here.at_most_to(there));
            assert!(miles <= most + 1e-9 && most < miles * 1.5, "{miles} {most}");
        }
    }

    #[test]
    fn bearings_run_clockwise_from_north() {
        let here = Point::new(0.0, 179.0);
        for (lat, lon, bearing) in [
            (1.0, 179.0, 0.0),
            (0.0, -179.0, 90.0),
            (-1.0, 179.0, 180.0),
            (0.0, 178.0, 270.0),
        ] {
            let found = here.bearing_to(Point::new(lat, lon));
            assert!((found - bearing).abs() < 1e-9, "{found}");
        }
    }

    #[test]
    fn a_great_circle_crosses_the_date_line_unwrapped() {
        let line = great_circle(Point::new(35.0, 140.0), Point::new(37.0, -122.0));
        assert!(line.windows(2).all(|w| w[1].lon > w[0].lon), "{line:?}");
        assert_eq!(line.last(), Some(&Point::new(37.0, 238.0)));
        assert!(line.iter().any(|p| p.lat > 47.0), "it bends north");
    }

    #[test]
    fn a_point_stays_itself() {
        let here = Point::new(1.0, 2.0);
        assert_eq!(great_circle(here, here), [here]);
    }
}
