//! Stages, and every doubt about a delivery.

use super::*;

#[test]
fn a_laden_gate_out_where_the_vessel_discharged_is_the_delivery() {
    assert_eq!(journey(at_los_angeles()).stage, Stage::Arrived);
    let delivered = and(at_los_angeles(), [laden(What::GateOut, "USLAX", 18)]);
    assert_eq!(delivered.stage, Stage::Delivered);
    assert_eq!(delivered.delivered, Some(day(18)));
    let returned = and(
        at_los_angeles(),
        [
            laden(What::GateOut, "USLAX", 18),
            empty(What::GateIn, "USLGB", 20),
        ],
    );
    assert_eq!(returned.stage, Stage::Returned);
    assert_eq!(returned.delivered, Some(day(18)));
}

#[test]
fn gate_outs_that_are_no_delivery() {
    let out = || laden(What::GateOut, "USLAX", 18);
    let not_delivered = [
        ("expected only", vec![expected(16, out())]),
        ("empty", vec![empty(What::GateOut, "USLAX", 18)]),
        (
            "a train is to come",
            vec![
                out(),
                expected(3, by(Mode::Rail, event(What::Arrival, "USCHI", 17))),
            ],
        ),
        (
            "a train has left",
            vec![out(), by(Mode::Rail, event(What::Departure, "USLAX", 19))],
        ),
        (
            "a second vessel is to come",
            vec![out(), expected(3, laden(What::Loaded, "USLAX", 12))],
        ),
        (
            "through another gate since",
            vec![out(), laden(What::GateIn, "USCHI", 22)],
        ),
        (
            "a gate that is to come",
            vec![out(), expected(3, laden(What::GateOut, "USCHI", 22))],
        ),
    ];
    for (why, more) in not_delivered {
        let journey = and(at_los_angeles(), more);
        assert_eq!(journey.delivered, None, "{why}");
        assert!(
            !matches!(journey.stage, Stage::Delivered | Stage::Returned),
            "{why}: {:?}",
            journey.stage
        );
    }
    let at_origin = journey([
        laden(What::GateOut, "KRPUS", -3),
        laden(What::GateIn, "KRPUS", -2),
    ]);
    assert_eq!(
        (at_origin.stage, at_origin.delivered),
        (Stage::AtOrigin, None)
    );
    let by_rail = journey([
        by(Mode::Rail, event(What::Arrival, "KRPUS", -3)),
        laden(What::GateOut, "KRPUS", -2),
    ]);
    assert_eq!(
        by_rail.delivered, None,
        "there may be a vessel that nobody told of yet"
    );
}

#[test]
fn laden_goods_dropped_off_at_the_customers_are_delivered() {
    let journey = and(
        at_los_angeles(),
        [
            laden(What::GateOut, "USLAX", 18),
            by(Mode::Truck, event(What::Departure, "USLAX", 18)),
            by(Mode::Truck, event(What::Arrival, "USPHX", 19)),
            laden(What::DroppedOff, "USPHX", 19),
        ],
    );
    assert_eq!(journey.stage, Stage::Delivered);
    assert_eq!(journey.delivered, Some(day(19)));
}

#[test]
fn an_empty_return_proves_a_delivery_that_nobody_told_of() {
    let returned = and(at_los_angeles(), [empty(What::GateIn, "USLAX", 25)]);
    assert_eq!(returned.stage, Stage::Returned);
    assert_eq!(returned.delivered, Some(day(25)), "not later than that");
    let stripped = and(
        at_los_angeles(),
        [
            laden(What::Stripped, "USLAX", 20),
            empty(What::DroppedOff, "USLAX", 25),
        ],
    );
    assert_eq!(stripped.stage, Stage::Returned);
    assert_eq!(stripped.delivered, Some(day(20)));
    let before = journey([
        empty(What::GateIn, "KRPUS", -5),
        laden(What::GateIn, "KRPUS", -2),
    ]);
    assert_eq!((before.stage, before.delivered), (Stage::AtOrigin, None));
    let by_rail = journey([
        by(Mode::Rail, laden(What::Discharged, "KRPUS", -3)),
        empty(What::DroppedOff, "KRPUS", -2),
        Event {
            place: None,
            ..expected(-5, event(What::Arrival, "", 20))
        },
    ]);
    assert_eq!(
        (by_rail.stage, by_rail.delivered),
        (Stage::AtOrigin, None),
        "the vessel is still to come"
    );
}

