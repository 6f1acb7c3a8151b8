//! The reference to be read: one HTML page without a script.

use std::sync::LazyLock;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value;

use crate::error::Code;
use crate::event::Kind;
use crate::gate::denylist::BOUND_SECONDS;
use crate::share::list::MAX_LIMIT;
use crate::share::reason::MAX_WHY;
use crate::share::request::{MAX_BODY, MAX_NOTE, MAX_RECIPIENTS, MAX_SHIPMENTS};
use crate::share::rows::{MAX_BATCH_BODY, MAX_ROWS};
use crate::token::claims::Scope;

use super::operations::{Operation, operations};
use super::{document, snippets};

mod members;

/// Programs that call the service; a test runs each as it stands here.
const PROGRAMS: [(&str, &str); 3] = [
    (
        "Shell, with curl",
        include_str!("../../tests/examples/share.sh"),
    ),
    ("Python", include_str!("../../tests/examples/share.py")),
    ("TypeScript", include_str!("../../tests/examples/share.ts")),
];

static STYLE: LazyLock<String> = LazyLock::new(|| include_str!("reference.css").trim().to_owned());

/// The page.
#[must_use]
pub fn page() -> String {
    let document = document();
    let operations = operations();
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "Sealink: the share API" }
                style { (PreEscaped(&*STYLE)) }
            }
            body {
                nav aria-label="Contents" { (contents(&operations)) }
                main {
                    h1 { "The share API" }
                    (introduction())
                    (programs())
                    h2 id="operations" { "Operations" }
                    @for operation in &operations { (described(&document, operation)) }
                    (errors())
                    (limits())
                    (idempotency())
                    (consistency())
                    (webhooks())
                }
            }
        }
    };
    markup.into_string()
}

const CHAPTERS: [(&str, &str); 6] = [
    ("errors", "Errors"),
    ("limits", "Limits"),
    ("idempotency", "Trying again"),
    ("consistency", "When it holds"),
    ("webhooks", "Webhooks"),
    ("events", "Events"),
];

fn contents(operations: &[Operation]) -> Markup {
    html! {
        p.brand { a href="#top" { "Sealink" } }
        ul {
            li { a href="#authentication" { "Authentication" } }
            li { a href="#programs" { "Programs to start from" } }
            li {
                a href="#operations" { "Operations" }
                ul {
                    @for operation in operations {
                        li { a href=(format!("#{}", operation.id)) { (operation.summary) } }
                    }
                }
            }
            @for (id, title) in CHAPTERS {
                li { a href=(format!("#{id}")) { (title) } }
            }
            li { a href="/openapi.json" { "openapi.json" } }
        }
    }
}

fn introduction() -> Markup {
    html! {
        p.lead {
            "Links that give recipients access to shipments. "
            "The machine's version of this page is " a href="/openapi.json" { "openapi.json" } " (OpenAPI 3.1); both are written from the code."
        }
        p {
            "Bodies are JSON in UTF-8. What succeeds is answered in the envelope "
            code { "{\"code\":200,\"message\":\"OK\",\"error\":false,\"timestamp\":…,\"response\":{…}}" }
            "; below only the " code { "response" } " is told. Moments are RFC 3339. Members that are not known are refused in requests; "
            "in answers there may be more of them one day."
        }
        h2 id="authentication" { "Authentication" }
        p {
            "Every call under " code { "/share" } " needs an API key: as " code { "Authorization: Bearer" }
            ", or as the password of HTTP Basic with any user name. A key has scopes and an end, and can be revoked by its id."
        }
        table {
            thead { tr { th scope="col" { "Scope" } th scope="col" { "What it allows" } } }
            tbody {
                @for scope in Scope::ALL {
                    tr { td { code { (scope.as_str()) } } td { (allows(scope)) } }
                }
            }
        }
    }
}

const fn allows(scope: Scope) -> &'static str {
    match scope {
        Scope::Mint => "mint links",
        Scope::Read => "look at links and list them",
        Scope::RevokeOwn => "revoke, restore and change the links that this very key minted",
        Scope::RevokeAny => {
            "revoke, restore and change any link; revoke by shipment, recipient, mail domain, issuer and API key"
        }
        Scope::Audit => "export the audit trail",
    }
}

