//! Tests of the ring. Those of every bit and every length are in
//! `tests/vectors/`.

use time::macros::datetime;

use super::*;
use crate::reference::{Kind, Reference};
use crate::token::claims::{ApiKey, Challenge, Link, OpsChallenge, OpsSession, Scope, Session};

const HOST: &str = "track.example.com";
const MINTED: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);
const ENDS: OffsetDateTime = datetime!(2027-02-20 12:00 UTC);

fn pair(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn secret(seed: u8) -> String {
    paserk::secret(&pair(seed).to_keypair_bytes())
}

fn public(seed: u8) -> String {
    paserk::public(pair(seed).verifying_key().as_bytes())
}

fn ring(seed: u8, others: &str) -> Ring {
    Ring::parse(&secret(seed), others, HOST).unwrap()
}

fn link() -> Link {
    Link {
        id: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        issued: MINTED,
        expires: ENDS,
        issuer: "BBBBBBBBBBBBBBBBBBBBBA".to_owned(),
        shipments: vec![Reference::parse(Kind::Container, "CSQU3054383", Some("MAEU")).unwrap()],
        recipients: vec!["CCCCCCCCCCCCCCCCCCCCCA".to_owned()],
        locale: Some("en".to_owned()),
        note: None,
    }
}

/// Signs any payload as `C`, as only the key's holder can.
fn forge<C: Claims>(ring: &Ring, payload: &str) -> String {
    paseto::sign(
        &ring.signing,
        payload.as_bytes(),
        verifier::footer(ring.signing_key_id()).as_bytes(),
        verifier::implicit_assertion::<C>(HOST).as_bytes(),
    )
}

#[test]
fn a_token_is_read_as_it_was_signed() {
    let ring = ring(1, "");
    let token = ring.sign(&link()).unwrap();
    let genuine = ring.verify::<Link>(&token).unwrap();
    assert_eq!(genuine.at(MINTED), Ok(&link()));
    assert_eq!(genuine.key_id(), ring.signing_key_id());
    assert_eq!(genuine.into_claims_at(MINTED), Ok(link()));
}

#[test]
fn signing_is_deterministic() {
    assert_eq!(ring(1, "").sign(&link()), ring(1, &public(2)).sign(&link()));
}

#[test]
fn a_token_holds_from_its_issue_until_its_end() {
    let ring = ring(1, "");
    let genuine = ring.verify::<Link>(&ring.sign(&link()).unwrap()).unwrap();
    let second = time::Duration::SECOND;
    for (now, expected) in [
        (MINTED - CLOCK_SKEW - second, Err(NotNow::NotYet)),
        (MINTED - CLOCK_SKEW, Ok(())),
        (MINTED, Ok(())),
        (ENDS - second, Ok(())),
        (ENDS, Err(NotNow::Expired)),
        (ENDS + second, Err(NotNow::Expired)),
    ] {
        assert_eq!(genuine.at(now).map(|_| ()), expected, "{now}");
    }
    assert_eq!(genuine.even_if_void(), &link());
}

#[test]
fn rotation_keeps_old_tokens_until_the_old_keys_end() {
    let end = datetime!(2026-12-31 00:00 UTC);
    let token = ring(1, "").sign(&link()).unwrap();
    let rotated = ring(2, &format!("{}@2026-12-31T00:00:00Z", public(1)));
    let genuine = rotated.verify::<Link>(&token).unwrap();
    assert_eq!(genuine.at(end), Ok(&link()));
    assert_eq!(
        genuine.at(end + time::Duration::SECOND),
        Err(NotNow::KeyRetired)
    );
    assert_eq!(genuine.key_id(), ring(1, "").signing_key_id());
    assert_eq!(ring(2, "").verify::<Link>(&token), Err(Invalid::UnknownKey));
}

#[test]
fn a_retired_key_is_told_before_the_end_of_its_token() {
    let rotated = ring(2, &format!("{}@2026-12-31T00:00:00Z", public(1)));
    let token = ring(1, "").sign(&link()).unwrap();
    let genuine = rotated.verify::<Link>(&token).unwrap();
    assert_eq!(genuine.at(ENDS), Err(NotNow::KeyRetired));
}

#[test]
fn the_signing_key_listed_with_an_end_goes_on() {
    let listed = format!("{}@2020-01-01T00:00:00Z", public(1));
    let ring = ring(1, &listed);
    let genuine = ring.verify::<Link>(&ring.sign(&link()).unwrap()).unwrap();
    assert!(genuine.at(MINTED).is_ok());
    assert_eq!(ring.verifying_key_ids().count(), 1);
}

#[test]
fn no_token_stands_in_for_another_kind_or_deployment() {
    let ring = ring(1, "");
    let token = ring.sign(&link()).unwrap();
    assert_eq!(ring.verify::<Session>(&token), Err(Invalid::BadSignature));
    assert_eq!(ring.verify::<Challenge>(&token), Err(Invalid::BadSignature));
    assert_eq!(ring.verify::<ApiKey>(&token), Err(Invalid::BadSignature));
    let other = Ring::parse(&secret(1), "", "other.example.com").unwrap();
    assert_eq!(other.verify::<Link>(&token), Err(Invalid::BadSignature));
    // Sessions and challenges have the same members.
    let session = Session {
        id: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        issued: MINTED,
        expires: ENDS,
        link: "BBBBBBBBBBBBBBBBBBBBBA".to_owned(),
        recipient: "CCCCCCCCCCCCCCCCCCCCCA".to_owned(),
        domain: "DDDDDDDDDDDDDDDDDDDDDA".to_owned(),
    };
    let token = ring.sign(&session).unwrap();
    assert_eq!(ring.verify::<Challenge>(&token), Err(Invalid::BadSignature));
    assert!(ring.verify::<Session>(&token).is_ok());
}

#[test]
fn claims_are_read_in_the_one_spelling_we_write() {
    let ring = ring(1, "");
    let good = serde_json::to_string(&link()).unwrap();
    assert!(ring.verify::<Link>(&forge::<Link>(&ring, &good)).is_ok());
    let replaced = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replace(from, to)
    };
    for wrong in [
        String::new(),
        "null".to_owned(),
        "[]".to_owned(),
        good[1..].to_owned(),
        format!("{good} "),
        format!(" {good}"),
        format!("{good}{good}"),
        replaced("{\"jti\"", "{ \"jti\""),
        replaced("{\"jti\"", "{\"adm\":true,\"jti\""),
        replaced("{\"jti\"", "{\"jti\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"jti\""),
        replaced("\"exp\"", "\"exp\":\"2099-01-01T00:00:00Z\",\"exp\""),
        replaced("\"kind\"", "\"kind\":\"MBL\",\"kind\""),
        replaced("\"scac\"", "\"port\""),
        replaced("\"en\"", "\"\\u0065n\""),
        replaced("\"loc\":\"en\"", "\"loc\":null"),
        replaced("\"loc\":\"en\"", "\"loc\":\"en\",\"nte\":null"),
        replaced("\"iss\"", "\"isr\""),
        replaced("2026-11-22T12:00:00Z", "2026-11-22T12:00:00z"),
        replaced("2026-11-22T12:00:00Z", "2026-11-22T12:00:00.0Z"),
        replaced("2026-11-22T12:00:00Z", "2026-11-22T12:00:00+00:00"),
        replaced("\"2026-11-22T12:00:00Z\"", "1795348800"),
        replaced("\"CONTAINER\"", "\"container\""),
    ] {
        assert_eq!(
            ring.verify::<Link>(&forge::<Link>(&ring, &wrong)),
            Err(Invalid::BadClaims),
            "{wrong}"
        );
    }
}

