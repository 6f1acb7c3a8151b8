//! `sealink keygen`: a signing key and a pepper.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::Args;
use ed25519_dalek::SigningKey;
use sealink::token::paserk;
use sealink::token::pepper::{PEPPER_LENGTH, Pepper};

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
}

impl Keygen {
    pub(super) fn run(self) -> Result<(), Failure> {
        match self.dev_vars {
            Some(file) => write(&file),
            None => print(&format!("{}\n{}", signing_key()?, pepper()?)),
        }
    }
}

/// Adds to the file which of the two it lacks.
///
/// What it has and cannot be used is not replaced: it may be a good secret
/// with a slip in it, and all that it ever signed or hashed would be lost.
fn write(file: &Path) -> Result<(), Failure> {
    let before = dotenv::read(file)?.unwrap_or_default();
    let unusable = |name: &str, expected: &str| {
        Failure::Refused(format!(
            "{}: {name}: expected {expected}; remove the line to have a new one made",
            file.display()
        ))
    };
    let mut lines = Vec::new();
    match dotenv::value(&before, "SIGNING_KEY") {
        None => lines.push(signing_key()?),
        Some(text) => {
            let key = paserk::parse_secret(text)
                .and_then(|pair| SigningKey::from_keypair_bytes(&pair).ok())
                .ok_or_else(|| unusable("SIGNING_KEY", "a PASERK k4.secret key"))?;
            tell(&key);
        }
    }
    match dotenv::value(&before, "PEPPER") {
        None => lines.push(pepper()?),
        Some(text) => {
            Pepper::parse(text).map_err(|expected| unusable("PEPPER", expected))?;
        }
    }
    if lines.is_empty() {
        eprintln!("{} has its secrets already", file.display());
        return Ok(());
    }
    dotenv::append(file, &before, &lines)?;
    eprintln!("wrote {}", file.display());
    Ok(())
}

/// A new signing key as a line, its public half told on standard error.
fn signing_key() -> Result<String, Failure> {
    let key = SigningKey::from_bytes(&machine::random()?);
    tell(&key);
    Ok(format!(
        "SIGNING_KEY={}",
        paserk::secret(&key.to_keypair_bytes())
    ))
}

/// Tells the public half of a key.
fn tell(key: &SigningKey) {
    let public = key.verifying_key().to_bytes();
    eprintln!("public key: {}", paserk::public(&public));
    eprintln!("key id:     {}", paserk::public_id(&public));
}

/// A new pepper as a line.
fn pepper() -> Result<String, Failure> {
    let bytes = machine::random::<PEPPER_LENGTH>()?;
    Ok(format!("PEPPER={}", URL_SAFE_NO_PAD.encode(bytes)))
}
