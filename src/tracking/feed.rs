//! Stands between page views and the origin: a view does not cost a question,
//! a slow origin does not cost the view its time, and a silent one does not
//! cost the page.

use std::future::Future;
use std::pin::{Pin, pin};
use std::time::Duration as Span;

use futures_util::future::{Either, select};
use time::{Duration, OffsetDateTime};

use super::breaker::{self, State};
use super::intake::Told;
use super::journey::assemble;
use super::origin::Answer;
use super::shelf::{self, Keys, Note, is_within};
use super::shipment::Tracking;
use super::{lease, patience, pushed};
use crate::config::Config;
use crate::error::Error;
use crate::reference::Reference;
use crate::world::World;

/// How long an answer counts as fresh: ports and vessels report by the hour, and
/// an origin should not be asked more than once a minute for one shipment.
const FRESH: Duration = Duration::MINUTE;

/// How old an answer may be that is shown without a mark, and without waiting
/// for a newer one. Who looks again within that time sees the newer one; who has
/// not looked for longer would see yesterday's.
const RECENT: Duration = Duration::minutes(5);

/// How long an answer may stand in for a silent origin (DESIGN.md, section 8).
const KEPT: Duration = Duration::DAY;

/// [`KEPT`], in the unit of the cache.
const KEPT_SECONDS: u32 = 24 * 60 * 60;

/// How long an origin that has just failed is left alone with a shipment: a
/// person who reloads does not wait for the same timeout again, and the origin
/// can get up.
const PAUSE: Duration = Duration::seconds(10);

/// How long a view that has an old answer waits for a newer one: less than a
/// page may take, and more than most origins do.
const PATIENCE: Span = Span::from_millis(1500);

/// What is known of a shipment now.
///
/// 1. An answer in this location's cache that is younger than a minute is served.
/// 2. There is none that is younger than 24 hours: ask the origin, or wait for
///    the request that already does.
/// 3. There is one, and the origin has just failed: go on at 6.
/// 4. There is one. Unless another request already does, this one asks the
///    origin, after the reply if need be.
/// 5. An answer that is older than five minutes, of an origin that has not
///    failed since: wait for a newer one for 1.5 seconds, whoever asks.
/// 6. Serve the one there is; marked as stale if the origin has failed since,
///    or it is older than five minutes.
///
/// However many look, and wherever in this location: the origin is asked once a
/// minute at most. An asking is what [`refreshed`] does.
///
/// # Errors
/// [`Error::unavailable`] when the origin fails and there is no last answer.
pub async fn tracking(
    world: &impl World,
    config: &Config,
    reference: &Reference,
) -> Result<Tracking, Error> {
    let keys = Keys::of(config, reference);
    let since = world.now();
    // 1
    let last: Option<Tracking> = shelf::read(world, &keys.answer).await;
    let is_young = |last: &Tracking, span| is_within(last.fetched, world.now(), span);
    let Some(last) = last.filter(|last| is_young(last, KEPT)) else {
        // 2
        return first(Asker::new(world, config, reference, keys), since).await;
    };
    if is_young(&last, FRESH) {
        return Ok(last);
    }
    // 3
    let noted = shelf::note(world, &keys.note).await;
    let mut fails = noted.failed.is_some_and(|failed| last.fetched < failed);
    if !is_paused(&noted, world.now()) {
        let waits = !fails && !is_young(&last, RECENT);
        // 4
        if lease::claim(world, &keys, &noted, since) {
            let asker = Asker::new(world, config, reference, keys);
            let mut asking: Option<Asking> = Some(Box::pin(asker.ask(noted)));
            // 5
            if waits && let Some(begun) = asking.take() {
                match select(begun, pin!(world.sleep(PATIENCE))).await {
                    Either::Left((Ok(tracking), _)) => return Ok(tracking),
                    Either::Left((Err(_), _)) => fails = true,
                    Either::Right(((), begun)) => asking = Some(begun),
                }
            }
            if let Some(asking) = asking {
                world.defer(async {
                    // Who comes next finds in the cache what came of it.
                    let _ = asking.await;
                });
            }
        } else if waits && let Some(newer) = lease::awaited(world, &keys, FRESH, PATIENCE).await {
            return Ok(newer);
        }
    }
    // 6
    let stale = fails || !is_young(&last, RECENT);
    Ok(Tracking { stale, ..last })
}

