//! The operator's log.

use time::OffsetDateTime;

/// One line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: OffsetDateTime,
    /// In which location.
    pub location: usize,
    /// What it says.
    pub text: String,
}

/// A secret shorter than this turns up by chance.
const SHORTEST_SECRET: usize = 5;

/// Panics if a line holds a secret, in any case, percent-encoded or not, with
/// its dashes or without. Does not repeat the line: a test's log is a log, too.
#[track_caller]
pub(super) fn assert_no_secret(lines: &[Line], secrets: &[&str]) {
    for (nth, secret) in secrets.iter().enumerate() {
        assert!(
            secret.len() >= SHORTEST_SECRET,
            "secret {nth} is too short to look for"
        );
        for (number, line) in lines.iter().enumerate() {
            assert!(
                !plain(&line.text).contains(&plain(secret)),
                "log line {number} holds secret {nth}"
            );
        }
    }
}

/// The text in the one form in which texts are compared.
fn plain(text: &str) -> String {
    text.to_ascii_lowercase()
        .replace("%40", "@")
        .replace("%2b", "+")
        .replace("%2d", "-")
        .replace("%2e", ".")
        .replace('-', "")
}
