//! Leaves an origin alone that fails shipment after shipment.
//!
//! Counted per origin and location, in the location's cache. Only faults that
//! are the origin's count, each shipment once: neither one shipment that the
//! origin chokes on nor a number that it refuses stops the others.

use time::Duration;

use super::lease;
use super::shelf::{Keys, Note, is_within, jot, note};
use crate::world::World;

/// How many shipments in a row an origin may fail.
const FAILURES: usize = 5;

/// How long it is left alone then.
const REST: Duration = Duration::seconds(30);

/// Whether an origin may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It may; nothing bad is known of it.
    Closed,
    /// It may, and has failed since it last answered.
    Failing,
    /// This request, and no other, may see whether it is up again.
    Trial,
    /// It may not.
    Open,
}

/// Whether the origin may be asked now. [`heard`] or [`failed`] has to follow,
/// unless it is [`State::Open`].
pub(super) async fn state(world: &impl World, keys: &Keys) -> State {
    let noted = note(world, &keys.origin).await;
    if noted.shipments.len() < FAILURES {
        return if noted.shipments.is_empty() {
            State::Closed
        } else {
            State::Failing
        };
    }
    let now = world.now();
    let rests = noted.failed.is_some_and(|at| is_within(at, now, REST));
    if rests || lease::is_held(world, &keys.origin, &noted) {
        return State::Open;
    }
    lease::take(world, &keys.origin);
    let trial = Note {
        asked: Some(now),
        ..noted
    };
    jot(world, &keys.origin, &trial).await;
    State::Trial
}

/// The origin answered: nothing counts any more that it failed before.
pub(super) async fn heard(world: &impl World, keys: &Keys, state: State) {
    if state != State::Closed {
        jot(world, &keys.origin, &Note::default()).await;
        lease::done(world, &keys.origin);
    }
}

/// The origin failed this shipment.
pub(super) async fn failed(world: &impl World, keys: &Keys, state: State) {
    // As it is now: others may have failed meanwhile.
    let mut noted = note(world, &keys.origin).await;
    if !noted.shipments.contains(&keys.answer) && noted.shipments.len() < FAILURES {
        noted.shipments.push(keys.answer.clone());
        if noted.shipments.len() == FAILURES {
            world.log("tracking: origin fails for one shipment after another, and is left alone");
        }
    }
    noted.asked = None;
    noted.failed = Some(world.now());
    jot(world, &keys.origin, &noted).await;
    if state == State::Trial {
        lease::done(world, &keys.origin);
    }
}
