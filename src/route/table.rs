//! The table of routes: what exists, for whom, and how a path becomes one.

use crate::gate;
use crate::hook;
use crate::http::Method;
use crate::share;
use crate::token::pepper::is_id;

use super::ops::{self, Ops};
use super::updates::Updates;

/// One row of the table: README.md shows it, a test keeps the two the same,
/// and another sends a request to each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteRow {
    /// The method.
    pub method: Method,
    /// The path, with `{parameters}`.
    pub path: &'static str,
    /// Who calls it.
    pub who: &'static str,
    /// What it does.
    pub what: &'static str,
}

pub(super) const fn row(
    method: Method,
    path: &'static str,
    who: &'static str,
    what: &'static str,
) -> RouteRow {
    RouteRow {
        method,
        path,
        who,
        what,
    }
}

const OUTSIDE: [RouteRow; 33] = [
    row(Method::Get, "/", "anyone", "says what this host is"),
    row(
        Method::Get,
        "/t/{token}",
        "recipient",
        "first click: 303 to the clean URL",
    ),
    row(
        Method::Get,
        "/s/{linkId}",
        "recipient",
        "the gate, the page, or 410",
    ),
    row(
        Method::Post,
        "/s/{linkId}/code",
        "recipient",
        "ask for a code (`email`)",
    ),
    row(
        Method::Post,
        "/s/{linkId}/session",
        "recipient",
        "redeem it (`code`)",
    ),
    row(Method::Post, "/s/{linkId}/leave", "recipient", "sign out"),
    row(
        Method::Post,
        "/s/{linkId}/language",
        "recipient",
        "choose the page's language (`language`)",
    ),
    row(
        Method::Post,
        "/s/{linkId}/ask",
        "recipient",
        "ask the sender for a new link (`email`, `token`)",
    ),
    row(
        Method::Get,
        "/s/{linkId}/tracking",
        "recipient",
        "the page's facts as JSON, with an ETag",
    ),
    row(
        Method::Get,
        "/s/{linkId}/calendar",
        "recipient",
        "how to take the arrival into a calendar",
    ),
    row(
        Method::Get,
        "/s/{linkId}/eta.ics",
        "recipient",
        "the arrival as a calendar file",
    ),
    row(
        Method::Get,
        "/s/{linkId}/qr.svg",
        "recipient",
        "the link as a QR code",
    ),
    row(
        Method::Get,
        "/c/{feed}",
        "a recipient's calendar",
        "the arrival as a feed, under a token of its own",
    ),
    row(
        Method::Get,
        "/s/{linkId}/updates",
        "recipient",
        "ask for news by mail",
    ),
    row(
        Method::Post,
        "/s/{linkId}/updates",
        "recipient",
        "ask for them (`email`, `frequency`), or end them",
    ),
    row(
        Method::Get,
        "/updates/{wish}",
        "recipient, from the mail",
        "asks whether it was they who want news",
    ),
    row(
        Method::Post,
        "/updates/{wish}",
        "recipient",
        "confirms it: mails begin",
    ),
    row(
        Method::Get,
        "/stop/{token}",
        "recipient, from a mail",
        "asks whether such mails shall end",
    ),
    row(
        Method::Post,
        "/stop/{token}",
        "recipient, or their mail program (RFC 8058)",
        "ends them, or all (`all`)",
    ),
    row(
        Method::Post,
        "/hooks/tracking",
        "origin",
        "signed events in: 204",
    ),
    row(
        Method::Post,
        "/share/links",
        "API, scope `mint`",
        "mint a link: 201",
    ),
    row(
        Method::Post,
        "/share/links/batch",
        "API, scope `mint`",
        "mint up to 500 links, row by row: 200",
    ),
    row(
        Method::Get,
        "/share/links",
        "API, scope `read`",
        "list links, the newest first",
    ),
    row(
        Method::Get,
        "/share/links/{linkId}",
        "API, scope `read`",
        "what stands of a link",
    ),
    row(
        Method::Patch,
        "/share/links/{linkId}",
        "API, scopes `mint` and `revoke:own` or `revoke:any`",
        "change its end, recipients or note: signed anew",
    ),
    row(
        Method::Delete,
        "/share/links/{linkId}",
        "API, scope `revoke:own` or `revoke:any`",
        "revoke it: 204, idempotent",
    ),
    row(
        Method::Post,
        "/share/links/{linkId}/restore",
        "API, scope `revoke:own` or `revoke:any`",
        "take its revocation back, or that of one recipient (`receiverId`)",
    ),
    row(
        Method::Post,
        "/share/revocations",
        "API, scope `revoke:own` or `revoke:any`",
        "revoke a link, shipment, recipient, domain, issuer or API key: 201, or only preview it",
    ),
    row(
        Method::Get,
        "/share/audit",
        "API, scope `audit`",
        "the audit trail, one entry a line (`after`)",
    ),
    row(
        Method::Get,
        "/.well-known/jwks.json",
        "anyone",
        "the public keys (RFC 8037)",
    ),
    row(
        Method::Get,
        "/healthz",
        "anyone",
        "is it configured, and what is missing, by name",
    ),
    row(
        Method::Get,
        "/robots.txt",
        "anyone",
        "asks crawlers to stay away",
    ),
    row(
        Method::Get,
        "/assets/{file}",
        "anyone",
        "scripts and icon of the pages, immutable",
    ),
];

