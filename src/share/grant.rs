//! Granting what was asked for: one link, or hundreds in one go.

use std::collections::{HashMap, HashSet};

use crate::draw::draw;
use crate::error::{Code, Error, Result};
use crate::event::{self, Event, Grant, Kind, Message};
use crate::gate::recipient::{Hashes, Mailbox};
use crate::service::Service;
use crate::token::claims::Link;
use crate::token::pepper::Use;
use crate::tracking::alarm;
use crate::world::World;

use super::auth::Actor;
use super::mint::Minted;
use super::notify::notify;
use super::registry::{self, Delivery, DeliveryStatus, Listing, Record};
use super::request::MintRequest;
use super::watch;

/// How many links are in the making at once: what is cut off at a bad moment
/// is at most these, and each of them is made again by sending it again.
const AT_ONCE: usize = 50;

/// The longest `Idempotency-Key`, in characters: the IETF draft's examples are
/// UUIDs; a booking number with a prefix fits as well.
pub(crate) const MAX_IDEMPOTENCY_KEY: usize = 255;

/// The header that holds a call's idempotency key.
pub(super) const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// Reads the header of that name: visible ASCII and spaces, because nobody can
/// tell how a client writes anything else, and another spelling is another key.
///
/// # Errors
/// 422, which names the header.
pub(super) fn key_in_header(text: &str) -> Result<&str> {
    let is_plain = |b: u8| b == b' ' || b.is_ascii_graphic();
    if (1..=MAX_IDEMPOTENCY_KEY).contains(&text.len()) && text.bytes().all(is_plain) {
        Ok(text)
    } else {
        Err(Error::field(
            IDEMPOTENCY_KEY,
            format!("expected 1 to {MAX_IDEMPOTENCY_KEY} characters of ASCII"),
        ))
    }
}

/// One link asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What is to be granted.
    pub request: MintRequest,
    /// What makes a second asking the same as the first.
    pub idempotency_key: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Granted {
    /// The link.
    pub minted: Minted,
    /// Whether the very same was granted before; nobody was mailed again then.
    pub known: bool,
}

/// Grants links, each on its own: one that is refused hinders no other.
///
/// 1. The `Idempotency-Key`, where there is one, has a sane length: 422. It
///    and the caller make the `linkId`; without one it is random.
/// 2. What the registry knows is answered as the first time, and mails nobody
///    again. The same key with another request is refused: 422. A registry
///    that is silent or behind costs only the exact times: the `linkId` is the
///    same in any case.
/// 3. The link is signed. The bounds of a request keep it within a cookie.
/// 4. The recipients are mailed if asked. A carrier that refuses is told in
///    the answer, per recipient. Where they are to be mailed when something
///    happens, that is ordered: 503 when the store does not take it.
/// 5. The registry is written, and the queue is told what lists and the audit
///    trail have to know; of a known link again, because nobody can tell
///    whether they heard of it. If either does not take it, the link is good
///    all the same and the answer carries a warning.
///
/// # Errors
/// Of each link, as said with each step; 503 when there is no randomness.
pub async fn grant(
    world: &impl World,
    service: &Service,
    actor: &Actor,
    asked: Vec<Asked>,
) -> Vec<Result<Granted>> {
    // 1
    let works: Vec<Result<Work>> = asked
        .into_iter()
        .map(|asked| Work::of(world, service, actor, asked))
        .collect();
    // 2
    let ids: Vec<&str> = works
        .iter()
        .flatten()
        .filter(|work| work.may_be_known)
        .map(|work| work.link_id.as_str())
        .collect();
    let found = registry::find_all(world, &ids).await;
    let mut known = found.unwrap_or_else(|error| {
        world.log(error.log.as_deref().unwrap_or_default());
        HashMap::new()
    });
    let mut outcomes = Vec::with_capacity(works.len());
    for wave in waves(works) {
        // 3, 4, 5
        let jobs = wave.into_iter().map(|work| async {
            let work = work?;
            let record = known.get(&work.link_id).cloned();
            make(world, service, actor, work, record).await
        });
        let mut made: Vec<Result<Made>> = futures_util::future::join_all(jobs).await;
        let messages: Vec<Message> = made
            .iter_mut()
            .flatten()
            .flat_map(|made| std::mem::take(&mut made.messages))
            .collect();
        if let Err(fault) = event::send(world, &messages).await {
            world.log(&format!("events of mints: {fault}"));
            made.iter_mut().flatten().for_each(Made::warn_unlisted);
        }
        for made in made {
            outcomes.push(made.map(|made| {
                known.insert(made.minted.link_id.clone(), made.record);
                Granted {
                    minted: made.minted,
                    known: made.known,
                }
            }));
        }
    }
    outcomes
}