/// Asks the origin now, whatever the cache holds and whoever else asks: for one
/// who knows that there is news, not for a view.
///
/// 1. Note that we ask, so that views in this location do not.
/// 2. An origin that fails one shipment after another is not asked.
/// 3. Ask, again if need be.
/// 4. It answers (also: that it knows no such shipment): add what it has pushed,
///    keep that, and give it.
/// 5. It fails, or is not asked, or what it has pushed cannot be read: log why, and note it, so that it is left alone
///    with this shipment for 10 seconds.
///
/// # Errors
/// [`Error::unavailable`] at 5.
pub async fn refreshed(
    world: &impl World,
    config: &Config,
    reference: &Reference,
) -> Result<Tracking, Error> {
    let asker = Asker::new(world, config, reference, Keys::of(config, reference));
    lease::take(world, &asker.keys.note);
    let noted = shelf::note(world, &asker.keys.note).await;
    asker.ask(noted).await
}

/// What is known of a shipment when the origin has answered at `now`, and
/// `pushed` is what it has pushed before.
#[must_use]
pub fn assembled(
    answer: Answer,
    pushed: Told,
    reference: &Reference,
    now: OffsetDateTime,
) -> Tracking {
    let mut told = match answer {
        Answer::Known(told) => told,
        Answer::Unknown => Told::default(),
    };
    told.merge(pushed);
    let journey = Some(assemble(told, reference));
    Tracking {
        journey: journey.filter(|journey| !journey.events.is_empty()),
        fetched: now,
        stale: false,
    }
}

/// The same for a shipment of which there is no answer that could be shown.
///
/// Who asks is waited for; then it is this request's turn, if another was not
/// quicker. Where that happens twice the cache keeps nothing, and everybody has
/// to ask for themselves.
async fn first(asker: Asker<impl World>, since: OffsetDateTime) -> Result<Tracking, Error> {
    const TURNS: usize = 2;
    let Asker { world, keys, .. } = &asker;
    let (mut since, mut turn) = (since, 0);
    let noted = loop {
        let noted = shelf::note(world, &keys.note).await;
        if is_paused(&noted, world.now()) {
            return Err(unavailable());
        }
        if lease::claim(world, keys, &noted, since) || turn == TURNS {
            break noted;
        }
        if let Some(answer) = lease::awaited(world, keys, FRESH, lease::WHOLE).await {
            return Ok(answer);
        }
        (since, turn) = (world.now(), turn + 1);
    };
    asker.ask(noted).await
}

/// Whether the origin has just failed.
fn is_paused(noted: &Note, now: OffsetDateTime) -> bool {
    noted.failed.is_some_and(|at| is_within(at, now, PAUSE))
}

fn unavailable() -> Error {
    Error::unavailable("tracking: the origin fails, and there is no last answer")
}

/// An asking that may outlive the view that began it.
type Asking = Pin<Box<dyn Future<Output = Result<Tracking, Error>>>>;

/// All that it takes to ask, owned.
struct Asker<W> {
    world: W,
    config: Config,
    reference: Reference,
    keys: Keys,
}

impl<W: World> Asker<W> {
    fn new(world: &W, config: &Config, reference: &Reference, keys: Keys) -> Self {
        Self {
            world: world.clone(),
            config: config.clone(),
            reference: reference.clone(),
            keys,
        }
    }

    /// Does what [`refreshed`] says, after a [`lease::claim`] or [`lease::take`].
    async fn ask(self, noted: Note) -> Result<Tracking, Error> {
        let tracking = self.told(noted).await;
        lease::done(&self.world, &self.keys.note);
        tracking
    }

    async fn told(&self, mut noted: Note) -> Result<Tracking, Error> {
        let Self {
            world,
            config,
            reference,
            keys,
        } = self;
        // 1
        noted.asked = Some(world.now());
        shelf::jot(world, &keys.note, &noted).await;
        // 2
        let state = breaker::state(world, keys).await;
        if state != State::Open {
            let tries = if state == State::Trial {
                1
            } else {
                patience::TRIES
            };
            // 3
            let fault = match patience::ask(world, config, reference, tries).await {
                // 4
                Ok(answer) => {
                    breaker::heard(world, keys, state).await;
                    match pushed::told(world, reference).await {
                        Ok(pushed) => {
                            let tracking = assembled(answer, pushed, reference, world.now());
                            shelf::write(world, &keys.answer, &tracking, KEPT_SECONDS).await;
                            return Ok(tracking);
                        }
                        Err(fault) => fault.to_string(),
                    }
                }
                Err(fault) => {
                    if patience::may_pass(&fault) {
                        breaker::failed(world, keys, state).await;
                    } else {
                        breaker::heard(world, keys, state).await;
                    }
                    fault.to_string()
                }
            };
            // 5
            world.log(&format!("tracking: {fault}"));
        }
        noted.asked = None;
        noted.failed = Some(world.now());
        shelf::jot(world, &keys.note, &noted).await;
        Err(unavailable())
    }
}
