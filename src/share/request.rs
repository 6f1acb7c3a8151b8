//! What a mint asks for: `POST /share/links`.
//!
//! The shape is SeaVantage's; our own options are further, optional members.
//! Every bound has its reason beside it, every refusal names the field.

use serde::Deserialize;
#[cfg(not(target_arch = "wasm32"))]
use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::config::Life;
use crate::error::{Error, Result};
use crate::gate::recipient::Mailbox;
use crate::reference::{Kind, Reference, parse_scac};
#[cfg(not(target_arch = "wasm32"))]
use crate::reference::{MAX_TYPED, SCAC_PATTERN};
#[cfg(not(target_arch = "wasm32"))]
use crate::schema::one_of;
use crate::token::pepper::{Pepper, Use};
use crate::tracking::alarm;

use super::json as read_json;

/// SeaVantage's documented bound; also what keeps a token within a cookie.
pub const MAX_SHIPMENTS: usize = 10;
/// SeaVantage's documented bound.
pub const MAX_RECIPIENTS: usize = 5;
/// Two short sentences, in characters; what keeps a token within a cookie.
pub const MAX_NOTE: usize = 280;
/// The longest body, in bytes: ten targets that each name one shipment, five
/// addresses, a note with every character escaped: under 8 KB. Twice that.
pub const MAX_BODY: usize = 16 * 1024;
/// A month, in hours: who waits for a larger move of the arrival waits in vain.
pub const MAX_ETA_HOURS: u16 = 720;
/// RFC 5646 section 4.4.1 asks for room for 35 characters.
const MAX_LOCALE: usize = 35;

/// A mint request, checked.
#[derive(Debug, Clone)]
pub struct MintRequest {
    /// One to ten shipments, in the order given, each once.
    pub shipments: Vec<Reference>,
    /// One to five mailboxes, each once.
    pub recipients: Vec<Mailbox>,
    /// When the link ends by itself, in UTC and whole seconds.
    pub expires: OffsetDateTime,
    /// Whether `expires` was asked for, or is the default.
    pub expiry_given: bool,
    /// The language asked for.
    pub locale: Option<String>,
    /// A line for the recipients.
    pub note: Option<String>,
    /// Whether to mail the recipients now.
    pub notify: bool,
    /// What the link waits for before anybody is mailed.
    pub when: Option<When>,
}

/// What a link waits for: see `crate::share::watch`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// Each once, in a fixed order.
    pub exceptions: Vec<alarm::Kind>,
    /// By how many hours the ETA has to move, where it is not as usual.
    pub eta_hours: Option<u16>,
    /// Whether an earlier ETA counts too.
    pub earlier: bool,
}

impl MintRequest {
    /// The identity of what was asked for: everything but the moment.
    #[must_use]
    pub fn fingerprint(&self, pepper: &Pepper) -> String {
        let shipments = self.shipments.iter().map(|shipment| {
            let scac = shipment.scac.as_deref().unwrap_or_default();
            format!("{}:{}:{scac}", shipment.kind.as_str(), shipment.number)
        });
        let recipients = self
            .recipients
            .iter()
            .map(|mailbox| mailbox.hashes(pepper).recipient);
        let expires = if self.expiry_given {
            self.expires.unix_timestamp().to_string()
        } else {
            String::new()
        };
        let parts = [
            recipients.collect::<Vec<_>>().join(","),
            shipments.collect::<Vec<_>>().join(","),
            expires,
            self.locale.clone().unwrap_or_default(),
            self.note.clone().unwrap_or_default(),
            self.notify.to_string(),
            self.when
                .as_ref()
                .map(When::json)
                .map(|when| when.to_string())
                .unwrap_or_default(),
        ];
        pepper.id(Use::Fingerprint, &parts.each_ref().map(String::as_str))
    }
}

