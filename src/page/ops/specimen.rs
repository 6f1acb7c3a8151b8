//! What the tests of ops pages start from.

use std::sync::LazyLock;

use time::OffsetDateTime;
use time::macros::datetime;

use super::{Frame, Limits, Listed, State};
use crate::page::{Brand, check};
use crate::reference::{Kind, Reference};

pub(super) const NOW: OffsetDateTime = datetime!(2026-11-22 09:15 UTC);
pub(super) const LINK_ID: &str = "AAAAAAAAAAAAAAAAAAAAAA";

/// Markup, quotes that would end an attribute, and a mark that turns the text.
pub(super) const HOSTILE: &str = "\"'><script>alert(1)</script>\u{202e}&amp;";

pub(super) static SHIPMENTS: LazyLock<Vec<Reference>> = LazyLock::new(|| {
    vec![
        Reference::parse(Kind::Container, "CSQU3054383", Some("MAEU")).unwrap(),
        Reference::parse(Kind::Mbl, "MAEU712345678", None).unwrap(),
    ]
});
pub(super) static PEOPLE: LazyLock<Vec<String>> =
    LazyLock::new(|| vec!["j•••@customer.example".to_owned(), HOSTILE.to_owned()]);

pub(super) fn frame() -> Frame<'static> {
    Frame {
        brand: Brand {
            name: "Acme Forwarding",
            ..Brand::unnamed()
        },
        who: "k•••@acme.example",
        now: NOW,
        // None of them is the service's: the pages know no numbers of their own.
        limits: Limits {
            shipments: 11,
            recipients: 6,
            note: 281,
            rows: 501,
            label: 61,
            days: 731,
            why: 201,
        },
    }
}

/// A link with a hostile recipient and a hostile issuer.
pub(super) fn listed(state: State) -> Listed<'static> {
    Listed {
        link_id: LINK_ID,
        shipments: &SHIPMENTS,
        recipients: &PEOPLE,
        state,
        created: NOW,
        ends: datetime!(2027-02-20 00:00 UTC),
        issuer: "key-1",
        issuer_label: HOSTILE,
    }
}

/// The page is well-formed, and every hostile text in it is escaped; there are
/// at least `times` of them.
pub(super) fn check_hostile(page: &str, times: usize) {
    check::page(page);
    assert!(!page.contains("<script>"), "not escaped");
    let found = page.matches("&quot;'&gt;&lt;script&gt;").count();
    assert!(found >= times, "{found} of {times} hostile texts");
}
