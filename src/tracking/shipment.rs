//! The model of a shipment's journey, after DCSA Track & Trace.
//!
//! Codes and words are DCSA's. Times keep the offset they came with, because
//! that is the place's own time.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::exception::Exception;

/// Whether an event is planned, estimated or has happened (DCSA
/// `eventClassifierCode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Classifier {
    /// `PLN`: on the schedule.
    #[serde(rename = "PLN")]
    Planned,
    /// `EST`: somebody's present belief.
    #[serde(rename = "EST")]
    Estimated,
    /// `ACT`: it happened.
    #[serde(rename = "ACT")]
    Actual,
}

/// What happened, across DCSA's three event types.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum What {
    /// A vessel, train, truck or barge arrived (`ARRI`).
    Arrival,
    /// It departed (`DEPA`).
    Departure,
    /// Loaded (`LOAD`).
    Loaded,
    /// Discharged (`DISC`).
    Discharged,
    /// Through the gate, in (`GTIN`).
    GateIn,
    /// Through the gate, out (`GTOT`).
    GateOut,
    /// Stuffed (`STUF`).
    Stuffed,
    /// Stripped (`STRP`).
    Stripped,
    /// Picked up (`PICK`).
    PickedUp,
    /// Dropped off (`DROP`).
    DroppedOff,
    /// Inspected (`INSP`).
    Inspected,
    /// Resealed (`RSEA`).
    Resealed,
    /// Removed (`RMVD`).
    Removed,
    /// A document's or booking's state (`shipmentEventTypeCode`, `documentTypeCode`).
    Document {
        /// `RECE`, `CONF`, `ISSU`, `HOLD`, `RELS`, ...
        state: String,
        /// `BKG`, `TRD`, `SHI`, `CUS`, ...
        document: String,
    },
    /// A code that this version does not know; shown as it came.
    Other(String),
}

/// How goods move (DCSA `modeOfTransport`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Mode {
    /// A sea-going vessel.
    Vessel,
    /// A train.
    Rail,
    /// A truck.
    Truck,
    /// An inland barge.
    Barge,
}

/// Whether the container is laden (DCSA `emptyIndicatorCode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Load {
    /// Nothing in it.
    Empty,
    /// Goods in it.
    Laden,
}

/// Where something happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Place {
    /// UN/LOCODE, five characters, upper case.
    pub unlocode: Option<String>,
    /// The name the origin gives it.
    pub name: Option<String>,
    /// SMDG or BIC code of the terminal or depot.
    pub facility: Option<String>,
    /// Latitude and longitude in degrees (WGS 84), where the origin has them.
    pub position: Option<(f64, f64)>,
}

impl Place {
    /// What tells this place from others: its UN/LOCODE, or else its name.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.unlocode.as_deref().or(self.name.as_deref())
    }

    /// What to call it: its name, or its UN/LOCODE, or its terminal's code.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        [&self.name, &self.unlocode, &self.facility]
            .into_iter()
            .flatten()
            .map(|text| text.trim())
            .find(|text| !text.is_empty())
    }
}

/// A sea-going vessel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Vessel {
    /// IMO ship identification number, seven digits.
    pub imo: Option<String>,
    /// Its name.
    pub name: Option<String>,
}

/// One event of the journey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The origin's id; the same id said again replaces the earlier saying.
    pub id: String,
    /// Planned, estimated or actual.
    pub classifier: Classifier,
    /// What happened or will.
    pub what: What,
    /// When, in the place's own offset.
    #[serde(with = "time::serde::rfc3339")]
    pub when: OffsetDateTime,
    /// When the origin said so.
    #[serde(with = "time::serde::rfc3339")]
    pub said: OffsetDateTime,
    /// Where.
    pub place: Option<Place>,
    /// How it moves there.
    pub mode: Option<Mode>,
    /// On which vessel.
    pub vessel: Option<Vessel>,
    /// On which voyage (export voyage number before import).
    pub voyage: Option<String>,
    /// Which call of the voyage, counted by the operator: tells two calls at
    /// one place apart (`transportCallSequenceNumber`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<u32>,
    /// Laden or empty, for equipment events.
    pub load: Option<Load>,
    /// The container, for equipment events.
    pub equipment: Option<String>,
    /// SMDG delay reason code, such as `WEA`.
    pub delay_reason: Option<String>,
    /// The origin's remark on a change.
    pub remark: Option<String>,
}

