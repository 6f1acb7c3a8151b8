//! `sealink inspect`.

use super::*;

#[test]
fn inspect_tells_what_a_url_says() {
    let keys = keygen();
    let url = format!("https://{HOST}/t/{}", keys.lasting());
    let output = run(&["inspect", &url, "--key", &keys.public]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    let told: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(told["purpose"], "link");
    assert_eq!(told["host"], HOST);
    assert_eq!(told["key"], keys.id);
    assert_eq!(told["state"], "valid until 9000-01-01T00:00:00Z");
    assert_eq!(told["claims"]["nte"], "Your coffee");
}

#[test]
fn inspect_tells_a_void_token_and_why() {
    let keys = keygen();
    let past = datetime!(2020-01-01 00:00 UTC);
    let far = datetime!(9000-01-01 00:00 UTC);
    let retired = format!("{}@2021-01-01T00:00:00Z", keys.public);
    for (token, key, state) in [
        (
            keys.link(past, datetime!(2020-02-01 00:00 UTC)),
            &keys.public,
            "expired at 2020-02-01T00:00:00Z",
        ),
        (
            keys.link(datetime!(8999-01-01 00:00 UTC), far),
            &keys.public,
            "issued in the future",
        ),
        (keys.link(past, far), &retired, "key retired"),
    ] {
        let output = run(&["inspect", &token, "--key", key, "--host", HOST]);
        assert_eq!(code(&output), Some(1));
        let told: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
        assert_eq!(told["state"], state);
        assert_eq!(told["claims"]["jti"], "AAAAAAAAAAAAAAAAAAAAAA");
        assert!(err(&output).contains("genuine, but void"));
    }
}

#[test]
fn inspect_takes_the_published_keys() {
    let folder = Folder::new("inspect-jwks");
    let keys = keygen();
    let other = keygen();
    let jwks = Ring::parse(&other.signing_key, &keys.public, HOST)
        .unwrap()
        .jwks(datetime!(2026-11-22 00:00 UTC));
    let file = folder.file("jwks.json");
    fs::write(&file, &jwks).unwrap();
    let token = keys.lasting();
    let output = run(&["inspect", &token, "--jwks", &file, "--host", HOST]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));

    let mut child = sealink(&["inspect", &token, "--jwks", "-", "--host", HOST])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(jwks.as_bytes())
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));

    fs::write(&file, "{}").unwrap();
    let output = run(&["inspect", &token, "--jwks", &file, "--host", HOST]);
    assert_eq!(code(&output), Some(2));
    assert!(err(&output).contains("JSON Web Key Set"));
    let missing = folder.file("missing");
    let output = run(&["inspect", &token, "--jwks", &missing, "--host", HOST]);
    assert_eq!(code(&output), Some(2));
}

#[test]
fn inspect_says_exactly_why_a_token_is_not_genuine() {
    let (keys, other) = (keygen(), keygen());
    let token = keys.lasting();
    let damaged = token.replacen("eyJ", "eyK", 1);
    for (token, key, host, why) in [
        ("rubbish", &keys.public, HOST, "not a token"),
        (&*token, &other.public, HOST, "signed by a key"),
        (
            &*token,
            &keys.public,
            "other.example",
            "the signature does not hold",
        ),
        (&*damaged, &keys.public, HOST, "the signature does not hold"),
        (
            &*"v".repeat(9000),
            &keys.public,
            HOST,
            "longer than any token",
        ),
    ] {
        let output = run(&["inspect", token, "--key", key, "--host", host]);
        assert_eq!(code(&output), Some(1));
        assert_eq!(out(&output), "");
        assert!(err(&output).contains(why), "{}", err(&output));
        assert!(!err(&output).contains(token));
    }
}