#[test]
fn goods_on_a_vessel_are_at_sea_when_it_departs() {
    let loaded = || laden(What::Loaded, "KRPUS", 0);
    let departs = || event(What::Departure, "KRPUS", 1);
    assert_eq!(
        journey([loaded(), expected(-9, departs())]).stage,
        Stage::AtOrigin
    );
    assert_eq!(journey([loaded(), departs()]).stage, Stage::AtSea);
    assert_eq!(
        journey([loaded()]).stage,
        Stage::AtSea,
        "where nobody tells of departures, the loading is the last that is told"
    );
    let vessel_comes = journey([
        on("A", event(What::Arrival, "KRPUS", -1)),
        expected(-9, on("A", loaded())),
    ]);
    assert_eq!(vessel_comes.stage, Stage::Booked, "it comes to fetch them");
    let calls_on_the_way = journey([
        on("A", loaded()),
        on("A", departs()),
        on("A", event(What::Arrival, "SGSIN", 6)),
        expected(0, on("A", event(What::Arrival, "USLAX", 20))),
    ]);
    assert_eq!(calls_on_the_way.stage, Stage::AtSea);
}

#[test]
fn goods_ashore_stay_ashore_when_the_vessel_that_fetches_them_arrives() {
    let ashore = journey([
        on("A", event(What::Departure, "KRPUS", 1)),
        on("A", event(What::Arrival, "SGSIN", 6)),
        on("A", laden(What::Discharged, "SGSIN", 7)),
        on("A", event(What::Departure, "SGSIN", 8)),
        on("B", event(What::Arrival, "SGSIN", 9)),
        expected(5, on("B", laden(What::Loaded, "SGSIN", 10))),
        expected(5, on("B", event(What::Arrival, "USLAX", 25))),
    ]);
    assert_eq!(ashore.stage, Stage::Transhipment);
    assert_eq!(ashore.events.len(), 7);
}

#[test]
fn a_shipment_is_as_far_as_the_container_that_is_furthest_behind() {
    let mut other = at_los_angeles();
    for event in &mut other {
        if event.equipment.is_some() {
            event.equipment = Some("TCLU6718159".to_owned());
            event.id.push('2');
        }
    }
    let both: Vec<_> = at_los_angeles().into_iter().chain(other).collect();
    let out = laden(What::GateOut, "USLAX", 18);
    let out_too = Event {
        equipment: Some("TCLU6718159".to_owned()),
        ..laden(What::GateOut, "USLAX", 21)
    };
    assert_eq!(and(both.clone(), [out.clone()]).stage, Stage::Arrived);
    let delivered = and(both, [out, out_too]);
    assert_eq!(delivered.stage, Stage::Delivered);
    assert_eq!(delivered.delivered, Some(day(21)));
}

#[test]
fn a_delivery_stands_when_the_next_vessel_brings_the_other_container() {
    let other = |event: Event| Event {
        id: format!("{}/other", event.id),
        equipment: Some("TCLU6718159".to_owned()),
        ..event
    };
    let journey = and(
        at_los_angeles(),
        [
            laden(What::GateOut, "USLAX", 18),
            other(on("B", laden(What::Loaded, "KRPUS", 5))),
            on("B", event(What::Arrival, "USLAX", 20)),
            other(on("B", laden(What::Discharged, "USLAX", 21))),
            other(laden(What::GateOut, "USLAX", 23)),
        ],
    );
    assert_eq!(journey.stage, Stage::Delivered);
    assert_eq!(journey.delivered, Some(day(23)));
}
