//! Who calls the share API.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::brake::brake;
use crate::error::{Code, Error, Result};
use crate::gate::denylist;
use crate::http::Request;
use crate::service::Service;
use crate::token::claims::{ApiKey, Claims, Scope};
use crate::token::pepper::Pepper;
use crate::world::{Limiter, World};

/// Basic credentials of the longest key, a user name of 256 characters and
/// their colon, in base64, with the word `Basic`.
const MAX_AUTHORIZATION: usize = (ApiKey::MAX_LEN + 256) * 4 / 3 + 16;

/// Who acts on links: a program with an API key, or a person at the dashboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The issuer of what it mints: an API key's id, or an ops person's keyed
    /// hash.
    pub id: String,
    /// A name for people: an API key's label, or a masked address.
    pub label: String,
    /// How revocations and the audit trail name it: an API key's id, or a
    /// masked address.
    pub by: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
}

impl From<ApiKey> for Actor {
    fn from(key: ApiKey) -> Self {
        Self {
            by: key.id.clone(),
            id: key.id,
            label: key.label,
            scopes: key.scopes,
        }
    }
}

impl Actor {
    /// Refuses what the scope is needed for.
    ///
    /// # Errors
    /// 403, which names the scope.
    pub fn require(&self, scope: Scope) -> Result<()> {
        if self.scopes.contains(&scope) {
            Ok(())
        } else {
            Err(lacks(&format!("`{}`", scope.as_str())))
        }
    }

    /// Refuses to touch a link that is neither the actor's own, with
    /// `revoke:own`, nor anybody's, with `revoke:any`.
    ///
    /// Whose a link is, its id says ([`Pepper::owns`]): no store is asked, so
    /// that a list that lags cannot keep an issuer from revoking.
    ///
    /// # Errors
    /// 403, which names the scope that is missing.
    pub fn require_hold_of(&self, pepper: &Pepper, link_id: &str) -> Result<()> {
        if self.scopes.contains(&Scope::RevokeAny) {
            return Ok(());
        }
        if !self.scopes.contains(&Scope::RevokeOwn) {
            return Err(lacks("`revoke:own` or `revoke:any`"));
        }
        if pepper.owns(&self.id, link_id) {
            Ok(())
        } else {
            Err(lacks("`revoke:any`, and the link was minted with another"))
        }
    }
}

fn lacks(scope: &str) -> Error {
    Error::new(
        Code::MissingScope,
        format!("This API key lacks the scope {scope}."),
    )
}

/// Authenticates an API call.
///
/// 1. An `Authorization` header of the scheme Bearer, or Basic with the key as
///    the password: otherwise 401.
/// 2. The key verifies and is in time: otherwise 401, whatever is wrong.
/// 3. The denylist has nothing against it: otherwise 401; 503 when nobody can
///    tell.
/// 4. The limiter per key: 429. An unavailable limiter lets pass.
///
/// What it may do, [`Actor::require`] says.
///
/// # Errors
/// As said with each step.
pub async fn authenticate(
    world: &impl World,
    service: &Service,
    request: &Request,
) -> Result<Actor> {
    // 1
    let header = request.header("authorization").unwrap_or_default();
    let token = credential(header).ok_or_else(unauthenticated)?;
    // 2
    let key: ApiKey = service
        .ring
        .verify(&token)
        .ok()
        .and_then(|genuine| genuine.into_claims_at(world.now()).ok())
        .ok_or_else(unauthenticated)?;
    // 3
    if !denylist::is_api_key_good(world, &key).await? {
        return Err(unauthenticated());
    }
    // 4
    brake(world, Limiter::Api, &key.id).await?;
    Ok(key.into())
}

fn unauthenticated() -> Error {
    Error::new(
        Code::Unauthenticated,
        "A valid API key is needed: as `Authorization: Bearer`, or as the password of HTTP Basic.",
    )
}

/// The key in an `Authorization` header (RFC 6750, RFC 7617).
fn credential(header: &str) -> Option<String> {
    if header.len() > MAX_AUTHORIZATION {
        return None;
    }
    let (scheme, value) = header.split_once(' ')?;
    let value = value.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(value.to_owned());
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(value).ok()?).ok()?;
    let (_, password) = pair.split_once(':')?;
    Some(password.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_as_bearer_or_as_the_password_of_basic() {
        assert_eq!(credential("Bearer v4.x").as_deref(), Some("v4.x"));
        assert_eq!(credential("bearer  v4.x ").as_deref(), Some("v4.x"));
        let basic = format!("Basic {}", STANDARD.encode("anyone:v4.x"));
        assert_eq!(credential(&basic).as_deref(), Some("v4.x"));
    }

    #[test]
    fn anything_else_is_no_credential() {
        let long = format!("Bearer {}", "x".repeat(MAX_AUTHORIZATION));
        let no_colon = format!("Basic {}", STANDARD.encode("v4.x"));
        for header in ["", "Bearer", "Digest x", "Basic ???", &no_colon, &long] {
            assert_eq!(credential(header), None, "{header}");
        }
    }
}
