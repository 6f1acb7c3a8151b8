//! Sharing shipments, one link at a time.

use serde_json::json;

use crate::draw::draw;
use crate::error::{Error, Result};
use crate::gate::recipient::Mailbox;
use crate::http::Reply;
use crate::http::form::Fields;
use crate::page::ops::Problem;
use crate::page::ops::share::{self, Done, Form, Mailed};
use crate::share::grant::{Asked, grant};
use crate::share::registry::DeliveryStatus;
use crate::share::request::{self, MintRequest, end_of_day};
use crate::token::pepper::random_id;
use crate::world::World;

use super::{Desk, refusal};

/// `GET /ops/share`
pub(super) fn form(desk: &Desk<'_, '_, impl World>) -> Result<Reply> {
    let key = fresh_key(desk)?;
    Ok(desk.page(200, share::form(&desk.frame(), &Form::empty(&key))))
}

/// `POST /ops/share`
pub(super) async fn share(desk: &Desk<'_, '_, impl World>) -> Result<Reply> {
    let (world, service) = (desk.visit.world, desk.visit.service);
    let fields = desk.posted()?;
    let request = match read(desk, &fields) {
        Ok(request) => request,
        Err(error) => return again(desk, &fields, error),
    };
    let masked: Vec<String> = request.recipients.iter().map(Mailbox::masked).collect();
    let shipments = request.shipments.clone();
    let asked = Asked {
        request,
        idempotency_key: Some(fields.text("key").to_owned()),
    };
    let granted = grant(world, service, &desk.actor, vec![asked])
        .await
        .pop()
        .unwrap_or_else(|| Err(Error::unavailable("share: no outcome")));
    let minted = match granted {
        Ok(granted) => granted.minted,
        Err(error) => return again(desk, &fields, error),
    };
    let recipients: Vec<(String, Option<Mailed>)> = masked
        .into_iter()
        .enumerate()
        .map(|(at, masked)| {
            let delivery = minted.deliveries.get(at);
            let mailed = delivery.map(|mail| match mail.status {
                DeliveryStatus::Sent => Mailed::Sent,
                DeliveryStatus::Queued => Mailed::Waiting,
                DeliveryStatus::Failed => Mailed::Refused,
            });
            (masked, mailed)
        })
        .collect();
    let done = Done {
        link_id: &minted.link_id,
        share_url: &minted.share_url,
        ends: minted.expires_at,
        shipments: &shipments,
        recipients: &recipients,
        warnings: &minted.warnings,
    };
    Ok(desk.page(200, share::done(&desk.frame(), &done)))
}

/// Reads the form as the API reads a mint, so that the two cannot differ.
fn read(desk: &Desk<'_, '_, impl World>, fields: &Fields) -> Result<MintRequest> {
    let lines = |name| -> Vec<&str> {
        let lines = fields.text(name).split(['\n', ',', ';']).map(str::trim);
        lines.filter(|line| !line.is_empty()).collect()
    };
    let given = |name| Some(fields.text(name).trim()).filter(|text| !text.is_empty());
    let note = fields.text("note").replace("\r\n", "\n");
    let body = json!({
        "targets": [{"targetType": fields.text("type"), "targetIds": lines("numbers")}],
        "receiverIds": lines("recipients"),
        "expiresAt": given("expires").map(end_of_day),
        "scac": given("carrier"),
        "locale": given("locale"),
        "note": note,
        "notify": fields.ticked("notify"),
    });
    request::read(
        body.to_string().as_bytes(),
        desk.visit.world.now(),
        desk.visit.service.config.life(),
    )
}

/// The form with what is wrong beside its field.
fn again(desk: &Desk<'_, '_, impl World>, fields: &Fields, error: Error) -> Result<Reply> {
    let error = refusal(error)?;
    let problem = Problem {
        field: field_of(error.field.as_deref().unwrap_or_default()),
        text: &error.detail,
    };
    let form = Form {
        key: fields.text("key"),
        kind: fields.text("type"),
        numbers: fields.text("numbers"),
        carrier: fields.text("carrier"),
        recipients: fields.text("recipients"),
        expires: fields.text("expires"),
        note: fields.text("note"),
        locale: fields.text("locale"),
        notify: fields.ticked("notify"),
        problems: &[problem],
    };
    Ok(desk.page(422, share::form(&desk.frame(), &form)))
}

/// The form's field for a member of a mint.
fn field_of(member: &str) -> &'static str {
    let known = [
        ("targets[0].targetType", "type"),
        ("targets", "numbers"),
        ("receiverIds", "recipients"),
        ("expiresAt", "expires"),
        ("scac", "carrier"),
        ("note", "note"),
        ("locale", "locale"),
    ];
    known
        .into_iter()
        .find(|(start, _)| member.starts_with(start))
        .map_or("", |(_, field)| field)
}

/// Names an attempt, so that sending its form twice is doing it once.
pub(super) fn fresh_key(desk: &Desk<'_, '_, impl World>) -> Result<String> {
    draw(desk.visit.world).map(random_id)
}
