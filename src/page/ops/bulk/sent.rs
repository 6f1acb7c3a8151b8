//! The third step: what became of every row.

use maud::{Markup, html};

use super::super::fields::Problem;
use super::super::parts::{Notice, counted, notice, scroll, shipments};
use super::super::results::csv;
use super::super::{Frame, Place, document};
use super::{numbers, reason};
use crate::reference::Reference;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// A link was minted.
    Created {
        /// Its id.
        link_id: &'a str,
        /// The URL to pass on.
        share_url: &'a str,
    },
    /// The very same row was accepted before; this is its link.
    Known {
        /// Its id.
        link_id: &'a str,
        /// The URL to pass on.
        share_url: &'a str,
    },
    /// No link was minted.
    Failed(Problem<'a>),
}

impl<'a> Outcome<'a> {
    const fn word(self) -> &'static str {
        match self {
            Self::Created { .. } => "created",
            Self::Known { .. } => "known",
            Self::Failed(_) => "failed",
        }
    }

    const fn link(self) -> Option<(&'a str, &'a str)> {
        match self {
            Self::Created { link_id, share_url } | Self::Known { link_id, share_url } => {
                Some((link_id, share_url))
            }
            Self::Failed(_) => None,
        }
    }
}

/// A row that was sent.
#[derive(Debug, Clone, Copy)]
pub struct SentRow<'a> {
    /// Its number, from 1.
    pub number: u32,
    /// Its shipments.
    pub shipments: &'a [Reference],
    /// What became of it.
    pub outcome: Outcome<'a>,
}

/// What became of all rows.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    /// The rows, in order.
    pub rows: &'a [SentRow<'a>],
    /// The results as the handler of `POST /ops/bulk/results.csv` reads them.
    pub carried: &'a str,
}

/// `POST /ops/bulk` with `step=send`, done.
#[must_use]
pub fn sent(frame: &Frame<'_>, sent: &Sent<'_>) -> Markup {
    let count = |word| {
        sent.rows
            .iter()
            .filter(|row| row.outcome.word() == word)
            .count() as u64
    };
    let (created, known, failed) = (count("created"), count("known"), count("failed"));
    let told = format!(
        "{}, {known} known from before, {failed} failed.",
        counted(created, "link created", "links created")
    );
    let said = if failed == 0 {
        Notice::Done(&told)
    } else {
        Notice::Failed(&told)
    };
    let main = html! {
        h1 { "Results" }
        (notice(Some(said)))
        form.send method="post" action="/ops/bulk/results.csv" {
            textarea name="results" hidden { (sent.carried) }
            button type="submit" { "Download as CSV" }
            a.button href="/ops/bulk" { "Share more" }
        }
        (table(sent.rows))
    };
    document(frame, Some(Place::Bulk), "Results", &main)
}

fn table(rows: &[SentRow<'_>]) -> Markup {
    scroll(
        "Results",
        &html! {
            table.rows {
                caption.unseen { "What became of every row" }
                thead {
                    tr {
                        th.number scope="col" { "Row" }
                        th scope="col" { "Shipments" }
                        th scope="col" { "Outcome" }
                        th scope="col" { "Link or problem" }
                    }
                }
                tbody {
                    @for row in rows {
                        tr .bad-row[matches!(row.outcome, Outcome::Failed(_))] {
                            th.number scope="row" { (row.number) }
                            td { (shipments(row.shipments)) }
                            td { (row.outcome.word()) }
                            td.outcome {
                                @match row.outcome {
                                    Outcome::Created { link_id, share_url } | Outcome::Known { link_id, share_url } => {
                                        a href={ "/ops/links/" (link_id) } { "See the link" }
                                        span.line.address.cut title=(share_url) { (share_url) }
                                    },
                                    Outcome::Failed(problem) => (reason(&problem)),
                                }
                            }
                        }
                    }
                }
            }
        },
    )
}

/// The results as CSV, for `POST /ops/bulk/results.csv`.
#[must_use]
pub fn results(rows: &[SentRow<'_>]) -> String {
    let cells = |row: &SentRow<'_>| {
        let problem = match row.outcome {
            Outcome::Failed(Problem { field: "", text }) => text.to_owned(),
            Outcome::Failed(problem) => format!("{}: {}", problem.field, problem.text),
            Outcome::Created { .. } | Outcome::Known { .. } => String::new(),
        };
        [
            row.number.to_string(),
            numbers(row.shipments),
            row.outcome.word().to_owned(),
            row.outcome
                .link()
                .map_or(String::new(), |(_, url)| url.to_owned()),
            problem,
        ]
    };
    let names = ["row", "shipments", "outcome", "link", "problem"].map(str::to_owned);
    let all: Vec<[String; 5]> = std::iter::once(names)
        .chain(rows.iter().map(cells))
        .collect();
    csv(all.iter().map(|row| row.iter().map(String::as_str)))
}

#[cfg(test)]
mod tests {
    use super::super::super::specimen::{self, HOSTILE, LINK_ID, SHIPMENTS};
    use super::*;

    fn rows() -> [SentRow<'static>; 3] {
        [
            Outcome::Created {
                link_id: LINK_ID,
                share_url: HOSTILE,
            },
            Outcome::Known {
                link_id: LINK_ID,
                share_url: HOSTILE,
            },
            Outcome::Failed(Problem {
                field: "=email",
                text: HOSTILE,
            }),
        ]
        .map(|outcome| SentRow {
            number: 1,
            shipments: &SHIPMENTS,
            outcome,
        })
    }

    #[test]
    fn every_outcome_is_said_and_the_results_can_be_taken_along() {
        let page = sent(
            &specimen::frame(),
            &Sent {
                rows: &rows(),
                carried: HOSTILE,
            },
        )
        .into_string();
        assert!(page.contains("1 link created, 1 known from before, 1 failed."));
        assert!(page.contains(r#"action="/ops/bulk/results.csv""#));
        specimen::check_hostile(&page, 6);
    }

    #[test]
    fn the_csv_has_a_line_a_row_and_no_formula() {
        let csv = results(&rows());
        assert!(csv.starts_with(
            "\u{feff}row,shipments,outcome,link,problem\r\n1,CSQU3054383 MAEU712345678,created,"
        ));
        assert_eq!(csv.matches("\r\n").count(), 4);
        assert!(csv.contains("failed,,\"'=email: "));
    }
}
