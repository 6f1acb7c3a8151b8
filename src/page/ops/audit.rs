//! The audit trail: what was done, by whom, and whether the record is whole.

use maud::{Markup, html};
use time::OffsetDateTime;

use super::parts::{Notice, grouped, moment, notice, scroll};
use super::{Frame, Place, document};

/// How much of a hash is shown: enough to compare two by eye.
const SHOWN: usize = 12;

/// One entry.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Its place in the chain.
    pub sequence: u64,
    /// When it was done.
    pub at: OffsetDateTime,
    /// Who did it.
    pub who: &'a str,
    /// What was done, and to what.
    pub what: &'a str,
    /// The entry's hash, in full.
    pub hash: &'a str,
}

/// What a check of the chain has found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chain {
    /// Every entry names the hash of the one before it, over this many.
    Holds(u64),
    /// This entry does not fit the one before it.
    Broken(u64),
    /// It could not be read.
    Unchecked,
}

/// What the page shows.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The latest entries, newest first.
    pub entries: &'a [Entry<'a>],
    /// What a check has found.
    pub chain: Chain,
    /// The sequence before which older entries stand, if there are any.
    pub older: Option<u64>,
}

/// `GET /ops/audit`, with `before` for older entries; all of it is
/// `GET /ops/audit.ndjson`.
#[must_use]
pub fn page(frame: &Frame<'_>, view: &View<'_>) -> Markup {
    let main = html! {
        div.top {
            h1 { "Audit" }
            p { a.button href="/ops/audit.ndjson" download { "Export all" } }
        }
        (chain(view.chain))
        @if view.entries.is_empty() { p.empty { "No entries yet." } } @else { (table(view.entries)) }
        @if let Some(before) = view.older {
            p.next { a.button href={ "/ops/audit?before=" (before) } rel="next" { "Older entries" } }
        }
        p.hint.measure {
            "Every entry carries the hash of the one before it, so that none can be changed, left out or put in "
            "without a break in the chain. Entries arrive within a few minutes of what they tell of."
        }
    };
    document(frame, Some(Place::Audit), "Audit", &main)
}

fn chain(chain: Chain) -> Markup {
    match chain {
        Chain::Holds(entries) => notice(Some(Notice::Done(&format!(
            "The chain holds: {} checked.",
            super::parts::counted(entries, "entry", "entries")
        )))),
        Chain::Broken(sequence) => notice(Some(Notice::Failed(&format!(
            "The chain is broken at entry {}: it does not fit the one before it.",
            grouped(sequence)
        )))),
        Chain::Unchecked => notice(Some(Notice::Failed(
            "The chain could not be checked just now. Try again in a minute.",
        ))),
    }
}

fn table(entries: &[Entry<'_>]) -> Markup {
    scroll(
        "Audit trail",
        &html! {
            table.audit {
                caption.unseen { "The latest entries, newest first" }
                thead {
                    tr {
                        th.number scope="col" { "No." }
                        th scope="col" { "When" }
                        th scope="col" { "Who" }
                        th scope="col" { "What" }
                        th scope="col" { "Hash" }
                    }
                }
                tbody {
                    @for entry in entries {
                        tr {
                            th.number scope="row" { (grouped(entry.sequence)) }
                            td.when { (moment(entry.at)) }
                            td { bdi { (entry.who) } }
                            td { bdi { (entry.what) } }
                            td { span.address title=(entry.hash) { (short(entry.hash)) } }
                        }
                    }
                }
            }
        },
    )
}

fn short(hash: &str) -> String {
    hash.chars().take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::super::specimen::{self, HOSTILE, NOW};
    use super::*;

    fn drawn(chain: Chain, entries: &[Entry<'_>], older: Option<u64>) -> String {
        page(
            &specimen::frame(),
            &View {
                entries,
                chain,
                older,
            },
        )
        .into_string()
    }

    #[test]
    fn the_chain_holds_or_is_broken_or_was_not_read_and_the_page_says_which() {
        for (chain, text) in [
            (
                Chain::Holds(1_204),
                "The chain holds: 1,204 entries checked.",
            ),
            (Chain::Broken(17), "broken at entry 17"),
            (Chain::Unchecked, "could not be checked"),
        ] {
            let page = drawn(chain, &[], None);
            assert!(page.contains(text));
            assert!(page.contains(r#"href="/ops/audit.ndjson""#));
            crate::page::check::page(&page);
        }
    }

    #[test]
    fn entries_are_escaped_and_lead_to_older_ones() {
        let entry = Entry {
            sequence: 1_204,
            at: NOW,
            who: HOSTILE,
            what: HOSTILE,
            hash: HOSTILE,
        };
        let page = drawn(Chain::Holds(1), &[entry], Some(1_204));
        assert!(page.contains(r#"href="/ops/audit?before=1204""#));
        assert!(page.contains(r#"scope="row">1,204</th>"#));
        specimen::check_hostile(&page, 3);
    }

    #[test]
    fn a_hash_is_cut_between_characters() {
        assert_eq!(short("0123456789abcdef"), "0123456789ab");
        assert_eq!(short("ééééééééééééééé").chars().count(), SHOWN);
    }
}
