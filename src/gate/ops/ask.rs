//! Asking for a code to sign in.

use time::Duration;

use crate::brake::brake;
use crate::error::Result;
use crate::gate::code::{Bound, LIFE_SECONDS};
use crate::gate::code_store::{self, Drawn};
use crate::gate::denylist;
use crate::gate::recipient::Mailbox;
use crate::http::Request;
use crate::mail::letters::{self, Letterhead};
use crate::service::Service;
use crate::token::claims::OpsChallenge;
use crate::world::{Limiter, World};

use super::{challenge_of, codes_are_on};

/// A code was asked for; what happened inside looks the same for everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// A new challenge: keep this token as the challenge's cookie.
    Challenged {
        /// The challenge.
        challenge: OpsChallenge,
        /// Its signed form.
        token: String,
    },
    /// The challenge that this browser holds is young enough.
    AlreadyChallenged,
    /// What was typed is no mail address.
    NotAnAddress,
}

/// Asks for a code: `POST /ops/code` with a typed address.
///
/// 1. Codes are how operators sign in here: 404 behind Access.
/// 2. The address is one: otherwise 422 with the form again.
/// 3. This browser's challenge for the same mailbox is seconds old: done.
/// 4. The limiters, before any write: 429. An unavailable limiter lets pass,
///    because codes do not depend on it.
/// 5. One read of the denylist, for everybody: 503 if nobody can tell. A code
///    that the denylist cannot be asked about could not be redeemed.
/// 6. A challenge is stored, for strangers too: 503 if it cannot be.
/// 7. An operator's code is mailed after the reply. A carrier that refuses is
///    logged; the visitor sees the same page.
///
/// # Errors
/// As said with each step.
pub async fn ask(
    world: &impl World,
    service: &Service,
    request: &Request,
    typed: &str,
) -> Result<Asked> {
    // 1
    codes_are_on(service)?;
    // 2
    let Ok(mailbox) = Mailbox::parse(typed) else {
        return Ok(Asked::NotAnAddress);
    };
    let hashes = mailbox.hashes(&service.pepper);
    // 3
    let now = world.now();
    if challenge_of(world, service, request).is_some_and(|held| {
        held.recipient == hashes.recipient && code_store::is_double_click(held.issued, now)
    }) {
        return Ok(Asked::AlreadyChallenged);
    }
    // 4
    let per_recipient = format!("ops:{}", hashes.recipient);
    brake(world, Limiter::GatePerClient, &request.client_network()).await?;
    brake(world, Limiter::CodePerRecipient, &per_recipient).await?;
    // 5
    let drawn = Drawn::new(world)?;
    let is_good = denylist::is_person_good(world, &hashes, drawn.issued).await?;
    let may_enter = is_good & service.operators.may(&hashes.recipient, &hashes.domain);
    // 6
    let challenge = OpsChallenge {
        id: drawn.id.clone(),
        issued: drawn.issued,
        expires: drawn.expires,
        recipient: hashes.recipient,
        domain: hashes.domain,
        who: mailbox.masked(),
    };
    let bound = Bound::from(&challenge);
    drawn.store(world, service, &bound, may_enter).await?;
    // 7
    if may_enter {
        let letter = letters::ops_code(
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
