use std::collections::HashSet;
use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::json;
use time::Duration;
use time::macros::datetime;

use super::*;
use crate::share::request;
use crate::token::pepper::Pepper;

const NOW: OffsetDateTime = datetime!(2026-11-22 12:00:00.5 UTC);
const LIFE: Life = Life {
    default: Duration::days(90),
    max: Duration::days(180),
};

/// What the browser's test uploads: a good row, and then one of each kind of
/// bad row.
const BAD_ROWS: &str = include_str!("../../../tests/e2e/bad-rows.csv");

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
    let long = with("note", json!("x".repeat(request::MAX_BODY)));
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

#[test]
fn what_cannot_be_read_as_rows_is_refused_as_a_whole() {
    let row = "CSQU3054383,a@b.example";
    let many = format!("container,email\n{}", format!("{row}\n").repeat(501));
    let nulls = format!("{{\"links\":[{}null]}}", "null,".repeat(500));
    let cases: [(Format, &[u8], Code, Option<&str>, &str); 20] = [
        (
            Format::Csv,
            b"",
            Code::InvalidField,
            Some("container"),
            "expected a column of shipments",
        ),
        (
            Format::Csv,
            b"container,email",
            Code::InvalidField,
            None,
            "expected 1 to 500 rows",
        ),
        (
            Format::Csv,
            b"container,email\n\n , \n",
            Code::InvalidField,
            None,
            "expected 1 to 500 rows",
        ),
        (
            Format::Csv,
            many.as_bytes(),
            Code::InvalidField,
            None,
            "expected 1 to 500 rows",
        ),
        (
            Format::Csv,
            b"container,email\nCSQU3054383,\xfc@b.example",
            Code::MalformedBody,
            None,
            "Expected CSV in UTF-8",
        ),
        (
            Format::Csv,
            b"container,email,note\nCSQU3054383,a@b.example,\"Hello\nCSQU3054383,a@b.example,x",
            Code::MalformedBody,
            None,
            "Expected a quotation mark",
        ),
        (
            Format::Csv,
            b"CSQU3054383,a@b.example\n",
            Code::InvalidField,
            Some("CSQU3054383"),
            "expected the first line to name",
        ),
        (
            Format::Csv,
            b"Container,E-Mail,Colour\n",
            Code::InvalidField,
            Some("Colour"),
            "expected the first line to name",
        ),
        (
            Format::Csv,
            b"container,email,\n",
            Code::InvalidField,
            Some("column 3"),
            "expected the first line to name",
        ),
        (
            Format::Csv,
            b"container,E-mail,Receiver\n",
            Code::InvalidField,
            Some("Receiver"),
            "expected once; the column `E-mail`",
        ),
        (
            Format::Csv,
            b"container,note\n",
            Code::InvalidField,
            Some("email"),
            "expected a column of the recipients",
        ),
        (
            Format::Csv,
            b"email,note\n",
            Code::InvalidField,
            Some("container"),
            "expected a column of shipments",
        ),
        (
            Format::Csv,
            b"reference,email\n",
            Code::InvalidField,
            Some("type"),
            "expected this column beside",
        ),
        (
            Format::Csv,
            b"container,type,email\n",
            Code::InvalidField,
            Some("reference"),
            "expected this column beside",
        ),
        (
            Format::Json,
            b"{\"links\":[]}",
            Code::InvalidField,
            Some("links"),
            "expected 1 to 500 rows",
        ),
        (
            Format::Json,
            nulls.as_bytes(),
            Code::InvalidField,
            Some("links"),
            "expected 1 to 500 rows",
        ),
        (
            Format::Json,
            b"{\"links\":{}}",
            Code::InvalidField,
            Some("links"),
            "invalid type",
        ),
        (
            Format::Json,
            b"{\"link\":[]}",
            Code::InvalidField,
            Some("link"),
            "unknown field",
        ),
        (
            Format::Json,
            b"{\"links\":[{]}",
            Code::MalformedBody,
            None,
            "Expected a JSON object",
        ),
        (
            Format::Lines,
            b"\n \r\n",
            Code::InvalidField,
            None,
            "expected 1 to 500 rows",
        ),
    ];
    for (format, body, code, field, start) in cases {
        let error = read(format, body, NOW, LIFE).unwrap_err();
        let text = String::from_utf8_lossy(body);
        assert_eq!(
            (error.code, error.field.as_deref()),
            (code, field),
            "{text:.80}: {error}"
        );
        assert!(error.detail.starts_with(start), "{text:.80}: {error}");
    }
    let long = vec![b' '; MAX_BATCH_BODY + 1];
    for (_, format) in MEDIA_TYPES {
        let error = read(format, &long, NOW, LIFE).unwrap_err();
        assert_eq!(error.code, Code::BodyTooLarge);
    }
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

/// A good row, as the members of a mint.
#[derive(Debug, Clone)]
struct Good {
    containers: Vec<String>,
    bookings: Vec<String>,
    emails: Vec<String>,
    scac: Option<String>,
    expires: Option<String>,
    note: String,
    notify: bool,
    key: Option<String>,
}

fn good() -> impl Strategy<Value = Good> {
    (
        prop::collection::vec("[A-Z]{4}[0-9]{7}", 1..4),
        prop::collection::vec("[A-Z0-9./_-]{1,35}", 0..4),
        prop::collection::vec("[a-z]{1,8}[.][a-z]{1,8}@[a-z]{1,8}[.]example", 1..6),
        prop::option::of("[A-Z]{2,4}"),
        prop::option::of((0..90_i64).prop_map(|days| {
            let day = (NOW + Duration::days(days)).date();
            format!("{day}T23:59:59Z")
        })),
        "[ -~äé🚢\"',;\t]{0,9}\n?[ -~\",;]{0,9}".prop_map(|text| text.replace('\t', " ")),
        any::<bool>(),
        prop::option::of("[a-z0-9\",; -]{0,9}[a-z0-9]"),
    )
        .prop_map(
            |(containers, bookings, emails, scac, expires, note, notify, key)| Good {
                containers,
                bookings,
                emails,
                scac,
                expires,
                note,
                notify,
                key: key.map(|key| key.trim().to_owned()),
            },
        )
}

impl Good {
    fn json(&self) -> String {
        let mut targets = vec![json!({"targetType": "CONTAINER", "targetIds": self.containers})];
        if !self.bookings.is_empty() {
            targets.push(json!({"targetType": "BOOKING", "targetIds": self.bookings}));
        }
        json!({
            "targets": targets, "receiverIds": self.emails, "scac": self.scac, "expiresAt": self.expires,
            "note": self.note, "notify": self.notify, "idempotencyKey": self.key,
        })
        .to_string()
    }

    fn cells(&self, between: &str) -> [String; 8] {
        [
            self.emails.join(between),
            self.note.clone(),
            self.bookings.join(between),
            self.containers.join(between),
            self.scac.clone().unwrap_or_default(),
            // A day is the end of it.
            self.expires
                .as_deref()
                .map(|text| text[..10].to_owned())
                .unwrap_or_default(),
            if self.notify { "yes" } else { "" }.to_owned(),
            self.key.clone().unwrap_or_default(),
        ]
    }
}

fn written(cells: &[String], separator: char, always: bool, end: &str) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|cell| {
            if always || cell.contains([separator, '"', '\n', '\r']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell.clone()
            }
        })
        .collect();
    format!("{}{end}", cells.join(&separator.to_string()))
}

