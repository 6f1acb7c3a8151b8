//! CSV (RFC 4180) as bodies of mints.
//!
//! Columns are known by their names, in any order, case and spelling with
//! spaces, hyphens or underscores.

use csv::{ReaderBuilder, StringRecord};
use sealink::reference::{Kind, Reference};
use sealink::share::rows::Column;
use serde_json::{Map, Value, json};

use super::rows::{Numbered, Problem};
use crate::cli::moment;

/// The bodies of a table's rows.
///
/// # Errors
/// What is wrong with the table as a whole: its header, or its quotes.
pub(super) fn bodies(text: &str) -> Result<Vec<Numbered>, String> {
    // The parser would take the rest of the file for one cell.
    if !text.matches('"').count().is_multiple_of(2) {
        return Err("a quotation mark is not closed".to_owned());
    }
    let mut reader = ReaderBuilder::new()
        .delimiter(separator(text))
        .flexible(true)
        .from_reader(text.as_bytes());
    let columns = header(reader.headers().map_err(|error| error.to_string())?)?;
    let mut bodies = Vec::new();
    for (number, record) in (1..).zip(reader.records()) {
        let record = record.map_err(|error| error.to_string())?;
        // Spreadsheets leave such rows at the end.
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            bodies.push((number, body(&columns, &record)));
        }
    }
    Ok(bodies)
}

/// The separator that the header line has most of.
fn separator(text: &str) -> u8 {
    let line = text.lines().next().unwrap_or_default();
    let count = |separator: u8| line.bytes().filter(|&byte| byte == separator).count();
    let mut best = b',';
    for candidate in [b';', b'\t'] {
        if count(candidate) > count(best) {
            best = candidate;
        }
    }
    best
}

/// What each column holds.
fn header(names: &StringRecord) -> Result<Vec<Column>, String> {
    let mut columns = Vec::new();
    for name in names {
        let column = Column::called(name).ok_or_else(|| {
            format!("unknown column {name:?}: expected container, mbl, booking, reference, type, scac, email, expires, note, locale, notify or key")
        })?;
        if columns.contains(&column) {
            return Err(format!("the column {name:?} is there twice"));
        }
        columns.push(column);
    }
    let has = |column| columns.contains(&column);
    if !has(Column::Email) {
        return Err("expected a column `email`".to_owned());
    }
    if has(Column::Reference) != has(Column::Type) {
        return Err("expected the columns `reference` and `type` together".to_owned());
    }
    let names_shipments = columns
        .iter()
        .any(|column| column.kind().is_some() || *column == Column::Reference);
    if !names_shipments {
        return Err("expected a column `container`, `mbl` or `booking`".to_owned());
    }
    Ok(columns)
}

fn body(columns: &[Column], record: &StringRecord) -> Result<Value, Problem> {
    if record.len() != columns.len() {
        return Err(Problem::new(
            "malformed_row",
            &format!("expected {} cells, found {}", columns.len(), record.len()),
        ));
    }
    let mut targets: Vec<Value> = Vec::new();
    let (mut reference, mut kind) = (Vec::new(), "");
    let mut body = Map::new();
    for (column, cell) in columns.iter().zip(record) {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        let mut set = |name: &str, value: Value| {
            body.insert(name.to_owned(), value);
        };
        match column {
            Column::Container | Column::Mbl | Column::Booking => {
                targets.extend(column.kind().map(|kind| {
                    json!({"targetType": kind.as_str(), "targetIds": numbers(Some(kind), cell)})
                }));
            }
            Column::Reference => reference = numbers(None, cell),
            Column::Type => kind = cell,
            Column::Scac => set("scac", json!(cell)),
            Column::Email => set("receiverIds", json!(pieces(cell))),
            // What is no date is left to the deployment to judge.
            Column::Expires => set(
                "expiresAt",
                json!(moment::end(cell).unwrap_or_else(|_| cell.to_owned())),
            ),
            Column::Note => set("note", json!(cell)),
            Column::Locale => set("locale", json!(cell)),
            Column::Notify => set("notify", json!(yes_or_no(cell)?)),
            Column::Key => set("idempotencyKey", json!(cell)),
        }
    }
    match (reference.is_empty(), kind.is_empty()) {
        (true, _) => {}
        (false, true) => {
            return Err(Problem::field("type", "expected CONTAINER, MBL or BOOKING"));
        }
        (false, false) => targets.push(json!({
            "targetType": kind.to_ascii_uppercase(), "targetIds": reference,
        })),
    }
    if targets.is_empty() {
        return Err(Problem::field("targets", "expected at least one number"));
    }
    body.insert("targets".to_owned(), json!(targets));
    if !body.contains_key("receiverIds") {
        return Err(Problem::field("receiverIds", "expected a mail address"));
    }
    Ok(Value::Object(body))
}

/// The numbers in a cell. A space separates them, but people also write one
/// within a container's number.
fn numbers(kind: Option<Kind>, cell: &str) -> Vec<&str> {
    let is_one = |part: &str| {
        kind.unwrap_or(Kind::Container) == Kind::Container
            && Reference::parse(Kind::Container, part, None).is_ok()
    };
    let mut numbers = Vec::new();
    for part in cell.split([';', ',']).map(str::trim) {
        if is_one(part) {
            numbers.push(part);
        } else {
            numbers.extend(part.split_whitespace());
        }
    }
    numbers
}

/// The addresses in a cell.
fn pieces(cell: &str) -> Vec<&str> {
    cell.split(|c: char| c.is_whitespace() || matches!(c, ';' | ','))
        .filter(|piece| !piece.is_empty())
        .collect()
}

fn yes_or_no(cell: &str) -> Result<bool, Problem> {
    match cell.to_ascii_lowercase().as_str() {
        "yes" | "true" | "1" => Ok(true),
        "no" | "false" | "0" => Ok(false),
        _ => Err(Problem::field("notify", "expected yes or no")),
    }
}

#[cfg(test)]
mod tests;
