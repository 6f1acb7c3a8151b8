//! The body of `POST /share/revocations`.

use serde::Deserialize;
#[cfg(not(target_arch = "wasm32"))]
use serde_json::json;

use crate::error::{Error, Result};
#[cfg(not(target_arch = "wasm32"))]
use crate::gate::recipient::{DOMAIN_PATTERN, MAX_DOMAIN};
use crate::gate::recipient::{Hashes, Mailbox, domain_hash};
#[cfg(not(target_arch = "wasm32"))]
use crate::reference::MAX_TYPED;
use crate::reference::{Kind, Reference};
#[cfg(not(target_arch = "wasm32"))]
use crate::schema::{form, one_of};
use crate::service::Service;
use crate::share::{json as read_json, reason};
use crate::token::claims::Link;
#[cfg(not(target_arch = "wasm32"))]
use crate::token::pepper::ID_PATTERN;
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
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
#[cfg_attr(
    not(target_arch = "wasm32"),
    schemars(
        rename = "RevocationRequest",
        description = "What is to be revoked: exactly one thing, and of a link perhaps one recipient."
    )
)]
#[cfg_attr(not(target_arch = "wasm32"), schemars(transform = forms))]
pub(crate) struct Wire {
    /// A link.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(regex(pattern = ID_PATTERN)))]
    link_id: Option<String>,
    /// A link, by the URL that its recipients have.
    share_url: Option<String>,
    /// Every link to a shipment that was minted until now: the kind of number.
    target_type: Option<Kind>,
    /// And the number.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(length(max = MAX_TYPED)))]
    target_id: Option<String>,
    /// All that a recipient was given until now; beside a link, this one
    /// recipient's access to it.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "Option<Mailbox>"))]
    receiver_id: Option<String>,
    /// All that recipients at a mail domain were given until now.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(length(max = MAX_DOMAIN), regex(pattern = DOMAIN_PATTERN)))]
    receiver_domain: Option<String>,
    /// An API key, by its id, and every link that it minted until now.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(regex(pattern = ID_PATTERN)))]
    issuer: Option<String>,
    /// An API key alone.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(regex(pattern = ID_PATTERN)))]
    api_key: Option<String>,
    /// Why, for the audit trail.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(length(max = reason::MAX_WHY), regex(pattern = reason::PATTERN)))]
    why: Option<String>,
    /// Only say what it would hit, and revoke nothing.
    preview: bool,
}

/// Says in the schema that one thing is revoked at a time.
#[cfg(not(target_arch = "wasm32"))]
fn forms(schema: &mut schemars::Schema) {
    const MEMBERS: [&str; 8] = [
        "linkId",
        "shareUrl",
        "targetType",
        "targetId",
        "receiverId",
        "receiverDomain",
        "issuer",
        "apiKey",
    ];
    let only = |title: &str, required: &[&str], beside: &[&str]| {
        let absent: Vec<&str> = MEMBERS
            .into_iter()
            .filter(|name| !required.contains(name) && !beside.contains(name))
            .collect();
        form(title, required, &absent)
    };
    let mut all = vec![
        only("a link", &["linkId"], &["receiverId"]),
        only("a link by its URL", &["shareUrl"], &["receiverId"]),
    ];
    for kind in Kind::ALL {
        let title = format!("a shipment: {}", kind.as_str());
        let mut shipment = only(&title, &["targetType", "targetId"], &[]);
        shipment["properties"]["targetType"] = json!({"const": kind.as_str()});
        shipment["properties"]["targetId"] = json!({"type": "string", "pattern": kind.pattern()});
        all.push(shipment);
    }
    for (title, member) in [
        ("a recipient", "receiverId"),
        ("a mail domain", "receiverDomain"),
        ("an issuer", "issuer"),
        ("an API key", "apiKey"),
    ] {
        all.push(only(title, &[member], &[]));
    }
    one_of(schema, all);
}

/// Reads the body.
///
/// # Errors
/// 413 when longer than [`MAX_BODY`], 400 when it is not JSON, 422 with the
/// member's name and what was expected of it for everything else.
pub fn read(body: &[u8], service: &Service) -> Result<Asked> {
    let wire: Wire = read_json::read(body, MAX_BODY)?;
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
