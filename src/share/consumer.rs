//! What becomes of what the queue of events carries.
//!
//! A consumer may be given the same message twice, and messages in any order;
//! whatever it writes is right under both.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use futures_util::future::{join, join_all, try_join};

use crate::error::Result;
use crate::event::{Event, Message};
use crate::service::Service;
use crate::token::pepper::is_id;
use crate::world::{Delivered, Settled, World};

use super::registry::{self, index};
use super::{audit, figures, history, webhook};

/// How many messages `wrangler.toml` lets a batch have (`max_batch_size`).
///
/// The platform lets an invocation have 1,000 KV operations. A grant takes at
/// most 23 writes (3 lists, 10 shipments, 5 recipients, 5 domains); an event
/// takes at most 3 (its history, its marker in the audit trail or the link's
/// end, its day's figures). What a batch with an event in it takes besides: a
/// read, up to `audit::MOST_LISTS` lists, the trail's page and head. So the
/// worst batch is 39 grants and an event: 39 × 23 + 3 + 1 + 50 + 2 = 953.
pub const BATCH: usize = 40;

const _: () = assert!((BATCH - 1) * 23 + 3 + 1 + audit::MOST_LISTS + 2 < 1000);
const _: () = assert!(BATCH * 23 < 1000);

/// How long a message waits after a failure, by how often it has come.
#[must_use]
pub fn pause(attempt: u16) -> Duration {
    /// The first pause, in seconds.
    const FIRST: u64 = 5;
    /// The longest: ten minutes.
    const LONGEST: u64 = 600;
    let doubled = FIRST << u64::from(attempt.saturating_sub(1).min(7));
    Duration::from_secs(doubled.min(LONGEST))
}

/// Takes a batch of share events.
///
/// 1. What is no message of ours is logged and let go.
/// 2. A granted link is made known to the lists.
/// 3. An event is recorded; of those that are the same, one.
///
/// What a store does not take comes again.
pub async fn events(world: &impl World, service: &Service, batch: &[Delivered]) -> Vec<Settled> {
    // 1
    let messages: Vec<Option<Message>> = batch
        .iter()
        .map(|delivered| {
            let message = read(&delivered.body);
            if message.is_none() {
                world.log("events: a message that is none of ours");
            }
            message
        })
        .collect();
    // 2
    let grants = messages.iter().map(|message| async move {
        let Some(Message::Grant(grant)) = message else {
            return true;
        };
        let written = index::write(world, grant).await;
        if let Err(fault) = &written {
            world.log(&format!("events: {fault}"));
        }
        written.is_ok()
    });
    // 3
    let events: BTreeMap<&str, &Event> = messages
        .iter()
        .filter_map(|message| match message {
            Some(Message::Event(event)) => Some((event.id.as_str(), event)),
            _ => None,
        })
        .collect();
    let (granted, unrecorded) = join(
        join_all(grants),
        record(world, service, events.into_values().collect()),
    )
    .await;
    let is_done = |(message, granted): (&Option<Message>, bool)| match message {
        Some(Message::Event(event)) => !unrecorded.contains(event.id.as_str()),
        _ => granted,
    };
    let done = messages.iter().zip(granted).map(is_done);
    batch
        .iter()
        .zip(done)
        .map(|(delivered, done)| {
            if done {
                Settled::Done
            } else {
                Settled::Again(pause(delivered.attempt))
            }
        })
        .collect()
}

fn read(body: &str) -> Option<Message> {
    serde_json::from_str(body)
        .ok()
        .filter(|message| match message {
            Message::Event(event) => is_id(&event.id),
            Message::Grant(_) => true,
        })
}

/// Records events, each of them once; the ids of those that have to come again.
///
/// 1. What was recorded before is done: its receipt tells. If the store does
///    not say, all have to come again.
/// 2. What has to be in the audit trail is entered there.
/// 3. The figures and the webhook hear of all that are left.
/// 4. The history of its link, which is the receipt: last, so that nothing is
///    missing where it is.
async fn record<'a>(
    world: &impl World,
    service: &Service,
    mut events: Vec<&'a Event>,
) -> BTreeSet<&'a str> {
    let mut again = BTreeSet::new();
    // 1
    let known = match known(world, &events).await {
        Ok(known) => known,
        Err(error) => {
            world.log(error.log.as_deref().unwrap_or_default());
            return ids(&events);
        }
    };
    events.retain(|event| !known.contains_key(&receipt(event)));
    // 2
    let audited: Vec<&Event> = events
        .iter()
        .copied()
        .filter(|event| event.kind.is_audited())
        .collect();
    if let Err(error) = audit::append(world, &known, &audited).await {
        world.log(error.log.as_deref().unwrap_or_default());
        again = ids(&audited);
        events.retain(|event| !event.kind.is_audited());
    }
    // 3
    let told = try_join(
        figures::tally(world, &events),
        webhook::forward(world, service, &events),
    );
    if let Err(fault) = told.await {
        world.log(&format!("events: {fault}"));
        again.append(&mut ids(&events));
        return again;
    }
    // 4
    let kept = events.iter().map(|event| history::keep(world, event));
    for (event, kept) in events.iter().zip(join_all(kept).await) {
        if let Err(fault) = kept {
            world.log(&format!("history: {fault}"));
            again.insert(&event.id);
        }
    }
    again
}

/// What the store says of the events' receipts and of the audit trail.
async fn known(world: &impl World, events: &[&Event]) -> Result<HashMap<String, String>> {
    if events.is_empty() {
        return Ok(HashMap::new());
    }
    let audited = events.iter().filter(|event| event.kind.is_audited());
    let mut keys: BTreeSet<String> = audited.map(|event| audit::marker(&event.id)).collect();
    keys.extend(events.iter().map(|event| receipt(event)));
    keys.insert(audit::HEAD.to_owned());
    registry::read_all(world, &keys.into_iter().collect::<Vec<_>>()).await
}

/// The key that is there once all has been done about an event.
fn receipt(event: &Event) -> String {
    match &event.link_id {
        Some(link_id) => history::key(link_id, event),
        None => audit::marker(&event.id),
    }
}

fn ids<'a>(events: &[&'a Event]) -> BTreeSet<&'a str> {
    events.iter().map(|event| event.id.as_str()).collect()
}
