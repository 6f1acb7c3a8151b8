//! What happened to one link: a key for each event, written once and never
//! changed, so that a list can lag but never be wrong.
//!
//! The key is also the receipt for its event: it is written when all else is
//! done that has to be done about it, so that an event which comes again is
//! known by it.

use crate::error::{Error, Result};
use crate::event::{Event, Kind};
use crate::world::{Fault, List, Namespace, Put, World};

use super::registry::{TIMEOUT, life};
use super::status::{Ended, State, ended_key};

/// How many events of a link are shown: as many as the store lists at once.
const SHOWN: u16 = 1000;

/// How many bytes the store keeps beside a value.
const METADATA_BYTES: usize = 1024;

/// How many seconds an event lives of which nobody said when its link ends: a
/// year and a month.
pub(super) const LONG_LIFE: u64 = 400 * 24 * 60 * 60;

/// What happened to a link, the oldest first: the first thousand events.
///
/// # Errors
/// 503 when the store does not answer.
pub async fn of(world: &impl World, link_id: &str) -> Result<Vec<Event>> {
    let asked = List {
        prefix: prefix(link_id),
        cursor: None,
        limit: SHOWN,
    };
    let listed = world
        .kv_list(Namespace::Registry, asked, TIMEOUT)
        .await
        .map_err(|fault| Error::unavailable(format!("history: {fault}")))?;
    let read = |metadata: Option<String>| serde_json::from_str(&metadata?).ok();
    Ok(listed
        .keys
        .into_iter()
        .filter_map(|(key, metadata)| {
            let event = read(metadata);
            if event.is_none() {
                world.log(&format!("history: {key} is no event"));
            }
            event
        })
        .collect())
}

/// Where the registry keeps an event about a link.
pub(super) fn key(link_id: &str, event: &Event) -> String {
    let milliseconds = event.at.unix_timestamp_nanos() / 1_000_000;
    let place = event.kind as u8;
    format!(
        "{}{milliseconds:013}:{place:02}:{}",
        prefix(link_id),
        event.id
    )
}

/// Keeps an event about a link: 1 write, and first 1 more where the link ended.
/// Doing it again changes nothing. An event about no link has no history.
///
/// # Errors
/// The store's fault; the event is not kept then.
pub(super) async fn keep(world: &impl World, event: &Event) -> Result<(), Fault> {
    let Some(link_id) = &event.link_id else {
        return Ok(());
    };
    let ttl = event
        .expires_at
        .map_or(LONG_LIFE, |expires| life(expires, world.now()));
    let put = |key, value, metadata| {
        let put = Put {
            key,
            value,
            ttl: Some(ttl),
            metadata,
        };
        world.kv_put(Namespace::Registry, put)
    };
    let reason = match event.kind {
        Kind::Delivered => Some(State::Delivered),
        Kind::Expired => Some(State::Expired),
        _ => None,
    };
    if let Some(reason) = reason {
        let ended = Ended {
            at: event.at,
            reason,
        };
        let value = json(&ended)?;
        put(ended_key(link_id), value, None).await?;
    }
    put(key(link_id, event), "1".to_owned(), Some(fitting(event)?)).await
}

fn prefix(link_id: &str) -> String {
    format!("event:{link_id}:")
}

/// The event as the store keeps it beside the key: `detail` is cut where all
/// of it would be too long.
fn fitting(event: &Event) -> Result<String, Fault> {
    let whole = json(event)?;
    let Some(detail) = event.detail.as_deref().filter(|_| too_long(&whole)) else {
        return Ok(whole);
    };
    // More letters than the store has bytes are too many in any case.
    let letters: Vec<char> = detail.chars().take(METADATA_BYTES).collect();
    let mut cut = event.clone();
    for kept in (1..letters.len()).rev() {
        cut.detail = Some(letters[..kept].iter().chain(&['…']).collect());
        let text = json(&cut)?;
        if !too_long(&text) {
            return Ok(text);
        }
    }
    cut.detail = None;
    json(&cut)
}

fn too_long(text: &str) -> bool {
    text.len() > METADATA_BYTES
}

fn json(value: &impl serde::Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| Fault::Failed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use time::OffsetDateTime;
    use time::macros::datetime;

    use super::*;

    const AT: OffsetDateTime = datetime!(2026-12-01 08:00:00.007 UTC);

    #[test]
    fn keys_follow_time_and_then_the_life_of_a_link() {
        let key = |kind, at| {
            let mut event = Event::of_link(kind, at, "L", AT);
            event.id = "I".to_owned();
            super::key("L", &event)
        };
        assert_eq!(key(Kind::Minted, AT), "event:L:1796112000007:00:I");
        assert!(key(Kind::Minted, AT) < key(Kind::MailSent, AT));
        assert!(key(Kind::MailSent, AT) < key(Kind::Delivered, AT));
        assert!(key(Kind::Expired, AT) < key(Kind::Minted, AT + time::Duration::milliseconds(1)));
    }

    #[test]
    fn a_detail_is_cut_to_what_the_store_takes() {
        for letter in ["x", "ü", "船", "\u{1}", "\"", "𝄞"] {
            let detail = letter.repeat(2000);
            let event = Event::of_link(Kind::Revoked, AT, "L", AT).detail(&detail);
            let text = fitting(&event).unwrap();
            assert!((1000..=METADATA_BYTES).contains(&text.len()), "{letter}");
            let read: Event = serde_json::from_str(&text).unwrap();
            assert!(read.detail.unwrap().ends_with('…'));
        }
        let short = Event::of_link(Kind::Revoked, AT, "L", AT).detail("a typing mistake");
        let read: Event = serde_json::from_str(&fitting(&short).unwrap()).unwrap();
        assert_eq!(read, short);
    }
}
