//! The schema of the tracking format of our own, which `src/tracking/sealink.rs`
//! reads.
//!
//! Stricter than the reader, which bears numbers written as texts and members
//! that it does not know: a writer should hear of its typing errors. A test
//! holds the two together: what the schema lets pass is read.

use serde_json::{Map, Value, json};

use crate::reference::{Kind, SCAC_PATTERN};
use crate::tracking::sealink::{CLASSIFIERS, NAMES, WHATS};

/// The schema (JSON Schema 2020-12).
#[must_use]
pub fn tracking_schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Sealink tracking",
        "description": "What a system that knows where shipments are tells Sealink of them, as an answer and as a push.",
        "type": "object",
        "required": ["shipments"],
        "additionalProperties": false,
        "properties": {
            "shipments": {"type": "array", "items": {"$ref": "#/$defs/Shipment"}},
            "next": {"type": "string", "description": "Where an answer goes on: a URL of the same origin, or a path that begins with a slash."},
        },
        "$defs": {
            "Shipment": shipment(),
            "Event": event(),
            "Place": object(&[], json!({
                "unlocode": text("UN/LOCODE, such as USLAX.", "^[A-Za-z]{2} ?[A-Za-z0-9]{3}$"),
                "name": {"type": "string", "maxLength": 250},
                "facility": {"type": "string", "description": "SMDG or BIC code of the terminal or depot.", "maxLength": 250},
                "latitude": degrees(90),
                "longitude": degrees(180),
            })),
            "Vessel": object(&[], json!({
                "imo": text("IMO number.", "^[0-9]{7}$"),
                "name": {"type": "string", "maxLength": 250},
            })),
            "Position": object(&["latitude", "longitude", "when"], json!({
                "id": id(),
                "latitude": degrees(90),
                "longitude": degrees(180),
                "when": time("When it was there."),
                "said": time("When that was said."),
                "course": {"type": "number", "description": "Degrees from true north, clockwise.", "minimum": 0, "exclusiveMaximum": 360},
                "container": number(Kind::Container),
            })),
            "Retraction": object(&["id", "said"], json!({
                "id": id(),
                "said": time("Up to when sayings of that id are void."),
            })),
        },
    })
}

fn shipment() -> Value {
    let mut properties: Map<String, Value> = NAMES
        .iter()
        .map(|(name, kind)| ((*name).to_owned(), number(*kind)))
        .collect();
    properties.insert("scac".to_owned(), text("The carrier's SCAC.", SCAC_PATTERN));
    for (list, of) in [
        ("events", "Event"),
        ("positions", "Position"),
        ("retracted", "Retraction"),
    ] {
        let items = format!("#/$defs/{of}");
        properties.insert(
            list.to_owned(),
            json!({"type": "array", "items": {"$ref": items}}),
        );
    }
    let mut shipment = object(&[], Value::Object(properties));
    shipment["anyOf"] = NAMES
        .iter()
        .map(|(name, _)| json!({"required": [name]}))
        .collect();
    shipment
}

fn event() -> Value {
    let words: Vec<&str> = WHATS
        .iter()
        .map(|(word, _)| *word)
        .chain(["document"])
        .collect();
    let classifiers = CLASSIFIERS.map(|(word, _)| word);
    let mut event = object(
        &["what", "classifier", "when", "said"],
        json!({
            "id": id(),
            "what": {
                "type": "string",
                "pattern": "\\S",
                "maxLength": 250,
                "description": format!("What happened: {}; another text is shown as it comes.", words.join(", ")),
                "examples": words,
            },
            "classifier": {"enum": classifiers},
            "when": time("When it happened or will, in the place's own offset."),
            "said": time("When that was said. What is said later of the same id replaces it."),
            "place": {"$ref": "#/$defs/Place"},
            "mode": {"enum": ["vessel", "rail", "truck", "barge"]},
            "vessel": {"$ref": "#/$defs/Vessel"},
            "voyage": {"type": "string", "maxLength": 250},
            "call": {"type": "integer", "description": "Which call of the voyage, where it calls at one place twice.", "minimum": 0, "maximum": u32::MAX},
            "container": number(Kind::Container),
            "load": {"enum": ["empty", "laden"]},
            "document": text("With `document`: DCSA's code of its type, such as TRD.", "\\S"),
            "state": text("With `document`: DCSA's code of its state, such as ISSU.", "\\S"),
            "delayReason": text("SMDG delay reason code, such as WEA.", "^[A-Za-z0-9]{1,3}$"),
            "remark": {"type": "string", "maxLength": 250},
        }),
    );
    event["if"] =
        json!({"properties": {"what": {"pattern": "^\\s*[Dd][Oo][Cc][Uu][Mm][Ee][Nn][Tt]\\s*$"}}});
    event["then"] = json!({"required": ["document", "state"]});
    event
}

fn object(required: &[&str], properties: Value) -> Value {
    let mut object = json!({"type": "object", "additionalProperties": false});
    object["properties"] = properties;
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

fn text(description: &str, pattern: &str) -> Value {
    json!({"type": "string", "description": description, "pattern": pattern})
}

fn id() -> Value {
    text("The same id said again replaces the earlier saying.", "\\S")
}

fn number(kind: Kind) -> Value {
    json!({"type": "string", "pattern": kind.pattern(), "maxLength": crate::reference::MAX_TYPED})
}

fn degrees(most: i16) -> Value {
    json!({"type": "number", "minimum": -most, "maximum": most})
}

/// RFC 3339 with its offset, in the years that are read.
fn time(description: &str) -> Value {
    json!({
        "type": "string",
        "format": "date-time",
        "description": description,
        "pattern": "^20[0-8][0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$",
    })
}
