//! One mail a day, of all that has happened to a recipient's shipments.
//!
//! What is found for a daily reader is put aside under the recipient, a key
//! for each thing. Once a day all that was put aside before the hour goes out
//! in one mail, whose key is that hour: however often it is tried, it is one.

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

use crate::error::{Error, Result};
use crate::mail::order::{Content, Entry, Order, Slip};
use crate::reference::Reference;
use crate::service::Service;
use crate::token::pepper::{Use, is_id};
use crate::token::seal::Purpose;
use crate::tracking::alarm::{Alarm, What};
use crate::world::{List, Namespace, World};

use super::look::dispatch;
use super::{Hidden, Watch, sealed, store};

/// The most things in one mail: a page of them that somebody still reads.
const MOST: u16 = 100;

/// What the keys of all that was put aside begin with.
const NEWS: &str = "news:";

/// How long something that was put aside waits for its mail: what two days'
/// mails did not tell is no news.
const LIFE: time::Duration = time::Duration::days(3);

const TIMEOUT: Duration = Duration::from_secs(3);

/// Something that was put aside.
#[derive(Serialize, Deserialize)]
struct Aside {
    shipment: Reference,
    watch: String,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    what: What,
}

/// Puts aside what a daily reader is to be told.
///
/// # Errors
/// 503 when the store does not take all of it; it may be put aside again.
pub async fn put_aside(
    world: &impl World,
    watch: &Watch,
    shipment: &Reference,
    alarms: &[Alarm],
) -> Result<()> {
    let now = world.now();
    let writes = alarms
        .iter()
        .flat_map(|alarm| watch.recipient_ids.iter().map(move |id| (alarm, id)))
        .map(|(alarm, recipient_id)| async move {
            let aside = Aside {
                shipment: shipment.clone(),
                watch: watch.id.clone(),
                at: now,
                what: alarm.what.clone(),
            };
            let text =
                serde_json::to_string(&aside).map_err(|e| Error::unavailable(e.to_string()))?;
            let named = format!(
                "{}:{}:{}:{}",
                watch.id,
                shipment.kind.as_str(),
                shipment.number,
                alarm.key
            );
            let name = URL_SAFE_NO_PAD.encode(Sha256::digest(named));
            let key = format!("{}{name}", prefix(recipient_id));
            store::write(world, key, text, now + LIFE)
                .await
                .map_err(|fault| Error::unavailable(format!("news: {fault}")))
        });
    futures_util::future::try_join_all(writes).await.map(|_| ())
}

/// Recipients for whom something was put aside, and where to go on.
///
/// # Errors
/// 503 when the store does not list them.
pub async fn readers(
    world: &impl World,
    cursor: Option<String>,
) -> Result<(Vec<String>, Option<String>)> {
    let list = List {
        prefix: NEWS.to_owned(),
        cursor,
        limit: 1000,
    };
    let listed = world
        .kv_list(Namespace::Watches, list, TIMEOUT)
        .await
        .map_err(|fault| Error::unavailable(format!("news: {fault}")))?;
    let mut ids: Vec<String> = listed
        .keys
        .iter()
        .filter_map(|(key, _)| key.split(':').nth(1).filter(|id| is_id(id)))
        .map(str::to_owned)
        .collect();
    // A recipient's keys stand side by side.
    ids.dedup();
    Ok((ids, listed.cursor))
}

/// Orders the day's mail of one recipient.
///
/// 1. What was put aside for them before the hour, and their orders. What
///    belongs to an order that is no more is dropped.
/// 2. The mail is ordered, and what stands in it erased then.
///
/// # Errors
/// 503 when a store or the queue does not answer: to be done again.
pub async fn write(
    world: &impl World,
    service: &Service,
    recipient_id: &str,
    before: OffsetDateTime,
) -> Result<()> {
    // 1
    let list = List {
        prefix: prefix(recipient_id),
        cursor: None,
        limit: MOST,
    };
    let listed = world
        .kv_list(Namespace::Watches, list, TIMEOUT)
        .await
        .map_err(|fault| Error::unavailable(format!("news: {fault}")))?;
    let keys: Vec<String> = listed.keys.into_iter().map(|(key, _)| key).collect();
    let mut asides: Vec<(String, Aside)> = store::read(world, &keys)
        .await?
        .into_iter()
        .filter(|(_, aside): &(_, Aside)| aside.at < before)
        .collect();
    asides.sort_by(|(a, one), (b, other)| one.at.cmp(&other.at).then(a.cmp(b)));
    let mut news: BTreeMap<String, Vec<&Aside>> = BTreeMap::new();
    for (_, aside) in &asides {
        let key = store::key(&aside.shipment, &aside.watch);
        news.entry(key).or_default().push(aside);
    }
    let watches: Vec<String> = news.keys().cloned().collect();
    let mut watches = store::read::<Watch>(world, &watches).await?;
    let mut reader: Option<Hidden> = None;
    let mut entries = Vec::new();
    for (key, asides) in &news {
        let Some(watch) = watches.remove(key) else {
            continue;
        };
        let (Some(hidden), Some(first)) = (watch.open(service), asides.first()) else {
            continue;
        };
        entries.push(Entry {
            shipment: first.shipment.clone(),
            token: hidden.token.clone(),
            watch: watch.id,
            news: asides.iter().map(|aside| aside.what.clone()).collect(),
        });
        reader = Some(hidden);
    }
    // 2
    if let Some(hidden) = reader
        && let Some(to) = hidden.addresses.into_iter().next()
    {
        let hour = before.unix_timestamp().to_string();
        let slip = Slip {
            to,
            token: hidden.token,
            locale: hidden.locale,
            at: world.now(),
            content: Content::Digest(entries),
        };
        let order = Order {
            key: service
                .pepper
                .id(Use::MailKey, &["digest", recipient_id, &hour]),
            sealed: sealed(world, service, Purpose::Mail, &slip)?,
        };
        dispatch(world, &[order]).await?;
    }
    let told = asides
        .iter()
        .map(|(key, _)| world.kv_delete(Namespace::Watches, key));
    futures_util::future::try_join_all(told)
        .await
        .map(|_| ())
        .map_err(|fault| Error::unavailable(format!("news: {fault}")))
}

fn prefix(recipient_id: &str) -> String {
    format!("{NEWS}{recipient_id}:")
}
