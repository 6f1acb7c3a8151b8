//! Every way to change a valid link that can be counted out: all refused.

use ed25519_dalek::SigningKey;
use sealink::reference::{Kind, Reference};
use sealink::token::claims::Link;
use sealink::token::keys::{Invalid, Ring};
use sealink::token::memo::Memo;
use sealink::token::paserk;
use time::macros::datetime;

fn ring() -> Ring {
    let pair = SigningKey::from_bytes(&[1; 32]).to_keypair_bytes();
    Ring::parse(&paserk::secret(&pair), "", "track.example.com").unwrap()
}

/// A link of the usual size.
fn token(ring: &Ring) -> String {
    let link = Link {
        id: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        issued: datetime!(2026-11-22 12:00 UTC),
        expires: datetime!(2027-02-20 12:00 UTC),
        issuer: "BBBBBBBBBBBBBBBBBBBBBA".to_owned(),
        shipments: vec![Reference::parse(Kind::Container, "CSQU3054383", Some("MAEU")).unwrap()],
        recipients: vec!["CCCCCCCCCCCCCCCCCCCCCA".to_owned()],
        locale: None,
        note: None,
    };
    ring.sign(&link).unwrap()
}

/// A ring and a memo that know the token, as an isolate has them.
struct Isolate {
    ring: Ring,
    memo: Memo<Link>,
    token: String,
}

impl Isolate {
    fn new() -> Self {
        let ring = ring();
        let token = token(&ring);
        let memo = Memo::new(16);
        assert!(memo.verify(&ring, &token).is_ok());
        Self { ring, memo, token }
    }

    /// Why a text is refused, remembered links or not.
    fn refuses(&self, text: &str) -> Invalid {
        let reason = self.ring.verify::<Link>(text).unwrap_err();
        assert_eq!(self.memo.verify(&self.ring, text).unwrap_err(), reason);
        reason
    }
}

#[test]
fn every_single_bit_change_is_refused() {
    let isolate = Isolate::new();
    let (mut refused, mut no_text) = (0, 0);
    for place in 0..isolate.token.len() {
        for bit in 0..8 {
            let mut changed = isolate.token.clone().into_bytes();
            changed[place] ^= 1 << bit;
            // A request line is text: what is none never reaches the ring.
            match String::from_utf8(changed) {
                Ok(changed) => {
                    isolate.refuses(&changed);
                    refused += 1;
                }
                Err(_) => no_text += 1,
            }
        }
    }
    // The highest bit of every byte makes it no text; the others were tried.
    assert_eq!(no_text, isolate.token.len());
    assert_eq!(refused, isolate.token.len() * 7);
    assert!(isolate.token.len() > 400);
}

#[test]
fn every_truncation_is_refused() {
    let isolate = Isolate::new();
    for length in 0..isolate.token.len() {
        isolate.refuses(&isolate.token[..length]);
        isolate.refuses(&isolate.token[length + 1..]);
    }
}

#[test]
fn every_character_added_or_dropped_is_refused() {
    let isolate = Isolate::new();
    for byte in 0..128_u8 {
        let added = char::from(byte);
        isolate.refuses(&format!("{}{added}", isolate.token));
        isolate.refuses(&format!("{added}{}", isolate.token));
        let (body, footer) = isolate.token.rsplit_once('.').unwrap();
        isolate.refuses(&format!("{body}{added}.{footer}"));
        isolate.refuses(&format!("{body}.{added}{footer}"));
    }
    for place in 0..isolate.token.len() {
        let (before, after) = isolate.token.split_at(place);
        isolate.refuses(&format!("{before}{}", &after[1..]));
    }
}

/// The last character of each part has bits that no byte uses: another
/// character that decodes to the same bytes is another spelling.
#[test]
fn bits_that_carry_nothing_are_refused() {
    let isolate = Isolate::new();
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (body, footer) = isolate.token.rsplit_once('.').unwrap();
    let mut malformed = 0;
    for other in alphabet.chars() {
        if !body.ends_with(other) {
            let shorter = &body[..body.len() - 1];
            let reason = isolate.refuses(&format!("{shorter}{other}.{footer}"));
            malformed += usize::from(reason == Invalid::Malformed);
        }
        if !footer.ends_with(other) {
            let shorter = &footer[..footer.len() - 1];
            let reason = isolate.refuses(&format!("{body}.{shorter}{other}"));
            assert_eq!(reason, Invalid::UnknownKey);
        }
    }
    // Of 63 others, three in four or fifteen in sixteen set unused bits, if
    // there are any; the link above is long enough that there are.
    assert!(malformed >= 47, "{malformed}");
}

#[test]
fn other_base64_is_refused() {
    let isolate = Isolate::new();
    let (body, footer) = isolate.token.rsplit_once('.').unwrap();
    for padding in ["=", "==", "%3D"] {
        assert_eq!(
            isolate.refuses(&format!("{body}{padding}.{footer}")),
            Invalid::Malformed
        );
        assert_eq!(
            isolate.refuses(&format!("{body}.{footer}{padding}")),
            Invalid::UnknownKey
        );
    }
    for (from, to) in [('-', '+'), ('_', '/')] {
        assert!(body.contains(from), "the sample has no {from}");
        isolate.refuses(&isolate.token.replace(from, &to.to_string()));
    }
}

#[test]
fn parts_of_two_links_do_not_fit_together() {
    let isolate = Isolate::new();
    let pair = SigningKey::from_bytes(&[2; 32]).to_keypair_bytes();
    let other = Ring::parse(&paserk::secret(&pair), "", "track.example.com").unwrap();
    let others = token(&other);
    let (body, footer) = isolate.token.rsplit_once('.').unwrap();
    let (others_body, others_footer) = others.rsplit_once('.').unwrap();
    assert_eq!(
        isolate.refuses(&format!("{others_body}.{footer}")),
        Invalid::BadSignature
    );
    assert_eq!(
        isolate.refuses(&format!("{body}.{others_footer}")),
        Invalid::UnknownKey
    );
    assert_eq!(isolate.refuses(&others), Invalid::UnknownKey);
    assert_eq!(isolate.refuses(body), Invalid::UnknownKey);
}
