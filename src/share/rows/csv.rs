//! Rows as CSV (RFC 4180), as spreadsheets write it.

use std::io::Read as _;

use ::csv::{ReaderBuilder, StringRecord};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::config::Life;
use crate::error::{Code, Error, Result};
use crate::reference::{Kind, Reference};
use crate::share::request::{Wire, WireTarget, check, end_of_day};

use super::columns::{Column, Columns, kind};
use super::{KEY_FIELD, Line, MAX_ROWS, Row, Seen, numbered};

/// Reads a header and its rows; rows of empty cells are none.
///
/// # Errors
/// Of the whole batch: 400 when it is not UTF-8 or a quotation mark is never
/// closed, 422 when its header is not known.
pub(super) fn lines(body: &[u8], now: OffsetDateTime, life: Life) -> Result<Vec<Line>> {
    let text = std::str::from_utf8(body).map_err(|_| {
        malformed("Expected CSV in UTF-8; spreadsheets call it “CSV UTF-8” when they save it.")
    })?;
    let mut records = records(text)?.into_iter();
    let columns = Columns::of(&records.next().unwrap_or_default())?;
    Ok(numbered(records, |record| {
        (seen(&columns, &record), row(&columns, &record, now, life))
    }))
}

/// Tells the records apart, the header among them; of those that are too many,
/// only the first.
fn records(text: &str) -> Result<Vec<StringRecord>> {
    /// Put after the text, as a line of its own. Where it does not come back as
    /// one, it stands within quotation marks that the text never closed, and
    /// who knows how many rows stand there with it.
    const END: &str = "\0";
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(text))
        .from_reader(text.as_bytes().chain(&b"\n\0"[..]));
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| malformed(format!("Expected CSV: {error}.")))?;
        if record.len() == 1 && record.get(0) == Some(END) {
            return Ok(records);
        }
        if records.len() > MAX_ROWS + 1 {
            return Ok(records);
        }
        if !record.iter().all(|cell| cell.trim().is_empty()) {
            records.push(record);
        }
    }
    Err(malformed(
        "Expected a quotation mark that ends the last cell: one was opened and never closed.",
    ))
}

/// The separator: of comma, semicolon and tab the one that the first line has
/// most of, quoted cells aside.
fn separator(text: &str) -> u8 {
    const KNOWN: [char; 3] = [',', ';', '\t'];
    let mut found = [0_usize; 3];
    let mut quoted = false;
    for c in text.trim_start().chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' | '\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                for (count, separator) in found.iter_mut().zip(KNOWN) {
                    *count += usize::from(c == separator);
                }
            }
        }
    }
    match found {
        [comma, semicolon, tab] if tab > comma && tab > semicolon => b'\t',
        [comma, semicolon, _] if semicolon > comma => b';',
        _ => b',',
    }
}

fn malformed(detail: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(Code::MalformedBody, detail)
}

fn seen(columns: &Columns, record: &StringRecord) -> Seen {
    let cell = |column| columns.cell(record, column);
    let shipments = Column::SHIPMENTS.map(cell);
    let shipments: Vec<&str> = shipments.into_iter().filter(|s| !s.is_empty()).collect();
    Seen {
        shipments: shipments.join(" "),
        recipients: cell(Column::Email).to_owned(),
        expires: cell(Column::Expires).to_owned(),
        note: cell(Column::Note).to_owned(),
    }
}

