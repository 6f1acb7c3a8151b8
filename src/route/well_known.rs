//! What anyone may ask: the keys, the health, the word to crawlers.

use serde_json::json;

use crate::config::Problem;
use crate::http::Reply;
use crate::service::Service;
use crate::world::World;

/// `GET /healthz`: 200 when configured, otherwise 503 with every problem by
/// name. It touches no store, so that a probe costs nothing.
pub(super) fn health(service: Result<&Service, &[Problem]>) -> Reply {
    match service {
        Ok(_) => Reply::json(200, &json!({ "status": "ok" })),
        Err(problems) => Reply::json(
            503,
            &json!({ "status": "misconfigured", "problems": problems }),
        ),
    }
}

/// `GET /.well-known/jwks.json`. Five minutes of caching lets a rotation be
/// seen long before a new key's first token matters to anybody else.
pub(super) fn jwks(world: &impl World, service: &Service) -> Reply {
    Reply::new(
        200,
        "application/jwk-set+json",
        service.ring.jwks(world.now()),
    )
    .with("cache-control", "public, max-age=300")
    .with("cross-origin-resource-policy", "cross-origin")
}

/// `GET /robots.txt`: the paths of links, never a link.
pub(super) fn robots() -> Reply {
    Reply::new(
        200,
        "text/plain; charset=utf-8",
        "User-agent: *\nDisallow: /t/\nDisallow: /s/\nDisallow: /c/\nDisallow: /updates/\nDisallow: /stop/\n",
    )
    .with("cache-control", "public, max-age=86400")
}
