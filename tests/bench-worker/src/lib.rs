//! A worker for measuring only: draws the library's pages again and again, as
//! wasm under workerd.
//!
//! `GET /CASE` answers with what the case draws, `GET /CASE/TIMES` draws it so
//! often and answers with nothing: a clock in workerd stands still while a
//! worker computes, so that whoever asks has to measure.

// The service reads all tables but the English; here one is compiled in.
#[path = "../../../src/language/ar.rs"]
mod ar;
mod cases;
mod worst;

use std::hint::black_box;

use sealink::language::messages;
use worker::{Context, Env, Request, Response, Result, event};

/// Draws.
///
/// # Errors
/// When there is no such case, or it cannot be drawn.
#[event(fetch)]
pub async fn fetch(request: Request, _env: Env, _context: Context) -> Result<Response> {
    cases::prepare()?;
    let path = request.path();
    let (case, times) = path
        .trim_start_matches('/')
        .split_once('/')
        .map_or((path.trim_start_matches('/'), None), |(case, times)| {
            (case, Some(times))
        });
    let Some(times) = times else {
        return Response::ok(cases::draw(case)?);
    };
    let times: u32 = times.parse().map_err(|_| format!("{times}: no number"))?;
    for _ in 0..times {
        black_box(cases::draw(black_box(case))?);
    }
    Response::empty()
}