fn programs() -> Markup {
    html! {
        h2 id="programs" { "Programs to start from" }
        p {
            "Each mints a link, finds it in the list, says what a revocation would hit, and revokes it. "
            "They read " code { "SEALINK_URL" } " and " code { "SEALINK_API_KEY" } " from the environment and need no packages; "
            "the tests of the service run them as they stand here."
        }
        @for (language, text) in PROGRAMS {
            details { summary { (language) } pre { code { (text) } } }
        }
    }
}

fn described(document: &Value, operation: &Operation) -> Markup {
    let method = operation.method.as_str();
    html! {
        section id=(operation.id) {
            h3 { (operation.summary) }
            p.call { span.method { (method) } " " code { (operation.path) } }
            p { (coded(&operation.description)) }
            @if !operation.scopes.is_empty() {
                p.scope { "Scope: " (scopes(operation)) }
            }
            @if !operation.parameters.is_empty() {
                h4 { "Parameters" }
                (members::parameters(document, &operation.parameters))
            }
            @if let Some(body) = &operation.body {
                h4 { "Body" @if !body.required { " (may be absent)" } }
                @for (media_type, schema, example) in &body.forms {
                    p { code { (media_type) } }
                    (members::of(document, schema))
                    details { summary { "Example" } pre { code { (shown(example)) } } }
                }
            }
            h4 { "Answers" }
            @for answer in &operation.answers {
                p { strong { (answer.status) } " " (answer.what) }
                @for (name, header) in &answer.headers {
                    p.header { code { (name) } ": " (text(&header["description"])) }
                }
                @if let Some((_, schema, example)) = &answer.content {
                    (members::of(document, members::inside_envelope(schema)))
                    details { summary { "Example" } pre { code { (shown(members::response_of(example))) } } }
                }
            }
            @if !operation.refusals.is_empty() {
                p {
                    "Refusals: "
                    @for (at, status) in operation.refusals.iter().enumerate() {
                        @if at > 0 { ", " }
                        (status)
                    }
                    "; see " a href="#errors" { "errors" } "."
                }
            }
            h4 { "Call" }
            @for snippet in snippets::of(operation) {
                details { summary { (snippet.language) } pre { code { (snippet.text) } } }
            }
        }
    }
}

fn scopes(operation: &Operation) -> Markup {
    html! {
        @for (at, scopes) in operation.scopes.iter().enumerate() {
            @if at > 0 { ", or " }
            @for (place, scope) in scopes.iter().enumerate() {
                @if place > 0 { " and " }
                code { (scope.as_str()) }
            }
        }
    }
}

fn errors() -> Markup {
    html! {
        h2 id="errors" { "Errors" }
        p {
            "A refusal is " code { "application/problem+json" } " (RFC 9457). Match on " code { "code" }
            ", which never changes its meaning; " code { "detail" } " is for people, and " code { "field" }
            " names what is at fault, as a path such as " code { "targets[0].targetIds[2]" } "."
        }
        table {
            thead { tr { th scope="col" { "Status" } th scope="col" { "Code" } th scope="col" { "Title" } } }
            tbody {
                @for code in Code::ALL {
                    tr { td { (code.status()) } td { code { (code.as_str()) } } td { (code.title()) } }
                }
            }
        }
        p {
            "After 429 and 503 try again, when " code { "Retry-After" } " says; after 401 and 403 do not. "
            "A fault of ours is 500, as plain text with an id."
        }
    }
}

fn limits() -> Markup {
    use crate::brake::{API_CALLS, PERIOD_SECONDS};
    let rows = [
        (
            "calls of an API key",
            format!("{API_CALLS} in {PERIOD_SECONDS} seconds, per Cloudflare location"),
        ),
        ("shipments in a link", MAX_SHIPMENTS.to_string()),
        ("recipients of a link", MAX_RECIPIENTS.to_string()),
        ("characters of a note", MAX_NOTE.to_string()),
        ("characters of a reason", MAX_WHY.to_string()),
        ("bytes of a mint or a change", MAX_BODY.to_string()),
        ("rows of a batch", MAX_ROWS.to_string()),
        ("bytes of a batch", MAX_BATCH_BODY.to_string()),
        ("links on a page of a list", MAX_LIMIT.to_string()),
    ];
    html! {
        h2 id="limits" { "Limits" }
        table {
            tbody {
                @for (what, limit) in rows {
                    tr { th scope="row" { (what) } td { (limit) } }
                }
            }
        }
        p {
            "Every answer says " code { "RateLimit-Policy" } "; 429 also " code { "RateLimit" } " and " code { "Retry-After" }
            ". How long a link may live is a setting of the deployment: 90 days where nobody says, 180 at most, unless it says otherwise."
        }
    }
}