/// Reads one row: as what the same mint is in JSON, which is then checked as
/// such, so that the two cannot come to differ.
fn row(columns: &Columns, record: &StringRecord, now: OffsetDateTime, life: Life) -> Result<Row> {
    if record.len() != columns.len() {
        return Err(Error::new(
            Code::InvalidField,
            format!(
                "expected {} cells, as the first line has; this row has {}",
                columns.len(),
                record.len()
            ),
        ));
    }
    let given = |column| Some(columns.cell(record, column)).filter(|cell| !cell.is_empty());
    let text = |column| given(column).map(str::to_owned);
    let mut origins = Vec::new();
    let mut targets = Vec::new();
    for column in Column::SHIPMENTS {
        let Some(cell) = given(column) else {
            continue;
        };
        let target_type = match column {
            Column::Container => Kind::Container,
            Column::Mbl => Kind::Mbl,
            Column::Booking => Kind::Booking,
            _ => kind(columns.cell(record, Column::Type))
                .ok_or_else(|| columns.error(Column::Type, "expected container, mbl or booking"))?,
        };
        origins.push(column);
        targets.push(WireTarget {
            target_type,
            target_ids: numbers(target_type, cell),
            scac: None,
        });
    }
    if targets.is_empty() {
        let first = Column::SHIPMENTS
            .into_iter()
            .find(|column| columns.name(*column).is_some());
        return Err(columns.error(
            first.unwrap_or(Column::Container),
            "expected the number of a shipment in this row",
        ));
    }
    let wire = Wire {
        targets,
        receiver_ids: parts(columns.cell(record, Column::Email)),
        expires_at: given(Column::Expires)
            .map(expires)
            .transpose()
            .map_err(|expected| columns.error(Column::Expires, expected))?,
        scac: text(Column::Scac),
        locale: text(Column::Locale),
        // Of a line break in a cell there may be two characters.
        note: given(Column::Note).map(|note| note.replace("\r\n", "\n")),
        notify: notify(columns.cell(record, Column::Notify))
            .map_err(|expected| columns.error(Column::Notify, expected))?,
        ..Wire::default()
    };
    let request =
        check(wire, now, life).map_err(|error| in_its_column(columns, &origins, error))?;
    Ok(Row {
        request,
        idempotency_key: text(Column::Key),
        key_field: columns.name(Column::Key).unwrap_or(KEY_FIELD).to_owned(),
    })
}

/// The several texts of a cell.
fn parts(cell: &str) -> Vec<String> {
    cell.split(|c: char| c.is_whitespace() || matches!(c, ';' | ','))
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The numbers in a cell. People write one container number with spaces in it.
fn numbers(kind: Kind, cell: &str) -> Vec<String> {
    if kind != Kind::Container {
        return parts(cell);
    }
    cell.split([';', ',', '\n', '\r'])
        .flat_map(|some| match Reference::parse(kind, some.trim(), None) {
            Ok(_) => vec![some.trim().to_owned()],
            Err(_) => parts(some),
        })
        .collect()
}

/// A day, which is the end of it in UTC, or a moment as RFC 3339 writes it.
fn expires(cell: &str) -> Result<String, &'static str> {
    let cell = end_of_day(cell);
    if OffsetDateTime::parse(&cell, &Rfc3339).is_err() {
        return Err(
            "expected a day such as 2027-01-31, or an RFC 3339 time with its offset such as 2027-01-31T12:00:00Z",
        );
    }
    Ok(cell)
}

fn notify(cell: &str) -> Result<bool, &'static str> {
    match cell.to_ascii_lowercase().as_str() {
        "yes" | "true" | "1" => Ok(true),
        "no" | "false" | "0" | "" => Ok(false),
        _ => Err("expected yes or no"),
    }
}

/// Names the column where the JSON's path stands, and says which of the texts
/// in a cell is meant. `origins` are the columns of the targets.
fn in_its_column(columns: &Columns, origins: &[Column], error: Error) -> Error {
    let path = error.field.clone().unwrap_or_default();
    let mut places = path.split('[').skip(1).map(|rest| {
        let digits = rest.split(']').next().unwrap_or_default();
        digits.parse::<usize>().unwrap_or_default()
    });
    let column = match path.split('[').next() {
        Some("targets") => places
            .next()
            .and_then(|target| origins.get(target).copied())
            .unwrap_or(Column::Container),
        Some("receiverIds") => Column::Email,
        Some("expiresAt") => Column::Expires,
        Some("scac") => Column::Scac,
        Some("locale") => Column::Locale,
        _ => Column::Note,
    };
    let what = if column == Column::Email {
        "address"
    } else {
        "number"
    };
    match places.next() {
        Some(place) if place > 0 => {
            columns.error(column, format!("{what} {}: {}", place + 1, error.detail))
        }
        _ => columns.error(column, error.detail),
    }
}