/// Parts of at most [`AT_ONCE`] in which no link comes twice: the second of two
/// rows that are one link finds what the first has made.
fn waves(works: Vec<Result<Work>>) -> Vec<Vec<Result<Work>>> {
    let mut waves = Vec::new();
    let mut wave = Vec::new();
    let mut ids = HashSet::new();
    for work in works {
        let comes_again = work
            .as_ref()
            .is_ok_and(|work| !ids.insert(work.link_id.clone()));
        if comes_again || wave.len() == AT_ONCE {
            waves.push(std::mem::take(&mut wave));
            ids.clear();
            ids.extend(work.as_ref().map(|work| work.link_id.clone()));
        }
        wave.push(work);
    }
    waves.push(wave);
    waves
}

/// A link on its way.
struct Work {
    request: MintRequest,
    link_id: String,
    recipients: Vec<Hashes>,
    fingerprint: String,
    may_be_known: bool,
}

impl Work {
    fn of(world: &impl World, service: &Service, actor: &Actor, asked: Asked) -> Result<Self> {
        let Asked {
            request,
            idempotency_key,
        } = asked;
        let link_id = link_id(world, service, actor, idempotency_key.as_deref())?;
        let recipients: Vec<Hashes> = request
            .recipients
            .iter()
            .map(|mailbox| mailbox.hashes(&service.pepper))
            .collect();
        Ok(Self {
            fingerprint: request.fingerprint(&service.pepper),
            request,
            link_id,
            recipients,
            may_be_known: idempotency_key.is_some(),
        })
    }
}

/// A link that is granted, and what the queue has to be told of it.
struct Made {
    minted: Minted,
    known: bool,
    record: Record,
    messages: Vec<Message>,
}

impl Made {
    fn warn_unlisted(&mut self) {
        const WARNING: &str = "The link is good, but the list of links does not know it: keep its linkId to revoke it.";
        if self.minted.warnings.iter().all(|known| known != WARNING) {
            self.minted.warnings.push(WARNING.to_owned());
        }
    }
}

async fn make(
    world: &impl World,
    service: &Service,
    actor: &Actor,
    work: Work,
    known: Option<Record>,
) -> Result<Made> {
    let Work {
        request,
        link_id,
        recipients,
        fingerprint,
        ..
    } = work;
    // 2
    if let Some(record) = known {
        if record.fingerprint != fingerprint {
            return Err(key_reused());
        }
        return Ok(Made {
            minted: Minted {
                created_at: record.listing.created_at,
                deliveries: record.listing.deliveries.clone(),
                ..minted(service, &record.link(), &record.listing.when)?
            },
            known: true,
            messages: messages(service, actor, &record.listing, &recipients),
            record,
        });
    }
    // 3
    let link = Link {
        id: link_id,
        issued: world.now().truncate_to_second(),
        expires: request.expires,
        issuer: actor.id.clone(),
        shipments: request.shipments,
        recipients: recipients
            .iter()
            .map(|hashes| hashes.recipient.clone())
            .collect(),
        locale: request.locale,
        note: request.note,
    };
    let when = request.when.as_ref();
    let awaited = when.map(|when| when.exceptions.clone()).unwrap_or_default();
    let mut minted = minted(service, &link, &awaited)?;
    // 4
    if let Some(when) = when {
        watch::order(world, service, &link, when, &request.recipients).await?;
    }
    if request.notify {
        minted.deliveries = notify(
            world,
            service,
            &link,
            &minted.share_url,
            &request.recipients,
        )
        .await;
    }
    // 5
    let listing = Listing {
        link_id: link.id,
        created_at: link.issued,
        reissued_at: None,
        expires_at: link.expires,
        issuer: link.issuer,
        issuer_label: actor.label.clone(),
        shipments: link.shipments,
        recipients: request.recipients.iter().map(Mailbox::masked).collect(),
        recipient_ids: link.recipients,
        deliveries: minted.deliveries.clone(),
        when: awaited,
    };
    let record = Record {
        listing,
        fingerprint,
        locale: link.locale,
        note: link.note,
    };
    let messages = messages(service, actor, &record.listing, &recipients);
    let mut made = Made {
        minted,
        known: false,
        record,
        messages,
    };
    if let Err(fault) = registry::write(world, &made.record).await {
        world.log(&format!("registry write: {fault}"));
        made.warn_unlisted();
    }
    Ok(made)
}

