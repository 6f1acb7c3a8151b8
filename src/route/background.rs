//! What happens without a request: batches of queues, and the clock.

use time::OffsetDateTime;

use crate::service::Service;
use crate::share::consumer;
use crate::world::{Delivered, Queue, Settled, World};

/// Lets the consumer of a queue take a batch: what is made of each message, in
/// their order.
pub async fn consume(
    world: &impl World,
    service: &Service,
    queue: &str,
    batch: &[Delivered],
) -> Vec<Settled> {
    if queue == Queue::Events.name() {
        return consumer::events(world, service, batch).await;
    }
    world.log("queue: a batch of one that has no consumer");
    let again = |delivered: &Delivered| Settled::Again(consumer::pause(delivered.attempt));
    batch.iter().map(again).collect()
}

/// Does what is due every hour; `at` is the time for which it was ordered.
pub async fn tick(world: &impl World, _service: &Service, at: OffsetDateTime) {
    world.log(&format!("tick: {}", at.date()));
}
