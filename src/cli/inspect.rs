//! `sealink inspect`: what a token says, and whether it holds.

mod jwks;
mod verdict;

use std::path::PathBuf;

use clap::Args;
use sealink::token::keys::Verifier;

use super::{Failure, api_key, machine, print};

/// Verify a token or a share URL, and print what it says.
///
/// Exits with 0 if it is valid now and with 1 if not.
#[derive(Debug, Args)]
pub(super) struct Inspect {
    /// The token, or the URL that holds it: `https://host/t/TOKEN`.
    token: String,
    /// A public key, `k4.public.…`, optionally with `@` and its end; may be
    /// given several times.
    #[arg(long, value_name = "KEY")]
    key: Vec<String>,
    /// A JSON Web Key Set, as `/.well-known/jwks.json` serves it; `-` reads
    /// standard input.
    #[arg(long, value_name = "FILE")]
    jwks: Option<PathBuf>,
    /// The public host that the token is for; a URL says it itself.
    #[arg(long, value_parser = api_key::host)]
    host: Option<String>,
}

impl Inspect {
    pub(super) fn run(self) -> Result<(), Failure> {
        let (token, host_in_url) = taken_apart(&self.token)?;
        let host = self.host.or(host_in_url).ok_or_else(|| {
            Failure::Usage(
                "--host is missing: a token holds for one public host only, and this is no URL"
                    .to_owned(),
            )
        })?;
        let mut keys = self.key;
        if let Some(file) = &self.jwks {
            keys.extend(jwks::read(file)?);
        }
        if keys.is_empty() {
            return Err(Failure::Usage(
                "no key to verify with: give --key or --jwks".to_owned(),
            ));
        }
        let verifier = Verifier::parse(&keys.join(" "), &host).map_err(|problem| {
            Failure::Usage(format!("--key, --jwks: expected {}", problem.expected))
        })?;
        let verdict = verdict::of(&verifier, token, machine::now())
            .map_err(|invalid| Failure::Refused(format!("not genuine: {invalid}")))?;
        print(&verdict.document)?;
        match verdict.not_now {
            None => Ok(()),
            Some(reason) => Err(Failure::Refused(format!("genuine, but void: {reason}"))),
        }
    }
}

/// The token in `text`, and the host if `text` is a share URL.
fn taken_apart(text: &str) -> Result<(&str, Option<String>), Failure> {
    let text = text.trim();
    let Some((_, rest)) = text.split_once("://") else {
        return Ok((text, None));
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let token = path
        .split(['?', '#'])
        .next()
        .and_then(|path| path.strip_prefix("t/"))
        .ok_or_else(|| Failure::Usage("expected a share URL, https://host/t/TOKEN".to_owned()))?;
    let host = api_key::host(host).map_err(|problem| Failure::Usage(format!("URL: {problem}")))?;
    Ok((token, Some(host)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_bare_or_in_its_url() {
        let apart = |text| taken_apart(text).ok();
        assert_eq!(apart(" v4.public.x\n"), Some(("v4.public.x", None)));
        let expected = Some(("v4.public.x", Some("a.example:8787".to_owned())));
        assert_eq!(apart("http://A.example:8787/t/v4.public.x"), expected);
        assert_eq!(
            apart("https://a.example:8787/t/v4.public.x?utm=1#to=a"),
            expected
        );
        for wrong in [
            "https://a.example",
            "https://a.example/s/x",
            "https:///t/x",
            "https://user@a.example/t/x",
        ] {
            assert!(apart(wrong).is_none(), "{wrong}");
        }
    }
}