/// Every route. HEAD works wherever GET does.
pub const ROUTES: [RouteRow; OUTSIDE.len() + ops::ROWS.len()] = {
    let mut all = [OUTSIDE[0]; OUTSIDE.len() + ops::ROWS.len()];
    let mut at = 0;
    while at < OUTSIDE.len() {
        all[at] = OUTSIDE[at];
        at += 1;
    }
    while at < all.len() {
        all[at] = ops::ROWS[at - OUTSIDE.len()];
        at += 1;
    }
    all
};

/// A request's route, with what its path says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route<'a> {
    /// `GET /`
    Home,
    /// `GET /t/{token}`
    Follow {
        /// Not verified.
        token: &'a str,
    },
    /// `GET /s/{linkId}`
    Show {
        /// Well-formed, no more.
        link_id: &'a str,
    },
    /// `POST /s/{linkId}/code`
    AskCode {
        /// Well-formed, no more.
        link_id: &'a str,
    },
    /// `POST /s/{linkId}/session`
    Redeem {
        /// Well-formed, no more.
        link_id: &'a str,
    },
    /// `POST /s/{linkId}/leave`
    Leave {
        /// Well-formed, no more.
        link_id: &'a str,
    },
    /// `GET /s/{linkId}/tracking`
    Tracking {
        /// Well-formed, no more.
        link_id: &'a str,
    },
    /// `POST /s/{linkId}/language`
    ChooseLanguage {
        /// Well-formed, no more.
        link_id: &'a str,
    },
    /// `POST /s/{linkId}/ask`
    AskSender {
        /// Well-formed, no more.
        link_id: &'a str,
    },
    /// `GET /s/{linkId}/calendar`
    Calendar {
        /// Well-formed, no more.
        link_id: &'a str,
    },
    /// `GET /s/{linkId}/eta.ics`
    CalendarFile {
        /// Well-formed, no more.
        link_id: &'a str,
    },
    /// `GET /s/{linkId}/qr.svg`
    QrCode {
        /// Well-formed, no more.
        link_id: &'a str,
    },
    /// `GET /c/{token}.ics`
    CalendarFeed {
        /// Not verified.
        token: &'a str,
    },
    /// News by mail.
    Updates(Updates<'a>),
    /// `POST /hooks/tracking`
    Hook,
    /// `POST /share/links`
    Mint,
    /// `POST /share/links/batch`
    Batch,
    /// `GET /share/links`
    List,
    /// `PATCH /share/links/{linkId}`
    Change {
        /// Well-formed, no more.
        link_id: &'a str,
    },
    /// `POST /share/links/{linkId}/restore`
    Restore {
        /// Well-formed, no more.
        link_id: &'a str,
    },
    /// `POST /share/revocations`
    RevokeBy,
    /// `GET /share/links/{linkId}`
    Status {
        /// Well-formed, no more.
        link_id: &'a str,
    },
    /// `DELETE /share/links/{linkId}`
    Revoke {
        /// Well-formed, no more.
        link_id: &'a str,
    },
    /// `GET /share/audit`
    Audit,
    /// Whatever stands under `/ops`.
    Ops(Ops<'a>),
    /// `GET /.well-known/jwks.json`
    Jwks,
    /// `GET /healthz`
    Health,
    /// `GET /robots.txt`
    Robots,
    /// `GET /assets/{file}`
    Asset,
}

impl Route<'_> {
    /// The longest body it reads, in bytes; zero for those that read none.
    #[must_use]
    pub const fn body_cap(self) -> usize {
        match self {
            Self::Ops(page) => page.body_cap(),
            Self::Mint | Self::Change { .. } => share::request::MAX_BODY,
            Self::Batch => share::rows::MAX_BATCH_BODY,
            Self::Restore { .. } => share::restore::MAX_BODY,
            Self::RevokeBy => share::revocations::MAX_BODY,
            Self::AskCode { .. }
            | Self::Redeem { .. }
            | Self::Leave { .. }
            | Self::ChooseLanguage { .. }
            | Self::Updates(_) => gate::MAX_FORM,
            Self::Hook => hook::MAX_BODY,
            Self::AskSender { .. } => gate::MAX_ASK_FORM,
            _ => 0,
        }
    }
}

