//! Whatever an origin answers as DCSA Track & Trace 2.2.
//!
//! A refusal names a place and never repeats what it found there; what is
//! taken makes the same journey in whatever order and however often it is
//! said, and that journey can be stored and read back.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sealink::reference::{Kind, Reference};
use sealink::tracking::dcsa22::parse;
use sealink::tracking::intake::{MAX_EVENTS, Told};
use sealink::tracking::journey::assemble;
use sealink::tracking::shipment::Journey;

fn check_journey(told: &Told, reference: &Reference) {
    let journey = assemble(told.clone(), reference);
    assert!(journey.events.len() <= told.events.len());
    assert!(journey.positions.len() <= told.sightings.len().min(500));
    assert!(journey.positions.is_sorted_by(|a, b| a.when < b.when));
    assert!(journey.events.is_sorted_by_key(|event| event.when));

    let mut backwards = told.clone();
    backwards.events.reverse();
    backwards.sightings.reverse();
    assert_eq!(assemble(backwards, reference), journey);
    let mut twice = told.clone();
    twice.events.extend(told.events.iter().cloned());
    twice.sightings.extend(told.sightings.iter().cloned());
    assert_eq!(assemble(twice, reference), journey);

    let stored = serde_json::to_string(&journey).expect("a journey can be stored");
    let read: Journey = serde_json::from_str(&stored).expect("a stored journey can be read");
    assert_eq!(read.events.len(), journey.events.len());
}

fuzz_target!(|data: &[u8]| {
    match parse(data) {
        Ok(told) => {
            assert!(told.events.len() <= MAX_EVENTS);
            for (kind, number) in [(Kind::Container, "APZU4812090"), (Kind::Booking, "ABC123")] {
                let reference = Reference::parse(kind, number, None).expect("a reference");
                check_journey(&told, &reference);
            }
        }
        Err(error) => {
            let known = |c: char| c.is_ascii_alphanumeric() || "[].".contains(c);
            assert!(error.member.chars().all(known));
            assert!(error.member.len() < 100 && error.expected.len() < 100);
        }
    }
});
