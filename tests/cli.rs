//! The command line as an operator calls it.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use sealink::token::claims::{Claims, Link};
use sealink::token::keys::Ring;
use sealink::token::paserk;
use sealink::token::pepper::{Pepper, is_id};
use time::macros::datetime;

const HOST: &str = "track.example.com";

/// The command line with an empty environment.
fn sealink(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sealink"));
    command.args(args).env_clear().stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> Output {
    sealink(args).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

/// A folder of the test's own, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        drop(fs::remove_dir_all(&path));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// The secrets of one `sealink keygen`, and the public key it told.
struct Keys {
    signing_key: String,
    pepper: String,
    public: String,
    id: String,
}

fn keygen() -> Keys {
    let output = run(&["keygen"]);
    assert_eq!(code(&output), Some(0));
    let (text, told) = (out(&output), err(&output));
    let after = |text: &str, name: &str| {
        let mut lines = text.lines().filter_map(|line| line.strip_prefix(name));
        lines.next().unwrap().trim().to_owned()
    };
    assert_eq!(text.lines().count(), 2);
    Keys {
        signing_key: after(&text, "SIGNING_KEY="),
        pepper: after(&text, "PEPPER="),
        public: after(&told, "public key:"),
        id: after(&told, "key id:"),
    }
}

impl Keys {
    fn ring(&self) -> Ring {
        Ring::parse(&self.signing_key, "", HOST).unwrap()
    }

    fn api_key(&self, args: &[&str]) -> Output {
        sealink(&["api-key"])
            .args(args)
            .env("SIGNING_KEY", &self.signing_key)
            .env("PUBLIC_HOST", HOST)
            .output()
            .unwrap()
    }

    fn link(&self, issued: time::OffsetDateTime, expires: time::OffsetDateTime) -> String {
        let link = Link {
            id: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
            issued,
            expires,
            issuer: "BBBBBBBBBBBBBBBBBBBBBA".to_owned(),
            shipments: vec![],
            recipients: vec![],
            locale: None,
            note: Some("Your coffee".to_owned()),
        };
        self.ring().sign(&link).unwrap()
    }

    /// A link that is valid when this test runs.
    fn lasting(&self) -> String {
        self.link(
            datetime!(2020-01-01 00:00 UTC),
            datetime!(9000-01-01 00:00 UTC),
        )
    }
}

#[test]
fn keygen_makes_secrets_that_the_worker_takes() {
    let keys = keygen();
    let ring = keys.ring();
    assert_eq!(ring.signing_key_id(), keys.id);
    assert_eq!(
        paserk::public_id(&paserk::parse_public(&keys.public).unwrap()),
        keys.id
    );
    assert!(Pepper::parse(&keys.pepper).is_ok());
    let again = keygen();
    assert_ne!(keys.signing_key, again.signing_key);
    assert_ne!(keys.pepper, again.pepper);
}

#[test]
fn keygen_fills_a_file_once() {
    let folder = Folder::new("keygen-fills");
    let file = folder.file(".dev.vars");
    let first = run(&["keygen", "--dev-vars", &file]);
    assert_eq!(code(&first), Some(0));
    assert_eq!(out(&first), "");
    assert!(err(&first).contains("public key: k4.public."));
    assert!(!err(&first).contains("k4.secret."));
    let text = fs::read_to_string(&file).unwrap();
    let names: Vec<_> = text.lines().map(|line| line.split('=').next()).collect();
    assert_eq!(names, [Some("SIGNING_KEY"), Some("PEPPER")]);

    let second = run(&["keygen", "--dev-vars", &file]);
    assert_eq!(code(&second), Some(0));
    assert!(err(&second).contains("has its secrets already"));
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn keygen_adds_what_a_file_lacks_and_keeps_the_rest() {
    let folder = Folder::new("keygen-adds");
    let file = folder.file(".dev.vars");
    let pepper = keygen().pepper;
    let before = format!("# mine\nORIGIN_TOKEN=\"x\"\nSIGNING_KEY=\nPEPPER='{pepper}'");
    fs::write(&file, &before).unwrap();
    assert_eq!(code(&run(&["keygen", "--dev-vars", &file])), Some(0));
    let text = fs::read_to_string(&file).unwrap();
    let added = text.strip_prefix(&before).unwrap();
    assert!(added.starts_with("\nSIGNING_KEY=k4.secret."));
    assert_eq!(added.trim().lines().count(), 1);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("keygen-private");
    let (fresh, old) = (folder.file("fresh"), folder.file("old"));
    fs::write(&old, "A=1\n").unwrap();
    fs::set_permissions(&old, fs::Permissions::from_mode(0o644)).unwrap();
    for file in [fresh, old] {
        assert_eq!(code(&run(&["keygen", "--dev-vars", &file])), Some(0));
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn keygen_says_when_it_cannot_write() {
    let folder = Folder::new("keygen-cannot");
    let output = run(&["keygen", "--dev-vars", &folder.file("no/such/folder")]);
    assert_eq!(code(&output), Some(1));
    assert!(err(&output).contains("cannot write"));
    let output = run(&["keygen", "--dev-vars", folder.0.to_str().unwrap()]);
    assert_eq!(code(&output), Some(1));
    assert!(err(&output).contains("cannot read"));
}

#[test]
fn an_api_key_is_signed_with_the_local_key() {
    let keys = keygen();
    let args = [
        "--label",
        "ERP",
        "--scopes",
        "revoke,mint,mint",
        "--days",
        "30",
    ];
    let output = keys.api_key(&args);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    let genuine = keys
        .ring()
        .verify::<sealink::token::claims::ApiKey>(out(&output).trim())
        .unwrap();
    let key = genuine.even_if_void();
    assert!(is_id(&key.id));
    assert!(err(&output).contains(&key.id));
    assert_eq!(key.label, "ERP");
    let scopes: Vec<_> = key.scopes.iter().map(|scope| scope.as_str()).collect();
    assert_eq!(scopes, ["mint", "revoke"]);
    assert_eq!(key.expires() - key.issued(), time::Duration::days(30));
    assert_ne!(out(&output), out(&keys.api_key(&args)));
}

#[test]
fn an_api_key_takes_its_settings_from_a_file() {
    let folder = Folder::new("api-key-file");
    let file = folder.file(".dev.vars");
    assert_eq!(code(&run(&["keygen", "--dev-vars", &file])), Some(0));
    let args = ["api-key", "--label", "x", "--scopes", "read", "--days", "1"];
    let with = |more: &[&str]| run(&[&args[..], more].concat());

    let without_host = with(&["--dev-vars", &file]);
    assert_eq!(code(&without_host), Some(2));
    assert!(err(&without_host).contains("PUBLIC_HOST"));
    let output = with(&["--dev-vars", &file, "--host", "Localhost:8787"]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));

    let text = fs::read_to_string(&file).unwrap();
    let secret = text.lines().next().unwrap().strip_prefix("SIGNING_KEY=");
    let ring = Ring::parse(secret.unwrap(), "", "localhost:8787").unwrap();
    let token = out(&output);
    assert!(
        ring.verify::<sealink::token::claims::ApiKey>(token.trim())
            .is_ok()
    );

    fs::write(&file, format!("{text}PUBLIC_HOST=https://a.example/\n")).unwrap();
    let bad_host = with(&["--dev-vars", &file]);
    assert_eq!(code(&bad_host), Some(2));
    assert!(err(&bad_host).contains("PUBLIC_HOST: expected a host name"));
}

#[test]
fn an_api_key_is_refused_by_the_option_that_is_wrong() {
    let keys = keygen();
    let long = "x".repeat(61);
    for (label, scopes, days, named) in [
        ("", "mint", "1", "--label"),
        ("  ", "mint", "1", "--label"),
        (&*long, "mint", "1", "--label"),
        ("a\nb", "mint", "1", "--label"),
        ("x", "", "1", "--scopes"),
        ("x", "admin", "1", "--scopes"),
        ("x", "mint,", "1", "--scopes"),
        ("x", "Mint", "1", "--scopes"),
        ("x", "mint", "0", "--days"),
        ("x", "mint", "731", "--days"),
        ("x", "mint", "-1", "--days"),
        ("x", "mint", "1.5", "--days"),
    ] {
        let label = format!("--label={label}");
        let scopes = format!("--scopes={scopes}");
        let days = format!("--days={days}");
        let output = keys.api_key(&[&label, &scopes, &days]);
        assert_eq!(code(&output), Some(2), "{label} {scopes} {days}");
        assert!(err(&output).contains(named), "{}", err(&output));
        assert_eq!(out(&output), "");
    }
    let long_enough = "é".repeat(60);
    let output = keys.api_key(&["--label", &long_enough, "--scopes", "mint", "--days", "730"]);
    assert_eq!(code(&output), Some(0));
}

#[test]
fn an_api_key_needs_a_signing_key_and_never_quotes_it() {
    let args = [
        "api-key",
        "--label=x",
        "--scopes=mint",
        "--days=1",
        "--host=a.example",
    ];
    let output = run(&args);
    assert_eq!(code(&output), Some(2));
    assert!(err(&output).contains("SIGNING_KEY"));
    let output = sealink(&args)
        .env("SIGNING_KEY", "k4.secret.hunter2")
        .output()
        .unwrap();
    assert_eq!(code(&output), Some(1));
    assert!(err(&output).contains("SIGNING_KEY: expected"));
    assert!(!err(&output).contains("hunter2"));
}

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
fn inspect_finds_out_the_purpose() {
    let keys = keygen();
    let output = keys.api_key(&["--label=x", "--scopes=mint", "--days=1"]);
    let token = out(&output);
    let output = run(&[
        "inspect",
        token.trim(),
        "--key",
        &keys.public,
        "--host",
        HOST,
    ]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    assert!(out(&output).contains(r#""purpose": "api""#));
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
fn wrong_calls_are_told_apart_from_wrong_tokens() {
    let keys = keygen();
    let token = keys.lasting();
    for args in [
        &["frobnicate"][..],
        &["inspect"],
        &["inspect", &token, "--key", &keys.public],
        &["inspect", &token, "--host", HOST],
        &["inspect", &token, "--key", "k4.public.x", "--host", HOST],
        &[
            "inspect",
            &token,
            "--key",
            &keys.public,
            "--host",
            "https://a.example",
        ],
        &["inspect", "https://a.example/s/x", "--key", &keys.public],
        &["keygen", "--label", "x"],
        &[],
    ] {
        assert_eq!(code(&run(args)), Some(2), "{args:?}");
    }
    assert_eq!(code(&run(&["--help"])), Some(0));
    assert_eq!(code(&run(&["--version"])), Some(0));
}
