//! A mail provider over HTTP, in the shape of Resend's `POST /emails`.

use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::config::MailHttp;
use crate::world::{Fetch, Message, World};

use super::carrier::Refused;
use super::mime;

/// A provider takes a mail within a second; one that has not after ten times as
/// long keeps a mint waiting for nothing.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How much of an answer is read: nothing is made of it, but one that is longer
/// counts as none.
const MAX_ANSWER: usize = 64 * 1024;

#[derive(Serialize)]
struct Body<'a> {
    from: &'a str,
    to: &'a str,
    subject: &'a str,
    text: &'a str,
    html: &'a str,
    #[serde(serialize_with = "as_object")]
    headers: &'a [(&'static str, String)],
}

/// Pairs as members of an object.
fn as_object<S: Serializer>(pairs: &[(&str, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, value)| (*name, value.as_str())))
}

/// Posts a mail.
///
/// # Errors
/// [`Refused`]: for good at 422, which says that the provider has understood the
/// mail and will not carry it; for now at every other status, because 401 and
/// 403 are about us, and 429 and 5xx about the moment.
pub(super) async fn send(
    world: &impl World,
    provider: &MailHttp,
    message: &Message,
) -> Result<(), Refused> {
    let body = Body {
        from: &format!("{} <{}>", mime::quoted(&message.from_name), message.from),
        to: &message.to,
        subject: &message.subject,
        text: &message.text,
        html: &message.html,
        headers: &message.headers,
    };
    let body =
        serde_json::to_string(&body).map_err(|_| Refused::for_good("no JSON of the mail"))?;
    let fetch = Fetch {
        url: provider.url.clone(),
        post: Some(body),
        headers: vec![
            (
                "authorization",
                format!("Bearer {}", provider.token.expose()),
            ),
            ("content-type", "application/json".to_owned()),
            ("idempotency-key", message.key.clone()),
            ("user-agent", "sealink".to_owned()),
        ],
        wanted: &[],
        timeout: TIMEOUT,
        max_bytes: MAX_ANSWER,
    };
    match world.fetch(fetch).await {
        Ok(answer) if (200..300).contains(&answer.status) => Ok(()),
        Ok(answer) => Err(Refused {
            permanent: answer.status == 422,
            why: format!("the provider answers {}", answer.status),
        }),
        Err(fault) => {
            let fault = fault.to_string().replace(&provider.url, "MAIL_HTTP_URL");
            Err(Refused::for_now(format!("the provider: {fault}")))
        }
    }
}
