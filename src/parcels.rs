//! Putting messages into a queue, as many at once as it takes.

use std::time::Duration;

use serde::Serialize;

use crate::world::{Fault, QUEUE_BATCH, Queue, World};

/// Puts messages into a queue as JSON, at most `at_once` of them in one
/// operation, and waits until it has them. They are handed over after `delay`.
///
/// # Errors
/// The queue's fault; the messages before the failing part are in.
pub async fn put(
    world: &impl World,
    queue: Queue,
    messages: &[impl Serialize],
    at_once: usize,
    delay: Duration,
) -> Result<(), Fault> {
    for some in messages.chunks(at_once.min(QUEUE_BATCH)) {
        let bodies = some
            .iter()
            .map(serde_json::to_string)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| Fault::Failed(error.to_string()))?;
        world.enqueue(queue, bodies, delay).await?;
    }
    Ok(())
}
