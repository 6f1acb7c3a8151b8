//! Taking what an origin pushes: `POST /hooks/tracking`.
//!
//! The answer is fast, because all that is done before it is to check and to
//! queue: the store, the mails and the ends of links are the queue's business.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::error::{Code, Error, Result};
use crate::http::Request;
use crate::reference::Reference;
use crate::service::Service;
use crate::share::watch::consumer::{Job, SAYINGS, send};
use crate::tracking::format;
use crate::tracking::intake::{ParseError, Told};
use crate::world::{Namespace, Put, Stored, World};

use super::signature::{self, TOLERANCE};

/// How long a push is known again, in seconds: as long as its signature is
/// good, before and after its time, and a minute for clocks that differ.
const KNOWN_SECONDS: u64 = 2 * TOLERANCE.whole_seconds().unsigned_abs() + 60;

/// The most that one message of the queue holds, in bytes: the platform takes
/// 128,000 of them, the message's own frame included.
const MAX_MESSAGE: usize = 100_000;

const TIMEOUT: Duration = Duration::from_secs(2);

/// Takes a push.
///
/// 1. Pushes are wanted at all: 404 where no secret is set.
/// 2. The signature holds, under one of the secrets, and is of now: 401.
/// 3. It has not come before: 409. What it carries is known then, or on its
///    way. A store that does not answer lets it pass: the same saying twice is
///    one.
/// 4. It is read whole: 422 with the event and member at fault. Nothing of it
///    is taken then.
/// 5. It is queued: 503 if the queue does not take it, and the sender may send
///    it again.
/// 6. It is remembered.
///
/// What it says of no shipment that it names is let go.
///
/// # Errors
/// As said with each step.
pub async fn receive(world: &impl World, service: &Service, request: &Request) -> Result<()> {
    // 1
    let secrets = &service.config.hook;
    if secrets.is_empty() {
        return Err(Error::new(Code::NotFound, "Pushes are not set up here."));
    }
    // 2
    let ((), body) = request.body_of_types(&[
        ("application/json", ()),
        ("application/vnd.api+json", ()),
        ("application/cloudevents+json", ()),
    ])?;
    let verified =
        signature::verify(secrets, &request.headers, body, world.now()).map_err(|refusal| {
            Error {
                log: Some(format!("hook: {refusal}")),
                ..Error::new(Code::Unauthenticated, "The signature does not hold.")
            }
        })?;
    // 3
    let key = format!(
        "hook:{}",
        URL_SAFE_NO_PAD.encode(Sha256::digest(format!(
            "{}:{}",
            verified.scheme.as_str(),
            verified.id
        )))
    );
    match world.kv_get(Namespace::Codes, &key, TIMEOUT).await {
        Ok(Stored::Text(_)) => {
            return Err(Error::new(Code::Conflict, "This has been received before."));
        }
        Ok(_) => {}
        Err(fault) => world.log(&format!("hook: {fault}")),
    }
    // 4
    let pushed = format::pushed(service.config.origin_format, body)
        .map_err(|error| Error::field(at(&error), format!("expected {}", error.expected)))?;
    let sayings = pushed
        .into_iter()
        .flat_map(|pushed| {
            let told = pushed.told;
            pushed
                .references
                .into_iter()
                .map(move |reference| (reference, told.clone()))
        })
        .collect();
    // 5
    send(world, &jobs(sayings), Duration::ZERO).await?;
    // 6
    let put = Put {
        key,
        value: "1".to_owned(),
        ttl: Some(KNOWN_SECONDS),
        metadata: None,
    };
    if let Err(fault) = world.kv_put(Namespace::Codes, put).await {
        world.log(&format!("hook: {fault}"));
    }
    Ok(())
}

/// The event and the member at fault, as a field's path.
fn at(error: &ParseError) -> String {
    let event = error.position.map(|position| format!("events[{position}]"));
    let member = Some(error.member.clone()).filter(|member| !member.is_empty());
    let path: Vec<String> = event.into_iter().chain(member).collect();
    if path.is_empty() {
        "body".to_owned()
    } else {
        path.join(".")
    }
}

/// Messages of which none has too many sayings, nor too many bytes.
fn jobs(sayings: Vec<(Reference, Told)>) -> Vec<Job> {
    let mut jobs = Vec::new();
    let mut some: Vec<(Reference, Told)> = Vec::new();
    let mut bytes = 0;
    for saying in sayings {
        let length = serde_json::to_string(&saying).map_or(0, |text| text.len());
        if !some.is_empty() && (some.len() == SAYINGS || bytes + length > MAX_MESSAGE) {
            jobs.push(Job::Pushed(std::mem::take(&mut some)));
            bytes = 0;
        }
        bytes += length;
        some.push(saying);
    }
    if !some.is_empty() {
        jobs.push(Job::Pushed(some));
    }
    jobs
}
