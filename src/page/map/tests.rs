use super::names::on_the_line;
use super::*;
use crate::geo::ports;
use crate::page::specimen;
use crate::tracking::shipment::{Mode, Place, What};

fn draw(journey: &Journey) -> Option<Markup> {
    let english = crate::language::tests::locale(crate::language::Language::English);
    super::draw(&english, journey, crate::page::specimen::NOW)
}

fn journey() -> Journey {
    specimen::tracking("at_sea").journey.unwrap()
}

fn with_places(mut journey: Journey, change: impl Fn(&mut Place)) -> Journey {
    for event in &mut journey.events {
        if let Some(place) = &mut event.place {
            change(place);
        }
    }
    journey
}

fn with_positions(change: impl Fn(&mut Place)) -> Journey {
    with_places(journey(), change)
}

/// A journey by vessel between these ports; the first is left.
fn by_sea(codes: &[&str]) -> Journey {
    let mut journey = journey();
    let actual = journey
        .events
        .iter()
        .find(|event| event.what == What::Departure);
    let template = actual.unwrap().clone();
    journey.events = codes
        .iter()
        .map(|code| {
            let mut event = template.clone();
            event.mode = Some(Mode::Vessel);
            event.place = Some(Place {
                unlocode: Some((*code).to_owned()),
                name: Some(ports::find(code).unwrap().name.to_owned()),
                ..Place::default()
            });
            event
        })
        .collect();
    journey
}

fn svg(journey: &Journey) -> String {
    let html = draw(journey).unwrap().into_string();
    html.split("<figcaption>").next().unwrap().to_owned()
}

