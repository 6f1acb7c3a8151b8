//! Rows, read from what people and programs send.

mod reads_back;
mod refused;

use time::Duration;
use time::macros::datetime;

use super::*;

const NOW: OffsetDateTime = datetime!(2026-11-22 12:00:00.5 UTC);
const LIFE: Life = Life {
    default: Duration::days(90),
    max: Duration::days(180),
};

fn csv(text: &str) -> Result<Vec<Line>> {
    read(Format::Csv, text.as_bytes(), NOW, LIFE)
}

fn one(text: &str) -> Row {
    let mut lines = csv(text).unwrap();
    assert_eq!(lines.len(), 1, "{text}");
    lines.remove(0).outcome.unwrap()
}

fn numbers(row: &Row) -> Vec<&str> {
    let shipments = row.request.shipments.iter();
    shipments.map(|s| s.number.as_str()).collect()
}

#[test]
fn a_spreadsheet_s_own_ways_are_understood() {
    let german = "\u{feff}Container-No.;E-Mail;Note\r\n";
    assert_eq!(
        csv(german).unwrap_err().field.as_deref(),
        Some("Container-No.")
    );
    let german = "\u{feff}Container No;E_MAIL;Note;Expires At\r\n\
        csqu 305438-3;jane@acme.example, joe@acme.example;\"He said \"\"now\"\";\r\nor later\";2027-01-31\r\n;;;\r\n\r\n";
    let row = one(german);
    assert_eq!(numbers(&row), ["CSQU3054383"]);
    assert_eq!(row.request.recipients.len(), 2);
    assert_eq!(
        row.request.note.as_deref(),
        Some("He said \"now\";\nor later")
    );
    assert_eq!(row.request.expires, datetime!(2027-01-31 23:59:59 UTC));
    let tabs = one("mbl\t\"re\nceiver\"\tcarrier\tkey\rA1; b2 c3\tjane@acme.example\tcosu\tk 1");
    assert_eq!(numbers(&tabs), ["A1", "B2", "C3"]);
    assert_eq!(tabs.request.shipments[0].scac.as_deref(), Some("COSU"));
    assert_eq!(
        (tabs.idempotency_key.as_deref(), tabs.key_field.as_str()),
        (Some("k 1"), "key")
    );
    let several =
        one("Container,booking,email,notify\n\"CSQU3054383 MSKU1234567\",,jane@acme.example,YES\n");
    assert_eq!(numbers(&several), ["CSQU3054383", "MSKU1234567"]);
    assert!(several.request.notify);
    let named = one("reference,type,email\nA1,bill of lading,jane@acme.example\n");
    assert_eq!(named.request.shipments[0].kind, crate::reference::Kind::Mbl);
    assert_eq!(
        (named.idempotency_key, named.key_field.as_str()),
        (None, "idempotencyKey")
    );
}

#[test]
fn a_row_is_seen_as_it_was_typed_whatever_is_wrong_with_it() {
    let seen = &csv("container;mbl;mail\n").unwrap_err().field;
    assert_eq!(seen.as_deref(), Some("mail"));
    let lines =
        csv("container;mbl;email;expires;note\nCSQ 1;a?;Jane <jane>;31/01/2027; Hi \nshort\n")
            .unwrap();
    let seen = |shipments: &str, recipients: &str, expires: &str, note: &str| Seen {
        shipments: shipments.into(),
        recipients: recipients.into(),
        expires: expires.into(),
        note: note.into(),
    };
    assert_eq!(lines[0].seen.shipments, "CSQ 1 a?");
    assert!(lines[0].seen == seen("CSQ 1 a?", "Jane <jane>", "31/01/2027", "Hi"));
    assert!(lines[1].seen == seen("short", "", "", ""));
    let json = br#"{"targets":[{"targetIds":["A","b"]},{"targetIds":"C"}],"receiverIds":["x",7],"expiresAt":"soon","note":"Hi"}"#;
    let lines = read(Format::Lines, json, NOW, LIFE).unwrap();
    assert!(lines[0].seen == seen("A b C", "x 7", "soon", "Hi"));
    assert!(read(Format::Lines, b"{", NOW, LIFE).unwrap()[0].seen == Seen::default());
    assert_eq!(
        format!("{:?}", lines[0].seen),
        "Seen(..)",
        "addresses stay out of logs"
    );
}
