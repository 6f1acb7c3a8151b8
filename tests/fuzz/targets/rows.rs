//! Whatever is posted as a batch, in each of its three formats.
//!
//! A batch that is refused is refused in a documented way; one that is read has
//! as many rows as are allowed, numbered, and a refused row says why.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sealink::config::Life;
use sealink::error::Code;
use sealink::share::request::{MAX_RECIPIENTS, MAX_SHIPMENTS};
use sealink::share::rows::{Format, MAX_ROWS, MEDIA_TYPES, read};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

const NOW: OffsetDateTime = datetime!(2026-12-01 08:00:07.5 UTC);
const LIFE: Life = Life {
    default: Duration::days(30),
    max: Duration::days(180),
};

fn check(format: Format, body: &[u8]) {
    let lines = match read(format, body, NOW, LIFE) {
        Ok(lines) => lines,
        Err(error) => {
            assert!(matches!(
                error.code,
                Code::MalformedBody | Code::InvalidField
            ));
            return;
        }
    };
    assert!((1..=MAX_ROWS).contains(&lines.len()));
    for (at, line) in lines.iter().enumerate() {
        assert_eq!(line.number, at + 1);
        match &line.outcome {
            Ok(row) => {
                assert!((1..=MAX_SHIPMENTS).contains(&row.request.shipments.len()));
                assert!((1..=MAX_RECIPIENTS).contains(&row.request.recipients.len()));
                assert!(row.request.expires > NOW.truncate_to_second());
                assert!(!row.key_field.is_empty());
            }
            Err(error) => assert!(!error.detail.is_empty()),
        }
    }
}

fuzz_target!(|data: &[u8]| {
    for (_, format) in MEDIA_TYPES {
        check(format, data);
    }
});
