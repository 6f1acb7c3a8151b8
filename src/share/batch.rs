//! Minting many links in one call.

use serde::Serialize;

use crate::error::{Error, Result};
use crate::service::Service;
use crate::token::claims::Scope;
use crate::token::pepper::Use;
use crate::world::World;

use super::auth::Actor;
use super::grant::{Asked, Granted, IDEMPOTENCY_KEY, grant, key_in_header};
use super::mint::Minted;
use super::rows::{Format, Line, Row, read};

/// The most mails that a batch asks for, one for each recipient of a row with
/// `notify`. The mails go out within the call, so they are bounded as its rows
/// are: one for each of the most rows. Five recipients a row would be 2,500,
/// and a call that long is cut off before it can answer.
pub const MAX_MAILS: usize = 500;

/// What a batch answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Batch {
    /// What came of each row, in the order of the rows.
    pub results: Vec<Answered>,
    /// How many links were made.
    pub created: usize,
    /// How many links had been made before.
    pub known: usize,
    /// How many rows were refused.
    pub failed: usize,
}

/// What came of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "RowResult"))]
pub struct Answered {
    /// The row's number, from 1.
    pub row: usize,
    /// In one word.
    pub outcome: Outcome,
    /// The link, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<Minted>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// What came of a row, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Its link was made.
    Created,
    /// The very same row was accepted before: its link, again.
    Known,
    /// There is no link.
    Failed,
}

/// Why a row was refused, as the problem document of a single mint says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "RowProblem"))]
pub struct Problem {
    /// The stable code.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "crate::error::Code"))]
    pub code: &'static str,
    /// The field at fault, or the CSV's column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What was expected.
    pub detail: String,
}

/// Mints many links: `POST /share/links/batch`.
///
/// 1. The actor may mint: otherwise 403.
/// 2. The body is read into rows: 413, 400, 422 only if there are none to be
///    read.
/// 3. What the rows ask for is granted; see [`grant_rows`].
///
/// # Errors
/// As said with each step.
pub async fn batch(
    world: &impl World,
    service: &Service,
    actor: &Actor,
    idempotency_key: Option<&str>,
    format: Format,
    body: &[u8],
) -> Result<Batch> {
    // 1
    actor.require(Scope::Mint)?;
    // 2
    let lines = read(format, body, world.now(), service.config.life())?;
    // 3
    grant_rows(world, service, actor, idempotency_key, lines).await
}

/// Grants what rows ask for, all that are good at once.
///
/// A row's own key is used as it is. For one without, the key of the whole
/// batch and the row's own content make one: so a row is known again wherever
/// in a corrected batch it stands, and two equal rows of a batch are one link.
/// Rows that ask for more than [`MAX_MAILS`] mails in all are refused.
///
/// # Errors
/// 422 when the key of the whole batch is empty, too long or not ASCII. All else is told
/// row by row.
pub async fn grant_rows(
    world: &impl World,
    service: &Service,
    actor: &Actor,
    idempotency_key: Option<&str>,
    lines: Vec<Line>,
) -> Result<Batch> {
    let idempotency_key = idempotency_key.map(key_in_header).transpose()?;
    let mut asked = Vec::new();
    let mut waiting = Vec::new();
    let mut mails = 0;
    for line in lines {
        let outcome = line
            .outcome
            .and_then(|row| within_mails(&mut mails, row))
            .and_then(|row| ask(service, idempotency_key, row));
        waiting.push((
            line.number,
            outcome.map(|(ask, key_field)| {
                asked.push(ask);
                key_field
            }),
        ));
    }
    let mut granted = grant(world, service, actor, asked).await.into_iter();
    let results: Vec<Answered> = waiting
        .into_iter()
        .map(|(row, outcome)| {
            let outcome = outcome.and_then(|key_field| {
                granted
                    .next()
                    .unwrap_or_else(|| Err(Error::unavailable("batch: a row without its outcome")))
                    .map_err(|error| in_the_row(error, key_field))
            });
            if let Err(Error { log: Some(log), .. }) = &outcome {
                world.log(&format!("row {row} of a batch: {log}"));
            }
            answered(row, outcome)
        })
        .collect();
    let count = |outcome| results.iter().filter(|row| row.outcome == outcome).count();
    Ok(Batch {
        created: count(Outcome::Created),
        known: count(Outcome::Known),
        failed: count(Outcome::Failed),
        results,
    })
}

/// Refuses a row whose mails would be more than a batch may have. Rows are
/// counted as they ask, because who is known, and mailed nobody again, is only
/// seen later: a batch sent again is refused the very same rows.
fn within_mails(mails: &mut usize, row: Row) -> Result<Row> {
    if row.request.notify {
        let asked = *mails + row.request.recipients.len();
        if asked > MAX_MAILS {
            return Err(Error::field(
                "notify",
                format!(
                    "expected at most {MAX_MAILS} mails in one batch: send this row in another"
                ),
            ));
        }
        *mails = asked;
    }
    Ok(row)
}

/// What a row asks for, and where its key stands.
fn ask(service: &Service, batch_key: Option<&str>, row: Row) -> Result<(Asked, String)> {
    let Row {
        request,
        idempotency_key,
        key_field,
    } = row;
    let key = match (idempotency_key, batch_key) {
        (Some(own), _) => own,
        // A hash of both, so that a key as long as a single mint's fits.
        (None, Some(batch)) => service.pepper.id(
            Use::Fingerprint,
            &[batch, &request.fingerprint(&service.pepper)],
        ),
        (None, None) => {
            return Err(Error::field(
                key_field,
                "expected a key in each row, or the header `Idempotency-Key` for all: it makes sending again safe",
            ));
        }
    };
    let asked = Asked {
        request,
        idempotency_key: Some(key),
    };
    Ok((asked, key_field))
}

/// Names the row's own place of its key, and not the header that a single mint
/// has it in.
fn in_the_row(error: Error, key_field: String) -> Error {
    if error.field.as_deref() == Some(IDEMPOTENCY_KEY) {
        Error {
            field: Some(key_field),
            ..error
        }
    } else {
        error
    }
}

fn answered(row: usize, outcome: Result<Granted>) -> Answered {
    match outcome {
        Ok(granted) => Answered {
            row,
            outcome: if granted.known {
                Outcome::Known
            } else {
                Outcome::Created
            },
            link: Some(granted.minted),
            problem: None,
        },
        Err(error) => Answered {
            row,
            outcome: Outcome::Failed,
            link: None,
            problem: Some(Problem {
                code: error.code.as_str(),
                field: error.field,
                detail: error.detail.into_owned(),
            }),
        },
    }
}