/// The absolute points of the lines, without the land.
fn drawn(svg: &str) -> Vec<Vec<(f64, f64)>> {
    svg.split("<path")
        .skip(1)
        .filter(|path| !path.contains("class=\"land\""))
        .map(|path| {
            path.split("d=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
        })
        .flat_map(|d| d.split('M').skip(1))
        .map(|line| {
            line.split('L')
                .map(|point| {
                    let (x, y) = point.split_once(' ').unwrap();
                    (x.parse().unwrap(), y.parse().unwrap())
                })
                .collect()
        })
        .collect()
}

#[test]
fn the_map_names_the_places_in_order_and_says_what_it_is() {
    let svg = draw(&journey()).unwrap().into_string();
    assert!(svg.contains("aria-label=\"Route: Shanghai, Busan"), "{svg}");
    assert!(svg.contains("follows usual sea lanes; it is not the vessel’s own track."));
    for (number, name) in [(1, "Shanghai"), (2, "Busan"), (3, "Los Angeles")] {
        let text = format!("<tspan>{number}</tspan> {name}</text>");
        assert!(svg.contains(&text), "{name}");
    }
    assert!(!svg.contains("style="));
}

#[test]
fn a_transpacific_line_is_one_line_the_short_way() {
    let svg = svg(&by_sea(&["CNSHA", "USLAX"]));
    let lines = drawn(&svg);
    assert_eq!(lines.len(), 1);
    let (first, last) = (lines[0][0], *lines[0].last().unwrap());
    assert!(first.0 < 80.0 && last.0 > 280.0, "{first:?} {last:?}");
    for pair in lines[0].windows(2) {
        assert!((pair[0].0 - pair[1].0).abs() < 40.0, "a jump at {pair:?}");
    }
    assert!(
        lines[0].iter().any(|(_, y)| *y < first.1 - 20.0),
        "it bends north"
    );
}

#[test]
fn the_maps_of_the_great_trades_are_small() {
    for codes in [
        ["CNSHA", "KRPUS", "USLAX"],
        ["CNYTN", "SGSIN", "DEHAM"],
        ["NLRTM", "GBFXT", "USNYC"],
        ["DEHAM", "PLGDY", "FIHEL"],
    ] {
        let svg = svg(&by_sea(&codes));
        println!("{codes:?}: {} bytes", svg.len());
        assert!(svg.len() < 40_000, "{codes:?}: {} bytes", svg.len());
        assert!(svg.contains("class=\"land\" d=\"M"), "{codes:?} has land");
        assert_eq!(drawn(&svg).len(), 2, "{codes:?}");
    }
}

#[test]
fn coordinates_come_from_the_table_where_the_origin_has_none() {
    let without = with_positions(|place| place.position = None);
    assert!(svg(&without).contains("Route: Shanghai, Busan"));
}

#[test]
fn the_origins_coordinates_come_first() {
    let moved = with_positions(|place| place.position = Some((50.0, 0.0)));
    let spots: Vec<_> = drawn(&svg(&moved)).concat();
    assert!(spots.windows(2).all(|pair| pair[0] == pair[1]), "{spots:?}");
}

#[test]
fn fewer_than_two_known_places_are_no_map() {
    let nowhere = |place: &mut Place| {
        place.position = None;
        place.unlocode = None;
    };
    assert!(draw(&with_positions(nowhere)).is_none());
    let only_one = with_positions(|place| {
        if place.unlocode.as_deref() != Some("CNSHA") {
            nowhere(place);
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
        let journey = with_positions(|place| {
            place.position = Some(nonsense);
            place.unlocode = None;
        });
        assert!(draw(&journey).is_none(), "{nonsense:?}");
    }
}

#[test]
fn a_place_without_coordinates_is_named_as_missing() {
    let journey = with_positions(|place| {
        if place.unlocode.as_deref() == Some("KRPUS") {
            *place = Place {
                name: Some("<b>Atlantis & Co".to_owned()),
                unlocode: Some("XXXXX".to_owned()),
                position: Some((f64::NAN, f64::NAN)),
                ..Place::default()
            };
        }
    });
    let html = draw(&journey).unwrap().into_string();
    assert!(html.contains(
        " Not on the map, because we have no coordinates: <bdi>&lt;b&gt;Atlantis &amp; Co</bdi>."
    ), "{html}");
    assert!(!html.contains("NaN"));
}

#[test]
fn many_missing_places_are_counted() {
    let names = ["a", "b", "c", "d", "e", "f"];
    let said = caption(&[], false, &names).into_string();
    assert!(said.ends_with("<bdi>d</bdi> and 2 more."), "{said}");
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
fn a_leg_over_land_is_straight_and_said_to_be() {
    let mut journey = by_sea(&["CNSHA", "USLAX", "USCHI"]);
    journey.events[1].mode = Some(Mode::Rail);
    let html = draw(&journey).unwrap().into_string();
    assert!(html.contains("class=\"over\""));
    assert!(html.contains("Straight, thinner parts only join two places."));
    for mode in [None, Some(Mode::Truck)] {
        for event in &mut journey.events {
            event.mode = mode;
            event.vessel = None;
        }
        assert!(draw(&journey).unwrap().into_string().contains("over"));
    }
}

#[test]
fn what_is_reached_is_sailed_and_the_rest_is_ahead() {
    let svg = svg(&journey());
    assert!(svg.contains("<path d=\"M") && svg.contains("<path class=\"ahead\" d=\"M"));
    assert_eq!(svg.matches("class=\"done\"").count(), 2);
}

#[test]
fn a_change_of_vessel_is_marked_and_spoken() {
    let mut journey = by_sea(&["CNSHA", "SGSIN", "SGSIN", "DEHAM"]);
    journey.events[1].what = What::Discharged;
    journey.events[2].what = What::Loaded;
    let html = draw(&journey).unwrap().into_string();
    assert!(html.contains("Singapore (change of vessel), "), "{html}");
    assert_eq!(html.matches("class=\"change\"").count(), 1);
    assert!(html.contains("A ring marks a change of vessel."));
}

#[test]
fn an_endless_journey_is_sought_only_so_far() {
    let journey = by_sea(&["DEHAM", "NLRTM"].repeat(100));
    let html = draw(&journey).unwrap().into_string();
    assert!(html.contains("class=\"over\"") || html.contains("class=\"ahead over\""));
    assert!(html.len() < 60_000, "{}", html.len());
}

#[test]
fn names_keep_off_the_line_where_there_is_room() {
    let journey = specimen::tracking("delivered").journey.unwrap();
    let stops = stops::of(&journey);
    let (stays, _) = places::of(&stops);
    let legs = way::between(&stays);
    let points: Vec<Point> = legs.iter().flat_map(|leg| leg.line.clone()).collect();
    let view = frame::around(&points);
    let lines: Vec<_> = legs
        .iter()
        .map(|leg| frame::on_screen(&view, &leg.line))
        .collect();
    let spots: Vec<_> = stays
        .iter()
        .map(|stay| view.to_screen(stay.at.near(points[0].lon)))
        .collect();
    let called: Vec<&str> = stays.iter().map(|stay| stay.name).collect();
    let names = names::names(&called, &spots, &lines, view.height);
    assert_eq!(names.len(), 3);
    for name in &names {
        assert!(
            !lines.iter().any(|line| on_the_line(name.area, line)),
            "{}",
            name.text
        );
    }
}

#[test]
fn a_hostile_name_stays_text() {
    let journey = with_positions(|place| place.name = Some("<a href=x>\"&".into()));
    let svg = draw(&journey).unwrap();
    assert!(!svg.into_string().contains("<a "));
}
