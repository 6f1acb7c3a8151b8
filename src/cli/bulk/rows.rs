//! Reading the rows of a file: CSV, NDJSON or JSON.

use std::fmt;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use sealink::share::request::MAX_BODY;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::table;
use crate::cli::Failure;

/// Why a row cannot be sent, or was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) code: String,
    pub(super) field: Option<String>,
    pub(super) detail: String,
}

impl Problem {
    pub(super) fn new(code: &str, detail: &str) -> Self {
        Self {
            code: code.to_owned(),
            field: None,
            detail: detail.to_owned(),
        }
    }

    pub(super) fn field(field: &str, expected: &str) -> Self {
        Self {
            field: Some(field.to_owned()),
            ..Self::new("invalid_field", expected)
        }
    }

    pub(super) fn document(&self) -> Value {
        let mut document = json!({ "code": self.code, "detail": self.detail });
        if let Some(field) = &self.field {
            document["field"] = json!(field);
        }
        document
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            Some(field) => write!(f, "{field}: {}", self.detail),
            None => write!(f, "{}: {}", self.code, self.detail),
        }
    }
}

/// One row.
#[derive(Debug)]
pub(super) struct Row {
    /// Its place in the file, from 1; a CSV's header is not counted.
    pub(super) number: usize,
    /// Under this key it is minted.
    pub(super) key: String,
    /// What it says, as a hash.
    pub(super) hash: String,
    /// The body of its mint, without a key.
    pub(super) body: Result<Value, Problem>,
}

impl Row {
    fn new(number: usize, body: Result<Value, Problem>) -> Self {
        let (key, hash, body) = match body.and_then(checked) {
            Ok((key, hash, body)) => (key, hash, Ok(body)),
            Err(problem) => (String::new(), String::new(), Err(problem)),
        };
        Self {
            number,
            key,
            hash,
            body,
        }
    }
}

/// Takes the key out of a row or makes one of what the row says.
fn checked(mut body: Value) -> Result<(String, String, Value), Problem> {
    let members = body
        .as_object_mut()
        .ok_or_else(|| Problem::new("malformed_row", "expected a JSON object"))?;
    let given = take_key(members)?;
    // Members are in the order of their names, so the order they were written
    // in does not matter.
    let text = body.to_string();
    if text.len() > MAX_BODY {
        return Err(Problem::new(
            "body_too_large",
            &format!("expected at most {MAX_BODY} bytes"),
        ));
    }
    let hash = hex(&Sha256::digest(&text));
    Ok((given.unwrap_or_else(|| hash.clone()), hash, body))
}

fn take_key(members: &mut Map<String, Value>) -> Result<Option<String>, Problem> {
    const MAX: usize = 255;
    match members.remove("idempotencyKey") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(key)) if (1..=MAX).contains(&key.len()) => Ok(Some(key)),
        Some(_) => Err(Problem::field(
            "idempotencyKey",
            &format!("expected 1 to {MAX} characters"),
        )),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Reads a file. Rows that are wrong are rows all the same: only a file that
/// cannot be taken apart is refused.
pub(super) fn read(file: &Path) -> Result<Vec<Row>, Failure> {
    let problem = |what: &str| Failure::Usage(format!("{}: {what}", file.display()));
    let bytes = fs::read(file).map_err(|error| problem(&error.to_string()))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| problem("expected text in UTF-8; Excel saves it as \"CSV UTF-8\""))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let extension = file.extension().and_then(|extension| extension.to_str());
    let bodies = match Form::of(extension.unwrap_or_default(), text) {
        Form::Csv => table::bodies(text),
        Form::Lines => Ok(lines(text)),
        Form::Document => document(text),
    }
    .map_err(|what| problem(&what))?;
    if bodies.is_empty() {
        return Err(problem("there are no rows in it"));
    }
    Ok(bodies
        .into_iter()
        .map(|(number, body)| Row::new(number, body))
        .collect())
}

/// A row's place and body.
pub(super) type Numbered = (usize, Result<Value, Problem>);

/// How a file is written.
#[derive(Debug, PartialEq, Eq)]
enum Form {
    Csv,
    Lines,
    Document,
}

impl Form {
    /// By the name's extension, or else by how the text begins.
    fn of(extension: &str, text: &str) -> Self {
        match extension.to_ascii_lowercase().as_str() {
            "csv" | "tsv" => Self::Csv,
            "ndjson" | "jsonl" => Self::Lines,
            "json" => Self::Document,
            _ => match text.trim_start().chars().next() {
                Some('[') => Self::Document,
                Some('{')
                    if serde_json::from_str::<Value>(text)
                        .is_ok_and(|found| found.get("links").is_some()) =>
                {
                    Self::Document
                }
                Some('{') => Self::Lines,
                _ => Self::Csv,
            },
        }
    }
}

/// One JSON object a line; empty lines are no rows.
fn lines(text: &str) -> Vec<Numbered> {
    let rows = text.lines().filter(|line| !line.trim().is_empty());
    (1..)
        .zip(rows)
        .map(|(number, line)| {
            let body = serde_json::from_str(line).map_err(|error| {
                Problem::new("malformed_row", &format!("expected a JSON object: {error}"))
            });
            (number, body)
        })
        .collect()
}

/// A list of objects, or `{"links": […]}` as the API takes it.
fn document(text: &str) -> Result<Vec<Numbered>, String> {
    let mut document: Value =
        serde_json::from_str(text).map_err(|error| format!("expected JSON: {error}"))?;
    let links = match document.get_mut("links") {
        Some(links) => links.take(),
        None => document,
    };
    match links {
        Value::Array(links) => Ok((1..).zip(links.into_iter().map(Ok)).collect()),
        _ => Err("expected a list of links, or {\"links\": [...]}".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_s_key_is_made_of_what_it_says() {
        let row = |text: &str| Row::new(1, Ok(serde_json::from_str(text).unwrap()));
        let one = row(r#"{"note":"a","receiverIds":["b"]}"#);
        let other = row(r#"{"receiverIds":["b"],"note":"a"}"#);
        assert_eq!(one.key, other.key);
        assert_eq!(one.key.len(), 64);
        assert_ne!(one.key, row(r#"{"note":"b","receiverIds":["b"]}"#).key);
        let own = row(r#"{"note":"a","receiverIds":["b"],"idempotencyKey":"mine"}"#);
        assert_eq!((&*own.key, own.hash), ("mine", one.hash));
        assert_eq!(own.body, one.body);
    }

    #[test]
    fn a_row_that_cannot_be_sent_says_why() {
        let problem = |text: &str| {
            let row = Row::new(1, Ok(serde_json::from_str(text).unwrap()));
            row.body.unwrap_err().to_string()
        };
        assert!(problem("[]").contains("malformed_row"));
        assert!(problem(r#"{"idempotencyKey":""}"#).starts_with("idempotencyKey: "));
        assert!(problem(r#"{"idempotencyKey":1}"#).starts_with("idempotencyKey: "));
        let long = format!(r#"{{"note":"{}"}}"#, "x".repeat(MAX_BODY));
        assert!(problem(&long).contains("body_too_large"));
    }

    #[test]
    fn a_form_is_known_by_the_name_or_the_beginning() {
        for (extension, text, form) in [
            ("CSV", "{", Form::Csv),
            ("jsonl", "a", Form::Lines),
            ("json", "a", Form::Document),
            ("", " [", Form::Document),
            ("txt", "{\"links\": []}", Form::Document),
            ("txt", "{}\n{}", Form::Lines),
            ("txt", "container;email", Form::Csv),
        ] {
            assert_eq!(Form::of(extension, text), form, "{extension} {text}");
        }
    }
}
