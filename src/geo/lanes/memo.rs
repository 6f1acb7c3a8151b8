//! Ways already found, kept for a while.
//!
//! A search takes up to 65 ms and pages are drawn without asking the world for
//! anything, so the ways are kept in the isolate: those between the same ports
//! are asked for again and again.
//!
//! An isolate lives for minutes, a location's cache for days. Who has one asks
//! before a drawing for the ways that are not [`known`], by their [`name`], lets
//! the memo [`learn`] what the cache has, and after the drawing puts there what
//! it can now [`tell`]. What is learned is what would have been found: ways are
//! kept in the same whole units as the text has.

use std::rc::Rc;

use super::{Route, chart, route, told};
use crate::geo::earth;
use crate::geo::memo::Memo;
use crate::geo::sphere::Point;

/// Latitude and longitude of both ends in [`told::UNITS`].
pub(super) type Key = [i32; 4];
/// That there is no way is kept, too: it takes as long to find out.
type Found = Option<Rc<Route>>;

thread_local! {
    /// A way has some 200 points of 16 bytes, so that both generations of 256
    /// come to about 2 MB of the 128 MB that an isolate has.
    static WAYS: Memo<Key, Found> = const { Memo::new(256) };
}

/// As [`route`], at the cost of a look-up when it was asked for lately. The
/// longitudes are unwrapped from a first one between -180 and 180.
///
/// As long as there is no chart to search, none but what is [`known`]; that is
/// not kept, because it is about the chart and not about the way.
#[must_use]
pub fn remembered(from: Point, to: Point) -> Option<Rc<Route>> {
    let key = key(from, to)?;
    WAYS.with(|ways| {
        if earth::sea().is_none() && ways.peek(&key).is_none() {
            return None;
        }
        ways.get(key, search)
    })
}

/// Whether [`remembered`] would answer without a search; also where there is
/// nothing to search, because one of the two is no position.
#[must_use]
pub fn known(from: Point, to: Point) -> bool {
    key(from, to).is_none_or(|key| WAYS.with(|ways| ways.peek(&key).is_some()))
}

/// What a cache may call the way between two places: digits, commas, dots and
/// minus signs. It changes with the chart, so that no old way is ever learned.
#[must_use]
pub fn name(from: Point, to: Point) -> Option<String> {
    let [lat, lon, to_lat, to_lon] = key(from, to)?;
    let edition = chart::EDITION;
    Some(format!("{edition:016x}.{lat},{lon},{to_lat},{to_lon}"))
}

/// The way between two places as text, which says of itself whose way it is;
/// none if it is not [`known`].
#[must_use]
pub fn tell(from: Point, to: Point) -> Option<String> {
    let key = key(from, to)?;
    let found = WAYS.with(|ways| ways.peek(&key))?;
    Some(told::write(key, found.as_deref()))
}

/// Keeps a way that [`tell`] told elsewhere; text that is none is not kept, and
/// the answer is whether it was one.
#[must_use]
pub fn learn(text: &str) -> bool {
    let Some((key, found)) = told::read(text) else {
        return false;
    };
    WAYS.with(|ways| ways.keep(key, found.map(Rc::new)));
    true
}

/// Of the key alone, so that the answer does not depend on who asked first.
fn search(&[lat, lon, to_lat, to_lon]: &Key) -> Found {
    let from = told::point(lat, lon);
    let found = route(from, told::point(to_lat, to_lon))?;
    Some(Rc::new(told::in_units(&found)))
}

/// None of what is no position.
fn key(from: Point, to: Point) -> Option<Key> {
    let finite = [from.lat, from.lon, to.lat, to.lon]
        .iter()
        .all(|degrees| degrees.is_finite());
    let (from, to) = (from.near(0.0), to.near(0.0));
    finite.then(|| [from.lat, from.lon, to.lat, to.lon].map(told::units))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::earth::tests::without;

    const HAMBURG: Point = Point::new(53.54, 9.93);

    #[test]
    fn the_second_time_is_a_look_up_from_any_turn_of_the_world() {
        let rotterdam = Point::new(51.95, 4.05);
        let first = remembered(HAMBURG, rotterdam).unwrap();
        let turned = Point::new(rotterdam.lat, rotterdam.lon + 360.0);
        let second = remembered(HAMBURG, turned).unwrap();
        assert!(Rc::ptr_eq(&first, &second));
        let found = route(HAMBURG, rotterdam).unwrap();
        assert_eq!(*first, told::in_units(&found));
    }

    #[test]
    fn what_is_learned_is_what_would_have_been_found() {
        let ways = [
            (HAMBURG, Point::new(51.95, 4.05)),
            (Point::new(31.36, 121.61), Point::new(33.74, -118.26)),
            (Point::new(33.74, -118.26), Point::new(31.36, 121.61)),
            (HAMBURG, Point::new(22.0, 5.0)),
        ];
        let texts: Vec<_> = ways
            .iter()
            .map(|&(from, to)| {
                assert!(!known(from, to) && tell(from, to).is_none());
                let _ = remembered(from, to);
                assert!(known(from, to));
                tell(from, to).unwrap()
            })
            .collect();
        for (&(from, to), text) in ways.iter().zip(texts) {
            assert!(text.len() < 3_000, "{} bytes", text.len());
            let found = remembered(from, to);
            WAYS.with(Memo::forget);
            assert!(!known(from, to));
            assert!(learn(&text));
            assert!(known(from, to));
            assert_eq!(remembered(from, to), found);
            assert_eq!(tell(from, to), Some(text));
        }
    }

    #[test]
    fn without_a_chart_what_is_known_is_found_and_nothing_else_is_kept() {
        let rotterdam = Point::new(51.95, 4.05);
        let way = "535400 99300;519500 40500;100;-15900 -58800";
        without(|| {
            assert_eq!(remembered(HAMBURG, rotterdam), None);
            assert!(!known(HAMBURG, rotterdam) && tell(HAMBURG, rotterdam).is_none());
            assert!(learn(way));
            assert!(remembered(HAMBURG, rotterdam).is_some());
            assert_eq!(remembered(rotterdam, HAMBURG), None);
        });
        assert!(remembered(rotterdam, HAMBURG).is_some());
    }

    #[test]
    fn each_way_has_a_name_of_its_own_whatever_the_turn() {
        let rotterdam = Point::new(51.95, 4.05);
        let there = name(HAMBURG, rotterdam).unwrap();
        assert!(there.ends_with(".535400,99300,519500,40500"), "{there}");
        assert_ne!(Some(&there), name(rotterdam, HAMBURG).as_ref());
        let turned = Point::new(rotterdam.lat, rotterdam.lon - 360.0);
        assert_eq!(Some(there), name(HAMBURG, turned));
        assert_eq!(name(HAMBURG, Point::new(f64::NAN, 0.0)), None);
    }

    #[test]
    fn what_is_no_position_has_no_way() {
        assert_eq!(remembered(HAMBURG, Point::new(f64::NAN, 0.0)), None);
        assert_eq!(remembered(HAMBURG, Point::new(0.0, f64::INFINITY)), None);
        assert!(
            known(HAMBURG, Point::new(f64::NAN, 0.0)),
            "not to be sought"
        );
    }
}
