//! Noticing that a link's time is up.
//!
//! Nobody does anything then, so the clock has to look: every hour, at the
//! lists of the links that end in the three hours before.

use time::{Duration, OffsetDateTime};

use crate::error::Result;
use crate::event::{self, Event, Kind, Message};
use crate::service::Service;
use crate::world::World;

use super::registry;
use super::registry::index::{self, By, hour_of};
use super::status::{Ended, State, ended_key};

/// How many hours back are looked at: what one run does not see, because a list
/// lags or the store is down, another does.
const HOURS: i64 = 3;

/// How many links are listed at once: as many as the store lets.
const AT_ONCE: u16 = 1000;

/// How many lists an hour may take: ten thousand links. Each of these lists is
/// followed by 20 reads, which is 630 operations for the three hours: the
/// platform lets an invocation have 1,000.
const LISTS: usize = 10;

/// Tells of the links that ended in the hours before `at`.
///
/// 1. The links of each hour are listed.
/// 2. Left out is what ended before (a delivered link has no time to be up, and
///    an end that was told is not told again), and what ends in another hour
///    than the list says, because it was signed anew.
/// 3. The events are sent. Each is of the moment of the link's end, so that it
///    is one event however often it is told.
///
/// What fails is logged, and done by the next run.
pub async fn tell_expired(world: &impl World, service: &Service, at: OffsetDateTime) {
    for back in 1..=HOURS {
        let hour = hour_of(at - Duration::hours(back));
        if let Err(error) = of_hour(world, service, &hour).await {
            let text = error.log.unwrap_or_default();
            world.log(&format!("links that ended in {hour}: {text}"));
        }
    }
}

async fn of_hour(world: &impl World, service: &Service, hour: &str) -> Result<()> {
    let mut cursor = None;
    for _ in 0..LISTS {
        // 1
        let (ids, next) = index::list(world, &By::End(hour), cursor, AT_ONCE).await?;
        // 2
        let events = ended(world, service, hour, &ids).await?;
        // 3
        event::send(world, &events)
            .await
            .map_err(|fault| crate::error::Error::unavailable(fault.to_string()))?;
        cursor = next;
        if cursor.is_none() {
            return Ok(());
        }
    }
    world.log(&format!("more links ended in {hour} than are looked at"));
    Ok(())
}

/// The events of those among these links that ended in this hour.
async fn ended(
    world: &impl World,
    service: &Service,
    hour: &str,
    ids: &[String],
) -> Result<Vec<Message>> {
    let names: Vec<&str> = ids.iter().map(String::as_str).collect();
    let keys: Vec<String> = ids.iter().map(|id| ended_key(id)).collect();
    let (records, known) = futures_util::future::try_join(
        registry::find_all(world, &names),
        registry::read_all(world, &keys),
    )
    .await?;
    let mut events = Vec::new();
    for id in ids {
        let Some(end) = records.get(id).map(|record| record.listing.expires_at) else {
            continue;
        };
        let before: Option<Ended> = known
            .get(&ended_key(id))
            .and_then(|text| serde_json::from_str(text).ok());
        // An end that was told of a link which was extended then is another one.
        let told = before.is_some_and(|before| before.reason != State::Expired || before.at >= end);
        if !told && hour_of(end) == hour {
            let event = Event::of_link(Kind::Expired, end, id, end);
            events.push(Message::Event(event.named(&service.pepper)));
        }
    }
    Ok(events)
}