/// What a method and a path lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolved<'a> {
    /// A route.
    Route(Route<'a>),
    /// A path that exists with other methods.
    WrongMethod {
        /// Those methods, for the `Allow` header.
        allow: &'static str,
    },
    /// No such path.
    Nowhere,
}

/// Finds the route of a request.
#[must_use]
pub fn resolve(method: Method, path: &str) -> Resolved<'_> {
    let Some(rest) = path.strip_prefix('/') else {
        return Resolved::Nowhere;
    };
    let mut parts = [""; 4];
    let mut count = 0;
    for part in rest.split('/') {
        let Some(place) = parts.get_mut(count) else {
            return Resolved::Nowhere;
        };
        *place = part;
        count += 1;
    }
    let get = |route| only(method, Method::Get, "GET, HEAD", route);
    let post = |route| only(method, Method::Post, "POST", route);
    match parts.get(..count).unwrap_or_default() {
        [""] => get(Route::Home),
        ["t", token] if !token.is_empty() => get(Route::Follow { token }),
        ["s", link_id] if is_id(link_id) => get(Route::Show { link_id }),
        ["s", link_id, action] if is_id(link_id) => match *action {
            "code" => post(Route::AskCode { link_id }),
            "session" => post(Route::Redeem { link_id }),
            "leave" => post(Route::Leave { link_id }),
            "language" => post(Route::ChooseLanguage { link_id }),
            "ask" => post(Route::AskSender { link_id }),
            "tracking" => get(Route::Tracking { link_id }),
            "calendar" => get(Route::Calendar { link_id }),
            "eta.ics" => get(Route::CalendarFile { link_id }),
            "qr.svg" => get(Route::QrCode { link_id }),
            "updates" => both(
                method,
                Route::Updates(Updates::Page { link_id }),
                Route::Updates(Updates::Ask { link_id }),
            ),
            _ => Resolved::Nowhere,
        },
        ["c", file] => match file.strip_suffix(".ics") {
            Some(token) if !token.is_empty() => get(Route::CalendarFeed { token }),
            _ => Resolved::Nowhere,
        },
        ["updates", wish] if !wish.is_empty() => both(
            method,
            Route::Updates(Updates::ConfirmPage { wish }),
            Route::Updates(Updates::Confirm { wish }),
        ),
        ["stop", token] if !token.is_empty() => both(
            method,
            Route::Updates(Updates::StopPage { token }),
            Route::Updates(Updates::Stop { token }),
        ),
        ["hooks", "tracking"] => post(Route::Hook),
        ["share", "links"] => both(method, Route::List, Route::Mint),
        ["share", "links", link_id, "restore"] if is_id(link_id) => {
            post(Route::Restore { link_id })
        }
        ["share", "revocations"] => post(Route::RevokeBy),
        ["share", "audit"] => get(Route::Audit),
        ["ops", rest @ ..] => under_ops(method, rest),
        ["share", "links", "batch"] => post(Route::Batch),
        ["share", "links", link_id] if is_id(link_id) => match method {
            Method::Get | Method::Head => Resolved::Route(Route::Status { link_id }),
            Method::Delete => Resolved::Route(Route::Revoke { link_id }),
            Method::Patch => Resolved::Route(Route::Change { link_id }),
            Method::Post | Method::Other => Resolved::WrongMethod {
                allow: "GET, HEAD, PATCH, DELETE",
            },
        },
        [".well-known", "jwks.json"] => get(Route::Jwks),
        ["healthz"] => get(Route::Health),
        ["robots.txt"] => get(Route::Robots),
        ["assets", file] if !file.is_empty() => get(Route::Asset),
        _ => Resolved::Nowhere,
    }
}

