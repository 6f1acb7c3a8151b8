//! `sealink revoke`: end links before their time.

mod told;

use std::io::{self, IsTerminal as _, Read as _, Write as _};

use clap::Args;
use serde_json::{Map, Value, json};

use super::Failure;
use super::client::{Call, Remote};
use super::text::print_json;

const PATH: &str = "/share/revocations";

/// Revoke links: see what it would hit, and confirm.
#[derive(Debug, Args)]
pub(super) struct Revoke {
    /// One link, by its id.
    #[arg(long, value_name = "ID")]
    link: Option<String>,
    /// One link, by its share URL; `-` reads it from standard input, past the
    /// shell's history.
    #[arg(long, value_name = "URL")]
    url_of_link: Option<String>,
    /// Every link to this container minted until now.
    #[arg(long, value_name = "NUMBER")]
    container: Option<String>,
    /// Every link to this master bill of lading minted until now.
    #[arg(long, value_name = "NUMBER")]
    mbl: Option<String>,
    /// Every link to this carrier booking minted until now.
    #[arg(long, value_name = "NUMBER")]
    booking: Option<String>,
    /// This recipient of every link minted until now; with a link, of that
    /// link only.
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
    /// Every recipient of this mail domain.
    #[arg(long)]
    domain: Option<String>,
    /// Every link that the API key with this id minted until now.
    #[arg(long, value_name = "ID")]
    issuer: Option<String>,
    /// The API key with this id itself.
    #[arg(long, value_name = "ID")]
    api_key_id: Option<String>,
    /// The reason, for the record.
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    /// Show what it would hit and revoke nothing.
    #[arg(long)]
    preview: bool,
    /// Revoke without asking and without looking first.
    #[arg(long, conflicts_with = "preview")]
    yes: bool,
    #[command(flatten)]
    pub(super) remote: Remote,
}

impl Revoke {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let mut body = self.target()?;
        if let Some(why) = &self.why {
            body.insert("why".to_owned(), json!(why));
        }
        let can_ask = io::stdin().is_terminal() && io::stderr().is_terminal();
        if !(self.yes || self.preview || can_ask) {
            return Err(Failure::Usage(
                "there is no terminal to ask on: give --yes, or --preview to look first".to_owned(),
            ));
        }
        let client = self.remote.client()?;
        let call = |body: Map<String, Value>| {
            client.call(&Call::post(PATH, &Value::Object(body)), &super::say)
        };
        // With --yes there is no look: a revocation in a hurry must not hang
        // on a list that does not answer.
        if !self.yes {
            let mut look = body.clone();
            look.insert("preview".to_owned(), json!(true));
            let preview = call(look).map_err(|failure| {
                if failure.may_pass() {
                    failure.hint("Nothing was revoked; --yes revokes without this look.")
                } else {
                    failure
                }
            })?;
            if self.preview && self.remote.json {
                return print_json(&preview);
            }
            let text = told::preview(&preview);
            if self.preview {
                return super::print(&text);
            }
            eprintln!("{text}");
            if !confirmed()? {
                return Err(Failure::Refused("nothing was revoked".to_owned()));
            }
        }
        let done = call(body)?;
        if self.remote.json {
            print_json(&done)
        } else {
            super::print(&told::done(&done))
        }
    }

    /// What is to be revoked, as the API takes it: exactly one thing, or one
    /// link and one recipient of it.
    fn target(&self) -> Result<Map<String, Value>, Failure> {
        let typed = |kind: &'static str, number: &str| {
            vec![
                ("targetType", kind.to_owned()),
                ("targetId", number.to_owned()),
            ]
        };
        let one = |name: &'static str, text: &str| vec![(name, text.to_owned())];
        let url = self.url_of_link.as_deref().map(share_url).transpose()?;
        let of_a_link = self.link.is_some() || url.is_some();
        let found: Vec<Vec<(&str, String)>> = [
            self.link.as_deref().map(|id| one("linkId", id)),
            url.map(|url| one("shareUrl", &url)),
            self.container.as_deref().map(|n| typed("CONTAINER", n)),
            self.mbl.as_deref().map(|n| typed("MBL", n)),
            self.booking.as_deref().map(|n| typed("BOOKING", n)),
            self.to
                .as_deref()
                .filter(|_| !of_a_link)
                .map(|address| one("receiverId", address)),
            self.domain.as_deref().map(|d| one("receiverDomain", d)),
            self.issuer.as_deref().map(|id| one("issuer", id)),
            self.api_key_id.as_deref().map(|id| one("apiKey", id)),
        ]
        .into_iter()
        .flatten()
        .collect();
        let [members] = found.as_slice() else {
            return Err(Failure::Usage(
                "expected exactly one of --link, --url-of-link, --container, --mbl, --booking, \
                 --to, --domain, --issuer, --api-key-id (a link and --to together are one \
                 recipient of that link)"
                    .to_owned(),
            ));
        };
        let recipient = self.to.as_ref().filter(|_| of_a_link);
        Ok(members
            .iter()
            .map(|(name, text)| (*name, text))
            .chain(recipient.map(|address| ("receiverId", address)))
            .map(|(name, text)| (name.to_owned(), json!(text)))
            .collect())
    }
}

/// The share URL itself, or what standard input says.
fn share_url(text: &str) -> Result<String, Failure> {
    /// Longer than any URL with a token.
    const MAX_BYTES: u64 = 16 * 1024;
    if text != "-" {
        return Ok(text.to_owned());
    }
    let mut read = String::new();
    io::stdin()
        .take(MAX_BYTES)
        .read_to_string(&mut read)
        .map_err(|error| Failure::Usage(format!("--url-of-link: {error}")))?;
    Ok(read.trim().to_owned())
}

/// Asks on the terminal; everything but a yes is a no.
fn confirmed() -> Result<bool, Failure> {
    let problem = |error: io::Error| Failure::Refused(format!("cannot ask: {error}"));
    eprint!("Revoke this? [y/N] ");
    io::stderr().flush().map_err(problem)?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).map_err(problem)?;
    Ok(matches!(
        answer.trim().to_ascii_lowercase().as_str(),
        "y" | "yes"
    ))
}
