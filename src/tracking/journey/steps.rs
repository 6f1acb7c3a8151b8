//! Which sayings are about the same step of a journey, and which one counts.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use time::OffsetDateTime;

use super::destination::{comes_to_fetch, leaves_empty_handed};
use super::{agree, happened, over_land, place, vessel};
use crate::tracking::intake::order::by_content;
use crate::tracking::shipment::{Event, Load, Mode, What};

/// What is held to be true of one step, and what was said of it before.
#[derive(Debug)]
pub(super) struct Step {
    /// The saying that counts.
    pub(super) event: Event,
    /// The others about the same step, in the order in which they were said.
    pub(super) others: Vec<Event>,
}

/// Leaves one event per step, in order of time.
///
/// An actual event wins over what was planned or estimated; otherwise the
/// newest saying wins. A container that is loaded on another vessel than
/// planned makes no new step: the old plan is dead. Only where `several`
/// containers travel may two vessels both be right.
///
/// `sayings` are in the order in which they were said.
pub(super) fn settle(sayings: Vec<Event>, several: bool) -> Vec<Step> {
    let twice = called_twice(&sayings);
    let mut steps: Vec<Step> = Vec::new();
    // Whether a vessel moves without our goods is judged by what already stands:
    // by its loading and discharge, and a departure by its arrival, too. A plan
    // that is dead tells nothing.
    for round in in_rounds(sayings) {
        let standing: Vec<&Event> = steps.iter().map(|step| &step.event).collect();
        let mut groups: BTreeMap<Key, Vec<Event>> = BTreeMap::new();
        for event in round {
            let mut key = Key::of(&event, several);
            key.aside = leaves_empty_handed(&standing, &event) || comes_to_fetch(&standing, &event);
            if twice.contains(&Call::of(&event)) {
                key.call = event.call;
            }
            groups.entry(key).or_default().push(event);
        }
        steps.extend(groups.into_values().flat_map(decide));
    }
    steps.sort_by(|a, b| by_time(&a.event, &b.event));
    steps
}

/// Everything but arrivals and departures; arrivals; departures.
fn in_rounds(sayings: Vec<Event>) -> [Vec<Event>; 3] {
    let (arrivals, others): (Vec<_>, Vec<_>) = sayings
        .into_iter()
        .partition(|event| event.what == What::Arrival);
    let (departures, others) = others
        .into_iter()
        .partition(|event| event.what == What::Departure);
    [others, arrivals, departures]
}

/// Decides between sayings about the same step, given in the order of saying.
fn decide(mut sayings: Vec<Event>) -> Vec<Step> {
    let mut kept: Vec<Event> = Vec::new();
    if sayings.iter().any(happened) {
        // The same thing may truly have happened twice, at two terminals of a
        // port or with two vessels; where neither tells them apart, the later
        // saying corrects the earlier.
        for newest in (0..sayings.len()).rev() {
            let event = &sayings[newest];
            if happened(event) && !kept.iter().any(|other| same_occurrence(event, other)) {
                kept.push(sayings.remove(newest));
            }
        }
    } else {
        kept.extend(sayings.pop());
    }
    kept.into_iter()
        .map(|event| Step {
            event,
            others: sayings.clone(),
        })
        .collect()
}

fn same_occurrence(a: &Event, b: &Event) -> bool {
    fn facility(event: &Event) -> Option<&str> {
        event.place.as_ref()?.facility.as_deref()
    }
    agree(facility(a), facility(b)) && agree(vessel(a), vessel(b))
}

/// What two sayings must share to be about the same step.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    what: What,
    equipment: Option<String>,
    load: Option<Load>,
    place: Option<String>,
    /// Rail, truck or barge; a vessel and an unknown mode count as one.
    mode: Option<Mode>,
    vessel: Option<String>,
    call: Option<u32>,
    /// Whether a vessel moves without our goods there: leaves the port where it
    /// put them down, or comes to the port where it fetches them. In a port of
    /// transhipment those are other steps than our own.
    aside: bool,
    /// Documents change their state again and again: on hold, released, on
    /// hold. Each time is a step of its own, and so with what we do not know.
    again: Option<OffsetDateTime>,
}

impl Key {
    fn of(event: &Event, several: bool) -> Self {
        let at_gate = matches!(event.what, What::GateIn | What::GateOut);
        let recurs = matches!(event.what, What::Document { .. } | What::Other(_));
        Self {
            what: event.what.clone(),
            equipment: event.equipment.clone(),
            load: event.load,
            place: place(event).map(str::to_owned),
            mode: event.mode.filter(|_| over_land(event) && !at_gate),
            vessel: vessel(event)
                .filter(|_| several && event.equipment.is_none())
                .map(str::to_owned),
            call: None,
            aside: false,
            again: recurs.then_some(event.when),
        }
    }
}

/// One voyage's business at one place.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Call {
    key: Key,
    vessel: Option<String>,
    voyage: Option<String>,
}

impl Call {
    fn of(event: &Event) -> Self {
        Self {
            key: Key::of(event, false),
            vessel: vessel(event).map(str::to_owned),
            voyage: event.voyage.clone(),
        }
    }
}

/// The places that one voyage calls at twice, by the operator's own count.
fn called_twice(events: &[Event]) -> BTreeSet<Call> {
    let mut counts: BTreeMap<Call, BTreeSet<u32>> = BTreeMap::new();
    for event in events {
        if let Some(count) = event.call {
            counts.entry(Call::of(event)).or_default().insert(count);
        }
    }
    counts
        .into_iter()
        .filter(|(_, counts)| counts.len() > 1)
        .map(|(call, _)| call)
        .collect()
}

/// The order in which things happen, and at the same time the order in which
/// they must: sources that know only the day put all of it at midnight.
fn by_time(a: &Event, b: &Event) -> Ordering {
    a.when
        .cmp(&b.when)
        .then_with(|| course(a).cmp(&course(b)))
        .then_with(|| a.said.cmp(&b.said))
        .then_with(|| by_content(a, b))
}

/// Where an event stands in the usual course of a container.
fn course(event: &Event) -> u8 {
    let empty = event.load == Some(Load::Empty);
    match event.what {
        What::Document { .. } | What::Other(_) => 0,
        What::GateOut if empty => 1,
        What::PickedUp => 2,
        What::Stuffed => 3,
        What::Inspected | What::Resealed | What::Removed => 4,
        What::GateIn if !empty => 5,
        What::Loaded => 6,
        What::Departure => 7,
        What::Arrival => 8,
        What::Discharged => 9,
        What::GateOut => 10,
        What::DroppedOff if !empty => 11,
        What::Stripped => 12,
        What::GateIn | What::DroppedOff => 13,
    }
}
