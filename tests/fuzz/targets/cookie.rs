//! Whatever a browser, or somebody who plants cookies in it, sends as `Cookie`.
//!
//! What is found is there, under exactly that name; nothing that stands after a
//! cookie changes it; and no text from outside is a token of ours.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sealink::gate::cookies::{CHALLENGE, LINK, SESSION};
use sealink::http::{Method, Request};
use sealink::token::claims::{Challenge, Link, Session};
use sealink::token::keys::Ring;
use sealink::token::paserk;

static RING: LazyLock<Ring> = LazyLock::new(|| {
    let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let secret = paserk::secret(&key.to_keypair_bytes());
    Ring::parse(&secret, "", "track.example.com").expect("a key of our own making")
});

fn request(cookies: String) -> Request {
    Request {
        method: Method::Get,
        path: "/s/AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        query: String::new(),
        headers: vec![("cookie", cookies)],
        body: None,
    }
}

fuzz_target!(|data: &[u8]| {
    let header = String::from_utf8_lossy(data);
    let given = request(header.clone().into_owned());
    for name in [LINK, CHALLENGE, SESSION] {
        if let Some(value) = given.cookie(name) {
            assert!(!value.contains(';'));
            assert!(header.contains(&format!("{name}={value}")));
            assert!(RING.verify::<Link>(value).is_err());
            assert!(RING.verify::<Session>(value).is_err());
            assert!(RING.verify::<Challenge>(value).is_err());
        }
        // An oversize header is not read at all; all others keep the first.
        let before = request(format!("{name}=ours; {header}"));
        if let Some(value) = before.cookie(name) {
            assert_eq!(value, "ours");
        } else {
            assert!(header.len() > 15 * 1024);
        }
        let after = request(format!("{header}; {name}=ours"));
        if header.len() < 15 * 1024 {
            assert_eq!(after.cookie(name), given.cookie(name).or(Some("ours")));
        }
    }
});
