//! Whatever an origin answers or pushes, in every format: the first byte says
//! which, by its place in the list of formats.
//!
//! A refusal names a place and never repeats what it found there; what is taken
//! makes the same of it in whatever order and however often it is said.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sealink::config::OriginFormat;
use sealink::reference::{Kind, Reference};
use sealink::tracking::format::{parse, pushed};
use sealink::tracking::intake::{MAX_EVENTS, Told};
use sealink::tracking::journey::assemble;

fuzz_target!(|data: &[u8]| {
    let Some((first, body)) = data.split_first() else {
        return;
    };
    let place = usize::from(first.wrapping_sub(b'0')) % OriginFormat::ALL.len();
    let format = OriginFormat::ALL[place];
    match pushed(format, body) {
        Ok(pieces) => {
            let mut forwards = Told::default();
            for piece in &pieces {
                forwards.merge(piece.told.clone());
            }
            let mut backwards = Told::default();
            for piece in pieces.iter().rev().chain(&pieces) {
                backwards.merge(piece.told.clone());
            }
            let stored = serde_json::to_string(&forwards).expect("what is told can be stored");
            assert_eq!(stored, serde_json::to_string(&backwards).expect("the same"));
            let read: Told = serde_json::from_str(&stored).expect("what is stored can be read");
            assert_eq!(stored, serde_json::to_string(&read).expect("the same"));

            let told = parse(format, body).expect("an answer is read as a push is");
            assert!(told.events.len() <= MAX_EVENTS);
            let number = "CSQU3054383";
            let reference = Reference::parse(Kind::Container, number, None).expect("a reference");
            assert_eq!(assemble(told, &reference), assemble(forwards, &reference));
        }
        Err(error) => {
            let known = |c: char| c.is_ascii_alphanumeric() || "[]._".contains(c);
            assert!(error.member.chars().all(known));
            assert!(error.member.len() < 120 && error.expected.len() < 100);
        }
    }
});
