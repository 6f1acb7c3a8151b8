//! Whatever is handed in as a token: nothing that we did not sign is believed,
//! nothing that we signed has two spellings, and no kind stands in for another.
//!
//! The first byte chooses: `L`, `S`, `C`, `F`, `A`, `O` and `Q` sign the rest with
//! our own key as the payload of a link, session, challenge, feed, API key, or of
//! the dashboard's session or challenge, which no outsider can do and which
//! reaches the claims' parser; `x` splices the rest into a genuine token, three
//! bytes an edit; anything else takes the whole input for a token.

#![no_main]

use std::fmt::Debug;
use std::sync::LazyLock;

use ed25519_dalek::SigningKey;
use libfuzzer_sys::fuzz_target;
use sealink::reference::{Kind, Reference};
use sealink::token::claims::{
    ApiKey, Challenge, Claims, Feed, Link, OpsChallenge, OpsSession, Session,
};
use sealink::token::keys::{Invalid, Ring};
use sealink::token::{paserk, paseto};
use time::macros::datetime;

const AUDIENCE: &str = "track.example.com";

struct Fixture {
    key: SigningKey,
    ring: Ring,
    /// A link that our key signed.
    link: String,
}

static FIXTURE: LazyLock<Fixture> = LazyLock::new(|| {
    let key = SigningKey::from_bytes(&[7; 32]);
    let secret = paserk::secret(&key.to_keypair_bytes());
    let ring = Ring::parse(&secret, "", AUDIENCE).expect("a key of our own making");
    let claims = Link {
        id: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        issued: datetime!(2026-12-01 08:00 UTC),
        expires: datetime!(2026-12-31 08:00 UTC),
        issuer: "BBBBBBBBBBBBBBBBBBBBBB".to_owned(),
        shipments: vec![Reference {
            kind: Kind::Container,
            number: "CSQU3054383".to_owned(),
            scac: Some("MAEU".to_owned()),
        }],
        recipients: vec!["CCCCCCCCCCCCCCCCCCCCCC".to_owned()],
        locale: Some("en".to_owned()),
        note: None,
    };
    let link = ring.sign(&claims).expect("a link as we mint them");
    let fixture = Fixture { key, ring, link };
    // If tokens were signed otherwise than here, the fuzzer would only ever see
    // bad signatures, and would find nothing without a word.
    let payload = serde_json::to_vec(&claims).expect("claims are JSON");
    assert_eq!(sign::<Link>(&fixture, &payload), fixture.link);
    fixture
});

/// Signs any payload as a token of one kind.
fn sign<C: Claims>(fixture: &Fixture, payload: &[u8]) -> String {
    let footer = format!(r#"{{"kid":"{}"}}"#, fixture.ring.signing_key_id());
    let implicit = format!("sealink:{}:{AUDIENCE}", C::PURPOSE);
    paseto::sign(
        &fixture.key,
        payload,
        footer.as_bytes(),
        implicit.as_bytes(),
    )
}

/// A payload under our signature is refused for its claims, or is exactly what
/// we would have signed; in no case is it of another kind.
fn check_payload<C: Claims + Debug>(fixture: &Fixture, payload: &[u8]) {
    let token = sign::<C>(fixture, payload);
    match fixture.ring.verify::<C>(&token) {
        Ok(genuine) => {
            let again = fixture.ring.sign(genuine.even_if_void());
            assert_eq!(again.as_ref(), Ok(&token));
            // Whatever the times say, asking them must not break.
            let _ = genuine.at(datetime!(2026-12-02 08:00 UTC));
            for purpose in verdicts(fixture, &token) {
                assert!(purpose.is_none_or(|purpose| purpose == C::PURPOSE));
            }
        }
        Err(why) => assert!(
            matches!(why, Invalid::BadClaims | Invalid::TooLong),
            "{why}"
        ),
    }
}

/// The kinds for which the token is genuine.
fn verdicts(fixture: &Fixture, token: &str) -> [Option<&'static str>; 7] {
    fn of<C: Claims>(ring: &Ring, token: &str) -> Option<&'static str> {
        ring.verify::<C>(token).is_ok().then_some(C::PURPOSE)
    }
    [
        of::<Link>(&fixture.ring, token),
        of::<Session>(&fixture.ring, token),
        of::<Challenge>(&fixture.ring, token),
        of::<Feed>(&fixture.ring, token),
        of::<ApiKey>(&fixture.ring, token),
        of::<OpsSession>(&fixture.ring, token),
        of::<OpsChallenge>(&fixture.ring, token),
    ]
}

/// Applies edits of three bytes (what, where, which byte) to a genuine token.
fn spliced(link: &str, edits: &[u8]) -> Vec<u8> {
    let mut token = link.as_bytes().to_vec();
    for edit in edits.as_chunks::<3>().0 {
        let [what, place, byte] = *edit;
        // The token is longer than 255 bytes: the upper bits of `what` reach on.
        let place = (usize::from(what >> 2) << 8 | usize::from(place)) % (token.len() + 1);
        match what & 3 {
            0 => token.insert(place, byte),
            1 if place < token.len() => drop(token.remove(place)),
            2 => token.truncate(place.max(1)),
            _ if place < token.len() => token[place] = byte,
            _ => token.push(byte),
        }
    }
    token
}

fuzz_target!(|data: &[u8]| {
    let fixture = &*FIXTURE;
    match data.split_first() {
        Some((b'L', payload)) => check_payload::<Link>(fixture, payload),
        Some((b'S', payload)) => check_payload::<Session>(fixture, payload),
        Some((b'C', payload)) => check_payload::<Challenge>(fixture, payload),
        Some((b'F', payload)) => check_payload::<Feed>(fixture, payload),
        Some((b'A', payload)) => check_payload::<ApiKey>(fixture, payload),
        Some((b'O', payload)) => check_payload::<OpsSession>(fixture, payload),
        Some((b'Q', payload)) => check_payload::<OpsChallenge>(fixture, payload),
        Some((b'x', edits)) => {
            let token = String::from_utf8_lossy(&spliced(&fixture.link, edits)).into_owned();
            let believed = verdicts(fixture, &token)[0].is_some();
            assert_eq!(believed, token == fixture.link);
        }
        _ => {
            let token = String::from_utf8_lossy(data);
            let believed = verdicts(fixture, &token).iter().any(Option::is_some);
            assert!(!believed || token == fixture.link);
        }
    }
});
