use ed25519_dalek::{Signer as _, SigningKey};
use time::macros::datetime;

use super::*;

const STANDARD_SECRET: &str = "standard:whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const DCSA_2026: &str = "dcsa-2026:OWY4YzdhNGQ=";
const DCSA_22: &str = "dcsa-2.2:OWY4YzdhNGQ=";
const TERMINAL49: &str = "terminal49:0123456789abcdef";
const MAERSK: &str = "maersk:0123456789abcdef";

/// A push as it came, about now.
#[derive(Clone)]
struct Sent {
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    now: OffsetDateTime,
}

impl Sent {
    fn new(headers: &[(&'static str, &str)], body: &str, now: OffsetDateTime) -> Self {
        Self {
            headers: headers
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned()))
                .collect(),
            body: body.as_bytes().to_vec(),
            now,
        }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self
    }

    fn judged(&self, secrets: &str) -> Result<Verified, Refusal> {
        let secrets = HookSecrets::parse(secrets).unwrap();
        verify(&secrets, &self.headers, &self.body, self.now)
    }
}

/// The vector of the specification's own libraries.
fn standard() -> Sent {
    Sent::new(
        &[
            ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
            ("webhook-timestamp", "1614265330"),
            (
                "webhook-signature",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            ),
        ],
        r#"{"test": 2432232314}"#,
        datetime!(2021-02-25 15:02:10 UTC),
    )
}

/// The example of DCSA's OVS Hub Notifications 1.0.0.
fn dcsa_2026() -> Sent {
    Sent::new(
        &[
            ("signature-timestamp", "2026-03-12T14:47:00Z"),
            ("request-id", "01KKH4JGKBPT6J9VJX1WXKWPGK"),
            (
                "notification-signature",
                "sha256=8d3a7837713e319d1466139903ffd5b1b8d96f6a769f6d53c03a29dc5c3f3630",
            ),
        ],
        r#"{"lastName":"Doe" , "firstName":"John",  "age":40}"#,
        datetime!(2026-03-12 14:47 UTC),
    )
}

fn dcsa_22() -> Sent {
    Sent::new(
        &[(
            "notification-signature",
            "sha256=1ae9d9043ab0fe0fc8d769bf889cfd3086c3862a07a9dc44a418f6149be27b55",
        )],
        r#"[{"eventID":"1"}]"#,
        datetime!(2026-03-12 14:47 UTC),
    )
}

fn plain(header: &'static str) -> Sent {
    Sent::new(
        &[(
            header,
            "f1a4e4269bbd57169492a1172ffbff39c6cdf952bb6e3c6211aa47a639fd173f",
        )],
        r#"{"data":{"id":"87d4f5e3"}}"#,
        datetime!(2026-03-12 14:47 UTC),
    )
}

