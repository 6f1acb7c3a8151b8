//! API keys: listed, issued, revoked.

use crate::error::{Code, Error, Result};
use crate::http::Reply;
use crate::page::ops::keys::{self, Form, Key};
use crate::page::ops::{Notice, Problem, State};
use crate::share::keys::{self as flows, Listed};
use crate::share::reason;
use crate::share::revocations::{self, What};
use crate::token::claims::Scope;
use crate::world::World;

use super::{Desk, refusal};

/// `GET /ops/keys`
pub(super) async fn list(desk: &Desk<'_, '_, impl World>) -> Result<Reply> {
    show(desk, &Form::EMPTY, None, 200).await
}

/// `POST /ops/keys`
pub(super) async fn issue(desk: &Desk<'_, '_, impl World>) -> Result<Reply> {
    let (world, service) = (desk.visit.world, desk.visit.service);
    let form = desk.posted()?;
    let scopes: Vec<Scope> = Scope::ALL
        .into_iter()
        .filter(|scope| form.ticked(&format!("scope-{}", scope.as_str().replace(':', "-"))))
        .collect();
    let (label, days) = (form.text("label"), form.text("days"));
    match flows::issue(world, service, &desk.actor, label, &scopes, days).await {
        Ok(issued) => {
            let record = &issued.record;
            let page = keys::issued(
                &desk.frame(),
                &record.label,
                &issued.token,
                record.expires_at,
            );
            Ok(desk.page(200, page))
        }
        Err(error) => {
            let error = refusal(error)?;
            let problem = Problem {
                field: error.field.as_deref().unwrap_or_default(),
                text: &error.detail,
            };
            let scopes: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
            let form = Form {
                label,
                scopes: &scopes,
                days,
                problems: &[problem],
            };
            show(desk, &form, None, 422).await
        }
    }
}

/// `POST /ops/keys/{keyId}/revoke`: asks first, then does it.
pub(super) async fn revoke(desk: &Desk<'_, '_, impl World>, key_id: &str) -> Result<Reply> {
    let (world, service) = (desk.visit.world, desk.visit.service);
    let form = desk.posted()?;
    if form.text("step") != "confirm" {
        let all = flows::list(world).await?;
        let known = all
            .iter()
            .find(|listed| listed.record.id == key_id)
            .ok_or_else(|| Error::new(Code::NotFound, "No such key is listed."))?;
        let scopes = scopes(known);
        let page = keys::confirm(&desk.frame(), &key(desk, known, &scopes));
        return Ok(desk.page(200, page));
    }
    let why = reason::read(Some(form.text("why")))?.unwrap_or("revoked at the dashboard");
    let what = What::ApiKey(key_id.to_owned());
    revocations::revoke_by(world, service, &desk.actor, &what, why).await?;
    let said = Notice::Done("The key is revoked: here at once, everywhere within two minutes.");
    show(desk, &Form::EMPTY, Some(said), 200).await
}

async fn show(
    desk: &Desk<'_, '_, impl World>,
    form: &Form<'_>,
    said: Option<Notice<'_>>,
    status: u16,
) -> Result<Reply> {
    let all = flows::list(desk.visit.world).await?;
    let scopes: Vec<Vec<&str>> = all.iter().map(scopes).collect();
    let shown: Vec<Key<'_>> = all
        .iter()
        .zip(&scopes)
        .map(|(listed, scopes)| key(desk, listed, scopes))
        .collect();
    let page = keys::page(&desk.frame(), &shown, form, said);
    Ok(desk.page(status, page))
}

fn scopes(listed: &Listed) -> Vec<&'static str> {
    let scopes = listed.record.scopes.iter();
    scopes.map(|scope| scope.as_str()).collect()
}

fn key<'a>(desk: &Desk<'_, '_, impl World>, listed: &'a Listed, scopes: &'a [&'a str]) -> Key<'a> {
    let record = &listed.record;
    let is_over = record.expires_at <= desk.visit.world.now();
    Key {
        id: &record.id,
        label: &record.label,
        scopes,
        issued: record.issued_at,
        ends: record.expires_at,
        by: &record.by,
        state: match (listed.revoked, is_over) {
            (true, _) => State::Revoked,
            (false, true) => State::Expired,
            (false, false) => State::Active,
        },
    }
}
