//! Keeps the last answer of the origin, so that a page view does not cost a
//! question, and a silent origin does not cost the page.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use time::{Duration, OffsetDateTime};

use super::journey::assemble;
use super::origin::{Answer, ask};
use super::shipment::Tracking;
use crate::config::{Config, OriginFormat};
use crate::error::Error;
use crate::reference::Reference;
use crate::world::World;

/// How long an answer counts as fresh: ports and vessels report by the hour, and
/// an origin should not be asked more than once a minute for one shipment.
const FRESH: Duration = Duration::MINUTE;

/// How long an answer may stand in for a silent origin (DESIGN.md, section 8).
const KEPT: Duration = Duration::DAY;

/// How long an origin that has just failed is left alone: a person who reloads
/// does not wait for the same timeout again, and the origin can get up.
const PAUSE: Duration = Duration::seconds(10);

/// [`KEPT`], in the unit of the cache.
const KEPT_SECONDS: u32 = 24 * 60 * 60;

/// The pause's note is kept longer than it counts: the note holds its own time,
/// and caches do not keep time to the second.
const NOTE_SECONDS: u32 = 60;

/// What is known of a shipment now.
///
/// 1. An answer in this location's cache that is younger than a minute is served.
/// 2. If the origin has just failed, it is not asked; go on at 5.
/// 3. Ask the origin.
/// 4. It answers (also: that it knows no such shipment): keep and serve that.
/// 5. It fails: log why, remember for 10 seconds that it did, and serve the last
///    answer, marked as stale, if that is younger than 24 hours.
///
/// A cache that fails is logged, and otherwise like one that is empty.
///
/// # Errors
/// [`Error::unavailable`] when the origin fails and there is no last answer.
pub async fn tracking(
    world: &impl World,
    config: &Config,
    reference: &Reference,
) -> Result<Tracking, Error> {
    let keys = Keys::of(config, reference);
    let now = world.now();
    // 1
    let last: Option<Tracking> = read(world, &keys.answer).await;
    let last = last.filter(|last| is_within(last.fetched, now, KEPT));
    if let Some(last) = &last
        && is_within(last.fetched, now, FRESH)
    {
        return Ok(last.clone());
    }
    // 2
    let note: Option<Note> = read(world, &keys.note).await;
    if !note.is_some_and(|note| is_within(note.failed, now, PAUSE)) {
        // 3
        match ask(world, config, reference).await {
            // 4
            Ok(answer) => {
                let tracking = Tracking {
                    journey: match answer {
                        Answer::Known(told) => Some(assemble(told, reference)),
                        Answer::Unknown => None,
                    }
                    .filter(|journey| !journey.events.is_empty()),
                    fetched: world.now(),
                    stale: false,
                };
                write(world, &keys.answer, &tracking, KEPT_SECONDS).await;
                return Ok(tracking);
            }
            // 5
            Err(fault) => {
                world.log(&format!("tracking: {fault}"));
                let note = Note {
                    failed: world.now(),
                };
                write(world, &keys.note, &note, NOTE_SECONDS).await;
            }
        }
    }
    last.map(|last| Tracking {
        stale: true,
        ..last
    })
    .ok_or_else(|| Error::unavailable("tracking: the origin fails, and there is no last answer"))
}

/// That the origin has failed, and when.
#[derive(Serialize, Deserialize)]
struct Note {
    #[serde(with = "time::serde::rfc3339")]
    failed: OffsetDateTime,
}

/// Whether `then` is less than `span` ago.
///
/// Machines of one location differ by seconds; what claims to come from the
/// future by more than that is not believed, or it would stay fresh for ever.
fn is_within(then: OffsetDateTime, now: OffsetDateTime, span: Duration) -> bool {
    const SKEW: Duration = Duration::seconds(30);
    let age = now - then;
    -SKEW <= age && age < span
}

/// The names of a shipment's entries in the cache.
struct Keys {
    answer: String,
    note: String,
}

impl Keys {
    /// A location's cache may be shared by deployments, and outlives them: what
    /// they differ in, and the version of what is written, is in the name.
    ///
    /// Hashed, so that neither a shipment nor an origin stands in a cache's
    /// listing, and so that no character of a number means anything there.
    fn of(config: &Config, reference: &Reference) -> Self {
        /// To be raised with every change of [`Tracking`] that reads differently.
        const VERSION: &str = "2";
        let format = match config.origin_format {
            OriginFormat::Dcsa22 => "dcsa-2.2",
        };
        let mut hash = Sha256::new();
        for part in [
            VERSION,
            &config.public_host,
            &config.origin_url,
            format,
            reference.kind.as_str(),
            &reference.number,
            reference.scac.as_deref().unwrap_or_default(),
        ] {
            hash.update(part);
            // No part holds a NUL, so that the boundaries count too.
            hash.update([0]);
        }
        let name = URL_SAFE_NO_PAD.encode(hash.finalize());
        Self {
            answer: format!("tracking/{name}"),
            note: format!("tracking/{name}/fault"),
        }
    }
}

async fn read<T: DeserializeOwned>(world: &impl World, key: &str) -> Option<T> {
    /// Twice what an origin's answer may have: ours repeats less of it.
    const MAX_BYTES: usize = 4_000_000;
    match world.cache_get(key).await {
        Ok(Some(text)) if text.len() <= MAX_BYTES => {
            let read = serde_json::from_str(&text).ok();
            if read.is_none() {
                world.log("tracking: a cache entry cannot be read");
            }
            read
        }
        Ok(_) => None,
        Err(fault) => {
            world.log(&format!("tracking: cache cannot be read: {fault}"));
            None
        }
    }
}

async fn write(world: &impl World, key: &str, value: &impl Serialize, ttl: u32) {
    let written = match serde_json::to_string(value) {
        Ok(text) => world
            .cache_put(key, text, ttl)
            .await
            .map_err(|fault| fault.to_string()),
        Err(error) => Err(error.to_string()),
    };
    if let Err(reason) = written {
        world.log(&format!("tracking: cache cannot be written: {reason}"));
    }
}
