//! Sending what waits in the queue of mails.
//!
//! One consumer takes the queue, so that whatever was sent is known to be sent
//! before the same mail comes again. Carriers that know a mail by its key know
//! it too; see `crate::mail::carrier`.

pub(super) mod written;

use std::collections::HashSet;
use std::time::Duration;

use futures_util::future::join_all;
use time::Duration as Span;

use crate::error::{Error, Result};
use crate::event::{self, Event, Kind};
use crate::gate::denylist::{self, Standing};
use crate::gate::recipient::{Hashes, Mailbox};
use crate::mail::carrier;
use crate::mail::order::{Content, Order, Slip};
use crate::service::Service;
use crate::share::consumer::pause;
use crate::share::watch::store;
use crate::token::claims::Link;
use crate::token::seal::Purpose;
use crate::world::{Delivered, Settled, World};

/// How many messages `wrangler.toml` lets a batch have (`max_batch_size`): each
/// takes at most a bulk read, a read of the denylist and four writes.
pub const BATCH: usize = 20;

/// For how long a mail is tried: what could not be sent within a day and a
/// half is no news.
const TRIED: Span = Span::hours(36);

/// How often the mark is tried that a mail went out. The store takes one write
/// a second for each key, and this key is nobody else's.
const MARKS: usize = 3;

/// Takes a batch of mails.
///
/// 1. What is no order of ours is logged and let go; of one that came twice,
///    one is left.
/// 2. What was sent before is done. Where the store does not say, it waits.
/// 3. A mail whose link has ended, whose recipient is out, or who wants no more
///    of them, is not sent.
/// 4. It is written and handed to the carrier. What a carrier refuses for good,
///    or for longer than a day and a half, is told as failed; all else comes
///    again.
/// 5. It is marked as sent, and told.
pub async fn deliver(world: &impl World, service: &Service, batch: &[Delivered]) -> Vec<Settled> {
    // 1
    let orders: Vec<Option<Order>> = batch
        .iter()
        .map(|delivered| serde_json::from_str(&delivered.body).ok())
        .collect();
    let mut seen = HashSet::new();
    let works = orders.iter().zip(batch).map(|(order, delivered)| {
        let is_first = order.as_ref().is_none_or(|order| seen.insert(&order.key));
        async move {
            let Some(order) = order else {
                world.log("mails: a message that is none of ours");
                return Settled::Done;
            };
            if !is_first {
                // The other one of this batch may fail.
                return Settled::Again(Duration::from_mins(1));
            }
            match send(world, service, order).await {
                Ok(()) => Settled::Done,
                Err(error) => {
                    world.log(error.log.as_deref().unwrap_or("mails: failed"));
                    Settled::Again(pause(delivered.attempt))
                }
            }
        }
    });
    join_all(works).await
}

async fn send(world: &impl World, service: &Service, order: &Order) -> Result<()> {
    // 2
    let mark = store::sent(&order.key);
    if store::has(world, &mark).await? {
        return Ok(());
    }
    let Some(addressed) = read(service, order) else {
        world.log("mails: one that no key of ours opens");
        return Ok(());
    };
    let Addressed { slip, link, hashes } = &addressed;
    // 3
    if !wanted(world, slip, link, hashes).await? {
        return Ok(());
    }
    // 4
    let message = written::message(world, service, &addressed, &order.key).await?;
    let kind = match carrier::send(world, &service.config, message).await {
        Ok(()) => Kind::MailSent,
        Err(refused) if refused.permanent || slip.at + TRIED <= world.now() => {
            world.log(&format!("mails: given up: {refused}"));
            Kind::MailFailed
        }
        Err(refused) => return Err(Error::unavailable(format!("mails: {refused}"))),
    };
    // 5
    for left in (0..MARKS).rev() {
        match store::mark_sent(world, &order.key).await {
            Ok(()) => break,
            Err(fault) if left == 0 => world.log(&format!("mails: no mark: {fault}")),
            Err(_) => {}
        }
    }
    let event = Event::of_link(kind, world.now(), &link.id, link.expires)
        .recipient(&hashes.recipient)
        .scope(&order.key);
    event::tell(world, event.named(&service.pepper));
    Ok(())
}

/// A mail that is to be sent, opened.
pub(super) struct Addressed {
    pub(super) slip: Slip,
    pub(super) link: Link,
    pub(super) hashes: Hashes,
}

fn read(service: &Service, order: &Order) -> Option<Addressed> {
    let bytes = service.sealer.open(Purpose::Mail, &order.sealed)?;
    let slip: Slip = serde_json::from_slice(&bytes).ok()?;
    let genuine = service.links.verify(&service.ring, &slip.token).ok()?;
    let link = genuine.even_if_void().clone();
    let hashes = Mailbox::parse(&slip.to).ok()?.hashes(&service.pepper);
    Some(Addressed { slip, link, hashes })
}

/// Whether the mail is still to be sent. That it was delivered is told even
/// though the link ends with it.
async fn wanted(world: &impl World, slip: &Slip, link: &Link, hashes: &Hashes) -> Result<bool> {
    if link.expires <= world.now() {
        return Ok(false);
    }
    match denylist::standing(world, link, Some(hashes)).await? {
        Standing::Good | Standing::Delivered => {}
        Standing::LinkRevoked | Standing::RecipientRevoked => return Ok(false),
    }
    let watch = match &slip.content {
        Content::Alarm {
            watch: Some(watch), ..
        } => Some(watch.as_str()),
        Content::Digest(_) => None,
        Content::Share | Content::Confirm { .. } | Content::Alarm { watch: None, .. } => {
            return Ok(true);
        }
    };
    let names = watch.into_iter().chain([hashes.recipient.as_str()]);
    let stops = store::stops(world, names).await?;
    Ok(stops.values().all(|stop| slip.at < *stop))
}
