//! How far from a line, and where on it.

use super::sphere::{MILES_PER_RADIAN, Point};

/// The place on a line that is nearest to some other.
pub struct Foot {
    /// Which step of the line it is on.
    pub leg: usize,
    /// Where.
    pub at: Point,
    /// How far it is from there, in nautical miles.
    pub off: f64,
}

/// The place on `line` nearest to `point`, if it is within so many miles: less
/// than a quarter of the way around the Earth, 5400.
#[must_use]
pub fn foot(line: &[Point], point: Point, miles: f64) -> Option<Foot> {
    // Tracks have hundreds of points and lines hundreds of steps, nearly all of
    // them too far away: what a circle of so many miles spans in latitude and
    // longitude tells so without trigonometry.
    let reach = miles / MILES_PER_RADIAN;
    let narrow = point.lat.to_radians().cos();
    let (up, aside) = (
        reach.to_degrees(),
        (reach.sin() / narrow).min(1.0).asin().to_degrees(),
    );
    let beside = |ends: &[Point]| {
        let (a, b) = (ends[0], ends[1]);
        if point.lat < a.lat.min(b.lat) - up || point.lat > a.lat.max(b.lat) + up {
            return true;
        }
        let (east, ahead) = (point.near(a.lon).lon - a.lon, b.lon - a.lon);
        east < ahead.min(0.0) - aside || east > ahead.max(0.0) + aside
    };
    let steps = line.windows(2).enumerate();
    let feet = steps.filter(|(_, ends)| !beside(ends)).map(|(leg, ends)| {
        let at = nearest((ends[0], ends[1]), point, narrow);
        let off = at.miles_to(point);
        Foot { leg, at, off }
    });
    feet.min_by(|a, b| a.off.total_cmp(&b.off))
        .filter(|foot| foot.off <= miles)
}

/// The place nearest to `point` on one step; so near, the Earth is flat, and a
/// degree of longitude is `narrow` times one of latitude.
fn nearest((a, b): (Point, Point), point: Point, narrow: f64) -> Point {
    let point = point.near(a.lon);
    let (dx, dy) = ((b.lon - a.lon) * narrow, b.lat - a.lat);
    let (px, py) = ((point.lon - a.lon) * narrow, point.lat - a.lat);
    let length = dx * dx + dy * dy;
    let share = if length > 0.0 {
        ((px * dx + py * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    mix(a, b, share)
}

/// The place a share of the way from one to the other, on a flat map.
#[must_use]
pub fn mix(a: Point, b: Point, share: f64) -> Point {
    Point::new(
        a.lat + (b.lat - a.lat) * share,
        a.lon + (b.lon - a.lon) * share,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: [Point; 3] = [
        Point::new(0.0, 178.0),
        Point::new(0.0, 180.0),
        Point::new(2.0, 180.0),
    ];

    #[test]
    fn the_foot_is_found_from_any_turn_of_the_world() {
        let found = foot(&LINE, Point::new(0.5, -181.0), 31.0).unwrap();
        assert_eq!((found.leg, found.at), (0, Point::new(0.0, 179.0)));
        assert!((found.off - 30.0).abs() < 0.1, "{}", found.off);
        assert!(foot(&LINE, Point::new(0.5, -181.0), 29.0).is_none());
        assert!(foot(&LINE[..1], LINE[0], 1.0).is_none());
    }
}
