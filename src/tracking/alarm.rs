//! What people who asked to hear of a shipment are told: its exceptions, and
//! the two good news at its end.
//!
//! An [`super::exception::Exception`] is what stands out *now*, on the page. An
//! [`Alarm`] is told once, so that it needs a memory of what was told before.
//!
//! [`judge()`] finds them by [`Rules`] and keeps that [`Memory`]; where a vessel
//! ought to be, [`off_route()`] knows.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::exception::Carriage;
use super::shipment::{Place, Position};

mod eta;
mod judge;
mod memory;
mod off_route;
mod rules;
mod standing;
#[cfg(test)]
mod tests;

pub use judge::{Seen, judge};
pub use memory::Memory;
pub use off_route::{OffRoute, is_under_way, off_route};
pub use rules::{Quiet, Rules};

/// What one can ask to hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "ExceptionKind"))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The arrival at the place of delivery has moved by more than the threshold.
    EtaMoved,
    /// The vessel is far from every way to its next port.
    OffRoute,
    /// The container goes by another vessel or voyage than was said.
    RolledOver,
    /// Discharge or gate-out is overdue.
    TerminalDelay,
    /// The vessel should have departed, and has not.
    MissedDeparture,
    /// Customs hold the goods.
    CustomsHold,
    /// The origin has said nothing new for long.
    Silent,
    /// Arrived at the place of delivery: no exception, but news.
    Arrived,
    /// Handed over: the last news.
    Delivered,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::EtaMoved,
        Self::OffRoute,
        Self::RolledOver,
        Self::TerminalDelay,
        Self::MissedDeparture,
        Self::CustomsHold,
        Self::Silent,
        Self::Arrived,
        Self::Delivered,
    ];
}

/// One thing to tell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alarm {
    /// The same for the same thing however often it is found out, and another
    /// for every other thing of the shipment: ASCII, at most 100 bytes.
    pub key: String,
    /// What happened.
    pub what: What,
}

/// What happened. Times are in the place's own offset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// See [`Kind::EtaMoved`].
    EtaMoved {
        /// Where the arrival is awaited.
        place: Place,
        /// The arrival that the reader was told last, or that was first said.
        #[serde(with = "time::serde::rfc3339")]
        was: OffsetDateTime,
        /// What is said now.
        #[serde(with = "time::serde::rfc3339")]
        now: OffsetDateTime,
        /// SMDG delay reason code.
        reason: Option<String>,
        /// The origin's own words.
        remark: Option<String>,
    },
    /// See [`Kind::OffRoute`].
    OffRoute {
        /// The vessel, where it is named.
        vessel: Option<String>,
        /// Where it was seen last.
        position: Position,
        /// How far from the way, in kilometres.
        kilometres: u32,
        /// Where it is bound.
        towards: Option<Place>,
    },
    /// See [`Kind::RolledOver`].
    RolledOver {
        /// What was said before.
        was: Carriage,
        /// What is said now, or happened.
        now: Carriage,
    },
    /// See [`Kind::TerminalDelay`].
    TerminalDelay {
        /// Which terminal.
        place: Place,
        /// What has not happened.
        awaited: Awaited,
        /// Since when it could have: the arrival, or the discharge.
        #[serde(with = "time::serde::rfc3339")]
        since: OffsetDateTime,
    },
    /// See [`Kind::MissedDeparture`].
    MissedDeparture {
        /// Where it should have departed.
        place: Place,
        /// On what.
        carriage: Carriage,
        /// When.
        #[serde(with = "time::serde::rfc3339")]
        planned: OffsetDateTime,
    },
    /// See [`Kind::CustomsHold`].
    CustomsHold {
        /// The first hold since the last release.
        #[serde(with = "time::serde::rfc3339")]
        since: OffsetDateTime,
    },
    /// See [`Kind::Silent`].
    Silent {
        /// When it last said something.
        #[serde(with = "time::serde::rfc3339")]
        last: OffsetDateTime,
    },
    /// See [`Kind::Arrived`].
    Arrived {
        /// Where.
        place: Place,
        /// When.
        #[serde(with = "time::serde::rfc3339")]
        when: OffsetDateTime,
    },
    /// See [`Kind::Delivered`].
    Delivered {
        /// Where, if it is known.
        place: Option<Place>,
        /// When.
        #[serde(with = "time::serde::rfc3339")]
        when: OffsetDateTime,
    },
}

/// What a terminal has not done yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Awaited {
    /// Taken it off the vessel.
    Discharge,
    /// Let it out of the gate.
    GateOut,
}

impl What {
    /// Which kind it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::EtaMoved { .. } => Kind::EtaMoved,
            Self::OffRoute { .. } => Kind::OffRoute,
            Self::RolledOver { .. } => Kind::RolledOver,
            Self::TerminalDelay { .. } => Kind::TerminalDelay,
            Self::MissedDeparture { .. } => Kind::MissedDeparture,
            Self::CustomsHold { .. } => Kind::CustomsHold,
            Self::Silent { .. } => Kind::Silent,
            Self::Arrived { .. } => Kind::Arrived,
            Self::Delivered { .. } => Kind::Delivered,
        }
    }
}
