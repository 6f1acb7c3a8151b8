//! A worker for tests only: takes official vectors over HTTP and holds them
//! against the library, as wasm under workerd.
//!
//! `POST /paseto` and `POST /paserk` take one vector as JSON, `POST
//! /wycheproof` nothing; the answer is what came of it, as JSON.

mod check;

use serde::Serialize;
use worker::{Context, Env, Request, Response, Result, event};

/// Answers with the verdict.
///
/// # Errors
/// When the body is no such vector.
#[event(fetch)]
pub async fn fetch(mut request: Request, _env: Env, _context: Context) -> Result<Response> {
    let body = request.text().await?;
    match request.path().as_str() {
        "/paseto" => {
            let vector: check::Paseto = serde_json::from_str(&body)?;
            json(&Outcome {
                verdict: check::paseto(&vector),
                name: vector.name,
            })
        }
        "/paserk" => {
            let vector: check::Paserk = serde_json::from_str(&body)?;
            json(&Outcome {
                verdict: check::paserk(&vector),
                name: vector.name,
            })
        }
        "/wycheproof" => json(&check::wycheproof()?),
        _ => Response::error("no such vectors", 404),
    }
}

/// What came of the vector of this name.
#[derive(Serialize)]
struct Outcome {
    name: String,
    #[serde(flatten)]
    verdict: check::Verdict,
}

fn json(outcome: &impl Serialize) -> Result<Response> {
    Response::ok(serde_json::to_string(outcome)?)
}