#[test]
fn inspect_tells_every_purpose_and_takes_only_links_in_urls() {
    let keys = keygen();
    let ring = keys.ring();
    let (issued, expires) = (
        datetime!(2020-01-01 00:00 UTC),
        datetime!(9000-01-01 00:00 UTC),
    );
    let id = || "AAAAAAAAAAAAAAAAAAAAAA".to_owned();
    let session = Session {
        id: id(),
        issued,
        expires,
        link: id(),
        recipient: id(),
        domain: id(),
    };
    let challenge = Challenge {
        id: id(),
        issued,
        expires,
        link: id(),
        recipient: id(),
        domain: id(),
    };
    let api = ApiKey {
        id: id(),
        issued,
        expires,
        label: "x".to_owned(),
        scopes: vec![],
    };
    let ops = OpsSession {
        id: id(),
        issued,
        expires,
        recipient: id(),
        domain: id(),
        who: "j***@acme.example".to_owned(),
    };
    let ops_challenge = OpsChallenge {
        id: id(),
        issued,
        expires,
        recipient: id(),
        domain: id(),
        who: "j***@acme.example".to_owned(),
    };
    for (purpose, token) in [
        ("link", keys.lasting()),
        ("session", ring.sign(&session).unwrap()),
        ("challenge", ring.sign(&challenge).unwrap()),
        ("api", ring.sign(&api).unwrap()),
        ("ops", ring.sign(&ops).unwrap()),
        ("ops-challenge", ring.sign(&ops_challenge).unwrap()),
    ] {
        let output = run(&["inspect", &token, "--key", &keys.public, "--host", HOST]);
        assert_eq!(code(&output), Some(0), "{}", err(&output));
        let told: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
        assert_eq!(told["purpose"], purpose);
        assert_eq!(told["claims"]["jti"], id());

        let url = format!("https://{HOST}/t/{token}#to=you@example.com");
        let output = run(&["inspect", &url, "--key", &keys.public]);
        if purpose == "link" {
            assert_eq!(code(&output), Some(0));
        } else {
            assert_eq!((code(&output), out(&output)), (Some(1), String::new()));
            let why = format!("wrong purpose: a genuine token, but for `{purpose}`");
            assert!(err(&output).contains(&why), "{}", err(&output));
        }
    }
}

#[test]
fn inspect_names_the_first_end_that_comes() {
    let keys = keygen();
    let retiring = format!("{}@8000-01-01T00:00:00Z", keys.public);
    let output = run(&[
        "inspect",
        &keys.lasting(),
        "--key",
        &retiring,
        "--host",
        HOST,
    ]);
    assert_eq!(code(&output), Some(0));
    assert!(out(&output).contains("valid until 8000-01-01T00:00:00Z"));
}

