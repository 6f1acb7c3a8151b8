//! The rows of a batch, as JSON, as JSON lines or as CSV: each is read on its
//! own, so that a bad one spoils no other.

mod columns;
mod csv;
mod json;

use time::OffsetDateTime;

use crate::config::Life;
use crate::error::{Code, Error, Result};

use super::request::MintRequest;
pub use columns::Column;

/// The longest batch, in bytes. The most rows at 4 KB each, which is a quarter
/// of the longest mint and several times a usual one; a worker has 128 MB, and
/// holds the body, its text and its rows at once.
pub const MAX_BATCH_BODY: usize = 2 * 1024 * 1024;

/// The most rows of a batch. A call may ask KV 1,000 times: 500 rows are 500
/// records written and 5 reads, which leaves room for the denylist.
pub const MAX_ROWS: usize = 500;

/// How the rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `{"links": […]}`
    Json,
    /// One JSON object a line.
    Lines,
    /// RFC 4180 with a header, as spreadsheets write it.
    Csv,
}

/// The media types of a batch.
pub const MEDIA_TYPES: [(&str, Format); 3] = [
    ("application/json", Format::Json),
    ("application/x-ndjson", Format::Lines),
    ("text/csv", Format::Csv),
];

/// What the member of a row is called that holds its idempotency key.
const KEY_FIELD: &str = "idempotencyKey";

/// A row that asks for a link.
#[derive(Debug, Clone)]
pub struct Row {
    /// What is to be granted.
    pub request: MintRequest,
    /// The key that the row itself gives, if it does.
    pub idempotency_key: Option<String>,
    /// What the row's member or column for that key is called.
    pub key_field: String,
}

/// What stands in a row, word for word, to be shown beside what is wrong with
/// it; empty where it cannot be told apart.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// The shipments' numbers.
    pub shipments: String,
    /// The recipients' addresses.
    pub recipients: String,
    /// When the link is to end.
    pub expires: String,
    /// The line for the recipients.
    pub note: String,
}

impl std::fmt::Debug for Seen {
    /// Addresses stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seen(..)")
    }
}

/// One row: what stands in it, and what it asks for or why it cannot be read.
#[derive(Debug, Clone)]
pub struct Line {
    /// From 1, blank lines and a CSV's header not counted.
    pub number: usize,
    /// What stands in it.
    pub seen: Seen,
    /// What it asks for.
    pub outcome: Result<Row>,
}

/// Reads the rows of a batch, in their order.
///
/// # Errors
/// Of the whole batch: 413 when it is longer than [`MAX_BATCH_BODY`], 400 when
/// it cannot be told apart into rows, 422 when it has none or more than
/// [`MAX_ROWS`], or a CSV whose columns are not known. All else is its row's.
pub fn read(format: Format, body: &[u8], now: OffsetDateTime, life: Life) -> Result<Vec<Line>> {
    if body.len() > MAX_BATCH_BODY {
        return Err(Error::new(
            Code::BodyTooLarge,
            format!("Expected a body of at most {MAX_BATCH_BODY} bytes."),
        ));
    }
    // Spreadsheets and Windows begin UTF-8 with U+FEFF.
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    let lines = match format {
        Format::Json => json::links(body, now, life)?,
        Format::Lines => json::lines(body, now, life),
        Format::Csv => csv::lines(body, now, life)?,
    };
    if (1..=MAX_ROWS).contains(&lines.len()) {
        Ok(lines)
    } else {
        Err(Error {
            field: (format == Format::Json).then(|| "links".to_owned()),
            ..Error::new(
                Code::InvalidField,
                format!("expected 1 to {MAX_ROWS} rows in one batch"),
            )
        })
    }
}

/// Numbers the rows of a batch; of those that are too many, only the first.
fn numbered<T>(
    rows: impl Iterator<Item = T>,
    read: impl Fn(T) -> (Seen, Result<Row>),
) -> Vec<Line> {
    rows.take(MAX_ROWS + 1)
        .enumerate()
        .map(|(at, row)| {
            let (seen, outcome) = read(row);
            Line {
                number: at + 1,
                seen,
                outcome,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
