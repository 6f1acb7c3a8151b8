//! What has been revoked, and the certainty that we really looked.
//!
//! Evidence of absence, not absence of evidence: a link passes only if the
//! store answered for *every* key asked, with text or a plain "no such key",
//! and the sentinel, written once at deployment, was among the answers. A
//! failed, late, partial or mistyped answer is an error (503), never a pass.
//!
//! Workers KV is eventually consistent. A revocation holds at once where it
//! was made and, within [`BOUND_SECONDS`], everywhere.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::config::LONGEST_LIFE_DAYS;
use crate::error::{Error, Result};
use crate::reference::Reference;
use crate::token::claims::{ApiKey, Link};
use crate::world::{BulkAnswer, Namespace, Put, Stored, World};

use super::recipient::Hashes;

/// The key written once at deployment; absent means a wrong or emptied store.
pub const SENTINEL_KEY: &str = "sentinel";
/// Its constant value.
pub const SENTINEL_VALUE: &str = "sealink-denylist-v1";

/// How long a location may serve its own copy of a denylist key: the shortest
/// that Workers KV allows. This is the lag of a revocation, not a freshness knob.
pub const CACHE_SECONDS: u32 = 30;

/// By when a revocation holds everywhere: a minute for the write to reach every
/// location, as Cloudflare documents, and then the copy a location still holds.
pub const BOUND_SECONDS: u32 = 60 + CACHE_SECONDS;

/// The same as a span of time.
pub const BOUND: time::Duration = time::Duration::seconds(BOUND_SECONDS as i64);

/// A denylist that has not answered by then is as good as down: its p99 is a
/// quarter of a second, and somebody waits before a blank page.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Whether a link may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing stands against it.
    Good,
    /// The link is revoked for everybody: itself, a shipment of it, its issuer.
    LinkRevoked,
    /// This recipient is revoked, or their domain; the others keep their access.
    RecipientRevoked,
    /// All that the link shows has been delivered, long enough ago.
    Delivered,
}

/// A revocation as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Revocation {
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "crate::schema::Moment"))]
    pub at: OffsetDateTime,
    /// The API key or ops person that made it.
    pub by: String,
    /// Why, in a word or a sentence.
    pub why: String,
}

/// A revocation taken back, as it is stored.
///
/// It is a key of its own that names the one revocation it takes back, so that
/// it cannot undo another that its author had not seen: a store that does not
/// know it yet keeps refusing, and one that does not know the later revocation
/// yet learns of it within the bound, as of any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restoration {
    /// The moment of the revocation that is taken back.
    #[serde(with = "time::serde::rfc3339")]
    pub of: OffsetDateTime,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The API key or ops person that made it.
    pub by: String,
    /// Why, in a word or a sentence.
    pub why: String,
}

/// A revocation that stands against something, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Against<'a> {
    /// What it is about.
    pub target: Target<'a>,
    /// Who made it, when and why.
    pub revocation: Revocation,
}

