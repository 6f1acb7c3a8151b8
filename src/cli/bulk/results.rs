//! The file of results: one line of JSON for every row that was answered.
//!
//! Lines are only ever added. A row is done when a line of this deployment
//! says that there is a link for it; what failed is tried again.

use std::collections::HashSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::answer::{Answer, Outcome};
use crate::cli::text::{member, print_json};
use crate::cli::{Failure, dotenv};

/// Rows that have their link, by key and hash.
type Done = HashSet<(String, String)>;

/// How many rows went how.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) created: usize,
    pub(super) known: usize,
    pub(super) failed: usize,
    pub(super) skipped: usize,
}

impl Tally {
    /// The rows that have an answer.
    pub(super) fn rows(&self) -> usize {
        self.created + self.known + self.failed + self.skipped
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} created, {} known, {} failed, {} skipped",
            self.created, self.known, self.failed, self.skipped
        )
    }
}

/// The file, and what this run made of it.
pub(super) struct Results {
    path: PathBuf,
    file: File,
    deployment: String,
    as_json: bool,
    done: Done,
    tally: Tally,
    worth_telling: Vec<String>,
}

impl Results {
    /// Opens the file and reads what was done before.
    pub(super) fn open(path: PathBuf, deployment: &str, as_json: bool) -> Result<Self, Failure> {
        let problem =
            |error: io::Error| Failure::Usage(format!("results {}: {error}", path.display()));
        let before = match fs::read(&path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(problem(error)),
        };
        let done = done_before(&before, deployment).ok_or_else(|| {
            Failure::Usage(format!(
                "results {}: this file holds something else; name another with --results",
                path.display()
            ))
        })?;
        let mut file = dotenv::private(&path).map_err(problem)?;
        // A run that was killed may have left half a line.
        if !before.is_empty() && !before.ends_with('\n') {
            file.write_all(b"\n").map_err(problem)?;
        }
        Ok(Self {
            file,
            deployment: deployment.to_owned(),
            as_json,
            done,
            tally: Tally::default(),
            worth_telling: Vec::new(),
            path,
        })
    }

    /// Whether a row has its link from an earlier run; it is counted then.
    pub(super) fn skip(&mut self, key: &str, hash: &str) -> bool {
        let is_done = self.done.contains(&(key.to_owned(), hash.to_owned()));
        self.tally.skipped += usize::from(is_done);
        is_done
    }

    /// Adds results, all of them before the next chunk is sent.
    pub(super) fn add(&mut self, answers: &[Answer]) -> Result<(), Failure> {
        let mut lines = String::new();
        let mut documents = Vec::new();
        for answer in answers {
            match answer.outcome {
                Outcome::Created => self.tally.created += 1,
                Outcome::Known => self.tally.known += 1,
                Outcome::Failed => self.tally.failed += 1,
            }
            self.worth_telling.extend(answer.worth_telling());
            let document = answer.document(&self.deployment);
            lines.push_str(&document.to_string());
            lines.push('\n');
            documents.push(document);
        }
        self.file
            .write_all(lines.as_bytes())
            .and_then(|()| self.file.flush())
            .map_err(|error| {
                Failure::Refused(format!("cannot write {}: {error}", self.path.display()))
            })?;
        if self.as_json {
            documents.iter().try_for_each(print_json)?;
        }
        Ok(())
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn tally(&self) -> &Tally {
        &self.tally
    }

    /// What people should read of this run's rows.
    pub(super) fn worth_telling(&self) -> &[String] {
        &self.worth_telling
    }
}

/// The rows that have a link of this deployment, by key and hash; `None` when
/// the text is not a file of results. Its last line may be torn.
fn done_before(text: &str, deployment: &str) -> Option<Done> {
    let mut done = Done::new();
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let first: Option<Value> = lines
        .clone()
        .next()
        .map(|line| parsed(line).unwrap_or_default());
    if first.is_some_and(|line| line.get("outcome").is_none() && text.contains('\n')) {
        return None;
    }
    for result in lines.by_ref().filter_map(parsed) {
        let is_here = member(&result, "deployment") == deployment;
        if is_here && matches!(&*member(&result, "outcome"), "created" | "known") {
            done.insert((
                member(&result, "idempotencyKey"),
                member(&result, "rowHash"),
            ));
        }
    }
    Some(done)
}

fn parsed(line: &str) -> Option<Value> {
    serde_json::from_str(line).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_done_where_a_line_of_the_deployment_says_so() {
        let text = r#"{"deployment":"a","outcome":"created","idempotencyKey":"k1","rowHash":"h1"}
{"deployment":"a","outcome":"failed","idempotencyKey":"k2","rowHash":"h2"}

{"deployment":"b","outcome":"known","idempotencyKey":"k3","rowHash":"h3"}
{"deployment":"a","outco"#;
        let done = done_before(text, "a").unwrap();
        assert_eq!(done, HashSet::from([("k1".to_owned(), "h1".to_owned())]));
        assert!(done_before("", "a").unwrap().is_empty());
        assert!(done_before("{\"depl", "a").unwrap().is_empty());
        assert_eq!(done_before("container,email\nA,b\n", "a"), None);
        assert_eq!(done_before("{\"targets\":[]}\n", "a"), None);
    }
}
