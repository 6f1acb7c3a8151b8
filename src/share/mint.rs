//! Minting a link.

use serde::Serialize;
use time::OffsetDateTime;

use crate::error::{Code, Error, Result};
use crate::gate::recipient::Mailbox;
use crate::language::negotiate;
use crate::mail::letters;
use crate::service::Service;
use crate::token::claims::{ApiKey, Link};
use crate::token::pepper::{Use, random_id};
use crate::world::World;

use super::registry::{self, Delivery, DeliveryStatus, Listing, Record};
use super::request::{self, Life, MintRequest};

/// The longest `Idempotency-Key`, in characters: the IETF draft's examples are
/// UUIDs; a booking number with a prefix fits as well.
const MAX_IDEMPOTENCY_KEY: usize = 255;

/// What a mint answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Minted {
    /// The link's name: by it, it is looked up and revoked.
    pub link_id: String,
    /// What the recipient opens.
    pub share_url: String,
    /// When it was minted.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it ends by itself.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
    /// How the mails went, where `notify` asked for them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deliveries: Vec<Delivery>,
    /// What the caller should know though all went well.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// Mints a link: `POST /share/links`.
///
/// 1. The body is read and checked: 413, 400, 422.
/// 2. The `Idempotency-Key`, where there is one, has a sane length: 422. It
///    and the caller make the `linkId`; without one it is random.
/// 3. A retry that the registry knows is answered as the first time, and mails
///    nobody again. The same key with another request is refused: 422. A
///    registry that is silent or behind costs only the exact times: the
///    `linkId` is the same in any case.
/// 4. The link is signed. The bounds of step 1 keep it within a cookie.
/// 5. The recipients are mailed if asked. A carrier that refuses is told in
///    the answer, per recipient.
/// 6. The registry is written. If it does not take it, the link is good all
///    the same and the answer carries a warning.
///
/// # Errors
/// As said with each step; 503 when there is no randomness.
pub async fn mint(
    world: &impl World,
    service: &Service,
    key: &ApiKey,
    idempotency_key: Option<&str>,
    body: &[u8],
) -> Result<Minted> {
    // 1
    let now = world.now().truncate_to_second();
    let life = Life {
        default: service.config.link_default,
        max: service.config.link_max,
    };
    let request = request::read(body, now, life)?;
    // 2
    let link_id = link_id(world, service, key, idempotency_key)?;
    let recipients: Vec<String> = request
        .recipients
        .iter()
        .map(|mailbox| mailbox.hashes(&service.pepper).recipient)
        .collect();
    let fingerprint = fingerprint(service, &request, &recipients);
    // 3
    let known = match idempotency_key {
        Some(_) => known(world, &link_id, &fingerprint).await?,
        None => None,
    };
    // 4
    let link = Link {
        id: link_id,
        issued: known.as_ref().map_or(now, |listing| listing.created_at),
        expires: known
            .as_ref()
            .map_or(request.expires, |listing| listing.expires_at),
        issuer: key.id.clone(),
        shipments: request.shipments,
        recipients,
        locale: request.locale,
        note: request.note,
    };
    let token = service.ring.sign(&link)?;
    let share_url = format!("{}/t/{token}", service.config.public_origin());
    let mut minted = Minted {
        link_id: link.id.clone(),
        share_url,
        created_at: link.issued,
        expires_at: link.expires,
        deliveries: Vec::new(),
        warnings: warnings(&link),
    };
    if let Some(listing) = known {
        minted.deliveries = listing.deliveries;
        return Ok(minted);
    }
    // 5
    if request.notify {
        minted.deliveries = notify(
            world,
            service,
            &link,
            &minted.share_url,
            &request.recipients,
        )
        .await;
    }
    // 6
    let listing = Listing {
        link_id: link.id,
        created_at: link.issued,
        expires_at: link.expires,
        issuer: link.issuer,
        issuer_label: key.label.clone(),
        shipments: link.shipments,
        recipients: request.recipients.iter().map(Mailbox::masked).collect(),
        deliveries: minted.deliveries.clone(),
    };
    let record = Record {
        listing,
        fingerprint,
    };
    if let Err(fault) = registry::write(world, &record).await {
        world.log(&format!("registry write: {fault}"));
        minted.warnings.push(
            "The link is good, but the list of links does not know it: keep its linkId to revoke it.".to_owned(),
        );
    }
    Ok(minted)
}

