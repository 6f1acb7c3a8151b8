//! Sharing in bulk: a table is checked, sent, and its results taken along.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::error::{Code, Error, Result};
use crate::http::Reply;
use crate::page::ops::Problem;
use crate::page::ops::bulk::{self, Checked, Outcome, Row, Sent, SentRow};
use crate::reference::Reference;
use crate::share::batch::{self, Answered, Batch, grant_rows};
use crate::share::envelope;
use crate::share::rows::{self, Format, Line};
use crate::world::World;

use super::share::fresh_key;
use super::{Desk, refusal};

/// `GET /ops/bulk`
pub(super) fn form(desk: &Desk<'_, '_, impl World>) -> Reply {
    desk.page(200, bulk::form(&desk.frame(), "", &[]))
}

/// `POST /ops/bulk` with `step=check` or `step=send`
pub(super) async fn step(desk: &Desk<'_, '_, impl World>) -> Result<Reply> {
    let fields = desk.posted()?;
    let text = fields.text("rows");
    let lines = match read(desk, Format::Csv, text.as_bytes()) {
        Ok(lines) => lines,
        Err(error) => {
            let error = refusal(error)?;
            // A column that is not known, for one.
            let text_of = |field| format!("“{field}”: {}", error.detail);
            let named = error.field.as_deref().map(text_of);
            let problem = Problem {
                field: "rows",
                text: named.as_deref().unwrap_or(&error.detail),
            };
            return Ok(desk.page(422, bulk::form(&desk.frame(), text, &[problem])));
        }
    };
    if fields.text("step") == "send" {
        return send(desk, fields.text("batch"), lines).await;
    }
    check(desk, text, &lines)
}

/// Shows what was understood of every row.
fn check(desk: &Desk<'_, '_, impl World>, text: &str, lines: &[Line]) -> Result<Reply> {
    let understood: Vec<Understood> = lines.iter().map(Understood::of).collect();
    let problems: Vec<Vec<Problem<'_>>> = lines
        .iter()
        .map(|line| {
            line.outcome
                .as_ref()
                .err()
                .map(problem)
                .into_iter()
                .collect()
        })
        .collect();
    let rows: Vec<Row<'_>> = lines
        .iter()
        .zip(&understood)
        .zip(&problems)
        .map(|((line, understood), problems)| {
            let request = line.outcome.as_ref().ok().map(|row| &row.request);
            Row {
                number: number(line.number),
                shipments: request.map_or(&[], |request| &request.shipments),
                recipients: &understood.recipients,
                ends: request
                    .filter(|request| request.expiry_given)
                    .map(|request| request.expires),
                notify: request.is_some_and(|request| request.notify),
                raw: &understood.raw,
                problems,
            }
        })
        .collect();
    let batch = fresh_key(desk)?;
    let checked = Checked {
        batch: &batch,
        text,
        rows: &rows,
    };
    Ok(desk.page(200, bulk::checked(&desk.frame(), &checked)))
}

/// A row as it goes to the page and comes back from its script.
struct Understood {
    recipients: Vec<String>,
    raw: String,
}

impl Understood {
    fn of(line: &Line) -> Self {
        match &line.outcome {
            Ok(row) => {
                let mut raw = row.request.json();
                if let Some(key) = &row.idempotency_key {
                    raw["idempotencyKey"] = key.as_str().into();
                }
                Self {
                    recipients: row
                        .request
                        .recipients
                        .iter()
                        .map(|mailbox| mailbox.address.clone())
                        .collect(),
                    raw: raw.to_string(),
                }
            }
            // What could not be understood is shown as it was typed.
            Err(_) => Self {
                recipients: Some(line.seen.recipients.clone())
                    .filter(|typed| !typed.is_empty())
                    .into_iter()
                    .collect(),
                raw: String::new(),
            },
        }
    }
}

