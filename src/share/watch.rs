//! Watches: standing orders to mail people when something happens.
//!
//! A sender orders one with the link that it will share (`when` of a mint); a
//! recipient, with the page's card. Both are kept alike: under each shipment
//! that they are about, with the addresses sealed. [`look`] finds out what has
//! happened and orders the mails, [`sweep`] has every shipment looked at,
//! [`store`] keeps and erases.

pub mod consumer;
pub mod digest;
pub mod look;
pub mod store;
pub mod subscribe;
pub mod sweep;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::error::{Error, Result};
use crate::gate::recipient::Mailbox;
use crate::mail::frequency::Frequency;
use crate::service::Service;
use crate::token::claims::Link;
use crate::token::pepper::Use;
use crate::token::seal::Purpose;
use crate::tracking::alarm::Kind;
use crate::world::World;

use super::request::When;

/// A standing order as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Watch {
    /// Names it: the link's id for a sender's order.
    pub id: String,
    /// The link that its mails lead to.
    pub link_id: String,
    /// What is told.
    pub wanted: Vec<Kind>,
    /// By how much an ETA has to move, in hours, where it is not as usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta_hours: Option<u16>,
    /// Whether an earlier ETA is told too.
    #[serde(default)]
    pub earlier: bool,
    /// How often; `None` for a sender's order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frequency: Option<Frequency>,
    /// The recipients' keyed hashes, in the order of the addresses.
    pub recipient_ids: Vec<String>,
    /// When it began.
    #[serde(with = "time::serde::rfc3339")]
    pub since: OffsetDateTime,
    /// When it ends by itself: with its link.
    #[serde(with = "time::serde::rfc3339")]
    pub until: OffsetDateTime,
    /// [`Hidden`], sealed.
    pub sealed: String,
}

/// What nobody may read in the store.
#[derive(Clone, Serialize, Deserialize)]
pub struct Hidden {
    /// The addresses.
    pub addresses: Vec<String>,
    /// The link's token.
    pub token: String,
    /// The language of its mails, as a tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
}

impl Watch {
    /// What is hidden in it.
    #[must_use]
    pub fn open(&self, service: &Service) -> Option<Hidden> {
        let bytes = service.sealer.open(Purpose::Watch, &self.sealed)?;
        serde_json::from_slice(&bytes).ok()
    }

    /// What it can be stopped by: its id, and its recipients.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let recipients = self.recipient_ids.iter().map(String::as_str);
        std::iter::once(self.id.as_str()).chain(recipients)
    }

    /// Whether one of these stops ends it: it began before.
    #[must_use]
    pub fn is_stopped(&self, stops: &HashMap<String, OffsetDateTime>) -> bool {
        self.names()
            .filter_map(|name| stops.get(name))
            .any(|stop| self.since <= *stop)
    }

    /// Whether a recipient ordered it.
    #[must_use]
    pub const fn is_subscription(&self) -> bool {
        self.frequency.is_some()
    }
}

/// Seals a value.
///
/// # Errors
/// 503 when there is no randomness, or too much to seal.
pub(super) fn sealed(
    world: &impl World,
    service: &Service,
    purpose: Purpose,
    value: &impl Serialize,
) -> Result<String> {
    let bytes =
        serde_json::to_vec(value).map_err(|error| Error::unavailable(format!("seal: {error}")))?;
    let nonce = crate::draw::draw(world)?;
    service
        .sealer
        .seal(purpose, nonce, &bytes)
        .ok_or_else(|| Error::unavailable("seal: too long"))
}

/// Keeps a sender's order: what they asked for with the link that it will share.
///
/// The link is signed now, of this moment, so that whatever is revoked from
/// now on is revoked before anybody has it. Sealed it waits with the addresses.
///
/// # Errors
/// 503 when the store does not take it.
pub(super) async fn order(
    world: &impl World,
    service: &Service,
    link: &Link,
    when: &When,
    recipients: &[Mailbox],
) -> Result<()> {
    let hidden = Hidden {
        addresses: recipients
            .iter()
            .map(|mailbox| mailbox.address.clone())
            .collect(),
        token: service.ring.sign(link)?,
        locale: link.locale.clone(),
    };
    let watch = Watch {
        id: link.id.clone(),
        link_id: link.id.clone(),
        wanted: when.exceptions.clone(),
        eta_hours: when.eta_hours,
        earlier: when.earlier,
        frequency: None,
        recipient_ids: link.recipients.clone(),
        since: link.issued,
        until: link.expires,
        sealed: sealed(world, service, Purpose::Watch, &hidden)?,
    };
    store::keep(world, &watch, &link.shipments).await
}

/// The name of a recipient's own order about a link: one for each, so that a
/// new wish takes the old one's place.
#[must_use]
pub fn subscription_id(service: &Service, link: &Link, recipient_id: &str) -> String {
    service.pepper.id(Use::WatchId, &[&link.id, recipient_id])
}