impl MintRequest {
    /// The same as a mint's body has it.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        let targets: Vec<serde_json::Value> = self
            .shipments
            .iter()
            .map(|shipment| {
                serde_json::json!({
                    "targetType": shipment.kind,
                    "targetIds": [shipment.number],
                    "scac": shipment.scac,
                })
            })
            .collect();
        let receivers: Vec<&str> = self
            .recipients
            .iter()
            .map(|mailbox| mailbox.address.as_str())
            .collect();
        let expires = self
            .expiry_given
            .then(|| self.expires.format(&Rfc3339).unwrap_or_default());
        serde_json::json!({
            "targets": targets,
            "receiverIds": receivers,
            "expiresAt": expires,
            "locale": self.locale,
            "note": self.note,
            "notify": self.notify,
            "when": self.when.as_ref().map(When::json),
        })
    }
}

impl When {
    fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "exceptions": self.exceptions,
            "etaHours": self.eta_hours,
            "earlier": self.earlier,
        })
    }
}

/// The last second of a day that is written `2027-01-31`, in UTC, as a mint's
/// `expiresAt`; anything else as it is.
#[must_use]
pub fn end_of_day(day: &str) -> String {
    let day = day.trim();
    let is_day = day.len() == 10
        && day
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-');
    if is_day {
        format!("{day}T23:59:59Z")
    } else {
        day.to_owned()
    }
}

/// Reads the body of a mint.
///
/// # Errors
/// 413 when longer than [`MAX_BODY`], 400 when it is not a JSON object, 422
/// with the field's path and what was expected of it for everything else.
pub fn read(body: &[u8], now: OffsetDateTime, life: Life) -> Result<MintRequest> {
    match read_row(body, now, life)? {
        (request, None) => Ok(request),
        (_, Some(_)) => Err(Error::field(
            "idempotencyKey",
            "expected as the header `Idempotency-Key`; only a row of a batch has it as a member",
        )),
    }
}

/// Reads a row of a batch: a mint that may carry its own idempotency key.
///
/// # Errors
/// As [`read`].
pub(super) fn read_row(
    body: &[u8],
    now: OffsetDateTime,
    life: Life,
) -> Result<(MintRequest, Option<String>)> {
    let mut wire: Wire = read_json::read(body, MAX_BODY)?;
    let idempotency_key = wire.idempotency_key.take();
    Ok((check(wire, now, life)?, idempotency_key))
}

/// Checks what was read, from wherever.
///
/// # Errors
/// 422 with the field's path and what was expected of it.
pub(super) fn check(wire: Wire, now: OffsetDateTime, life: Life) -> Result<MintRequest> {
    let expiry_given = wire.expires_at.is_some();
    let when = wire.when.as_ref().map(when).transpose()?;
    if when.is_some() && wire.notify {
        return Err(Error::field(
            "notify",
            "expected false beside `when`: nobody is mailed until something happens",
        ));
    }
    Ok(MintRequest {
        shipments: shipments(&wire)?,
        recipients: recipients(&wire.receiver_ids)?,
        expires: expires(wire.expires_at.as_deref(), now, life)?,
        expiry_given,
        locale: wire.locale.map(locale).transpose()?,
        note: wire.note.as_deref().map(note).transpose()?.flatten(),
        notify: wire.notify,
        when,
    })
}

/// What [`locale`] takes, as a regular expression of JSON Schema.
#[cfg(not(target_arch = "wasm32"))]
const LOCALE_PATTERN: &str = "^[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8})*$";

/// What [`note`] takes, white space around it aside.
#[cfg(not(target_arch = "wasm32"))]
pub(super) const NOTE_PATTERN: &str = "^[^\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f]*$";

/// Says in the schema that nobody is mailed both now and when something happens.
#[cfg(not(target_arch = "wasm32"))]
fn not_now_and_then(schema: &mut schemars::Schema) {
    let both = json!({
        "required": ["notify", "when"],
        "properties": {"notify": {"const": true}, "when": {"type": "object"}},
    });
    schema.insert("not".to_owned(), both);
}