/// Sends all good rows in one go, as the page does without its script.
async fn send(desk: &Desk<'_, '_, impl World>, batch: &str, lines: Vec<Line>) -> Result<Reply> {
    let shipments: Vec<Vec<Reference>> = lines
        .iter()
        .map(|line| {
            let row = line.outcome.as_ref().ok();
            row.map(|row| row.request.shipments.clone())
                .unwrap_or_default()
        })
        .collect();
    let Batch { results, .. } = grant_rows(
        desk.visit.world,
        desk.visit.service,
        &desk.actor,
        Some(batch),
        lines,
    )
    .await?;
    let carried: Vec<Carried> = results
        .into_iter()
        .zip(shipments)
        .map(|(answered, shipments)| Carried::of(answered, shipments))
        .collect();
    let text = serde_json::to_string(&carried)
        .map_err(|error| Error::unavailable(format!("bulk: {error}")))?;
    let rows: Vec<SentRow<'_>> = carried.iter().map(Carried::row).collect();
    let sent = Sent {
        rows: &rows,
        carried: &text,
    };
    Ok(desk.page(200, bulk::sent(&desk.frame(), &sent)))
}

/// `POST /ops/bulk/rows`: some rows, as the page's script sends them.
pub(super) async fn rows(desk: &Desk<'_, '_, impl World>) -> Result<Reply> {
    #[derive(Deserialize)]
    struct Part<'a> {
        batch: String,
        #[serde(borrow)]
        rows: Vec<&'a RawValue>,
    }
    let body = desk.visit.request.body_of_type("application/json")?;
    let some: Part<'_> = serde_json::from_slice(body)
        .map_err(|error| Error::new(Code::MalformedBody, format!("Expected rows: {error}.")))?;
    let document = serde_json::json!({ "links": some.rows }).to_string();
    let lines = read(desk, Format::Json, document.as_bytes())?;
    let (world, service) = (desk.visit.world, desk.visit.service);
    let batch = grant_rows(world, service, &desk.actor, Some(&some.batch), lines).await?;
    Ok(envelope::ok(200, world.now(), &batch))
}

/// `POST /ops/bulk/results.csv`: what the results' page carried, as a file.
pub(super) fn results(desk: &Desk<'_, '_, impl World>) -> Result<Reply> {
    let fields = desk.posted()?;
    let carried: Vec<Carried> = serde_json::from_str(fields.text("results"))
        .map_err(|_| Error::field("results", "expected what the results' page carries"))?;
    let rows: Vec<SentRow<'_>> = carried.iter().map(Carried::row).collect();
    let name = "attachment; filename=\"results.csv\"";
    Ok(
        Reply::new(200, "text/csv; charset=utf-8", bulk::results(&rows))
            .with("content-disposition", name),
    )
}

/// What became of a row, on its way from the results' page to a file: nothing
/// is kept of it here.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Carried {
    row: usize,
    shipments: Vec<Reference>,
    known: bool,
    link_id: Option<String>,
    share_url: Option<String>,
    field: Option<String>,
    detail: Option<String>,
}

impl Carried {
    fn of(answered: Answered, shipments: Vec<Reference>) -> Self {
        let (link_id, share_url) = answered
            .link
            .map(|link| (link.link_id, link.share_url))
            .unzip();
        let (field, detail) = answered
            .problem
            .map(|problem| (problem.field, problem.detail))
            .unzip();
        Self {
            row: answered.row,
            shipments,
            known: answered.outcome == batch::Outcome::Known,
            link_id,
            share_url,
            field: field.flatten(),
            detail,
        }
    }

    fn row(&self) -> SentRow<'_> {
        SentRow {
            number: number(self.row),
            shipments: &self.shipments,
            outcome: match (&self.link_id, &self.share_url, self.known) {
                (Some(link_id), Some(share_url), true) => Outcome::Known { link_id, share_url },
                (Some(link_id), Some(share_url), false) => Outcome::Created { link_id, share_url },
                _ => Outcome::Failed(Problem {
                    field: self.field.as_deref().unwrap_or_default(),
                    text: self.detail.as_deref().unwrap_or_default(),
                }),
            },
        }
    }
}

fn read(desk: &Desk<'_, '_, impl World>, format: Format, body: &[u8]) -> Result<Vec<Line>> {
    let life = desk.visit.service.config.life();
    rows::read(format, body, desk.visit.world.now(), life)
}

fn problem(error: &Error) -> Problem<'_> {
    Problem {
        field: error.field.as_deref().unwrap_or_default(),
        text: &error.detail,
    }
}

fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
