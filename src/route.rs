//! From a request to a reply.
//!
//! Resolve the path, refuse what the deployment or the method rules out, hand
//! over to the route's handler, seal the reply with the headers that every
//! reply carries. HEAD is GET with the body dropped, decided here once.

mod api;
mod background;
mod calendar;
mod ended;
mod hooks;
mod lanes;
mod ops;
mod recipient;
mod table;
mod updates;
mod visit;
mod well_known;

pub use background::{consume, tick};
pub use ops::Ops;
pub use table::{ROUTES, Resolved, Route, RouteRow, resolve};
pub use updates::Updates;

use crate::brake::{API_CALLS, PERIOD_SECONDS};
use crate::config::Problem;
use crate::error::{Code, Error};
use crate::gate::Stop;
use crate::http::{Method, Reply, Request};
use crate::language::{Locale, Locales, negotiate};
use crate::page::{self, Brand, Look};
use crate::service::Service;
use crate::world::World;
use visit::Visit;

/// The longest body that the route of this request reads, in bytes.
///
/// The edge stops reading there, before anything is parsed.
#[must_use]
pub fn body_cap(method: Method, path: &str) -> usize {
    match resolve(method, path) {
        Resolved::Route(route) => route.body_cap(),
        Resolved::WrongMethod { .. } | Resolved::Nowhere => 0,
    }
}

/// Answers a request.
///
/// 1. `/healthz` answers even from a deployment that lacks settings; everything
///    else is refused there: 503.
/// 2. No such path: 404. A path with another method: 405 with `Allow`.
/// 3. The route's handler.
/// 4. The headers of DESIGN.md section 9, under `/share` those of the limit on
///    calls, and no body for HEAD.
pub async fn handle(
    world: &impl World,
    service: Result<&Service, &[Problem]>,
    request: &Request,
) -> Reply {
    let mut reply = answer(world, service, request).await.sealed();
    if request.path == "/share" || request.path.starts_with("/share/") {
        reply = with_limit(reply);
    }
    if request.method == Method::Head {
        reply.body = "".into();
    }
    reply
}

/// Says how many calls a key has (draft-ietf-httpapi-ratelimit-headers). How
/// many are left only Cloudflare knows, except when there are none.
fn with_limit(reply: Reply) -> Reply {
    let is_spent = reply.status == Code::RateLimited.status();
    let policy = format!("\"key\";q={API_CALLS};w={PERIOD_SECONDS}");
    let reply = reply.with("ratelimit-policy", policy);
    if is_spent {
        reply.with("ratelimit", format!("\"key\";r=0;t={PERIOD_SECONDS}"))
    } else {
        reply
    }
}