#[test]
fn the_footer_is_matched_byte_for_byte() {
    let ring = ring(1, "");
    let id = ring.signing_key_id();
    let payload = serde_json::to_vec(&link()).unwrap();
    let implicit = verifier::implicit_assertion::<Link>(HOST);
    for footer in [
        String::new(),
        format!("{{\"kid\": \"{id}\"}}"),
        format!("{{\"kid\":\"{id}\",\"x\":1}}"),
        format!("{{\"kid\":\"{}\"}}", paserk::public_id(&[1; 32])),
        id.to_owned(),
    ] {
        let token = paseto::sign(
            &ring.signing,
            &payload,
            footer.as_bytes(),
            implicit.as_bytes(),
        );
        assert_eq!(
            ring.verify::<Link>(&token),
            Err(Invalid::UnknownKey),
            "{footer}"
        );
    }
}

#[test]
fn a_token_longer_than_its_kind_is_neither_read_nor_signed() {
    let ring = ring(1, "");
    let key = ApiKey {
        id: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        issued: MINTED,
        expires: ENDS,
        label: "x".repeat(ApiKey::MAX_LEN),
        scopes: vec![Scope::Read],
    };
    assert_eq!(ring.sign(&key).unwrap_err().code, Code::Internal);
    let token = forge::<ApiKey>(&ring, &serde_json::to_string(&key).unwrap());
    assert_eq!(ring.verify::<ApiKey>(&token), Err(Invalid::TooLong));
}