#[test]
fn inspect_names_the_key_that_is_missing_and_shows_nothing_else() {
    let (keys, other) = (keygen(), keygen());
    let token = keys.lasting();
    let inspect = |token: &str| run(&["inspect", token, "--key", &other.public, "--host", HOST]);
    let named = format!("it names {}", keys.id);
    assert!(err(&inspect(&token)).contains(&named));
    let body = token.rsplit_once('.').unwrap().0;
    for footer in [
        r#"{"kid":"<script>"}"#.to_owned(),
        format!(r#"{{"kid":"k4.pid.{}"}}"#, "\u{1b}".repeat(44)),
        format!(r#"{{"kid":"{}x"}}"#, keys.id),
    ] {
        let odd = format!("{body}.{}", URL_SAFE_NO_PAD.encode(footer));
        let output = inspect(&odd);
        assert_eq!(code(&output), Some(1));
        assert!(!err(&output).contains("it names"), "{}", err(&output));
    }
}

#[test]
fn inspect_tells_claims_of_no_purpose() {
    let keys = keygen();
    let pair = paserk::parse_secret(&keys.signing_key).unwrap();
    let odd = paseto::sign(
        &SigningKey::from_keypair_bytes(&pair).unwrap(),
        br#"{"jti":"AAAAAAAAAAAAAAAAAAAAAA"}"#,
        format!(r#"{{"kid":"{}"}}"#, keys.id).as_bytes(),
        format!("sealink:session:{HOST}").as_bytes(),
    );
    let output = run(&["inspect", &odd, "--key", &keys.public, "--host", HOST]);
    assert_eq!((code(&output), out(&output)), (Some(1), String::new()));
    assert!(err(&output).contains("the claims are not those of its purpose"));
}

#[test]
fn inspect_reads_the_token_from_standard_input() {
    let keys = keygen();
    let read = |input: &str, more: &[&str]| {
        let mut child = sealink(&[&["inspect", "-"], more].concat())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A call that is refused ends before it has read its input.
        drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
        child.wait_with_output().unwrap()
    };
    let url = format!("https://{HOST}/t/{}\n", keys.lasting());
    let output = read(&url, &["--key", &keys.public]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    let output = read(&"x".repeat(70_000), &["--key", &keys.public]);
    assert_eq!(code(&output), Some(2));
    assert!(err(&output).contains("token: longer than 64 KB"));
    let output = read(&url, &["--jwks", "-"]);
    assert_eq!(code(&output), Some(2));
    assert!(err(&output).contains("--jwks: expected a file"));
}

#[test]
fn inspect_names_the_option_that_holds_a_bad_key_and_never_quotes_it() {
    let folder = Folder::new("inspect-bad-key");
    let keys = keygen();
    let token = keys.lasting();
    let bare = ["inspect", &token, "--host", HOST];
    let weak = paserk::public(&[0; 32]);
    let dated = format!("{}@soon", keys.public);
    for (wrong, expected) in [
        (&keys.signing_key, "entry 2 to be a PASERK public key"),
        (&weak, "entry 2 to be a strong Ed25519 key"),
        (&dated, "entry 2 to be a key and, after `@`"),
    ] {
        let output = run(&[&bare[..], &["--key", &keys.public, "--key", wrong]].concat());
        assert_eq!(code(&output), Some(2));
        let expected = format!("--key: expected {expected}");
        assert!(err(&output).contains(&expected), "{}", err(&output));
        assert!(!err(&output).contains(wrong.as_str()));
    }
    let file = folder.file("jwks.json");
    let okp = |x: &str| format!(r#"{{"keys":[{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}]}}"#);
    for (text, expected) in [
        (
            okp(&"A".repeat(43)),
            "--jwks: expected entry 1 to be a strong",
        ),
        (okp("hunter2"), "expected `x` of every Ed25519 key"),
        (
            "SIGNING_KEY=hunter2".to_owned(),
            "expected a JSON Web Key Set",
        ),
        (r#"{"keys":[]}"#.to_owned(), "no key to verify with"),
        (" ".repeat(70_000), "longer than 64 KB"),
    ] {
        fs::write(&file, text).unwrap();
        let output = run(&[&bare[..], &["--jwks", &file]].concat());
        assert_eq!(code(&output), Some(2));
        assert!(err(&output).contains(expected), "{}", err(&output));
        assert!(!err(&output).contains("hunter2"));
    }
    // A good set beside a good key is one list.
    fs::write(&file, keygen().ring().jwks(datetime!(2026-11-22 00:00 UTC))).unwrap();
    let output = run(&[&bare[..], &["--jwks", &file, "--key", &keys.public]].concat());
    assert_eq!(code(&output), Some(0), "{}", err(&output));
}

#[test]
fn inspect_tells_programs_in_one_line_of_json() {
    let (keys, other) = (keygen(), keygen());
    let past = datetime!(2020-01-01 00:00 UTC);
    let expired = keys.link(past, datetime!(2020-02-01 00:00 UTC));
    for (token, key, expected, reason) in [
        (keys.lasting(), &keys.public, 0, ""),
        (expired, &keys.public, 1, "genuine, but void"),
        (keys.lasting(), &other.public, 1, "not genuine"),
    ] {
        let output = run(&["inspect", &token, "--key", key, "--host", HOST, "--json"]);
        assert_eq!(code(&output), Some(expected));
        let text = out(&output);
        assert_eq!(text.lines().count(), 1);
        let told: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(told["valid"], expected == 0);
        let told_reason = told["reason"].as_str().unwrap_or_default();
        assert!(told_reason.starts_with(reason), "{text}");
        assert_eq!(told["purpose"].is_string(), !reason.starts_with("not"));
    }
    let output = run(&["inspect", "x", "--json"]);
    assert_eq!(code(&output), Some(2));
    let told: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(
        (&told["exitCode"], &told["error"]["code"]),
        (&2.into(), &"usage".into())
    );
}
