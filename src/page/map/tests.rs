use super::names::on_the_line;
use super::*;
use crate::geo::lanes::memo;
use crate::geo::ports;
use crate::language::Language;
use crate::language::tests::locale;
use crate::page::specimen;
use crate::page::specimen::NOW;
use crate::tracking::shipment::{Classifier, Mode, Place, Position, Stage, What};
use time::Duration;

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
                name: Some(ports::name(code).unwrap()),
                ..Place::default()
            });
            event
        })
        .collect();
    journey
}

fn html(journey: &Journey) -> Option<String> {
    let english = locale(Language::English);
    draw(&english, journey, NOW).map(Markup::into_string)
}

fn svg(journey: &Journey) -> String {
    let html = html(journey).unwrap();
    html.split("<figcaption>").next().unwrap().to_owned()
}

/// What stands in a group of the drawing.
fn group<'a>(svg: &'a str, class: &str) -> &'a str {
    let (_, rest) = svg.split_once(&format!("<g class=\"{class}\"")).unwrap();
    rest.split("<g class").next().unwrap()
}

/// The absolute points of the lines.
fn drawn(svg: &str) -> Vec<Vec<(f64, f64)>> {
    group(svg, "lines")
        .split("d=\"")
        .skip(1)
        .map(|path| path.split('"').next().unwrap())
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

/// At sea from Shanghai to Los Angeles, a third of the time after departure.
fn under_way() -> Journey {
    at_sea("CNSHA", "USLAX")
}

fn at_sea(from: &str, to: &str) -> Journey {
    let mut journey = by_sea(&[from, to]);
    journey.stage = Stage::AtSea;
    journey.events[0].when = NOW - Duration::days(5);
    journey.events[1].what = What::Arrival;
    journey.events[1].classifier = Classifier::Estimated;
    journey.events[1].when = NOW + Duration::days(10);
    journey
}

fn seen(latitude: f64, longitude: f64, hours_ago: i64) -> Position {
    Position {
        latitude,
        longitude,
        when: NOW - Duration::hours(hours_ago),
        course: None,
    }
}

#[test]
fn the_map_names_the_places_in_order_and_says_what_it_is() {
    let svg = html(&journey()).unwrap();
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
        assert!(
            svg.contains("class=\"land\"><path d=\"M"),
            "{codes:?} has land"
        );
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
    assert!(html(&with_positions(nowhere)).is_none());
    let only_one = with_positions(|place| {
        if place.unlocode.as_deref() != Some("CNSHA") {
            nowhere(place);
        }
    });
    assert!(html(&only_one).is_none());
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
        assert!(html(&journey).is_none(), "{nonsense:?}");
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
    let html = html(&journey).unwrap();
    assert!(html.contains(
        "<p>Not on the map, because we have no coordinates: <bdi>&lt;b&gt;Atlantis &amp; Co</bdi></p>"
    ), "{html}");
    assert!(!html.contains("NaN"));
}

#[test]
fn many_missing_places_are_counted() {
    let mut journey = by_sea(&[
        "DEHAM", "NLRTM", "NLRTM", "NLRTM", "NLRTM", "NLRTM", "NLRTM",
    ]);
    for (event, name) in journey
        .events
        .iter_mut()
        .skip(2)
        .zip(["a", "b", "c", "d", "e"])
    {
        event.place = Some(Place {
            name: Some(name.to_owned()),
            ..Place::default()
        });
    }
    let said = html(&journey).unwrap();
    assert!(
        said.contains("<bdi>c</bdi>, <bdi>d</bdi> (+1)</p>"),
        "{said}"
    );
}

#[test]
fn places_on_one_spot_or_at_the_poles_still_make_a_drawing() {
    for position in [(31.0, 121.0), (90.0, 180.0), (-90.0, -180.0)] {
        let journey = with_positions(|place| place.position = Some(position));
        let svg = html(&journey).unwrap();
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        assert!(svg.len() < 20_000);
    }
}

#[test]
fn a_leg_over_land_is_straight_and_said_to_be() {
    let mut journey = by_sea(&["CNSHA", "USLAX", "USCHI"]);
    journey.events[1].mode = Some(Mode::Rail);
    let said = html(&journey).unwrap();
    assert!(said.contains("class=\"over\""));
    assert!(said.contains("Straight, thinner parts only join two places."));
    for mode in [None, Some(Mode::Truck)] {
        for event in &mut journey.events {
            event.mode = mode;
            event.vessel = None;
        }
        assert!(html(&journey).unwrap().contains("over"));
    }
}

#[test]
fn what_is_reached_is_sailed_and_the_rest_is_ahead() {
    let svg = svg(&journey());
    let lines = group(&svg, "lines");
    assert!(lines.contains("<path d=\"M") && lines.contains("<path class=\"ahead\" d=\"M"));
    let dots = |class: &str| {
        let (_, dots) = svg.split_once(&format!("class=\"{class}\" d=\"")).unwrap();
        dots.split('"').next().unwrap().matches('M').count()
    };
    assert_eq!((dots("dot"), dots("hole")), (3, 1));
}

#[test]
fn a_change_of_vessel_is_marked_and_spoken() {
    let mut journey = by_sea(&["CNSHA", "SGSIN", "SGSIN", "DEHAM"]);
    journey.events[1].what = What::Discharged;
    journey.events[2].what = What::Loaded;
    let html = html(&journey).unwrap();
    assert!(html.contains("Singapore (change of vessel), "), "{html}");
    assert_eq!(html.matches("class=\"ring\"").count(), 1);
    assert!(html.contains("A ring marks a change of vessel."));
}

#[test]
fn an_endless_journey_is_sought_only_so_far() {
    let journey = by_sea(&["DEHAM", "NLRTM"].repeat(100));
    let html = html(&journey).unwrap();
    assert!(html.contains("class=\"over\"") || html.contains("class=\"ahead over\""));
    assert!(html.len() < 60_000, "{}", html.len());
}

#[test]
fn names_keep_off_the_line_where_there_is_room() {
    let journey = specimen::tracking("delivered").journey.unwrap();
    let stops = stops::of(&journey);
    let (stays, _) = places::of(&stops);
    let way = way::between(&stays, &journey, NOW);
    let plane = way.plane();
    let view = frame::around(&plane.concat());
    let lines: Vec<_> = plane
        .iter()
        .map(|line| frame::on_screen(&view, line))
        .collect();
    let spots: Vec<_> = way
        .places
        .iter()
        .map(|place| view.to_screen(*place))
        .collect();
    let called: Vec<&str> = stays.iter().map(|stay| stay.name).collect();
    let taken = Taken {
        spots: &spots,
        lines: &lines,
        areas: &[],
    };
    let names = names::names(&called, &taken, view.height);
    assert_eq!(names.len(), 3);
    for name in &names {
        assert!(
            lines
                .iter()
                .all(|line| on_the_line(name.area(1.15), line) == 0),
            "{}",
            name.text
        );
    }
}

#[test]
fn a_hostile_name_stays_text() {
    let journey = with_positions(|place| place.name = Some("<a href=x>\"&".into()));
    assert!(!html(&journey).unwrap().contains("<a "));
}

#[test]
fn the_vessel_is_estimated_by_time_along_the_lane() {
    let journey = under_way();
    let html = html(&journey).unwrap();
    assert!(html.contains("Vessel’s position, estimated from the schedule"));
    assert!(html.contains("<bdi>Han River Feeder</bdi> · "), "{html}");
    assert!(html.contains("class=\"ship hollow\"") && !html.contains("course"));
    let lines = drawn(&html);
    let [ahead, sailed] = &lines[..] else {
        panic!("{lines:?}")
    };
    assert_eq!(ahead[0], *sailed.last().unwrap(), "split at the vessel");
    let (x, y) = ahead[0];
    assert!(html.contains(&format!(
        "class=\"vessel\" transform=\"translate({x} {y})\""
    )));
    let share = (x - sailed[0].0) / (ahead.last().unwrap().0 - sailed[0].0);
    assert!((0.25..0.4).contains(&share), "a third of the way: {share}");
}

#[test]
fn what_is_late_or_just_left_is_still_at_sea() {
    for (days, near) in [(-30, 1), (40, 0)] {
        let mut journey = under_way();
        for event in &mut journey.events {
            event.when += Duration::days(days);
        }
        let lines = drawn(&svg(&journey));
        assert!(
            lines[near].len() > 2 && lines[1 - near].len() > 1,
            "{lines:?}"
        );
    }
    let mut journey = under_way();
    journey.events[1].when = journey.events[0].when;
    assert!(!html(&journey).unwrap().contains("NaN"));
}

#[test]
fn nothing_is_estimated_ashore_or_without_a_lane_or_a_time() {
    let changes: [&dyn Fn(&mut Journey); 3] = [
        &|journey| journey.stage = Stage::AtOrigin,
        &|journey| journey.events[1].what = What::Discharged,
        &|journey| {
            for event in &mut journey.events {
                event.mode = Some(Mode::Rail);
            }
        },
    ];
    for change in changes {
        let mut journey = under_way();
        change(&mut journey);
        assert!(!html(&journey).unwrap().contains("vessel\""));
    }
}

#[test]
fn reported_positions_win_over_the_lane() {
    let mut journey = under_way();
    // Far south of the lane, and a nonsense one.
    journey.positions = vec![
        seen(31.0, 124.0, 90),
        seen(29.0, 150.0, 50),
        seen(27.0, 179.0, 12),
        seen(f64::NAN, 0.0, 8),
        seen(27.5, -175.0, 3),
    ];
    let html = html(&journey).unwrap();
    assert!(html.contains("The solid line follows positions that the vessel reported."));
    assert!(html.contains("reported 3 hours ago · course 83°"), "{html}");
    assert!(html.contains("rotate(83)") && html.contains("class=\"ship\""));
    let lines = drawn(&html);
    let [ahead, track] = &lines[..] else {
        panic!("{lines:?}")
    };
    assert_eq!(ahead[0], *track.last().unwrap());
    let lowest = track.iter().map(|point| point.1).fold(0.0, f64::max);
    assert!(lowest > track[0].1, "south of Shanghai");
    journey.positions[4].course = Some(-10.0);
    assert!(svg(&journey).contains("rotate(350)"));
}

#[test]
fn a_vessel_on_the_lane_keeps_to_it_and_one_off_it_finds_a_way_of_its_own() {
    let mut journey = at_sea("SGSIN", "NLRTM");
    let suez = Point::new(30.6, 32.3);
    let ahead = |journey: &Journey| {
        let stops = stops::of(journey);
        let (stays, _) = places::of(&stops);
        way::between(&stays, journey, NOW).parts.pop().unwrap().line
    };
    let passes =
        |line: &[Point], place: Point| line.iter().any(|point| point.miles_to(place) < 40.0);
    journey.positions = vec![seen(6.0, 80.2, 5)];
    assert!(passes(&ahead(&journey), suez), "on the lane off Sri Lanka");
    assert!(
        !memo::known(Point::new(6.0, 80.2), Point::new(51.95, 4.05)),
        "not sought"
    );
    journey.positions.push(seen(-31.0, 31.5, 1));
    let cape = ahead(&journey);
    assert!(
        !passes(&cape, suez) && cape.iter().any(|point| point.lat < -33.0),
        "{cape:?}"
    );
}

#[test]
fn what_is_needed_is_all_that_a_drawing_asks_for() {
    let mut journey = under_way();
    journey.positions = vec![seen(27.0, 179.0, 12)];
    let legs = needed(&journey);
    assert_eq!(legs.len(), 2, "the leg, and the rest of it: {legs:?}");
    assert!(legs.iter().all(|(from, to)| !memo::known(*from, *to)));
    let first = svg(&journey);
    assert!(legs.iter().all(|(from, to)| memo::known(*from, *to)));
    let told: Vec<_> = legs
        .iter()
        .map(|(from, to)| memo::tell(*from, *to).unwrap())
        .collect();
    // Another isolate has learned them from a cache.
    let second = std::thread::spawn(move || {
        assert!(told.iter().all(|text| memo::learn(text)));
        svg(&journey)
    });
    assert_eq!(second.join().unwrap(), first);
    assert!(needed(&by_sea(&["DEHAM", "DEHAM"])).is_empty());
}

#[test]
fn every_language_has_its_map_and_the_map_stays_left_to_right() {
    for language in Language::ALL {
        let journey = under_way();
        let html = draw(&locale(language), &journey, NOW)
            .unwrap()
            .into_string();
        assert!(
            !html.contains('{') && !html.contains("style="),
            "{language:?}"
        );
    }
}
