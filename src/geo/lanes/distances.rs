//! The lanes against published distances between ports.

use super::{Avoid, Point, route, route_via};
use crate::geo::ports;

/// Where a published figure is from.
#[derive(Debug)]
enum Source {
    /// National Geospatial-Intelligence Agency, Pub. 151, Distances Between Ports.
    Pub151,
    /// The tables of sea-distances.org.
    SeaDistances,
    /// National Ocean Service, Distances Between United States Ports; those on
    /// the Great Lakes turned from statute into nautical miles.
    Noaa,
}
use Source::{Noaa, Pub151, SeaDistances};

/// From, to, nautical miles, and who says so.
const PUBLISHED: &[(&str, &str, f64, Source)] = &[
    // The Pacific.
    ("JPYOK", "USLAX", 4839.0, Pub151),
    ("JPYOK", "USSFO", 4536.0, Pub151),
    ("JPYOK", "USSEA", 4254.0, Pub151),
    ("JPYOK", "PABLB", 7682.0, Pub151),
    ("USHNL", "JPYOK", 3397.0, Pub151),
    ("USHNL", "USSFO", 2091.0, Noaa),
    ("USHNL", "USLAX", 2228.0, Noaa),
    ("USHNL", "AUSYD", 4420.0, Pub151),
    ("USHNL", "PABLB", 4685.0, Pub151),
    ("CNSHA", "USLAX", 5708.0, SeaDistances),
    ("KRPUS", "USLAX", 5230.0, SeaDistances),
    ("HKHKG", "USLGB", 6380.0, SeaDistances),
    ("AUSYD", "USLAX", 6511.0, Pub151),
    ("USSEA", "USLAX", 1140.0, Noaa),
    ("PABLB", "USSFO", 3245.0, Pub151),
    ("PABLB", "USLAX", 2913.0, Pub151),
    ("PABLB", "CLVAP", 2616.0, Pub151),
    ("PABLB", "AUSYD", 7674.0, Pub151),
    ("PABLB", "NZWLG", 6505.0, Pub151),
    // The Atlantic.
    ("USNYC", "PACTB", 1974.0, Pub151),
    ("USNYC", "GBLIV", 3043.0, SeaDistances),
    ("USNYC", "FRLEH", 3169.0, Pub151),
    ("USNYC", "NLRTM", 3336.0, SeaDistances),
    ("USNYC", "ZACPT", 6786.0, Pub151),
    ("USNYC", "BRRIO", 4770.0, Pub151),
    ("USNYC", "PRSJU", 1399.0, Noaa),
    ("USNYC", "PECLL", 3370.0, SeaDistances),
    ("USHOU", "NLRTM", 5020.0, SeaDistances),
    ("USMSY", "PACTB", 1390.0, Pub151),
    ("NLRTM", "BRSSZ", 5418.0, SeaDistances),
    ("NLRTM", "ARBUE", 6330.0, SeaDistances),
    ("ZACPT", "NLRTM", 6170.0, SeaDistances),
    ("ZACPT", "BRRIO", 3273.0, Pub151),
    // Suez, the Indian Ocean and the Far East.
    ("SGSIN", "NLRTM", 8288.0, SeaDistances),
    ("CNSHA", "NLRTM", 10525.0, SeaDistances),
    ("KRPUS", "NLRTM", 10880.0, SeaDistances),
    ("YEADE", "INBOM", 1657.0, Pub151),
    ("YEADE", "LKCMB", 2094.0, Pub151),
    ("LKCMB", "SGSIN", 1567.0, Pub151),
    ("INMAA", "LKCMB", 590.0, SeaDistances),
    ("AEJEA", "SGSIN", 3463.0, SeaDistances),
    ("SGSIN", "HKHKG", 1460.0, Pub151),
    ("SGSIN", "JPYOK", 2892.0, SeaDistances),
    ("HKHKG", "PHMNL", 632.0, Pub151),
    ("HKHKG", "JPYOK", 1585.0, Pub151),
    ("THLCH", "SGSIN", 780.0, SeaDistances),
    ("SGSIN", "ZADUR", 4870.0, SeaDistances),
    ("ZACPT", "ZADUR", 800.0, Pub151),
    ("AUFRE", "ZACPT", 4715.0, Pub151),
    ("AUMEL", "AUFRE", 1687.0, Pub151),
    ("AUSYD", "NZAKL", 1275.0, Pub151),
    ("AUSYD", "NZWLG", 1236.0, Pub151),
    // The Mediterranean, the Baltic and the Great Lakes.
    ("GRPIR", "EGPSD", 593.0, Pub151),
    ("ESBCN", "ITGOA", 352.0, Pub151),
    ("TRIST", "UAODS", 350.0, Pub151),
    ("DEHAM", "RULED", 860.0, SeaDistances),
    ("GBFXT", "SEGOT", 510.0, SeaDistances),
    ("CAMTR", "USCHI", 1080.0, Noaa),
    ("CAMTR", "USDLH", 1165.0, Noaa),
];

fn port(code: &str) -> Point {
    let port = ports::find(code).unwrap_or_else(|| panic!("{code}"));
    Point::new(port.lat, port.lon)
}