/// What a revocation is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target<'a> {
    /// One link, for everybody.
    Link(&'a str),
    /// One recipient of one link.
    LinkRecipient(&'a str, &'a str),
    /// Every link to this shipment minted until now.
    Shipment(&'a Reference),
    /// Everything a recipient was given until now, by the address's hash.
    Recipient(&'a str),
    /// Everything a mail domain was given until now, by the domain's hash.
    Domain(&'a str),
    /// Every link an API key minted until now, and the key itself.
    Issuer(&'a str),
    /// An API key alone; the links it minted stay good.
    ApiKey(&'a str),
    /// What was signed for this link before it was signed anew.
    Earlier(&'a str),
    /// A link that has ended because all that it shows was delivered. No
    /// revocation: only [`standing`] asks for it.
    Delivered(&'a str),
}

impl Target<'_> {
    /// The key in the store.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Link(id) => format!("link:{id}"),
            Self::LinkRecipient(id, recipient) => format!("link:{id}:{recipient}"),
            Self::Shipment(shipment) => {
                format!("shipment:{}:{}", shipment.kind.as_str(), shipment.number)
            }
            Self::Recipient(hash) => format!("recipient:{hash}"),
            Self::Domain(hash) => format!("domain:{hash}"),
            Self::Issuer(id) => format!("issuer:{id}"),
            Self::ApiKey(id) => format!("api-key:{id}"),
            Self::Earlier(id) => format!("earlier:{id}"),
            Self::Delivered(id) => format!("delivered:{id}"),
        }
    }

    /// The word for it in answers and in the audit trail.
    #[must_use]
    pub const fn scope(&self) -> &'static str {
        match self {
            Self::Link(_) => "link",
            Self::LinkRecipient(..) => "linkRecipient",
            Self::Shipment(_) => "shipment",
            Self::Recipient(_) => "recipient",
            Self::Domain(_) => "domain",
            Self::Issuer(_) => "issuer",
            Self::ApiKey(_) => "apiKey",
            Self::Earlier(_) => "earlier",
            Self::Delivered(_) => "delivered",
        }
    }

    /// Where a revocation of it is taken back; only those of a link can be.
    fn restored_key(&self) -> Option<String> {
        matches!(self, Self::Link(_) | Self::LinkRecipient(..))
            .then(|| format!("restored:{}", self.key()))
    }

    /// Whether a revocation made at `at` stands against what was granted at
    /// `granted`.
    ///
    /// A link's own key kills it whenever it was signed, so that an extension
    /// does not outlive a revocation; the others kill what was granted up to
    /// their time, the same second included. What was signed anew lives on.
    #[must_use]
    pub fn stands_against(&self, at: OffsetDateTime, granted: OffsetDateTime) -> bool {
        match self {
            Self::Link(_) | Self::LinkRecipient(..) | Self::Delivered(_) => true,
            Self::Earlier(_) => granted < at,
            _ => granted <= at,
        }
    }
}

/// What was granted to everybody who holds a link.
#[derive(Debug, Clone, Copy)]
pub struct Granted<'a> {
    /// The link's id.
    pub link_id: &'a str,
    /// The API key that minted it.
    pub issuer: &'a str,
    /// The shipments it shows.
    pub shipments: &'a [Reference],
    /// When it was minted.
    pub at: OffsetDateTime,
}

impl<'a> From<&'a Link> for Granted<'a> {
    fn from(link: &'a Link) -> Self {
        Self {
            link_id: &link.id,
            issuer: &link.issuer,
            shipments: &link.shipments,
            at: link.issued,
        }
    }
}

impl<'a> Granted<'a> {
    /// All that could stand against it.
    fn targets(&self) -> Vec<Target<'a>> {
        [
            Target::Link(self.link_id),
            Target::Earlier(self.link_id),
            Target::Issuer(self.issuer),
        ]
        .into_iter()
        .chain(self.shipments.iter().map(Target::Shipment))
        .collect()
    }
}

/// Decides whether `link` may be used, by `visitor` if one is known.
///
/// 1. One bulk read of every key that could stand against it, and the sentinel.
/// 2. Any doubt about the answer: 503.
/// 3. The link's own key, then what kills all that was granted before a time.
///
/// # Errors
/// 503 when the store does not answer, answers late, in part, with the wrong
/// type, or without the sentinel.
pub async fn standing(
    world: &impl World,
    link: &Link,
    visitor: Option<&Hashes>,
) -> Result<Standing> {
    let for_all = Granted::from(link).targets();
    let for_one: Vec<Target<'_>> = visitor
        .iter()
        .flat_map(|hashes| for_one(&link.id, hashes))
        .collect();
    let delivered = [Target::Delivered(&link.id)];
    // 1, 2
    let all = for_all.iter().chain(&for_one).chain(&delivered);
    let answer = Answer::read(world, all).await?;
    // 3
    if answer.first_against(&for_all, link.issued)?.is_some() {
        return Ok(Standing::LinkRevoked);
    }
    if answer.first_against(&for_one, link.issued)?.is_some() {
        return Ok(Standing::RecipientRevoked);
    }
    if answer.first_against(&delivered, link.issued)?.is_some() {
        return Ok(Standing::Delivered);
    }
    Ok(Standing::Good)
}

/// Decides whether an API key may still be used.
///
/// # Errors
/// 503, as [`standing`].
pub async fn is_api_key_good(world: &impl World, key: &ApiKey) -> Result<bool> {
    let good = are_api_keys_good(world, &[(key.id.as_str(), key.issued)]).await?;
    Ok(good == [true])
}

/// Decides the same of many keys, by id and the time of their issue.
///
/// # Errors
/// 503, as [`standing`].
pub async fn are_api_keys_good(
    world: &impl World,
    keys: &[(&str, OffsetDateTime)],
) -> Result<Vec<bool>> {
    let targets: Vec<[Target<'_>; 2]> = keys
        .iter()
        .map(|(id, _)| [Target::ApiKey(id), Target::Issuer(id)])
        .collect();
    let answer = Answer::read(world, targets.iter().flatten()).await?;
    targets
        .iter()
        .zip(keys)
        .map(|(targets, (_, issued))| Ok(answer.first_against(targets, *issued)?.is_none()))
        .collect()
}

/// Decides whether what a mailbox was granted at `granted` still holds, apart
/// from any link: an operator's session.
///
/// A revocation ends what there was until then. It does not bar the mailbox
/// from being granted anything later; that is for whoever grants it.
///
/// # Errors
/// 503, as [`standing`].
pub async fn is_person_good(
    world: &impl World,
    person: &Hashes,
    granted: OffsetDateTime,
) -> Result<bool> {
    let targets = [
        Target::Recipient(&person.recipient),
        Target::Domain(&person.domain),
    ];
    let answer = Answer::read(world, targets.iter()).await?;
    Ok(answer.first_against(&targets, granted)?.is_none())
}

/// Who revoked each of these, when and why; `None` where nobody did.
///
/// # Errors
/// 503, as [`standing`].
pub async fn revocations_of<'a>(
    world: &impl World,
    granted: &[Granted<'a>],
) -> Result<Vec<Option<Against<'a>>>> {
    revocations_but(world, granted, None).await
}

