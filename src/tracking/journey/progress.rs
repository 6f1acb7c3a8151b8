//! How far a shipment is: its stage, and whether it is delivered.
//!
//! Only what has happened moves it. To call a shipment delivered too soon ends
//! its links, so that every doubt is answered with "not yet".

use time::OffsetDateTime;

use super::destination::{comes_to_fetch, destination, leaves_empty_handed};
use super::{agree, by_sea, carried, containers, happened, over_land, place, vessel};
use crate::tracking::shipment::{Event, Load, Stage, What};

/// A stage, and when the goods were handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Progress {
    pub(super) stage: Stage,
    pub(super) delivered: Option<OffsetDateTime>,
}

/// A shipment is as far as the container that is furthest behind, and
/// delivered with the last of them. `events` are in order of time.
pub(super) fn of_shipment(events: &[Event]) -> Progress {
    let containers = containers(events);
    let each: Vec<Progress> = if containers.is_empty() {
        vec![of_container(&events.iter().collect::<Vec<_>>())]
    } else {
        containers
            .into_iter()
            .map(|container| {
                let own = |event: &&Event| {
                    event
                        .equipment
                        .as_deref()
                        .is_none_or(|other| other == container)
                };
                of_container(&events.iter().filter(own).collect::<Vec<_>>())
            })
            .collect()
    };
    Progress {
        stage: each
            .iter()
            .map(|progress| progress.stage)
            .min_by_key(|stage| distance(*stage))
            .unwrap_or(Stage::Booked),
        delivered: each
            .iter()
            .map(|progress| progress.delivered)
            .collect::<Option<Vec<_>>>()
            .and_then(|times| times.into_iter().max()),
    }
}

/// How far along a stage is.
fn distance(stage: Stage) -> u8 {
    match stage {
        Stage::Booked => 0,
        Stage::AtOrigin => 1,
        Stage::AtSea => 2,
        Stage::Transhipment => 3,
        Stage::Inland => 4,
        Stage::Arrived => 5,
        Stage::Delivered => 6,
        Stage::Returned => 7,
    }
}

/// Follows one container through what has happened.
pub(super) fn of_container(events: &[&Event]) -> Progress {
    let end = destination(events).and_then(|end| end.place_of_delivery());
    let mut walk = Walk {
        events,
        end,
        by_sea: events.iter().any(|event| by_sea(event)),
        stage: Stage::Booked,
        under_way: false,
        reached: false,
        stripped: None,
        delivered: None,
    };
    for event in events.iter().filter(|event| happened(event)) {
        walk.step(event);
    }
    Progress {
        stage: walk.stage,
        delivered: walk.delivered,
    }
}

struct Walk<'a> {
    events: &'a [&'a Event],
    /// The place of delivery, if it is known.
    end: Option<&'a str>,
    /// Whether the journey has a leg by sea: the way over land before it is
    /// then still the origin's side.
    by_sea: bool,
    stage: Stage,
    /// Whether the main leg has begun.
    under_way: bool,
    /// Whether the goods are or were at the place of delivery.
    reached: bool,
    stripped: Option<OffsetDateTime>,
    delivered: Option<OffsetDateTime>,
}

