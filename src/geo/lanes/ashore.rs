//! The lanes against the land of Natural Earth 10m itself, not the grid made
//! from it: `world-atlas/land-10m.json`, which `make setup` installs.

use std::path::Path;

use serde_json::Value;

use super::distances::PUBLISHED;
use super::{Point, route};
use crate::geo::ports::{self, largest::LARGEST};

/// Half of a cell of the grid, in degrees: no way may be further from water than this.
const CELL: f64 = 0.125;

/// Degrees between two looks at a leg.
const LOOK: f64 = 0.05;

/// The edges of all rings, by tenths of a degree of latitude.
struct Land(Vec<Vec<[(f64, f64); 2]>>);

impl Land {
    /// Land and lakes, from the package and from the program that packs them.
    fn read(atlas: &str) -> Self {
        let mut land = Self(vec![Vec::new(); 1801]);
        let atlas: Value = serde_json::from_str(atlas).unwrap();
        let arcs: Vec<Vec<(f64, f64)>> = atlas["arcs"]
            .as_array()
            .unwrap()
            .iter()
            .map(|arc| arc_points(&atlas, arc))
            .collect();
        for geometry in atlas["objects"]["land"]["geometries"].as_array().unwrap() {
            let polygons = geometry["arcs"].as_array().unwrap();
            for ring in polygons
                .iter()
                .flat_map(|polygon| polygon.as_array().unwrap())
            {
                let mut points: Vec<(f64, f64)> = Vec::new();
                for arc in ring.as_array().unwrap() {
                    let arc = arc.as_i64().unwrap();
                    let mut part =
                        arcs[usize::try_from(if arc < 0 { !arc } else { arc }).unwrap()].clone();
                    if arc < 0 {
                        part.reverse();
                    }
                    points.extend(&part[usize::from(!points.is_empty())..]);
                }
                land.add(&points);
            }
        }
        let lakes: Vec<Vec<(f64, f64)>> =
            serde_json::from_str(include_str!("../make/lakes.json")).unwrap();
        for lake in lakes {
            land.add(&lake);
        }
        land
    }

    fn add(&mut self, ring: &[(f64, f64)]) {
        // The package has one side of the date line for both: a point there is
        // on the side of the next one that is not.
        let on_line = |p: &(f64, f64)| p.0.abs() > 179.9999;
        let mut ring = ring.to_vec();
        let around = ring.clone();
        for (index, point) in ring
            .iter_mut()
            .enumerate()
            .filter(|(_, point)| on_line(point))
        {
            let beside = around[index..]
                .iter()
                .chain(&around)
                .find(|point| !on_line(point));
            point.0 = beside.map_or(point.0, |beside| 180.0_f64.copysign(beside.0));
        }
        for edge in ring.windows(2) {
            let [a, b] = [edge[0], edge[1]];
            // Wrangel Island alone is in one piece on both sides; no way leads there.
            if (a.0 - b.0).abs() > 180.0 {
                continue;
            }
            let rows = row(a.1.max(b.1))..=row(a.1.min(b.1));
            for row in rows {
                self.0[row].push([a, b]);
            }
        }
    }

    /// Whether a place is land: an odd number of edges west of it.
    fn has(&self, lat: f64, lon: f64) -> bool {
        let lon = (lon + 180.0).rem_euclid(360.0) - 180.0;
        let west = |&&[a, b]: &&[(f64, f64); 2]| {
            (a.1 > lat) != (b.1 > lat) && lon > (b.0 - a.0) * (lat - a.1) / (b.1 - a.1) + a.0
        };
        self.0[row(lat)].iter().filter(west).count() % 2 == 1
    }

    /// Whether a place is land with no water within `reach` degrees.
    fn deep(&self, lat: f64, lon: f64, reach: f64) -> bool {
        let narrow = lat.to_radians().cos();
        let rings = [0.0, 0.25, 0.5, 0.75, 1.0];
        rings.iter().all(|share| {
            (0..32).all(|part| {
                let (sin, cos) = (f64::from(part) * std::f64::consts::TAU / 32.0).sin_cos();
                self.has(
                    lat + reach * share * sin,
                    lon + reach * share * cos / narrow,
                )
            })
        })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a latitude in tenths"
)]
fn row(lat: f64) -> usize {
    ((90.0 - lat) * 10.0).clamp(0.0, 1800.0) as usize
}

