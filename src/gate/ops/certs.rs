//! The keys with which Cloudflare Access signs: a JSON Web Key Set (RFC 7517)
//! at the team's domain, kept in the location's own cache.
//!
//! Access rotates its keys every six weeks and publishes the new one beside
//! the old, so a copy may be an hour old, and a key that is not in it is worth
//! asking again. Anybody can make up key ids: that asks at most once a minute.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::world::{Fetch, RsaKey, World};

/// How long a copy is good, in seconds.
const KEPT_SECONDS: u32 = 60 * 60;

/// How long to wait before asking again for a key that is not in the copy.
const PAUSE_SECONDS: i64 = 60;

/// An operator waits for the page.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Two keys with their certificates take 5 KB.
const MAX_BYTES: usize = 64 * 1024;

/// RSA of 2048 bits to 8192 is what platforms verify; less is not safe.
const MODULUS_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;

/// A copy of the set.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// When the keys came, in seconds since 1970.
    fetched: i64,
    /// When they were last asked for; later than `fetched` if that failed.
    asked: i64,
    keys: Vec<Named>,
}

/// A key and its id.
#[derive(Serialize, Deserialize)]
struct Named {
    kid: String,
    #[serde(flatten)]
    key: RsaKey,
}

/// The key of this id; `None` when Access has no such key.
///
/// 1. A copy that has it answers. A cache that fails is as one that is empty.
/// 2. A copy that was asked for less than a minute ago is believed: there is no
///    such key. 503 if that asking failed.
/// 3. The set is fetched, and kept. 503 when it cannot be had, or read.
///
/// # Errors
/// 503 as said.
pub(super) async fn key(world: &impl World, team: &str, key_id: &str) -> Result<Option<RsaKey>> {
    let now = world.now().unix_timestamp();
    let place = format!("access-certs/{team}");
    // 1
    let mut kept = read(world, &place).await;
    if let Some(kept) = &mut kept {
        if let Some(key) = kept.take(key_id) {
            return Ok(Some(key));
        }
        // 2
        if now - kept.asked < PAUSE_SECONDS {
            return if kept.asked == kept.fetched {
                Ok(None)
            } else {
                Err(Error::unavailable("Access certs: failed a moment ago"))
            };
        }
    }
    // 3
    match fetch(world, team).await {
        Ok(keys) => {
            let mut kept = Kept {
                fetched: now,
                asked: now,
                keys,
            };
            write(world, &place, &kept, KEPT_SECONDS).await;
            Ok(kept.take(key_id))
        }
        Err(why) => {
            if let Some(kept) = kept {
                let left = i64::from(KEPT_SECONDS) - (now - kept.fetched);
                let kept = Kept { asked: now, ..kept };
                // The cache itself has let go of what is older.
                write(world, &place, &kept, u32::try_from(left).unwrap_or(1)).await;
            }
            Err(Error::unavailable(format!("Access certs: {why}")))
        }
    }
}

impl Kept {
    fn take(&mut self, key_id: &str) -> Option<RsaKey> {
        let place = self.keys.iter().position(|named| named.kid == key_id)?;
        Some(self.keys.swap_remove(place).key)
    }
}

async fn read(world: &impl World, place: &str) -> Option<Kept> {
    match world.cache_get(place).await {
        Ok(Some(text)) if text.len() <= MAX_BYTES => serde_json::from_str(&text).ok(),
        Ok(_) => None,
        Err(fault) => {
            world.log(&format!("Access certs: cache cannot be read: {fault}"));
            None
        }
    }
}

async fn write(world: &impl World, place: &str, kept: &Kept, ttl: u32) {
    let written = match serde_json::to_string(kept) {
        Ok(text) => world
            .cache_put(place, text, ttl)
            .await
            .map_err(|fault| fault.to_string()),
        Err(error) => Err(error.to_string()),
    };
    if let Err(reason) = written {
        world.log(&format!("Access certs: cache cannot be written: {reason}"));
    }
}

async fn fetch(world: &impl World, team: &str) -> Result<Vec<Named>, String> {
    let fetched = world
        .fetch(Fetch {
            post: None,
            url: format!("https://{team}/cdn-cgi/access/certs"),
            headers: vec![("accept", "application/json".to_owned())],
            wanted: &[],
            timeout: TIMEOUT,
            max_bytes: MAX_BYTES,
        })
        .await
        .map_err(|fault| fault.to_string())?;
    if fetched.status != 200 {
        return Err(format!("status {}", fetched.status));
    }
    usable(&fetched.body).ok_or_else(|| "not a set of keys".to_owned())
}

/// The keys of a set that sign with RS256 and are strong; others are passed
/// over, as RFC 7517, section 5, wants it.
fn usable(body: &[u8]) -> Option<Vec<Named>> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<serde_json::Value>,
    }
    #[derive(Deserialize)]
    struct Jwk {
        kty: String,
        kid: String,
        n: String,
        e: String,
        r#use: Option<String>,
        alg: Option<String>,
    }
    let set: Set = serde_json::from_slice(body).ok()?;
    let keys = set.keys.into_iter().filter_map(|value| {
        let jwk: Jwk = serde_json::from_value(value).ok()?;
        let is_rs256 = jwk.kty == "RSA"
            && jwk.alg.is_none_or(|alg| alg == "RS256")
            && jwk.r#use.is_none_or(|use_| use_ == "sig");
        let modulus = URL_SAFE_NO_PAD.decode(&jwk.n).ok()?;
        let is_strong = MODULUS_BYTES.contains(&modulus.len())
            && modulus.first().is_some_and(|byte| *byte >= 0x80)
            && URL_SAFE_NO_PAD.decode(&jwk.e).is_ok();
        (is_rs256 && is_strong).then_some(Named {
            kid: jwk.kid,
            key: RsaKey { n: jwk.n, e: jwk.e },
        })
    });
    Some(keys.collect())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn jwk(bytes: usize) -> Value {
        let mut modulus = vec![0xc1; bytes];
        modulus[0] = 0x80;
        json!({
            "kty": "RSA", "kid": "k", "use": "sig", "alg": "RS256",
            "n": URL_SAFE_NO_PAD.encode(modulus), "e": "AQAB",
        })
    }

    fn with(member: &str, value: &Value) -> Value {
        let mut jwk = jwk(256);
        jwk[member] = value.clone();
        jwk
    }

    #[test]
    fn only_strong_keys_for_rs256_are_kept() {
        let count = |key: &Value| {
            let body = json!({ "keys": [key, jwk(512)], "public_certs": [] }).to_string();
            usable(body.as_bytes()).unwrap().len() - 1
        };
        assert_eq!(count(&jwk(256)), 1);
        for key in [
            jwk(128),
            jwk(255),
            jwk(2048),
            with("n", &json!(format!("AA{}", "A".repeat(341)))),
            with("n", &json!("!")),
            with("e", &json!("=")),
            with("kty", &json!("EC")),
            with("alg", &json!("RS512")),
            with("use", &json!("enc")),
            with("kid", &Value::Null),
            json!("key"),
        ] {
            assert_eq!(count(&key), 0, "{key}");
        }
    }

    #[test]
    fn what_is_no_set_is_not_an_empty_one() {
        for body in ["", "[]", "{}", "<html>", r#"{"keys":{}}"#] {
            assert!(usable(body.as_bytes()).is_none(), "{body}");
        }
        assert!(usable(br#"{"keys":[]}"#).unwrap().is_empty());
    }
}
