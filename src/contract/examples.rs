//! The examples of the document; a test holds each to its schema.

use serde_json::{Value, json};

use super::replies::Refusal;

/// The link that they are about.
pub(super) const LINK_ID: &str = "bKjK3MUgX97JztZXngHanQ";

const KEY_ID: &str = "e8defE1Y0qwpelX70SP4sw";
const NOW: &str = "2026-11-22T23:54:54Z";
const END: &str = "2027-02-20T23:54:54Z";
const URL: &str = "https://track.example.com/t/v4.public.eyJqdGkiOiJiS2pL…";

pub(super) fn mint() -> Value {
    json!({
        "targets": [{"targetType": "CONTAINER", "targetIds": ["SLKU4802194"]}],
        "receiverIds": ["jane@example.com"],
        "note": "Your order 4711",
        "notify": true,
    })
}

pub(super) fn minted() -> Value {
    json!({
        "linkId": LINK_ID,
        "shareUrl": URL,
        "createdAt": NOW,
        "expiresAt": END,
        "deliveries": [{"recipient": "j***@example.com", "status": "sent"}],
    })
}

pub(super) fn batch() -> Value {
    json!({"links": [
        {
            "targets": [{"targetType": "BOOKING", "targetIds": ["ABC709951"], "scac": "MAEU"}],
            "receiverIds": ["jane@example.com"],
            "idempotencyKey": "booking-4711",
        },
        {
            "targets": [{"targetType": "CONTAINER", "targetIds": ["SLKU480219"]}],
            "receiverIds": ["joe@example.com"],
            "idempotencyKey": "booking-4712",
        },
    ]})
}

pub(super) fn batch_lines() -> Value {
    let rows = batch();
    let lines: Vec<String> = rows["links"]
        .as_array()
        .into_iter()
        .flatten()
        .map(Value::to_string)
        .collect();
    Value::String(lines.join("\n"))
}

pub(super) fn batch_csv() -> Value {
    json!("booking,scac,email,idempotencyKey\nABC709951,MAEU,jane@example.com,booking-4711\n")
}

pub(super) fn batched() -> Value {
    let mut link = minted();
    if let Some(members) = link.as_object_mut() {
        members.remove("deliveries");
    }
    json!({
        "results": [
            {"row": 1, "outcome": "created", "link": link},
            {"row": 2, "outcome": "failed", "problem": {
                "code": "invalid_field",
                "field": "targets[0].targetIds[0]",
                "detail": "expected an ISO 6346 container number: four letters and seven digits, such as CSQU3054383",
            }},
        ],
        "created": 1,
        "known": 0,
        "failed": 1,
    })
}

pub(super) fn status() -> Value {
    json!({
        "state": "active",
        "linkId": LINK_ID,
        "createdAt": NOW,
        "expiresAt": END,
        "issuer": KEY_ID,
        "issuerLabel": "tms",
        "shipments": [{"kind": "CONTAINER", "number": "SLKU4802194"}],
        "recipients": ["j***@example.com"],
        "recipientIds": ["iWOYseffbaHICnNCgCUisA"],
        "deliveries": [{"recipient": "j***@example.com", "status": "sent"}],
    })
}

pub(super) fn looked() -> Value {
    let mut looked = status();
    looked["activity"] = json!([{
        "id": "q8Jp0mSO3cIuZ1TnW5yXhA",
        "type": "link.minted",
        "at": NOW,
        "linkId": LINK_ID,
        "expiresAt": END,
        "by": KEY_ID,
    }]);
    looked
}

pub(super) fn trail() -> Value {
    let entry = json!({
        "sequence": 1,
        "at": NOW,
        "type": "link.minted",
        "by": KEY_ID,
        "linkId": LINK_ID,
        "eventId": "q8Jp0mSO3cIuZ1TnW5yXhA",
        "previous": "0".repeat(64),
        "hash": "4d3ba18f0be4da4bb41b5ed0c0b9ec1cbc3a41d3bb6ac3d2bd10a2f4a55fd4b0",
    });
    json!(format!("{entry}\n"))
}

pub(super) fn page() -> Value {
    json!({
        "links": [status()],
        "nextCursor": "2vWm1mV0t8YJ…",
        "asOf": NOW,
        "note": "A link minted within the last minutes may not be listed yet.",
    })
}

pub(super) fn change() -> Value {
    json!({
        "addReceiverIds": ["joe@example.com"],
        "dropReceiverIds": ["jane@example.com"],
        "notify": true,
    })
}

pub(super) fn changed() -> Value {
    json!({
        "linkId": LINK_ID,
        "shareUrl": URL,
        "createdAt": NOW,
        "expiresAt": END,
        "recipients": ["j***@example.com"],
        "previousGoodUntil": END,
        "deliveries": [{"recipient": "j***@example.com", "status": "sent"}],
    })
}

pub(super) fn restore() -> Value {
    json!({"why": "revoked by mistake"})
}

pub(super) fn restored() -> Value {
    json!({
        "linkId": LINK_ID,
        "restoredAt": "2026-11-22T23:54:54.123Z",
        "everywhereBy": "2026-11-22T23:56:24.123Z",
    })
}

pub(super) fn revocation() -> Value {
    json!({"receiverDomain": "example.com", "why": "contract ended", "preview": true})
}

pub(super) fn preview() -> Value {
    json!({
        "scope": "domain",
        "hits": hits(),
        "spares": "Recipients at other domains keep their access. Links that are minted for this one later open.",
        "note": "The list may lag; links that are not listed are hit as well.",
    })
}

pub(super) fn done() -> Value {
    json!({
        "scope": "domain",
        "revokedAt": "2026-11-22T23:54:54.123Z",
        "everywhereBy": "2026-11-22T23:56:24.123Z",
        "by": KEY_ID,
        "why": "contract ended",
        "hits": hits(),
        "spares": "Recipients at other domains keep their access. Links that are minted for this one later open.",
    })
}

fn hits() -> Value {
    json!({"links": 1, "more": false, "sample": [{
        "linkId": LINK_ID,
        "shipments": [{"kind": "CONTAINER", "number": "SLKU4802194"}],
        "recipients": ["j***@example.com"],
        "createdAt": NOW,
                "expiresAt": END,
                "issuer": KEY_ID,
                "issuerLabel": "tms",
    }]})
}

pub(super) fn jwks() -> Value {
    json!({"keys": [{
        "kty": "OKP",
        "crv": "Ed25519",
        "use": "sig",
        "kid": "k4.pid.IbU2qAbpUrhwN9QZBi9JkUl63YGPhJiVIDvqDlXz3A_2",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    }]})
}

pub(super) fn enveloped(response: &Value) -> Value {
    json!({"code": 200, "message": "OK", "error": false, "timestamp": NOW, "response": response})
}

pub(super) fn problem(refusal: &Refusal) -> Value {
    let [code, ..] = refusal.codes else {
        return Value::Null;
    };
    let mut problem = json!({
        "type": format!("urn:sealink:problem:{}", code.as_str()),
        "title": code.title(),
        "status": refusal.status,
        "detail": refusal.what,
        "code": code.as_str(),
        "message": refusal.what,
        "error": true,
        "timestamp": NOW,
    });
    if refusal.status == 422 {
        problem["field"] = json!("targets[0].targetIds[0]");
    }
    problem
}
