//! Sharing in bulk: paste or drop a table, look at what was understood, send
//! the good rows, take the results along.

mod check;
mod sent;

use maud::{Markup, html};

use super::fields::{Field, Problem, Problems, field};
use super::parts::scroll;
use super::share::titled;
use super::{Frame, Place, document};
use crate::reference::Reference;
pub use check::{Checked, Row, checked};
pub use sent::{Outcome, Sent, SentRow, results, sent};

/// The columns that are recognised: what each is, by what names, what it holds.
const COLUMNS: [(&str, &str, &str); 10] = [
    (
        "container",
        "container no",
        "Container numbers; several with spaces between them",
    ),
    (
        "mbl",
        "master bl, bill of lading, bl",
        "Master bill of lading numbers",
    ),
    ("booking", "booking no", "Carrier booking numbers"),
    (
        "reference",
        "",
        "Numbers of any kind, with a column type that says CONTAINER, MBL or BOOKING",
    ),
    ("scac", "carrier", "The carrier’s SCAC"),
    (
        "email",
        "recipient, receiver",
        "Addresses; several with ; or a space between them",
    ),
    (
        "expires",
        "expires at",
        "The last day, 2026-11-22; empty for as long as usual",
    ),
    ("note", "message", "A message to the recipients"),
    ("language", "locale", "The mail’s language: en, de, ko …"),
    ("notify", "", "yes or no: whether the recipients are mailed"),
];

const EXAMPLE: &str = "\
container,scac,email,expires,note,notify
CSQU3054383,MAEU,jane@customer.example,2027-02-20,PO 4711,yes
TCLU6718159 APZU4812090,,kim@customer.example; lee@customer.example,,,no
";

/// `GET /ops/bulk`, and `POST /ops/bulk` with a table that cannot be read at
/// all: `rows` as it was pasted, and what is wrong with it.
#[must_use]
pub fn form(frame: &Frame<'_>, rows: &str, problems: &[Problem<'_>]) -> Markup {
    let hint = format!(
        "Paste it from a spreadsheet, its first line included. Commas, semicolons or tabs between the cells; {} rows at most.",
        frame.limits.rows
    );
    let pasted = Field {
        id: "rows",
        name: "rows",
        label: "The table",
        hint: Some(&hint),
        problems: Problems(problems),
    };
    let main = html! {
        h1 { "Share in bulk" }
        p.lead.measure { "One link for every row. Nothing is sent before you have seen what was understood." }
        (Problems(problems).summary(&["rows"]))
        form.sheet.broad method="post" action="/ops/bulk" {
            input type="hidden" name="step" value="check";
            (field(&pasted, |tied| html! {
                textarea.address id=(tied.id) name=(tied.name) rows="12" required dir="ltr"
                    autocomplete="off" spellcheck="false" data-drop
                    aria-describedby=[tied.described.as_ref()] aria-invalid=[tied.invalid] { (rows) }
            }))
            // Only the script can put a file into the field.
            div #file .field hidden {
                label for="chosen" { "Or choose a CSV file, or drop one on the field" }
                input #chosen type="file" accept=".csv,.tsv,.txt,text/csv";
                p #file-told .problem role="status" {}
            }
            button type="submit" { "Check the rows" }
        }
        (help())
    };
    document(
        frame,
        Some(Place::Bulk),
        &titled("Share in bulk", problems),
        &main,
    )
}

fn help() -> Markup {
    html! {
        section {
            h2 { "Columns that are recognised" }
            p.measure { "Every row needs a number and an address. Capitals, spaces, hyphens and the order do not matter; a column by any other name is refused." }
            (scroll("Columns that are recognised", &html! {
                table.columns-known {
                    caption.unseen { "Columns, their other names, and what they hold" }
                    thead { tr { th scope="col" { "Column" } th scope="col" { "Or" } th scope="col" { "Holds" } } }
                    tbody {
                        @for (name, other, holds) in COLUMNS {
                            tr { th scope="row" { code { (name) } } td { (other) } td { (holds) } }
                        }
                    }
                }
            }))
            h3 { "An example" }
            (scroll("An example", &html! { pre { (EXAMPLE) } }))
        }
    }
}

/// What is wrong with a row, and in which column.
fn reason(problem: &Problem<'_>) -> Markup {
    html! {
        span.line.bad {
            @if !problem.field.is_empty() { bdi { strong { (problem.field) } } ": " }
            bdi { (problem.text) }
        }
    }
}

/// All numbers of a row, for the results: a table shows only the first few.
fn numbers(shipments: &[Reference]) -> String {
    let all: Vec<&str> = shipments.iter().map(|one| one.number.as_str()).collect();
    all.join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::specimen::{self, HOSTILE};
    use super::*;

    #[test]
    fn the_first_step_takes_a_table_and_explains_its_columns() {
        let page = form(&specimen::frame(), "", &[]).into_string();
        assert!(page.contains(r#"name="step" value="check""#));
        assert!(page.contains(r#"name="rows""#));
        assert!(page.contains("501 rows at most"));
        for (name, _, _) in COLUMNS {
            assert!(page.contains(&format!("<code>{name}</code>")));
        }
        crate::page::check::page(&page);
    }

    #[test]
    fn a_table_that_cannot_be_read_comes_back_with_the_reason() {
        let problems = [Problem {
            field: "rows",
            text: HOSTILE,
        }];
        let page = form(&specimen::frame(), HOSTILE, &problems).into_string();
        specimen::check_hostile(&page, 2);
    }
}
