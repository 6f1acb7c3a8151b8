//! Entity tags (RFC 9110 section 8.8.3) and conditional GET.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::{Reply, Request};

/// Tags `reply` by its body, and answers 304 without one where the client has it.
///
/// A tag in `If-None-Match` is compared weakly, as that header wants it.
#[must_use]
pub fn conditional(reply: Reply, request: &Request) -> Reply {
    let digest = Sha256::digest(reply.body.as_bytes());
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&digest[..12]));
    let held = request.header("if-none-match").is_some_and(|tags| {
        tags.split(',')
            .map(|held| held.trim().trim_start_matches("W/"))
            .any(|held| held == tag || held == "*")
    });
    if held {
        Reply::empty(304).with("etag", tag)
    } else {
        reply.with("etag", tag)
    }
}