fn miles(from: &str, to: &str) -> f64 {
    route(port(from), port(to))
        .unwrap_or_else(|| panic!("{from} {to}"))
        .nautical_miles
}

#[test]
fn within_five_percent_of_published_distances() {
    let mut wrong = Vec::new();
    for (from, to, published, source) in PUBLISHED {
        let computed = miles(from, to);
        let off = (computed / published - 1.0) * 100.0;
        println!("{from} {to} {computed:6.0} {published:6.0} {off:+5.1} % {source:?}");
        if off.abs() > 5.0 {
            wrong.push(format!("{from} {to}: {computed:.0}, published {published}"));
        }
    }
    assert!(PUBLISHED.len() >= 40 && wrong.is_empty(), "{wrong:#?}");
}

/// Whether the way passes within 30 miles of a place.
fn passes(from: &str, to: &str, lat: f64, lon: f64) -> bool {
    let line = route(port(from), port(to)).unwrap().points;
    let place = Point::new(lat, lon);
    line.iter().any(|point| point.miles_to(place) < 30.0)
}

#[test]
fn through_the_right_canals_and_straits() {
    let suez = (30.6, 32.3);
    let panama = (9.1, -79.7);
    let kiel = (54.3, 9.6);
    assert!(passes("KRPUS", "NLRTM", suez.0, suez.1));
    assert!(passes("USNYC", "PECLL", panama.0, panama.1));
    assert!(passes("DEHAM", "PLGDY", kiel.0, kiel.1));
    assert!(passes("TRIST", "UAODS", 41.1, 29.05), "the Bosporus");
    assert!(passes("CAMTR", "USCHI", 43.05, -79.2), "the Welland canal");
    assert!(passes("CHBSL", "NLRTM", 50.36, 7.6), "the Rhine at Koblenz");
    assert!(
        passes("CNWUH", "CNSHA", 32.05, 118.68),
        "the Yangtze at Nanjing"
    );
}

#[test]
fn none_the_wrong_way_round_the_world() {
    for (from, to) in [("CNSHA", "USLAX"), ("NZAKL", "CLVAP"), ("JPYOK", "PABLB")] {
        for (from, to, east) in [(from, to, true), (to, from, false)] {
            let line = route(port(from), port(to)).unwrap().points;
            let turn = line.last().unwrap().lon - line[0].lon;
            assert!(
                (turn > 0.0) == east && turn.abs() < 180.0,
                "{from} {to} {turn}"
            );
            let jump = line.windows(2).any(|w| (w[1].lon - w[0].lon).abs() > 30.0);
            assert!(!jump, "{from} {to} is one line");
        }
    }
}

#[test]
fn a_canal_can_be_avoided() {
    let [singapore, rotterdam] = ["SGSIN", "NLRTM"].map(port);
    let avoid = Avoid {
        suez: true,
        ..Avoid::default()
    };
    let cape = route_via(&[singapore, rotterdam], avoid).unwrap();
    assert!(
        (11_500.0..12_200.0).contains(&cape.nautical_miles),
        "{}",
        cape.nautical_miles
    );
    assert!(cape.points.iter().any(|point| point.lat < -33.0));

    let [bremerhaven, gdynia] = ["DEBRV", "PLGDY"].map(port);
    let avoid = Avoid {
        kiel: true,
        ..Avoid::default()
    };
    let skagen = route_via(&[bremerhaven, gdynia], avoid).unwrap();
    assert!(skagen.points.iter().any(|point| point.lat > 57.5));

    let [new_york, callao] = ["USNYC", "PECLL"].map(port);
    let avoid = Avoid {
        panama: true,
        ..Avoid::default()
    };
    let magellan = route_via(&[new_york, callao], avoid).unwrap();
    assert!(magellan.points.iter().any(|point| point.lat < -52.0));
}

#[test]
fn reported_positions_win() {
    let [singapore, rotterdam] = ["SGSIN", "NLRTM"].map(port);
    let off_durban = Point::new(-31.0, 31.5);
    let way = route_via(&[singapore, off_durban, rotterdam], Avoid::default()).unwrap();
    assert!(
        way.points
            .iter()
            .any(|point| point.miles_to(off_durban) < 1.0)
    );
    assert!(way.nautical_miles > 11_500.0);
    assert_eq!(way.points[0], singapore);
    let last = way.points.last().unwrap();
    assert!(last.miles_to(rotterdam) < 1e-6, "{last:?}");
}

#[test]
fn no_way_is_no_answer() {
    let rotterdam = port("NLRTM");
    assert_eq!(route(rotterdam, port("CZPRG")), None, "no water");
    assert_eq!(
        route(rotterdam, Point::new(40.4, 50.0)),
        None,
        "the Caspian"
    );
    assert_eq!(route_via(&[rotterdam], Avoid::default()), None);
    assert_eq!(route_via(&[rotterdam; 17], Avoid::default()), None);
    assert_eq!(route(rotterdam, Point::new(f64::NAN, 0.0)), None);
}

#[test]
fn a_way_of_no_length() {
    let hamburg = port("DEHAM");
    let way = route(hamburg, hamburg).unwrap();
    assert!(way.nautical_miles < 10.0, "{}", way.nautical_miles);
}
