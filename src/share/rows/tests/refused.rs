//! What is wrong, and how it is told.

use std::collections::HashSet;
use std::fmt::Write as _;

use serde_json::json;

use super::*;
use crate::share::request::MAX_BODY;

/// What the browser's test uploads: a good row, and then one of each kind of
/// bad row.
const BAD_ROWS: &str = include_str!("../../../../tests/e2e/bad-rows.csv");

/// What the file says is wrong, row by row: the column, and the reason's start.
const REASONS: [(Option<&str>, &str); 24] = [
    (
        None,
        "expected 11 cells, as the first line has; this row has 7",
    ),
    (
        None,
        "expected 11 cells, as the first line has; this row has 12",
    ),
    (Some("container"), "expected an ISO 6346 container number"),
    (
        Some("container"),
        "number 2: expected an ISO 6346 container",
    ),
    (Some("mbl"), "expected a master bill of lading number"),
    (Some("booking"), "expected a carrier booking number"),
    (Some("container"), "expected the number of a shipment"),
    (Some("booking"), "expected at most 10 shipments"),
    (Some("type"), "expected container, mbl or booking"),
    (Some("reference"), "expected an ISO 6346 container number"),
    (Some("scac"), "expected a SCAC"),
    (Some("emails"), "expected 1 to 5 mail addresses"),
    (Some("emails"), "expected a mail address, such as"),
    (Some("emails"), "expected a mail address in plain letters"),
    (Some("emails"), "expected a mail address of at most 254"),
    (
        Some("emails"),
        "address 2: expected a mail address, such as",
    ),
    (
        Some("emails"),
        "address 3: expected a mail address in plain",
    ),
    (Some("expires"), "expected a day such as 2027-01-31"),
    (Some("expires"), "expected a time in the future"),
    (Some("expires"), "expected a time within 180 days"),
    (Some("note"), "expected a text of at most 280 characters"),
    (Some("note"), "expected plain text, without control"),
    (Some("language"), "expected a BCP 47 language tag"),
    (Some("notify"), "expected yes or no"),
];

#[test]
fn every_kind_of_bad_row_has_a_reason_of_its_own() {
    let lines = csv(BAD_ROWS).unwrap();
    assert!(lines[0].outcome.is_ok(), "{:?}", lines[0].outcome);
    assert_eq!(lines.len(), REASONS.len() + 1);
    let mut told = HashSet::new();
    for (line, (field, start)) in lines[1..].iter().zip(REASONS) {
        let error = line.outcome.as_ref().unwrap_err();
        assert_eq!(error.field.as_deref(), field, "{}: {error}", line.number);
        assert!(error.detail.starts_with(start), "{}: {error}", line.number);
        assert_eq!(error.code, Code::InvalidField);
        assert!(told.insert((field, &error.detail)), "told twice: {error}");
    }
}

#[test]
fn a_bad_row_of_json_lines_is_refused_as_a_mint_is_and_spoils_no_other() {
    let good = json!({
        "targets": [{"targetType": "MBL", "targetIds": ["A1"]}],
        "receiverIds": ["jane@acme.example"], "idempotencyKey": "own",
    });
    let with = |member: &str, value: serde_json::Value| {
        let mut row = good.clone();
        row[member] = value;
        row.to_string()
    };
    let long = with("note", json!("x".repeat(MAX_BODY)));
    let rows = [
        ("7".to_owned(), None),
        ("{\"targets\":".to_owned(), None),
        ("targets=1".to_owned(), None),
        (long, None),
        ("{}".to_owned(), Some("targets")),
        (with("targets", json!([])), Some("targets")),
        (
            with(
                "targets",
                json!([{"targetType": "VESSEL", "targetIds": []}]),
            ),
            Some("targets[0].targetType"),
        ),
        (
            with("targets", json!([{"targetType": "MBL", "targetIds": []}])),
            Some("targets[0].targetIds"),
        ),
        (
            with("targets", json!([{"targetType": "MBL", "targetIds": [7]}])),
            Some("targets[0].targetIds[0]"),
        ),
        (
            with("receiverIds", json!("jane@acme.example")),
            Some("receiverIds"),
        ),
        (with("receiverIds", json!([null])), Some("receiverIds[0]")),
        (with("expiresAt", json!("2027-01-31")), Some("expiresAt")),
        (with("expiresAt", json!(7)), Some("expiresAt")),
        (with("notify", json!("yes")), Some("notify")),
        (with("idempotencyKey", json!(7)), Some("idempotencyKey")),
        (with("surprise", json!(1)), Some("surprise")),
    ];
    let mut text = String::new();
    for (row, _) in &rows {
        writeln!(text, "{row}\r\n{good}\n").unwrap();
    }
    let lines = read(Format::Lines, text.as_bytes(), NOW, LIFE).unwrap();
    assert_eq!(lines.len(), 2 * rows.len(), "blank lines are none");
    let mut told = HashSet::new();
    for (pair, (text, field)) in lines.chunks(2).zip(&rows) {
        let error = pair[0].outcome.as_ref().unwrap_err();
        assert_eq!(error.field.as_deref(), *field, "{text:.60}: {error}");
        assert!(told.insert(error.to_string()), "told twice: {error}");
        let row = pair[1].outcome.as_ref().unwrap();
        assert_eq!(row.idempotency_key.as_deref(), Some("own"));
    }
    // What is JSON at all fares the same in one document.
    let whole: Vec<&str> = rows
        .iter()
        .map(|(row, _)| row.as_str())
        .filter(|row| serde_json::from_str::<serde_json::Value>(row).is_ok())
        .collect();
    let document = format!("\u{feff}{{\"links\": [{}, {good}]}}", whole.join(" , "));
    let lines = read(Format::Json, document.as_bytes(), NOW, LIFE).unwrap();
    let (last, bad) = lines.split_last().unwrap();
    assert!(last.outcome.is_ok() && bad.len() == whole.len());
    assert!(bad.iter().all(|line| line.outcome.is_err()));
    assert_eq!(last.number, lines.len());
}