/// As [`revocations_of`], as if `but` had never been revoked: what a revocation
/// of it makes different.
///
/// # Errors
/// 503, as [`standing`].
pub async fn revocations_but<'a>(
    world: &impl World,
    granted: &[Granted<'a>],
    but: Option<&Target<'_>>,
) -> Result<Vec<Option<Against<'a>>>> {
    let but = but.map(Target::key);
    let targets: Vec<Vec<Target<'a>>> = granted
        .iter()
        .map(Granted::targets)
        .map(|targets| without(targets, but.as_deref()))
        // What is listed is what was signed last, whether or not the list knows.
        .map(|mut targets| {
            targets.retain(|target| !matches!(target, Target::Earlier(_)));
            targets
        })
        .collect();
    let answer = Answer::read(world, targets.iter().flatten()).await?;
    targets
        .iter()
        .zip(granted)
        .map(|(targets, granted)| answer.first_against(targets, granted.at))
        .collect()
}

/// One recipient of what was granted.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// What was granted.
    pub granted: Granted<'a>,
    /// To whom.
    pub by: &'a Hashes,
}

/// All that stands against each of these recipients and not against everybody
/// who holds the link, as if `but` had never been revoked.
///
/// # Errors
/// 503, as [`standing`].
pub async fn revocations_of_recipients<'a>(
    world: &impl World,
    held: &[Held<'a>],
    but: Option<&Target<'_>>,
) -> Result<Vec<Vec<Against<'a>>>> {
    let but = but.map(Target::key);
    let targets: Vec<Vec<Target<'a>>> = held
        .iter()
        .map(|held| for_one(held.granted.link_id, held.by))
        .map(|targets| without(targets, but.as_deref()))
        .collect();
    let answer = Answer::read(world, targets.iter().flatten()).await?;
    targets
        .iter()
        .zip(held)
        .map(|(targets, held)| answer.all_against(targets, held.granted.at))
        .collect()
}

/// What could stand against one recipient alone.
fn for_one<'a>(link_id: &'a str, hashes: &'a Hashes) -> Vec<Target<'a>> {
    vec![
        Target::LinkRecipient(link_id, &hashes.recipient),
        Target::Recipient(&hashes.recipient),
        Target::Domain(&hashes.domain),
    ]
}

fn without<'a>(mut targets: Vec<Target<'a>>, but: Option<&str>) -> Vec<Target<'a>> {
    if let Some(but) = but {
        targets.retain(|target| target.key() != but);
    }
    targets
}

/// The revocation that stands under exactly this target, whatever was granted
/// when; `None` if there is none, or it was taken back.
///
/// # Errors
/// 503, as [`standing`].
pub async fn revocation_at(world: &impl World, target: &Target<'_>) -> Result<Option<Revocation>> {
    let answer = Answer::read(world, std::iter::once(target)).await?;
    answer.revocation(target)
}

/// Takes a revocation of a link, or of one recipient of it, back.
///
/// Nothing is deleted: the revocation stays, and beside it this. Until a
/// location has heard of it, it refuses as before.
///
/// # Errors
/// 503 when the store does not accept it: the link stays revoked then.
pub async fn restore(
    world: &impl World,
    target: &Target<'_>,
    restoration: &Restoration,
) -> Result<()> {
    let key = target
        .restored_key()
        .ok_or_else(|| Error::unavailable("denylist: only links are restored"))?;
    write(world, key, restoration).await
}

/// Writes a revocation. No key is ever deleted, because that would race with
/// the copies that locations hold; see [`restore`].
/// It is kept for as long as anything that it kills could live.
///
/// # Errors
/// 503 when the store does not accept it: nothing is revoked then.
pub async fn revoke(
    world: &impl World,
    target: &Target<'_>,
    revocation: &Revocation,
) -> Result<()> {
    write(world, target.key(), revocation).await
}

