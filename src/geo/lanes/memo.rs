//! Ways already found, kept for a while.
//!
//! A search takes up to 50 ms and pages are drawn without asking the world for
//! anything, so the ways are kept in the isolate: those between the same ports
//! are asked for again and again. What is kept is the answer of a pure function
//! of the key and of data in the binary; it never becomes wrong and says nothing
//! about who asked, so that it may be kept outside of any request.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Route, route};
use crate::geo::sphere::Point;

/// Ten-thousandths of a degree, about 10 m: as fine as the table of ports.
const UNITS: f64 = 10_000.0;

/// Latitude and longitude of both ends in [`UNITS`].
type Key = [i32; 4];
type Found = Option<Rc<Route>>;

thread_local! {
    /// A way has some 200 points of 16 bytes, so that both generations of 256
    /// come to about 2 MB of the 128 MB that an isolate has.
    static WAYS: Memo = const { Memo::new(256) };
}

/// As [`route`], at the cost of a look-up when it was asked for lately. The
/// longitudes are unwrapped from a first one between -180 and 180.
#[must_use]
pub fn remembered(from: Point, to: Point) -> Option<Rc<Route>> {
    WAYS.with(|ways| ways.get(from, to))
}

/// At most twice `capacity` ways, in two generations as in the memo of tokens:
/// what is used at least once in a generation stays.
struct Memo {
    capacity: usize,
    generations: RefCell<[BTreeMap<Key, Found>; 2]>,
}

impl Memo {
    const fn new(capacity: usize) -> Self {
        Self {
            capacity,
            generations: RefCell::new([BTreeMap::new(), BTreeMap::new()]),
        }
    }

    /// That there is no way is kept, too: it takes as long to find out.
    fn get(&self, from: Point, to: Point) -> Found {
        let key = key(from, to)?;
        let mut generations = self.generations.borrow_mut();
        let [young, old] = &mut *generations;
        if let Some(found) = young.get(&key) {
            return found.clone();
        }
        let found = old.remove(&key).unwrap_or_else(|| search(key));
        if young.len() >= self.capacity {
            *old = std::mem::take(young);
        }
        young.insert(key, found.clone());
        found
    }
}

/// Of the key alone, so that the answer does not depend on who asked first.
fn search([lat, lon, to_lat, to_lon]: Key) -> Found {
    let degrees = |units: i32| f64::from(units) / UNITS;
    route(
        Point::new(degrees(lat), degrees(lon)),
        Point::new(degrees(to_lat), degrees(to_lon)),
    )
    .map(Rc::new)
}

/// None of what is no position.
fn key(from: Point, to: Point) -> Option<Key> {
    let finite = [from.lat, from.lon, to.lat, to.lon]
        .iter()
        .all(|degrees| degrees.is_finite());
    let (from, to) = (from.near(0.0), to.near(0.0));
    finite.then(|| [from.lat, from.lon, to.lat, to.lon].map(units))
}

#[expect(clippy::cast_possible_truncation, reason = "at most 180 degrees")]
fn units(degrees: f64) -> i32 {
    (degrees * UNITS).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    const HAMBURG: Point = Point::new(53.54, 9.93);

    fn kept(memo: &Memo) -> usize {
        memo.generations.borrow().iter().map(BTreeMap::len).sum()
    }

    #[test]
    fn the_second_time_is_a_look_up_from_any_turn_of_the_world() {
        let memo = Memo::new(4);
        let rotterdam = Point::new(51.95, 4.05);
        let first = memo.get(HAMBURG, rotterdam).unwrap();
        let turned = Point::new(rotterdam.lat, rotterdam.lon + 360.0);
        assert!(Rc::ptr_eq(&first, &memo.get(HAMBURG, turned).unwrap()));
        assert_eq!(Some(&*first), route(HAMBURG, rotterdam).as_ref());
    }

    #[test]
    fn it_stays_bounded_and_keeps_what_is_used() {
        let memo = Memo::new(3);
        let often = memo.get(HAMBURG, Point::new(51.95, 4.05)).unwrap();
        for number in 0..12 {
            // In the Sahara, where nothing has to be searched.
            let nowhere = Point::new(22.0, 5.0 + f64::from(number) / 10.0);
            assert_eq!(memo.get(HAMBURG, nowhere), None);
            let again = memo.get(HAMBURG, Point::new(51.95, 4.05)).unwrap();
            assert!(Rc::ptr_eq(&often, &again));
            assert!(kept(&memo) <= 6);
        }
    }

    #[test]
    fn what_is_no_position_has_no_way() {
        assert_eq!(remembered(HAMBURG, Point::new(f64::NAN, 0.0)), None);
        assert_eq!(remembered(HAMBURG, Point::new(0.0, f64::INFINITY)), None);
    }
}
