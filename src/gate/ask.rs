//! Asking the sender for a new link, from the page of one that has ended.

use time::Duration;

use crate::brake::brake;
use crate::error::{Code, Error};
use crate::http::Request;
use crate::mail::letters::{self, Letterhead};
use crate::service::Service;
use crate::token::claims::Link;
use crate::world::{Limiter, Namespace, Put, Stored, World};

use super::Stop;
use super::code_store;
use super::recipient::Mailbox;

/// The sender hears of one wish a day for each recipient of a link, and of one
/// from strangers: whoever holds an old link must not be able to flood them.
const ONCE_IN: Duration = Duration::DAY;

/// A store that has not answered by then is as good as down.
const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(3);

/// What came of a wish. That the sender had been told before looks the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// The sender knows.
    PassedOn,
    /// What was typed is no mail address.
    NotAnAddress,
}

/// Asks the sender for a new link: `POST /s/{linkId}/ask` with a typed address
/// and the ended link's token.
///
/// 1. The token is genuine, whether or not it still holds, and of this path,
///    and the sender has a mailbox: otherwise 404.
/// 2. The address is one: otherwise 422 with the form again.
/// 3. The limiters: 429. An unavailable limiter lets pass.
/// 4. The sender has been told of this wish today: nothing more to do. A store
///    that cannot say: 503, because only its notes keep the mails few.
/// 5. The wish is noted, then mailed after the reply. A carrier that refuses
///    is logged.
///
/// # Errors
/// [`Stop`] as said with each step.
pub async fn ask(
    world: &impl World,
    service: &Service,
    request: &Request,
    link_id: &str,
    token: &str,
    typed: &str,
) -> Result<Wish, Stop> {
    // 1
    let genuine = service
        .links
        .verify(&service.ring, token)
        .map_err(|_| Stop::Unknown)?;
    let link: &Link = genuine.even_if_void();
    if link.id != link_id {
        return Err(Stop::Unknown);
    }
    let contact = service.config.branding.contact.as_ref();
    let Some(sender) = contact.and_then(|contact| contact.mail()) else {
        return Err(Stop::Failed(Error::new(
            Code::NotFound,
            "The sender of this link cannot be asked here.",
        )));
    };
    // 2
    let Ok(mailbox) = Mailbox::parse(typed) else {
        return Ok(Wish::NotAnAddress);
    };
    // 3
    brake(world, Limiter::GatePerClient, &request.client_network()).await?;
    brake(world, Limiter::CodePerRecipient, &format!("ask:{link_id}")).await?;
    // 4
    let hash = mailbox.hashes(&service.pepper).recipient;
    let is_recipient = link.recipients.contains(&hash);
    let who = if is_recipient { &hash } else { "stranger" };
    let key = format!("ask:{link_id}:{who}");
    let noted = world
        .kv_get(Namespace::Codes, &key, TIMEOUT)
        .await
        .map_err(|fault| Error::unavailable(format!("wishes read: {fault}")))?;
    if noted != Stored::Missing {
        return Ok(Wish::PassedOn);
    }
    // 5
    // A wish of another day is another mail.
    let mail_key = format!("{key}:{}", world.now().unix_timestamp());
    let note = Put {
        key,
        value: "1".to_owned(),
        ttl: Some(ONCE_IN.whole_seconds().unsigned_abs()),
        metadata: None,
    };
    world
        .kv_put(Namespace::Codes, note)
        .await
        .map_err(|fault| Error::unavailable(format!("wishes write: {fault}")))?;
    let letter = letters::wish(
        Letterhead::of(&service.config),
        link,
        &mailbox.address,
        is_recipient,
    );
    let message = letter.to(sender.to_owned(), mail_key, &service.config);
    code_store::post(world, service, "wish", message);
    Ok(Wish::PassedOn)
}