/// Ends a link because all that it shows was delivered; `at` is the moment of
/// its end.
///
/// # Errors
/// 503 when the store does not take it.
pub async fn end_delivered(world: &impl World, link_id: &str, at: OffsetDateTime) -> Result<()> {
    let revocation = Revocation {
        at,
        by: "tracking".to_owned(),
        why: "delivered".to_owned(),
    };
    revoke(world, &Target::Delivered(link_id), &revocation).await
}

async fn write(world: &impl World, key: String, value: &impl Serialize) -> Result<()> {
    let value = serde_json::to_string(value)
        .map_err(|error| Error::unavailable(format!("denylist: {error}")))?;
    let put = Put {
        key,
        value,
        ttl: Some(LONGEST_LIFE_DAYS.unsigned_abs() * 24 * 60 * 60),
        metadata: None,
    };
    world
        .kv_put(Namespace::Denylist, put)
        .await
        .map_err(|fault| Error::unavailable(format!("denylist write: {fault}")))
}

/// How many keys a bulk read takes, the sentinel aside.
const KEYS_AT_ONCE: usize = 99;

/// An answer that is complete: every key is there, as text or as absent, and
/// so is the sentinel.
struct Answer(BulkAnswer);

impl Answer {
    /// One bulk read for each hundred keys; a request of a link has 17 at most.
    async fn read<'a, 'b: 'a>(
        world: &impl World,
        targets: impl Iterator<Item = &'a Target<'b>>,
    ) -> Result<Self> {
        let mut keys: Vec<String> = targets
            .flat_map(|target| [Some(target.key()), target.restored_key()])
            .flatten()
            .collect();
        keys.sort_unstable();
        keys.dedup();
        let reads = keys
            .chunks(KEYS_AT_ONCE)
            .map(|some| Self::read_some(world, some.to_vec()));
        let parts = futures_util::future::try_join_all(reads).await?;
        Ok(Self(parts.into_iter().flatten().collect()))
    }

    async fn read_some(world: &impl World, mut keys: Vec<String>) -> Result<BulkAnswer> {
        keys.push(SENTINEL_KEY.to_owned());
        let answer = world
            .kv_get_bulk(Namespace::Denylist, &keys, CACHE_SECONDS, TIMEOUT)
            .await
            .map_err(|fault| Error::unavailable(format!("denylist read: {fault}")))?;
        match answer.get(SENTINEL_KEY) {
            Some(Stored::Text(value)) if value == SENTINEL_VALUE => {}
            _ => return Err(Error::unavailable("denylist: the sentinel is absent")),
        }
        let answered = |key| matches!(answer.get(key), Some(Stored::Missing | Stored::Text(_)));
        if keys.iter().all(|key| answered(key.as_str())) {
            Ok(answer)
        } else {
            Err(Error::unavailable(
                "denylist: a key was not answered, or not with text",
            ))
        }
    }

    /// What stands under a key, if anything does.
    fn value<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        match self.0.get(key) {
            Some(Stored::Text(text)) => serde_json::from_str(text)
                .map(Some)
                .map_err(|_| Error::unavailable("denylist: a value is not a revocation")),
            _ => Ok(None),
        }
    }

    /// The revocation of `target`, if there is one that was not taken back.
    fn revocation(&self, target: &Target<'_>) -> Result<Option<Revocation>> {
        let Some(revocation) = self.value::<Revocation>(&target.key())? else {
            return Ok(None);
        };
        let restored = match target.restored_key() {
            Some(key) => self.value::<Restoration>(&key)?,
            None => None,
        };
        Ok(match restored {
            Some(restored) if restored.of == revocation.at => None,
            _ => Some(revocation),
        })
    }

    /// What stands under `target` against something granted at `granted`.
    fn against<'a>(
        &self,
        target: &Target<'a>,
        granted: OffsetDateTime,
    ) -> Result<Option<Against<'a>>> {
        let revocation = self.revocation(target)?;
        Ok(revocation
            .filter(|revocation| target.stands_against(revocation.at, granted))
            .map(|revocation| Against {
                target: target.clone(),
                revocation,
            }))
    }

    /// The first of `targets` that stands against something granted at `granted`.
    fn first_against<'a>(
        &self,
        targets: &[Target<'a>],
        granted: OffsetDateTime,
    ) -> Result<Option<Against<'a>>> {
        for target in targets {
            if let Some(against) = self.against(target, granted)? {
                return Ok(Some(against));
            }
        }
        Ok(None)
    }

    /// All of `targets` that stand against something granted at `granted`.
    fn all_against<'a>(
        &self,
        targets: &[Target<'a>],
        granted: OffsetDateTime,
    ) -> Result<Vec<Against<'a>>> {
        targets
            .iter()
            .filter_map(|target| self.against(target, granted).transpose())
            .collect()
    }
}
