//! Revoking: choose what, see what it hits, confirm.

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::gate::denylist::BOUND;
use crate::http::Reply;
use crate::http::form::Fields;
use crate::page::ops::revoke::{self, Done, Form, Hits, Preview, Scope};
use crate::page::ops::{Listed, Problem, State};
use crate::share::revocations::{self, Asked, Hit, What};
use crate::token::pepper::is_id;
use crate::world::World;

use super::{Desk, refusal};

/// How many links are revoked at once: a page of the list. Each takes up to
/// ten KV operations, of which an invocation has 1,000.
const MOST_LINKS: usize = 50;

/// `GET /ops/revoke`, with `scope` and `value`, or several `value[]`, where a
/// page leads here.
pub(super) fn form(desk: &Desk<'_, '_, impl World>) -> Reply {
    let ticked = desk.query.lines("value[]");
    let form = asked(&desk.query, &[]);
    let form = if ticked.is_empty() {
        form
    } else {
        Form {
            value: &ticked,
            ..form
        }
    };
    desk.page(200, revoke::form(&desk.frame(), &form))
}

/// `POST /ops/revoke` with `step=preview` or `step=confirm`
pub(super) async fn step(desk: &Desk<'_, '_, impl World>) -> Result<Reply> {
    let fields = desk.posted()?;
    let outcome = match read_all(desk, &fields) {
        Ok(all) if fields.text("step") == "confirm" => confirm(desk, &fields, &all).await,
        Ok(all) => preview(desk, &fields, &all).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(reply) => Ok(reply),
        Err(error) => again(desk, &fields, error),
    }
}

/// Shows what it would hit, all of it together.
async fn preview(desk: &Desk<'_, '_, impl World>, fields: &Fields, all: &[Asked]) -> Result<Reply> {
    let (world, service) = (desk.visit.world, desk.visit.service);
    let mut sum = revocations::Hits::default();
    let mut spares = "";
    for asked in all {
        let one = revocations::preview(world, service, &desk.actor, &asked.what).await?;
        sum.add(one.hits);
        spares = one.spares;
    }
    let sample = sample(&sum.sample, State::Active);
    let shown = name(all, fields);
    let preview = Preview {
        form: asked(fields, &[]),
        shown: &shown,
        hits: hits(&sum, &sample),
        spares,
        within: BOUND,
    };
    Ok(desk.page(200, revoke::preview(&desk.frame(), &preview)))
}

/// Revokes one after the other. What is refused or fails stops it, and the
/// answer says how many were revoked before: doing it again does those again,
/// which changes nothing.
async fn confirm(desk: &Desk<'_, '_, impl World>, fields: &Fields, all: &[Asked]) -> Result<Reply> {
    let (world, service) = (desk.visit.world, desk.visit.service);
    let mut sum = revocations::Hits::default();
    let mut held = None;
    for (before, Asked { what, why, .. }) in all.iter().enumerate() {
        let done = revocations::revoke_by(world, service, &desk.actor, what, why)
            .await
            .map_err(|error| interrupted(error, before, all.len()))?;
        sum.add(done.hits.unwrap_or_default());
        held = Some((done.revoked_at, done.everywhere_by, done.why));
    }
    let Some((at, everywhere_by, why)) = held else {
        return Err(Error::field("value", "expected something to revoke"));
    };
    // A link outlives what one recipient of it had.
    let ends = |what: &What| matches!(what, What::Link(_) | What::Shipment(_) | What::Issuer(_));
    let left = if all.iter().all(|asked| ends(&asked.what)) {
        State::Revoked
    } else {
        State::Active
    };
    let sample = sample(&sum.sample, left);
    let shown = name(all, fields);
    let done = Done {
        shown: &shown,
        at,
        everywhere_by,
        why: &why,
        hits: hits(&sum, &sample),
    };
    Ok(desk.page(200, revoke::done(&desk.frame(), &done)))
}

/// Says how many of several were revoked before one was not.
fn interrupted(error: Error, before: usize, all: usize) -> Error {
    if before == 0 {
        return error;
    }
    Error {
        detail: format!("{before} of {all} were revoked, then: {}", error.detail).into(),
        ..error
    }
}

