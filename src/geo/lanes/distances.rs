//! The lanes against published distances between ports.

use super::{Avoid, Point, route, route_via};
use crate::geo::ports;

/// Where a published figure was read.
#[derive(Debug)]
pub(super) enum Source {
    /// Pub. 151, Distances Between Ports, of the United States' mapping agency,
    /// in the text copy of github.com/kaklin/sea-routes (`PUB151_raw.txt`, commit
    /// c86d618a), which does not name the edition; only pairs that stand there as
    /// such, none added up from legs. Panama stands for Balboa, Colon for
    /// Cristobal, Los Angeles for Long Beach, Sriracha for Laem Chabang, Bombay,
    /// Madras, Calcutta and Port Kelang for their present names.
    Pub151,
    /// The Great Lakes St. Lawrence Seaway, greatlakes-seaway.com/en/the-seaway/facts-figures,
    /// from statute miles: 1,251 and 1,344 from Montreal harbour.
    Seaway,
}
use Source::{Pub151, Seaway};

/// From, to, nautical miles, and who says so. Of a pair that the book prints
/// twice or by several ways, the figure of the shortest open way.
///
/// Left out of those that were seen: Rotterdam on short ways, because the book
/// measures from the city and we from the Maasvlakte, 27 miles nearer to the
/// sea; Port Kelang to Singapore (220, ours 193) and Sriracha to Hong Kong
/// (1,546, ours 1,413), each printed in one direction only.
pub(super) const PUBLISHED: &[(&str, &str, f64, Source)] = &[
    // The Pacific.
    ("JPYOK", "USLAX", 4839.0, Pub151),
    ("JPYOK", "USSFO", 4536.0, Pub151),
    ("JPYOK", "USSEA", 4245.0, Pub151),
    ("JPYOK", "PABLB", 7682.0, Pub151),
    ("USHNL", "JPYOK", 3397.0, Pub151),
    ("USHNL", "USSFO", 2091.0, Pub151),
    ("USHNL", "USLAX", 2228.0, Pub151),
    ("USHNL", "AUSYD", 4420.0, Pub151),
    ("USHNL", "PABLB", 4685.0, Pub151),
    ("CNSHA", "USLAX", 5699.0, Pub151),
    ("KRPUS", "USLAX", 5229.0, Pub151),
    ("HKHKG", "USLGB", 6380.0, Pub151),
    ("AUSYD", "USLAX", 6511.0, Pub151),
    ("PABLB", "USSFO", 3245.0, Pub151),
    ("PABLB", "USLAX", 2913.0, Pub151),
    ("PABLB", "CLVAP", 2616.0, Pub151),
    ("PABLB", "AUSYD", 7674.0, Pub151),
    ("PABLB", "NZWLG", 6505.0, Pub151),
    ("AUSYD", "NZAKL", 1280.0, Pub151),
    ("AUSYD", "NZWLG", 1234.0, Pub151),
    ("USLAX", "JPUKB", 5185.0, Pub151),
    ("USLAX", "AUMEL", 7032.0, Pub151),
    ("USLAX", "NZAKL", 5658.0, Pub151),
    ("USLAX", "PECLL", 3655.0, Pub151),
    ("USLAX", "CLVAP", 4808.0, Pub151),
    ("USLAX", "PHMNL", 6530.0, Pub151),
    ("USLAX", "FJSUV", 4788.0, Pub151),
    ("USLAX", "MXZLO", 1205.0, Pub151),
    ("USSFO", "CNSHA", 5396.0, Pub151),
    ("USSFO", "AUSYD", 6448.0, Pub151),
    ("USSFO", "HKHKG", 6044.0, Pub151),
    ("AUSYD", "JPYOK", 4330.0, Pub151),
    ("AUSYD", "CNSHA", 4636.0, Pub151),
    ("AUBNE", "JPYOK", 3925.0, Pub151),
    ("NZAKL", "JPYOK", 4789.0, Pub151),
    ("CAVAN", "JPYOK", 4262.0, Pub151),
    ("CAVAN", "SGSIN", 7078.0, Pub151),
    ("CNSHA", "PABLB", 8566.0, Pub151),
    ("HKHKG", "PABLB", 9195.0, Pub151),
    ("PECLL", "PABLB", 1350.0, Pub151),
    ("USSEA", "PABLB", 4020.0, Pub151),
    ("CLVAP", "NZAKL", 5247.0, Pub151),
    ("CNSHA", "USHNL", 4336.0, Pub151),
    ("USSEA", "USHNL", 2409.0, Pub151),
    ("CLVAP", "PECLL", 1306.0, Pub151),
    // The Atlantic.
    ("USNYC", "PACTB", 1974.0, Pub151),
    ("USNYC", "ZACPT", 6786.0, Pub151),
    ("USNYC", "BRRIO", 4770.0, Pub151),
    ("USNYC", "PRSJU", 1399.0, Pub151),
    ("USMSY", "PACTB", 1389.0, Pub151),
    ("ZACPT", "BRRIO", 3273.0, Pub151),
    ("USNYC", "BRSSZ", 4957.0, Pub151),
    ("USNYC", "ARBUE", 5871.0, Pub151),
    ("USNYC", "CAMTR", 1516.0, Pub151),
    ("USNYC", "JMKIN", 1474.0, Pub151),
    ("USNYC", "COCTG", 1853.0, Pub151),
    ("USNYC", "NGLOS", 4883.0, Pub151),
    ("USNYC", "PABLB", 2016.0, Pub151),
    ("USNYC", "PTLIS", 2980.0, Pub151),
    ("USORF", "PABLB", 1822.0, Pub151),
    ("USCHS", "PABLB", 1607.0, Pub151),
    ("ZACPT", "BRSSZ", 3409.0, Pub151),
    // The Indian Ocean and the Far East, through Suez or not.
    ("YEADE", "INBOM", 1657.0, Pub151),
    ("YEADE", "LKCMB", 2094.0, Pub151),
    ("LKCMB", "SGSIN", 1581.0, Pub151),
    ("INMAA", "LKCMB", 611.0, Pub151),
    ("SGSIN", "HKHKG", 1454.0, Pub151),
    ("SGSIN", "JPYOK", 2889.0, Pub151),
    ("HKHKG", "PHMNL", 631.0, Pub151),
    ("HKHKG", "JPYOK", 1585.0, Pub151),
    ("THLCH", "SGSIN", 759.0, Pub151),
    ("SGSIN", "ZADUR", 4872.0, Pub151),
    ("SGSIN", "EGPSD", 5035.0, Pub151),
    ("CNSHA", "SGSIN", 2207.0, Pub151),
    ("KRPUS", "SGSIN", 2502.0, Pub151),
    ("CNTAO", "SGSIN", 2466.0, Pub151),
    ("CNXMN", "SGSIN", 1649.0, Pub151),
    ("PKKHI", "SGSIN", 2882.0, Pub151),
    ("SGSIN", "INBOM", 2441.0, Pub151),
    ("SGSIN", "IDJKT", 525.0, Pub151),
    ("SGSIN", "VNSGN", 649.0, Pub151),
    ("SGSIN", "PHMNL", 1330.0, Pub151),
    ("YEADE", "SGSIN", 3627.0, Pub151),
    ("YEADE", "EGPSD", 1400.0, Pub151),
    ("SAJED", "EGPSD", 722.0, Pub151),
    ("YEADE", "SAJED", 701.0, Pub151),
    ("KEMBA", "EGPSD", 3006.0, Pub151),
    ("KEMBA", "SGSIN", 3987.0, Pub151),
    ("YEADE", "KEMBA", 1602.0, Pub151),
    ("ZADUR", "EGPSD", 4567.0, Pub151),
    ("MYPKG", "EGPSD", 4817.0, Pub151),
    ("PKKHI", "EGPSD", 2865.0, Pub151),
    ("YEADE", "PKKHI", 1472.0, Pub151),
    ("LKCMB", "EGPSD", 3481.0, Pub151),
    ("INMAA", "SGSIN", 1583.0, Pub151),
    ("INCCU", "SGSIN", 1649.0, Pub151),
    ("JPYOK", "CNSHA", 1040.0, Pub151),
    ("JPYOK", "KRPUS", 665.0, Pub151),
    ("JPYOK", "PHMNL", 1758.0, Pub151),
    ("HKHKG", "CNSHA", 824.0, Pub151),
    ("HKHKG", "VNSGN", 917.0, Pub151),
    ("AUFRE", "ZADUR", 4243.0, Pub151),
    // The Mediterranean and the North Sea.
    ("GRPIR", "EGPSD", 599.0, Pub151),
    ("ESBCN", "ITGOA", 356.0, Pub151),
    ("TRIST", "UAODS", 352.0, Pub151),
    ("DEHAM", "FRLEH", 511.0, Pub151),
    ("DEHAM", "BEANR", 382.0, Pub151),
    ("FRMRS", "EGPSD", 1518.0, Pub151),
    ("ESVLC", "EGPSD", 1679.0, Pub151),
    ("ESALG", "EGPSD", 1927.0, Pub151),
    ("ITGOA", "EGPSD", 1426.0, Pub151),
    ("ESBCN", "EGPSD", 1600.0, Pub151),
    ("ILHFA", "EGPSD", 171.0, Pub151),
    ("GRPIR", "TRIST", 364.0, Pub151),
    ("TRIST", "EGPSD", 804.0, Pub151),
    // The Great Lakes.
    ("CAMTR", "USCHI", 1087.0, Seaway),
    ("CAMTR", "USDLH", 1168.0, Seaway),
];

fn port(code: &str) -> Point {
    ports::find(code).unwrap_or_else(|| panic!("{code}"))
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

#[test]
fn not_through_the_barrier_of_the_eastern_scheldt() {
    assert!(passes("NLRTM", "BEANR", 51.42, 3.55), "Flushing");
    assert!(
        passes("DEDUI", "BEANR", 51.65, 4.22),
        "the Scheldt-Rhine canal"
    );
}
