//! `sealink keygen`: a signing key and a pepper.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::Args;
use ed25519_dalek::SigningKey;
use sealink::token::paserk;
use sealink::token::pepper::{PEPPER_LENGTH, Pepper};
use serde_json::json;

use super::text::print_json;
use super::{Failure, dotenv, machine, print};

/// Make a new signing key and pepper.
///
/// The two secrets go to standard output as `NAME=value` lines, the public
/// key and its id to standard error.
#[derive(Debug, Args)]
pub(super) struct Keygen {
    /// Write the secrets into this file instead, readable by its owner only;
    /// what the file already has stays as it is.
    #[arg(long, value_name = "FILE")]
    dev_vars: Option<PathBuf>,
    /// Print JSON for programs: the public key and its id, and the secrets
    /// unless they go into a file.
    #[arg(long)]
    pub(super) json: bool,
}

impl Keygen {
    pub(super) fn run(self) -> Result<(), Failure> {
        if let Some(file) = self.dev_vars {
            return write(&file, self.json);
        }
        let (key, pepper) = (new_key()?, new_pepper()?);
        if self.json {
            return print_json(&json!({
                "publicKey": public(&key),
                "keyId": key_id(&key),
                "signingKey": paserk::secret(&key.to_keypair_bytes()),
                "pepper": pepper,
            }));
        }
        tell(&key);
        print(&format!("{}\n{}", key_line(&key), pepper_line(&pepper)))
    }
}

/// Adds to the file which of the two it lacks.
///
/// What it has and cannot be used is not replaced: it may be a good secret
/// with a slip in it, and all that it ever signed or hashed would be lost.
fn write(file: &Path, as_json: bool) -> Result<(), Failure> {
    let before = dotenv::read(file)?.unwrap_or_default();
    let unusable = |name: &str, expected: &str| {
        Failure::Refused(format!(
            "{}: {name}: expected {expected}; remove the line to have a new one made",
            file.display()
        ))
    };
    let mut lines = Vec::new();
    let mut wrote = Vec::new();
    let key = match dotenv::value(&before, "SIGNING_KEY") {
        None => {
            let key = new_key()?;
            lines.push(key_line(&key));
            wrote.push("SIGNING_KEY");
            key
        }
        Some(text) => paserk::parse_secret(text)
            .and_then(|pair| SigningKey::from_keypair_bytes(&pair).ok())
            .ok_or_else(|| unusable("SIGNING_KEY", "a PASERK k4.secret key"))?,
    };
    if !as_json {
        tell(&key);
    }
    match dotenv::value(&before, "PEPPER") {
        None => {
            lines.push(pepper_line(&new_pepper()?));
            wrote.push("PEPPER");
        }
        Some(text) => {
            Pepper::parse(text).map_err(|expected| unusable("PEPPER", expected))?;
        }
    }
    if !lines.is_empty() {
        dotenv::append(file, &before, &lines)?;
    }
    if as_json {
        return print_json(&json!({
            "publicKey": public(&key),
            "keyId": key_id(&key),
            "file": file.display().to_string(),
            "wrote": wrote,
        }));
    }
    if lines.is_empty() {
        eprintln!("{} has its secrets already", file.display());
    } else {
        eprintln!("wrote {}", file.display());
    }
    Ok(())
}

fn new_key() -> Result<SigningKey, Failure> {
    Ok(SigningKey::from_bytes(&machine::random()?))
}

fn new_pepper() -> Result<String, Failure> {
    Ok(URL_SAFE_NO_PAD.encode(machine::random::<PEPPER_LENGTH>()?))
}

fn key_line(key: &SigningKey) -> String {
    format!("SIGNING_KEY={}", paserk::secret(&key.to_keypair_bytes()))
}

fn pepper_line(pepper: &str) -> String {
    format!("PEPPER={pepper}")
}

/// Tells the public half of a key, on standard error.
fn tell(key: &SigningKey) {
    eprintln!("public key: {}", public(key));
    eprintln!("key id:     {}", key_id(key));
}

fn public(key: &SigningKey) -> String {
    paserk::public(&key.verifying_key().to_bytes())
}

fn key_id(key: &SigningKey) -> String {
    paserk::public_id(&key.verifying_key().to_bytes())
}
