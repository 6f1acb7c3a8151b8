//! Tokens against everything that is known of them: official vectors, another
//! implementation, and every forgery that can be counted out.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "../vectors-worker/src/check.rs"]
mod check;
mod differential;
mod forgeries;
mod official;