/// CSVs that cannot be read at all: the field, and the reason's start.
const NO_CSV: [(&str, Option<&str>, &str); 14] = [
    ("", Some("container"), "expected a column of shipments"),
    ("container,email", None, "expected 1 to 500 rows"),
    ("container,email\n\n , \n", None, "expected 1 to 500 rows"),
    (
        "container,email,note\nCSQU3054383,a@b.example,\"Hello\nCSQU3054383,a@b.example,x",
        None,
        "Expected a quotation mark",
    ),
    (
        "CSQU3054383,a@b.example\n",
        Some("CSQU3054383"),
        "expected the first line to name",
    ),
    (
        "Container,E-Mail,Colour\n",
        Some("Colour"),
        "expected the first line to name",
    ),
    (
        "Container,E-Mail|Note\n",
        Some("E-Mail|Note"),
        "expected the first line to name",
    ),
    (
        "container,email,\n",
        Some("column 3"),
        "expected the first line to name",
    ),
    (
        "container,E-mail,Receiver\n",
        Some("Receiver"),
        "expected once; the column `E-mail`",
    ),
    (
        "note,container,note\n",
        Some("note"),
        "expected once; the column `note`",
    ),
    (
        "container,note\n",
        Some("email"),
        "expected a column of the recipients",
    ),
    (
        "email,note\n",
        Some("container"),
        "expected a column of shipments",
    ),
    (
        "reference,email\n",
        Some("type"),
        "expected this column beside",
    ),
    (
        "container,type,email\n",
        Some("reference"),
        "expected this column beside",
    ),
];

#[test]
fn a_csv_whose_header_is_not_understood_is_refused_as_a_whole() {
    for (text, field, start) in NO_CSV {
        let error = csv(text).unwrap_err();
        assert_eq!(error.field.as_deref(), field, "{text}: {error}");
        assert!(error.detail.starts_with(start), "{text}: {error}");
    }
    let latin = b"container,email\nCSQU3054383,\xfc@b.example";
    let error = read(Format::Csv, latin, NOW, LIFE).unwrap_err();
    assert_eq!(error.code, Code::MalformedBody);
    assert!(error.detail.contains("UTF-8"), "{error}");
}

#[test]
fn json_that_is_no_batch_is_refused_as_a_whole() {
    let links = Some("links");
    for (text, code, field) in [
        ("{\"links\":[]}", Code::InvalidField, links),
        ("{\"links\":{}}", Code::InvalidField, links),
        ("{\"link\":[]}", Code::InvalidField, Some("link")),
        ("{}", Code::InvalidField, links),
        ("{\"links\":[{]}", Code::MalformedBody, None),
        ("{\"links\":[7]} 7", Code::MalformedBody, None),
        ("7", Code::MalformedBody, None),
        ("", Code::MalformedBody, None),
    ] {
        let error = read(Format::Json, text.as_bytes(), NOW, LIFE).unwrap_err();
        assert_eq!(
            (error.code, error.field.as_deref()),
            (code, field),
            "{text}"
        );
    }
    let error = read(Format::Lines, b"\n \r\n", NOW, LIFE).unwrap_err();
    assert_eq!((error.code, error.field), (Code::InvalidField, None));
}

#[test]
fn a_batch_that_is_too_large_is_refused_as_a_whole() {
    let row = "\nCSQU3054383,a@b.example";
    for (rows, good) in [(MAX_ROWS, true), (MAX_ROWS + 1, false)] {
        let csv = format!("container,email{}", row.repeat(rows));
        let json = format!("{{\"links\":[{}7]}}", "7,".repeat(rows - 1));
        let lines = "7\n".repeat(rows);
        for (format, text) in [
            (Format::Csv, csv),
            (Format::Json, json),
            (Format::Lines, lines),
        ] {
            let read = read(format, text.as_bytes(), NOW, LIFE);
            assert_eq!(read.is_ok(), good, "{format:?} {rows}");
        }
    }
    let long = vec![b' '; MAX_BATCH_BODY + 1];
    for (_, format) in MEDIA_TYPES {
        let error = read(format, &long, NOW, LIFE).unwrap_err();
        assert_eq!(error.code, Code::BodyTooLarge);
    }
}
