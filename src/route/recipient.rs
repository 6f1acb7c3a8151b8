//! The recipient's handlers: flows in, pages out.

use crate::error::{Code, Error};
use crate::gate::challenge::{self, Asked};
use crate::gate::redeem::{self as redeeming, Redeemed};
use crate::gate::session::{Visitor, visitor};
use crate::gate::{Stop, cookies, open, page_of};
use crate::http::{Reply, Request, etag, form};
use crate::page;
use crate::page::gate::{Gate, Notice};
use crate::page::tracking::View;
use crate::service::Service;
use crate::token::claims::{Challenge, Link};
use crate::world::World;

use super::brand;

type Outcome = Result<Reply, Stop>;

/// `GET /t/{token}`: the token becomes a cookie of the clean URL.
pub(super) async fn follow(world: &impl World, service: &Service, token: &str) -> Outcome {
    let link = open::follow(world, service, token).await?;
    let reply = Reply::see_other(cookies::path(&link.id));
    Ok(cookies::keep(
        reply,
        cookies::LINK,
        token,
        &link.id,
        world.now(),
        link.expires,
    ))
}

/// `GET /s/{linkId}`: the gate, the code's field, or the page.
pub(super) async fn show(
    world: &impl World,
    service: &Service,
    request: &Request,
    link_id: &str,
) -> Outcome {
    match visitor(world, service, request, link_id).await? {
        Visitor::Stranger(link) => Ok(gate_page(service, &link, None, None, 200)),
        Visitor::Challenged(link, challenge) => {
            Ok(code_page(world, service, &link, &challenge, None, 200))
        }
        Visitor::Recipient(link, _) => {
            let shipments = page_of::shipments(world, service, &link).await?;
            let view = view(world, service, &link, &shipments);
            Ok(page::reply(200, page::tracking::page(&view)))
        }
    }
}

/// `GET /s/{linkId}/tracking`: the page's facts as JSON, behind the same checks.
pub(super) async fn tracking(
    world: &impl World,
    service: &Service,
    request: &Request,
    link_id: &str,
) -> Outcome {
    let Visitor::Recipient(link, _) = visitor(world, service, request, link_id).await? else {
        return Err(Stop::Failed(Error::new(
            Code::Unauthenticated,
            "The mailbox must be proven first: open the link in a browser.",
        )));
    };
    let shipments = page_of::shipments(world, service, &link).await?;
    let facts = page::tracking::json(&view(world, service, &link, &shipments));
    let reply = Reply::json(200, &facts);
    Ok(etag::conditional(reply, request))
}

/// `POST /s/{linkId}/code`
pub(super) async fn ask_code(
    world: &impl World,
    service: &Service,
    request: &Request,
    link_id: &str,
) -> Outcome {
    let typed = posted(service, request, "email")?;
    match challenge::ask(world, service, request, link_id, &typed).await? {
        Asked::Challenged { challenge, token } => Ok(cookies::keep(
            Reply::see_other(cookies::path(link_id)),
            cookies::CHALLENGE,
            &token,
            link_id,
            world.now(),
            challenge.expires,
        )),
        Asked::AlreadyChallenged => Ok(Reply::see_other(cookies::path(link_id))),
        Asked::NotAnAddress(link) => {
            let notice = Some(Notice::AddressMalformed);
            Ok(gate_page(service, &link, Some(&typed), notice, 422))
        }
    }
}

/// `POST /s/{linkId}/session`
pub(super) async fn redeem(
    world: &impl World,
    service: &Service,
    request: &Request,
    link_id: &str,
) -> Outcome {
    let typed = posted(service, request, "code")?;
    let again = |link: &Link, challenge: &Challenge, notice| {
        code_page(world, service, link, challenge, Some(notice), 422)
    };
    match redeeming::redeem(world, service, request, link_id, &typed).await? {
        Redeemed::Session { session, token } => {
            let reply = Reply::see_other(cookies::path(link_id));
            let reply = cookies::forget(reply, cookies::CHALLENGE, link_id);
            let now = world.now();
            Ok(cookies::keep(
                reply,
                cookies::SESSION,
                &token,
                link_id,
                now,
                session.expires,
            ))
        }
        Redeemed::AlreadyIn => Ok(Reply::see_other(cookies::path(link_id))),
        Redeemed::WrongCode(link, challenge) => Ok(again(&link, &challenge, Notice::CodeWrong)),
        Redeemed::NotHereYet(link, challenge) => {
            Ok(again(&link, &challenge, Notice::CodeNotHereYet))
        }
        Redeemed::NoChallenge(link) => {
            let reply = gate_page(service, &link, None, Some(Notice::CodeVoid), 422);
            Ok(cookies::forget(reply, cookies::CHALLENGE, link_id))
        }
    }
}

/// `POST /s/{linkId}/leave`: forgets session and challenge in this browser, so
/// that the gate stands there again; also the way to type another mailbox.
pub(super) fn leave(service: &Service, request: &Request, link_id: &str) -> Outcome {
    same_origin(service, request)?;
    let reply = Reply::see_other(cookies::path(link_id));
    let reply = cookies::forget(reply, cookies::SESSION, link_id);
    Ok(cookies::forget(reply, cookies::CHALLENGE, link_id))
}

/// One field of a form that one of our own pages posted.
fn posted(service: &Service, request: &Request, field: &'static str) -> Result<String, Stop> {
    same_origin(service, request)?;
    let body = request.body_of_type(form::MEDIA_TYPE)?;
    form::field(body, field)
        .ok_or_else(|| Stop::Failed(Error::field(field, "expected the form's field")))
}

fn same_origin(service: &Service, request: &Request) -> Result<(), Stop> {
    if request.is_same_origin(&service.config.public_origin()) {
        Ok(())
    } else {
        Err(Stop::Failed(Error::new(
            Code::CrossSite,
            "This form only works on our own page. Please open your link again.",
        )))
    }
}

fn gate_page(
    service: &Service,
    link: &Link,
    mailbox: Option<&str>,
    notice: Option<Notice>,
    status: u16,
) -> Reply {
    let gate = gate(service, link, mailbox, notice);
    page::reply(status, page::gate::address(&gate))
}

fn code_page(
    world: &impl World,
    service: &Service,
    link: &Link,
    challenge: &Challenge,
    notice: Option<Notice>,
    status: u16,
) -> Reply {
    let gate = gate(service, link, None, notice);
    page::reply(
        status,
        page::gate::code(&gate, world.now(), challenge.expires),
    )
}

fn gate<'a>(
    service: &'a Service,
    link: &'a Link,
    mailbox: Option<&'a str>,
    notice: Option<Notice>,
) -> Gate<'a> {
    Gate {
        brand: brand(service),
        link_id: &link.id,
        expires: link.expires,
        mailbox,
        notice,
    }
}

fn view<'a>(
    world: &impl World,
    service: &'a Service,
    link: &'a Link,
    shipments: &'a [page_of::Shown],
) -> View<'a> {
    View {
        brand: brand(service),
        link_id: &link.id,
        expires: link.expires,
        note: link.note.as_deref(),
        shipments,
        now: world.now(),
    }
}
