//! Where a journey ends, as far as the origin has told.
//!
//! Nobody says "this is the place of delivery": it is the last place that
//! something arrives at, or is discharged, and from where nothing goes on.
//! Times alone do not tell the order. When the vessel slips by a week, the
//! plan for the train behind it often stays as it was, and the train seems to
//! arrive before the vessel; so a way over land from a port counts as after it.

use std::collections::BTreeSet;

use time::OffsetDateTime;

use super::{agree, by_sea, happened, laden_gate, over_land, place, vessel};
use crate::tracking::shipment::{Event, What};

/// The last place that is known of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Destination<'a> {
    /// The arrival or discharge that makes it the last.
    pub(super) reached_by: &'a Event,
    /// Whether the goods are known to go on from there.
    pub(super) onward: Onward,
    /// Another place, behind whose gate the goods were seen after that: some
    /// origins tell nothing of trains and trucks but the gates at both ends.
    pub(super) later_gate: Option<&'a str>,
}

/// Whether the goods go on from a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Onward {
    /// Nothing says so.
    No,
    /// Over land, later: the arrival here is still the one to await.
    LaterOverLand,
    /// By sea, or they have left already.
    Yes,
}

impl<'a> Destination<'a> {
    /// The place of delivery: where the goods go on to a place that is not
    /// told, there is none yet.
    pub(super) fn place_of_delivery(&self) -> Option<&'a str> {
        self.later_gate.or_else(|| match self.onward {
            Onward::No => place(self.reached_by),
            Onward::LaterOverLand | Onward::Yes => None,
        })
    }
}

/// Finds the last place; `events` are in order of time, one per step.
pub(super) fn destination<'a>(events: &[&'a Event]) -> Option<Destination<'a>> {
    let sea = events.iter().any(|event| by_sea(event));
    let sailed_from: BTreeSet<Option<&str>> = events
        .iter()
        .filter(|event| by_sea(event) && matches!(event.what, What::Loaded | What::Departure))
        .map(|event| place(event))
        .collect();
    let after_sea = |event: &Event| sea && over_land(event) && !sailed_from.contains(&place(event));
    let reached_by: &Event = events
        .iter()
        .filter(|event| matches!(event.what, What::Arrival | What::Discharged))
        .filter(|event| place(event).is_some())
        .max_by_key(|event| (after_sea(event), event.when))?;
    let reached_at = events
        .iter()
        .filter(|event| happened(event) && place(event) == place(reached_by))
        .filter(|event| matches!(event.what, What::Arrival | What::Discharged))
        .filter(|event| agree(event.call, reached_by.call))
        .map(|event| event.when)
        .min();
    Some(Destination {
        reached_by,
        onward: onward(events, reached_by, reached_at.unwrap_or(reached_by.when)),
        later_gate: reached_at.and_then(|reached_at| {
            events
                .iter()
                .rfind(|event| laden_gate(event) && event.when > reached_at)
                .and_then(|event| place(event))
                .filter(|gate| Some(*gate) != place(reached_by))
        }),
    })
}

/// Whether the goods leave the place of `last` again: at `from` or later, or
/// still to come, whatever time an old plan gives for it.
fn onward(events: &[&Event], last: &Event, from: OffsetDateTime) -> Onward {
    events
        .iter()
        .filter(|event| place(event) == place(last))
        .filter(|event| event.when >= from || !happened(event))
        .filter(|event| matches!(event.what, What::Loaded | What::Departure))
        .filter(|event| !leaves_empty_handed(events, event))
        .map(|event| {
            let goes_on_by_sea = event.what == What::Loaded || !agree(vessel(event), vessel(last));
            match (happened(event), by_sea(event)) {
                (true, _) => Onward::Yes,
                (false, false) => Onward::LaterOverLand,
                (false, true) if goes_on_by_sea => Onward::Yes,
                // A vessel's schedule goes on behind the port where our goods
                // get off.
                (false, true) => Onward::No,
            }
        })
        .max()
        .unwrap_or(Onward::No)
}

/// Whether a vessel departs from where it has discharged our goods, without them.
pub(super) fn leaves_empty_handed(events: &[&Event], departure: &Event) -> bool {
    if departure.what != What::Departure || !by_sea(departure) {
        return false;
    }
    let here = |what: What| {
        events.iter().filter(move |event| {
            event.what == what
                && place(event) == place(departure)
                && agree(vessel(event), vessel(departure))
        })
    };
    let by_this_vessel = |what| here(what).filter(|event| by_sea(event));
    // Where nobody tells of the discharge, a gate-out after the arrival proves it.
    let came = by_this_vessel(What::Arrival).map(|event| event.when).min();
    let put_down = by_this_vessel(What::Discharged).next().is_some()
        || here(What::GateOut)
            .any(|event| laden_gate(event) && came.is_some_and(|came| came <= event.when));
    put_down && by_this_vessel(What::Loaded).next().is_none()
}

/// Whether a vessel arrives to fetch our goods, rather than with them.
pub(super) fn comes_to_fetch(events: &[&Event], arrival: &Event) -> bool {
    if arrival.what != What::Arrival || !by_sea(arrival) {
        return false;
    }
    let by_this_vessel = |what: What| {
        events.iter().any(|event| {
            event.what == what
                && by_sea(event)
                && place(event) == place(arrival)
                && vessel(event).is_some()
                && vessel(event) == vessel(arrival)
        })
    };
    by_this_vessel(What::Loaded) && !by_this_vessel(What::Discharged)
}
