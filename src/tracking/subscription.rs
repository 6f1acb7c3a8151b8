//! The origin's subscription: asking it to push (DCSA Track & Trace 2.2,
//! `/v2/event-subscriptions`), and seeing to it that it still does.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;

use crate::config::{Config, HookKey, HookScheme, OriginFormat};
use crate::world::{Fault, Fetch, Fetched, Namespace, Put, Stored, World};

/// Where the subscription's id is kept.
const KEY: &str = "subscription";

/// How long it is kept: it is written anew long before, by every look at it.
const LIFE_SECONDS: u64 = 30 * 24 * 60 * 60;

const TIMEOUT: Duration = Duration::from_secs(10);

/// The longest id; a UUID has 36 characters.
const MAX_ID: usize = 100;

/// Its own description of it is under 2 kB.
const MAX_BYTES: usize = 100_000;

/// What an origin answers to a subscription.
#[derive(Deserialize)]
struct Subscribed {
    #[serde(rename = "subscriptionID")]
    id: String,
}

/// Sees to the subscription, every hour.
///
/// 1. Where none is wanted, or the origin's format has none, there is nothing
///    to do.
/// 2. The one that is kept is asked for. If the origin has it, it is kept on;
///    if it does not answer, nothing changes.
/// 3. If the origin has forgotten it, or none is kept, one is made: for every
///    event, with the first secret of that scheme.
///
/// What fails is logged, and done by the next run.
pub async fn renew(world: &impl World, config: &Config) {
    // 1
    let Some(secret) = wanted(config) else {
        return;
    };
    if let Err(fault) = renewed(world, config, &secret).await {
        world.log(&format!("subscription: {fault}"));
    }
}

fn wanted(config: &Config) -> Option<String> {
    if !config.origin_subscribe || config.origin_format != OriginFormat::Dcsa22 {
        return None;
    }
    let key = config.hook.of(HookScheme::Dcsa22).next()?;
    let HookKey::Shared(block) = key else {
        return None;
    };
    // A key shorter than HMAC's block is padded with zeros, which are not sent.
    let length = block.iter().rposition(|byte| *byte != 0)? + 1;
    Some(STANDARD.encode(block.get(..length)?))
}

async fn renewed(world: &impl World, config: &Config, secret: &str) -> Result<(), Fault> {
    let base = format!("{}/v2/event-subscriptions", config.origin_url);
    // 2
    let kept = world.kv_get(Namespace::Tracking, KEY, TIMEOUT).await?;
    if let Stored::Text(id) = kept
        && is_id(&id)
    {
        match ask(world, config, format!("{base}/{id}"), None)
            .await?
            .status
        {
            200 => return keep(world, id).await,
            404 => {}
            status => return Err(Fault::Failed(format!("the origin answers {status}"))),
        }
    }
    // 3
    let body = json!({
        "callbackUrl": format!("{}/hooks/tracking", config.public_origin()),
        "secret": secret,
    });
    let answer = ask(world, config, base, Some(body.to_string())).await?;
    let subscribed: Subscribed = match answer.status {
        200 | 201 => serde_json::from_slice(&answer.body)
            .map_err(|_| Fault::Failed("the origin's subscription cannot be read".to_owned()))?,
        status => return Err(Fault::Failed(format!("the origin answers {status}"))),
    };
    if !is_id(&subscribed.id) {
        return Err(Fault::Failed("the subscription's id is none".to_owned()));
    }
    keep(world, subscribed.id).await
}

async fn ask(
    world: &impl World,
    config: &Config,
    url: String,
    post: Option<String>,
) -> Result<Fetched, Fault> {
    let mut headers = vec![
        ("accept", "application/json".to_owned()),
        ("content-type", "application/json".to_owned()),
    ];
    let token = config.origin_token.expose();
    if !token.is_empty() {
        headers.push(("authorization", format!("Bearer {token}")));
    }
    world
        .fetch(Fetch {
            post,
            url,
            headers,
            wanted: &[],
            timeout: TIMEOUT,
            max_bytes: MAX_BYTES,
        })
        .await
}

async fn keep(world: &impl World, id: String) -> Result<(), Fault> {
    let put = Put {
        key: KEY.to_owned(),
        value: id,
        ttl: Some(LIFE_SECONDS),
        metadata: None,
    };
    world.kv_put(Namespace::Tracking, put).await
}

/// What can stand in a path: no more is known of an origin's ids.
fn is_id(text: &str) -> bool {
    (1..=MAX_ID).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b))
        && !text.starts_with('.')
}
