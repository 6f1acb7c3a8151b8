//! Who a changed link is for.

use time::OffsetDateTime;

use crate::error::{Code, Error, Result};
use crate::gate::denylist::{self, Granted, Held, Target};
use crate::gate::recipient::{Hashes, Mailbox};
use crate::service::Service;
use crate::share::registry::Listing;
use crate::share::request::MAX_RECIPIENTS;
use crate::world::World;

use super::Change;

/// Somebody who gets access.
#[derive(Debug, Clone)]
pub(super) struct Added {
    /// Where the mail goes.
    pub mailbox: Mailbox,
    /// How tokens and lists name them.
    pub hashes: Hashes,
}

/// The recipients of a link, sorted.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    /// Who it is for from now on, with masked addresses.
    pub now: Vec<(Hashes, String)>,
    /// Those who were not among its recipients.
    pub added: Vec<Added>,
    /// Those named to be added who were denied this link, by keyed hash.
    pub back: Vec<String>,
    /// Those who lose it, by keyed hash.
    pub dropped: Vec<String>,
    /// Masked addresses of those who were revoked altogether since it was
    /// signed: signing it anew must not let them in again.
    pub left_out: Vec<String>,
}

/// Sorts the recipients of a link.
///
/// 1. Everybody to be dropped is among them: otherwise 422, with the place.
/// 2. Who was revoked altogether since the link was signed, themselves or with
///    their domain, is left out, unless the change names them to be added.
/// 3. Who is added was not revoked altogether so lately that the news may still
///    be on its way: otherwise 409. Earlier revocations do not stand against
///    what is granted anew.
/// 4. One to five are left: otherwise 422, or 409 if nobody was dropped.
///
/// # Errors
/// As said with each step; 503 when the denylist does not answer.
pub(super) async fn sort(
    world: &impl World,
    service: &Service,
    listing: &Listing,
    change: &Change,
    issued: OffsetDateTime,
) -> Result<Sorted> {
    let known = listing.hashes(&service.pepper);
    let hashes_of = |mailbox: &Mailbox| mailbox.hashes(&service.pepper);
    let mut sorted = Sorted::default();
    // 1
    for (at, mailbox) in change.drop.iter().enumerate() {
        let hashes = hashes_of(mailbox);
        if !known.contains(&hashes) {
            return Err(Error::field(
                format!("dropReceiverIds[{at}]"),
                "expected a recipient of this link, as far as it is listed here; `POST /share/revocations` with `linkId` and `receiverId` shuts out anybody",
            ));
        }
        sorted.dropped.push(hashes.recipient);
    }
    for id in &change.drop_ids {
        if !known.iter().any(|hashes| hashes.recipient == *id) {
            return Err(Error::field(
                "recipient",
                "expected a recipient of this link, as far as it is listed here",
            ));
        }
        sorted.dropped.push(id.clone());
    }
    // 2
    let named: Vec<Hashes> = change.add.iter().map(hashes_of).collect();
    let revoked = revoked(world, listing.granted(), &known).await?;
    for ((hashes, masked), revoked) in known.iter().zip(&listing.recipients).zip(revoked) {
        if sorted.dropped.contains(&hashes.recipient) {
            continue;
        }
        if revoked.altogether.is_some() && !named.contains(hashes) {
            sorted.left_out.push(masked.clone());
        } else {
            sorted.now.push((hashes.clone(), masked.clone()));
        }
    }
    // 3
    let anew = Granted {
        at: issued,
        ..listing.granted()
    };
    let revoked = self::revoked(world, anew, &named).await?;
    for ((at, mailbox), (hashes, revoked)) in
        change.add.iter().enumerate().zip(named.iter().zip(revoked))
    {
        if let Some(when) = revoked.altogether {
            return Err(Error {
                field: Some(format!("addReceiverIds[{at}]")),
                ..too_lately(when)
            });
        }
        if revoked.from_link {
            sorted.back.push(hashes.recipient.clone());
        }
        if !known.contains(hashes) {
            sorted.now.push((hashes.clone(), mailbox.masked()));
            sorted.added.push(Added {
                mailbox: mailbox.clone(),
                hashes: hashes.clone(),
            });
        }
    }
    // 4
    if sorted.now.len() > MAX_RECIPIENTS {
        return Err(Error::field(
            "addReceiverIds",
            format!("expected at most {MAX_RECIPIENTS} recipients of one link"),
        ));
    }
    if !sorted.now.is_empty() {
        return Ok(sorted);
    }
    Err(if sorted.dropped.is_empty() {
        Error::new(
            Code::Conflict,
            "Everybody the link was for has been revoked since. Mint a new one.",
        )
    } else {
        Error::field(
            "dropReceiverIds",
            "expected a recipient to be left; revoke the link to shut out everybody",
        )
    })
}

/// What stands against a recipient.
struct Revoked {
    /// Whether this link was taken from them.
    from_link: bool,
    /// When they or their domain were revoked.
    altogether: Option<OffsetDateTime>,
}

async fn revoked(
    world: &impl World,
    granted: Granted<'_>,
    recipients: &[Hashes],
) -> Result<Vec<Revoked>> {
    let held: Vec<Held<'_>> = recipients.iter().map(|by| Held { granted, by }).collect();
    let against = denylist::revocations_of_recipients(world, &held, None).await?;
    Ok(against
        .into_iter()
        .map(|against| {
            let (own, altogether): (Vec<_>, Vec<_>) = against
                .into_iter()
                .partition(|against| matches!(against.target, Target::LinkRecipient(..)));
            Revoked {
                from_link: !own.is_empty(),
                altogether: altogether
                    .into_iter()
                    .map(|against| against.revocation.at)
                    .max(),
            }
        })
        .collect())
}

fn too_lately(when: OffsetDateTime) -> Error {
    let mut clear = (when + denylist::BOUND).truncate_to_second();
    clear += time::Duration::seconds(1);
    Error::new(
        Code::Conflict,
        format!(
            "This recipient, or their domain, was revoked a moment ago. They can be added after {} UTC.",
            clear.time()
        ),
    )
}