/// Reads the form: of links several, a line each; of all else one.
fn read_all(desk: &Desk<'_, '_, impl World>, fields: &Fields) -> Result<Vec<Asked>> {
    let text = fields.text("value");
    if scope(fields) != Scope::Link {
        return Ok(vec![read(desk, fields, text.trim())?]);
    }
    let links: Vec<&str> = text.split_whitespace().collect();
    match links[..] {
        [] | [_] => Ok(vec![read(desk, fields, text.trim())?]),
        _ if links.len() > MOST_LINKS => Err(Error::field(
            "value",
            format!("expected at most {MOST_LINKS} links at once"),
        )),
        _ => {
            let numbered = links.iter().enumerate();
            numbered
                .map(|(at, link)| {
                    read(desk, fields, link).map_err(|error| Error {
                        detail: format!("link {}: {}", at + 1, error.detail).into(),
                        ..error
                    })
                })
                .collect()
        }
    }
}

/// Reads the form as the API reads a revocation, so that the two cannot differ.
fn read(desk: &Desk<'_, '_, impl World>, fields: &Fields, value: &str) -> Result<Asked> {
    let mut body: Value = match scope(fields) {
        Scope::Link if is_id(value) => json!({ "linkId": value }),
        Scope::Link => json!({ "shareUrl": value }),
        Scope::Shipment => json!({ "targetType": fields.text("type"), "targetId": value }),
        Scope::Recipient => json!({ "receiverId": value }),
        Scope::Domain => json!({ "receiverDomain": value.trim_start_matches('@') }),
        Scope::Issuer => json!({ "issuer": value }),
        Scope::Key => json!({ "apiKey": value }),
    };
    let why = fields.text("why").trim();
    body["why"] = json!(if why.is_empty() {
        "revoked at the dashboard"
    } else {
        why
    });
    revocations::read(body.to_string().as_bytes(), desk.visit.service)
}

/// What it is called, on the pages that ask and tell.
fn name(all: &[Asked], fields: &Fields) -> String {
    match all {
        [one] => match &one.what {
            What::Link(id) | What::LinkRecipient(id, _) => id.clone(),
            What::Shipment(shipment) => format!("{} {}", shipment.kind.as_str(), shipment.number),
            _ => fields.text("value").trim().to_owned(),
        },
        _ => format!("{} links", all.len()),
    }
}

fn scope(fields: &Fields) -> Scope {
    Scope::parse(fields.text("scope")).unwrap_or(Scope::Link)
}

/// The form as it was sent.
fn asked<'a>(fields: &'a Fields, problems: &'a [Problem<'a>]) -> Form<'a> {
    Form {
        scope: scope(fields),
        value: fields.text("value"),
        kind: match fields.text("type") {
            "" => "CONTAINER",
            kind => kind,
        },
        why: fields.text("why"),
        problems,
    }
}

fn again(desk: &Desk<'_, '_, impl World>, fields: &Fields, error: Error) -> Result<Reply> {
    let error = refusal(error)?;
    let field = match error.field.as_deref() {
        Some("why") => "why",
        Some("targetType") => "type",
        _ => "value",
    };
    let problems = [Problem {
        field,
        text: &error.detail,
    }];
    let form = asked(fields, &problems);
    Ok(desk.page(422, revoke::form(&desk.frame(), &form)))
}

fn sample(hits: &[Hit], state: State) -> Vec<Listed<'_>> {
    hits.iter()
        .map(|hit| Listed {
            link_id: &hit.link_id,
            shipments: &hit.shipments,
            recipients: &hit.recipients,
            state,
            created: hit.created_at,
            ends: hit.expires_at,
            issuer: &hit.issuer,
            issuer_label: &hit.issuer_label,
        })
        .collect()
}

fn hits<'a>(hits: &revocations::Hits, sample: &'a [Listed<'a>]) -> Hits<'a> {
    Hits {
        links: u32::try_from(hits.links).unwrap_or(u32::MAX),
        more: hits.more,
        sample,
    }
}
