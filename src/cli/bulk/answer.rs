//! What became of a row.

use serde_json::{Value, json};

use super::rows::Problem;
use crate::cli::text::{list, member, texts, without_tokens};

/// How a row went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// There is a new link.
    Created,
    /// There was this link already.
    Known,
    /// There is no link.
    Failed,
}

impl Outcome {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Known => "known",
            Self::Failed => "failed",
        }
    }
}

/// What became of one row.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    row: usize,
    key: Option<String>,
    hash: Option<String>,
    pub(super) outcome: Outcome,
    link: Option<Value>,
    problem: Option<Problem>,
}

impl Answer {
    /// The same for another row that says the same: it is the link that there
    /// is by then.
    pub(super) fn again(&self, row: usize) -> Self {
        Self {
            row,
            outcome: match self.outcome {
                Outcome::Created => Outcome::Known,
                other => other,
            },
            ..self.clone()
        }
    }

    /// A row that cannot be a link.
    pub(super) fn refused(row: usize, problem: Problem) -> Self {
        Self {
            row,
            key: None,
            hash: None,
            outcome: Outcome::Failed,
            link: None,
            problem: Some(problem),
        }
    }

    /// Reads the deployment's result for a row, which was sent under this key.
    pub(super) fn read(row: usize, key: &str, hash: &str, result: Option<&Value>) -> Self {
        let sent = |answer| Self {
            key: Some(key.to_owned()),
            hash: Some(hash.to_owned()),
            ..answer
        };
        let Some(result) = result else {
            let problem = Problem::new("unanswered", "the deployment left this row out");
            return sent(Self::refused(row, problem));
        };
        let outcome = match result.get("outcome").and_then(Value::as_str) {
            Some("created") => Outcome::Created,
            Some("known") => Outcome::Known,
            _ => Outcome::Failed,
        };
        let problem = (outcome == Outcome::Failed).then(|| {
            let problem = result.get("problem").unwrap_or(&Value::Null);
            let text = |name| {
                problem
                    .get(name)
                    .and_then(Value::as_str)
                    .map(without_tokens)
            };
            Problem {
                code: text("code").unwrap_or_else(|| "failed".to_owned()),
                field: text("field"),
                detail: text("detail").unwrap_or_else(|| "without a reason".to_owned()),
            }
        });
        sent(Self {
            row,
            key: None,
            hash: None,
            outcome,
            link: result.get("link").filter(|link| link.is_object()).cloned(),
            problem,
        })
    }

    /// The line of results.
    pub(super) fn document(&self, deployment: &str) -> Value {
        let mut document = json!({
            "deployment": deployment,
            "row": self.row,
            "outcome": self.outcome.as_str(),
        });
        let problem = self.problem.as_ref().map(Problem::document);
        for (name, value) in [
            ("idempotencyKey", self.key.as_ref().map(|key| json!(key))),
            ("rowHash", self.hash.as_ref().map(|hash| json!(hash))),
            ("link", self.link.clone()),
            ("problem", problem),
        ] {
            if let Some(value) = value {
                document[name] = value;
            }
        }
        document
    }

    /// What people should read of it: why it failed, or what went wrong
    /// though there is a link.
    pub(super) fn worth_telling(&self) -> Vec<String> {
        let row = self.row;
        if let Some(problem) = &self.problem {
            return vec![format!("row {row}: {problem}")];
        }
        let link = self.link.as_ref().unwrap_or(&Value::Null);
        let mails = list(link, "deliveries")
            .iter()
            .filter(|delivery| member(delivery, "status") == "failed")
            .map(|delivery| {
                format!(
                    "row {row}: mail to {} failed",
                    member(delivery, "recipient")
                )
            });
        let warnings = texts(link, "warnings");
        let warnings = warnings
            .iter()
            .map(|text| format!("row {row}: warning: {}", without_tokens(text)));
        mails.chain(warnings).collect()
    }
}
