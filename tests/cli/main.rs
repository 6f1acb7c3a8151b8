//! The command line as an operator calls it.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod api_key;
mod bulk;
mod deployment;
mod inspect;
mod keygen;
mod list;
mod revoke;
mod share;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use sealink::token::claims::{ApiKey, Challenge, Claims, Link, OpsChallenge, OpsSession, Session};
use sealink::token::keys::Ring;
use sealink::token::pepper::{Pepper, is_id};
use sealink::token::{paserk, paseto};
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
    let help = run(&["--help"]);
    assert_eq!(code(&help), Some(0));
    assert!(out(&help).contains("\n  3  some rows failed\n"));
    assert_eq!(code(&run(&["--version"])), Some(0));
}
