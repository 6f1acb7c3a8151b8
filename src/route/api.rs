//! The share API's handlers: authenticate, do, answer in the envelope.

use crate::error::Result;
use crate::http::{Reply, Request};
use crate::service::Service;
use crate::share::auth::authenticate;
use crate::share::{envelope, mint as minting, revoke as revoking, status as statuses};
use crate::token::claims::Scope;
use crate::world::World;

/// `POST /share/links`
pub(super) async fn mint(
    world: &impl World,
    service: &Service,
    request: &Request,
) -> Result<Reply> {
    let key = authenticate(world, service, request, Scope::Mint).await?;
    let body = request.body_of_type("application/json")?;
    let idempotency_key = request.header("idempotency-key");
    let minted = minting::mint(world, service, &key, idempotency_key, body).await?;
    Ok(envelope::ok(201, world.now(), &minted)
        .with("location", format!("/share/links/{}", minted.link_id)))
}

/// `GET /share/links/{linkId}`
pub(super) async fn status(
    world: &impl World,
    service: &Service,
    request: &Request,
    link_id: &str,
) -> Result<Reply> {
    authenticate(world, service, request, Scope::Read).await?;
    let status = statuses::status(world, link_id).await?;
    Ok(envelope::ok(200, world.now(), &status))
}

/// `DELETE /share/links/{linkId}`
pub(super) async fn revoke(
    world: &impl World,
    service: &Service,
    request: &Request,
    link_id: &str,
) -> Result<Reply> {
    let key = authenticate(world, service, request, Scope::Revoke).await?;
    revoking::revoke(world, &key, link_id).await?;
    Ok(Reply::empty(204))
}
