//! The way into the dashboard and out of it.

use std::ops::ControlFlow;

use crate::error::Result;
use crate::gate::cookies;
use crate::gate::ops::{self as gate, Asked, Redeemed, Visitor};
use crate::http::Reply;
use crate::http::form::{self, Fields};
use crate::page::ops::signin::{self, Notice};
use crate::page::ops::{self as pages};
use crate::token::claims::{OpsChallenge, OpsSession};
use crate::world::World;

use super::super::visit::Visit;

/// `GET /ops`: an operator's session, or the way in for anybody else.
pub(super) async fn enter(visit: &Visit<'_, impl World>) -> Result<ControlFlow<Reply, OpsSession>> {
    let visitor = gate::visitor(visit.world, visit.service, visit.request).await?;
    Ok(match visitor {
        Visitor::Operator(session) => ControlFlow::Continue(session),
        Visitor::Challenged(challenge) => {
            ControlFlow::Break(code_page(visit, &challenge, None, 200))
        }
        Visitor::Stranger => {
            // A cookie that is there and does not count any more.
            let is_over = visit.request.cookie(cookies::OPS).is_some();
            let notice = is_over.then_some(Notice::SessionOver);
            ControlFlow::Break(address_page(visit, notice, None, 200))
        }
    })
}

/// `POST /ops/code`
pub(super) async fn ask_code(visit: &Visit<'_, impl World>) -> Result<Reply> {
    let typed = typed(visit, "email")?;
    Ok(
        match gate::ask(visit.world, visit.service, visit.request, &typed).await? {
            Asked::Challenged { challenge, token } => cookies::keep_ops(
                home(),
                cookies::OPS_CHALLENGE,
                &token,
                visit.world.now(),
                challenge.expires,
            ),
            Asked::AlreadyChallenged => home(),
            Asked::NotAnAddress => {
                address_page(visit, Some(Notice::AddressMalformed), Some(&typed), 422)
            }
        },
    )
}

/// `POST /ops/session`
pub(super) async fn sign_in(visit: &Visit<'_, impl World>) -> Result<Reply> {
    let typed = typed(visit, "code")?;
    let again = |challenge: &OpsChallenge, notice| code_page(visit, challenge, Some(notice), 422);
    Ok(
        match gate::redeem(visit.world, visit.service, visit.request, &typed).await? {
            Redeemed::Session { session, token } => {
                let reply = cookies::forget_ops(home(), cookies::OPS_CHALLENGE);
                let now = visit.world.now();
                cookies::keep_ops(reply, cookies::OPS, &token, now, session.expires)
            }
            Redeemed::AlreadyIn => home(),
            Redeemed::WrongCode(challenge) => again(&challenge, Notice::CodeWrong),
            Redeemed::NotHereYet(challenge) => again(&challenge, Notice::CodeNotHereYet),
            Redeemed::NoChallenge => {
                let reply = address_page(visit, Some(Notice::CodeVoid), None, 422);
                cookies::forget_ops(reply, cookies::OPS_CHALLENGE)
            }
        },
    )
}

/// `POST /ops/leave`: forgets session and challenge in this browser; also the
/// way to type another address.
pub(super) fn leave() -> Reply {
    let reply = cookies::forget_ops(home(), cookies::OPS);
    cookies::forget_ops(reply, cookies::OPS_CHALLENGE)
}

/// What somebody who is not signed in any more gets for a form: their work is
/// not lost in silence.
pub(super) fn signed_out(visit: &Visit<'_, impl World>) -> Reply {
    let reply = address_page(visit, Some(Notice::NothingDone), None, 401);
    reply.with("www-authenticate", r#"Bearer realm="sealink""#)
}

fn home() -> Reply {
    Reply::see_other(cookies::OPS_PATH)
}

fn typed(visit: &Visit<'_, impl World>, field: &str) -> Result<String> {
    let body = visit.request.body_of_type(form::MEDIA_TYPE)?;
    Ok(Fields::read(body).text(field).to_owned())
}

fn address_page(
    visit: &Visit<'_, impl World>,
    notice: Option<Notice>,
    typed: Option<&str>,
    status: u16,
) -> Reply {
    let page = signin::address(visit.brand, notice, typed);
    pages::reply(status, visit.brand, page)
}

fn code_page(
    visit: &Visit<'_, impl World>,
    challenge: &OpsChallenge,
    notice: Option<Notice>,
    status: u16,
) -> Reply {
    let now = visit.world.now();
    let page = signin::code(visit.brand, notice, None, now, challenge.expires);
    pages::reply(status, visit.brand, page)
}
