//! Makes one journey of everything that an origin said.
//!
//! Pure, and indifferent to the order and the repetition of its input: origins
//! answer in any order, pushes arrive twice, and the page must not flicker.

pub(super) mod awaited;
mod destination;
mod eta;
mod exceptions;
mod positions;
mod progress;
mod steps;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::intake::{Sighting, Told};
use super::shipment::{Classifier, Event, Journey, Load, Mode, Stage, What};
use crate::reference::{Kind, Reference};

/// Assembles the journey of the shipment that `reference` names.
///
/// 1. The same event id said again replaces the earlier saying, and what is
///    retracted is dropped ([`Told::settle`]).
/// 2. Of a container's reference, events of other containers are dropped: they
///    are somebody else's.
/// 3. Of several sayings about one step only one stays (`steps`).
/// 4. The ETA and how it moved (`eta`).
/// 5. How far each container is (`progress`); the shipment is as far as the
///    container that is furthest behind, and delivered when all are.
/// 6. What stands out (`exceptions`).
/// 7. Where it was seen on the present leg at sea (`positions`).
#[must_use]
pub fn assemble(mut told: Told, reference: &Reference) -> Journey {
    told.settle();
    let sayings: Vec<Event> = told
        .events
        .into_iter()
        .filter(|event| concerns(event.equipment.as_deref(), reference))
        .collect();
    let sightings: Vec<Sighting> = told
        .sightings
        .into_iter()
        .filter(|sighting| concerns(sighting.equipment.as_deref(), reference))
        .collect();
    let said = sayings.iter().map(|event| event.said).max();
    let several = containers(&sayings).len() > 1;
    let steps = steps::settle(sayings, several);
    let eta = eta::eta(&steps);
    let events: Vec<Event> = steps.iter().map(|step| step.event.clone()).collect();
    let progress = progress::of_shipment(&events);
    let exceptions = exceptions::exceptions(&steps, eta.as_ref(), progress.stage);
    let positions = match progress.stage {
        Stage::AtSea => positions::of_voyage(&sightings, &events),
        _ => Vec::new(),
    };
    Journey {
        stage: progress.stage,
        events,
        eta,
        delivered: progress.delivered,
        said,
        positions,
        exceptions,
    }
}

/// Whether what is said of a container, or of all, is about the shipment that
/// was asked for.
fn concerns(equipment: Option<&str>, reference: &Reference) -> bool {
    match (equipment, reference.kind) {
        (Some(equipment), Kind::Container) => identity(equipment) == identity(&reference.number),
        _ => true,
    }
}

/// What tells a container from others: owner, category and serial number. The
/// check digit adds nothing and is often wrong or left out.
fn identity(number: &str) -> String {
    const LEN: usize = 10;
    number
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .take(LEN)
        .collect()
}

/// The containers that are spoken of, each once, in order.
fn containers(events: &[Event]) -> BTreeSet<&str> {
    events
        .iter()
        .filter_map(|event| event.equipment.as_deref())
        .collect()
}

fn place(event: &Event) -> Option<&str> {
    event.place.as_ref()?.key()
}

fn happened(event: &Event) -> bool {
    event.classifier == Classifier::Actual
}

/// Whether the event is one of carriage: on to, with or off a vessel, train,
/// truck or barge.
fn carried(event: &Event) -> bool {
    matches!(
        event.what,
        What::Arrival | What::Departure | What::Loaded | What::Discharged
    )
}

fn over_land(event: &Event) -> bool {
    matches!(event.mode, Some(Mode::Rail | Mode::Truck | Mode::Barge))
}

/// Carriage by vessel. A missing mode counts as one: it is how most goes.
fn by_sea(event: &Event) -> bool {
    carried(event) && !over_land(event)
}

/// A gate or a drop-off passed with goods in the container.
fn laden_gate(event: &Event) -> bool {
    matches!(event.what, What::GateIn | What::GateOut | What::DroppedOff)
        && event.load == Some(Load::Laden)
}

/// A vessel's identity: its IMO number, or else its name.
fn vessel(event: &Event) -> Option<&str> {
    let vessel = event.vessel.as_ref()?;
    vessel.imo.as_deref().or(vessel.name.as_deref())
}

/// Equal, as far as both are known.
fn agree<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}
