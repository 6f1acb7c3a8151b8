//! `sealink inspect`: what a token says, and whether it holds.

mod jwks;
mod verdict;

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::Args;
use sealink::token::claims::{Claims as _, Link};
use sealink::token::keys::{Invalid, Verifier};
use sealink::token::paseto::Unverified;
use serde_json::{Value, json};

use super::text::print_json;
use super::{Failure, api_key, machine, print};

/// Verify a token or a share URL, and print what it says.
///
/// Exits with 0 if it is valid now and with 1 if not.
#[derive(Debug, Args)]
pub(super) struct Inspect {
    /// The token, or the URL that holds it: `https://host/t/TOKEN`; `-` reads
    /// it from standard input, past the shell's history.
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
    /// Print JSON for programs: one line, with `valid` in it, whatever the
    /// outcome.
    #[arg(long)]
    pub(super) json: bool,
}

impl Inspect {
    pub(super) fn run(self) -> Result<(), Failure> {
        let text = if self.token == "-" {
            if self.jwks.as_deref() == Some(Path::new("-")) {
                return Err(Failure::Usage(
                    "--jwks: expected a file, because standard input is the token".to_owned(),
                ));
            }
            read_capped(io::stdin()).map_err(|what| Failure::Usage(format!("token: {what}")))?
        } else {
            self.token
        };
        let (token, host_in_url) = taken_apart(&text)?;
        let is_url = host_in_url.is_some();
        let host = self.host.or(host_in_url).ok_or_else(|| {
            Failure::Usage(
                "--host is missing: a token holds for one public host only, and this is no URL"
                    .to_owned(),
            )
        })?;
        let mut keys = usable("--key", &self.key, &host)?;
        if let Some(file) = &self.jwks {
            keys.push(' ');
            keys.push_str(&usable("--jwks", &jwks::read(file)?, &host)?);
        }
        let verifier =
            Verifier::parse(&keys, &host).map_err(|problem| Failure::Usage(problem.expected))?;
        if verifier.key_ids().next().is_none() {
            return Err(Failure::Usage(
                "no key to verify with: give --key or --jwks".to_owned(),
            ));
        }
        let outcome = verdict::of(&verifier, token, machine::now())
            .map_err(|invalid| not_genuine(invalid, token))
            .and_then(|verdict| {
                if is_url && verdict.purpose != Link::PURPOSE {
                    return Err(format!(
                        "wrong purpose: a genuine token, but for `{}`, and a share URL holds a link",
                        verdict.purpose
                    ));
                }
                Ok(verdict)
            });
        let (document, reason) = match outcome {
            Ok(verdict) => {
                if !self.json {
                    print(&verdict.text)?;
                }
                let void = |not_now| format!("genuine, but void: {not_now}");
                (verdict.document, verdict.not_now.map(void))
            }
            Err(reason) => (json!({}), Some(reason)),
        };
        if self.json {
            print_json(&judged(document, reason.as_deref()))?;
        }
        // Standard output has what there is for programs.
        reason.map_or(Ok(()), |reason| Err(Failure::Told(1, reason)))
    }
}

/// A document with the judgement in it.
fn judged(mut document: Value, reason: Option<&str>) -> Value {
    document["valid"] = json!(reason.is_none());
    if let Some(reason) = reason {
        document["reason"] = json!(reason);
    }
    document
}

/// The keys of one option as one list. They are read here by themselves, so
/// that a bad one is named by its option and its place there.
fn usable(option: &str, keys: &[String], host: &str) -> Result<String, Failure> {
    let list = keys.join(" ");
    match Verifier::parse(&list, host) {
        Ok(_) => Ok(list),
        Err(problem) => Err(Failure::Usage(format!(
            "{option}: expected {}",
            problem.expected
        ))),
    }
}

/// Why a token is not genuine and, if its key is not known, the id of the key
/// that it names: nothing else of an unverified token is ever shown.
fn not_genuine(invalid: Invalid, token: &str) -> String {
    match (invalid, named_key(token)) {
        (Invalid::UnknownKey, Some(id)) => format!("not genuine: {invalid}; it names {id}"),
        _ => format!("not genuine: {invalid}"),
    }
}

fn named_key(token: &str) -> Option<String> {
    const LENGTH: usize = "k4.pid.".len() + 44;
    let footer = Unverified::split(token).ok()?.footer_text();
    let footer = String::from_utf8(URL_SAFE_NO_PAD.decode(footer).ok()?).ok()?;
    let id = footer.strip_prefix(r#"{"kid":""#)?.strip_suffix(r#""}"#)?;
    let hash = id.strip_prefix("k4.pid.")?;
    let is_id = id.len() == LENGTH
        && hash
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    is_id.then(|| id.to_owned())
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

/// Reads a text to its end, which has to come soon.
fn read_capped(source: impl Read) -> Result<String, String> {
    /// A set with hundreds of keys; a longer document is something else.
    const MAX_BYTES: u64 = 64 * 1024;
    let mut text = String::new();
    source
        .take(MAX_BYTES + 1)
        .read_to_string(&mut text)
        .map_err(|error| error.to_string())?;
    if text.len() as u64 > MAX_BYTES {
        return Err("longer than 64 KB".to_owned());
    }
    Ok(text)
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
