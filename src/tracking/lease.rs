//! One question for all: who asks, and how the others learn what came of it.
//!
//! Nobody waits for what another request does, which the platform forbids: one
//! says that it asks, in the isolate's memory and in the location's cache, and
//! the others look into the cache until the answer is there. Both say when it
//! set out, so that a request that was cut off blocks nobody for long.
//!
//! The cache cannot compare and set, so two isolates that set out in the same
//! milliseconds both ask. In one isolate only one does.

use std::time::Duration as Span;

use time::{Duration, OffsetDateTime};

use super::patience;
use super::shelf::{Keys, Note, is_within, note, read};
use super::shipment::Tracking;
use crate::world::{Flight, World};

/// How long a lease counts: longer than asking may take, with the writes to the
/// cache around it.
const LEASE: Duration = Duration::seconds(9);

/// How long one who asks for others is waited for when there is nothing to show.
pub(super) const WHOLE: Span = LEASE.unsigned_abs();

const _: () = assert!(patience::BOUND.as_secs() < WHOLE.as_secs());

/// Takes it upon this request to ask, unless another does: `true` when it is to.
///
/// `since` is when this request began to look into the cache: an asking that
/// ended after that has put its answer where this request did not see it.
/// [`done`] has to follow.
pub(super) fn claim(world: &impl World, keys: &Keys, noted: &Note, since: OffsetDateTime) -> bool {
    let ended = flight(world, &keys.note).and_then(|flight| flight.ended);
    if is_held(world, &keys.note, noted) || ended.is_some_and(|ended| since <= ended) {
        return false;
    }
    take(world, &keys.note);
    true
}

/// The same, whoever else asks. [`done`] has to follow.
pub(super) fn take(world: &impl World, key: &str) {
    let now = world.now();
    let flights = world.flights();
    let mut flights = flights.borrow_mut();
    flights.retain(|_, flight| is_within(flight.began, now, LEASE));
    let flight = Flight {
        began: now,
        ended: None,
    };
    flights.insert(key.to_owned(), flight);
}

/// Says that the asking is over, and what came of it is in the cache.
pub(super) fn done(world: &impl World, key: &str) {
    let ended = Some(world.now());
    if let Some(flight) = world.flights().borrow_mut().get_mut(key) {
        flight.ended = ended;
    }
}

/// Whether somebody asks: a request of this isolate, or one that has noted it.
pub(super) fn is_held(world: &impl World, key: &str, noted: &Note) -> bool {
    let now = world.now();
    let asks = |began| is_within(began, now, LEASE);
    match flight(world, key) {
        Some(flight) if flight.ended.is_none() && asks(flight.began) => true,
        // A note from before our own asking was over is that of it: who succeeds
        // does not wipe it.
        flight => noted
            .asked
            .is_some_and(|asked| asks(asked) && flight.and_then(|f| f.ended) < Some(asked)),
    }
}

/// Waits for the answer of whoever asks, looking into the cache now and then;
/// `None` when they came back without one or were replaced, or not within
/// `patience`.
pub(super) async fn awaited(
    world: &impl World,
    keys: &Keys,
    fresh: Duration,
    patience: Span,
) -> Option<Tracking> {
    /// Origins take tens of milliseconds at best; each look costs a request
    /// one of the operations that the platform allows it.
    const FIRST: Span = Span::from_millis(50);
    const LONGEST: Span = Span::from_millis(800);
    let whose = |world| flight(world, &keys.note).map(|flight| flight.began);
    let (awaited, end) = (whose(world), world.now() + patience);
    let mut pause = FIRST;
    loop {
        // Before the look at the answer: what is over by now has left it there.
        let held = whose(world) == awaited
            && (is_held(world, &keys.note, &Note::default())
                || is_held(world, &keys.note, &note(world, &keys.note).await));
        let answer: Option<Tracking> = read(world, &keys.answer).await;
        let now = world.now();
        if let Some(answer) = answer.filter(|answer| is_within(answer.fetched, now, fresh)) {
            return Some(answer);
        }
        if !held || end <= now {
            return None;
        }
        world.sleep(pause.min((end - now).unsigned_abs())).await;
        pause = LONGEST.min(pause * 2);
    }
}

fn flight(world: &impl World, key: &str) -> Option<Flight> {
    world.flights().borrow().get(key).copied()
}
