//! What can come back: headers, and the refusals that many operations share.

use serde_json::{Map, Value, json};

use crate::brake::{API_CALLS, PERIOD_SECONDS};
use crate::error::Code;

use super::examples;
use super::schemas::reference;

/// A status that refuses: its name in the document, what it says, its codes.
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) name: &'static str,
    pub(super) what: &'static str,
    pub(super) codes: &'static [Code],
}

/// Every status that refuses under `/share`.
pub(super) const REFUSALS: [Refusal; 10] = [
    Refusal {
        status: 400,
        name: "MalformedBody",
        what: "The body is not what its media type says.",
        codes: &[Code::MalformedBody],
    },
    Refusal {
        status: 401,
        name: "Unauthenticated",
        what: "No API key, or one that is not genuine, has ended or was revoked.",
        codes: &[Code::Unauthenticated],
    },
    Refusal {
        status: 403,
        name: "MissingScope",
        what: "The API key lacks the scope; `detail` names it.",
        codes: &[Code::MissingScope],
    },
    Refusal {
        status: 404,
        name: "NotFound",
        what: "No such link is listed. One that was minted within the last minute may not be listed yet.",
        codes: &[Code::NotFound],
    },
    Refusal {
        status: 409,
        name: "Conflict",
        what: "What is there rules out what was asked for; `detail` says what.",
        codes: &[Code::Conflict],
    },
    Refusal {
        status: 413,
        name: "BodyTooLarge",
        what: "The body is longer than the operation takes.",
        codes: &[Code::BodyTooLarge],
    },
    Refusal {
        status: 415,
        name: "UnsupportedMediaType",
        what: "The body's media type is not one that the operation reads.",
        codes: &[Code::UnsupportedMediaType],
    },
    Refusal {
        status: 422,
        name: "InvalidField",
        what: "`field` names what is missing, unknown or out of bounds, and `detail` what was expected of it.",
        codes: &[Code::InvalidField, Code::IdempotencyKeyReused],
    },
    Refusal {
        status: 429,
        name: "RateLimited",
        what: "Too many calls with this API key.",
        codes: &[Code::RateLimited],
    },
    Refusal {
        status: 503,
        name: "Unavailable",
        what: "Something that has to be asked does not answer, and nothing was done: try again.",
        codes: &[Code::Unavailable, Code::Misconfigured],
    },
];

/// The name of what answers a panic: it comes from around the service.
const PANIC: &str = "Panic";

/// The refusals of an operation by their statuses, for its `responses`.
pub(super) fn refused(statuses: &[u16]) -> Map<String, Value> {
    let shared = |name: &str| json!({"$ref": format!("#/components/responses/{name}")});
    let mut all: Map<String, Value> = REFUSALS
        .iter()
        .filter(|refusal| statuses.contains(&refusal.status))
        .map(|refusal| (refusal.status.to_string(), shared(refusal.name)))
        .collect();
    all.insert("500".to_owned(), shared(PANIC));
    all
}

/// The refusals, each once.
pub(super) fn responses() -> Map<String, Value> {
    let mut all: Map<String, Value> = REFUSALS
        .iter()
        .map(|refusal| (refusal.name.to_owned(), response(refusal)))
        .collect();
    all.insert(
        PANIC.to_owned(),
        json!({
            "description": "A fault of ours. The text has an id that the operator's log has too.",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        }),
    );
    all
}

fn response(refusal: &Refusal) -> Value {
    let mut headers = limited();
    let mut add = |name: &str| headers.insert(name.to_owned(), header(name));
    match refusal.status {
        401 => {
            add("WWW-Authenticate");
        }
        429 => {
            add("RateLimit");
            add("Retry-After");
        }
        503 => {
            headers.insert(
                "Retry-After".to_owned(),
                json!({"description": "Seconds, where trying again makes sense.", "schema": {"type": "integer", "minimum": 1}}),
            );
        }
        _ => {}
    }
    let codes: Vec<&str> = refusal.codes.iter().map(|code| code.as_str()).collect();
    json!({
        "description": refusal.what,
        "headers": headers,
        "content": {"application/problem+json": {
            "schema": {"allOf": [
                reference("Problem"),
                {"properties": {"status": {"const": refusal.status}, "code": {"enum": codes}}},
            ]},
            "example": examples::problem(refusal),
        }},
    })
}

/// The headers of every reply under `/share`.
pub(super) fn limited() -> Map<String, Value> {
    let name = "RateLimit-Policy".to_owned();
    Map::from_iter([(name, header("RateLimit-Policy"))])
}

fn header(name: &str) -> Value {
    json!({"$ref": format!("#/components/headers/{name}")})
}

/// The headers that the document says more than once.
pub(super) fn headers() -> Value {
    json!({
        "RateLimit-Policy": {
            "description": "How many calls an API key has in how many seconds, per Cloudflare location.",
            "required": true,
            "schema": {"type": "string", "pattern": "^\"key\";q=[0-9]+;w=[0-9]+$"},
            "example": format!("\"key\";q={API_CALLS};w={PERIOD_SECONDS}"),
        },
        "RateLimit": {
            "description": "That none is left, and for how many seconds at most.",
            "required": true,
            "schema": {"type": "string", "pattern": "^\"key\";r=0;t=[0-9]+$"},
            "example": format!("\"key\";r=0;t={PERIOD_SECONDS}"),
        },
        "Retry-After": {
            "description": "After how many seconds a call is welcome again.",
            "required": true,
            "schema": {"type": "integer", "minimum": 1},
            "example": PERIOD_SECONDS,
        },
        "WWW-Authenticate": {
            "description": "How to authenticate.",
            "required": true,
            "schema": {"type": "string"},
            "example": "Bearer realm=\"sealink\", Basic realm=\"sealink\", charset=\"UTF-8\"",
        },
    })
}
