//! `sealink keygen`: a signing key and a pepper.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::Args;
use ed25519_dalek::SigningKey;
use sealink::token::paserk;
use sealink::token::pepper::PEPPER_LENGTH;

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
fn write(file: &Path) -> Result<(), Failure> {
    let before = dotenv::read(file)?;
    let mut lines = Vec::new();
    if dotenv::value(&before, "SIGNING_KEY").is_none() {
        lines.push(signing_key()?);
    }
    if dotenv::value(&before, "PEPPER").is_none() {
        lines.push(pepper()?);
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
    let public = key.verifying_key().to_bytes();
    eprintln!("public key: {}", paserk::public(&public));
    eprintln!("key id:     {}", paserk::public_id(&public));
    Ok(format!(
        "SIGNING_KEY={}",
        paserk::secret(&key.to_keypair_bytes())
    ))
}

/// A new pepper as a line.
fn pepper() -> Result<String, Failure> {
    let bytes = machine::random::<PEPPER_LENGTH>()?;
    Ok(format!("PEPPER={}", URL_SAFE_NO_PAD.encode(bytes)))
}