impl Walk<'_> {
    fn step(&mut self, event: &Event) {
        let at_end = self.end.is_some() && place(event) == self.end;
        let main_leg = by_sea(event) || !self.by_sea;
        if leaves_empty_handed(self.events, event) || self.not_yet_ours(event) {
            return;
        }
        if self.delivered.is_some() && carried(event) {
            // Vessels and trains go on without our goods, and bring those of
            // other containers; only what names this container moves it.
            if event.equipment.is_none() {
                return;
            }
            self.delivered = None;
        }
        match (&event.what, event.load) {
            (What::Loaded, _) if by_sea(event) && self.departure_awaited(event) => {
                self.stage = self.ashore(event);
            }
            (What::Loaded | What::Departure, _) => {
                self.under_way |= main_leg;
                self.stage = match (self.under_way, over_land(event)) {
                    (false, _) => Stage::AtOrigin,
                    (true, true) => Stage::Inland,
                    (true, false) => Stage::AtSea,
                };
            }
            (What::Arrival | What::Discharged, _) => {
                self.under_way |= main_leg;
                let arrived = at_end && self.under_way;
                self.reached |= arrived;
                self.stage = match event.what {
                    _ if arrived && self.by_sea => Stage::Arrived,
                    // It has called at a port, and our goods are still on board.
                    What::Arrival if by_sea(event) => Stage::AtSea,
                    _ => self.ashore(event),
                };
            }
            (What::GateIn | What::DroppedOff, Some(Load::Empty)) => self.emptied(event),
            (What::GateOut | What::PickedUp | What::Stuffed, Some(Load::Empty)) => {
                self.at_origin();
            }
            // The goods are behind a gate again: the gate-out before was a move
            // between two terminals.
            (What::GateIn, Some(Load::Laden)) => {
                self.delivered = None;
                self.reached |= at_end && self.under_way;
                self.stage = if at_end && self.under_way && self.by_sea {
                    Stage::Arrived
                } else {
                    self.ashore(event)
                };
            }
            // Without a leg by sea a gate-out may still be on the origin's side;
            // a drop-off of laden goods is at the customer's.
            (What::GateOut | What::DroppedOff, _)
                if at_end && self.under_way && (self.by_sea || event.what == What::DroppedOff) =>
            {
                self.delivered.get_or_insert(event.when);
                self.stage = Stage::Delivered;
            }
            (What::GateOut | What::DroppedOff, _) if self.delivered.is_none() => {
                self.stage = self.ashore(event);
            }
            (What::Stripped, _) if at_end && self.under_way => self.stripped = Some(event.when),
            (What::GateIn | What::PickedUp | What::Stuffed | What::Stripped, _) => {
                self.at_origin();
            }
            _ => {}
        }
    }

    /// Whether a vessel arrives where our goods are still waiting for it.
    fn not_yet_ours(&self, event: &Event) -> bool {
        let departs = self.events.iter().any(|later| {
            by_sea(later)
                && matches!(later.what, What::Loaded | What::Departure)
                && place(later) == place(event)
                && agree(vessel(later), vessel(event))
                && !leaves_empty_handed(self.events, later)
        });
        event.what == What::Arrival
            && by_sea(event)
            && (comes_to_fetch(self.events, event) || !self.under_way && departs)
    }

    /// An empty container behind a gate or at a depot. After the journey that is
    /// its end, and it proves the delivery even where nobody told of that.
    fn emptied(&mut self, event: &Event) {
        if self.reached || self.delivered.is_some() {
            self.delivered = self.delivered.or(self.stripped).or(Some(event.when));
            self.stage = Stage::Returned;
        } else {
            self.at_origin();
        }
    }

    fn at_origin(&mut self) {
        if !self.under_way {
            self.stage = Stage::AtOrigin;
        }
    }

    /// The stage of goods that are ashore, but not at the place of delivery.
    fn ashore(&self, event: &Event) -> Stage {
        let sails_again = self.events.iter().any(|later| {
            by_sea(later)
                && matches!(later.what, What::Loaded | What::Departure)
                && (later.when >= event.when || !happened(later) && place(later) == place(event))
                && !leaves_empty_handed(self.events, later)
        });
        match (self.under_way, sails_again) {
            (false, _) => Stage::AtOrigin,
            (true, true) => Stage::Transhipment,
            (true, false) => Stage::Inland,
        }
    }

    /// Whether the vessel's departure from where it was loaded is still expected.
    fn departure_awaited(&self, loaded: &Event) -> bool {
        self.events.iter().any(|event| {
            event.what == What::Departure
                && by_sea(event)
                && !happened(event)
                && place(event) == place(loaded)
        })
    }
}
