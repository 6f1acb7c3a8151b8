//! What happened to links, told to whoever listens: the registry, the audit
//! trail, the webhook and the statistics.
//!
//! A flow tells and goes on; the queue's consumer (`crate::share::consumer`)
//! does the rest. Events come at least once and in no promised order, so each
//! has an id that is the same however often it is told, and a sequence by which
//! those of one link can be put in order.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::parcels;
use crate::reference::Reference;
use crate::token::pepper::{Pepper, Use};
use crate::world::{DataPoint, Fault, QUEUE_BATCH, Queue, World};

/// What can happen. The order is that of a link's life: of two events in one
/// millisecond the earlier kind came first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "EventKind"))]
pub enum Kind {
    /// A link was minted.
    #[serde(rename = "link.minted")]
    Minted,
    /// A link was signed anew: extended, or for other recipients.
    #[serde(rename = "link.changed")]
    Changed,
    /// The mail of a link was taken by the carrier.
    #[serde(rename = "mail.sent")]
    MailSent,
    /// The mail of a link was refused by the carrier.
    #[serde(rename = "mail.failed")]
    MailFailed,
    /// Somebody followed a link; mail scanners do.
    #[serde(rename = "link.opened")]
    Opened,
    /// A typed code was not the one mailed.
    #[serde(rename = "link.failed")]
    Failed,
    /// A recipient proved their mailbox.
    #[serde(rename = "link.verified")]
    Verified,
    /// A recipient looked at the page.
    #[serde(rename = "link.viewed")]
    Viewed,
    /// Something was revoked; `scope` says what.
    #[serde(rename = "link.revoked")]
    Revoked,
    /// A revocation of a link was taken back.
    #[serde(rename = "link.restored")]
    Restored,
    /// A link ended because all that it shows has been delivered.
    #[serde(rename = "link.delivered")]
    Delivered,
    /// A link's time was up.
    #[serde(rename = "link.expired")]
    Expired,
    /// An API key was issued.
    #[serde(rename = "key.issued")]
    KeyIssued,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::Minted,
        Self::Changed,
        Self::MailSent,
        Self::MailFailed,
        Self::Opened,
        Self::Failed,
        Self::Verified,
        Self::Viewed,
        Self::Revoked,
        Self::Restored,
        Self::Delivered,
        Self::Expired,
        Self::KeyIssued,
    ];

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minted => "link.minted",
            Self::Changed => "link.changed",
            Self::MailSent => "mail.sent",
            Self::MailFailed => "mail.failed",
            Self::Opened => "link.opened",
            Self::Failed => "link.failed",
            Self::Verified => "link.verified",
            Self::Viewed => "link.viewed",
            Self::Revoked => "link.revoked",
            Self::Restored => "link.restored",
            Self::Delivered => "link.delivered",
            Self::Expired => "link.expired",
            Self::KeyIssued => "key.issued",
        }
    }

    /// Whether it stands in the audit trail: what somebody with a key or a
    /// session did, as against what recipients and time do.
    #[must_use]
    pub const fn is_audited(self) -> bool {
        matches!(
            self,
            Self::Minted | Self::Changed | Self::Revoked | Self::Restored | Self::KeyIssued
        )
    }
}

/// One thing that happened.
///
/// It holds no token, code or address: recipients are their keyed hashes, and
/// ops people their masked addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// The same however often it is told.
    pub id: String,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// When, to the millisecond.
    #[serde(with = "time::serde::rfc3339")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "crate::schema::Moment"))]
    pub at: OffsetDateTime,
    /// The link it happened to, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_id: Option<String>,
    /// When that link ends by itself, where it is known.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "time::serde::rfc3339::option"
    )]
    #[cfg_attr(
        not(target_arch = "wasm32"),
        schemars(with = "Option<crate::schema::Moment>")
    )]
    pub expires_at: Option<OffsetDateTime>,
    /// Who did it: an API key's id or an ops person's masked address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The recipient's keyed hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient_id: Option<String>,
    /// What a revocation is about, or an API key's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Why, or what else there is to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Event {
    /// An event about a link.
    #[must_use]
    pub fn of_link(kind: Kind, at: OffsetDateTime, link_id: &str, expires: OffsetDateTime) -> Self {
        Self {
            link_id: Some(link_id.to_owned()),
            expires_at: Some(expires),
            ..Self::new(kind, at)
        }
    }

    /// An event; [`Self::named`] has to follow once all of it is said.
    #[must_use]
    pub fn new(kind: Kind, at: OffsetDateTime) -> Self {
        Self {
            id: String::new(),
            kind,
            at: at.truncate_to_millisecond(),
            link_id: None,
            expires_at: None,
            by: None,
            recipient_id: None,
            scope: None,
            detail: None,
        }
    }

    /// Adds who did it.
    #[must_use]
    pub fn by(mut self, by: &str) -> Self {
        self.by = Some(by.to_owned());
        self
    }

    /// Adds the recipient, by keyed hash.
    #[must_use]
    pub fn recipient(mut self, hash: &str) -> Self {
        self.recipient_id = Some(hash.to_owned());
        self
    }

    /// Adds what it is about.
    #[must_use]
    pub fn scope(mut self, scope: &str) -> Self {
        self.scope = Some(scope.to_owned());
        self
    }

    /// Adds why.
    #[must_use]
    pub fn detail(mut self, detail: &str) -> Self {
        self.detail = Some(detail.to_owned());
        self
    }

    /// Derives the id from what the event says, so that whoever tells it again
    /// tells the same event.
    #[must_use]
    pub fn named(mut self, pepper: &Pepper) -> Self {
        let at = self.at.unix_timestamp_nanos().to_string();
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        let parts = [
            self.kind.as_str().to_owned(),
            at,
            text(&self.link_id),
            text(&self.recipient_id),
            text(&self.scope),
        ];
        self.id = pepper.id(Use::EventId, &parts.each_ref().map(String::as_str));
        self
    }

    /// A number that is larger for what happened later to the same link: the
    /// milliseconds since 1970 in the upper bits, the kind's place in a link's
    /// life in the lower four.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        let milliseconds = self.at.unix_timestamp_nanos() / 1_000_000;
        u64::try_from(milliseconds).unwrap_or_default() << 4 | self.kind as u64
    }
}

