//! The land in a view, as an SVG path.
//!
//! Natural Earth 50m, packed as rings in Mercator units with the largest first,
//! so that drawing is reading numbers, scaling and clipping in the plane, and
//! stops at the first ring too small to be seen. Nothing is clipped on the
//! sphere: that fills the sea.

mod ring;

use std::fmt::Write as _;
use std::rc::Rc;

use super::bytes::Bytes;
use super::earth;
use super::memo::Memo;
use super::view::View;
use ring::Frame;

/// Units across the world, the same number as in `land.mjs`.
const UNITS: f64 = 32767.0;

/// What may be left out, in pixels: no eye sees half of one.
const TOLERANCE: f64 = 0.5;

/// Islands smaller than this in both directions, in pixels, are not drawn.
const SPECK: f64 = 0.8;

/// Pixels beyond the edge of the view at which the land is cut off.
const BLEED: f64 = 2.0;

thread_local! {
    /// The land is most of what a map costs, milliseconds where it shows the
    /// world; and the containers of a booking have the same map, as has the next
    /// view of a page. 20 KB are a long path, so that this is about 2 MB.
    static DRAWN: Memo<[u64; 5], Rc<str>> = const { Memo::new(48) };
}

/// The land in this view as the `d` of an SVG path in the view's pixels, to be
/// filled by the rule `evenodd` and not stroked: lakes are rings inside land,
/// and the edges of the view are part of the outline. Empty at sea, and as long
/// as [`earth`] does not have the land.
#[must_use]
pub fn path(view: &View) -> Rc<str> {
    let Some(packed) = earth::land() else {
        return Rc::from("");
    };
    let (left, top, scale) = view.origin();
    let key = [left, top, scale, view.width, view.height].map(f64::to_bits);
    DRAWN.with(|drawn| drawn.get(key, |_| draw(&packed, view).unwrap_or_default().into()))
}

/// [`path`]; none if the packed data ended early, which the tests would see.
fn draw(packed: &[u8], view: &View) -> Option<String> {
    let (left, top, scale) = view.origin();
    let frame = Frame {
        left: -BLEED,
        top: -BLEED,
        right: view.width + BLEED,
        bottom: view.height + BLEED,
    };
    let per_unit = scale / UNITS;
    let mut out = String::new();
    let mut bytes = Bytes(packed);
    for _ in 0..bytes.varint()? {
        let length = usize::try_from(bytes.varint()?).ok()?;
        let mut ring = bytes.take(length)?;
        let [x, y, width, height] = [
            ring.varint()?,
            ring.varint()?,
            ring.varint()?,
            ring.varint()?,
        ];
        let size = f64::from(width.max(height)) * per_unit;
        if size < SPECK {
            break;
        }
        // The world repeats itself to the east and the west.
        let mut turn = left.floor() - 1.0;
        while turn <= left + view.width / scale {
            let shift = (turn - left) * scale;
            let box_left = f64::from(x) * per_unit + shift;
            let box_top = f64::from(y) * per_unit - top * scale;
            let bounds = Frame {
                left: box_left,
                top: box_top,
                right: box_left + f64::from(width) * per_unit,
                bottom: box_top + f64::from(height) * per_unit,
            };
            if frame.meets(&bounds) {
                let mut points = read(ring, (x, y), per_unit, (shift, -top * scale))?;
                if !frame.holds(&bounds) {
                    points = frame.clip(points);
                }
                write(&mut out, &ring::simplify(&points, TOLERANCE));
            }
            turn += 1.0;
        }
    }
    Some(out)
}

/// The points of a ring in pixels, without those that fall on the one before.
fn read(
    mut ring: Bytes<'_>,
    corner: (u32, u32),
    per_unit: f64,
    shift: (f64, f64),
) -> Option<Vec<(f64, f64)>> {
    let count = usize::try_from(ring.varint()?).ok()?;
    let (mut x, mut y) = (corner.0.cast_signed(), corner.1.cast_signed());
    let mut points: Vec<(f64, f64)> = Vec::new();
    // In units, because most points are left out.
    let near = TOLERANCE / 2.0 / per_unit;
    let mut last = None;
    for index in 0..count {
        x += ring.signed()?;
        y += ring.signed()?;
        let kept = last.is_none_or(|(last_x, last_y): (i32, i32)| {
            f64::from((last_x - x).abs() + (last_y - y).abs()) >= near
        });
        if kept || index + 1 == count {
            last = Some((x, y));
            points.push((
                f64::from(x) * per_unit + shift.0,
                f64::from(y) * per_unit + shift.1,
            ));
        }
    }
    Some(points)
}

/// Adds a ring to a path: relative steps in tenths of a pixel, rounded so that
/// the errors do not add up.
#[expect(clippy::cast_possible_truncation, reason = "pixels of a clipped view")]
fn write(out: &mut String, ring: &[(f64, f64)]) {
    let tenths = |(x, y): (f64, f64)| ((x * 10.0).round() as i32, (y * 10.0).round() as i32);
    if ring.len() < 3 {
        return;
    }
    let mut last = tenths(ring[0]);
    out.push('M');
    number(out, last.0, true);
    number(out, last.1, false);
    let mut first = true;
    for &point in &ring[1..] {
        let next = tenths(point);
        if next == last {
            continue;
        }
        if first {
            out.push('l');
        }
        number(out, next.0 - last.0, first);
        number(out, next.1 - last.1, false);
        first = false;
        last = next;
    }
    out.push('z');
}

