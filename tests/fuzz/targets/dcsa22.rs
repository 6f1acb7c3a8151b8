//! Whatever an origin answers as DCSA Track & Trace 2.2.
//!
//! A refusal names a place and never repeats what it found there; what is
//! taken makes the same journey in whatever order and however often it is
//! said, and that journey can be stored and read back.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sealink::reference::{Kind, Reference};
use sealink::tracking::dcsa22::parse;
use sealink::tracking::intake::MAX_EVENTS;
use sealink::tracking::journey::assemble;
use sealink::tracking::shipment::{Event, Journey};

fn check_journey(events: &[Event], reference: &Reference) {
    let journey = assemble(events.to_vec(), reference);
    assert!(journey.events.len() <= events.len());
    assert!(journey.events.is_sorted_by_key(|event| event.when));

    let backwards: Vec<Event> = events.iter().rev().cloned().collect();
    assert_eq!(assemble(backwards, reference), journey);
    assert_eq!(assemble([events, events].concat(), reference), journey);

    let stored = serde_json::to_string(&journey).expect("a journey can be stored");
    let read: Journey = serde_json::from_str(&stored).expect("a stored journey can be read");
    assert_eq!(read.events.len(), journey.events.len());
}

fuzz_target!(|data: &[u8]| {
    match parse(data) {
        Ok(events) => {
            assert!(events.len() <= MAX_EVENTS);
            for (kind, number) in [(Kind::Container, "APZU4812090"), (Kind::Booking, "ABC123")] {
                let reference = Reference::parse(kind, number, None).expect("a reference");
                check_journey(&events, &reference);
            }
        }
        Err(error) => {
            let known = |c: char| c.is_ascii_alphanumeric() || "[].".contains(c);
            assert!(error.member.chars().all(known));
            assert!(error.member.len() < 100 && error.expected.len() < 100);
        }
    }
});
