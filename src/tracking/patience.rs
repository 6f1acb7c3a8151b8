//! Asks an origin again when it did not answer for a reason that may pass.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};

use super::origin::{self, Answer, OriginFault};
use crate::config::Config;
use crate::reference::Reference;
use crate::world::{Fault, World};

/// How long all of it may take: the last try begins two seconds after the first
/// at the latest, and has five. Somebody may be looking at an empty page.
pub(super) const BOUND: Duration = Duration::from_secs(8);

/// How often to ask an origin of which nothing bad is known.
pub(super) const TRIES: u32 = 3;

/// Asks up to `tries` times within [`BOUND`].
///
/// 1. Ask.
/// 2. An answer, nonsense, or a refusal: that is it.
/// 3. A fault that may pass, soon after the start: pause and ask again. Pauses
///    grow, and differ, so that those who failed together do not come back
///    together. A timeout has used the time up.
///
/// # Errors
/// The last fault; silence when the bound is reached.
pub(super) async fn ask(
    world: &impl World,
    config: &Config,
    reference: &Reference,
    tries: u32,
) -> Result<Answer, OriginFault> {
    /// When the last try may begin, counted from the first.
    const LAST_START: Duration = Duration::from_secs(2);
    /// The first pause at most; the next ones are four times as long each.
    const FIRST: Duration = Duration::from_millis(300);
    let asking = pin!(async {
        let began = world.now();
        let mut pause = FIRST;
        for _ in 1..tries {
            // 1
            let answer = origin::ask(world, config, reference).await;
            // 2
            if !answer.as_ref().is_err_and(may_pass) {
                return answer;
            }
            // 3
            let pausing = jittered(world, pause);
            if world.now() + pausing - began > LAST_START {
                return answer;
            }
            world.sleep(pausing).await;
            pause *= 4;
        }
        origin::ask(world, config, reference).await
    });
    match select(asking, pin!(world.sleep(BOUND))).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => Err(OriginFault::Silent(Fault::TimedOut)),
    }
}

/// Whether it is the origin that fails, and not the question: it is silent,
/// broken (5xx), or has too much to do (429).
pub(super) fn may_pass(fault: &OriginFault) -> bool {
    matches!(
        fault,
        OriginFault::Silent(_) | OriginFault::Status(429 | 500..=599)
    )
}

/// Half of `pause` to all of it; all of it when there is no randomness.
fn jittered(world: &impl World, pause: Duration) -> Duration {
    let mut drawn = [u8::MAX];
    if world.random(&mut drawn).is_err() {
        return pause;
    }
    pause / 2 + pause * u32::from(drawn[0]) / 510
}