/// What the registry knows of this very request.
async fn known(world: &impl World, link_id: &str, fingerprint: &str) -> Result<Option<Listing>> {
    match registry::find(world, link_id).await {
        Ok(Some(record)) if record.fingerprint != fingerprint => Err(Error {
            field: Some("Idempotency-Key".to_owned()),
            ..Error::new(
                Code::IdempotencyKeyReused,
                "This Idempotency-Key was used before with another request.",
            )
        }),
        Ok(record) => Ok(record.map(|record| record.listing)),
        Err(error) => {
            world.log(error.log.as_deref().unwrap_or_default());
            Ok(None)
        }
    }
}

fn link_id(
    world: &impl World,
    service: &Service,
    key: &ApiKey,
    idempotency_key: Option<&str>,
) -> Result<String> {
    match idempotency_key {
        Some(text) if (1..=MAX_IDEMPOTENCY_KEY).contains(&text.len()) => {
            Ok(service.pepper.id(Use::LinkId, &[&key.id, text]))
        }
        Some(_) => Err(Error::field(
            "Idempotency-Key",
            format!("expected 1 to {MAX_IDEMPOTENCY_KEY} characters"),
        )),
        None => {
            let mut bytes = [0; 16];
            world
                .random(&mut bytes)
                .map_err(|fault| Error::unavailable(format!("random: {fault}")))?;
            Ok(random_id(bytes))
        }
    }
}

/// The identity of what was asked for: everything but the moment.
fn fingerprint(service: &Service, request: &MintRequest, recipients: &[String]) -> String {
    let shipments = request.shipments.iter().map(|shipment| {
        let scac = shipment.scac.as_deref().unwrap_or_default();
        format!("{}:{}:{scac}", shipment.kind.as_str(), shipment.number)
    });
    let expires = if request.expiry_given {
        request.expires.unix_timestamp().to_string()
    } else {
        String::new()
    };
    let parts = [
        recipients.join(","),
        shipments.collect::<Vec<_>>().join(","),
        expires,
        request.locale.clone().unwrap_or_default(),
        request.note.clone().unwrap_or_default(),
        request.notify.to_string(),
    ];
    service
        .pepper
        .id(Use::Fingerprint, &parts.each_ref().map(String::as_str))
}

fn warnings(link: &Link) -> Vec<String> {
    link.shipments
        .iter()
        .filter(|shipment| shipment.check_digit_holds() == Some(false))
        .map(|shipment| {
            format!(
                "{}: the ISO 6346 check digit does not hold; is the number right?",
                shipment.number
            )
        })
        .collect()
}

async fn notify(
    world: &impl World,
    service: &Service,
    link: &Link,
    share_url: &str,
    recipients: &[Mailbox],
) -> Vec<Delivery> {
    let brand = &service.config.brand_name;
    // Nothing is known of the recipients' own wishes yet.
    let language = negotiate::language(None, link.locale.as_deref(), None);
    let locale = &service.locales.get(world, language);
    let sendings = recipients.iter().map(|mailbox| async move {
        // The fragment never reaches a server; the gate fills its field from it.
        let url = format!(
            "{share_url}#to={}",
            form_urlencoded::byte_serialize(mailbox.address.as_bytes()).collect::<String>()
        );
        let letter = letters::share(
            locale,
            brand,
            &url,
            link.note.as_deref(),
            link.expires,
            link.shipments.len(),
        );
        let message = letter.to(mailbox.address.clone(), &service.config);
        let status = match world.send_mail(message).await {
            Ok(()) => DeliveryStatus::Sent,
            Err(fault) => {
                world.log(&format!("mail of a link: {fault}"));
                DeliveryStatus::Failed
            }
        };
        Delivery {
            recipient: mailbox.masked(),
            status,
        }
    });
    futures_util::future::join_all(sendings).await
}
