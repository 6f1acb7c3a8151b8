//! `sealink share`: mint a link.

use clap::Args;
use sealink::token::pepper::random_id;
use serde_json::{Map, Value, json};

use super::client::{Call, Remote};
use super::text::{self, clean, list, member, print, print_json, texts};
use super::{Failure, machine, moment};

/// Mint a link, and print its URL.
///
/// The URL goes to standard output, everything else to standard error.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("shipment").required(true).multiple(true)))]
pub(super) struct Share {
    /// A container number; this and the next two may be given several times.
    #[arg(long, group = "shipment", value_name = "NUMBER")]
    container: Vec<String>,
    /// A master bill of lading.
    #[arg(long, group = "shipment", value_name = "NUMBER")]
    mbl: Vec<String>,
    /// A carrier booking.
    #[arg(long, group = "shipment", value_name = "NUMBER")]
    booking: Vec<String>,
    /// A recipient's mail address; may be given several times.
    #[arg(long, required = true, value_name = "ADDRESS")]
    to: Vec<String>,
    /// When the link ends: RFC 3339, or a date, of which it is the end in UTC.
    #[arg(long, value_name = "TIME", value_parser = moment::end)]
    expires: Option<String>,
    /// A line for the recipients.
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// The language of mail and pages, such as `de` or `pt-BR`.
    #[arg(long, value_name = "TAG")]
    locale: Option<String>,
    /// The carrier's SCAC.
    #[arg(long, value_name = "CODE")]
    scac: Option<String>,
    /// Mail the recipients now.
    #[arg(long)]
    notify: bool,
    /// The same key and the same options make the same link; without it a
    /// random one guards this call's own retries.
    #[arg(long, value_name = "KEY", value_parser = key)]
    idempotency_key: Option<String>,
    #[command(flatten)]
    pub(super) remote: Remote,
}

impl Share {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let client = self.remote.client()?;
        let key = match &self.idempotency_key {
            Some(key) => key.clone(),
            None => random_id(machine::random()?),
        };
        let body = self.body();
        let call = Call::post("/share/links", &body).idempotency_key(&key);
        let mut minted = client.call(&call, &super::say).map_err(|failure| {
            if failure.may_pass() {
                failure.hint(&format!(
                    "Whether there is a link is not known: send it again with --idempotency-key {key}"
                ))
            } else {
                failure
            }
        })?;
        let Some(url) = minted.get("shareUrl").and_then(Value::as_str).map(clean) else {
            return Err(Failure::Refused(
                "the answer has no share URL; is the deployment of this version?".to_owned(),
            ));
        };
        if self.remote.json {
            if let Some(members) = minted.as_object_mut() {
                members.insert("idempotencyKey".to_owned(), json!(key));
            }
            return print_json(&minted);
        }
        tell(&minted);
        print(&url)
    }

    /// The body of the mint.
    fn body(&self) -> Value {
        let targets: Vec<Value> = [
            ("CONTAINER", &self.container),
            ("MBL", &self.mbl),
            ("BOOKING", &self.booking),
        ]
        .into_iter()
        .filter(|(_, numbers)| !numbers.is_empty())
        .map(|(kind, numbers)| json!({ "targetType": kind, "targetIds": numbers }))
        .collect();
        let mut body = Map::new();
        body.insert("targets".to_owned(), json!(targets));
        body.insert("receiverIds".to_owned(), json!(self.to));
        for (name, text) in [
            ("expiresAt", &self.expires),
            ("note", &self.note),
            ("locale", &self.locale),
            ("scac", &self.scac),
        ] {
            if let Some(text) = text {
                body.insert(name.to_owned(), json!(text));
            }
        }
        if self.notify {
            body.insert("notify".to_owned(), json!(true));
        }
        Value::Object(body)
    }
}

/// Tells people what there is besides the URL.
fn tell(minted: &Value) {
    eprintln!(
        "link id: {} (by this it can be revoked)",
        member(minted, "linkId")
    );
    eprintln!("expires: {}", member(minted, "expiresAt"));
    for delivery in list(minted, "deliveries") {
        eprintln!(
            "mail to {}: {}",
            member(delivery, "recipient"),
            member(delivery, "status")
        );
    }
    for warning in texts(minted, "warnings") {
        eprintln!("warning: {}", text::without_tokens(&warning));
    }
}

/// Reads an idempotency key, which travels in a header.
fn key(text: &str) -> Result<String, String> {
    const MAX: usize = 255;
    ((1..=MAX).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic()))
        .then(|| text.to_owned())
        .ok_or_else(|| format!("expected 1 to {MAX} characters of ASCII without spaces"))
}