/// A mint as it stands in JSON, not checked yet.
#[derive(Default, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase", expecting = "an object")]
#[cfg_attr(
    not(target_arch = "wasm32"),
    schemars(
        rename = "BatchRow",
        transform = not_now_and_then,
        description = "Which shipments are shared, with whom, and until when. At most 10 shipments in all."
    )
)]
pub(crate) struct Wire {
    /// The shipments, by what kind of number names them.
    #[serde(deserialize_with = "read_json::objects")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(length(min = 1, max = MAX_SHIPMENTS)))]
    pub(super) targets: Vec<WireTarget>,
    /// The recipients' mail addresses.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "Vec<Mailbox>", length(min = 1, max = MAX_RECIPIENTS)))]
    pub(super) receiver_ids: Vec<String>,
    /// When the link ends by itself; the deployment says when it ends where
    /// this is absent, and how late it may end.
    #[serde(default)]
    #[cfg_attr(
        not(target_arch = "wasm32"),
        schemars(with = "Option<crate::schema::Moment>")
    )]
    pub(super) expires_at: Option<String>,
    /// The carrier of all shipments whose target names none.
    #[serde(default)]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(regex(pattern = SCAC_PATTERN)))]
    pub(super) scac: Option<String>,
    /// The language of the mail and of the pages, as a BCP 47 tag; the reader
    /// may choose another.
    #[serde(default)]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(length(max = MAX_LOCALE), regex(pattern = LOCALE_PATTERN)))]
    pub(super) locale: Option<String>,
    /// Plain text that the recipients are shown.
    #[serde(default)]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(length(max = MAX_NOTE), regex(pattern = NOTE_PATTERN)))]
    pub(super) note: Option<String>,
    /// Whether to mail the recipients now.
    #[serde(default)]
    pub(super) notify: bool,
    /// What the link waits for: nobody is mailed, and nobody has the link,
    /// until one of these happens.
    #[serde(default)]
    pub(super) when: Option<WireWhen>,
    /// What makes sending the row again safe.
    #[serde(default)]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(length(min = 1, max = super::grant::MAX_IDEMPOTENCY_KEY)))]
    pub(super) idempotency_key: Option<String>,
}

/// What a link waits for, as it stands in JSON.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "ShareWhen"))]
pub(crate) struct WireWhen {
    /// What of: each of them is told, once.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(length(min = 1, max = alarm::Kind::ALL.len())))]
    pub(super) exceptions: Vec<alarm::Kind>,
    /// By how many hours the arrival has to move, 24 where this is absent.
    #[serde(default)]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = MAX_ETA_HOURS)))]
    pub(super) eta_hours: Option<u16>,
    /// Whether an arrival that moves to an earlier time counts too.
    #[serde(default)]
    pub(super) earlier: bool,
}

/// Shipments of one kind, as they stand in JSON.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "ShareTarget", transform = by_kind))]
pub(crate) struct WireTarget {
    /// What kind of number it is.
    pub(super) target_type: Kind,
    /// The numbers, as people write them.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(length(min = 1, max = MAX_SHIPMENTS)))]
    pub(super) target_ids: Vec<String>,
    /// The carrier's SCAC.
    #[serde(default)]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(regex(pattern = SCAC_PATTERN)))]
    pub(super) scac: Option<String>,
}

/// Says in the schema what numbers of each kind look like.
#[cfg(not(target_arch = "wasm32"))]
fn by_kind(schema: &mut schemars::Schema) {
    let form = |kind: Kind| {
        json!({
            "title": kind.as_str(),
            "properties": {
                "targetType": {"const": kind.as_str()},
                "targetIds": {"items": {"pattern": kind.pattern(), "maxLength": MAX_TYPED}},
            },
        })
    };
    one_of(schema, Kind::ALL.map(form).to_vec());
}

fn shipments(wire: &Wire) -> Result<Vec<Reference>> {
    if !(1..=MAX_SHIPMENTS).contains(&wire.targets.len()) {
        return Err(Error::field(
            "targets",
            format!("expected 1 to {MAX_SHIPMENTS} targets"),
        ));
    }
    if let Some(scac) = &wire.scac {
        parse_scac(scac).map_err(|expected| Error::field("scac", expected))?;
    }
    let mut shipments: Vec<Reference> = Vec::new();
    for (at, target) in wire.targets.iter().enumerate() {
        let ids = format!("targets[{at}].targetIds");
        if !(1..=MAX_SHIPMENTS).contains(&target.target_ids.len()) {
            return Err(Error::field(
                ids,
                format!("expected 1 to {MAX_SHIPMENTS} numbers"),
            ));
        }
        if let Some(scac) = &target.scac {
            parse_scac(scac)
                .map_err(|expected| Error::field(format!("targets[{at}].scac"), expected))?;
        }
        let scac = target.scac.as_deref().or(wire.scac.as_deref());
        for (place, number) in target.target_ids.iter().enumerate() {
            let shipment = Reference::parse(target.target_type, number, scac)
                .map_err(|expected| Error::field(format!("{ids}[{place}]"), expected))?;
            if !shipments.contains(&shipment) {
                shipments.push(shipment);
            }
            if shipments.len() > MAX_SHIPMENTS {
                return Err(Error::field(
                    ids,
                    format!("expected at most {MAX_SHIPMENTS} shipments in one link"),
                ));
            }
        }
    }
    Ok(shipments)
}

