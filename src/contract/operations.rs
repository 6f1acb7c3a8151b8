//! The table of operations: what each does, who may call it, what it takes and
//! what comes back.

use serde_json::{Value, json};

use crate::gate::denylist::BOUND_SECONDS;
use crate::http::Method;
use crate::reference::MAX_TYPED;
use crate::share::list::MAX_LIMIT;
use crate::share::rows::MAX_ROWS;
use crate::token::claims::Scope;
use crate::token::pepper::ID_PATTERN;

use super::examples;
use super::schemas::{envelope, reference};

/// One operation.
pub struct Operation {
    /// The method.
    pub method: Method,
    /// The path, with `{parameters}`.
    pub path: &'static str,
    /// Its name for programs.
    pub id: &'static str,
    /// Its name for people.
    pub summary: &'static str,
    /// What it does, a sentence a line.
    pub description: String,
    /// Which scopes are enough, each set by itself; none where anybody may call.
    pub scopes: &'static [&'static [Scope]],
    /// What the path, the query and the headers say.
    pub parameters: Vec<Value>,
    /// What it reads.
    pub body: Option<Body>,
    /// What it answers when all is well.
    pub answers: Vec<Answer>,
    /// With which statuses it refuses.
    pub refusals: &'static [u16],
}

/// The body of a request.
pub struct Body {
    /// Whether there has to be one.
    pub required: bool,
    /// Media type, schema, an example.
    pub forms: Vec<(&'static str, Value, Value)>,
}

/// An answer that is none of the refusals.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// When it comes.
    pub what: &'static str,
    /// Media type, schema of the whole body, an example; `None` without a body.
    pub content: Option<(&'static str, Value, Value)>,
    /// Its own headers.
    pub headers: Vec<(&'static str, Value)>,
}

const MINT: &[&[Scope]] = &[&[Scope::Mint]];
const READ: &[&[Scope]] = &[&[Scope::Read]];
const AUDIT: &[&[Scope]] = &[&[Scope::Audit]];
const REVOKE: &[&[Scope]] = &[&[Scope::RevokeOwn], &[Scope::RevokeAny]];
const CHANGE: &[&[Scope]] = &[
    &[Scope::Mint, Scope::RevokeOwn],
    &[Scope::Mint, Scope::RevokeAny],
];

/// Every operation, in the order in which they are read.
#[must_use]
pub fn operations() -> Vec<Operation> {
    vec![
        mint(),
        batch(),
        list(),
        status(),
        change(),
        revoke(),
        restore(),
        revoke_by(),
        audit(),
        health(),
        jwks(),
    ]
}

fn mint() -> Operation {
    Operation {
        method: Method::Post,
        path: "/share/links",
        id: "mintLink",
        summary: "Mint a link",
        description: "Gives recipients access to shipments, until the link ends. \
            The recipients open `shareUrl` and prove their mailbox there; with `notify` they are mailed it now. \
            A container number whose check digit does not hold is taken with a warning, because real data has them."
            .to_owned(),
        scopes: MINT,
        parameters: vec![idempotency_key(
            "Makes trying again safe: the same key with the same body answers the same link and mails nobody again; with another body it is refused. Without it, every call mints another link.",
        )],
        body: Some(json_body(reference("MintRequest"), examples::mint())),
        answers: vec![Answer {
            headers: vec![(
                "Location",
                json!({
                    "description": "Where the link is looked up, changed and revoked.",
                    "required": true,
                    "schema": {"type": "string", "pattern": "^/share/links/[A-Za-z0-9_-]{22}$"},
                }),
            )],
            ..enveloped(201, "The link is minted, or was before.", "Minted", &examples::minted())
        }],
        refusals: &[400, 401, 403, 413, 415, 422, 429, 503],
    }
}

fn batch() -> Operation {
    let text = json!({"type": "string", "minLength": 1});
    Operation {
        method: Method::Post,
        path: "/share/links/batch",
        id: "mintLinks",
        summary: "Mint many links",
        description: format!(
            "Up to {MAX_ROWS} rows, each read on its own: a bad one spoils no other, and the answer says of each row what came of it, in order. \
             A row is a mint's body with an `idempotencyKey` of its own; rows without one need the header `Idempotency-Key`, and fail without it. \
             `text/csv` is RFC 4180 with a header line, separated by commas, semicolons or tabs, and with the columns container, mbl, booking, reference and type, scac, email, expires, note, locale, notify, idempotencyKey. \
             `application/x-ndjson` has one row a line."
        ),
        scopes: MINT,
        parameters: vec![idempotency_key(
            "Makes trying again safe for the rows that have no key of their own: a row that was accepted before is `known`, wherever in the batch it stands.",
        )],
        body: Some(Body {
            required: true,
            forms: vec![
                (
                    "application/json",
                    reference("BatchRequest"),
                    examples::batch(),
                ),
                (
                    "application/x-ndjson",
                    text.clone(),
                    examples::batch_lines(),
                ),
                ("text/csv", text, examples::batch_csv()),
            ],
        }),
        answers: vec![enveloped(
            200,
            "What came of each row.",
            "Batch",
            &examples::batched(),
        )],
        refusals: &[400, 401, 403, 413, 415, 422, 429, 503],
    }
}

fn list() -> Operation {
    let text = |name: &str, what: &str, schema: Value| parameter("query", name, what, &schema);
    let words: Vec<&str> = crate::share::status::State::ALL
        .map(crate::share::status::State::as_str)
        .to_vec();
    let kinds: Vec<&str> = crate::reference::Kind::ALL
        .map(crate::reference::Kind::as_str)
        .to_vec();
    let moment = json!({"type": "string", "format": "date-time"});
    Operation {
        method: Method::Get,
        path: "/share/links",
        id: "listLinks",
        summary: "List links",
        description: "The newest first; all that the query says must hold. \
            A page may hold fewer links than `limit`, even none: go on while there is a `nextCursor`. \
            Unknown and repeated parameters are refused."
            .to_owned(),
        scopes: READ,
        parameters: vec![
            text("targetType", "Links to a shipment: the kind of number, beside `targetId`.", json!({"enum": kinds})),
            text("targetId", "And the number, beside `targetType`.", json!({"type": "string", "minLength": 1, "maxLength": MAX_TYPED})),
            text("receiverId", "Links for this mail address.", super::schemas::of::<crate::gate::recipient::Mailbox>()),
            text("receiverDomain", "Links for somebody at this mail domain.", json!({
                "type": "string",
                "pattern": crate::gate::recipient::DOMAIN_PATTERN,
                "maxLength": crate::gate::recipient::MAX_DOMAIN,
            })),
            text("issuer", "Links that were minted with the API key of this id.", id()),
            text("state", "Links in this state.", json!({"enum": words})),
            text("createdAfter", "Links minted at this moment or later.", moment.clone()),
            text("createdBefore", "Links minted before this moment.", moment),
            text("limit", "How many links at most; 50 where it is absent.", json!({"type": "integer", "minimum": 1, "maximum": MAX_LIMIT})),
            text("cursor", "The `nextCursor` of the page before, with the same query.", json!({"type": "string", "minLength": 1})),
        ],
        body: None,
        answers: vec![enveloped(200, "A page of the list.", "LinkPage", &examples::page())],
        refusals: &[401, 403, 422, 429, 503],
    }
}

fn status() -> Operation {
    Operation {
        method: Method::Get,
        path: "/share/links/{linkId}",
        id: "getLink",
        summary: "Look at a link",
        description:
            "What stands of a link: active, revoked, expired or delivered, and who has it. \
            A link that was revoked goes on being listed, with who revoked it, when and why."
                .to_owned(),
        scopes: READ,
        parameters: vec![link_id()],
        body: None,
        answers: vec![enveloped(200, "The link.", "LookedAt", &examples::looked())],
        refusals: &[401, 403, 404, 429, 503],
    }
}

fn change() -> Operation {
    Operation {
        method: Method::Patch,
        path: "/share/links/{linkId}",
        id: "changeLink",
        summary: "Change a link",
        description: "Changes its end, its recipients or its note. \
            The link is signed anew under its id and has a new `shareUrl`; what was signed before stays good until `previousGoodUntil`, except for those who are dropped. \
            With `revoke:own` only links that the same key minted."
            .to_owned(),
        scopes: CHANGE,
        parameters: vec![link_id()],
        body: Some(json_body(reference("ChangeRequest"), examples::change())),
        answers: vec![enveloped(200, "The link is changed.", "Changed", &examples::changed())],
        refusals: &[400, 401, 403, 404, 409, 413, 415, 422, 429, 503],
    }
}

fn revoke() -> Operation {
    let moment = |what: &str| json!({"description": what, "required": true, "schema": {"type": "string", "format": "date-time"}});
    Operation {
        method: Method::Delete,
        path: "/share/links/{linkId}",
        id: "revokeLink",
        summary: "Revoke a link",
        description: format!(
            "For everybody, usually at once and everywhere within {BOUND_SECONDS} seconds. \
             Revoking twice is revoking once. \
             No list is asked: a link that is not listed yet is revoked as well. \
             With `revoke:own` only links that the same key minted."
        ),
        scopes: REVOKE,
        parameters: vec![link_id()],
        body: None,
        answers: vec![Answer {
            status: 204,
            what: "It is revoked.",
            content: None,
            headers: vec![
                (
                    "sealink-revoked-at",
                    moment("From when on it is revoked where this was answered."),
                ),
                (
                    "sealink-everywhere-by",
                    moment("By when it is revoked everywhere."),
                ),
            ],
        }],
        refusals: &[401, 403, 404, 429, 503],
    }
}

fn restore() -> Operation {
    Operation {
        method: Method::Post,
        path: "/share/links/{linkId}/restore",
        id: "restoreLink",
        summary: "Take a revocation back",
        description: "That of a link, or of one recipient of it. \
            Revocations of a shipment, a recipient, a domain or an issuer cannot be taken back: mint a new link. \
            With `revoke:own` only what the same key minted and revoked."
            .to_owned(),
        scopes: REVOKE,
        parameters: vec![link_id()],
        body: Some(Body {
            required: false,
            ..json_body(reference("RestoreRequest"), examples::restore())
        }),
        answers: vec![enveloped(200, "It opens again.", "Restored", &examples::restored())],
        refusals: &[400, 401, 403, 404, 409, 413, 415, 422, 429, 503],
    }
}

fn revoke_by() -> Operation {
    Operation {
        method: Method::Post,
        path: "/share/revocations",
        id: "revokeBy",
        summary: "Revoke by what it is about",
        description: format!(
            "A link, a recipient of it, or everything that was granted until now to a shipment, a recipient, a mail domain or by an API key; it holds everywhere within {BOUND_SECONDS} seconds. \
             With `preview` it only says what it would hit. \
             `revoke:own` is enough for links that the same key minted and for the key itself as `issuer`."
        ),
        scopes: REVOKE,
        parameters: Vec::new(),
        body: Some(json_body(
            reference("RevocationRequest"),
            examples::revocation(),
        )),
        answers: vec![
            enveloped(200, "What it would hit.", "Preview", &examples::preview()),
            enveloped(201, "It is revoked.", "Done", &examples::done()),
        ],
        refusals: &[400, 401, 403, 413, 415, 422, 429, 503],
    }
}

fn audit() -> Operation {
    Operation {
        method: Method::Get,
        path: "/share/audit",
        id: "exportAudit",
        summary: "Export the audit trail",
        description: "Who minted, changed, revoked and restored what, one entry a line, the oldest first, up to 1,000 at once. \
            Go on with the `sequence` of the last entry as `after`; an empty answer is the end. \
            `hash` is the SHA-256, in hex, of the entry without it as JSON with sorted members and no white space; `previous` is the hash of the entry before."
            .to_owned(),
        scopes: AUDIT,
        parameters: vec![parameter(
            "query",
            "after",
            "Entries after the one of this sequence; all of them where it is absent.",
            &json!({"type": "integer", "minimum": 0, "maximum": u64::MAX}),
        )],
        body: None,
        answers: vec![plain(
            200,
            "Entries, one a line.",
            "application/x-ndjson",
            json!({"type": "string", "description": "A JSON object a line."}),
            examples::trail(),
        )],
        refusals: &[401, 403, 422, 429, 503],
    }
}

fn health() -> Operation {
    Operation {
        method: Method::Get,
        path: "/healthz",
        id: "health",
        summary: "Is it configured",
        description: "It touches no store, so that a probe costs nothing.".to_owned(),
        scopes: &[],
        parameters: Vec::new(),
        body: None,
        answers: vec![
            plain(
                200,
                "It is.",
                "application/json",
                json!({"type": "object", "required": ["status"], "properties": {"status": {"const": "ok"}}}),
                json!({"status": "ok"}),
            ),
            plain(
                503,
                "It is not, and everything else is refused; every problem is named.",
                "application/json",
                json!({
                    "type": "object",
                    "required": ["status", "problems"],
                    "properties": {
                        "status": {"const": "misconfigured"},
                        "problems": {"type": "array", "items": reference("SettingProblem")},
                    },
                }),
                json!({"status": "misconfigured", "problems": [{"name": "PUBLIC_HOST", "expected": "expected a host name, such as track.example.com"}]}),
            ),
        ],
        refusals: &[],
    }
}

fn jwks() -> Operation {
    Operation {
        method: Method::Get,
        path: "/.well-known/jwks.json",
        id: "publicKeys",
        summary: "The public keys",
        description: "By these anybody can verify a link (RFC 8037).".to_owned(),
        scopes: &[],
        parameters: Vec::new(),
        body: None,
        answers: vec![plain(
            200,
            "The keys that links are signed with, or were.",
            "application/jwk-set+json",
            json!({
                "type": "object",
                "required": ["keys"],
                "properties": {"keys": {"type": "array", "minItems": 1, "items": {
                    "type": "object",
                    "required": ["kty", "crv", "x", "kid"],
                    "properties": {
                        "kty": {"const": "OKP"},
                        "crv": {"const": "Ed25519"},
                        "x": {"type": "string", "description": "The key, in base64url."},
                        "kid": {"type": "string", "description": "Its PASERK id."},
                    },
                }}},
            }),
            examples::jwks(),
        )],
        refusals: &[503],
    }
}

fn json_body(schema: Value, example: Value) -> Body {
    Body {
        required: true,
        forms: vec![("application/json", schema, example)],
    }
}

fn enveloped(status: u16, what: &'static str, name: &str, example: &Value) -> Answer {
    Answer {
        status,
        what,
        content: Some((
            "application/json",
            envelope(&reference(name)),
            examples::enveloped(example),
        )),
        headers: Vec::new(),
    }
}

fn plain(
    status: u16,
    what: &'static str,
    media_type: &'static str,
    schema: Value,
    example: Value,
) -> Answer {
    Answer {
        status,
        what,
        content: Some((media_type, schema, example)),
        headers: Vec::new(),
    }
}

fn parameter(place: &str, name: &str, what: &str, schema: &Value) -> Value {
    json!({"name": name, "in": place, "description": what, "required": place == "path", "schema": schema})
}

fn id() -> Value {
    json!({"type": "string", "minLength": 22, "maxLength": 22, "pattern": ID_PATTERN})
}

fn link_id() -> Value {
    let mut parameter = parameter(
        "path",
        "linkId",
        "The link's name, as its mint answered it.",
        &id(),
    );
    parameter["example"] = json!(examples::LINK_ID);
    parameter
}

fn idempotency_key(what: &str) -> Value {
    parameter(
        "header",
        "Idempotency-Key",
        what,
        &json!({
            "type": "string",
            "minLength": 1,
            "maxLength": crate::share::grant::MAX_IDEMPOTENCY_KEY,
            "pattern": "^[!-~]([ -~]*[!-~])?$",
        }),
    )
}
