//! What stands between a link and its page.
//!
//! The journey of a recipient (DESIGN.md section 4) is four flows:
//! [`open`] follows the link from the mail, [`session`] decides what a visitor
//! of the clean URL may see, [`challenge`] mails a code, [`redeem`] takes it.
//! All of them ask the [`denylist`] first and fail closed, and so does [`feed`],
//! a recipient's calendar. [`ask`] is for those whose link has ended.
//! [`ops`] is the operators' own gate.

pub mod ask;
pub mod challenge;
pub mod code;
mod code_store;
pub mod cookies;
pub mod denylist;
pub mod feed;
pub mod open;
pub mod ops;
pub mod page_of;
pub mod recipient;
pub mod redeem;
pub mod session;

use page_of::Handed;

use crate::error::Error;
use crate::token::claims::{Claims as _, Link};

/// The longest form of a gate's page, in bytes: one address of 254 characters,
/// every one percent-encoded, and its name. Twice that, and more.
pub const MAX_FORM: usize = 2048;

/// The longest form that asks for a new link: as above, with a link's token.
pub const MAX_ASK_FORM: usize = MAX_FORM + Link::MAX_LEN;

/// Why a visitor of a link sees neither gate nor page.
#[derive(Debug, Clone, PartialEq)]
pub enum Stop {
    /// Forged, malformed, of an unknown key, of another link: they all look
    /// the same from outside. 404.
    Unknown,
    /// Genuine, and its time is up. 410.
    Expired,
    /// Genuine, and revoked. 410.
    Revoked,
    /// Genuine, and all that it shows has been delivered. 410. What was
    /// delivered when, for who passed the gate, as far as it is still known.
    Delivered(Vec<Handed>),
    /// Something refused or failed on the way.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}