proptest! {
    #[test]
    fn a_csv_of_good_rows_reads_back_to_the_same_requests(
        rows in prop::collection::vec(good(), 1..6),
        separator in prop::sample::select(vec![',', ';', '\t']),
        always in any::<bool>(),
        between in prop::sample::select(vec![" ", ";", "; ", ", ", "\n"]),
        end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
        mark in any::<bool>(),
    ) {
        let names = ["E-mail", "note", "Booking No", "CONTAINER", "carrier", "expires_at", "Notify", "Idempotency-Key"];
        let mut text = String::from(if mark { "\u{feff}" } else { "" });
        text += &written(&names.map(str::to_owned), separator, always, end);
        for row in &rows {
            text += &written(&row.cells(between), separator, always, end);
        }
        let lines = csv(&text).unwrap();
        prop_assert_eq!(lines.len(), rows.len());
        let pepper = Pepper::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").unwrap();
        for (line, row) in lines.iter().zip(&rows) {
            let read = line.outcome.as_ref().unwrap();
            let (expected, key) = request::read_row(row.json().as_bytes(), NOW, LIFE).unwrap();
            prop_assert_eq!(read.request.fingerprint(&pepper), expected.fingerprint(&pepper), "{}", &text);
            prop_assert_eq!(read.request.expires, expected.expires);
            prop_assert_eq!(&read.idempotency_key, &key);
        }
    }

    #[test]
    fn whatever_comes_is_read_or_refused(
        body in prop::collection::vec(any::<u8>(), 0..400),
        header in prop::sample::select(vec!["", "container,email,expires,notify\n", "reference;type;email;note\n", "{\"links\":["]),
        bits in prop::collection::vec(prop::sample::select(vec!["\"", "\n", "\r", ",", ";", "\t", "2027-01-31", "CSQU3054383", "a@b.example", "é", "{}", "[", "]", "null", "\0"]), 0..60),
    ) {
        for (_, format) in MEDIA_TYPES {
            for body in [body.clone(), [header.as_bytes(), &body].concat(), format!("{header}{}", bits.concat()).into_bytes()] {
                if let Ok(lines) = read(format, &body, NOW, LIFE) {
                    prop_assert!((1..=MAX_ROWS).contains(&lines.len()));
                    for (at, line) in lines.iter().enumerate() {
                        prop_assert_eq!(line.number, at + 1);
                    }
                }
            }
        }
    }
}
