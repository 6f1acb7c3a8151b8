//! What the queue of looks carries, and what becomes of it.
//!
//! Everything here may come twice and in any order: sayings are kept under
//! their own names, a look finds what is true, mails have one key each.

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::{join_all, try_join_all};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

use crate::error::{Error, Result};
use crate::gate::denylist::BOUND_SECONDS;
use crate::parcels;
use crate::reference::Reference;
use crate::service::Service;
use crate::share::consumer::pause;
use crate::tracking::intake::Told;
use crate::tracking::pushed;
use crate::world::{Delivered, QUEUE_BATCH, Queue, Settled, World};

use super::sweep::Place;
use super::{digest, look, sweep};

/// How many messages `wrangler.toml` lets a batch have (`max_batch_size`).
pub const BATCH: usize = 5;

/// How many sayings one message carries, each of one shipment.
///
/// The platform lets an invocation have 1,000 KV operations. A message of
/// pushes takes a write for each saying; a look at most four lists and three
/// reads, two operations for each watch (its memory, or what is put aside) and
/// for each link that ends (the denylist, and erasing); a digest one list, two
/// reads and a hundred deletions.
pub const SAYINGS: usize = 150;

const _: () = assert!(BATCH * SAYINGS < 1000);

/// For how long pushes of one shipment are gathered before it is looked at.
const GATHERED: Duration = Duration::from_mins(1);

/// How long after a push its shipment is looked at: when they have been
/// gathered, and all of them can be read everywhere.
pub const LOOK_AFTER: Duration = GATHERED.saturating_add(Duration::from_secs(BOUND_SECONDS as u64));

/// What the queue carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Job {
    /// Something was pushed.
    Pushed(Vec<(Reference, Told)>),
    /// A shipment is to be looked at.
    Look(Reference),
    /// A part of a sweep.
    Sweep(Place),
    /// The readers for whom something was put aside before this moment.
    Digests(
        #[serde(with = "time::serde::rfc3339")] OffsetDateTime,
        Option<String>,
    ),
    /// One of them.
    Digest(
        #[serde(with = "time::serde::rfc3339")] OffsetDateTime,
        String,
    ),
}

/// Puts jobs into the queue.
///
/// # Errors
/// 503 when the queue does not take all of them; they may be put again.
pub async fn send(world: &impl World, jobs: &[Job], delay: Duration) -> Result<()> {
    parcels::put(world, Queue::Looks, jobs, QUEUE_BATCH, delay)
        .await
        .map_err(|fault| Error::unavailable(format!("looks: {fault}")))
}

/// Takes a batch. What cannot be done comes again; what is no job of ours is
/// logged and let go.
pub async fn consume(world: &impl World, service: &Service, batch: &[Delivered]) -> Vec<Settled> {
    let works = batch.iter().map(|delivered| async move {
        let Ok(job) = serde_json::from_str::<Job>(&delivered.body) else {
            world.log("looks: a message that is none of ours");
            return Settled::Done;
        };
        match work(world, service, job).await {
            Ok(()) => Settled::Done,
            Err(error) => {
                world.log(error.log.as_deref().unwrap_or("looks: failed"));
                Settled::Again(pause(delivered.attempt))
            }
        }
    });
    join_all(works).await
}

async fn work(world: &impl World, service: &Service, job: Job) -> Result<()> {
    match job {
        Job::Pushed(sayings) => pushed_of(world, &sayings).await,
        Job::Look(shipment) => look::look(world, service, &shipment).await,
        Job::Sweep(place) => sweep::go_on(world, place).await,
        Job::Digests(before, cursor) => digests(world, before, cursor).await,
        Job::Digest(before, recipient) => digest::write(world, service, &recipient, before).await,
    }
}

/// Keeps what was pushed, then orders a look at each shipment, unless one is
/// ordered already that comes late enough to see it.
async fn pushed_of(world: &impl World, sayings: &[(Reference, Told)]) -> Result<()> {
    let kept = sayings
        .iter()
        .map(|(shipment, told)| pushed::keep(world, shipment, told));
    try_join_all(kept)
        .await
        .map_err(|fault| Error::unavailable(format!("pushed: {fault}")))?;
    let shipments: BTreeMap<String, &Reference> = sayings
        .iter()
        .map(|(shipment, _)| (note(shipment), shipment))
        .collect();
    let mut looks = Vec::new();
    for (note, shipment) in &shipments {
        if !matches!(world.cache_get(note).await, Ok(Some(_))) {
            looks.push((note, Job::Look((*shipment).clone())));
        }
    }
    let jobs: Vec<Job> = looks.iter().map(|(_, job)| job.clone()).collect();
    send(world, &jobs, LOOK_AFTER).await?;
    let seconds = u32::try_from(GATHERED.as_secs()).unwrap_or_default();
    for (note, _) in looks {
        // Without the note there is one look more.
        if let Err(fault) = world.cache_put(note, "1".to_owned(), seconds).await {
            world.log(&format!("looks: cache cannot be written: {fault}"));
        }
    }
    Ok(())
}

/// What the location's cache calls a look that is ordered.
fn note(shipment: &Reference) -> String {
    let name = format!("{}:{}", shipment.kind.as_str(), shipment.number);
    format!("look/{}", URL_SAFE_NO_PAD.encode(Sha256::digest(name)))
}

async fn digests(world: &impl World, before: OffsetDateTime, cursor: Option<String>) -> Result<()> {
    let (readers, cursor) = digest::readers(world, cursor).await?;
    let mut jobs: Vec<Job> = readers
        .into_iter()
        .map(|reader| Job::Digest(before, reader))
        .collect();
    if cursor.is_some() {
        jobs.push(Job::Digests(before, cursor));
    }
    send(world, &jobs, Duration::ZERO).await
}
