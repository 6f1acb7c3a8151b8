//! The library against `pasetors`, an implementation of its own on another
//! Ed25519: the same tokens, and the same verdict on damaged ones.

use ed25519_dalek::SigningKey;
use pasetors::keys::{AsymmetricPublicKey, AsymmetricSecretKey};
use pasetors::token::UntrustedToken;
use pasetors::version4::{PublicToken, V4};
use pasetors::{Public, footer};
use rand::{Rng, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sealink::token::claims::Link;
use sealink::token::keys::Ring;
use sealink::token::paserk;
use sealink::token::paseto::{self, Message, Unverified};
use time::macros::datetime;

const CASES: usize = 500;

/// One key, in both libraries' words.
struct Pair {
    ours: SigningKey,
    secret: AsymmetricSecretKey<V4>,
    public: AsymmetricPublicKey<V4>,
}

impl Pair {
    fn new(seed: [u8; 32]) -> Self {
        let ours = SigningKey::from_bytes(&seed);
        Self {
            secret: AsymmetricSecretKey::from(&ours.to_keypair_bytes()).unwrap(),
            public: AsymmetricPublicKey::from(ours.verifying_key().as_bytes()).unwrap(),
            ours,
        }
    }

    /// What we read from a token.
    fn our_verdict(&self, token: &str, implicit: &[u8]) -> Option<Message> {
        Unverified::split(token)
            .and_then(|token| token.verify(&self.ours.verifying_key(), implicit))
            .ok()
    }

    /// What `pasetors` reads from it.
    fn their_verdict(&self, token: &str, implicit: &[u8]) -> Option<Message> {
        let untrusted = UntrustedToken::<Public, V4>::try_from(token).ok()?;
        let trusted = PublicToken::verify(&self.public, &untrusted, None, Some(implicit)).ok()?;
        Some(Message {
            payload: trusted.payload().as_bytes().to_vec(),
            footer: trusted.footer().to_vec(),
        })
    }
}

/// Text of up to `most` characters from all of Unicode; `pasetors` wants
/// payloads to be text.
fn text(rng: &mut impl Rng, most: usize) -> String {
    let length = rng.random_range(1..=most);
    (0..length).map(|_| rng.random::<char>()).collect()
}

fn bytes(rng: &mut impl Rng, most: usize) -> Vec<u8> {
    let mut bytes = vec![0; rng.random_range(0..=most)];
    rng.fill_bytes(&mut bytes);
    bytes
}

#[test]
fn both_write_and_read_the_same_tokens() {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    let mut damaged_and_refused = 0;
    for case in 0..CASES {
        let pair = Pair::new(rng.random());
        let payload = text(&mut rng, 400);
        let footer = bytes(&mut rng, 120);
        let implicit = bytes(&mut rng, 80);

        let ours = paseto::sign(&pair.ours, payload.as_bytes(), &footer, &implicit);
        let theirs = PublicToken::sign(
            &pair.secret,
            payload.as_bytes(),
            Some(&footer),
            Some(&implicit),
        );
        assert_eq!(ours, theirs.unwrap(), "case {case}");

        let expected = Some(Message {
            payload: payload.into_bytes(),
            footer,
        });
        assert_eq!(pair.our_verdict(&ours, &implicit), expected);
        assert_eq!(pair.their_verdict(&ours, &implicit), expected);

        let damaged = damage(&mut rng, &ours);
        let verdict = pair.our_verdict(&damaged, &implicit);
        assert_eq!(
            verdict,
            pair.their_verdict(&damaged, &implicit),
            "{damaged}"
        );
        damaged_and_refused += usize::from(verdict.is_none());
        let other = bytes(&mut rng, 80);
        assert_eq!(
            pair.our_verdict(&ours, &other),
            pair.their_verdict(&ours, &other)
        );
    }
    assert_eq!(damaged_and_refused, CASES);
}

/// Another character in one place of a token.
fn damage(rng: &mut impl Rng, token: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFabcdef0123456789-_.=+/ ";
    let mut damaged = token.as_bytes().to_vec();
    let place = rng.random_range(0..damaged.len());
    let before = damaged[place];
    while damaged[place] == before {
        damaged[place] = ALPHABET[rng.random_range(0..ALPHABET.len())];
    }
    String::from_utf8(damaged).unwrap()
}

/// A stranger with the documentation and the key makes a link that we take.
#[test]
fn a_link_made_by_pasetors_is_read_by_the_ring() {
    let pair = Pair::new([3; 32]);
    let ring = Ring::parse(
        &paserk::secret(&pair.ours.to_keypair_bytes()),
        "",
        "track.example.com",
    )
    .unwrap();
    let payload = concat!(
        r#"{"jti":"AAAAAAAAAAAAAAAAAAAAAA","iat":"2026-11-22T12:00:00Z","#,
        r#""exp":"2027-02-20T12:00:00Z","iss":"BBBBBBBBBBBBBBBBBBBBBA","#,
        r#""shp":[{"kind":"CONTAINER","number":"CSQU3054383","scac":"MAEU"}],"#,
        r#""rcp":["CCCCCCCCCCCCCCCCCCCCCA"]}"#,
    );
    let mut kid = footer::Footer::new();
    kid.key_id(&pasetors::paserk::Id::from(&pair.public));
    let token = PublicToken::sign(
        &pair.secret,
        payload.as_bytes(),
        Some(kid.to_string().unwrap().as_bytes()),
        Some(b"sealink:link:track.example.com"),
    )
    .unwrap();
    let genuine = ring.verify::<Link>(&token).unwrap();
    let link = genuine.at(datetime!(2026-11-22 12:00 UTC)).unwrap();
    assert_eq!(link.shipments[0].number, "CSQU3054383");
    assert_eq!(ring.sign(link), Ok(token));
}
