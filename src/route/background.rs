//! What happens without a request: batches of queues, and the clock.

use time::OffsetDateTime;

use crate::service::Service;
use crate::share::{consumer, expiry, webhook};
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
    if queue == Queue::Webhooks.name() {
        return webhook::deliver(world, service, batch).await;
    }
    if queue == Queue::Undelivered.name() {
        return webhook::keep_undelivered(world, batch).await;
    }
    world.log("queue: a batch of one that has no consumer");
    let again = |delivered: &Delivered| Settled::Again(consumer::pause(delivered.attempt));
    batch.iter().map(again).collect()
}

/// Does what is due every hour; `at` is the time for which it was ordered.
pub async fn tick(world: &impl World, service: &Service, at: OffsetDateTime) {
    expiry::tell_expired(world, service, at).await;
}