/// One belief about the arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    /// The arrival, in the port's own offset.
    #[serde(with = "time::serde::rfc3339")]
    pub when: OffsetDateTime,
    /// When that was said.
    #[serde(with = "time::serde::rfc3339")]
    pub said: OffsetDateTime,
    /// Planned, estimated, or actual once arrived.
    pub classifier: Classifier,
    /// SMDG delay reason code.
    pub delay_reason: Option<String>,
    /// The origin's remark.
    pub remark: Option<String>,
}

/// The estimated time of arrival at the place of delivery, and how it moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Eta {
    /// Where the arrival is awaited.
    pub place: Place,
    /// The newest belief.
    pub current: Estimate,
    /// Every earlier, different one, oldest first.
    pub earlier: Vec<Estimate>,
}

/// What stage the journey is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nothing has happened yet.
    Booked,
    /// At the port of loading or before it.
    AtOrigin,
    /// On a vessel.
    AtSea,
    /// Ashore between two vessels.
    Transhipment,
    /// Arrived or discharged at the place of delivery, not yet out of the gate.
    Arrived,
    /// Ashore with a way over land ahead: on rail, truck or barge, or waiting for it.
    Inland,
    /// Handed over.
    Delivered,
    /// Returned empty: the lifecycle's end.
    Returned,
}

/// Where the goods were at a time, wherever that is: at sea there is no place
/// to name.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Degrees north (WGS 84), from -90 to 90.
    pub latitude: f64,
    /// Degrees east, from -180 to 180.
    pub longitude: f64,
    /// When they were there.
    #[serde(with = "time::serde::rfc3339")]
    pub when: OffsetDateTime,
    /// Which way they went: degrees from true north, clockwise, below 360.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<f64>,
}

/// A shipment's journey as the origin last told it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Journey {
    /// What stage it is in.
    pub stage: Stage,
    /// Every event, in order of time; of several sayings about the same step
    /// only the newest, an actual one before an estimate.
    pub events: Vec<Event>,
    /// The arrival at the place of delivery and how it moved: a belief, or the
    /// fact once arrived. `None` when the origin names no such arrival.
    pub eta: Option<Eta>,
    /// When it was handed over: laden gate-out at the final place.
    #[serde(with = "time::serde::rfc3339::option")]
    pub delivered: Option<OffsetDateTime>,
    /// The newest of the origin's own sayings. Positions do not count: they
    /// come by the hour, and an ETA would look as fresh as they are.
    #[serde(with = "time::serde::rfc3339::option")]
    pub said: Option<OffsetDateTime>,
    /// Where the goods were on the present leg at sea, oldest first; none
    /// unless they are at sea.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub positions: Vec<Position>,
    /// What stands out now, the gravest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
}

impl Journey {
    /// Where the goods were handed over, if they were and if it is known.
    #[must_use]
    pub fn place_of_delivery(&self) -> Option<&Place> {
        let when = self.delivered?;
        let mut handed = self.events.iter().rev().filter(|event| event.when == when);
        let place = handed.find_map(|event| event.place.as_ref());
        place.or_else(|| self.eta.as_ref().map(|eta| &eta.place))
    }
}

/// What the service knows of one shipment right now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tracking {
    /// The journey; `None` when the origin knows no such shipment (yet).
    pub journey: Option<Journey>,
    /// When we last had an answer from the origin.
    #[serde(with = "time::serde::rfc3339")]
    pub fetched: OffsetDateTime,
    /// Whether this is an older answer, because the origin does not answer now.
    pub stale: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_called_by_the_best_that_is_known() {
        let mut place = Place {
            facility: Some("ADT".into()),
            ..Place::default()
        };
        assert_eq!(place.label(), Some("ADT"));
        place.unlocode = Some("FRPAR".into());
        assert_eq!(place.label(), Some("FRPAR"));
        place.name = Some(" ".into());
        assert_eq!(place.label(), Some("FRPAR"));
        place.name = Some("Paris".into());
        assert_eq!(place.label(), Some("Paris"));
        assert_eq!(Place::default().label(), None);
    }
}
