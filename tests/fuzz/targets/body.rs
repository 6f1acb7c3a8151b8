//! Whatever is posted to mint a link.
//!
//! A refusal is one of the documented ones and names its field; what is taken
//! keeps every bound that a token and a listing rely on.

#![no_main]

use std::collections::HashSet;

use libfuzzer_sys::fuzz_target;
use sealink::config::Life;
use sealink::error::Code;
use sealink::reference::Reference;
use sealink::share::request::{
    MAX_BODY, MAX_NOTE, MAX_RECIPIENTS, MAX_SHIPMENTS, MintRequest, read,
};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

const NOW: OffsetDateTime = datetime!(2026-12-01 08:00:07.5 UTC);
const LIFE: Life = Life {
    default: Duration::days(30),
    max: Duration::days(180),
};

fn check(request: &MintRequest) {
    assert!((1..=MAX_SHIPMENTS).contains(&request.shipments.len()));
    let distinct: HashSet<_> = request.shipments.iter().collect();
    assert_eq!(distinct.len(), request.shipments.len());
    for shipment in &request.shipments {
        let again = Reference::parse(shipment.kind, &shipment.number, shipment.scac.as_deref());
        assert_eq!(again.as_ref(), Ok(shipment));
    }
    assert!((1..=MAX_RECIPIENTS).contains(&request.recipients.len()));
    for (at, mailbox) in request.recipients.iter().enumerate() {
        assert!(!request.recipients[..at].iter().any(|m| m.is_same(mailbox)));
    }
    assert!(request.expires > NOW.truncate_to_second());
    assert!(request.expires <= NOW + LIFE.max);
    assert_eq!(request.expires.nanosecond(), 0);
    assert!(request.expires.offset().is_utc());
    assert!(request.expiry_given || request.expires == NOW.truncate_to_second() + LIFE.default);
    if let Some(note) = &request.note {
        assert!((1..=MAX_NOTE).contains(&note.chars().count()));
        assert_eq!(note.trim(), note);
    }
    if let Some(locale) = &request.locale {
        assert!(locale.len() <= 35 && locale.is_ascii());
    }
}

fuzz_target!(|data: &[u8]| {
    match read(data, NOW, LIFE) {
        Ok(request) => {
            check(&request);
            assert!(data.len() <= MAX_BODY);
        }
        Err(error) => match error.code {
            Code::BodyTooLarge => assert!(data.len() > MAX_BODY),
            Code::MalformedBody => assert_eq!(error.field, None),
            Code::InvalidField => assert!(error.field.is_some()),
            other => panic!("{other:?} is not a way to refuse a mint"),
        },
    }
});
