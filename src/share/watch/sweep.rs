//! Having every shipment looked at that somebody may see.
//!
//! Every hour the lists of links are gone through, a thousand keys at a time,
//! and a look is ordered for each shipment that has a link in time. The looks
//! are spread over most of the hour. A hundred thousand shipments are a hundred
//! lists, five thousand operations of the queue, and 28 looks a second: the
//! queue's consumer runs as many at once as it has to.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::draw::draw;
use crate::error::{Error, Result};
use crate::reference::{Kind, Reference};
use crate::share::registry::TIMEOUT;
use crate::share::registry::index::{By, Standing};
use crate::world::{List, Namespace, World};

use super::consumer::{Job, send};

/// How many keys are listed at once.
const LISTED: u16 = 1000;

/// How many looks are ordered at once, and come at the same time.
const TOGETHER: usize = 20;

/// Over how many seconds the looks are spread: 50 minutes.
const SPREAD_SECONDS: u16 = 3000;

/// Where a sweep is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The kind of number that is gone through.
    pub kind: Kind,
    /// Where to go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// The last number of the part before: it may go on here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
}

/// Begins a sweep, of each kind of number on its own.
///
/// # Errors
/// 503 when the queue does not take it.
pub async fn begin(world: &impl World) -> Result<()> {
    let places = Kind::ALL.map(|kind| {
        Job::Sweep(Place {
            kind,
            cursor: None,
            last: None,
        })
    });
    send(world, &places, Duration::ZERO).await
}

/// Does one part of a sweep, and orders the next.
///
/// # Errors
/// 503 when the store or the queue does not answer: to be done again. A
/// shipment may be looked at twice then, which changes nothing.
pub async fn go_on(world: &impl World, place: Place) -> Result<()> {
    let list = List {
        prefix: By::prefix_of_kind(place.kind),
        cursor: place.cursor,
        limit: LISTED,
    };
    let listed = world
        .kv_list(Namespace::Registry, list, TIMEOUT)
        .await
        .map_err(|fault| Error::unavailable(format!("sweep: {fault}")))?;
    let now = world.now().unix_timestamp();
    let mut before = place.last;
    let mut looks = Vec::new();
    for (key, metadata) in &listed.keys {
        let Some(number) = key.split(':').nth(2) else {
            continue;
        };
        if before.as_deref() == Some(number) {
            continue;
        }
        let standing: Option<Standing> = metadata
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok());
        let Some(standing) = standing.filter(|standing| now < standing.until) else {
            continue;
        };
        before = Some(number.to_owned());
        if let Ok(shipment) = Reference::parse(place.kind, number, standing.scac.as_deref()) {
            looks.push(Job::Look(shipment));
        }
    }
    for some in looks.chunks(TOGETHER) {
        let delay = u16::from_le_bytes(draw(world)?) % SPREAD_SECONDS;
        send(world, some, Duration::from_secs(delay.into())).await?;
    }
    let Some(cursor) = listed.cursor else {
        return Ok(());
    };
    let next = Job::Sweep(Place {
        kind: place.kind,
        cursor: Some(cursor),
        last: before,
    });
    send(world, &[next], Duration::ZERO).await
}
