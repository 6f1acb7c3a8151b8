//! Vessels off their way.

use super::*;

/// From one port to another, and seen there.
fn at(from: &str, to: &str, latitude: f64, longitude: f64) -> Option<u32> {
    let events = [
        on("Egret", step(Step::Departure, from, 0)),
        expected(0, step(Step::Arrival, to, 900)),
    ];
    let journey = seen_at(events, [(10, latitude, longitude)]);
    let found = off_route(&journey)?;
    assert_eq!(found.vessel.as_deref(), Some("Egret"));
    let towards = found.towards.and_then(|place| place.unlocode);
    assert_eq!(towards.as_deref(), Some(to));
    assert_eq!(found.position, position(10, latitude, longitude));
    Some(found.kilometres)
}

#[test]
fn a_vessel_near_a_way_or_on_one_that_is_hardly_longer_is_on_its_way() {
    for (from, to, latitude, longitude) in [
        ("CNSHA", "NLRTM", 12.0, 48.0),
        // By the Cape of Good Hope.
        ("CNSHA", "NLRTM", -36.5, 20.0),
        ("CNSHA", "NLRTM", -15.0, 0.0),
        // South of the great circle, before the weather.
        ("CNSHA", "USLAX", 36.0, 180.0),
        ("CNSHA", "USLAX", 42.0, -170.0),
        // Around Skagen.
        ("NLRTM", "PLGDN", 57.9, 10.5),
    ] {
        let off = at(from, to, latitude, longitude).unwrap();
        assert!(off <= 75, "{from} {to} {latitude} {longitude}: {off} km");
    }
}

#[test]
fn a_vessel_that_goes_elsewhere_is_not() {
    for (from, to, latitude, longitude, least) in [
        ("CNSHA", "NLRTM", -34.0, 115.0, 1_800),
        ("CNSHA", "USLAX", -10.0, 170.0, 1_800),
        ("NLRTM", "PLGDN", 48.5, -6.0, 400),
        ("KRPUS", "CNSHA", 28.0, 128.0, 300),
    ] {
        let off = at(from, to, latitude, longitude).unwrap();
        assert!(off >= least, "{from} {to} {latitude} {longitude}: {off} km");
    }
}

#[test]
fn where_it_cannot_be_told_it_is_not() {
    assert_eq!(at("CNSHA", "ZZZZZ", 0.0, 90.0), None);
    assert_eq!(at("CNSHA", "NLRTM", 48.0, 90.0), None, "in Kazakhstan");
    assert_eq!(at("CNSHA", "NLRTM", 98.0, 90.0), None);
    let sailed = [
        step(Step::Departure, "CNSHA", 0),
        expected(0, step(Step::Arrival, "NLRTM", 900)),
    ];
    assert!(is_under_way(&journey(sailed.clone())));
    assert_eq!(off_route(&journey(sailed.clone())), None, "not seen");
    let arrived = [sailed[0].clone(), step(Step::Arrival, "NLRTM", 900)];
    let arrived = seen_at(arrived, [(10, -34.0, 115.0)]);
    assert!(!is_under_way(&arrived));
    assert_eq!(off_route(&arrived), None);
}

/// Told of a vessel at sea that is seen at hours so many kilometres off.
fn told(reader: &mut Reader, sightings: &[(i64, Option<u32>)]) -> Vec<i64> {
    let journey = journey([step(Step::Departure, "CNSHA", 0)]);
    let mut told = Vec::new();
    for &(at, kilometres) in sightings {
        let off_route = kilometres.map(|kilometres| OffRoute {
            kilometres,
            vessel: None,
            position: position(at, 0.0, 0.0),
            towards: None,
        });
        let seen = || Seen {
            journey: Some(&journey),
            off_route: off_route.clone(),
        };
        let wanted = [Kind::OffRoute];
        let found = judge(&reader.rules, &wanted, &mut reader.memory, seen(), hour(at));
        told.extend(found.iter().map(|_| at));
        let again = judge(&reader.rules, &wanted, &mut reader.memory, seen(), hour(at));
        assert_eq!(again, []);
    }
    told
}

fn hours(sightings: &[(i64, u32)]) -> Vec<i64> {
    let sightings: Vec<_> = sightings.iter().map(|&(at, off)| (at, Some(off))).collect();
    told(&mut Reader::default(), &sightings)
}

#[test]
fn it_is_told_when_it_is_seen_twice_in_a_row() {
    let none: [i64; 0] = [];
    assert_eq!(
        hours(&[(1, 151), (1, 151)]),
        none,
        "one sighting, seen twice"
    );
    assert_eq!(hours(&[(1, 150), (2, 150), (3, 150)]), none);
    assert_eq!(hours(&[(1, 151), (2, 151), (3, 151)]), [2]);
    assert_eq!(hours(&[(1, 151), (2, 100), (3, 151), (4, 100)]), none);
    let unseen = [(1, Some(151)), (2, None), (3, Some(151))];
    assert_eq!(told(&mut Reader::default(), &unseen), [3]);
}

#[test]
fn it_ends_at_half_the_distance_and_is_told_once_a_day() {
    let begins = [(1, 200), (2, 200)];
    let stays = [begins.as_slice(), &[(3, 80), (40, 160), (41, 160)]].concat();
    assert_eq!(hours(&stays), [2]);
    let ends = [begins.as_slice(), &[(3, 74), (40, 160), (41, 160)]].concat();
    assert_eq!(hours(&ends), [2, 41]);
    let same_day = [begins.as_slice(), &[(3, 74), (4, 160), (5, 160)]].concat();
    assert_eq!(hours(&same_day), [2]);
}

#[test]
fn a_lost_memory_finds_it_again_under_the_key_of_the_day() {
    let key = |first: i64| {
        let mut reader = Reader::default();
        assert_eq!(
            told(&mut reader, &[(first, Some(200)), (first + 1, Some(200))]).len(),
            1
        );
        reader.memory
    };
    assert_eq!(key(1).told_marks(), key(4).told_marks());
    assert_ne!(key(1).told_marks(), key(40).told_marks());
}

#[test]
fn ashore_it_is_over() {
    let mut reader = Reader::default();
    assert_eq!(told(&mut reader, &[(1, Some(200))]).len(), 0);
    let ashore = journey([
        step(Step::Departure, "CNSHA", 0),
        on("A", laden(Step::Discharged, "SGSIN", 2)),
        on("B", expected(0, step(Step::Departure, "SGSIN", 30))),
    ]);
    assert_eq!(reader.told(&ashore, 3), []);
    assert_eq!(told(&mut reader, &[(30, Some(200))]).len(), 0);
}