#[test]
fn the_largest_api_key_and_link_fit() {
    let ring = ring(1, "");
    let key = ApiKey {
        id: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        issued: MINTED,
        expires: ENDS,
        // The longest that a character can become in JSON is six bytes.
        label: "\u{1}".repeat(60),
        scopes: Scope::ALL.to_vec(),
    };
    assert!(ring.sign(&key).is_ok());
    let booking = Reference::parse(Kind::Booking, &"B".repeat(35), Some("MAEU")).unwrap();
    let largest = Link {
        shipments: vec![booking; 10],
        recipients: vec!["CCCCCCCCCCCCCCCCCCCCCA".to_owned(); 5],
        locale: Some("sr-Latn-RS".to_owned()),
        note: Some("\u{1}".repeat(280)),
        ..link()
    };
    let token = ring.sign(&largest).unwrap();
    assert_eq!(
        ring.verify::<Link>(&token).unwrap().at(MINTED),
        Ok(&largest)
    );
}

#[test]
fn the_longest_address_fits_the_dashboards_tokens() {
    let ring = ring(1, "");
    let id = || "CCCCCCCCCCCCCCCCCCCCCA".to_owned();
    // An address of 254 characters, masked: one letter becomes four.
    let who = format!("x***@{}", "d".repeat(252));
    let challenge = OpsChallenge {
        id: id(),
        issued: MINTED,
        expires: ENDS,
        recipient: id(),
        domain: id(),
        who: who.clone(),
    };
    let session = OpsSession {
        id: id(),
        issued: MINTED,
        expires: ENDS,
        recipient: id(),
        domain: id(),
        who,
    };
    let token = ring.sign(&session).unwrap();
    assert!(ring.verify::<OpsSession>(&token).is_ok());
    assert_eq!(
        ring.verify::<OpsChallenge>(&token),
        Err(Invalid::BadSignature)
    );
    let token = ring.sign(&challenge).unwrap();
    assert!(ring.verify::<OpsChallenge>(&token).is_ok());
    assert_eq!(
        ring.verify::<OpsSession>(&token),
        Err(Invalid::BadSignature)
    );
}

#[test]
fn claims_that_cannot_be_written_are_not_signed() {
    let offset = time::UtcOffset::from_hms(1, 0, 30).unwrap();
    let odd = Link {
        expires: ENDS.to_offset(offset),
        ..link()
    };
    assert_eq!(ring(1, "").sign(&odd).unwrap_err().code, Code::Internal);
}

#[test]
fn every_key_is_published_until_its_end() {
    let ring = ring(1, &format!("{}@2026-12-31T00:00:00Z", public(2)));
    let ids: Vec<&str> = ring.verifying_key_ids().collect();
    let key = |seed: u8, id: &str| {
        serde_json::json!({
            "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": id,
            "x": public(seed).strip_prefix("k4.public.").unwrap(),
        })
    };
    for (now, expected) in [
        (
            datetime!(2026-12-31 00:00 UTC),
            vec![key(1, ids[0]), key(2, ids[1])],
        ),
        (datetime!(2026-12-31 00:00:01 UTC), vec![key(1, ids[0])]),
    ] {
        let jwks: serde_json::Value = serde_json::from_str(&ring.jwks(now)).unwrap();
        assert_eq!(jwks, serde_json::json!({ "keys": expected }));
    }
}

