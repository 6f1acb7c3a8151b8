//! The cookies of a link, scoped to its own path so that they never pile up in
//! a header, and `__Secure-` so that no plain page can set them.

use time::OffsetDateTime;

use crate::http::{Reply, set_cookie};

/// The link's token, exchanged for the URL's at first click.
pub const LINK: &str = "__Secure-link";
/// The outstanding challenge.
pub const CHALLENGE: &str = "__Secure-challenge";
/// The session.
pub const SESSION: &str = "__Secure-session";
/// The language that the reader chose, as a BCP 47 tag: no secret.
pub const LANGUAGE: &str = "__Secure-language";

/// The clean path of a link, to which its cookies are scoped.
#[must_use]
pub fn path(link_id: &str) -> String {
    format!("/s/{link_id}")
}

/// Sets one of them until `expires`.
#[must_use]
pub fn keep(
    reply: Reply,
    name: &str,
    token: &str,
    link_id: &str,
    now: OffsetDateTime,
    expires: OffsetDateTime,
) -> Reply {
    let seconds = (expires - now).whole_seconds().max(0);
    reply.with(
        "set-cookie",
        set_cookie(name, token, &path(link_id), seconds),
    )
}

/// Removes one of them.
#[must_use]
pub fn forget(reply: Reply, name: &str, link_id: &str) -> Reply {
    reply.with("set-cookie", set_cookie(name, "", &path(link_id), 0))
}
