//! A schematic map: the places of a journey whose coordinates are known, in
//! order, joined by straight lines. It says of itself that it is no track.

mod frame;
mod names;

use maud::{Markup, html};

use self::frame::{Frame, WIDTH, round};
use self::names::names;
use super::stops::{self, Stop};
use crate::tracking::shipment::Journey;

/// Draws the journey; `None` when fewer than two places have coordinates.
#[must_use]
pub fn draw(journey: &Journey) -> Option<Markup> {
    let stops = stops::of(journey);
    let points = located(&stops);
    if points.len() < 2 {
        return None;
    }
    let frame = Frame::around(&points);
    let spots: Vec<(f64, f64)> = points.iter().map(|point| frame.place(point.at)).collect();
    let names = names(&points, &spots, frame.height);
    let sailed = line(&points, &spots, true);
    let ahead = line(&points, &spots, false);
    let spoken: Vec<&str> = points.iter().map(|point| point.name).collect();
    let missing = stops.iter().filter(|stop| stop.place.is_some()).count() - points.len();
    Some(html! {
        figure.map {
            svg viewBox={ "0 0 " (WIDTH) " " (round(frame.height)) } role="img"
                aria-label={ "Route: " (spoken.join(", ")) } {
                path.grid d=(frame.graticule()) {}
                path.ahead d=(ahead) {}
                path.sailed d=(sailed) {}
                @for (point, (x, y)) in points.iter().zip(&spots) {
                    @if point.here { circle.here cx=(round(*x)) cy=(round(*y)) r="9" {} }
                    circle.done[point.reached] cx=(round(*x)) cy=(round(*y)) r="4.5" {}
                }
                @for name in &names {
                    text x=(round(name.x)) y=(round(name.y)) text-anchor=(name.anchor) { (name.text) }
                }
            }
            figcaption {
                "Schematic: straight lines between the places, not the vessel’s track."
                @if missing > 0 { " " (missing) " of the places below " @if missing == 1 { "is" } @else { "are" } " not on it, because we have no coordinates." }
            }
        }
    })
}

struct Point<'a> {
    name: &'a str,
    /// Longitude, continued past ±180 where the way leads there, and latitude.
    at: (f64, f64),
    reached: bool,
    /// The last place reached, while the goods are there.
    here: bool,
}

/// The stops with coordinates. Each longitude is turned to lie within half the
/// world of the one before, so that a transpacific line crosses the Pacific.
fn located<'a>(stops: &[Stop<'a>]) -> Vec<Point<'a>> {
    let last_reached = stops.iter().rposition(Stop::reached);
    let mut points: Vec<Point<'a>> = Vec::new();
    for (index, stop) in stops.iter().enumerate() {
        let Some(place) = stop.place else { continue };
        let known = |(latitude, longitude): &(f64, f64)| {
            (-90.0..=90.0).contains(latitude) && (-180.0..=180.0).contains(longitude)
        };
        let (Some((latitude, longitude)), Some(name)) =
            (place.position.filter(known), stops::label(place))
        else {
            continue;
        };
        let longitude = match points.last() {
            Some(before) => {
                let (past, _) = before.at;
                past + (longitude - past + 540.0).rem_euclid(360.0) - 180.0
            }
            None => longitude,
        };
        points.push(Point {
            name,
            at: (longitude, latitude),
            reached: stop.reached(),
            here: last_reached == Some(index) && !stop.left(),
        });
    }
    points
}

/// The legs that are done, or those that are not, as one path.
fn line(points: &[Point<'_>], spots: &[(f64, f64)], sailed: bool) -> String {
    let last = points.iter().rposition(|point| point.reached).unwrap_or(0);
    spots
        .windows(2)
        .enumerate()
        .filter(|(index, _)| (*index < last) == sailed)
        .filter_map(|(_, pair)| match pair {
            [from, to] => Some(format!(
                "M{} {}L{} {}",
                round(from.0),
                round(from.1),
                round(to.0),
                round(to.1)
            )),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::names::on_the_line;
    use super::*;
    use crate::page::specimen;
    use crate::tracking::shipment::Place;

    fn journey() -> Journey {
        specimen::tracking("at_sea").journey.unwrap()
    }

    fn with_positions(change: impl Fn(&mut Place)) -> Journey {
        let mut journey = journey();
        for event in &mut journey.events {
            if let Some(place) = &mut event.place {
                change(place);
            }
        }
        journey
    }

    #[test]
    fn the_map_names_the_places_in_order_and_says_what_it_is() {
        let svg = draw(&journey()).unwrap().into_string();
        assert!(svg.contains("aria-label=\"Route: Shanghai, Busan, Los Angeles\""));
        assert!(svg.contains("Schematic: straight lines"));
        for name in ["Shanghai", "Busan", "Los Angeles"] {
            assert!(svg.contains(&format!(">{name}</text>")), "{name}");
        }
        assert!(!svg.contains("style="));
    }

    #[test]
    fn a_transpacific_line_takes_the_short_way() {
        let journey = journey();
        let stops = stops::of(&journey);
        let longitudes: Vec<f64> = located(&stops).iter().map(|point| point.at.0).collect();
        assert!(
            longitudes.windows(2).all(|pair| pair[0] < pair[1]),
            "{longitudes:?}"
        );
        assert!(
            (longitudes[2] - (360.0 - 118.26)).abs() < 0.1,
            "{longitudes:?}"
        );
    }

    #[test]
    fn fewer_than_two_known_places_are_no_map() {
        assert!(draw(&with_positions(|place| place.position = None)).is_none());
        let only_one = with_positions(|place| {
            if place.unlocode.as_deref() != Some("CNSHA") {
                place.position = None;
            }
        });
        assert!(draw(&only_one).is_none());
    }

    #[test]
    fn impossible_coordinates_are_not_drawn() {
        for nonsense in [
            (f64::NAN, 0.0),
            (0.0, f64::INFINITY),
            (91.0, 0.0),
            (0.0, -181.0),
        ] {
            let journey = with_positions(|place| place.position = Some(nonsense));
            assert!(draw(&journey).is_none(), "{nonsense:?}");
        }
        let one_missing = with_positions(|place| {
            if place.unlocode.as_deref() == Some("KRPUS") {
                place.position = Some((f64::NAN, f64::NAN));
            }
        });
        let svg = draw(&one_missing).unwrap().into_string();
        assert!(svg.contains("1 of the places below is not on it"));
        assert!(!svg.contains("NaN"));
    }

    #[test]
    fn places_on_one_spot_or_at_the_poles_still_make_a_drawing() {
        for position in [(31.0, 121.0), (90.0, 180.0), (-90.0, -180.0)] {
            let journey = with_positions(|place| place.position = Some(position));
            let svg = draw(&journey).unwrap().into_string();
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
            assert!(svg.len() < 20_000);
        }
    }

    #[test]
    fn names_keep_off_the_line_where_there_is_room() {
        let journey = specimen::tracking("delivered").journey.unwrap();
        let stops = stops::of(&journey);
        let points = located(&stops);
        let frame = Frame::around(&points);
        let spots: Vec<_> = points.iter().map(|point| frame.place(point.at)).collect();
        let names = names(&points, &spots, frame.height);
        assert_eq!(names.len(), 3);
        for name in &names {
            assert!(!on_the_line(name.area, &spots), "{}", name.text);
        }
    }

    #[test]
    fn a_hostile_name_stays_text() {
        let journey = with_positions(|place| place.name = Some("<a href=x>\"&".into()));
        let svg = draw(&journey).unwrap();
        assert!(!svg.into_string().contains("<a "));
    }
}
