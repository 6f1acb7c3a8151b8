use super::*;
use crate::error::Code;
use serde_json::{Value, json};
use time::Duration;
use time::macros::datetime;

const NOW: OffsetDateTime = datetime!(2026-11-22 12:00:00.5 UTC);
const LIFE: Life = Life {
    default: Duration::days(90),
    max: Duration::days(180),
};

fn valid() -> Value {
    json!({
        "targets": [{"targetType": "CONTAINER", "targetIds": ["MSKU1234567"]}],
        "receiverIds": ["receiver@example.com"],
    })
}

fn with(path: &str, value: Value) -> Value {
    let mut body = valid();
    match body.pointer_mut(path) {
        Some(place) => *place = value,
        None => {
            body[path.trim_start_matches('/')] = value;
        }
    }
    body
}

fn read_json(body: &Value) -> Result<MintRequest> {
    read(body.to_string().as_bytes(), NOW, LIFE)
}

#[test]
fn seavantages_documented_request_is_read() {
    let request = read_json(&valid()).unwrap();
    assert_eq!(request.shipments[0].number, "MSKU1234567");
    assert_eq!(request.recipients.len(), 1);
    assert_eq!(request.expires, datetime!(2027-02-20 12:00 UTC));
    assert!(!request.notify && !request.expiry_given);
}

#[test]
fn every_option_is_read() {
    let body = json!({
        "targets": [
            {"targetType": "MBL", "targetIds": ["mbl-1", "MBL-1"], "scac": "cosu"},
            {"targetType": "BOOKING", "targetIds": ["abc709951"]},
        ],
        "receiverIds": ["a@example.com", "A@Example.com", "b@example.com"],
        "expiresAt": "2026-12-24T18:00:00+01:00",
        "scac": "MAEU", "locale": "pt-BR", "note": " Hello\nthere ", "notify": true,
    });
    let request = read_json(&body).unwrap();
    let scacs: Vec<_> = request
        .shipments
        .iter()
        .map(|s| s.scac.as_deref())
        .collect();
    assert_eq!(
        scacs,
        [Some("COSU"), Some("MAEU")],
        "each shipment once, its own carrier first"
    );
    assert_eq!(request.recipients.len(), 2, "each mailbox once");
    assert_eq!(request.expires, datetime!(2026-12-24 17:00 UTC));
    assert_eq!(request.note.as_deref(), Some("Hello\nthere"));
    assert!(request.notify && request.expiry_given);
}

#[test]
fn every_refusal_names_the_field() {
    let eleven: Vec<String> = (0..11).map(|n| format!("BOOK{n}")).collect();
    let six: Vec<String> = (0..6).map(|n| format!("r{n}@example.com")).collect();
    let no_targets = json!({"receiverIds": ["a@example.com"]});
    let no_ids = json!({"targets": [{"targetType": "MBL"}], "receiverIds": ["a@example.com"]});
    let booked = |ids: &[String]| json!([{"targetType": "BOOKING", "targetIds": ids}]);
    let cases = [
        (no_targets, "targets"),
        (no_ids, "targets[0].targetIds"),
        (with("/targets", json!([])), "targets"),
        (with("/targets", json!("MSKU1234567")), "targets"),
        (with("/targets", booked(&eleven)), "targets[0].targetIds"),
        (
            with("/targets/0/targetType", json!("VESSEL")),
            "targets[0].targetType",
        ),
        (
            with("/targets/0/targetIds", json!([])),
            "targets[0].targetIds",
        ),
        (
            with("/targets/0/targetIds/0", json!(7)),
            "targets[0].targetIds[0]",
        ),
        (
            with("/targets/0/targetIds/0", json!("MSKU12345")),
            "targets[0].targetIds[0]",
        ),
        (
            with(
                "/targets/0",
                json!({"targetType": "MBL", "targetIds": ["A"], "scac": "1"}),
            ),
            "targets[0].scac",
        ),
        (with("/receiverIds", json!([])), "receiverIds"),
        (with("/receiverIds", json!(six)), "receiverIds"),
        (with("/receiverIds/0", json!("nobody")), "receiverIds[0]"),
        (with("/receiverIds/0", json!(null)), "receiverIds[0]"),
        (with("/expiresAt", json!("tomorrow")), "expiresAt"),
        (
            with("/expiresAt", json!("2026-11-22T12:00:00Z")),
            "expiresAt",
        ),
        (
            with("/expiresAt", json!("2027-06-01T00:00:00Z")),
            "expiresAt",
        ),
        (
            with("/expiresAt", json!("9999-12-31T23:59:59-23:59")),
            "expiresAt",
        ),
        (with("/scac", json!("12")), "scac"),
        (with("/locale", json!("english please")), "locale"),
        (with("/note", json!("x".repeat(281))), "note"),
        (with("/note", json!("a\u{7}b")), "note"),
        (with("/notify", json!("yes")), "notify"),
        (with("/reciverIds", json!([])), "reciverIds"),
        (with("/idempotencyKey", json!("a")), "idempotencyKey"),
    ];
    for (body, field) in cases {
        let error = read_json(&body).unwrap_err();
        assert_eq!(error.code, Code::InvalidField, "{body}");
        assert_eq!(error.field.as_deref(), Some(field), "{body} {error}");
        assert!(!error.detail.is_empty());
    }
}

#[test]
fn a_repeated_member_is_refused() {
    let body = br#"{"targets":[],"targets":[],"receiverIds":[]}"#;
    let error = read(body, NOW, LIFE).unwrap_err();
    assert_eq!(
        (error.code, error.field.as_deref()),
        (Code::InvalidField, Some("targets"))
    );
}

#[test]
fn what_is_not_json_is_malformed() {
    for body in [&b""[..], b"{", b"targets=1", b"\xff", b"7", b"[]", b"{} {}"] {
        let error = read(body, NOW, LIFE).unwrap_err();
        let expected = if body == b"{} {}" {
            Code::InvalidField
        } else {
            Code::MalformedBody
        };
        assert_eq!(error.code, expected, "{body:?}");
    }
    let trailing = format!("{} {{}}", valid());
    assert_eq!(
        read(trailing.as_bytes(), NOW, LIFE).unwrap_err().code,
        Code::MalformedBody
    );
}

#[test]
fn a_body_that_is_too_long_is_not_parsed() {
    let body = format!("{}{}", " ".repeat(MAX_BODY), valid());
    assert_eq!(
        read(body.as_bytes(), NOW, LIFE).unwrap_err().code,
        Code::BodyTooLarge
    );
}

#[test]
fn a_list_of_values_is_no_object() {
    let list = json!([[["CONTAINER", ["MSKU1234567"]]], ["receiver@example.com"]]);
    assert_eq!(read_json(&list).unwrap_err().code, Code::MalformedBody);
    let inside = with("/targets/0", json!(["CONTAINER", ["MSKU1234567"], null]));
    let error = read_json(&inside).unwrap_err();
    assert_eq!(error.field.as_deref(), Some("targets[0]"));
}

#[test]
fn a_shipment_that_is_named_again_and_again_counts_each_time() {
    let eleven = with("/targets/0/targetIds", json!(vec!["MSKU1234567"; 11]));
    assert_eq!(
        read_json(&eleven).unwrap_err().field.as_deref(),
        Some("targets[0].targetIds")
    );
    let target = valid()["targets"][0].clone();
    let error = read_json(&with("/targets", json!(vec![target; 11]))).unwrap_err();
    assert_eq!(error.field.as_deref(), Some("targets"));
}