fn idempotency() -> Markup {
    html! {
        h2 id="idempotency" { "Trying again" }
        p {
            "A mint with an " code { "Idempotency-Key" } " can be sent again until it is answered: the same key with the same body is the same link, "
            "for as long as the link is listed, and mails nobody again. The same key with another body is refused with "
            code { (Code::IdempotencyKeyReused.as_str()) } ". Keys of two API keys never meet. In a batch each row has a key of its own, or all share the header's. "
            "Revoking and reading are safe to repeat by themselves; a restoration that is repeated answers 409."
        }
    }
}

fn consistency() -> Markup {
    html! {
        h2 id="consistency" { "When it holds" }
        p {
            "A link is good from the moment that it is answered. A revocation usually holds at once where it was made, and everywhere within "
            (BOUND_SECONDS) " seconds; its answer says by when. While nobody can tell whether a link is revoked it is not shown, and the answer is 503."
        }
        p {
            "Lists are for people: they may lag by some minutes, and nothing is authorised by them. A link can be revoked before it is listed, "
            "and what a revocation hits may be more than its preview counted."
        }
    }
}

fn webhooks() -> Markup {
    const BODY: &str = r#"{
  "type": "link.revoked",
  "timestamp": "2026-11-22T23:54:54.123Z",
  "data": {
    "sequence": 28726267105976,
    "linkId": "bKjK3MUgX97JztZXngHanQ",
    "by": "e8defE1Y0qwpelX70SP4sw",
    "scope": "link:bKjK3MUgX97JztZXngHanQ",
    "detail": "revoked through the API"
  }
}"#;
    const VERIFY: &str = r#"import base64, hashlib, hmac, os, time

def verified(headers, body: bytes) -> bool:
    sent = int(headers["webhook-timestamp"])
    if abs(time.time() - sent) > 300:
        return False
    secret = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{sent}.".encode() + body
    ours = "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(ours, theirs) for theirs in headers["webhook-signature"].split())"#;
    html! {
        h2 id="webhooks" { "Webhooks" }
        p {
            "Where " code { "WEBHOOK_URL" } " is set, what happens is posted there, as Standard Webhooks 1.0 define it. "
            "Answer with any 2xx within 15 seconds; what is not taken comes again for more than a day."
        }
        table {
            thead { tr { th scope="col" { "Header" } th scope="col" { "What" } } }
            tbody {
                tr { td { code { "webhook-id" } } td { "the same however often it is sent: take each id once" } }
                tr { td { code { "webhook-timestamp" } } td { "when it was sent, in seconds since 1970" } }
                tr { td { code { "webhook-signature" } } td { code { "v1," } " and the HMAC-SHA-256, in base64, of id, timestamp and body, with full stops between them" } }
            }
        }
        pre { code { (BODY) } }
        p {
            "Messages may come in any order: those of one link stand in the order of their " code { "sequence" }
            ", a number that only grows and has gaps. "
            "There are no addresses in them: recipients are the " code { "recipientIds" } " of a link."
        }
        p { "To verify one, in Python, over the body as it came:" }
        pre { code { (VERIFY) } }
        h3 id="events" { "Events" }
        p {
            @for (at, kind) in Kind::ALL.into_iter().enumerate() {
                @if at > 0 { ", " }
                code { (kind.as_str()) }
            }
            ". That an API key was issued is not posted."
        }
    }
}

/// Text in which backticks mark code.
fn coded(text: &str) -> Markup {
    html! {
        @for (at, part) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

fn text(value: &Value) -> Markup {
    coded(value.as_str().unwrap_or_default())
}

/// An example as it is sent.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    }
}
