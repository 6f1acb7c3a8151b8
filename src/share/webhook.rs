//! Telling the deployment's own systems what happened: Standard Webhooks 1.0.
//!
//! The consumer of the events makes a message of each (`forward`); the
//! webhooks' own queue brings it until the receiver has taken it ([`deliver`]),
//! for more than a day; what the receiver has not taken by then is kept where
//! people find it ([`keep_undelivered`]). The receiver knows a message that
//! comes again by its `webhook-id`, and puts those of one link in order by
//! their `sequence`.

mod signature;

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::config::Webhook;
use crate::error::{Error, Result};
use crate::event::{Event, Kind};
use crate::service::Service;
use crate::world::{
    Delivered, Fault, Fetch, List, Namespace, Put, QUEUE_BATCH, Queue, Settled, World,
};

use super::consumer::pause;
use super::registry::{self, TIMEOUT, index::countdown};

/// How long the receiver may take: what Standard Webhooks call for at least.
const PATIENCE: Duration = Duration::from_secs(15);

/// How much of an answer is read. Nothing is made of it, but an answer that is
/// longer counts as none, and receivers say more than they need to.
const MAX_ANSWER: usize = 64 * 1024;

/// For how many seconds is kept what could not be delivered: 30 days.
const UNDELIVERED_LIFE: u64 = 30 * 24 * 60 * 60;

/// How many of these are shown: as many as the store reads at once.
const SHOWN: u16 = 100;

/// What the queue carries, and what is kept of it in the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    /// The `webhook-id`: the same however often it is sent.
    pub id: String,
    /// What is posted, to the byte.
    pub body: String,
}

/// What a receiver reads.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: Kind,
    #[serde(with = "time::serde::rfc3339")]
    timestamp: OffsetDateTime,
    data: Data<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Data<'a> {
    sequence: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    link_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    #[serde(
        skip_serializing_if = "Option::is_none",
        with = "time::serde::rfc3339::option"
    )]
    expires_at: Option<OffsetDateTime>,
}

impl Parcel {
    fn of(event: &Event) -> Result<Self, Fault> {
        let body = Body {
            kind: event.kind,
            timestamp: event.at,
            data: Data {
                sequence: event.sequence(),
                link_id: event.link_id.as_deref(),
                recipient_id: event.recipient_id.as_deref(),
                by: event.by.as_deref(),
                scope: event.scope.as_deref(),
                detail: event.detail.as_deref(),
                expires_at: event.expires_at,
            },
        };
        Ok(Self {
            id: format!("msg_{}", event.id),
            body: json(&body)?,
        })
    }

    /// When the event happened that it tells of.
    fn at(&self) -> Option<OffsetDateTime> {
        #[derive(Deserialize)]
        struct Told {
            #[serde(with = "time::serde::rfc3339")]
            timestamp: OffsetDateTime,
        }
        let told: Told = serde_json::from_str(&self.body).ok()?;
        Some(told.timestamp)
    }
}

/// Hands events to the webhooks' queue, where there is a receiver. That an API
/// key was issued is nobody's business there.
///
/// # Errors
/// The queue's fault; some of the events may be in.
pub(super) async fn forward(
    world: &impl World,
    service: &Service,
    events: &[&Event],
) -> Result<(), Fault> {
    if service.config.webhook.is_none() {
        return Ok(());
    }
    let messages: Vec<String> = events
        .iter()
        .filter(|event| event.kind != Kind::KeyIssued)
        .map(|event| json(&Parcel::of(event)?))
        .collect::<Result<_, Fault>>()?;
    for some in messages.chunks(QUEUE_BATCH) {
        world
            .enqueue(Queue::Webhooks, some.to_vec(), Duration::ZERO)
            .await?;
    }
    Ok(())
}

/// Takes a batch of what the receiver has yet to be told.
///
/// 1. What is no message of ours is logged and let go; so is everything where
///    there is no receiver any more.
/// 2. It is signed, anew for each attempt, and posted.
/// 3. 2xx: done. 410: the receiver wants no more of it, which is logged.
///    Anything else, redirects included: it comes again after a `respite`.
pub async fn deliver(world: &impl World, service: &Service, batch: &[Delivered]) -> Vec<Settled> {
    let work = batch.iter().map(|delivered| async move {
        // 1
        let Ok(parcel) = serde_json::from_str::<Parcel>(&delivered.body) else {
            world.log("webhook: a message that is none of ours");
            return Settled::Done;
        };
        let Some(webhook) = &service.config.webhook else {
            world.log(&format!("webhook: {}: no receiver is set", parcel.id));
            return Settled::Done;
        };
        // 2
        let answer = post(world, webhook, &parcel).await;
        // 3
        let trouble = match answer {
            Ok(200..=299) => return Settled::Done,
            Ok(410) => {
                world.log(&format!("webhook: {}: the receiver is gone", parcel.id));
                return Settled::Done;
            }
            Ok(status) => format!("status {status}"),
            // The URL may hold a secret of the receiver's, and a fault may quote it.
            Err(fault) => fault.to_string().replace(&webhook.url, "WEBHOOK_URL"),
        };
        world.log(&format!("webhook: {}: {trouble}", parcel.id));
        Settled::Again(respite(world, delivered.attempt))
    });
    futures_util::future::join_all(work).await
}

