//! `sealink api-key`: an API key, signed with the local key.

use std::path::{Path, PathBuf};

use clap::Args;
use sealink::config::is_host;
use sealink::token::claims::{self, Scope};
use sealink::token::keys::Ring;
use sealink::token::pepper::random_id;
use serde_json::json;
use time::Duration;
use time::format_description::well_known::Rfc3339;

use super::text::print_json;
use super::{Failure, dotenv, machine, print};

/// Print an API key.
///
/// `SIGNING_KEY` comes from the file that `--dev-vars` names or, without one,
/// from the environment; `PUBLIC_HOST` from the first of the two that has it.
#[derive(Debug, Args)]
pub(super) struct ApiKey {
    /// A name for people, 1 to 60 characters.
    #[arg(long, value_parser = label)]
    label: String,
    #[arg(long, required = true, value_delimiter = ',', value_parser = scope, help = scopes())]
    scopes: Vec<Scope>,
    /// How long it lives, 1 to 730 days.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=730))]
    days: u16,
    /// A file with `NAME=value` lines, such as `.dev.vars`.
    #[arg(long, value_name = "FILE")]
    dev_vars: Option<PathBuf>,
    /// The public host that the key is for, in place of `PUBLIC_HOST`.
    #[arg(long, value_parser = host)]
    host: Option<String>,
    /// Print JSON for programs: id, label, scopes, expiry and token.
    #[arg(long)]
    pub(super) json: bool,
}

impl ApiKey {
    pub(super) fn run(self) -> Result<(), Failure> {
        let file = self.dev_vars.as_deref().map(settings).transpose()?;
        let in_file = |name| dotenv::value(file.as_deref()?, name).map(str::to_owned);
        // Who names a file does not want a key that happens to lie around.
        let signing_key = match file {
            Some(_) => in_file("SIGNING_KEY"),
            None => machine::variable("SIGNING_KEY"),
        }
        .ok_or_else(|| Failure::Usage("SIGNING_KEY is not set: see `sealink keygen`".to_owned()))?;
        let host = match self.host {
            Some(host) => host,
            None => in_file("PUBLIC_HOST")
                .or_else(|| machine::variable("PUBLIC_HOST"))
                .ok_or_else(|| "set it, or give --host".to_owned())
                .and_then(|text| host(&text))
                .map_err(|problem| Failure::Usage(format!("PUBLIC_HOST: {problem}")))?,
        };
        let ring = Ring::parse(&signing_key, "", &host)
            .map_err(|problem| Failure::Refused(problem.to_string()))?;
        let issued = machine::now();
        let key = claims::ApiKey {
            id: random_id(machine::random()?),
            issued,
            expires: issued + Duration::days(self.days.into()),
            label: self.label,
            // In one order and each once, however they were typed.
            scopes: Scope::ALL
                .into_iter()
                .filter(|scope| self.scopes.contains(scope))
                .collect(),
        };
        let token = ring
            .sign(&key)
            .map_err(|error| Failure::Refused(error.to_string()))?;
        if self.json {
            let expires = key.expires.format(&Rfc3339);
            return print_json(&json!({
                "id": key.id,
                "label": key.label,
                "scopes": key.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>(),
                "expires": expires.map_err(|error| Failure::Refused(error.to_string()))?,
                "token": token,
            }));
        }
        eprintln!("key id:  {} (by this it can be revoked)", key.id);
        eprintln!("expires: {}", key.expires.date());
        print(&token)
    }
}

/// Reads the file of settings, which has to be there.
fn settings(file: &Path) -> Result<String, Failure> {
    dotenv::read(file)?
        .ok_or_else(|| Failure::Usage(format!("--dev-vars: there is no {}", file.display())))
}

/// Reads a label.
fn label(text: &str) -> Result<String, String> {
    /// Fits a table's column; [`claims::ApiKey`] counts on it.
    const MAX: usize = 60;
    let text = text.trim();
    ((1..=MAX).contains(&text.chars().count()) && !text.contains(char::is_control))
        .then(|| text.to_owned())
        .ok_or_else(|| format!("expected 1 to {MAX} characters without line breaks"))
}

/// What the option of scopes says of itself.
fn scopes() -> String {
    let names = Scope::ALL.map(Scope::as_str).join("`, `");
    format!("What it may do: `{names}`, separated by commas")
}

/// Reads a scope.
fn scope(text: &str) -> Result<Scope, String> {
    Scope::ALL
        .into_iter()
        .find(|scope| scope.as_str() == text.trim())
        .ok_or_else(|| format!("expected {}", Scope::ALL.map(Scope::as_str).join(", ")))
}

/// Reads a public host, as the worker's own configuration does.
pub(super) fn host(text: &str) -> Result<String, String> {
    is_host(text)
        .then(|| text.to_ascii_lowercase())
        .ok_or_else(|| {
            "expected a host name without scheme or path, such as track.example.com".to_owned()
        })
}