/// A push of every scheme, with the secrets that know it.
fn every() -> [(Sent, &'static str); 5] {
    [
        (standard(), STANDARD_SECRET),
        (plain("x-t49-webhook-signature"), TERMINAL49),
        (plain("x-maersk-signature-256"), MAERSK),
        (dcsa_2026(), DCSA_2026),
        (dcsa_22(), DCSA_22),
    ]
}

/// Test 1 of RFC 8032, section 7.1.
fn ed25519() -> (SigningKey, String) {
    let seed = unhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").unwrap();
    let key = SigningKey::from_bytes(&seed.try_into().unwrap());
    let public = STANDARD.encode(key.verifying_key().as_bytes());
    assert_eq!(public, "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
    (key, format!("standard:whpk_{public}"))
}

fn asymmetric() -> (Sent, String) {
    let (key, secret) = ed25519();
    let sent = standard();
    let message = [
        b"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.".as_slice(),
        &sent.body,
    ]
    .concat();
    let signature = STANDARD.encode(key.sign(&message).to_bytes());
    (
        sent.with("webhook-signature", &format!("v1a,{signature}")),
        secret,
    )
}

#[test]
fn published_vectors_verify() {
    let verified = standard().judged(STANDARD_SECRET).unwrap();
    assert_eq!(
        verified,
        Verified {
            scheme: HookScheme::Standard,
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek".to_owned(),
            at: Some(standard().now),
        }
    );
    let verified = dcsa_2026().judged(DCSA_2026).unwrap();
    assert_eq!(
        verified,
        Verified {
            scheme: HookScheme::Dcsa2026,
            id: "01KKH4JGKBPT6J9VJX1WXKWPGK".to_owned(),
            at: Some(dcsa_2026().now),
        }
    );
}

#[test]
fn what_has_no_id_is_known_by_its_body() {
    for (header, scheme, secret) in [
        (
            "x-t49-webhook-signature",
            HookScheme::Terminal49,
            TERMINAL49,
        ),
        ("x-maersk-signature-256", HookScheme::Maersk, MAERSK),
    ] {
        let id = "1006293cc1ab581decb56a77eabf51897caeff93cb6878730a2e6fc53f16a0f9".to_owned();
        let at = None;
        assert_eq!(
            plain(header).judged(secret),
            Ok(Verified { scheme, id, at })
        );
    }
    let verified = dcsa_22().judged(DCSA_22).unwrap();
    assert_eq!((verified.scheme, verified.at), (HookScheme::Dcsa22, None));
    let other = plain("x-maersk-signature-256");
    let prefixed = format!("sha256={}", other.headers[0].1);
    assert!(
        other
            .with("x-maersk-signature-256", &prefixed)
            .judged(MAERSK)
            .is_ok()
    );
}

#[test]
fn an_asymmetric_signature_verifies_under_its_key_alone() {
    let (sent, secret) = asymmetric();
    assert!(sent.judged(&secret).is_ok());
    assert_eq!(sent.judged(STANDARD_SECRET), Err(Refusal::Wrong));
    assert_eq!(standard().judged(&secret), Err(Refusal::Wrong));
    let both = format!("{STANDARD_SECRET},{secret}");
    assert!(sent.judged(&both).is_ok() && standard().judged(&both).is_ok());
}

#[test]
fn any_secret_of_the_scheme_and_any_signature_of_the_list_will_do() {
    for (sent, secret) in every() {
        let (scheme, _) = secret.split_once(':').unwrap();
        let other = match scheme {
            "standard" => "standard:whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".to_owned(),
            _ => format!("{scheme}:MTIzNDU2Nzg5MA=="),
        };
        assert_eq!(sent.judged(&other), Err(Refusal::Wrong), "{scheme}");
        assert!(
            sent.judged(&format!("{other},{secret}")).is_ok(),
            "{scheme}"
        );
        assert!(
            sent.judged(&format!("{secret},{other}")).is_ok(),
            "{scheme}"
        );
    }
    let good = standard().headers.remove(2).1;
    let with = |list: &str| {
        standard()
            .with("webhook-signature", list)
            .judged(STANDARD_SECRET)
    };
    let other = format!("v1,{}", STANDARD.encode([7; 32]));
    assert!(with(&format!("{other} v2,AAAA nonsense {good}")).is_ok());
    assert_eq!(with(&other), Err(Refusal::Wrong));
    let many = format!("{other} ").repeat(8);
    assert_eq!(with(&format!("{many}{good}")), Err(Refusal::Wrong));
}

#[test]
fn what_is_not_signed_or_by_an_unknown_scheme_is_refused() {
    for (sent, secret) in every() {
        let bare = Sent {
            headers: Vec::new(),
            ..sent.clone()
        };
        assert_eq!(bare.judged(secret), Err(Refusal::Unsigned));
        assert_eq!(sent.judged(""), Err(Refusal::UnknownScheme));
        for (_, other) in every().iter().filter(|(_, other)| *other != secret) {
            assert_eq!(sent.judged(other), Err(Refusal::UnknownScheme), "{other}");
        }
    }
}

#[test]
fn what_has_no_time_is_taken_only_under_a_secret_that_says_so() {
    let untimed = dcsa_2026().without("signature-timestamp");
    assert_eq!(untimed.judged(DCSA_2026), Err(Refusal::UnknownScheme));
    assert_eq!(untimed.judged(DCSA_22), Err(Refusal::Wrong));
    let timed = dcsa_22().with("signature-timestamp", "2026-03-12T14:47:00Z");
    assert_eq!(timed.judged(DCSA_22), Err(Refusal::UnknownScheme));
    assert_eq!(timed.judged(DCSA_2026), Err(Refusal::Malformed));
}

#[test]
fn of_two_schemes_the_one_that_is_set_counts() {
    let both = dcsa_22().with("x-maersk-signature-256", "nonsense");
    assert!(both.judged(DCSA_22).is_ok());
    assert_eq!(both.judged(MAERSK), Err(Refusal::Malformed));
}

#[test]
fn five_minutes_either_way_and_no_second_more() {
    for (sent, secret) in [(standard(), STANDARD_SECRET), (dcsa_2026(), DCSA_2026)] {
        let after = |seconds: i64| {
            let now = sent.now + Duration::seconds(seconds);
            let late = Sent {
                now,
                ..sent.clone()
            };
            late.judged(secret).map(|_| ())
        };
        assert_eq!([after(300), after(-300)], [Ok(()), Ok(())]);
        assert_eq!(after(301), Err(Refusal::TooOld));
        assert_eq!(after(-301), Err(Refusal::FromFuture));
        assert_eq!(after(99_999_999), Err(Refusal::TooOld));
    }
}

#[test]
fn what_is_malformed_is_refused() {
    let long = "1".repeat(MAX_HEADER + 1);
    let cases: [(&'static str, &[&str]); 4] = [
        ("webhook-id", &["", "a.b", "a b", "ä", &"a".repeat(129)]),
        (
            "webhook-timestamp",
            &["", "now", "1614265330.5", "9223372036854775807"],
        ),
        (
            "webhook-signature",
            &["", "v1", "v1,", "v2,AAAA", "v1,***", "v1a,AAAA"],
        ),
        ("webhook-timestamp", &[&long]),
    ];
    for (name, values) in cases {
        for value in values {
            let judged = standard().with(name, value).judged(STANDARD_SECRET);
            let empty_code = *value == "v1,";
            let expected = if empty_code {
                Refusal::Wrong
            } else {
                Refusal::Malformed
            };
            assert_eq!(judged, Err(expected), "{name}: {value}");
        }
    }
    let digits = "8d3a7837713e319d1466139903ffd5b1b8d96f6a769f6d53c03a29dc5c3f3630";
    let (short, other, letter) = (
        format!("sha256={}", &digits[1..]),
        format!("sha512={digits}"),
        format!("sha256=g{}", &digits[1..]),
    );
    let wide = format!("sha256=€{}", &digits[3..]);
    let cases: [(&'static str, &[&str]); 3] = [
        (
            "signature-timestamp",
            &["", "1773326820", "2026-03-12", "2026-03-12T14:47:00Z "],
        ),
        (
            "request-id",
            &[
                "",
                "81KKH4JGKBPT6J9VJX1WXKWPGK",
                "01KKH4JGKBPT6J9VJX1WXKWPGI",
                "01KKH4JGKBPT6J9VJX1WXKWPG",
                "01KKH4JGKBPT6J9VJX1WXKWP.K",
            ],
        ),
        (
            "notification-signature",
            &["", "sha256=", digits, &short, &other, &letter, &wide],
        ),
    ];
    for (name, values) in cases {
        for value in values {
            let judged = dcsa_2026().with(name, value).judged(DCSA_2026);
            assert_eq!(judged, Err(Refusal::Malformed), "{name}: {value}");
        }
    }
    for name in ["webhook-id", "webhook-timestamp"] {
        let judged = standard().without(name).judged(STANDARD_SECRET);
        assert_eq!(judged, Err(Refusal::Malformed), "{name}");
    }
    let judged = dcsa_2026().without("request-id").judged(DCSA_2026);
    assert_eq!(judged, Err(Refusal::Malformed));
    for body in [r#"{"age":40"#, r#"{"age":40,"age":40}"#, "\u{feff}{}"] {
        let sent = Sent {
            body: body.as_bytes().to_vec(),
            ..dcsa_2026()
        };
        assert_eq!(sent.judged(DCSA_2026), Err(Refusal::Malformed), "{body}");
    }
}

#[test]
fn the_form_of_the_json_is_not_what_is_signed_by_dcsa_of_2026() {
    let sent = Sent {
        body: br#"{"age":4e1,"firstName":"J\u006fhn","lastName":"Doe"}"#.to_vec(),
        ..dcsa_2026()
    };
    assert!(sent.judged(DCSA_2026).is_ok());
}

#[test]
fn every_other_bit_is_refused() {
    let (asymmetric, key) = asymmetric();
    let pushes = every().map(|(sent, secret)| (sent, secret.to_owned()));
    for (sent, secret) in pushes.into_iter().chain([(asymmetric, key)]) {
        assert!(sent.judged(&secret).is_ok());
        for bit in 0..sent.body.len() * 8 {
            let mut other = sent.clone();
            other.body[bit / 8] ^= 1 << (bit % 8);
            assert!(other.judged(&secret).is_err(), "bit {bit} of the body");
        }
        for place in 0..sent.headers.len() {
            let (name, value) = &sent.headers[place];
            for bit in 0..value.len() * 8 {
                let mut bytes = value.clone().into_bytes();
                bytes[bit / 8] ^= 1 << (bit % 8);
                let Ok(text) = String::from_utf8(bytes) else {
                    continue;
                };
                // The same digits of a code in hexadecimal.
                let digit = !name.starts_with("webhook") && bit / 8 + 64 >= value.len();
                if digit && text.eq_ignore_ascii_case(value) {
                    continue;
                }
                let judged = sent.clone().with(name, &text).judged(&secret);
                assert!(judged.is_err(), "{name}: {text}");
            }
        }
    }
}

#[test]
fn what_is_cut_or_longer_is_refused() {
    for (sent, secret) in every() {
        for body in [&sent.body[1..], &sent.body[..sent.body.len() - 1], b""] {
            let other = Sent {
                body: body.to_vec(),
                ..sent.clone()
            };
            assert!(other.judged(secret).is_err());
        }
        let mut longer = sent.clone();
        longer.body.extend(b"x");
        assert!(longer.judged(secret).is_err());
    }
}

#[test]
fn a_part_of_one_header_is_not_taken_for_one_of_another() {
    let sent = Sent {
        body: br#"1614265330.{"test": 2432232314}"#.to_vec(),
        ..standard()
    };
    assert!(sent.judged(STANDARD_SECRET).is_err());
    let shifted = standard()
        .with("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330")
        .with("webhook-timestamp", "1614265330");
    assert_eq!(shifted.judged(STANDARD_SECRET), Err(Refusal::Malformed));
}

#[test]
fn each_refusal_says_another_thing() {
    let texts: std::collections::BTreeSet<String> = [
        Refusal::Unsigned,
        Refusal::UnknownScheme,
        Refusal::Malformed,
        Refusal::Wrong,
        Refusal::TooOld,
        Refusal::FromFuture,
    ]
    .map(|refusal| refusal.to_string())
    .into();
    assert_eq!(texts.len(), 6, "{texts:?}");
}
