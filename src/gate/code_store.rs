//! The code store: what is written when a code is asked for, and asked when
//! one is typed. The recipients' gate and the dashboard's both stand on it.

use std::rc::Rc;
use std::time::Duration;

use time::OffsetDateTime;

use crate::draw::draw;
use crate::error::{Error, Result};
use crate::mail::carrier;
use crate::service::Service;
use crate::token::pepper::random_id;
use crate::world::{Message, Namespace, Put, Stored, World};

use super::code::{self, Bound, Code, LIFE_SECONDS};

/// A second wish for the same mailbox within this time is a double click, not
/// a wish for a second mail.
const DOUBLE_CLICK: time::Duration = time::Duration::seconds(30);

/// A write to the code store reaches every location within a minute; a
/// challenge younger than that may be on its way here.
const STORE_LAG: time::Duration = time::Duration::seconds(60);

/// A code store that has not answered by then is as good as down.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Whether a challenge is too young for another wish to mean a second mail.
pub(super) fn is_double_click(issued: OffsetDateTime, now: OffsetDateTime) -> bool {
    now - issued < DOUBLE_CLICK
}

/// What a new challenge is made of: drawn for everybody alike.
pub(super) struct Drawn {
    /// The challenge's id.
    pub(super) id: String,
    /// Now, in whole seconds.
    pub(super) issued: OffsetDateTime,
    /// When the code is void.
    pub(super) expires: OffsetDateTime,
    /// The code that opens the challenge, if it is stored for somebody who may.
    pub(super) code: Code,
    decoy: [u8; 32],
}

impl Drawn {
    /// Draws a challenge.
    ///
    /// # Errors
    /// 503 when there is no randomness to be had.
    pub(super) fn new(world: &impl World) -> Result<Self> {
        let (id, bits, decoy) = (draw(world)?, draw(world)?, draw(world)?);
        let issued = world.now().truncate_to_second();
        Ok(Self {
            id: random_id(id),
            issued,
            expires: issued + time::Duration::seconds(LIFE_SECONDS),
            code: Code::from_random(bits),
            decoy,
        })
    }

    /// Stores what opens the challenge.
    ///
    /// A stranger's is stored too, under a hash that no code opens, because a
    /// write that only those who may enter cause would tell them apart by its
    /// time and by its failures.
    ///
    /// # Errors
    /// 503 when the store does not accept it.
    pub(super) async fn store(
        &self,
        world: &impl World,
        service: &Service,
        bound: &Bound<'_>,
        may_enter: bool,
    ) -> Result<()> {
        let opened_by_code = self.code.stored(&service.pepper, bound);
        let put = Put {
            key: self.id.clone(),
            value: if may_enter {
                opened_by_code
            } else {
                code::decoy(self.decoy)
            },
            ttl: Some(LIFE_SECONDS.unsigned_abs()),
            metadata: None,
        };
        world
            .kv_put(Namespace::Codes, put)
            .await
            .map_err(|fault| Error::unavailable(format!("code store write: {fault}")))
    }
}

/// Mails after the reply; a carrier that refuses is logged. `what` is mailed,
/// for the log.
pub(super) fn post(world: &impl World, service: &Service, what: &'static str, message: Message) {
    let after = world.clone();
    let config = Rc::clone(&service.config);
    world.defer(async move {
        if let Err(refused) = carrier::send(&after, &config, message).await {
            after.log(&format!("mail of a {what}: {refused}"));
        }
    });
}

/// Whether what was typed opens a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opens {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It may: the store has not heard of the challenge here.
    NotYet,
    /// The challenge is void.
    NeverAgain,
}

/// Tries what was typed on a challenge issued at `issued`.
///
/// 1. What was typed can be a code: otherwise it is a wrong one.
/// 2. The code store is read: 503 if it does not answer. A challenge that is
///    not there is on its way for the first minute, and void after.
/// 3. The keyed hashes are compared in constant time.
///
/// # Errors
/// 503 as said.
pub(super) async fn try_code(
    world: &impl World,
    service: &Service,
    bound: &Bound<'_>,
    issued: OffsetDateTime,
    typed: &str,
) -> Result<Opens> {
    // 1
    let Some(code) = Code::parse(typed) else {
        return Ok(Opens::No);
    };
    // 2
    let stored = world
        .kv_get(Namespace::Codes, bound.challenge, TIMEOUT)
        .await
        .map_err(|fault| Error::unavailable(format!("code store read: {fault}")))?;
    let stored = match stored {
        Stored::Text(stored) => stored,
        Stored::Missing if world.now() - issued < STORE_LAG => return Ok(Opens::NotYet),
        Stored::Missing => return Ok(Opens::NeverAgain),
        Stored::WrongType => return Err(Error::unavailable("code store: not with text")),
    };
    // 3
    Ok(if code.opens(&service.pepper, bound, &stored) {
        Opens::Yes
    } else {
        Opens::No
    })
}
