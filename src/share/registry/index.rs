//! How lists find links: keys that name a link under what it can be looked for.
//!
//! Each key is written once and never changed, with nothing in it but its name,
//! so that a list can lag but never be wrong: what stands of a link is read
//! from its record. The newest comes first, because the time in a key counts
//! down.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::error::{Error, Result};
use crate::event::Grant;
use crate::reference::{Kind, Reference};
use crate::token::pepper::is_id;
use crate::world::{Fault, List, Namespace, Put, World};

use super::{TIMEOUT, life};

/// What links are looked for by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By<'a> {
    /// All of them, the newest first.
    Time,
    /// A shipment.
    Shipment(&'a Reference),
    /// A recipient's keyed hash.
    Recipient(&'a str),
    /// The keyed hash of a recipient's domain.
    Domain(&'a str),
    /// Who minted them.
    Issuer(&'a str),
    /// The hour in which they end, as [`hour_of`] writes it.
    End(&'a str),
}

/// What stands beside a link under its shipment, for whoever has to look at
/// every shipment that somebody may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// When the link ends by itself, in seconds since 1970.
    pub until: i64,
    /// The carrier, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scac: Option<String>,
}

impl By<'_> {
    /// What the keys of all shipments of a kind begin with.
    #[must_use]
    pub fn prefix_of_kind(kind: Kind) -> String {
        format!("by:{}:", kind.as_str())
    }

    /// What the keys begin with.
    #[must_use]
    pub fn prefix(&self) -> String {
        match self {
            Self::Time => "by:time:".to_owned(),
            Self::Shipment(shipment) => {
                format!(
                    "{}{}:",
                    Self::prefix_of_kind(shipment.kind),
                    shipment.number
                )
            }
            Self::Recipient(hash) => format!("by:recipient:{hash}:"),
            Self::Domain(hash) => format!("by:domain:{hash}:"),
            Self::Issuer(id) => format!("by:issuer:{id}:"),
            Self::End(hour) => format!("by:end:{hour}:"),
        }
    }
}

/// The last second that a countdown of ten digits can name: the year 2286.
const END: i64 = 9_999_999_999;

/// The hour of a moment, as keys name it: `2026-12-01T08`.
#[must_use]
pub fn hour_of(at: OffsetDateTime) -> String {
    format!("{}T{:02}", at.date(), at.hour())
}

/// A moment as keys of lists write it, so that the newest comes first.
#[must_use]
pub fn countdown(at: OffsetDateTime) -> String {
    format!("{:010}", (END - at.unix_timestamp()).max(0))
}

/// The moment that [`countdown`] wrote.
fn moment(countdown: &str) -> Option<OffsetDateTime> {
    let left: i64 = countdown.parse().ok()?;
    OffsetDateTime::from_unix_timestamp(END - left).ok()
}

/// Makes a link known to every list: 6 to 23 writes. Doing it again changes
/// nothing.
///
/// # Errors
/// The store's fault; some of the lists may know it then.
pub async fn write(world: &impl World, grant: &Grant) -> Result<(), Fault> {
    let end = hour_of(grant.expires_at);
    let lists = [By::Time, By::Issuer(&grant.issuer), By::End(&end)]
        .into_iter()
        .chain(grant.shipments.iter().map(By::Shipment))
        .chain(grant.recipient_ids.iter().map(|hash| By::Recipient(hash)))
        .chain(grant.domain_ids.iter().map(|hash| By::Domain(hash)));
    let when = countdown(grant.created_at);
    let ttl = life(grant.expires_at, world.now());
    let writes = lists.map(|list| {
        let metadata = match &list {
            By::Shipment(shipment) => serde_json::to_string(&Standing {
                until: grant.expires_at.unix_timestamp(),
                scac: shipment.scac.clone(),
            })
            .ok(),
            _ => None,
        };
        let put = Put {
            key: format!("{}{when}:{}", list.prefix(), grant.link_id),
            value: "1".to_owned(),
            ttl: Some(ttl),
            metadata,
        };
        world.kv_put(Namespace::Registry, put)
    });
    futures_util::future::try_join_all(writes).await.map(|_| ())
}

/// A part of a list: ids of links, and the store's cursor where it goes on.
pub type Part = (Vec<String>, Option<String>);

/// Lists links, the newest first.
///
/// # Errors
/// 503 when the store does not answer.
pub async fn list(
    world: &impl World,
    by: &By<'_>,
    cursor: Option<String>,
    limit: u16,
) -> Result<Part> {
    let (dated, cursor) = list_dated(world, by, cursor, limit).await?;
    Ok((
        dated.into_iter().map(|dated| dated.link_id).collect(),
        cursor,
    ))
}

/// A link as a list's key names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// When it was minted.
    pub created_at: OffsetDateTime,
    /// Its id.
    pub link_id: String,
}

impl Dated {
    /// Its place in the list: what comes later in the list is greater.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}:{}", countdown(self.created_at), self.link_id)
    }
}

/// As [`list`], with the moments that the keys name.
///
/// # Errors
/// 503 when the store does not answer.
pub async fn list_dated(
    world: &impl World,
    by: &By<'_>,
    cursor: Option<String>,
    limit: u16,
) -> Result<(Vec<Dated>, Option<String>)> {
    let asked = List {
        prefix: by.prefix(),
        cursor,
        limit,
    };
    let listed = world
        .kv_list(Namespace::Registry, asked, TIMEOUT)
        .await
        .map_err(|fault| Error::unavailable(format!("registry list: {fault}")))?;
    let dated = listed
        .keys
        .iter()
        .filter_map(|(key, _)| {
            let mut parts = key.rsplit(':');
            let link_id = parts.next().filter(|id| is_id(id))?.to_owned();
            let created_at = moment(parts.next()?)?;
            Some(Dated {
                created_at,
                link_id,
            })
        })
        .collect();
    Ok((dated, listed.cursor))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn the_newest_comes_first() {
        let (old, new) = (
            datetime!(2026-12-01 08:00 UTC),
            datetime!(2026-12-01 08:01 UTC),
        );
        assert!(countdown(new) < countdown(old));
        assert_eq!(countdown(old).len(), 10);
        assert_eq!(moment(&countdown(old)), Some(old));
        assert_eq!(countdown(datetime!(9999-01-01 00:00 UTC)), "0000000000");
    }

    #[test]
    fn an_hour_is_named_as_iso_8601_does() {
        assert_eq!(hour_of(datetime!(2026-12-01 08:59:59 UTC)), "2026-12-01T08");
    }
}
