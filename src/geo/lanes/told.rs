//! A way as text: whole units of a ten-thousandth of a degree, point by point
//! as the difference from the one before.
//!
//! `from;to;miles;steps`, such as `535400 99300;519500 40500;30123;12 -7 0 3`:
//! two places, hundredths of a nautical mile, and for every point after the
//! first the steps north and east. Where there is no way, only the places stand.

use std::fmt::Write as _;

use super::Route;
use super::memo::Key;
use crate::geo::sphere::Point;

/// Ten-thousandths of a degree, about 10 m: as fine as the table of ports.
pub(super) const UNITS: f64 = 10_000.0;

/// Hundredths of a nautical mile.
const PARTS: f64 = 100.0;

/// The longest ways have some 300 points of about eight characters: what is
/// longer than this is not ours.
const MAX_TEXT: usize = 32 * 1024;

/// Writes a way, or that there is none.
pub(super) fn write([lat, lon, to_lat, to_lon]: Key, route: Option<&Route>) -> String {
    let mut text = format!("{lat} {lon};{to_lat} {to_lon}");
    let Some(route) = route else {
        return text;
    };
    // Writing to a String cannot fail.
    let _ = write!(text, ";{};", whole(route.nautical_miles * PARTS));
    let mut before = [lat, lon];
    for (index, point) in route.points.iter().skip(1).enumerate() {
        let next = [point.lat, point.lon].map(units);
        let space = if index == 0 { "" } else { " " };
        let _ = write!(
            text,
            "{space}{} {}",
            next[0] - before[0],
            next[1] - before[1]
        );
        before = next;
    }
    text
}

/// Reads a way; none if the text is not one, or does not lead from its first
/// place to its second.
pub(super) fn read(text: &str) -> Option<(Key, Option<Route>)> {
    if text.len() > MAX_TEXT {
        return None;
    }
    let mut fields = text.split(';');
    let mut place = || pair(fields.next()?);
    let ([lat, lon], [to_lat, to_lon]) = (place()?, place()?);
    let key = [lat, lon, to_lat, to_lon];
    let Some(miles) = fields.next() else {
        return Some((key, None));
    };
    let nautical_miles = f64::from(miles.parse::<i32>().ok()?) / PARTS;
    let steps = fields.next()?;
    if fields.next().is_some() {
        return None;
    }
    let mut at = [lat, lon];
    let mut points = vec![point(lat, lon)];
    let mut numbers = steps.split(' ');
    while let Some(north) = numbers.next() {
        at[0] = at[0].checked_add(north.parse().ok()?)?;
        at[1] = at[1].checked_add(numbers.next()?.parse().ok()?)?;
        points.push(point(at[0], at[1]));
    }
    let arrived = at[0] == to_lat && (at[1] - to_lon).rem_euclid(units(360.0)) == 0;
    let route = Route {
        points,
        nautical_miles,
    };
    arrived.then_some((key, Some(route)))
}

fn pair(text: &str) -> Option<[i32; 2]> {
    let (lat, lon) = text.split_once(' ')?;
    Some([lat.parse().ok()?, lon.parse().ok()?])
}

/// The same way in whole units, as its text would have it.
pub(super) fn in_units(route: &Route) -> Route {
    let rounded = |at: &Point| point(units(at.lat), units(at.lon));
    Route {
        points: route.points.iter().map(rounded).collect(),
        nautical_miles: f64::from(whole(route.nautical_miles * PARTS)) / PARTS,
    }
}

/// The place at these units.
pub(super) fn point(lat: i32, lon: i32) -> Point {
    Point::new(f64::from(lat) / UNITS, f64::from(lon) / UNITS)
}

/// Degrees in units.
pub(super) fn units(degrees: f64) -> i32 {
    whole(degrees * UNITS)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a turn or two of the world, or its miles"
)]
fn whole(value: f64) -> i32 {
    value.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_that_leads_from_the_first_place_to_the_second_is_a_way() {
        let way = "10000 20000;10100 20200;150;50 100 50 100";
        let (key, route) = read(way).unwrap();
        assert_eq!(key, [10_000, 20_000, 10_100, 20_200]);
        assert_eq!(route.as_ref().unwrap().points.len(), 3);
        assert_eq!(write(key, route.as_ref()), way);
        assert_eq!(read("1 2;3 4"), Some(([1, 2, 3, 4], None)));
        for text in [
            "",
            "1 2",
            "1 2;3",
            "1 2;3 4;x;2 2",
            "1 2;3 4;100",
            "1 2;3 4;100;",
            "1 2;3 4;100;2",
            "1 2;3 4;100;2 3",
            "1 2;3 4;100;2 2;",
            "1 2;3 4;100;2147483647 0 2147483647 0",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"1 2;3 4;".repeat(10_000)), None);
    }
}
