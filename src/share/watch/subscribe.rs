//! A recipient's own order: asked for on the page, confirmed from the mailbox,
//! ended by one click.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use crate::brake::brake;
use crate::error::{Error, Result};
use crate::gate::denylist::{self, Standing};
use crate::gate::recipient::Mailbox;
use crate::mail::frequency::Frequency;
use crate::mail::order::{Content, Order, Slip};
use crate::service::Service;
use crate::token::claims::{Link, Session};
use crate::token::pepper::Use;
use crate::token::seal::Purpose;
use crate::tracking::alarm::Kind;
use crate::world::{Limiter, World};

use super::look::dispatch;
use super::{Hidden, Watch, sealed, store, subscription_id};

/// How long a wish may be confirmed: who reads mail once a day still can.
const WISH_LIFE: Duration = Duration::hours(48);

/// By how many hours an ETA has to move for who asked for every change: less
/// than the senders' day, and no wobble yet.
const ETA_HOURS: u16 = 12;

/// What is wished, sealed into the link of the mail that confirms it.
#[derive(Serialize, Deserialize)]
struct Wish {
    address: String,
    token: String,
    frequency: Frequency,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    locale: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
}

/// What a mail's way out names, sealed.
#[derive(Serialize, Deserialize)]
pub struct Out {
    /// The order.
    pub watch: String,
    /// Whose it is, by keyed hash.
    pub recipient: String,
}

/// What somebody asks for on the page.
#[derive(Debug, Clone, Copy)]
pub struct Wished<'a> {
    /// The link's token.
    pub token: &'a str,
    /// The address that they typed.
    pub typed: &'a str,
    /// How often.
    pub frequency: Frequency,
    /// The language of the page, and of the mails then.
    pub locale: &'a str,
}

/// What came of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// A mail is on its way.
    Mailed,
    /// This is not the mailbox that was proven.
    OtherMailbox,
}

/// Asks for mails: `POST /s/{linkId}/updates`, by somebody who passed the gate.
///
/// 1. The address is the proven mailbox's own.
/// 2. Not too often: 429.
/// 3. The mail that confirms it is ordered; nothing else is kept.
///
/// # Errors
/// As said with each step; 503 when the queue does not take it.
pub async fn ask(
    world: &impl World,
    service: &Service,
    link: &Link,
    session: &Session,
    wished: &Wished<'_>,
) -> Result<Asked> {
    let Wished {
        token,
        typed,
        frequency,
        locale,
    } = *wished;
    // 1
    let Ok(mailbox) = Mailbox::parse(typed) else {
        return Ok(Asked::OtherMailbox);
    };
    if mailbox.hashes(&service.pepper).recipient != session.recipient {
        return Ok(Asked::OtherMailbox);
    }
    // 2
    let counted = format!("updates:{}:{}", link.id, session.recipient);
    brake(world, Limiter::CodePerRecipient, &counted).await?;
    // 3
    let now = world.now();
    let wish = Wish {
        address: mailbox.address.clone(),
        token: token.to_owned(),
        frequency,
        locale: Some(locale.to_owned()),
        at: now,
    };
    let Some(shipment) = link.shipments.first() else {
        return Err(Error::unavailable("updates: a link without a shipment"));
    };
    let slip = Slip {
        to: mailbox.address,
        token: token.to_owned(),
        locale: Some(locale.to_owned()),
        at: now,
        content: Content::Confirm {
            shipment: shipment.clone(),
            frequency,
            wish: sealed(world, service, Purpose::Wish, &wish)?,
        },
    };
    let named = [
        "confirm",
        &link.id,
        &session.recipient,
        &now.unix_timestamp().to_string(),
    ];
    let order = Order {
        key: service.pepper.id(Use::MailKey, &named),
        sealed: sealed(world, service, Purpose::Mail, &slip)?,
    };
    dispatch(world, &[order]).await?;
    Ok(Asked::Mailed)
}

/// How often the recipient hears of this link now.
///
/// # Errors
/// 503 when the store does not answer.
pub async fn current(
    world: &impl World,
    service: &Service,
    link: &Link,
    session: &Session,
) -> Result<Option<Frequency>> {
    let id = subscription_id(service, link, &session.recipient);
    let Some(shipment) = link.shipments.first() else {
        return Ok(None);
    };
    let key = store::key(shipment, &id);
    let mut found = store::read::<Watch>(world, std::slice::from_ref(&key)).await?;
    let Some(watch) = found.remove(&key) else {
        return Ok(None);
    };
    let stops = store::stops(world, [watch.id.as_str(), session.recipient.as_str()]).await?;
    Ok(watch.frequency.filter(|_| !watch.is_stopped(&stops)))
}

