//! API keys: issued by people at the dashboard, listed, and ended.
//!
//! A key is a signed token: the registry keeps its name, never the key.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use crate::config::LONGEST_LIFE_DAYS;
use crate::draw::draw;
use crate::error::{Error, Result};
use crate::event::{self, Event, Kind, Message};
use crate::gate::denylist;
use crate::service::Service;
use crate::token::claims::{ApiKey, Scope};
use crate::token::pepper::random_id;
use crate::world::{List, Namespace, Put, World};

use super::auth::Actor;
use super::registry::TIMEOUT;
use super::registry::index::countdown;

/// The longest label, in characters: fits a table's column.
pub const MAX_LABEL: usize = 60;

/// How many keys a list shows, the newest first: more than a deployment has
/// clients.
const MOST: u16 = 200;

/// What is known of a key; never the key itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyRecord {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it was issued.
    #[serde(with = "time::serde::rfc3339")]
    pub issued_at: OffsetDateTime,
    /// When it ends by itself.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
    /// Who issued it.
    pub by: String,
}

/// A key that was just issued: the one time that it is seen.
#[derive(Debug, Clone)]
pub struct Issued {
    /// What is known of it.
    pub record: KeyRecord,
    /// The key.
    pub token: String,
}

/// Issues a key.
///
/// 1. Label, scopes and days are sane: 422.
/// 2. It is signed, and listed before anybody has it: 503 if the registry does
///    not take it, because a key that no list knows could not be found to be
///    ended.
/// 3. The audit trail is told.
///
/// # Errors
/// As said with each step.
pub async fn issue(
    world: &impl World,
    service: &Service,
    actor: &Actor,
    label: &str,
    scopes: &[Scope],
    days: &str,
) -> Result<Issued> {
    // 1
    let label = label.trim();
    if !(1..=MAX_LABEL).contains(&label.chars().count()) || label.contains(char::is_control) {
        return Err(Error::field(
            "label",
            format!("expected 1 to {MAX_LABEL} characters without line breaks"),
        ));
    }
    if scopes.is_empty() {
        return Err(Error::field("scope", "expected at least one scope"));
    }
    let days: i64 = days
        .trim()
        .parse()
        .ok()
        .filter(|days| (1..=LONGEST_LIFE_DAYS).contains(days))
        .ok_or_else(|| {
            Error::field(
                "days",
                format!("expected a whole number from 1 to {LONGEST_LIFE_DAYS}"),
            )
        })?;
    // 2
    let issued = world.now().truncate_to_second();
    let key = ApiKey {
        id: random_id(draw(world)?),
        issued,
        expires: issued + Duration::days(days),
        label: label.to_owned(),
        scopes: scopes.to_vec(),
    };
    let token = service.ring.sign(&key)?;
    let record = KeyRecord {
        id: key.id,
        label: key.label,
        scopes: key.scopes,
        issued_at: key.issued,
        expires_at: key.expires,
        by: actor.by.clone(),
    };
    let metadata = serde_json::to_string(&record)
        .map_err(|error| Error::unavailable(format!("registry: {error}")))?;
    let put = Put {
        key: format!("key:{}:{}", countdown(issued), record.id),
        value: "1".to_owned(),
        ttl: Some((Duration::days(days + 30)).whole_seconds().unsigned_abs()),
        metadata: Some(metadata),
    };
    world
        .kv_put(Namespace::Registry, put)
        .await
        .map_err(|fault| Error::unavailable(format!("registry write: {fault}")))?;
    // 3
    let scopes: Vec<&str> = record.scopes.iter().map(|scope| scope.as_str()).collect();
    let event = Event::new(Kind::KeyIssued, world.now())
        .by(&actor.by)
        .scope(&format!("api-key:{}", record.id))
        .detail(&format!("{}: {}", record.label, scopes.join(" ")))
        .named(&service.pepper);
    if let Err(fault) = event::send(world, &[Message::Event(event)]).await {
        world.log(&format!("events of keys: {fault}"));
    }
    Ok(Issued { record, token })
}

/// A key as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What is known of it.
    pub record: KeyRecord,
    /// Whether it was revoked.
    pub revoked: bool,
}

/// Lists the keys issued at the dashboard, the newest first.
///
/// # Errors
/// 503 when the registry or the denylist does not answer.
pub async fn list(world: &impl World) -> Result<Vec<Listed>> {
    let asked = List {
        prefix: "key:".to_owned(),
        cursor: None,
        limit: MOST,
    };
    let listed = world
        .kv_list(Namespace::Registry, asked, TIMEOUT)
        .await
        .map_err(|fault| Error::unavailable(format!("registry list: {fault}")))?;
    let records: Vec<KeyRecord> = listed
        .keys
        .into_iter()
        .filter_map(|(_, metadata)| serde_json::from_str(&metadata?).ok())
        .collect();
    let issued: Vec<(&str, OffsetDateTime)> = records
        .iter()
        .map(|record| (record.id.as_str(), record.issued_at))
        .collect();
    let good = denylist::are_api_keys_good(world, &issued).await?;
    Ok(records
        .into_iter()
        .zip(good)
        .map(|(record, good)| Listed {
            record,
            revoked: !good,
        })
        .collect())
}