async fn answer(
    world: &impl World,
    service: Result<&Service, &[Problem]>,
    request: &Request,
) -> Reply {
    // 1
    let resolved = resolve(request.method, &request.path);
    let service = match service {
        Ok(service) => service,
        Err(problems) if matches!(resolved, Resolved::Route(Route::Health)) => {
            return well_known::health(Err(problems));
        }
        Err(_) => {
            let error = Error::new(
                Code::Misconfigured,
                "This service is not configured yet; /healthz says what is missing.",
            );
            return refuse_with(world, Brand::unnamed(), request, &error, async || {
                let accepted = request.header("accept-language");
                let language = negotiate::language(None, None, accepted);
                Locales::default().get(world, language).await
            })
            .await;
        }
    };
    let look = Look::of(service.config.branding.color);
    let visit = Visit {
        world,
        service,
        request,
        brand: Brand {
            name: &service.config.brand_name,
            logo: service.config.branding.logo.as_deref(),
            contact: service.config.branding.contact.as_ref(),
            look: &look,
        },
    };
    let brand = visit.brand;
    // 2
    let route = match resolved {
        Resolved::Route(route) => route,
        Resolved::Nowhere => {
            let error = Error::new(Code::NotFound, "There is nothing at this address.");
            return refuse(&visit, &error).await;
        }
        Resolved::WrongMethod { allow } => {
            let error = Error::new(
                Code::MethodNotAllowed,
                format!("Expected one of the methods {allow}."),
            );
            return refuse(&visit, &error).await.with("allow", allow);
        }
    };
    // 3
    let outcome = match route {
        Route::Home => {
            let page = page::home::page(brand, &visit.locale(None).await);
            Ok(page::reply(200, brand, page))
        }
        Route::Asset => {
            page::assets::find(&request.path).ok_or_else(|| Stop::Failed(no_such_asset()))
        }
        Route::Robots => Ok(well_known::robots()),
        Route::Health => Ok(well_known::health(Ok(service))),
        Route::Jwks => Ok(well_known::jwks(world, service)),
        Route::Follow { token } => recipient::follow(world, service, token).await,
        Route::Show { link_id } => recipient::show(&visit, link_id).await,
        Route::Tracking { link_id } => recipient::tracking(&visit, link_id).await,
        Route::AskCode { link_id } => recipient::ask_code(&visit, link_id).await,
        Route::Redeem { link_id } => recipient::redeem(&visit, link_id).await,
        Route::Leave { link_id } => recipient::leave(&visit, link_id),
        Route::ChooseLanguage { link_id } => recipient::choose_language(&visit, link_id),
        Route::QrCode { link_id } => recipient::qr_code(&visit, link_id).await,
        Route::AskSender { link_id } => ended::ask_sender(&visit, link_id).await,
        Route::Calendar { link_id } => calendar::page(&visit, link_id).await,
        Route::CalendarFile { link_id } => calendar::file(&visit, link_id).await,
        Route::CalendarFeed { token } => calendar::feed(&visit, token).await,
        Route::Updates(updates) => updates::answer(&visit, updates).await,
        Route::Hook => hooks::tracking(world, service, request).await,
        Route::Ops(page) => ops::answer(&visit, page).await,
        Route::Audit => api::audit(world, service, request).await,
        Route::Mint => api::mint(world, service, request).await,
        Route::Batch => api::batch(world, service, request).await,
        Route::List => api::list(world, service, request).await,
        Route::Change { link_id } => api::change(world, service, request, link_id).await,
        Route::Restore { link_id } => api::restore(world, service, request, link_id).await,
        Route::RevokeBy => api::revoke_by(world, service, request).await,
        Route::Status { link_id } => api::status(world, service, request, link_id).await,
        Route::Revoke { link_id } => api::revoke(world, service, request, link_id).await,
    };
    let stop = match outcome {
        Ok(reply) => return reply,
        Err(stop) => stop,
    };
    match stop {
        Stop::Unknown => refuse(&visit, &unknown_link()).await,
        Stop::Expired => ended::gone(&visit, route, page::gone::Why::Expired).await,
        Stop::Revoked => ended::gone(&visit, route, page::gone::Why::Revoked).await,
        Stop::Delivered(handed) => {
            ended::gone(&visit, route, page::gone::Why::Delivered(&handed)).await
        }
        Stop::Failed(error) => refuse(&visit, &error).await,
    }
}

fn unknown_link() -> Error {
    Error::new(
        Code::NotFound,
        "This link does not work here. Please open it from the message that brought it.",
    )
}

fn no_such_asset() -> Error {
    Error::new(Code::NotFound, "There is no such file.")
}

/// A refusal in the caller's own form; see [`refuse_with`].
async fn refuse(visit: &Visit<'_, impl World>, error: &Error) -> Reply {
    let locale = async || visit.locale(None).await;
    refuse_with(visit.world, visit.brand, visit.request, error, locale).await
}

/// A refusal in the caller's own form: a page for a browser, in a language
/// whose words may have to be read first; a problem document for everybody else.
async fn refuse_with(
    world: &impl World,
    brand: Brand<'_>,
    request: &Request,
    error: &Error,
    locale: impl AsyncFnOnce() -> Locale,
) -> Reply {
    if let Some(log) = &error.log {
        world.log(&format!("{}: {log}", error.code.as_str()));
    }
    let mut reply = if wants_page(request) {
        let page = page::problem::page(brand, &locale().await, error);
        let reply = page::reply(error.code.status(), brand, page);
        match error.retry_after {
            Some(seconds) => reply.with("retry-after", seconds.to_string()),
            None => reply,
        }
    } else {
        Reply::problem(error, Some(timestamp(world)))
    };
    if error.code == Code::Unauthenticated {
        // A browser that is offered Basic asks its user for a password, over
        // whatever page or script of ours has asked: only the API is called by
        // what has one.
        let challenge = if request.path.starts_with("/share") {
            r#"Bearer realm="sealink", Basic realm="sealink", charset="UTF-8""#
        } else {
            r#"Bearer realm="sealink""#
        };
        reply = reply.with("www-authenticate", challenge);
    }
    reply
}

fn timestamp(world: &impl World) -> String {
    world
        .now()
        .truncate_to_second()
        .format(&time::format_description::well_known::Rfc3339)
        .unwrap_or_default()
}

/// Whether a person looks: pages live under `/t/` and `/s/`, except what their
/// scripts and pictures ask for; elsewhere the `Accept` header says.
fn wants_page(request: &Request) -> bool {
    let path = &request.path;
    if path.starts_with("/share")
        || path.ends_with("/tracking")
        || path.ends_with("/qr.svg")
        || path == "/ops/bulk/rows"
    {
        return false;
    }
    path.starts_with("/t/")
        || path.starts_with("/s/")
        || path == "/ops"
        || path.starts_with("/ops/")
        || request
            .header("accept")
            .is_some_and(|accept| accept.contains("text/html"))
}
