//! The dashboard's part of the table of routes.

use crate::http::Method;
use crate::share;
use crate::token::pepper::is_id;

use super::super::table::{RouteRow, row};

/// The longest form of the dashboard, the tables aside, in bytes: ten numbers,
/// five addresses and a note, every character percent-encoded, come to 12 KB.
const MAX_FORM: usize = 32 * 1024;

/// The longest table in a form, in bytes: half of the characters of the longest
/// batch percent-encoded.
const MAX_TABLE: usize = 2 * share::rows::MAX_BATCH_BODY;

const WHO: &str = "ops";

/// Every route of the dashboard.
pub(in crate::route) const ROWS: [RouteRow; 21] = [
    row(
        Method::Get,
        "/ops",
        WHO,
        "the way in, or the week in figures",
    ),
    row(Method::Post, "/ops/code", WHO, "ask for a code (`email`)"),
    row(Method::Post, "/ops/session", WHO, "redeem it (`code`)"),
    row(Method::Post, "/ops/leave", WHO, "sign out"),
    row(
        Method::Get,
        "/ops/links",
        WHO,
        "links, by search, state and issuer",
    ),
    row(
        Method::Get,
        "/ops/links/{linkId}",
        WHO,
        "one link: who has it, who saw it, what happened",
    ),
    row(
        Method::Post,
        "/ops/links/{linkId}/change",
        WHO,
        "extend it, add or drop a recipient",
    ),
    row(
        Method::Post,
        "/ops/links/{linkId}/restore",
        WHO,
        "take its revocation back",
    ),
    row(Method::Get, "/ops/share", WHO, "the form that shares one"),
    row(Method::Post, "/ops/share", WHO, "share one"),
    row(Method::Get, "/ops/bulk", WHO, "the form that takes a table"),
    row(
        Method::Post,
        "/ops/bulk",
        WHO,
        "check the rows, then send them",
    ),
    row(
        Method::Post,
        "/ops/bulk/rows",
        WHO,
        "some of the rows, as JSON: the page's script shows their progress",
    ),
    row(
        Method::Post,
        "/ops/bulk/results.csv",
        WHO,
        "the results as a file",
    ),
    row(Method::Get, "/ops/revoke", WHO, "choose what to revoke"),
    row(
        Method::Post,
        "/ops/revoke",
        WHO,
        "see what it hits, then revoke",
    ),
    row(Method::Get, "/ops/keys", WHO, "API keys"),
    row(Method::Post, "/ops/keys", WHO, "issue one"),
    row(Method::Post, "/ops/keys/{keyId}/revoke", WHO, "revoke one"),
    row(
        Method::Get,
        "/ops/audit",
        WHO,
        "what was done, and whether the trail is whole",
    ),
    row(Method::Get, "/ops/audit.ndjson", WHO, "all of it as a file"),
];

/// A page of the dashboard, or what one of them does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ops<'a> {
    /// `GET /ops`
    Overview,
    /// `POST /ops/code`
    AskCode,
    /// `POST /ops/session`
    SignIn,
    /// `POST /ops/leave`
    Leave,
    /// `GET /ops/links`
    Links,
    /// `GET /ops/links/{linkId}`
    Link {
        /// Well-formed, no more.
        link_id: &'a str,
    },
    /// `POST /ops/links/{linkId}/change`
    Change {
        /// Well-formed, no more.
        link_id: &'a str,
    },
    /// `POST /ops/links/{linkId}/restore`
    Restore {
        /// Well-formed, no more.
        link_id: &'a str,
    },
    /// `GET /ops/share`
    ShareForm,
    /// `POST /ops/share`
    Share,
    /// `GET /ops/bulk`
    BulkForm,
    /// `POST /ops/bulk`
    Bulk,
    /// `POST /ops/bulk/rows`
    BulkRows,
    /// `POST /ops/bulk/results.csv`
    BulkResults,
    /// `GET /ops/revoke`
    RevokeForm,
    /// `POST /ops/revoke`
    Revoke,
    /// `GET /ops/keys`
    Keys,
    /// `POST /ops/keys`
    IssueKey,
    /// `POST /ops/keys/{keyId}/revoke`
    RevokeKey {
        /// Well-formed, no more.
        key_id: &'a str,
    },
    /// `GET /ops/audit`
    Audit,
    /// `GET /ops/audit.ndjson`
    AuditFile,
}

impl Ops<'_> {
    /// The longest body it reads, in bytes; zero for those that read none.
    #[must_use]
    pub const fn body_cap(self) -> usize {
        match self {
            Self::Bulk | Self::BulkRows | Self::BulkResults => MAX_TABLE,
            page if page.changes() => MAX_FORM,
            _ => 0,
        }
    }

    /// Whether it is a POST.
    #[must_use]
    pub const fn changes(self) -> bool {
        matches!(
            self,
            Self::AskCode
                | Self::SignIn
                | Self::Leave
                | Self::Change { .. }
                | Self::Restore { .. }
                | Self::Share
                | Self::Bulk
                | Self::BulkRows
                | Self::BulkResults
                | Self::Revoke
                | Self::IssueKey
                | Self::RevokeKey { .. }
        )
    }
}

/// What a path under `/ops` has: a page to GET, something to POST, or both.
pub(in crate::route) fn resolve<'a>(
    segments: &[&'a str],
) -> Option<(Option<Ops<'a>>, Option<Ops<'a>>)> {
    Some(match segments {
        [] => (Some(Ops::Overview), None),
        ["code"] => (None, Some(Ops::AskCode)),
        ["session"] => (None, Some(Ops::SignIn)),
        ["leave"] => (None, Some(Ops::Leave)),
        ["links"] => (Some(Ops::Links), None),
        ["links", link_id] if is_id(link_id) => (Some(Ops::Link { link_id }), None),
        ["links", link_id, "change"] if is_id(link_id) => (None, Some(Ops::Change { link_id })),
        ["links", link_id, "restore"] if is_id(link_id) => (None, Some(Ops::Restore { link_id })),
        ["share"] => (Some(Ops::ShareForm), Some(Ops::Share)),
        ["bulk"] => (Some(Ops::BulkForm), Some(Ops::Bulk)),
        ["bulk", "rows"] => (None, Some(Ops::BulkRows)),
        ["bulk", "results.csv"] => (None, Some(Ops::BulkResults)),
        ["revoke"] => (Some(Ops::RevokeForm), Some(Ops::Revoke)),
        ["keys"] => (Some(Ops::Keys), Some(Ops::IssueKey)),
        ["keys", key_id, "revoke"] if is_id(key_id) => (None, Some(Ops::RevokeKey { key_id })),
        ["audit"] => (Some(Ops::Audit), None),
        ["audit.ndjson"] => (Some(Ops::AuditFile), None),
        _ => return None,
    })
}
