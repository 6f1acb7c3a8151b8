//! Which deployment, and with which API key.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use sealink::config::is_host;

use super::Client;
use crate::cli::{Failure, machine};

/// The options of every command that calls a deployment.
#[derive(Debug, Args)]
pub(crate) struct Remote {
    /// The deployment, such as `https://track.example.com`; without it
    /// `SEALINK_URL` of the environment.
    #[arg(long, value_parser = origin)]
    url: Option<String>,
    /// A file that holds the API key; without it `SEALINK_API_KEY` of the
    /// environment.
    #[arg(long, value_name = "FILE")]
    api_key_file: Option<PathBuf>,
    /// Print JSON for programs.
    #[arg(long)]
    pub(crate) json: bool,
}

impl Remote {
    /// A client of that deployment.
    pub(crate) fn client(&self) -> Result<Client, Failure> {
        let origin = match &self.url {
            Some(url) => url.clone(),
            None => machine::variable("SEALINK_URL")
                .ok_or_else(|| "set it, or give --url".to_owned())
                .and_then(|text| origin(&text))
                .map_err(|problem| Failure::Usage(format!("SEALINK_URL: {problem}")))?,
        };
        let (source, key) = match &self.api_key_file {
            Some(file) => ("--api-key-file", read(file)?),
            None => (
                "SEALINK_API_KEY",
                machine::variable("SEALINK_API_KEY").ok_or_else(|| {
                    Failure::Usage("SEALINK_API_KEY: set it, or give --api-key-file".to_owned())
                })?,
            ),
        };
        let key = key.trim();
        if key.is_empty() || !key.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Failure::Usage(format!(
                "{source}: expected an API key and nothing else: see `sealink api-key`"
            )));
        }
        Ok(Client::new(origin, key))
    }
}

/// Reads the file of an API key.
fn read(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file)
        .map_err(|error| Failure::Usage(format!("--api-key-file {}: {error}", file.display())))
}

/// Reads a deployment's URL: scheme and host. Without TLS the API key would be
/// read on the way, so that is for this machine only.
fn origin(text: &str) -> Result<String, String> {
    let expected = || "expected https:// and a host, such as https://track.example.com".to_owned();
    let text = text.trim().trim_end_matches('/');
    let (scheme, host) = text.split_once("://").ok_or_else(expected)?;
    if !is_host(host) {
        return Err(expected());
    }
    let name = host.split(':').next().unwrap_or_default();
    let is_here = matches!(name, "localhost" | "127.0.0.1");
    match scheme.to_ascii_lowercase().as_str() {
        "https" => Ok(format!("https://{}", host.to_ascii_lowercase())),
        "http" if is_here => Ok(format!("http://{host}")),
        "http" => Err("expected https:// for every host but localhost".to_owned()),
        _ => Err(expected()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deployment_is_named_by_its_scheme_and_host() {
        for (text, expected) in [
            ("https://Track.example.com/", "https://track.example.com"),
            ("http://localhost:8787", "http://localhost:8787"),
            ("http://127.0.0.1:1", "http://127.0.0.1:1"),
        ] {
            assert_eq!(origin(text).as_deref(), Ok(expected));
        }
        for wrong in [
            "",
            "track.example.com",
            "http://track.example.com",
            "ftp://a.example",
            "https://a.example/share",
            "https://me:secret@a.example",
        ] {
            assert!(origin(wrong).is_err(), "{wrong}");
        }
    }
}
