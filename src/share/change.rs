//! Changing a link: `PATCH /share/links/{linkId}`.
//!
//! A token cannot be changed, so the link is signed anew under the same id. What
//! was signed before stays good until its own end, except for recipients who
//! were dropped, and unless the change ends it.

mod read;
mod recipients;

use serde::Serialize;
use time::{Duration, OffsetDateTime};

use crate::error::{Code, Error, Result};
use crate::event::{self, Event, Kind, Message};
use crate::gate::denylist::{self, BOUND, Revocation, Target};
use crate::gate::recipient::Mailbox;
use crate::service::Service;
use crate::token::claims::Scope;
use crate::world::World;

use super::auth::Actor;
use super::grant::{grant_of, mailed, minted};
use super::notify::notify;
use super::registry::{self, Delivery, Record};
use super::restore::take_back;
use super::revoke::deny;
use super::status::{self, State};

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use read::Wire;
pub use read::{Change, read};
use recipients::Sorted;

/// What a change answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Changed {
    /// The link's name, as before.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(regex(pattern = crate::token::pepper::ID_PATTERN)))]
    pub link_id: String,
    /// What the recipients open from now on.
    pub share_url: String,
    /// When it was minted.
    #[serde(with = "time::serde::rfc3339")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "crate::schema::Moment"))]
    pub created_at: OffsetDateTime,
    /// When it ends by itself.
    #[serde(with = "time::serde::rfc3339")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "crate::schema::Moment"))]
    pub expires_at: OffsetDateTime,
    /// The recipients' masked addresses.
    pub recipients: Vec<String>,
    /// Until when what was signed before is good somewhere.
    #[serde(with = "time::serde::rfc3339")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "crate::schema::Moment"))]
    pub previous_good_until: OffsetDateTime,
    /// How the mails to the added recipients went, where `notify` asked for them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deliveries: Vec<Delivery>,
    /// What the caller should know though all went well.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// Changes a link.
///
/// 1. The actor may mint, and holds the link: otherwise 403.
/// 2. The registry knows it: otherwise 404; 503 if it does not answer. It does
///    not wait for something to happen: otherwise 409.
/// 3. It is not revoked: otherwise 409. 503 if the denylist does not answer.
/// 4. The new end is ahead, and not before the old one unless `endPrevious`
///    ends what would outlive it: 422.
/// 5. The recipients are sorted (`recipients::sort`): 422, 409.
/// 6. The link is signed, and handed to nobody yet.
/// 7. The denylist is written: first who is dropped, then what ends, last who
///    comes back. 503 at the first that is not accepted; nobody has more than
///    before then, and the same call again completes it.
/// 8. The added recipients are mailed if asked.
/// 9. The registry and the queue are told. If either does not take it, the link
///    is good all the same and the answer carries a warning.
///
/// Of two changes at once the lists keep the one written last; whoever either
/// of them dropped has lost the link.
///
/// # Errors
/// As said with each step.
pub async fn change(
    world: &impl World,
    service: &Service,
    actor: &Actor,
    link_id: &str,
    change: &Change,
) -> Result<Changed> {
    // 1
    may_change(service, actor, link_id)?;
    // 2
    let record = registry::find(world, link_id)
        .await?
        .ok_or_else(status::unlisted)?;
    if !record.listing.when.is_empty() {
        return Err(Error::new(
            Code::Conflict,
            "The link waits for something to happen, and nobody has it. Revoke it, and mint another.",
        ));
    }
    // 3
    let standing = status::of_all(world, vec![record.listing.clone()]).await?;
    if standing.iter().any(|status| status.state == State::Revoked) {
        return Err(Error::new(
            Code::Conflict,
            "The link is revoked. Restore it first, or mint a new one.",
        ));
    }
    // 4
    let now = world.now();
    let before = record.listing.expires_at;
    let expires = end(change, before, now)?;
    // 5
    let ended = denylist::revocation_at(world, &Target::Earlier(link_id)).await?;
    let last = ended.map_or(record.listing.issued_at(), |ended| {
        ended.at.max(record.listing.issued_at())
    });
    let issued = issue_time(last, now);
    let sorted = recipients::sort(world, service, &record.listing, change, issued).await?;
    // 6
    let mut next = changed_record(record, change, &sorted);
    next.listing.expires_at = expires;
    next.listing.reissued_at = Some(issued);
    let link = next.link();
    let signed = minted(service, &link, &[])?;
    // 7
    write_denials(world, service, actor, link_id, change, &sorted, issued).await?;
    // 8
    let mut deliveries = Vec::new();
    if change.notify && !sorted.added.is_empty() {
        let added: Vec<Mailbox> = sorted.added.iter().map(|new| new.mailbox.clone()).collect();
        deliveries = notify(world, service, &link, &signed.share_url, &added).await;
        next.listing.deliveries.extend(deliveries.iter().cloned());
    }
    // 9
    let detail = said(change, &sorted, expires);
    let listed = tell(world, service, actor, &next, &sorted, &deliveries, &detail).await;
    let mut warnings = signed.warnings;
    warnings.extend(sorted.left_out.iter().map(|masked| {
        format!("{masked} was revoked since the link was signed, and is left out of it now.")
    }));
    if !listed {
        warnings.push("The change is made, but the list of links does not know it.".to_owned());
    }
    Ok(Changed {
        link_id: signed.link_id,
        share_url: signed.share_url,
        created_at: next.listing.created_at,
        expires_at: expires,
        recipients: next.listing.recipients,
        previous_good_until: if change.end_previous {
            (now + BOUND).truncate_to_second().min(before)
        } else {
            before
        },
        deliveries,
        warnings,
    })
}

