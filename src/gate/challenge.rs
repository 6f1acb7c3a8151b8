//! Asking for a code.

use time::Duration;

use crate::brake::brake;
use crate::http::Request;
use crate::language::Locale;
use crate::mail::letters::{self, Letterhead};
use crate::service::Service;
use crate::token::claims::{Challenge, Link};
use crate::world::{Limiter, World};

use super::Stop;
use super::code::{Bound, LIFE_SECONDS};
use super::code_store::{self, Drawn};
use super::denylist::{self, Standing};
use super::recipient::Mailbox;
use super::session::{challenge_of, link_of};

/// A code was asked for; what happened inside looks the same for everybody.
#[derive(Debug, Clone)]
pub enum Asked {
    /// A new challenge: keep this token as the challenge's cookie.
    Challenged {
        /// The challenge.
        challenge: Challenge,
        /// Its signed form.
        token: String,
    },
    /// The challenge that this browser holds is young enough.
    AlreadyChallenged,
    /// What was typed is no mail address; the link whose gate to show again.
    NotAnAddress(Link),
}

/// Asks for a code: `POST /s/{linkId}/code` with a typed address.
///
/// 1. The link's cookie verifies, is in time, is for this path: 404 or 410.
/// 2. The address is one: otherwise 422 with the form again.
/// 3. This browser's challenge for the same mailbox is seconds old: done.
/// 4. The limiters, before any write: 429. An unavailable limiter lets pass,
///    because codes do not depend on it.
/// 5. One read of the denylist: 410 revoked, or 503. A revoked recipient is
///    from here on a stranger.
/// 6. A challenge is stored: 503 if it cannot be. A stranger's is stored too,
///    under a hash that no code opens, because a write that only recipients
///    cause would tell them apart by its time and by its failures.
/// 7. A recipient's code is mailed after the reply, in the language of the page
///    that it was asked for on (`locale`), which is looked up for everybody,
///    because it may take its time. A carrier that refuses is logged; the
///    visitor sees the same page.
///
/// # Errors
/// [`Stop`] as said with each step.
pub async fn ask(
    world: &impl World,
    service: &Service,
    request: &Request,
    link_id: &str,
    typed: &str,
    locale: impl AsyncFn(&Link) -> Locale,
) -> Result<Asked, Stop> {
    // 1
    let link = link_of(world, service, request, link_id)?;
    // 2
    let Ok(mailbox) = Mailbox::parse(typed) else {
        return Ok(Asked::NotAnAddress(link));
    };
    let hashes = mailbox.hashes(&service.pepper);
    // 3
    let now = world.now();
    let held = challenge_of(world, service, request, &link);
    if held.is_some_and(|held| {
        held.recipient == hashes.recipient && code_store::is_double_click(held.issued, now)
    }) {
        return Ok(Asked::AlreadyChallenged);
    }
    // 4
    let per_recipient = format!("{}:{}", link.id, hashes.recipient);
    brake(world, Limiter::GatePerClient, &request.client_network()).await?;
    brake(world, Limiter::CodePerRecipient, &per_recipient).await?;
    // 5
    let standing = denylist::standing(world, &link, Some(&hashes)).await?;
    let is_recipient = match standing {
        Standing::LinkRevoked => return Err(Stop::Revoked),
        Standing::Delivered => return Err(Stop::Delivered(Vec::new())),
        Standing::RecipientRevoked => false,
        Standing::Good => link.recipients.contains(&hashes.recipient),
    };
    // 6
    let drawn = Drawn::new(world)?;
    let challenge = Challenge {
        id: drawn.id.clone(),
        issued: drawn.issued,
        expires: drawn.expires,
        link: link.id.clone(),
        recipient: hashes.recipient,
        domain: hashes.domain,
    };
    let bound = Bound::from(&challenge);
    drawn.store(world, service, &bound, is_recipient).await?;
    // 7
    let locale = locale(&link).await;
    if is_recipient {
        let letter = letters::code(
            &locale,
            Letterhead::of(&service.config),
            &drawn.code.display(),
            Duration::seconds(LIFE_SECONDS),
        );
        let message = letter.to(mailbox.address, drawn.id, &service.config);
        code_store::post(world, service, "code", message);
    }
    let token = service.ring.sign(&challenge)?;
    Ok(Asked::Challenged { challenge, token })
}
