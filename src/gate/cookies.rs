//! The cookies of a link and of the dashboard, scoped to their own path so that
//! they never pile up in a header, and `__Secure-` so that no plain page can
//! set them.

use time::{Duration, OffsetDateTime};

use crate::http::{Reply, set_cookie};

/// The link's token, exchanged for the URL's at first click.
pub const LINK: &str = "__Secure-link";
/// The outstanding challenge.
pub const CHALLENGE: &str = "__Secure-challenge";
/// The session.
pub const SESSION: &str = "__Secure-session";
/// The language that the reader chose, as a BCP 47 tag: no secret.
pub const LANGUAGE: &str = "__Secure-language";

/// The outstanding challenge of the dashboard.
pub const OPS_CHALLENGE: &str = "__Secure-ops-challenge";
/// The session of the dashboard.
pub const OPS: &str = "__Secure-ops";

/// The path of the dashboard, to which its cookies are scoped.
pub const OPS_PATH: &str = "/ops";

/// The clean path of a link, to which its cookies are scoped.
#[must_use]
pub fn path(link_id: &str) -> String {
    format!("/s/{link_id}")
}

/// Sets one of a link's cookies until `expires`.
#[must_use]
pub fn keep(
    reply: Reply,
    name: &str,
    token: &str,
    link_id: &str,
    now: OffsetDateTime,
    expires: OffsetDateTime,
) -> Reply {
    keep_at(reply, name, token, &path(link_id), expires - now)
}

/// Removes one of a link's cookies.
#[must_use]
pub fn forget(reply: Reply, name: &str, link_id: &str) -> Reply {
    keep_at(reply, name, "", &path(link_id), Duration::ZERO)
}

/// Sets one of the dashboard's cookies until `expires`.
#[must_use]
pub fn keep_ops(
    reply: Reply,
    name: &str,
    token: &str,
    now: OffsetDateTime,
    expires: OffsetDateTime,
) -> Reply {
    keep_at(reply, name, token, OPS_PATH, expires - now)
}

/// Removes one of the dashboard's cookies.
#[must_use]
pub fn forget_ops(reply: Reply, name: &str) -> Reply {
    keep_at(reply, name, "", OPS_PATH, Duration::ZERO)
}

fn keep_at(reply: Reply, name: &str, token: &str, path: &str, life: Duration) -> Reply {
    let seconds = life.whole_seconds().max(0);
    reply.with("set-cookie", set_cookie(name, token, path, seconds))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn the_dashboards_cookies_are_of_its_path_alone_and_end_with_their_token() {
        let now = datetime!(2026-12-01 08:00 UTC);
        let until = now + Duration::hours(12);
        let reply = keep_ops(Reply::empty(303), OPS, "token", now, until);
        let expected =
            "__Secure-ops=token; Path=/ops; Max-Age=43200; Secure; HttpOnly; SameSite=Lax";
        assert_eq!(reply.header("set-cookie"), Some(expected));
        let reply = forget_ops(Reply::empty(303), OPS_CHALLENGE);
        let expected =
            "__Secure-ops-challenge=; Path=/ops; Max-Age=0; Secure; HttpOnly; SameSite=Lax";
        assert_eq!(reply.header("set-cookie"), Some(expected));
        let over = keep_ops(Reply::empty(303), OPS, "token", until, now);
        assert!(over.header("set-cookie").unwrap().contains("Max-Age=0"));
    }
}
