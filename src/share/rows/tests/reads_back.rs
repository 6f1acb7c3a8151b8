//! What is written as CSV reads back, and nothing that comes does harm.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::share::request::read_row;
use crate::token::pepper::Pepper;

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
            let (expected, key) = read_row(row.json().as_bytes(), NOW, LIFE).unwrap();
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
