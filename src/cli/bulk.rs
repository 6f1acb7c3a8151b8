//! `sealink bulk`: a link for every row of a file.

mod answer;
mod progress;
mod results;
mod rows;
mod table;

use std::collections::HashMap;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use self::answer::Answer;
use self::progress::Progress;
use self::results::Results;
use self::rows::Row;
use super::Failure;
use super::client::{Call, Client, Remote};
use super::text::{print, print_json};

/// Rows in one call: enough to be quick, few enough to show how it goes and to
/// stay within what a call may hold (500 rows, 2 MiB, and 500 mails: a row has
/// at most five recipients).
const CHUNK: usize = 100;

/// Mint a link for every row of a file: CSV, NDJSON or JSON.
///
/// A row is the same link however often it is sent and wherever it stands,
/// because its idempotency key is made from what it says. Outcomes are added
/// to a file of results after every 100 rows; started again, the command sends
/// only the rows that have no link yet.
#[derive(Debug, Args)]
pub(super) struct Bulk {
    /// The file. CSV columns: container, mbl, booking (or reference and type),
    /// email, and where needed scac, expires, note, locale, notify, key.
    file: PathBuf,
    /// Mail the recipients of every row that does not say otherwise.
    #[arg(long)]
    notify: bool,
    /// The file of results, in place of `FILE.results.ndjson`; only its owner
    /// may read it, because links are in it.
    #[arg(long, value_name = "FILE")]
    results: Option<PathBuf>,
    #[command(flatten)]
    pub(super) remote: Remote,
}

/// Rows that say the same, which are one link.
struct Same {
    numbers: Vec<usize>,
    key: String,
    hash: String,
    body: Value,
}

impl Bulk {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let client = self.remote.client()?;
        let rows = rows::read(&self.file)?;
        let file = self.results.clone().unwrap_or_else(|| {
            let mut name = self.file.clone().into_os_string();
            name.push(".results.ndjson");
            name.into()
        });
        let mut results = Results::open(file, client.origin(), self.remote.json)?;
        let total = rows.len();
        let pending = self.pending(rows, &mut results)?;
        let progress = Progress::new(total);
        progress.show(results.tally());
        let mut stopped = None;
        for chunk in pending.chunks(CHUNK) {
            match send(&client, chunk, &progress) {
                Ok(answers) => results.add(&answers)?,
                Err(failure) => {
                    stopped = Some(failure);
                    break;
                }
            }
            progress.show(results.tally());
        }
        progress.end();
        self.tell(&results, total)?;
        let unsent = total - results.tally().rows();
        match stopped {
            Some(failure) => Err(failure.hint(&format!(
                "{unsent} of {total} rows are without an answer: start again, and only they and the failed ones are sent."
            ))),
            None if results.tally().failed > 0 => Err(Failure::Told(3, String::new())),
            None => Ok(()),
        }
    }

    /// The rows to send; those that cannot be sent are results at once.
    fn pending(&self, rows: Vec<Row>, results: &mut Results) -> Result<Vec<Same>, Failure> {
        let mut pending: Vec<Same> = Vec::new();
        let mut places: HashMap<(String, String), usize> = HashMap::new();
        let mut refused = Vec::new();
        for row in rows {
            let mut body = match row.body {
                Ok(body) => body,
                Err(problem) => {
                    refused.push(Answer::refused(row.number, problem));
                    continue;
                }
            };
            if results.skip(&row.key, &row.hash) {
                continue;
            }
            let place = *places
                .entry((row.key.clone(), row.hash.clone()))
                .or_insert(pending.len());
            if let Some(same) = pending.get_mut(place) {
                same.numbers.push(row.number);
                continue;
            }
            body["idempotencyKey"] = json!(row.key);
            if self.notify && body.get("notify").is_none() {
                body["notify"] = json!(true);
            }
            pending.push(Same {
                numbers: vec![row.number],
                key: row.key,
                hash: row.hash,
                body,
            });
        }
        results.add(&refused)?;
        Ok(pending)
    }

    /// Says how it went.
    fn tell(&self, results: &Results, total: usize) -> Result<(), Failure> {
        let tally = results.tally();
        if self.remote.json {
            return print_json(&json!({ "summary": {
                "rows": total,
                "created": tally.created,
                "known": tally.known,
                "failed": tally.failed,
                "skipped": tally.skipped,
                "unsent": total - tally.rows(),
                "results": results.path().display().to_string(),
            }}));
        }
        let mut lines = vec![format!("{total} rows: {tally}")];
        lines.extend(results.worth_telling().iter().cloned());
        lines.push(format!("Results: {}", results.path().display()));
        print(&lines.join("\n"))
    }
}

/// Sends a chunk; answers a result for every row of it, whatever the
/// deployment left out.
fn send(client: &Client, chunk: &[Same], progress: &Progress) -> Result<Vec<Answer>, Failure> {
    let links: Vec<&Value> = chunk.iter().map(|same| &same.body).collect();
    let body = json!({ "links": links });
    let call = Call::post("/share/links/batch", &body).long();
    let answer = client.call(&call, &|text| progress.say(text))?;
    let results: HashMap<u64, &Value> = super::text::list(&answer, "results")
        .iter()
        .filter_map(|result| Some((result.get("row")?.as_u64()?, result)))
        .collect();
    let mut answers = Vec::new();
    for (place, same) in (1..).zip(chunk) {
        let result = results.get(&place).copied();
        let mut numbers = same.numbers.iter();
        if let Some(&number) = numbers.next() {
            let first = Answer::read(number, &same.key, &same.hash, result);
            answers.push(first.clone());
            answers.extend(numbers.map(|&number| first.again(number)));
        }
    }
    Ok(answers)
}