/// Ends this link's mails to its recipient.
///
/// # Errors
/// 503 when the store does not take it.
pub async fn end(
    world: &impl World,
    service: &Service,
    link: &Link,
    session: &Session,
) -> Result<()> {
    let id = subscription_id(service, link, &session.recipient);
    store::stop(world, &id).await
}

/// Whether a wish still holds, for the page that asks to confirm it.
#[must_use]
pub fn wished(world: &impl World, service: &Service, text: &str) -> Option<Frequency> {
    open(world, service, text).map(|(wish, _)| wish.frequency)
}

fn open(world: &impl World, service: &Service, text: &str) -> Option<(Wish, Link)> {
    let bytes = service.sealer.open(Purpose::Wish, text)?;
    let wish: Wish = serde_json::from_slice(&bytes).ok()?;
    let now = world.now();
    if now >= wish.at + WISH_LIFE {
        return None;
    }
    let genuine = service.links.verify(&service.ring, &wish.token).ok()?;
    let link = genuine.even_if_void().clone();
    (link.expires > now).then_some((wish, link))
}

/// Confirms a wish: `POST /updates/{wish}`. `None` when it is too old or none
/// of ours, or its link has ended.
///
/// 1. The wish opens, is young enough, and its link is in time.
/// 2. The denylist: neither the link nor this recipient's part in it is revoked.
/// 3. The order is kept, in the place of an earlier one about the same link.
///
/// # Errors
/// 503 when a store does not answer.
pub async fn confirm(
    world: &impl World,
    service: &Service,
    text: &str,
) -> Result<Option<Frequency>> {
    // 1
    let Some((wish, link)) = open(world, service, text) else {
        return Ok(None);
    };
    let Ok(mailbox) = Mailbox::parse(&wish.address) else {
        return Ok(None);
    };
    // 2
    let hashes = mailbox.hashes(&service.pepper);
    if denylist::standing(world, &link, Some(&hashes)).await? != Standing::Good {
        return Ok(None);
    }
    // 3
    let hidden = Hidden {
        addresses: vec![mailbox.address],
        token: wish.token,
        locale: wish.locale,
    };
    let wanted = match wish.frequency {
        Frequency::EachChange | Frequency::Daily => Kind::ALL.to_vec(),
        Frequency::Arrival => vec![Kind::Arrived, Kind::Delivered],
    };
    let watch = Watch {
        id: subscription_id(service, &link, &hashes.recipient),
        link_id: link.id.clone(),
        wanted,
        eta_hours: Some(ETA_HOURS),
        earlier: true,
        frequency: Some(wish.frequency),
        recipient_ids: vec![hashes.recipient],
        since: world.now(),
        until: link.expires,
        sealed: sealed(world, service, Purpose::Watch, &hidden)?,
    };
    store::keep(world, &watch, &link.shipments).await?;
    Ok(Some(wish.frequency))
}

/// Seals the way out of an order, for its mails.
///
/// # Errors
/// 503 when there is no randomness.
pub fn way_out(
    world: &impl World,
    service: &Service,
    watch: &str,
    recipient: &str,
) -> Result<String> {
    let out = Out {
        watch: watch.to_owned(),
        recipient: recipient.to_owned(),
    };
    sealed(world, service, Purpose::Stop, &out)
}

/// Whose way out this is; `None` when it is none of ours.
#[must_use]
pub fn read_way_out(service: &Service, text: &str) -> Option<Out> {
    let bytes = service.sealer.open(Purpose::Stop, text)?;
    serde_json::from_slice(&bytes).ok()
}

/// Ends an order, or all of its recipient's: `POST /stop/{token}`, which mail
/// programs send by themselves (RFC 8058). Doing it again changes nothing.
/// `false` when the token is none of ours.
///
/// # Errors
/// 503 when the store does not take it.
pub async fn leave(world: &impl World, service: &Service, text: &str, all: bool) -> Result<bool> {
    let Some(out) = read_way_out(service, text) else {
        return Ok(false);
    };
    store::stop(world, if all { &out.recipient } else { &out.watch }).await?;
    Ok(true)
}
