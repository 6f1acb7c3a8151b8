//! Minting a link.

use serde::Serialize;
use time::OffsetDateTime;

use crate::error::{Error, Result};
use crate::service::Service;
use crate::token::claims::Scope;
use crate::tracking::alarm::Kind;
use crate::world::World;

use super::auth::Actor;
use super::grant::{Asked, grant, key_in_header};
use super::registry::Delivery;
use super::request;

/// What a mint answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Minted {
    /// The link's name: by it, it is looked up and revoked.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(regex(pattern = crate::token::pepper::ID_PATTERN)))]
    pub link_id: String,
    /// What the recipient opens; absent while the link waits for something.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub share_url: String,
    /// When it was minted.
    #[serde(with = "time::serde::rfc3339")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "crate::schema::Moment"))]
    pub created_at: OffsetDateTime,
    /// When it ends by itself.
    #[serde(with = "time::serde::rfc3339")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "crate::schema::Moment"))]
    pub expires_at: OffsetDateTime,
    /// What the link waits for, where it does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Kind>,
    /// How the mails went, where `notify` asked for them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deliveries: Vec<Delivery>,
    /// What the caller should know though all went well.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// Mints a link: `POST /share/links`.
///
/// 1. The actor may mint: otherwise 403.
/// 2. The body and the idempotency key are read and checked: 413, 400, 422.
/// 3. The link is granted; see [`grant`].
///
/// # Errors
/// As said with each step.
pub async fn mint(
    world: &impl World,
    service: &Service,
    actor: &Actor,
    idempotency_key: Option<&str>,
    body: &[u8],
) -> Result<Minted> {
    // 1
    actor.require(Scope::Mint)?;
    // 2
    let request = request::read(body, world.now(), service.config.life())?;
    let idempotency_key = idempotency_key.map(key_in_header).transpose()?;
    // 3
    let asked = Asked {
        request,
        idempotency_key: idempotency_key.map(str::to_owned),
    };
    grant(world, service, actor, vec![asked])
        .await
        .pop()
        .unwrap_or_else(|| Err(Error::unavailable("mint: no outcome")))
        .map(|granted| granted.minted)
}
