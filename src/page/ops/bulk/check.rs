//! The second step: what was understood of every row, before anything is sent.

use maud::{Markup, html};
use time::OffsetDateTime;

use super::super::fields::Problem;
use super::super::parts::{Notice, counted, date, notice, people, scroll, shipments};
use super::super::{Frame, Place, document};
use super::{numbers, reason};
use crate::reference::Reference;

/// A row as it was read.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Its number, from 1; the line of names is not counted.
    pub number: u32,
    /// The shipments that were understood.
    pub shipments: &'a [Reference],
    /// The addresses that were understood, in the clear: they were just typed.
    pub recipients: &'a [String],
    /// The last day, if one is given.
    pub ends: Option<OffsetDateTime>,
    /// Whether the recipients will be mailed.
    pub notify: bool,
    /// The row as `POST /ops/bulk/rows` takes it: a JSON object.
    pub raw: &'a str,
    /// What is wrong with it, by column; a good row has nothing here.
    pub problems: &'a [Problem<'a>],
}

/// The table as it was read.
#[derive(Debug, Clone, Copy)]
pub struct Checked<'a> {
    /// Names this very batch, so that sending twice is sharing once.
    pub batch: &'a str,
    /// The table as it was pasted: it goes back with the form.
    pub text: &'a str,
    /// Its rows, good and bad.
    pub rows: &'a [Row<'a>],
}

/// `POST /ops/bulk` with `step=check`, done.
#[must_use]
pub fn checked(frame: &Frame<'_>, checked: &Checked<'_>) -> Markup {
    let bad = checked
        .rows
        .iter()
        .filter(|row| !row.problems.is_empty())
        .count();
    let good = checked.rows.len() - bad;
    let main = html! {
        h1 { "Check before sending" }
        (notice(Some(summary(good, bad))))
        @if good > 0 { (send(checked, good)) }
        (table(checked.rows))
        details.mend open[good == 0] {
            summary { "Mend the table" }
            form.sheet.broad method="post" action="/ops/bulk" {
                input type="hidden" name="step" value="check";
                div.field {
                    label for="rows" { "The table" }
                    textarea #rows .address name="rows" rows="12" required dir="ltr" autocomplete="off" spellcheck="false" data-drop { (checked.text) }
                }
                button.secondary type="submit" { "Check again" }
            }
        }
    };
    document(frame, Some(Place::Bulk), "Check before sending", &main)
}

fn summary(good: usize, bad: usize) -> Notice<'static> {
    match (good, bad) {
        (_, 0) => Notice::Done("Every row was understood."),
        (0, _) => Notice::Failed("No row can be sent yet. What is wrong stands beside each."),
        _ => Notice::Failed(
            "Some rows cannot be sent yet. What is wrong stands beside each; the others can go.",
        ),
    }
}

/// The form that sends all at once; the script sends it bit by bit instead, and
/// shows how far it is.
fn send(checked: &Checked<'_>, good: usize) -> Markup {
    let rows = counted(good as u64, "good row", "good rows");
    html! {
        form #send .send method="post" action="/ops/bulk" data-batch=(checked.batch) {
            input type="hidden" name="step" value="send";
            input type="hidden" name="batch" value=(checked.batch);
            textarea name="rows" hidden { (checked.text) }
            button type="submit" { "Send the " (rows) }
            a.button href="/ops/bulk" { "Start over" }
        }
        div #sending .sending hidden {
            progress #progress max=(good) value="0" aria-label="Rows sent" {}
            p #told role="status" {}
            p.actions {
                button #stop .secondary type="button" { "Stop" }
                button #resume .secondary type="button" hidden { "Go on" }
                button #download .secondary type="button" hidden { "Download the results" }
            }
        }
    }
}

fn table(rows: &[Row<'_>]) -> Markup {
    scroll(
        "Rows",
        &html! {
            table.rows {
                caption.unseen { "Every row, and what was understood of it" }
                thead {
                    tr {
                        th.number scope="col" { "Row" }
                        th scope="col" { "Outcome" }
                        th scope="col" { "Shipments" }
                        th scope="col" { "Recipients" }
                        th scope="col" { "Ends" }
                        th scope="col" { "Mail" }
                    }
                }
                tbody {
                    @for row in rows {
                        tr .bad-row[!row.problems.is_empty()] data-row=[row.problems.is_empty().then_some(row.raw)]
                        data-shipments=(numbers(row.shipments)) {
                            th.number scope="row" { (row.number) }
                            // Beside the number, so that a phone shows it too.
                            td.outcome {
                                @if row.problems.is_empty() { "Ready" }
                                @for problem in row.problems {
                                    (reason(problem))
                                }
                            }
                            td { (shipments(row.shipments)) }
                            td { (people(row.recipients)) }
                            td.when { @if let Some(ends) = row.ends { (date(ends)) } @else { span.quiet { "as usual" } } }
                            td { @if row.notify { "yes" } @else { "no" } }
                        }
                    }
                }
            }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::super::super::specimen::{self, HOSTILE, NOW, PEOPLE, SHIPMENTS};
    use super::*;

    const PROBLEMS: [Problem<'static>; 1] = [Problem {
        field: HOSTILE,
        text: HOSTILE,
    }];

    fn row(number: u32, problems: &'static [Problem<'static>]) -> Row<'static> {
        Row {
            number,
            shipments: &SHIPMENTS,
            recipients: &PEOPLE,
            ends: Some(NOW),
            notify: true,
            raw: HOSTILE,
            problems,
        }
    }

    fn drawn(rows: &[Row<'_>]) -> String {
        checked(
            &specimen::frame(),
            &Checked {
                batch: HOSTILE,
                text: HOSTILE,
                rows,
            },
        )
        .into_string()
    }

    #[test]
    fn good_rows_can_be_sent_and_bad_ones_say_which_column_is_wrong() {
        let page = drawn(&[row(1, &[]), row(2, &PROBLEMS), row(3, &[])]);
        assert!(page.contains("Send the 2 good rows"));
        assert_eq!(page.matches("data-row=").count(), 2);
        assert!(page.contains(r#"<progress id="progress" max="2""#));
        assert!(page.contains(r#"name="step" value="send""#));
        specimen::check_hostile(&page, 11);
    }

    #[test]
    fn without_a_good_row_there_is_nothing_to_send_and_the_table_stands_open() {
        let page = drawn(&[row(1, &PROBLEMS)]);
        assert!(!page.contains("value=\"send\""));
        assert!(page.contains("<details class=\"mend\" open>"));
        specimen::check_hostile(&page, 4);
    }

    #[test]
    fn the_largest_table_is_shown_in_full() {
        const MANY: usize = 500;
        let rows = vec![row(1, &[]); MANY];
        let page = drawn(&rows);
        assert!(page.contains("Send the 500 good rows"));
        assert_eq!(page.matches("data-row=").count(), MANY);
    }
}
