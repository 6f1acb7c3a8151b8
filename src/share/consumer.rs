//! What becomes of what the queues carry.
//!
//! A consumer may be given the same message twice, and messages in any order;
//! whatever it writes is right under both.

use crate::event::{Kind, Message};
use crate::service::Service;
use crate::world::{Delivered, Settled, World};

use super::registry::index;

/// How long a message waits after a failure, by how often it has come.
#[must_use]
pub fn pause(attempt: u16) -> std::time::Duration {
    /// The first pause, in seconds.
    const FIRST: u64 = 5;
    /// The longest: ten minutes.
    const LONGEST: u64 = 600;
    let doubled = FIRST << u64::from(attempt.saturating_sub(1).min(7));
    std::time::Duration::from_secs(doubled.min(LONGEST))
}

/// Takes a batch of share events.
///
/// 1. What is no message of ours is logged and let go.
/// 2. A granted link is made known to the lists.
///
/// What a store does not take comes again.
pub async fn events(world: &impl World, _service: &Service, batch: &[Delivered]) -> Vec<Settled> {
    let work = batch.iter().map(|delivered| async move {
        // 1
        let Ok(message) = serde_json::from_str::<Message>(&delivered.body) else {
            world.log("events: a message that is none of ours");
            return Settled::Done;
        };
        // 2
        let outcome = match &message {
            Message::Grant(grant) => index::write(world, grant).await,
            Message::Event(event) => {
                debug_assert!(Kind::ALL.contains(&event.kind));
                Ok(())
            }
        };
        match outcome {
            Ok(()) => Settled::Done,
            Err(fault) => {
                world.log(&format!("events: {fault}"));
                Settled::Again(pause(delivered.attempt))
            }
        }
    });
    futures_util::future::join_all(work).await
}