/// Refuses who may not change a link.
///
/// # Errors
/// 403, which names the scope.
pub fn may_change(service: &Service, actor: &Actor, link_id: &str) -> Result<()> {
    actor.require(Scope::Mint)?;
    actor.require_hold_of(&service.pepper, link_id)
}

/// The moment that the new token bears as its issue: later than the one before,
/// and else as long ago as the news of a revocation may take to come here.
///
/// Revocations of shipments, recipients, domains and issuers hit what was signed
/// up to them. A link that is signed anew must not slip through under one that
/// was made elsewhere a minute ago: it is as old as that.
fn issue_time(previous: OffsetDateTime, now: OffsetDateTime) -> OffsetDateTime {
    (previous + Duration::seconds(1)).max(now.truncate_to_second() - BOUND)
}

/// When the link ends from now on.
fn end(change: &Change, before: OffsetDateTime, now: OffsetDateTime) -> Result<OffsetDateTime> {
    let expires = change.expires.unwrap_or(before);
    if expires <= now {
        return Err(Error::field(
            "expiresAt",
            "expected a time in the future, because the link has ended",
        ));
    }
    if expires < before && !change.end_previous {
        return Err(Error::field(
            "endPrevious",
            "expected true, because what was signed before would outlive an earlier end",
        ));
    }
    Ok(expires)
}

/// The record with the recipients and the note changed.
fn changed_record(mut record: Record, change: &Change, sorted: &Sorted) -> Record {
    let listing = &mut record.listing;
    listing.recipients = sorted
        .now
        .iter()
        .map(|(_, masked)| masked.clone())
        .collect();
    listing.recipient_ids = sorted
        .now
        .iter()
        .map(|(hashes, _)| hashes.recipient.clone())
        .collect();
    if let Some(note) = &change.note {
        record.note.clone_from(note);
    }
    record
}

/// Writes what the denylist has to know, in the order of step 7. What it knows
/// already is not written again.
async fn write_denials(
    world: &impl World,
    service: &Service,
    actor: &Actor,
    link_id: &str,
    change: &Change,
    sorted: &Sorted,
    issued: OffsetDateTime,
) -> Result<()> {
    for hash in &sorted.dropped {
        let target = Target::LinkRecipient(link_id, hash);
        if denylist::revocation_at(world, &target).await?.is_none() {
            deny(world, service, actor, &target, "dropped from the link").await?;
        }
    }
    if change.end_previous {
        let revocation = Revocation {
            at: issued,
            by: actor.by.clone(),
            why: "signed anew".to_owned(),
        };
        denylist::revoke(world, &Target::Earlier(link_id), &revocation).await?;
    }
    for hash in &sorted.back {
        let target = Target::LinkRecipient(link_id, hash);
        take_back(world, service, actor, &target, "added to the link again").await?;
    }
    Ok(())
}

/// Tells registry and queue; whether both have taken it.
async fn tell(
    world: &impl World,
    service: &Service,
    actor: &Actor,
    record: &Record,
    sorted: &Sorted,
    deliveries: &[Delivery],
    detail: &str,
) -> bool {
    let written = registry::write(world, record).await;
    let listing = &record.listing;
    let now = world.now();
    let hashes: Vec<_> = sorted
        .now
        .iter()
        .map(|(hashes, _)| hashes.clone())
        .collect();
    let changed = Event::of_link(Kind::Changed, now, &listing.link_id, listing.expires_at)
        .by(&actor.by)
        .detail(detail)
        .named(&service.pepper);
    let mut messages = vec![
        Message::Grant(grant_of(listing, &hashes)),
        Message::Event(changed),
    ];
    let added: Vec<String> = sorted
        .added
        .iter()
        .map(|new| new.hashes.recipient.clone())
        .collect();
    messages.extend(mailed(service, listing, now, deliveries, &added));
    let sent = event::send(world, &messages).await;
    for fault in [&written, &sent]
        .into_iter()
        .filter_map(|done| done.as_ref().err())
    {
        world.log(&format!("change of a link: {fault}"));
    }
    written.is_ok() && sent.is_ok()
}

/// What was changed, in words without addresses.
fn said(change: &Change, sorted: &Sorted, expires: OffsetDateTime) -> String {
    let recipients = |count: usize, what: &str| {
        let noun = if count == 1 {
            "recipient"
        } else {
            "recipients"
        };
        (count > 0).then(|| format!("{count} {noun} {what}"))
    };
    let parts = [
        change
            .expires
            .map(|_| format!("ends on {}", expires.date())),
        recipients(sorted.added.len(), "added"),
        recipients(sorted.dropped.len(), "dropped"),
        recipients(sorted.left_out.len(), "left out because revoked"),
        change.note.as_ref().map(|_| "note changed".to_owned()),
        change
            .end_previous
            .then(|| "what was signed before is ended".to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}
