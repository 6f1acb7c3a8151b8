//! Who calls the share API.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::brake::brake;
use crate::error::{Code, Error, Result};
use crate::gate::denylist;
use crate::http::Request;
use crate::service::Service;
use crate::token::claims::{ApiKey, Claims, Scope};
use crate::world::{Limiter, World};

/// Basic credentials of the longest key, a user name of 256 characters and
/// their colon, in base64, with the word `Basic`.
const MAX_AUTHORIZATION: usize = (ApiKey::MAX_LEN + 256) * 4 / 3 + 16;

/// Authenticates an API call and checks that its key may do `scope`.
///
/// 1. An `Authorization` header of the scheme Bearer, or Basic with the key as
///    the password: otherwise 401.
/// 2. The key verifies and is in time: otherwise 401, whatever is wrong.
/// 3. The denylist has nothing against it: otherwise 401; 503 when nobody can
///    tell.
/// 4. The limiter per key: 429. An unavailable limiter lets pass.
/// 5. The key has the scope: otherwise 403, which names it.
///
/// # Errors
/// As said with each step.
pub async fn authenticate(
    world: &impl World,
    service: &Service,
    request: &Request,
    scope: Scope,
) -> Result<ApiKey> {
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
    // 5
    if key.scopes.contains(&scope) {
        Ok(key)
    } else {
        Err(Error::new(
            Code::MissingScope,
            format!("This API key lacks the scope `{}`.", scope.as_str()),
        ))
    }
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
