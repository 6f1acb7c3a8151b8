//! Rows as JSON: all in one document, or one a line.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use time::OffsetDateTime;

use crate::config::Life;
use crate::error::Result;
use crate::share::json;
use crate::share::request::{MAX_BODY, read_row};

use super::{KEY_FIELD, Line, Row, Seen, numbered};

/// Reads `{"links": […]}`. What stands in the list is only told apart here, and
/// read as if it had come alone.
pub(super) fn links(body: &[u8], now: OffsetDateTime, life: Life) -> Result<Vec<Line>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, expecting = "an object with the member `links`")]
    struct Links<'a> {
        #[serde(borrow)]
        links: Vec<&'a RawValue>,
    }
    let document: Links<'_> = json::read(body, super::MAX_BATCH_BODY)?;
    Ok(numbered(document.links.into_iter(), |link| {
        row(link.get().as_bytes(), now, life)
    }))
}

/// Reads one object a line; blank lines are none.
pub(super) fn lines(body: &[u8], now: OffsetDateTime, life: Life) -> Vec<Line> {
    let lines = body
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty());
    numbered(lines, |line| row(line, now, life))
}

fn row(text: &[u8], now: OffsetDateTime, life: Life) -> (Seen, Result<Row>) {
    let outcome = read_row(text, now, life).map(|(request, idempotency_key)| Row {
        request,
        idempotency_key,
        key_field: KEY_FIELD.to_owned(),
    });
    (seen(text), outcome)
}

/// What stands in a row, as far as it is JSON at all.
fn seen(text: &[u8]) -> Seen {
    let value: Value = if text.len() <= MAX_BODY {
        serde_json::from_slice(text).unwrap_or_default()
    } else {
        Value::Null
    };
    let shipments: Vec<String> = value["targets"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|target| plain(&target["targetIds"]))
        .collect();
    Seen {
        shipments: shipments.join(" "),
        recipients: plain(&value["receiverIds"]),
        expires: plain(&value["expiresAt"]),
        note: plain(&value["note"]),
    }
}

/// A text, or several, without JSON's signs.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(some) => some.iter().map(plain).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}
