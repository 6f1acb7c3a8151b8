//! DCSA Track & Trace 3.0.0: `GET /events` and pushes to `POST /events`, both
//! `{"events": [..]}`; a bare array is read as well.
//!
//! Two vocabularies go by that number: the one of DCSA's Conformance Gateway,
//! with codes (`eventTypeCode`, `ACT`, `ARRI`), and the one of its Information
//! Model since May 2026, with words (`eventType`, `ACTUAL`, `ARRIVED`). Both are
//! read, also mixed.
//!
//! An event replaces what was said under its id before it was updated. One that
//! `isRetracted` takes all of that back: up to its `eventUpdatedDateTime`, or
//! for good where it has none, because nothing but the id has to be there then.

use super::dcsa::{self, Retracts, Spelling};
use super::intake::{Format, Paging, query};
use crate::reference::{Kind, Reference};

/// How it is asked, and read.
pub const FORMAT: Format = Format {
    request,
    token: ("authorization", "Bearer "),
    paging: Paging::Cursor(&["next-page-cursor"]),
    read: |body| dcsa::read(body, &SPELLING),
};

const SPELLING: Spelling = Spelling {
    id: &["eventID"],
    said: &["eventUpdatedDateTime"],
    retracts: Retracts::Flag("isRetracted"),
    kind: &[
        "eventClassification.eventTypeCode",
        "eventClassification.eventType",
    ],
    classifier: &[
        "eventClassification.eventClassifierCode",
        "eventClassification.eventClassifier",
    ],
    when: &["eventDateTime"],
    transport: &[
        "eventClassification.transportEventTypeCode",
        "eventClassification.transportEventType",
    ],
    equipment: &[
        "eventClassification.equipmentEventTypeCode",
        "eventClassification.equipmentEventType",
    ],
    shipment: &[
        "eventClassification.shipmentEventTypeCode",
        "eventClassification.shipmentEventType",
    ],
    any: &[],
    document: &[
        "shipmentDetails.documentReference.typeCode",
        "shipmentDetails.documentReference.type",
    ],
    document_id: &["shipmentDetails.documentReference.reference"],
    container: &["equipmentDetails.equipmentReference"],
    load: &[
        "equipmentDetails.emptyIndicatorCode",
        "equipmentDetails.emptyIndicator",
    ],
    place: "eventLocation",
    call: "transportDetails.transportCall",
    course: &["iotDetails.courseOverGround"],
    delay: "transportDetails.delayReasonCodes",
    remark: &[
        "transportDetails.changeRemark",
        "reason",
        "shipmentDetails.reason",
    ],
    names: &[
        "shipmentDetails.additionalDocumentReferences",
        "shipmentDetails.shipmentReferences",
    ],
    name: (&["typeCode", "type"], &["reference"]),
    carrier: (
        &["eventRouting.originatingParty.partyCode"],
        &["eventRouting.originatingParty.codeListProvider"],
    ),
};

/// Without `limit`: a producer that does not page may refuse that.
fn request(base: &str, reference: &Reference) -> String {
    let member = match reference.kind {
        Kind::Container => "equipmentReference",
        Kind::Mbl => "transportDocumentReference",
        Kind::Booking => "carrierBookingReference",
    };
    format!("{base}/events?{}", query(&[(member, &reference.number)]))
}