async fn post(world: &impl World, webhook: &Webhook, parcel: &Parcel) -> Result<u16, Fault> {
    let timestamp = world.now().unix_timestamp();
    let Parcel { id, body } = parcel;
    let signature = signature::of(&webhook.secret, id, timestamp, body);
    let fetch = Fetch {
        url: webhook.url.clone(),
        post: Some(body.clone()),
        headers: vec![
            ("content-type", "application/json".to_owned()),
            ("user-agent", "sealink".to_owned()),
            ("webhook-id", id.clone()),
            ("webhook-timestamp", timestamp.to_string()),
            ("webhook-signature", signature),
        ],
        wanted: &[],
        timeout: PATIENCE,
        max_bytes: MAX_ANSWER,
    };
    Ok(world.fetch(fetch).await?.status)
}

/// How long a message waits after a failure, by how often it has come: ever
/// longer, up to half an hour, and up to a fifth more at random, so that a
/// receiver which comes back is not met by all of them at once.
fn respite(world: &impl World, attempt: u16) -> Duration {
    /// In seconds; the last for every later attempt as well.
    const PAUSES: [u32; 6] = [5, 30, 2 * 60, 5 * 60, 10 * 60, 30 * 60];
    let place = usize::from(attempt.saturating_sub(1)).min(PAUSES.len() - 1);
    let pause = Duration::from_secs(PAUSES[place].into());
    let mut drawn = [0];
    // Without randomness it is on the second.
    let _ = world.random(&mut drawn);
    pause + pause * u32::from(drawn[0]) / (5 * 255)
}

/// Takes a batch of what the receiver has not taken in all the attempts there
/// are, and keeps it for people: `undelivered:{countdown}:{id}`, 1 write each.
pub async fn keep_undelivered(world: &impl World, batch: &[Delivered]) -> Vec<Settled> {
    let work = batch.iter().map(|delivered| async move {
        let Ok(parcel) = serde_json::from_str::<Parcel>(&delivered.body) else {
            world.log("undelivered: a message that is none of ours");
            return Settled::Done;
        };
        // The event's own time: a message that comes twice is one key.
        let at = parcel.at().unwrap_or_else(|| world.now());
        let put = Put {
            key: format!("{UNDELIVERED}{}:{}", countdown(at), parcel.id),
            value: parcel.body,
            ttl: Some(UNDELIVERED_LIFE),
            metadata: None,
        };
        match world.kv_put(Namespace::Registry, put).await {
            Ok(()) => {
                world.log(&format!("webhook: {}: given up", parcel.id));
                Settled::Done
            }
            Err(fault) => {
                world.log(&format!("undelivered: {fault}"));
                Settled::Again(pause(delivered.attempt))
            }
        }
    });
    futures_util::future::join_all(work).await
}

const UNDELIVERED: &str = "undelivered:";

/// What the receiver has not taken, the newest events first: a hundred at most.
///
/// # Errors
/// 503 when the store does not answer.
pub async fn undelivered(world: &impl World) -> Result<Vec<Parcel>> {
    let asked = List {
        prefix: UNDELIVERED.to_owned(),
        cursor: None,
        limit: SHOWN,
    };
    let listed = world
        .kv_list(Namespace::Registry, asked, TIMEOUT)
        .await
        .map_err(|fault| Error::unavailable(format!("undelivered: {fault}")))?;
    let keys: Vec<String> = listed.keys.into_iter().map(|(key, _)| key).collect();
    let mut bodies = registry::read_all(world, &keys).await?;
    let mut known = BTreeSet::new();
    Ok(keys
        .iter()
        .filter_map(|key| {
            let id = key.rsplit(':').next()?.to_owned();
            let body = bodies.remove(key)?;
            known.insert(id.clone()).then_some(Parcel { id, body })
        })
        .collect())
}

fn json(value: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| Fault::Failed(error.to_string()))
}
