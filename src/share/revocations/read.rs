//! The body of `POST /share/revocations`.

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::gate::recipient::{Hashes, Mailbox, domain_hash};
use crate::reference::{Kind, Reference};
use crate::service::Service;
use crate::share::{json, reason};
use crate::token::claims::Link;
use crate::token::pepper::is_id;

use super::What;

/// The longest body, in bytes: a share URL with a token of 4,000 characters and
/// an address of 254 in its fragment, and a reason with every character escaped
/// come to 6 KB.
pub const MAX_BODY: usize = 8 * 1024;

/// What is asked for, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What is to be revoked.
    pub what: What,
    /// Why.
    pub why: String,
    /// Whether only to say what it would hit.
    pub preview: bool,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
struct Wire {
    link_id: Option<String>,
    share_url: Option<String>,
    target_type: Option<Kind>,
    target_id: Option<String>,
    receiver_id: Option<String>,
    receiver_domain: Option<String>,
    issuer: Option<String>,
    api_key: Option<String>,
    why: Option<String>,
    preview: bool,
}

/// Reads the body.
///
/// # Errors
/// 413 when longer than [`MAX_BODY`], 400 when it is not JSON, 422 with the
/// member's name and what was expected of it for everything else.
pub fn read(body: &[u8], service: &Service) -> Result<Asked> {
    let wire: Wire = json::read(body, MAX_BODY)?;
    only_one(&wire)?;
    let why = reason::read(wire.why.as_deref())?.unwrap_or("revoked through the API");
    Ok(Asked {
        why: why.to_owned(),
        preview: wire.preview,
        what: what(&wire, service)?,
    })
}

/// Refuses none, and more than one; a link may have a recipient beside it.
fn only_one(wire: &Wire) -> Result<()> {
    const EXPECTED: &str = "one of `linkId`, `shareUrl`, `targetType` and `targetId`, `receiverId`, `receiverDomain`, `issuer`, `apiKey`";
    let is_of_link = wire.link_id.is_some() || wire.share_url.is_some();
    let mut given = [
        ("linkId", wire.link_id.is_some()),
        ("shareUrl", wire.share_url.is_some()),
        (
            "targetType",
            wire.target_type.is_some() || wire.target_id.is_some(),
        ),
        ("receiverId", wire.receiver_id.is_some() && !is_of_link),
        ("receiverDomain", wire.receiver_domain.is_some()),
        ("issuer", wire.issuer.is_some()),
        ("apiKey", wire.api_key.is_some()),
    ]
    .into_iter()
    .filter_map(|(name, is_given)| is_given.then_some(name));
    let Some(first) = given.next() else {
        return Err(Error::field("linkId", format!("expected {EXPECTED}")));
    };
    match given.next() {
        None => Ok(()),
        Some(second) => Err(Error::field(
            second,
            format!("expected only {EXPECTED}; `{first}` is given already"),
        )),
    }
}

fn what(wire: &Wire, service: &Service) -> Result<What> {
    let link_id = match (&wire.link_id, &wire.share_url) {
        (Some(text), _) => Some(id("linkId", text)?),
        (None, Some(url)) => Some(linked(service, url)?),
        (None, None) => None,
    };
    let recipient = wire
        .receiver_id
        .as_deref()
        .map(|address| hashes(service, address))
        .transpose()?;
    if let Some(link_id) = link_id {
        return Ok(match recipient {
            Some(hashes) => What::LinkRecipient(link_id, hashes),
            None => What::Link(link_id),
        });
    }
    if let Some(hashes) = recipient {
        return Ok(What::Recipient(hashes));
    }
    if let Some(domain) = &wire.receiver_domain {
        return domain_hash(&service.pepper, domain)
            .map(What::Domain)
            .map_err(|expected| Error::field("receiverDomain", expected));
    }
    if let Some(text) = &wire.issuer {
        return id("issuer", text).map(What::Issuer);
    }
    if let Some(text) = &wire.api_key {
        return id("apiKey", text).map(What::ApiKey);
    }
    let kind = wire
        .target_type
        .ok_or_else(|| Error::field("targetType", "expected beside `targetId`"))?;
    let number = wire
        .target_id
        .as_deref()
        .ok_or_else(|| Error::field("targetId", "expected beside `targetType`"))?;
    Reference::parse(kind, number, None)
        .map(What::Shipment)
        .map_err(|expected| Error::field("targetId", expected))
}

fn hashes(service: &Service, address: &str) -> Result<Hashes> {
    Mailbox::parse(address)
        .map(|mailbox| mailbox.hashes(&service.pepper))
        .map_err(|expected| Error::field("receiverId", expected))
}

fn id(field: &'static str, text: &str) -> Result<String> {
    if is_id(text) {
        Ok(text.to_owned())
    } else {
        Err(Error::field(field, "expected an id: 22 characters"))
    }
}

/// The link of a share URL, as it stands in a mail or an address bar, or of its
/// token alone. It is genuine, or it is refused; whether it still opens does not
/// matter, because an extension may.
fn linked(service: &Service, url: &str) -> Result<String> {
    let token = url.trim().split(['#', '?']).next().unwrap_or_default();
    let token = token.rsplit_once("/t/").map_or(token, |(_, token)| token);
    service
        .ring
        .verify::<Link>(token)
        .map(|genuine| genuine.even_if_void().id.clone())
        .map_err(|_| Error::field("shareUrl", "expected the URL of a link of this service"))
}