/// A number of tenths as short as SVG allows: `-.5`, `12`, and a space before
/// it only where nothing else ends the number before.
fn number(out: &mut String, tenths: i32, first: bool) {
    if tenths < 0 {
        out.push('-');
    } else if !first {
        out.push(' ');
    }
    let (whole, tenth) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    // Writing to a string cannot fail.
    let _ = match (whole, tenth) {
        (whole, 0) => write!(out, "{whole}"),
        (0, tenth) => write!(out, ".{tenth}"),
        (whole, tenth) => write!(out, "{whole}.{tenth}"),
    };
}

#[cfg(test)]
mod tests {
    use super::{draw, number, path};
    use crate::geo::Point;
    use crate::geo::earth::tests::{FILES, without};
    use crate::geo::view::{View, project};

    fn view(points: &[(f64, f64)], width: f64, height: f64) -> View {
        let points: Vec<_> = points
            .iter()
            .map(|&(lat, lon)| project(Point::new(lat, lon)))
            .collect();
        View::fit(&points, width, height, 24.0, 6.0)
    }

    /// Whether a place is land in a drawn view: an even-odd test of the path itself.
    fn land(view: &View, lat: f64, lon: f64) -> bool {
        let (px, py) = view.to_screen(Point::new(lat, lon));
        let mut inside = false;
        for ring in path(view).split('M').skip(1) {
            let ring = parse(ring);
            for i in 0..ring.len() {
                let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
                if (a.1 > py) != (b.1 > py) && px < (b.0 - a.0) * (py - a.1) / (b.1 - a.1) + a.0 {
                    inside = !inside;
                }
            }
        }
        inside
    }

    fn parse(ring: &str) -> Vec<(f64, f64)> {
        let spaced = ring
            .trim_end_matches('z')
            .replace('l', " ")
            .replace('-', " -");
        let numbers: Vec<f64> = spaced
            .split_whitespace()
            .map(|n| n.parse().unwrap())
            .collect();
        let mut at = (0.0, 0.0);
        numbers
            .chunks_exact(2)
            .map(|step| {
                at = (at.0 + step[0], at.1 + step[1]);
                at
            })
            .collect()
    }

    #[test]
    fn the_packed_data_is_whole() {
        let world = View::fit(&[], 512.0, 512.0, 0.0, 6.0);
        assert!(draw(FILES[0], &world).is_some());
        assert!(FILES[0].len() < 150_000);
    }

    #[test]
    fn land_is_land_and_sea_is_sea_on_both_sides_of_the_date_line() {
        let pacific = view(&[(31.4, 121.6), (33.7, 241.7)], 1000.0, 500.0);
        assert!(land(&pacific, 36.5, 128.0), "Korea");
        assert!(land(&pacific, 40.0, 241.0), "Nevada, a turn further");
        assert!(land(&pacific, 36.3, 138.0), "Japan");
        assert!(!land(&pacific, 40.0, 180.0), "the Pacific");
        assert!(!land(&pacific, 20.0, 230.0), "the Pacific");
    }

    #[test]
    fn lakes_are_water_and_islands_in_them_land() {
        let lakes = view(&[(41.7, -87.6), (48.5, -79.0)], 800.0, 600.0);
        assert!(!land(&lakes, 44.0, -87.0), "Lake Michigan");
        assert!(land(&lakes, 45.7, -82.3), "Manitoulin");
        assert!(land(&lakes, 43.5, -85.0), "Michigan");
        assert!(
            !land(
                &view(&[(36.0, 48.0), (46.0, 54.0)], 400.0, 600.0),
                42.0,
                50.5
            ),
            "the Caspian"
        );
    }

    #[test]
    fn a_view_inland_is_all_land_and_a_view_at_sea_is_empty() {
        let inland = view(&[(52.0, 100.0), (53.0, 101.0)], 300.0, 300.0);
        assert!(land(&inland, 52.5, 100.5));
        assert_eq!(
            &*path(&view(&[(-40.0, -120.0), (-41.0, -121.0)], 300.0, 300.0)),
            ""
        );
    }

    #[test]
    fn that_there_was_no_land_is_not_kept() {
        let inland = view(&[(52.0, 100.0), (53.0, 101.0)], 300.0, 300.0);
        assert_eq!(without(|| path(&inland)).len(), 0);
        assert_ne!(path(&inland).len(), 0);
    }

    #[test]
    fn the_path_is_small() {
        for (points, most) in [
            (vec![(31.4, 121.6), (52.0, 180.0), (33.7, 241.7)], 20_000),
            (vec![(35.0, 129.0), (51.9, 4.1), (1.0, 104.0)], 35_000),
            (vec![(53.5, 9.9), (54.5, 18.5), (57.7, 10.6)], 14_000),
        ] {
            let path = path(&view(&points, 1000.0, 500.0));
            assert!(path.len() < most, "{} bytes", path.len());
            let allowed = |c: char| c.is_ascii_digit() || "Mlz .-".contains(c);
            assert!(path.chars().all(allowed));
        }
    }

    #[test]
    fn numbers_are_short() {
        let mut out = String::new();
        for (index, tenths) in [5, -5, 120, 0, -123].into_iter().enumerate() {
            number(&mut out, tenths, index == 0);
        }
        assert_eq!(out, ".5-.5 12 0-12.3");
    }
}