#[test]
fn keys_are_listed_with_commas_spaces_and_lines() {
    let listed = format!(
        "{},{} \n {}@2027-01-01T00:00:00+01:00, {}",
        public(2),
        public(3),
        public(4),
        public(2)
    );
    assert_eq!(ring(1, &listed).verifying_key_ids().count(), 4);
    assert_eq!(ring(1, " ,\n").verifying_key_ids().count(), 1);
}

#[test]
fn a_bad_signing_key_is_named_and_not_quoted() {
    let mut mixed = pair(1).to_keypair_bytes();
    mixed[32..].copy_from_slice(pair(2).verifying_key().as_bytes());
    for wrong in [
        String::new(),
        "k4.secret.".to_owned(),
        public(1),
        secret(1).replace("k4", "k2"),
        format!("{}=", secret(1)),
        paserk::secret(&mixed),
        paserk::secret(&[0; 64]),
    ] {
        let problem = Ring::parse(&wrong, "", HOST).unwrap_err();
        assert_eq!(problem.setting, "SIGNING_KEY");
        assert!(wrong.len() < 20 || !problem.to_string().contains(&wrong));
    }
}

/// Points of small order, and two that are written with a coordinate past the
/// field's prime; RFC 8032, section 5.1.3, and "Taming the many `EdDSA`s".
#[test]
fn weak_and_odd_verifying_keys_are_refused_by_their_place() {
    let mut identity = [0; 32];
    identity[0] = 1;
    let mut minus_one = [0xff; 32];
    minus_one[0] = 0xec;
    minus_one[31] = 0x7f;
    let mut prime = [0xff; 32];
    prime[0] = 0xed;
    prime[31] = 0x7f;
    let mut prime_and_three = prime;
    prime_and_three[0] = 0xf0;
    for bytes in [
        [0; 32],
        identity,
        minus_one,
        prime,
        prime_and_three,
        [2; 32],
    ] {
        let listed = format!("{}, {}", public(2), paserk::public(&bytes));
        let problem = Ring::parse(&secret(1), &listed, HOST).unwrap_err();
        assert_eq!(problem.setting, "VERIFYING_KEYS");
        assert_eq!(problem.expected, "entry 2 to be a strong Ed25519 key");
    }
}

#[test]
fn a_malformed_list_is_refused_by_the_entrys_place() {
    for (listed, expected) in [
        ("garbage".to_owned(), "entry 1 to be a PASERK public key"),
        (secret(2), "entry 1 to be a PASERK public key"),
        (
            format!("{}\n{}=", public(2), public(3)),
            "entry 2 to be a PASERK",
        ),
        (
            format!("{}@", public(2)),
            "entry 1 to be a key and, after `@`",
        ),
        (
            format!("{}@2027-01-01", public(2)),
            "entry 1 to be a key and",
        ),
        (
            format!("{}@@2027-01-01T00:00:00Z", public(2)),
            "entry 1 to be a key and",
        ),
    ] {
        let problem = Ring::parse(&secret(1), &listed, HOST).unwrap_err();
        assert_eq!(problem.setting, "VERIFYING_KEYS");
        assert!(problem.expected.starts_with(expected), "{problem}");
    }
}

#[test]
fn the_ring_never_shows_its_secret() {
    let shown = format!("{:?}", ring(1, ""));
    assert!(shown.contains("k4.pid."));
    assert!(!shown.contains("secret"));
    assert!(!shown.contains(secret(1).strip_prefix("k4.secret.").unwrap()));
}

#[test]
fn a_verifier_without_a_signing_key_reads_the_same_tokens() {
    let token = ring(1, "").sign(&link()).unwrap();
    let verifier = Verifier::parse(&public(1), HOST).unwrap();
    assert_eq!(
        verifier.verify::<Link>(&token).unwrap().at(MINTED),
        Ok(&link())
    );
    assert_ne!(
        verifier.fingerprint(),
        Verifier::parse(&format!("{}@2027-01-01T00:00:00Z", public(1)), HOST)
            .unwrap()
            .fingerprint()
    );
}
