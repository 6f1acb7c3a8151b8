//! Which positions are of the present leg at sea.

use super::*;
use crate::tracking::shipment::Position;

fn at(hour: i64) -> Position {
    let degrees = f64::from(i32::try_from(hour).unwrap()) / 100.0;
    Position {
        latitude: degrees,
        longitude: -degrees,
        when: day(0) + Duration::hours(hour),
        course: None,
    }
}

fn seen(equipment: Option<&str>, position: Position) -> Sighting {
    Sighting {
        id: None,
        said: None,
        equipment: equipment.map(str::to_owned),
        position,
    }
}

fn positions(events: Vec<Event>, sightings: Vec<Sighting>) -> Vec<Position> {
    let reference = Reference::parse(Kind::Booking, "ABC709951", None).unwrap();
    let told = Told {
        events,
        sightings,
        ..Told::default()
    };
    assemble(told, &reference).positions
}

/// At sea from Busan since the first day.
fn at_sea() -> Vec<Event> {
    at_los_angeles()[..2].to_vec()
}

#[test]
fn positions_since_the_departure_come_in_order_and_once() {
    let sightings = [40, 24, 23, 30, 24, 30].map(|hour| seen(None, at(hour)));
    assert_eq!(
        positions(at_sea(), sightings.to_vec()),
        [at(24), at(30), at(40)]
    );
    let loaded = at_sea()[..1].to_vec();
    assert_eq!(
        positions(loaded, vec![seen(None, at(-1)), seen(None, at(1))]),
        [at(1)],
        "where nobody tells of departures, since the loading"
    );
}

#[test]
fn goods_that_are_not_at_sea_have_no_positions() {
    let everywhere: Vec<_> = (-100..1_000)
        .step_by(10)
        .map(|hour| seen(None, at(hour)))
        .collect();
    let expected_only = vec![
        laden(What::GateIn, "KRPUS", -1),
        expected(-9, event(What::Departure, "KRPUS", 1)),
    ];
    assert_eq!(positions(expected_only, everywhere.clone()), []);
    assert_eq!(positions(at_los_angeles(), everywhere.clone()), []);
    let nobody_tells_of_a_departure = vec![
        event(What::Arrival, "SGSIN", 6),
        expected(5, event(What::Arrival, "USLAX", 20)),
    ];
    assert_eq!(positions(nobody_tells_of_a_departure, everywhere), []);
}

#[test]
fn the_leg_begins_with_the_vessel_that_has_the_goods() {
    let mut events = vec![
        on("A", laden(What::Loaded, "KRPUS", 0)),
        on("A", event(What::Departure, "KRPUS", 1)),
        on("A", laden(What::Discharged, "SGSIN", 7)),
        on("B", laden(What::Loaded, "SGSIN", 8)),
        on("B", event(What::Departure, "SGSIN", 9)),
        on("A", event(What::Departure, "SGSIN", 10)),
    ];
    let sightings: Vec<_> = (0..12).map(|day| seen(None, at(24 * day))).collect();
    let found = positions(events.clone(), sightings.clone());
    assert_eq!(found.first(), Some(&at(24 * 9)));
    assert_eq!(found.len(), 3);
    events.truncate(3);
    events.push(expected(7, on("B", laden(What::Loaded, "SGSIN", 12))));
    assert_eq!(positions(events, sightings), [], "ashore between the two");
}

#[test]
fn of_several_containers_one_that_is_at_sea_is_followed() {
    let other = |event: Event| Event {
        id: format!("{}/other", event.id),
        equipment: event.equipment.map(|_| "TCLU6718159".to_owned()),
        ..event
    };
    let second: Vec<_> = at_sea().into_iter().map(other).collect();
    let both: Vec<_> = at_sea().into_iter().chain(second).collect();
    let sightings = vec![
        seen(Some("TCLU6718159"), at(30)),
        seen(Some("CSQU 305438-3"), at(40)),
        seen(None, at(50)),
        seen(Some("TCLU6718159"), at(60)),
    ];
    assert_eq!(positions(both, sightings.clone()), [at(40), at(50)]);

    let first_delivered: Vec<_> = at_los_angeles()
        .into_iter()
        .chain([
            laden(What::GateOut, "USLAX", 17),
            other(on("B", laden(What::Loaded, "KRPUS", 18))),
            on("B", event(What::Departure, "KRPUS", 19)),
        ])
        .collect();
    let later = [("CSQU3054383", 500), ("TCLU6718159", 501)];
    let later = later.map(|(container, hour)| seen(Some(container), at(hour)));
    assert_eq!(positions(first_delivered, later.to_vec()), [at(501)]);

    let container = Reference::parse(Kind::Container, "TCLU6718159", None).unwrap();
    let told = Told {
        events: at_sea(),
        sightings: sightings.clone(),
        ..Told::default()
    };
    let theirs = assemble(told, &container).positions;
    assert_eq!(theirs, [at(30), at(50), at(60)]);

    let unseen = vec![seen(None, at(50)), seen(Some("TCLU6718159"), at(3))];
    assert_eq!(positions(at_sea(), unseen), [at(50)]);
}

#[test]
fn of_two_positions_for_one_time_the_same_one_stays_in_any_order() {
    let one = at(30);
    let others = [
        Position {
            latitude: 9.0,
            ..one
        },
        Position {
            longitude: 9.0,
            ..one
        },
        Position {
            course: Some(9.0),
            ..one
        },
        Position {
            when: one.when.to_offset(time::macros::offset!(+8)),
            ..one
        },
    ];
    let text = |pair: [Position; 2]| {
        let found = positions(at_sea(), pair.map(|position| seen(None, position)).to_vec());
        assert_eq!(found.len(), 1);
        serde_json::to_string(&found).unwrap()
    };
    for other in others {
        assert_eq!(text([one, other]), text([other, one]), "{other:?}");
    }
}

#[test]
fn of_too_many_positions_the_newest_stay_and_the_older_are_thinned() {
    let all = |count: i64| {
        (24..24 + count)
            .map(|hour| seen(None, at(hour)))
            .collect::<Vec<_>>()
    };
    assert_eq!(positions(at_sea(), all(500)).len(), 500);
    for count in [501, 1_900] {
        let found = positions(at_sea(), all(count));
        assert_eq!(found.len(), 500, "{count}");
        assert_eq!(found[0], at(24), "the line begins at the port");
        assert_eq!(
            found[250..],
            (24 + count - 250..24 + count).map(at).collect::<Vec<_>>()
        );
        let widest = found
            .windows(2)
            .map(|pair| pair[1].when - pair[0].when)
            .max()
            .unwrap();
        assert!(widest <= Duration::hours(count / 250), "{count}: {widest}");
    }
}

#[test]
fn positions_are_no_events_and_tell_nothing_else() {
    let reference = Reference::parse(Kind::Booking, "ABC709951", None).unwrap();
    let without = journey(at_sea());
    let sightings = vec![seen(None, at(9_000))];
    let with = assemble(
        Told {
            events: at_sea(),
            sightings,
            ..Told::default()
        },
        &reference,
    );
    assert_eq!(with.positions, [at(9_000)]);
    assert_eq!(
        Journey {
            positions: vec![],
            ..with
        },
        without
    );
    assert!(
        !serde_json::to_string(&without)
            .unwrap()
            .contains("positions")
    );
}
