//! Why a command gave up, and the exit code that says so.

use std::fmt;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::client::Refusal;
use super::text;

/// What the exit codes mean, for `--help`; README.md has the same table.
pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0  done, or valid
  1  refused, failed, or not valid
  2  called wrongly
  3  some rows failed
  4  not authenticated, or the API key lacks the scope (401, 403)
  5  the deployment cannot be reached, or is still busy after retries (429, 5xx)";

/// Why a command gave up. No text of it quotes a secret.
#[derive(Debug)]
pub(super) enum Failure {
    /// It did its work, and the answer is no; or the machine refused.
    Refused(String),
    /// It was called wrongly.
    Usage(String),
    /// The deployment answered no.
    Answered(Box<Refusal>),
    /// The deployment did not answer.
    Unreachable(String),
    /// The outcome is on standard output already, with this exit code; the
    /// text is for people, where there is more to say.
    Told(u8, String),
}

impl Failure {
    /// The exit code.
    pub(super) fn code(&self) -> u8 {
        match self {
            Self::Refused(_) => 1,
            Self::Usage(_) => 2,
            Self::Answered(refusal) => refusal.exit_code(),
            Self::Unreachable(_) => 5,
            Self::Told(code, _) => *code,
        }
    }

    /// Whether the same call may well be answered later.
    pub(super) fn may_pass(&self) -> bool {
        self.code() == 5
    }

    /// Adds a sentence that helps.
    pub(super) fn hint(self, sentence: &str) -> Self {
        let more = |text: String| format!("{text}\n{sentence}");
        match self {
            Self::Refused(text) => Self::Refused(more(text)),
            Self::Usage(text) => Self::Usage(more(text)),
            Self::Answered(refusal) => Self::Answered(Box::new(refusal.hint(sentence))),
            Self::Unreachable(text) => Self::Unreachable(more(text)),
            Self::Told(code, text) => Self::Told(code, more(text)),
        }
    }

    /// Tells it: to people on standard error and, if `as_json`, to programs on
    /// standard output.
    pub(super) fn tell(&self, as_json: bool) -> ExitCode {
        let text = self.to_string();
        if !text.is_empty() {
            eprintln!("sealink: {text}");
        }
        if matches!(self, Self::Usage(_)) {
            eprintln!("Try `sealink --help`.");
        }
        if as_json && let Some(document) = self.document() {
            // Standard error has it already, whatever becomes of this.
            drop(text::print_json(&document));
        }
        ExitCode::from(self.code())
    }

    fn document(&self) -> Option<Value> {
        let error = match self {
            Self::Told(..) => return None,
            Self::Answered(refusal) => refusal.document(),
            Self::Refused(text) => json!({ "code": "failed", "detail": text }),
            Self::Usage(text) => json!({ "code": "usage", "detail": text }),
            Self::Unreachable(text) => json!({ "code": "unreachable", "detail": text }),
        };
        Some(json!({ "error": error, "exitCode": self.code() }))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(text)
            | Self::Usage(text)
            | Self::Unreachable(text)
            | Self::Told(_, text) => f.write_str(text),
            Self::Answered(refusal) => refusal.fmt(f),
        }
    }
}
