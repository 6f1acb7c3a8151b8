//! The answer that shippers' systems already know, SeaVantage's:
//! `{"code":200,"message":"OK","error":false,"timestamp":…,"response":{…}}`.
//!
//! `code` and `message` are constants of that contract; the HTTP status says
//! 201 where something was made.

use serde::Serialize;
use time::OffsetDateTime;

use crate::http::Reply;

/// A successful answer.
#[must_use]
pub fn ok(status: u16, now: OffsetDateTime, response: &impl Serialize) -> Reply {
    #[derive(Serialize)]
    struct Envelope<'a, T> {
        code: u16,
        message: &'static str,
        error: bool,
        #[serde(with = "time::serde::rfc3339")]
        timestamp: OffsetDateTime,
        response: &'a T,
    }
    Reply::json(
        status,
        &Envelope {
            code: 200,
            message: "OK",
            error: false,
            timestamp: now.truncate_to_second(),
            response,
        },
    )
}
