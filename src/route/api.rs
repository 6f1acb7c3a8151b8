//! The share API's handlers: authenticate, do, answer in the envelope.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::error::{Error, Result};
use crate::gate::Stop;
use crate::http::form::Fields;
use crate::http::{Reply, Request};
use crate::service::Service;
use crate::share::auth::authenticate;
use crate::share::rows::MEDIA_TYPES;
use crate::share::{
    audit as trail, batch as batches, change as changing, envelope, list as listing,
    mint as minting, restore as restoring, revocations, revoke as revoking, status as statuses,
};
use crate::token::claims::Scope;
use crate::world::World;

/// `POST /share/links`
pub(super) async fn mint(
    world: &impl World,
    service: &Service,
    request: &Request,
) -> Result<Reply, Stop> {
    let actor = authenticate(world, service, request).await?;
    let body = request.body_of_type("application/json")?;
    let idempotency_key = request.header("idempotency-key");
    let minted = minting::mint(world, service, &actor, idempotency_key, body).await?;
    Ok(envelope::ok(201, world.now(), &minted)
        .with("location", format!("/share/links/{}", minted.link_id)))
}

/// `POST /share/links/batch`
pub(super) async fn batch(
    world: &impl World,
    service: &Service,
    request: &Request,
) -> Result<Reply, Stop> {
    let actor = authenticate(world, service, request).await?;
    let (format, body) = request.body_of_types(&MEDIA_TYPES)?;
    let idempotency_key = request.header("idempotency-key");
    let batch = batches::batch(world, service, &actor, idempotency_key, format, body).await?;
    Ok(envelope::ok(200, world.now(), &batch))
}

/// `GET /share/links/{linkId}`
pub(super) async fn status(
    world: &impl World,
    service: &Service,
    request: &Request,
    link_id: &str,
) -> Result<Reply, Stop> {
    let actor = authenticate(world, service, request).await?;
    actor.require(Scope::Read)?;
    let looked = statuses::look(world, link_id).await?;
    Ok(envelope::ok(200, world.now(), &looked))
}

/// `GET /share/links`
pub(super) async fn list(
    world: &impl World,
    service: &Service,
    request: &Request,
) -> Result<Reply, Stop> {
    let actor = authenticate(world, service, request).await?;
    actor.require(Scope::Read)?;
    let asked = listing::read(&request.query, &service.pepper)?;
    let cursor = asked.cursor.as_deref();
    let page = listing::list(world, service, &asked.filter, cursor, asked.limit).await?;
    Ok(envelope::ok(200, world.now(), &page))
}

/// `PATCH /share/links/{linkId}`
pub(super) async fn change(
    world: &impl World,
    service: &Service,
    request: &Request,
    link_id: &str,
) -> Result<Reply, Stop> {
    let actor = authenticate(world, service, request).await?;
    changing::may_change(service, &actor, link_id)?;
    let body = request.body_of_type("application/json")?;
    let change = changing::read(body, world.now(), service.config.life())?;
    let changed = changing::change(world, service, &actor, link_id, &change).await?;
    Ok(envelope::ok(200, world.now(), &changed))
}

/// `POST /share/links/{linkId}/restore`
pub(super) async fn restore(
    world: &impl World,
    service: &Service,
    request: &Request,
    link_id: &str,
) -> Result<Reply, Stop> {
    let actor = authenticate(world, service, request).await?;
    let body = match &request.body {
        Some(body) if body.is_empty() => body.as_slice(),
        _ => request.body_of_type("application/json")?,
    };
    let restored = restoring::by_api(world, service, &actor, link_id, body).await?;
    Ok(envelope::ok(200, world.now(), &restored))
}

/// `POST /share/revocations`
pub(super) async fn revoke_by(
    world: &impl World,
    service: &Service,
    request: &Request,
) -> Result<Reply, Stop> {
    let actor = authenticate(world, service, request).await?;
    let body = request.body_of_type("application/json")?;
    let asked = revocations::read(body, service)?;
    if asked.preview {
        let preview = revocations::preview(world, service, &actor, &asked.what).await?;
        return Ok(envelope::ok(200, world.now(), &preview));
    }
    let done = revocations::revoke_by(world, service, &actor, &asked.what, &asked.why).await?;
    Ok(envelope::ok(201, world.now(), &done))
}

/// `DELETE /share/links/{linkId}`
pub(super) async fn revoke(
    world: &impl World,
    service: &Service,
    request: &Request,
    link_id: &str,
) -> Result<Reply, Stop> {
    let actor = authenticate(world, service, request).await?;
    let revoked = revoking::revoke(world, service, &actor, link_id).await?;
    // The contract leaves no room for a body.
    Ok(Reply::empty(204)
        .with("sealink-revoked-at", moment(revoked.revoked_at))
        .with("sealink-everywhere-by", moment(revoked.everywhere_by)))
}

/// `GET /share/audit`
pub(super) async fn audit(
    world: &impl World,
    service: &Service,
    request: &Request,
) -> Result<Reply, Stop> {
    let actor = authenticate(world, service, request).await?;
    actor.require(Scope::Audit)?;
    let query = Fields::read(request.query.as_bytes());
    let after = match query.text("after") {
        "" => 0,
        text => text
            .parse()
            .map_err(|_| Error::field("after", "expected the sequence of an entry"))?,
    };
    let text = trail::lines(world, after).await?;
    Ok(Reply::new(200, trail::MEDIA_TYPE, text))
}

/// A moment in a header, as RFC 3339 writes it.
fn moment(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).unwrap_or_default()
}
