//! A deployment's no: a problem document (RFC 9457), or whatever stands in its
//! place when something before the deployment answered.

use std::fmt;

use serde_json::{Value, json};

use crate::cli::text::without_tokens;

/// What a deployment refused, and why.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: u16,
    code: String,
    field: Option<String>,
    detail: String,
    hint: Option<String>,
}

impl Refusal {
    /// Reads an answer that is not a success.
    pub(super) fn read(status: u16, body: &[u8]) -> Self {
        let problem: Value = serde_json::from_slice(body).unwrap_or_default();
        let text = |name| {
            problem
                .get(name)
                .and_then(Value::as_str)
                .map(without_tokens)
        };
        Self {
            status,
            code: text("code").unwrap_or_else(|| "http".to_owned()),
            field: text("field"),
            detail: text("detail")
                .or_else(|| text("title"))
                .unwrap_or_else(|| unexplained(status).to_owned()),
            hint: None,
        }
    }

    /// A success whose body is not what a deployment sends.
    pub(super) fn not_understood(status: u16) -> Self {
        Self {
            status,
            code: "not_understood".to_owned(),
            field: None,
            detail: "the answer is not a Sealink deployment's; is the URL right?".to_owned(),
            hint: None,
        }
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self.status {
            401 | 403 => 4,
            429 | 500.. => 5,
            _ => 1,
        }
    }

    pub(crate) fn hint(mut self, sentence: &str) -> Self {
        self.hint = Some(match self.hint {
            Some(hint) => format!("{hint} {sentence}"),
            None => sentence.to_owned(),
        });
        self
    }

    /// For programs.
    pub(crate) fn document(&self) -> Value {
        let mut document = json!({
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
        });
        for (name, text) in [("field", &self.field), ("hint", &self.hint)] {
            if let Some(text) = text {
                document[name] = json!(text);
            }
        }
        document
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.code, self.status)?;
        if let Some(field) = &self.field {
            write!(f, ": {field}")?;
        }
        write!(f, ": {}", self.detail)?;
        match &self.hint {
            Some(hint) => write!(f, "\n{hint}"),
            None => Ok(()),
        }
    }
}

/// What a status means where the answer does not say.
fn unexplained(status: u16) -> &'static str {
    match status {
        300..=399 => {
            "the answer is a redirect, which is not followed with an API key; is the URL right?"
        }
        401 => "the API key is not accepted",
        403 => "not allowed with this API key",
        404 => "nothing is there; is the URL right?",
        429 => "too many calls",
        500.. => "the deployment is not well",
        _ => "refused without a reason",
    }
}
