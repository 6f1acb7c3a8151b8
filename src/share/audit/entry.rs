//! One line of the audit trail, and what makes it checkable.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

use crate::event::{Event, Kind};
use crate::share::digest::sha256;

/// What the first entry names as the hash of the one before.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What somebody with a key or a session did.
///
/// `hash` is the SHA-256, in lower-case hexadecimal, of the entry's JSON
/// without the member `hash`, written as RFC 8785 says: members in the order of
/// their names, no white space, UTF-8. `previous` is the `hash` of the entry
/// with the sequence before, or 64 zeros. So whoever has two entries of a trail
/// can tell, with nothing of ours, that nothing between them was changed, taken
/// out or put in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Entry {
    /// Its place in the trail, from 1.
    pub sequence: u64,
    /// When it was done.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// What was done.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// By whom: an API key's id or an ops person's masked address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// To which link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_id: Option<String>,
    /// To which recipient, by keyed hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient_id: Option<String>,
    /// What a revocation is about, or an API key's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The event's id.
    pub event_id: String,
    /// The hash of the entry before.
    pub previous: String,
    /// The hash of this one.
    pub hash: String,
}

impl Entry {
    /// The entry of an event, after the one that has the hash `previous`.
    pub(super) fn of(event: &Event, sequence: u64, previous: &str) -> Self {
        let mut entry = Self {
            sequence,
            at: event.at,
            kind: event.kind,
            by: event.by.clone(),
            link_id: event.link_id.clone(),
            recipient_id: event.recipient_id.clone(),
            scope: event.scope.clone(),
            detail: event.detail.clone(),
            event_id: event.id.clone(),
            previous: previous.to_owned(),
            hash: String::new(),
        };
        entry.hash = entry.expected_hash();
        entry
    }

    /// The hash that it should have.
    #[must_use]
    pub fn expected_hash(&self) -> String {
        // A sorted map: what Value keeps members in is another crate's choice.
        let mut members: BTreeMap<String, Value> = match serde_json::to_value(self) {
            Ok(Value::Object(members)) => members.into_iter().collect(),
            _ => BTreeMap::new(),
        };
        members.remove("hash");
        // All are texts but the sequence: serde_json escapes them as RFC 8785 wants it.
        sha256(&serde_json::to_string(&members).unwrap_or_default())
    }
}

/// Where a trail cannot be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken {
    /// The sequence of the first such entry.
    pub sequence: u64,
    /// What is wrong with it.
    pub what: What,
}

/// What can be wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// It does not say what it said when it was written.
    Changed,
    /// It is not there.
    Missing,
    /// There are two of this sequence, or it stands in the wrong place: one was
    /// put in, or two writers did not see each other.
    Forked,
    /// It follows another entry than the one before it.
    Unlinked,
}

/// Whether these entries, in the order of their sequence, are an unbroken part
/// of a trail. A trail that lacks its end is unbroken: who wants to notice that
/// keeps the last hash.
///
/// # Errors
/// Where and how it is broken first.
pub fn verify(entries: &[Entry]) -> Result<(), Broken> {
    let mut before: Option<&Entry> = None;
    for entry in entries {
        let broken = |sequence, what| Err(Broken { sequence, what });
        if entry.hash != entry.expected_hash() {
            return broken(entry.sequence, What::Changed);
        }
        match before {
            Some(before) if entry.sequence <= before.sequence => {
                return broken(entry.sequence, What::Forked);
            }
            Some(before) if entry.sequence > before.sequence + 1 => {
                return broken(before.sequence + 1, What::Missing);
            }
            Some(before) if entry.previous != before.hash => {
                return broken(entry.sequence, What::Unlinked);
            }
            None if entry.sequence == 1 && entry.previous != GENESIS => {
                return broken(entry.sequence, What::Unlinked);
            }
            _ => {}
        }
        before = Some(entry);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use time::Duration;
    use time::macros::datetime;

    use super::*;

    const AT: OffsetDateTime = datetime!(2026-12-01 08:00:00.120 UTC);

    fn trail(length: u64) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        for sequence in 1..=length {
            let at = AT + Duration::seconds(i64::try_from(sequence).unwrap());
            let mut event = Event::of_link(Kind::Revoked, at, "L", AT)
                .by("K")
                .detail("\"gone\" / ü\n\u{1}");
            event.id = format!("E{sequence}");
            let previous = entries.last().map_or(GENESIS, |entry| &entry.hash);
            entries.push(Entry::of(&event, sequence, previous));
        }
        entries
    }

    /// Computed apart from this code, with Python's `json` and `hashlib`.
    #[test]
    fn the_hash_stays_as_documented() {
        assert_eq!(
            trail(1)[0].hash,
            "f34449c26e8666b287c4930f6958b83484b4d063faaa86360acede1cdb58d017"
        );
    }

    #[test]
    fn an_entry_comes_back_as_it_was() {
        let entry = &trail(1)[0];
        let text = serde_json::to_string(entry).unwrap();
        assert_eq!(&serde_json::from_str::<Entry>(&text).unwrap(), entry);
    }

    #[test]
    fn a_trail_and_every_part_of_it_is_unbroken() {
        let trail = trail(5);
        for from in 0..5 {
            assert_eq!(verify(&trail[from..]), Ok(()));
        }
        assert_eq!(verify(&[]), Ok(()));
    }

    #[test]
    fn whatever_is_changed_is_found() {
        let changes: [fn(&mut Entry); 9] = [
            |entry| entry.at += Duration::milliseconds(1),
            |entry| entry.kind = Kind::Restored,
            |entry| entry.by = Some("M".to_owned()),
            |entry| entry.link_id = None,
            |entry| entry.recipient_id = Some("R".to_owned()),
            |entry| entry.scope = Some("S".to_owned()),
            |entry| entry.detail = None,
            |entry| entry.event_id.push('x'),
            |entry| entry.previous = GENESIS.to_owned(),
        ];
        for change in changes {
            let mut trail = trail(5);
            change(&mut trail[2]);
            let broken = |sequence, what| Err(Broken { sequence, what });
            assert_eq!(verify(&trail), broken(3, What::Changed));
            // Whoever mends the hash breaks the link to the next one, or to the last.
            trail[2].hash = trail[2].expected_hash();
            let found = verify(&trail).unwrap_err();
            assert_eq!(found.what, What::Unlinked);
            assert!((3..=4).contains(&found.sequence));
        }
    }

    #[test]
    fn what_was_taken_out_or_put_in_is_found() {
        let broken = |sequence, what| Err(Broken { sequence, what });
        let mut shorter = trail(5);
        shorter.remove(2);
        assert_eq!(verify(&shorter), broken(3, What::Missing));
        let mut longer = trail(5);
        let twin = Entry {
            detail: None,
            ..longer[2].clone()
        };
        longer.insert(
            3,
            Entry {
                hash: twin.expected_hash(),
                ..twin
            },
        );
        assert_eq!(verify(&longer), broken(3, What::Forked));
        let mut swapped = trail(5);
        swapped.swap(1, 2);
        assert_eq!(verify(&swapped), broken(2, What::Missing));
        let mut headless = trail(5);
        headless[0].previous = headless[4].hash.clone();
        headless[0].hash = headless[0].expected_hash();
        assert_eq!(verify(&headless), broken(1, What::Unlinked));
    }
}
