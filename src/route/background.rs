//! What happens without a request: batches of queues, and the clock.

use std::time::Duration;

use time::OffsetDateTime;

use crate::service::Service;
use crate::share::watch::{self, consumer::Job, sweep};
use crate::share::{consumer, expiry, post, webhook};
use crate::tracking::subscription;
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
    if queue == Queue::Looks.name() {
        return watch::consumer::consume(world, service, batch).await;
    }
    if queue == Queue::Mails.name() {
        return post::deliver(world, service, batch).await;
    }
    if queue == Queue::Undelivered.name() {
        return webhook::keep_undelivered(world, batch).await;
    }
    world.log("queue: a batch of one that has no consumer");
    let again = |delivered: &Delivered| Settled::Again(consumer::pause(delivered.attempt));
    batch.iter().map(again).collect()
}

/// Does what is due every hour; `at` is the time for which it was ordered.
///
/// 1. The links that ended by themselves are told.
/// 2. A look is ordered at every shipment that somebody may see.
/// 3. At the hour of the day's mails, these are ordered.
/// 4. The origin's subscription is seen to, where it offers one.
///
/// What fails is logged, and done by the next run; a day's mail waits a day.
pub async fn tick(world: &impl World, service: &Service, at: OffsetDateTime) {
    // 1
    expiry::tell_expired(world, service, at).await;
    // 2
    if let Err(error) = sweep::begin(world).await {
        world.log(error.log.as_deref().unwrap_or_default());
    }
    // 3
    if at.to_offset(time::UtcOffset::UTC).hour() == service.config.news.digest_hour {
        let digests = [Job::Digests(at, None)];
        if let Err(error) = watch::consumer::send(world, &digests, DIGESTS_AFTER).await {
            world.log(error.log.as_deref().unwrap_or_default());
        }
    }
    // 4
    subscription::renew(world, &service.config).await;
}

/// How long after the hour the day's mails are written: when everything that
/// was put aside before it can be read everywhere.
const DIGESTS_AFTER: Duration = Duration::from_mins(5);