/// The points of an arc, as the package has them: in whole steps from the last.
fn arc_points(atlas: &Value, arc: &Value) -> Vec<(f64, f64)> {
    let number = |value: &Value| value.as_f64().unwrap();
    let (scale, translate) = (
        &atlas["transform"]["scale"],
        &atlas["transform"]["translate"],
    );
    let (mut x, mut y) = (0.0, 0.0);
    let place = |step: &Value| {
        x += number(&step[0]);
        y += number(&step[1]);
        (
            x * number(&scale[0]) + number(&translate[0]),
            y * number(&scale[1]) + number(&translate[1]),
        )
    };
    arc.as_array().unwrap().iter().map(place).collect()
}

/// The places along the channels, which lie on land because the map does not
/// have the rivers and canals.
fn channels() -> Vec<Point> {
    let mut places = Vec::new();
    let net = &super::Chart::get().unwrap().channels;
    for (from, stretches) in net.stretches.iter().enumerate() {
        for stretch in stretches {
            let (a, b) = (net.points[from], net.points[stretch.to]);
            places.extend(between(a, b));
        }
    }
    places
}

/// Places on a straight line.
fn between(a: Point, b: Point) -> impl Iterator<Item = Point> {
    let steps = ((b.lat - a.lat).hypot(b.lon - a.lon) / LOOK)
        .ceil()
        .max(1.0);
    std::iter::successors(Some(0.0), move |step| Some(step + 1.0))
        .take_while(move |&step| step <= steps)
        .map(move |step| {
            let t = step / steps;
            Point::new(a.lat + (b.lat - a.lat) * t, a.lon + (b.lon - a.lon) * t)
        })
}

#[test]
fn no_leg_crosses_land_by_more_than_half_a_cell() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/world-atlas/land-10m.json");
    let Ok(atlas) = std::fs::read_to_string(&path) else {
        assert!(
            std::env::var_os("CI").is_none(),
            "run `make setup`: no {}",
            path.display()
        );
        eprintln!("skipped: no {}; run `make setup`", path.display());
        return;
    };
    let land = Land::read(&atlas);
    for (lat, lon, is_land) in [
        (46.8, 2.3, true),
        (68.0, -178.0, true),
        (67.0, 178.0, true),
        (44.0, -87.0, false),
        (0.0, -30.0, false),
        (60.0, 179.9, false),
    ] {
        assert_eq!(land.has(lat, lon), is_land, "{lat} {lon}");
    }
    assert!(land.deep(46.8, 2.3, CELL) && !land.deep(52.1, 4.3, CELL));
    let channels = channels();
    let drawn = |place: Point| {
        let close = |point: &&Point| {
            (point.lat - place.lat).abs() < CELL && point.miles_to(place) < CELL * 60.0
        };
        channels.iter().any(|point| close(&point))
    };

    // Every one of the largest ports is at an end of one of the first ways.
    let largest = |index: usize| LARGEST[index % LARGEST.len()].0;
    let among = (0..LARGEST.len())
        .step_by(2)
        .map(|index| (largest(index), largest(index + 37)));
    let published = PUBLISHED.iter().map(|&(from, to, ..)| (from, to));
    let mut looks = 0;
    let mut aground = Vec::new();
    for (from, to) in among.chain(published) {
        let [a, b] = [from, to].map(|code| ports::find(code).unwrap());
        let way = route(a, b);
        let way = way.unwrap_or_else(|| panic!("no way from {from} to {to}"));
        for leg in way.points.windows(2) {
            for place in between(leg[0], leg[1]) {
                looks += 1;
                if land.deep(place.lat, place.lon, CELL) && !drawn(place) {
                    aground.push(format!("{from} {to} at {:.2},{:.2}", place.lat, place.lon));
                }
            }
        }
    }
    assert!(looks > 100_000, "{looks}");
    assert!(
        aground.is_empty(),
        "{} of {looks}: {:#?}",
        aground.len(),
        &aground[..aground.len().min(20)]
    );
}