/// Signs a link: what a mint answers, without its mails. One that waits for
/// something is signed when it has happened.
pub(super) fn minted(service: &Service, link: &Link, when: &[alarm::Kind]) -> Result<Minted> {
    let share_url = if when.is_empty() {
        let token = service.ring.sign(link)?;
        format!("{}/t/{token}", service.config.public_origin())
    } else {
        String::new()
    };
    Ok(Minted {
        link_id: link.id.clone(),
        share_url,
        created_at: link.issued,
        expires_at: link.expires,
        when: when.to_vec(),
        deliveries: Vec::new(),
        warnings: link.shipments.iter().filter_map(doubt).collect(),
    })
}

/// What the queue has to carry of a link.
fn messages(
    service: &Service,
    actor: &Actor,
    listing: &Listing,
    recipients: &[Hashes],
) -> Vec<Message> {
    let grant = grant_of(listing, recipients);
    let minted = Event::of_link(
        Kind::Minted,
        listing.created_at,
        &listing.link_id,
        listing.expires_at,
    )
    .by(&actor.by)
    .named(&service.pepper);
    let mut messages = vec![Message::Grant(grant), Message::Event(minted)];
    // Once the link was signed anew, its recipients are not those who were mailed.
    if listing.reissued_at.is_none() {
        messages.extend(mailed(
            service,
            listing,
            listing.created_at,
            &listing.deliveries,
            &listing.recipient_ids,
        ));
    }
    messages
}

/// A link as lists have to find it.
pub(super) fn grant_of(listing: &Listing, recipients: &[Hashes]) -> Grant {
    let mut domain_ids: Vec<String> = recipients
        .iter()
        .map(|hashes| hashes.domain.clone())
        .collect();
    domain_ids.sort_unstable();
    domain_ids.dedup();
    Grant {
        link_id: listing.link_id.clone(),
        created_at: listing.created_at,
        expires_at: listing.expires_at,
        issuer: listing.issuer.clone(),
        shipments: listing.shipments.clone(),
        recipient_ids: recipients
            .iter()
            .map(|hashes| hashes.recipient.clone())
            .collect(),
        domain_ids,
    }
}

/// The events of a link's mails; `hashes` are the recipients in the same order.
pub(super) fn mailed(
    service: &Service,
    listing: &Listing,
    at: time::OffsetDateTime,
    deliveries: &[Delivery],
    hashes: &[String],
) -> Vec<Message> {
    deliveries
        .iter()
        .zip(hashes)
        .filter_map(|(delivery, hash)| {
            let kind = match delivery.status {
                DeliveryStatus::Sent => Kind::MailSent,
                DeliveryStatus::Failed => Kind::MailFailed,
                // How it went is told when it has.
                DeliveryStatus::Queued => return None,
            };
            let event = Event::of_link(kind, at, &listing.link_id, listing.expires_at);
            Some(Message::Event(event.recipient(hash).named(&service.pepper)))
        })
        .collect()
}

fn key_reused() -> Error {
    Error {
        field: Some(IDEMPOTENCY_KEY.to_owned()),
        ..Error::new(
            Code::IdempotencyKeyReused,
            "This Idempotency-Key was used before with another request.",
        )
    }
}

fn link_id(
    world: &impl World,
    service: &Service,
    actor: &Actor,
    idempotency_key: Option<&str>,
) -> Result<String> {
    let own = match idempotency_key {
        Some(text) if (1..=MAX_IDEMPOTENCY_KEY).contains(&text.len()) => {
            let mac = service.pepper.mac(Use::LinkId, &[&actor.id, text]);
            let mut own = [0; 12];
            own.copy_from_slice(&mac[..12]);
            own
        }
        Some(_) => {
            return Err(Error::field(
                IDEMPOTENCY_KEY,
                format!("expected 1 to {MAX_IDEMPOTENCY_KEY} characters"),
            ));
        }
        None => draw(world)?,
    };
    Ok(service.pepper.owned_id(&actor.id, own))
}

/// What should make the caller look again at a shipment's number.
fn doubt(shipment: &crate::reference::Reference) -> Option<String> {
    (shipment.check_digit_holds() == Some(false)).then(|| {
        format!(
            "{}: the ISO 6346 check digit does not hold; is the number right?",
            shipment.number
        )
    })
}