/// A link as the registry's lists find it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Grant {
    /// The link.
    pub link_id: String,
    /// When it was minted: lists show the newest first.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it ends by itself.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
    /// Who minted it.
    pub issuer: String,
    /// The shipments.
    pub shipments: Vec<Reference>,
    /// The recipients' keyed hashes.
    pub recipient_ids: Vec<String>,
    /// The keyed hashes of their domains, each once.
    pub domain_ids: Vec<String>,
}

/// What the queue carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Message {
    /// Something happened.
    Event(Event),
    /// A link is to be found by lists.
    Grant(Grant),
}

/// Tells one event after the reply; a queue that does not take it is logged
/// and never seen.
pub fn tell(world: &impl World, event: Event) {
    let after = world.clone();
    world.defer(async move {
        if let Err(fault) = send(&after, &[Message::Event(event)]).await {
            after.log(&format!("events: {fault}"));
        }
    });
}

/// Puts messages into the queue and waits until it has them.
///
/// # Errors
/// The queue's fault; the messages before the failing hundred are in.
pub async fn send(world: &impl World, messages: &[Message]) -> Result<(), Fault> {
    for message in messages {
        if let Message::Event(event) = message {
            world.measure(DataPoint {
                index: event.link_id.clone().unwrap_or_default(),
                blobs: vec![event.kind.as_str().to_owned()],
            });
        }
    }
    parcels::put(world, Queue::Events, messages, QUEUE_BATCH, Duration::ZERO).await
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const AT: OffsetDateTime = datetime!(2026-12-01 08:00:00.123456 UTC);

    fn pepper() -> Pepper {
        Pepper::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").unwrap()
    }

    #[test]
    fn an_event_told_again_has_the_same_id_and_another_has_another() {
        let event = |kind, at| Event::of_link(kind, at, "L", AT).named(&pepper());
        assert_eq!(event(Kind::Minted, AT), event(Kind::Minted, AT));
        let ids = [
            event(Kind::Minted, AT).id,
            event(Kind::Opened, AT).id,
            event(Kind::Opened, AT + time::Duration::milliseconds(1)).id,
            Event::of_link(Kind::Opened, AT, "M", AT)
                .named(&pepper())
                .id,
            Event::of_link(Kind::Opened, AT, "L", AT)
                .recipient("R")
                .named(&pepper())
                .id,
        ];
        for (place, id) in ids.iter().enumerate() {
            assert!(!ids[..place].contains(id));
        }
    }

    #[test]
    fn the_sequence_follows_time_and_then_the_life_of_a_link() {
        let sequence = |kind, at| Event::of_link(kind, at, "L", AT).sequence();
        let later = AT + time::Duration::milliseconds(1);
        assert!(sequence(Kind::Minted, AT) < sequence(Kind::Opened, AT));
        assert!(sequence(Kind::Expired, AT) < sequence(Kind::Minted, later));
        assert!(
            sequence(Kind::KeyIssued, later) < 1 << 53,
            "exact in JavaScript"
        );
    }

    #[test]
    fn the_wire_names_are_the_codes_names() {
        for kind in Kind::ALL {
            let wire = serde_json::to_string(&kind).unwrap();
            assert_eq!(wire, format!("\"{}\"", kind.as_str()));
        }
    }
}
