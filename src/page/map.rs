//! A schematic map: the places of a journey whose coordinates are known, in
//! order, joined by straight lines. It says of itself that it is no track.

use std::f64::consts::FRAC_PI_4;
use std::fmt::Write;

use maud::{Markup, html};

use super::stops::{self, Stop};
use crate::tracking::shipment::Journey;

/// The drawing's width; a CSS pixel on a small phone.
const WIDTH: f64 = 360.0;
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

/// Where on the drawing a coordinate lies.
struct Frame {
    west: f64,
    north: f64,
    scale: f64,
    left: f64,
    top: f64,
    height: f64,
}

impl Frame {
    fn around(points: &[Point<'_>]) -> Self {
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

    fn place(&self, at: (f64, f64)) -> (f64, f64) {
        let (x, y) = mercator(at);
        (
            self.left + (x - self.west) * self.scale,
            self.top + (y - self.north) * self.scale,
        )
    }

    /// Meridians and parallels, a few of them, as one path.
    fn graticule(&self) -> String {
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

struct Name {
    text: String,
    x: f64,
    y: f64,
    anchor: &'static str,
    /// Left, top, right, bottom.
    area: [f64; 4],
}

/// Puts each name beside its place where it covers neither another name nor
/// another place; a name that finds no room is left to the timeline.
fn names(points: &[Point<'_>], spots: &[(f64, f64)], height: f64) -> Vec<Name> {
    let mut placed: Vec<Name> = Vec::new();
    for (point, spot) in points.iter().zip(spots) {
        let text = shortened(point.name);
        if placed.iter().any(|name| name.text == text) {
            continue;
        }
        let fits = |name: &Name| {
            let [left, top, right, bottom] = name.area;
            let inside =
                left >= 2.0 && right <= WIDTH - 2.0 && top >= 2.0 && bottom <= height - 2.0;
            let clear = placed.iter().all(|other| !overlap(name.area, other.area));
            let open = spots
                .iter()
                .filter(|other| *other != spot)
                .all(|(x, y)| !overlap(name.area, [x - 6.0, y - 6.0, x + 6.0, y + 6.0]));
            inside && clear && open
        };
        let (clean, crossed): (Vec<Name>, Vec<Name>) = candidates(&text, *spot)
            .into_iter()
            .filter(fits)
            .partition(|name| !on_the_line(name.area, spots));
        // A name across the line reads better than no name.
        let free = clean.into_iter().chain(crossed).next();
        placed.extend(free);
    }
    placed
}

/// Whether the line of the journey runs through an area.
fn on_the_line(area: [f64; 4], spots: &[(f64, f64)]) -> bool {
    /// The drawing is a few hundred pixels wide, and names are ten high.
    const SAMPLES: u32 = 48;
    let [left, top, right, bottom] = area;
    spots.windows(2).any(|pair| {
        let [from, to] = pair else { return false };
        (0..=SAMPLES).any(|sample| {
            let part = f64::from(sample) / f64::from(SAMPLES);
            let x = from.0 + (to.0 - from.0) * part;
            let y = from.1 + (to.1 - from.1) * part;
            (left..=right).contains(&x) && (top..=bottom).contains(&y)
        })
    })
}

/// The four sides of a place, the best first.
fn candidates(text: &str, (x, y): (f64, f64)) -> [Name; 4] {
    /// The size of the letters, as the style sheet has it for phones.
    const SIZE: f64 = 12.0;
    /// From the middle of the place to the name.
    const GAP: f64 = 11.0;
    let width: f64 = text
        .chars()
        // Latin letters take about 0.58 of their height; what lies far beyond
        // Latin may be as wide as it is high.
        .map(|c| if c < '\u{1100}' { 0.58 * SIZE } else { SIZE })
        .sum();
    let name = |anchor: &'static str, x: f64, baseline: f64| {
        let left = match anchor {
            "start" => x,
            "end" => x - width,
            _ => x - width / 2.0,
        };
        Name {
            text: text.to_owned(),
            x,
            y: baseline,
            anchor,
            area: [left, baseline - SIZE, left + width, baseline + 3.0],
        }
    };
    [
        name("middle", x, y + GAP + SIZE),
        name("middle", x, y - GAP),
        name("start", x + GAP, y + 4.0),
        name("end", x - GAP, y + 4.0),
    ]
}

fn shortened(name: &str) -> String {
    /// Longer names cover half of a phone.
    const MAX: usize = 22;
    if name.chars().count() <= MAX {
        return name.to_owned();
    }
    let mut short: String = name.chars().take(MAX - 1).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

fn overlap(one: [f64; 4], other: [f64; 4]) -> bool {
    one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]
}

/// A tenth of a pixel is finer than anybody sees.
fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
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
