//! What a verified token is worth: genuine for ever, valid for a while.

use std::fmt;
use std::sync::Arc;

use time::{Duration, OffsetDateTime};

use crate::token::claims::Claims;

/// How far the clock that signed may be ahead of the clock that reads.
///
/// Cloudflare's machines agree within a second; an API key is also signed on
/// an operator's own machine, which may be a minute off. Only the beginning is
/// tolerant: an end is never stretched.
pub const CLOCK_SKEW: Duration = Duration::seconds(60);

/// Claims that one of our keys signed for this purpose and audience, and that
/// may yet be void: they are read through [`Genuine::at`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genuine<C> {
    pub(super) claims: C,
    pub(super) key_id: Arc<str>,
    pub(super) not_after: Option<OffsetDateTime>,
}

impl<C: Claims> Genuine<C> {
    /// The claims, if they hold at `now`.
    ///
    /// # Errors
    /// Why they do not. A retired key is told first: what it signed is no
    /// longer ours to judge.
    pub fn at(&self, now: OffsetDateTime) -> Result<&C, NotNow> {
        if self.not_after.is_some_and(|end| now > end) {
            Err(NotNow::KeyRetired)
        } else if now >= self.claims.expires() {
            Err(NotNow::Expired)
        } else if now + CLOCK_SKEW < self.claims.issued() {
            Err(NotNow::NotYet)
        } else {
            Ok(&self.claims)
        }
    }

    /// As [`Self::at`], giving the claims away.
    ///
    /// # Errors
    /// Why they do not hold.
    pub fn into_claims_at(self, now: OffsetDateTime) -> Result<C, NotNow> {
        self.at(now)?;
        Ok(self.claims)
    }

    /// The claims whether or not they still hold: to say what has ended, never
    /// to let anybody in.
    #[must_use]
    pub const fn even_if_void(&self) -> &C {
        &self.claims
    }

    /// From when on they are void: at their own end, or with the key that
    /// signed, whichever comes first.
    #[must_use]
    pub fn ends(&self) -> OffsetDateTime {
        let own = self.claims.expires();
        self.not_after.map_or(own, |end| end.min(own))
    }

    /// The PASERK id of the key that signed.
    #[must_use]
    pub fn key_id(&self) -> &str {
        &self.key_id
    }
}

/// Why a text is not a genuine token.
///
/// From outside all of these look the same; they are told apart for
/// `sealink inspect` and for tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Invalid {
    /// Longer than any token of its kind.
    TooLong,
    /// Not in the one form that a token has.
    Malformed,
    /// The footer names no key of the ring.
    UnknownKey,
    /// Not signed by that key for this purpose and audience.
    BadSignature,
    /// Signed, but not what we would have written.
    BadClaims,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "longer than any token of its kind",
            Self::Malformed => {
                "not a token: expected v4.public., the signed claims, a dot and the key id, in base64url without padding"
            }
            Self::UnknownKey => "signed by a key that is not among those given",
            Self::BadSignature => {
                "the signature does not hold: forged, damaged, or made for another purpose or host"
            }
            Self::BadClaims => "the signature holds, but the claims are not those of its purpose",
        })
    }
}

impl std::error::Error for Invalid {}

/// Why a genuine token is not valid at a given moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotNow {
    /// Its time is up.
    Expired,
    /// It was signed in the future.
    NotYet,
    /// The key that signed it has been retired.
    KeyRetired,
}

impl fmt::Display for NotNow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expired => "expired",
            Self::NotYet => "issued in the future",
            Self::KeyRetired => "key retired",
        })
    }
}

impl std::error::Error for NotNow {}
