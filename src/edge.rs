//! The edge: the only code that knows Cloudflare.
//!
//! A request becomes plain values ([`wire`]), the surroundings become a
//! `World` ([`surroundings`]) over thin externs ([`bindings`]), and [`crate::route`]
//! does the rest; what comes without a request enters in [`background`]. Raw `web_sys` types at the shell, because `worker`'s own
//! cost more and the `http` feature six times as much.

mod background;
mod bindings;
mod socket;
mod surroundings;
mod wire;

use std::cell::OnceCell;
use std::rc::Rc;

use worker::{Context, Env, event};

use crate::config::{MailCarrier, Problem};
use crate::http::Method;
use crate::route;
use crate::service::Service;
use crate::world::{Limiter, Namespace, Queue};

use surroundings::Cloudflare;

thread_local! {
    /// The deployment's settings and keys, and nothing that belongs to a
    /// request. Built by a pure function, without waiting for anybody.
    static SERVICE: OnceCell<Result<Rc<Service>, Rc<[Problem]>>> = const { OnceCell::new() };
}

/// Answers a request from the network.
///
/// # Errors
/// When the runtime refuses to read the request or to build the response.
#[event(fetch)]
pub(crate) async fn fetch(
    request: web_sys::Request,
    env: Env,
    context: Context,
) -> worker::Result<web_sys::Response> {
    let service = service(&env);
    let request = wire::read(&request, |method: Method, path: &str| {
        route::body_cap(method, path)
    })
    .await?;
    let world = Cloudflare::new(env, context);
    let service = service.as_deref().map_err(|problems| &**problems);
    let reply = route::handle(&world, service, &request).await;
    Ok(wire::write(&reply)?)
}

/// The service of this isolate, built on first use.
fn service(env: &Env) -> Result<Rc<Service>, Rc<[Problem]>> {
    SERVICE.with(|cell| cell.get_or_init(|| assemble(env)).clone())
}

/// The service, or every setting and binding that is wrong.
fn assemble(env: &Env) -> Result<Rc<Service>, Rc<[Problem]>> {
    let service = Service::assemble(|name| bindings::text(env, name));
    let namespaces = Namespace::ALL
        .iter()
        .map(|namespace| (namespace.binding(), "to be bound: a KV namespace"));
    let limiters = Limiter::ALL
        .iter()
        .map(|limiter| (limiter.binding(), "to be bound: a rate limiter"));
    let queues = Queue::ALL
        .iter()
        .map(|queue| queue.binding())
        // One is only consumed.
        .filter(|name| !name.is_empty())
        .map(|name| (name, "to be bound: a queue"));
    // Another carrier needs no binding.
    let binds = service.as_ref().map_or(true, |service| {
        service.config.mail_carrier == MailCarrier::Binding
    });
    let mail = binds.then_some((bindings::MAIL, "to be bound: `send_email`"));
    let unbound: Vec<Problem> = namespaces
        .chain(limiters)
        .chain(queues)
        .chain(mail)
        .chain([
            (
                bindings::STATISTICS,
                "to be bound: an Analytics Engine dataset",
            ),
            (
                bindings::ASSETS,
                "to be bound: the `[assets]` beside the worker",
            ),
        ])
        .filter(|(name, _)| !bindings::is_bound(env, name))
        .map(|(name, expected)| Problem::new(name, expected))
        .collect();
    match service {
        Ok(service) if unbound.is_empty() => Ok(Rc::new(service)),
        Ok(_) => Err(unbound.into()),
        Err(problems) => Err(problems.into_iter().chain(unbound).collect()),
    }
}
