//! Revoking: choose what, see what it hits, confirm.

use serde_json::{Value, json};
use time::Duration;

use crate::error::{Error, Result};
use crate::gate::denylist::BOUND_SECONDS;
use crate::http::Reply;
use crate::http::form::Fields;
use crate::page::ops::revoke::{self, Done, Form, Hits, Preview, Scope};
use crate::page::ops::{Listed, Problem, State};
use crate::share::revocations::{self, Asked, Hit, What};
use crate::token::pepper::is_id;
use crate::world::World;

use super::{Desk, refusal};

/// `GET /ops/revoke`, with `scope` and `value` where a page leads here.
pub(super) fn form(desk: &Desk<'_, '_, impl World>) -> Reply {
    let form = asked(&desk.query, &[]);
    desk.page(200, revoke::form(&desk.frame(), &form))
}

/// `POST /ops/revoke` with `step=preview` or `step=confirm`
pub(super) async fn step(desk: &Desk<'_, '_, impl World>) -> Result<Reply> {
    let (world, service) = (desk.visit.world, desk.visit.service);
    let fields = desk.posted()?;
    let Asked { what, why, .. } = match read(desk, &fields) {
        Ok(asked) => asked,
        Err(error) => return again(desk, &fields, error),
    };
    let shown = name(&what, &fields);
    if fields.text("step") != "confirm" {
        let preview = match revocations::preview(world, service, &desk.actor, &what).await {
            Ok(preview) => preview,
            Err(error) => return again(desk, &fields, error),
        };
        let sample = sample(&preview.hits.sample, State::Active);
        let preview = Preview {
            form: asked(&fields, &[]),
            shown: &shown,
            hits: hits(&preview.hits, &sample),
            spares: preview.spares,
            within: Duration::seconds(BOUND_SECONDS.into()),
        };
        return Ok(desk.page(200, revoke::preview(&desk.frame(), &preview)));
    }
    let done = match revocations::revoke_by(world, service, &desk.actor, &what, &why).await {
        Ok(done) => done,
        Err(error) => return again(desk, &fields, error),
    };
    let counted = done.hits.unwrap_or_default();
    // A link outlives what one recipient of it had.
    let left = match what {
        What::Link(_) | What::Shipment(_) | What::Issuer(_) => State::Revoked,
        What::LinkRecipient(..) | What::Recipient(_) | What::Domain(_) | What::ApiKey(_) => {
            State::Active
        }
    };
    let sample = sample(&counted.sample, left);
    let done = Done {
        shown: &shown,
        at: done.revoked_at,
        everywhere_by: done.everywhere_by,
        why: &done.why,
        hits: hits(&counted, &sample),
    };
    Ok(desk.page(200, revoke::done(&desk.frame(), &done)))
}

/// Reads the form as the API reads a revocation, so that the two cannot differ.
fn read(desk: &Desk<'_, '_, impl World>, fields: &Fields) -> Result<Asked> {
    let value = fields.text("value").trim();
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
fn name(what: &What, fields: &Fields) -> String {
    match what {
        What::Link(id) | What::LinkRecipient(id, _) => id.clone(),
        What::Shipment(shipment) => format!("{} {}", shipment.kind.as_str(), shipment.number),
        _ => fields.text("value").trim().to_owned(),
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
