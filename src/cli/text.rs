//! What is printed: to people without what could steer their terminal, to
//! programs as JSON.

use std::io::{self, Write as _};

use serde_json::Value;

use super::Failure;

/// Prints to standard output, which may be a pipe that has gone.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{text}")
        .and_then(|()| stdout.flush())
        .map_err(|error| Failure::Refused(format!("cannot write to standard output: {error}")))
}

/// Prints a document on a line of its own.
pub(super) fn print_json(document: &Value) -> Result<(), Failure> {
    print(&line_of_json(document))
}

/// A document as one line, with every control character escaped: JSON itself
/// leaves DEL and the C1 set as they are, and terminals obey those.
fn line_of_json(document: &Value) -> String {
    use std::fmt::Write as _;
    let mut line = String::new();
    // Compact JSON has control characters within its strings only.
    for c in document.to_string().chars() {
        if steers(c) {
            // Writing to a string cannot fail.
            let _ = write!(line, "\\u{:04x}", u32::from(c));
        } else {
            line.push(c);
        }
    }
    line
}

/// A text of somebody else's, safe to show: no control characters and no marks
/// that turn the direction of writing; a line break becomes a space.
pub(super) fn clean(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\n' | '\t' => Some(' '),
            c if steers(c) => None,
            c => Some(c),
        })
        .collect()
}

fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text of somebody else's for an error or a log: cleaned, and with every
/// token in it cut, because what it refuses may have been quoted in it.
pub(super) fn without_tokens(text: &str) -> String {
    const START: &str = "v4.public.";
    let text = clean(text);
    let mut parts = text.split(START);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| {
            c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '=')
        });
        kept.push_str(START);
        kept.push('…');
        kept.push_str(rest);
    }
    kept
}

/// A member that is a text, cleaned; a dash where there is none.
pub(super) fn member(value: &Value, name: &str) -> String {
    match value.get(name).and_then(Value::as_str) {
        Some(text) if !text.is_empty() => clean(text),
        _ => "-".to_owned(),
    }
}

/// The texts of a member that is a list, cleaned.
pub(super) fn texts(value: &Value, name: &str) -> Vec<String> {
    list(value, name)
        .iter()
        .filter_map(Value::as_str)
        .map(clean)
        .collect()
}

/// A member that is a list; an empty one where there is none.
pub(super) fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value
        .get(name)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}

/// The shipments of a link, as `CONTAINER SLKU4802194`, in one text.
pub(super) fn shipments(link: &Value) -> String {
    let told: Vec<String> = list(link, "shipments")
        .iter()
        .map(|shipment| {
            format!(
                "{} {}",
                member(shipment, "kind"),
                member(shipment, "number")
            )
        })
        .collect();
    told.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_is_left() {
        assert_eq!(clean("a\u{1b}[31mb\r\n\u{9b}c\u{202e}\u{7f}d"), "a[31mb cd");
        let line = line_of_json(&serde_json::json!({ "a": "\u{9b}\u{7f}\u{1b}\u{202e}é" }));
        assert_eq!(line, r#"{"a":"\u009b\u007f\u001b\u202eé"}"#);
    }

    #[test]
    fn tokens_are_cut_out_of_errors() {
        for (text, expected) in [
            ("no token", "no token"),
            (
                "x https://a.example/t/v4.public.AA-b_c.ZZ, y",
                "x https://a.example/t/v4.public.…, y",
            ),
            ("v4.public.AA v4.public.BB.cc", "v4.public.… v4.public.…"),
        ] {
            assert_eq!(without_tokens(text), expected);
        }
    }
}