/// A path that is read and posted to.
const fn both<'a>(method: Method, get: Route<'a>, post: Route<'a>) -> Resolved<'a> {
    match method {
        Method::Get | Method::Head => Resolved::Route(get),
        Method::Post => Resolved::Route(post),
        Method::Delete | Method::Patch | Method::Other => Resolved::WrongMethod {
            allow: "GET, HEAD, POST",
        },
    }
}

/// The dashboard's pages: some are read, some are posted to, some are both.
fn under_ops<'a>(method: Method, rest: &[&'a str]) -> Resolved<'a> {
    let Some((get, post)) = ops::resolve(rest) else {
        return Resolved::Nowhere;
    };
    let page = match method {
        Method::Get | Method::Head => get,
        Method::Post => post,
        Method::Delete | Method::Patch | Method::Other => None,
    };
    match (page, get, post) {
        (Some(page), ..) => Resolved::Route(Route::Ops(page)),
        (None, Some(_), Some(_)) => Resolved::WrongMethod {
            allow: "GET, HEAD, POST",
        },
        (None, Some(_), None) => Resolved::WrongMethod { allow: "GET, HEAD" },
        (None, None, _) => Resolved::WrongMethod { allow: "POST" },
    }
}

fn only<'a>(method: Method, wanted: Method, allow: &'static str, route: Route<'a>) -> Resolved<'a> {
    let given = if method == Method::Head {
        Method::Get
    } else {
        method
    };
    if given == wanted {
        Resolved::Route(route)
    } else {
        Resolved::WrongMethod { allow }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "AAAAAAAAAAAAAAAAAAAAAA";

    fn filled(path: &str) -> String {
        path.replace("{linkId}", ID)
            .replace("{token}", "v4.public.x")
            .replace("{feed}", "v4.public.x.ics")
            .replace("{file}", "icon.svg")
            .replace("{keyId}", ID)
    }

    #[test]
    fn every_row_resolves_and_its_path_refuses_other_methods() {
        for row in ROUTES {
            let path = filled(row.path);
            assert!(
                matches!(resolve(row.method, &path), Resolved::Route(_)),
                "{}",
                row.path
            );
            let head = resolve(Method::Head, &path);
            let has_get = ROUTES
                .iter()
                .any(|r| r.path == row.path && r.method == Method::Get);
            assert_eq!(
                matches!(head, Resolved::Route(_)),
                has_get,
                "HEAD {}",
                row.path
            );
            let Resolved::WrongMethod { allow } = resolve(Method::Other, &path) else {
                panic!("{} takes any method", row.path);
            };
            assert!(allow.contains(row.method.as_str()), "{}", row.path);
        }
    }

    #[test]
    fn paths_that_are_not_ours_lead_nowhere() {
        let long = format!("/s/{ID}A");
        let deep = format!("/s/{ID}/code/more/and/more");
        for path in [
            "",
            "x",
            "//",
            "/t/",
            "/t/a/b",
            "/s/",
            "/s/short",
            "/c/",
            "/c/.ics",
            "/c/v4.public.x",
            &long,
            &deep,
            "/share",
            "/share/links/",
            "/share/links/short",
            "/share/links/short/restore",
            "/share/revocations/",
            "/assets/",
            "/.well-known/",
            "/healthz/",
        ] {
            assert_eq!(resolve(Method::Get, path), Resolved::Nowhere, "{path}");
        }
    }
}