fn when(wire: &WireWhen) -> Result<When> {
    if !(1..=alarm::Kind::ALL.len()).contains(&wire.exceptions.len()) {
        return Err(Error::field(
            "when.exceptions",
            format!("expected 1 to {} of them", alarm::Kind::ALL.len()),
        ));
    }
    if wire
        .eta_hours
        .is_some_and(|hours| !(1..=MAX_ETA_HOURS).contains(&hours))
    {
        return Err(Error::field(
            "when.etaHours",
            format!("expected 1 to {MAX_ETA_HOURS} hours"),
        ));
    }
    let mut exceptions = wire.exceptions.clone();
    exceptions.sort_unstable();
    exceptions.dedup();
    Ok(When {
        exceptions,
        eta_hours: wire.eta_hours,
        earlier: wire.earlier,
    })
}

fn recipients(addresses: &[String]) -> Result<Vec<Mailbox>> {
    if !(1..=MAX_RECIPIENTS).contains(&addresses.len()) {
        return Err(Error::field(
            "receiverIds",
            format!("expected 1 to {MAX_RECIPIENTS} mail addresses"),
        ));
    }
    let mut mailboxes: Vec<Mailbox> = Vec::new();
    for (at, address) in addresses.iter().enumerate() {
        let mailbox = Mailbox::parse(address)
            .map_err(|expected| Error::field(format!("receiverIds[{at}]"), expected))?;
        if !mailboxes.iter().any(|known| known.is_same(&mailbox)) {
            mailboxes.push(mailbox);
        }
    }
    Ok(mailboxes)
}

/// Reads when a link is to end; without anything given, as long as usual.
///
/// # Errors
/// 422 on `expiresAt` for what is no RFC 3339 time, is over, or is too far off.
pub fn expires(given: Option<&str>, now: OffsetDateTime, life: Life) -> Result<OffsetDateTime> {
    const FIELD: &str = "expiresAt";
    let now = now.truncate_to_second();
    let Some(text) = given else {
        return Ok(now + life.default);
    };
    // Checked, because the last hours of 9999 west of Greenwich are year 10000 in UTC.
    let expires = OffsetDateTime::parse(text, &Rfc3339)
        .ok()
        .and_then(|expires| expires.checked_to_offset(time::UtcOffset::UTC))
        .ok_or_else(|| {
            Error::field(
                FIELD,
                "expected an RFC 3339 time with its offset, such as 2027-01-31T12:00:00Z",
            )
        })?
        .truncate_to_second();
    if expires <= now {
        return Err(Error::field(FIELD, "expected a time in the future"));
    }
    if expires > now + life.max {
        return Err(Error::field(
            FIELD,
            format!(
                "expected a time within {} days from now",
                life.max.whole_days()
            ),
        ));
    }
    Ok(expires)
}

fn locale(text: String) -> Result<String> {
    let well_formed = text.len() <= MAX_LOCALE
        && text.split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        });
    if well_formed {
        Ok(text)
    } else {
        Err(Error::field(
            "locale",
            "expected a BCP 47 language tag, such as en or pt-BR",
        ))
    }
}

/// Plain text of one or a few lines; an empty one is none.
pub(super) fn note(text: &str) -> Result<Option<String>> {
    const FIELD: &str = "note";
    let text = text.trim();
    if text.chars().count() > MAX_NOTE {
        return Err(Error::field(
            FIELD,
            format!("expected a text of at most {MAX_NOTE} characters"),
        ));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(Error::field(
            FIELD,
            "expected plain text, without control characters",
        ));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

#[cfg(test)]
mod tests;
