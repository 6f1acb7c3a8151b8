//! Mails on their way: what a queue carries until the carrier has taken them.
//!
//! What a mail says, and to whom, is sealed: a queue is a store, too.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::frequency::Frequency;
use crate::reference::Reference;
use crate::tracking::alarm::What;

/// A mail that is to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The same for the same mail, however often it is ordered or tried: the
    /// carrier's idempotency key.
    pub key: String,
    /// [`Slip`], sealed.
    pub sealed: String,
}

/// To whom, and what.
#[derive(Clone, Serialize, Deserialize)]
pub struct Slip {
    /// The address.
    pub to: String,
    /// The token of the link that it is about.
    pub token: String,
    /// The language, as a tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// When it was ordered.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// What it says.
    pub content: Content,
}

/// What a mail says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// That something has been shared: the first try has failed.
    Share,
    /// That something has happened; `watch` is the recipient's own order, and
    /// none if the sender ordered it.
    Alarm {
        /// To which shipment.
        shipment: Reference,
        /// What.
        what: What,
        /// The recipient's order.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        watch: Option<String>,
    },
    /// Whether it was the recipient who wants mails; `wish` is sealed.
    Confirm {
        /// About which shipment, of several the first.
        shipment: Reference,
        /// How often.
        frequency: Frequency,
        /// What their confirmation brings back.
        wish: String,
    },
    /// What has happened to all their shipments since yesterday.
    Digest(Vec<Entry>),
}

/// What has happened to one shipment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Which shipment.
    pub shipment: Reference,
    /// The token of its link.
    pub token: String,
    /// The recipient's order.
    pub watch: String,
    /// What, the oldest first.
    pub news: Vec<What>,
}
