//! What a journey waits for now: a departure, a port, a terminal.

use time::OffsetDateTime;

use super::destination::{comes_to_fetch, destination, leaves_empty_handed};
use super::{by_sea, carried, containers, happened, laden_gate, place};
use crate::tracking::alarm::Awaited;
use crate::tracking::shipment::{Event, Journey, Load, Place, Stage, What};

/// The next departure by sea that has not happened, with the goods ashore: as it
/// is said now.
///
/// One that something else has overtaken is none: an old plan for a port from
/// which the goods have gone on.
pub(in crate::tracking) fn departure(journey: &Journey) -> Option<&Event> {
    if !matches!(
        journey.stage,
        Stage::Booked | Stage::AtOrigin | Stage::Transhipment
    ) {
        return None;
    }
    let events: Vec<&Event> = journey.events.iter().collect();
    let overtaken = |departure: &Event| {
        events.iter().any(|event| {
            happened(event)
                && carried(event)
                && event.when > departure.when
                && place(event) != place(departure)
        })
    };
    journey.events.iter().find(|event| {
        event.what == What::Departure
            && by_sea(event)
            && !happened(event)
            && !leaves_empty_handed(&events, event)
            && !overtaken(event)
    })
}

/// The leg at sea: what happened last on it, and what ends it next; none unless
/// the goods are at sea.
pub(in crate::tracking) fn leg(journey: &Journey) -> Option<(&Event, &Event)> {
    if journey.stage != Stage::AtSea {
        return None;
    }
    let events: Vec<&Event> = journey.events.iter().collect();
    let been = |event: &Event| place(event).is_some() && by_sea(event);
    let from = journey
        .events
        .iter()
        .rfind(|event| been(event) && happened(event) && !leaves_empty_handed(&events, event))?;
    let called = |there: &Event| {
        let mut happened = events.iter().filter(|event| been(event) && happened(event));
        happened.any(|event| place(event) == place(there))
    };
    let to = journey.events.iter().find(|event| {
        been(event)
            && matches!(event.what, What::Arrival | What::Discharged)
            && !called(event)
            && !comes_to_fetch(&events, event)
    })?;
    Some((from, to))
}

/// Where and when the goods arrived at the place of delivery; none before that.
pub(in crate::tracking) fn arrival(journey: &Journey) -> Option<(&Place, OffsetDateTime)> {
    if !matches!(
        journey.stage,
        Stage::Arrived | Stage::Delivered | Stage::Returned
    ) {
        return None;
    }
    let events: Vec<&Event> = journey.events.iter().collect();
    let end = destination(&events)?.place_of_delivery()?;
    let came = journey
        .events
        .iter()
        .filter(|event| comes(event) && place(event) == Some(end));
    let first = came.min_by_key(|event| event.when)?;
    Some((first.place.as_ref()?, first.when))
}

/// What the terminal at the place of delivery has not done for each container
/// that is still there, and since when it could have.
pub(in crate::tracking) fn at_terminal(
    journey: &Journey,
) -> Option<(&Place, Vec<(Awaited, OffsetDateTime)>)> {
    if journey.stage != Stage::Arrived {
        return None;
    }
    let (at, arrived) = arrival(journey)?;
    let mut each: Vec<Option<&str>> = containers(&journey.events).into_iter().map(Some).collect();
    if each.is_empty() {
        each.push(None);
    }
    let waits = each.into_iter().filter_map(|container| {
        let here = journey.events.iter().filter(|event| {
            let equipment = event.equipment.as_deref();
            happened(event)
                && event.when >= arrived
                && place(event) == at.key()
                && (equipment.is_none() || equipment == container)
        });
        let left = |event: &Event| {
            matches!(event.what, What::GateOut | What::DroppedOff)
                && event.load != Some(Load::Empty)
        };
        let ashore = |event: &Event| {
            event.what == What::Discharged || event.what == What::GateIn && laden_gate(event)
        };
        if here.clone().any(left) {
            return None;
        }
        let discharged = here.filter(|event| ashore(event)).map(|event| event.when);
        Some(match discharged.max() {
            Some(since) => (Awaited::GateOut, since),
            None => (Awaited::Discharge, arrived),
        })
    });
    Some((at, waits.collect()))
}

/// Whether goods have come to a place by it.
fn comes(event: &Event) -> bool {
    happened(event)
        && match event.what {
            What::Arrival | What::Discharged => true,
            What::GateIn => laden_gate(event),
            _ => false,
        }
}
