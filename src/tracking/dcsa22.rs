//! DCSA Track & Trace 2.2: `GET /v2/events` answers with a bare array of
//! events; a callback carries one event or an array of them.
//!
//! 2.2 has no positions, so they are an extension of ours: origins that know
//! them send them like the IOT events of DCSA 3.0, in the flat spelling of 2.2:
//!
//! ```json
//! {
//!   "eventID": "...", "eventCreatedDateTime": "2026-11-22T08:15:00Z",
//!   "eventType": "IOT", "eventClassifierCode": "ACT", "iotEventTypeCode": "DETC",
//!   "eventDateTime": "2026-11-22T08:00:00Z", "equipmentReference": "APZU4812090",
//!   "eventLocation": {"geoCoordinate": {"latitude": "38.204", "longitude": "-141.87"}},
//!   "courseOverGround": 93
//! }
//! ```
//!
//! `latitude` and `longitude` may also stand in `eventLocation` itself, as 2.2
//! has them. Where the container is not named, the vessel was seen that all of
//! the answer's containers are on.

#[cfg(test)]
mod sightings;
#[cfg(test)]
mod tests;

use super::dcsa::{self, Retracts, Spelling};
use super::intake::{Format, Paging, ParseError, Told, query, told};
use crate::reference::{Kind, Reference};

/// How it is asked, and read.
pub const FORMAT: Format = Format {
    request,
    token: ("authorization", "Bearer "),
    paging: Paging::Link(&["next-page"]),
    read: |body| dcsa::read(body, &SPELLING),
};

const SPELLING: Spelling = Spelling {
    id: &["eventID"],
    said: &["eventCreatedDateTime"],
    retracts: Retracts::Never,
    kind: &["eventType"],
    classifier: &["eventClassifierCode"],
    when: &["eventDateTime"],
    transport: &["transportEventTypeCode"],
    equipment: &["equipmentEventTypeCode"],
    shipment: &["shipmentEventTypeCode"],
    any: &["eventTypeCode"],
    document: &["documentTypeCode"],
    document_id: &["documentID"],
    container: &["equipmentReference"],
    load: &["emptyIndicatorCode"],
    place: "eventLocation",
    call: "transportCall",
    course: &["courseOverGround"],
    delay: "delayReasonCode",
    remark: &["changeRemark", "vesselScheduleChangeRemark", "reason"],
    names: &["documentReferences", "references"],
    name: (
        &["documentReferenceType", "referenceType"],
        &["documentReferenceValue", "referenceValue"],
    ),
    // Whose vessel it is says not whose shipment it is.
    carrier: (&[], &[]),
};

/// Reads an answer's body; its length was capped where it was fetched.
///
/// # Errors
/// The first event that cannot be read, by its position, and the member at fault.
pub fn parse(body: &[u8]) -> Result<Told, ParseError> {
    (FORMAT.read)(body).map(told)
}

fn request(base: &str, reference: &Reference) -> String {
    let member = match reference.kind {
        Kind::Container => "equipmentReference",
        Kind::Mbl => "transportDocumentReference",
        Kind::Booking => "carrierBookingReference",
    };
    let query = query(&[(member, &reference.number), ("limit", "1000")]);
    format!("{base}/v2/events?{query}")
}
