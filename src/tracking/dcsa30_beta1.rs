//! DCSA Track & Trace 3.0.0-Beta-1 (March 2023): `GET /v3/events` and callbacks,
//! events in two parts, `metadata` and `payload`.
//!
//! An event is taken back by another one that names it, as
//! `metadata.retractedEventID`, and that most often has no payload: it says
//! which event is void, not whose it was.

use super::dcsa::{self, Retracts, Spelling};
use super::intake::{Format, Paging, query};
use crate::reference::{Kind, Reference};

/// How it is asked, and read.
pub const FORMAT: Format = Format {
    request,
    token: ("authorization", "Bearer "),
    paging: Paging::Link(&["next-page"]),
    read: |body| dcsa::read(body, &SPELLING),
};

const SPELLING: Spelling = Spelling {
    id: &["metadata.eventID"],
    said: &["metadata.eventCreatedDateTime"],
    retracts: Retracts::Id("metadata.retractedEventID"),
    kind: &["metadata.eventType"],
    classifier: &["payload.eventClassifierCode"],
    when: &["payload.eventDateTime"],
    transport: &["payload.transportEventTypeCode"],
    equipment: &["payload.equipmentEventTypeCode"],
    shipment: &["payload.shipmentEventTypeCode"],
    any: &[],
    document: &["payload.documentTypeCode"],
    document_id: &["payload.documentReference"],
    container: &["payload.equipmentReference"],
    load: &["payload.emptyIndicatorCode"],
    place: "payload.eventLocation",
    call: "payload.transportCall",
    course: &["payload.courseOverGround"],
    delay: "payload.delayReasonCode",
    remark: &["payload.changeRemark", "payload.reason"],
    names: &["payload.relatedDocumentReferences", "payload.references"],
    name: (&["type"], &["value"]),
    carrier: (
        &["metadata.publisher.carrierCode"],
        &["metadata.publisher.carrierCodeListProvider"],
    ),
};

/// Documents are asked for by type and reference, containers by their own member.
fn request(base: &str, reference: &Reference) -> String {
    let number = reference.number.as_str();
    let asked = match reference.kind {
        Kind::Container => query(&[("equipmentReference", number), ("limit", "1000")]),
        Kind::Mbl => of_document("TRD", number),
        Kind::Booking => of_document("BKG", number),
    };
    format!("{base}/v3/events?{asked}")
}

fn of_document(kind: &str, number: &str) -> String {
    query(&[
        ("documentTypeCodes", kind),
        ("documentReference", number),
        ("limit", "1000"),
    ])
}
