//! The dashboard's handlers: who is at the desk, what they ask for, the page.
//!
//! Every page but the way in is for an operator ([`gate::ops`]); everything
//! that changes anything is a POST from one of our own pages.

mod audit;
mod bulk;
mod door;
mod keys;
mod link;
mod links;
mod overview;
mod revoke;
mod share;
mod shown;
mod table;

pub use table::Ops;
pub(super) use table::{ROWS, resolve};

use std::ops::ControlFlow;

use crate::brake::brake;
use crate::config::LONGEST_LIFE_DAYS;
use crate::error::{Code, Error, Result};
use crate::gate::{self, Stop};
use crate::http::Reply;
use crate::http::form::{self, Fields};
use crate::page::ops::{self as pages, Frame, Limits};
use crate::share::auth::Actor;
use crate::share::{keys as api_keys, reason, request, rows};
use crate::token::claims::{OpsSession, Scope};
use crate::world::{Limiter, World};

use super::recipient::same_origin;
use super::visit::Visit;

const LIMITS: Limits = Limits {
    shipments: request::MAX_SHIPMENTS,
    recipients: request::MAX_RECIPIENTS,
    note: request::MAX_NOTE,
    rows: rows::MAX_ROWS,
    label: api_keys::MAX_LABEL,
    days: LONGEST_LIFE_DAYS,
    why: reason::MAX_WHY,
};

/// An operator at work.
struct Desk<'v, 'a, W> {
    visit: &'v Visit<'a, W>,
    session: OpsSession,
    /// What the operator does, as the flows of `share` know it.
    actor: Actor,
    /// The query.
    query: Fields,
}

impl<W: World> Desk<'_, '_, W> {
    fn frame(&self) -> Frame<'_> {
        Frame {
            brand: self.visit.brand,
            who: &self.session.who,
            now: self.visit.world.now(),
            limits: LIMITS,
        }
    }

    /// A page of the dashboard.
    fn page(&self, status: u16, markup: maud::Markup) -> Reply {
        pages::reply(status, self.visit.brand, markup)
    }

    /// What no form could show beside a field, as a page of the dashboard.
    fn refused(&self, error: &Error) -> Reply {
        if let Some(log) = &error.log {
            let code = error.code.as_str();
            self.visit.world.log(&format!("{code}: {log}"));
        }
        let title = match error.code {
            Code::NotFound => "Not found",
            Code::Unavailable | Code::Internal | Code::RateLimited => "Not right now",
            _ => "Nothing was done",
        };
        let sentence = match &error.field {
            Some(field) => format!("{field}: {}", error.detail),
            None => error.detail.to_string(),
        };
        let page = pages::note(&self.frame(), title, &sentence);
        let reply = self.page(error.code.status(), page);
        match error.retry_after {
            Some(seconds) => reply.with("retry-after", seconds.to_string()),
            None => reply,
        }
    }

    /// The form that one of our own pages posted.
    fn posted(&self) -> Result<Fields> {
        let body = self.visit.request.body_of_type(form::MEDIA_TYPE)?;
        Ok(Fields::read(body))
    }
}

/// Answers a request of the dashboard.
///
/// 1. What changes anything comes from one of our own pages: otherwise 403.
/// 2. The way in is open to anybody.
/// 3. All else is for an operator: otherwise the way in, with 401 for who
///    wanted to change anything; 503 when nobody can tell.
/// 4. The limiter per operator, for what changes anything: 429. An unavailable
///    limiter lets pass.
/// 5. The page's handler.
///
/// What fails at 4 or 5 is a page of the dashboard, so that an operator stays
/// where the navigation is; the script's own requests get a problem document.
pub(super) async fn answer(visit: &Visit<'_, impl World>, page: Ops<'_>) -> Result<Reply, Stop> {
    // 1
    if page.changes() {
        same_origin(visit)?;
    }
    // 2, 3
    let entered = match page {
        Ops::AskCode => return Ok(door::ask_code(visit).await?),
        Ops::SignIn => return Ok(door::sign_in(visit).await?),
        Ops::Leave => return Ok(door::leave()),
        Ops::Overview => door::enter(visit).await?,
        _ => session(visit, page).await?,
    };
    let session = match entered {
        ControlFlow::Continue(session) => session,
        ControlFlow::Break(reply) => return Ok(reply),
    };
    let desk = Desk {
        visit,
        actor: Actor {
            id: session.recipient.clone(),
            label: session.who.clone(),
            by: session.who.clone(),
            scopes: Scope::ALL.to_vec(),
        },
        session,
        query: Fields::read(visit.request.query.as_bytes()),
    };
    match desk.answer(page).await {
        Err(error) if page != Ops::BulkRows => Ok(desk.refused(&error)),
        outcome => Ok(outcome?),
    }
}

/// Step 3 of [`answer`] for every page but the first.
async fn session(
    visit: &Visit<'_, impl World>,
    page: Ops<'_>,
) -> Result<ControlFlow<Reply, OpsSession>> {
    match gate::ops::operator(visit.world, visit.service, visit.request).await {
        Ok(session) => Ok(ControlFlow::Continue(session)),
        Err(error)
            if error.code == Code::Unauthenticated
                && page != Ops::BulkRows
                && visit.service.config.access.is_none() =>
        {
            Ok(ControlFlow::Break(if page.changes() {
                door::signed_out(visit)
            } else {
                Reply::see_other(gate::cookies::OPS_PATH)
            }))
        }
        Err(error) => Err(error),
    }
}

impl<W: World> Desk<'_, '_, W> {
    /// Steps 4 and 5 of [`answer`].
    async fn answer(&self, page: Ops<'_>) -> Result<Reply> {
        let desk = self;
        // 4
        if page.changes() {
            brake(desk.visit.world, Limiter::Api, &desk.session.recipient).await?;
        }
        // 5
        Ok(match page {
            Ops::AskCode | Ops::SignIn | Ops::Leave | Ops::Overview => overview::page(desk).await?,
            Ops::Links => links::list(desk).await?,
            Ops::Link { link_id } => link::one(desk, link_id).await?,
            Ops::Change { link_id } => link::change(desk, link_id).await?,
            Ops::Restore { link_id } => link::restore(desk, link_id).await?,
            Ops::ShareForm => share::form(desk)?,
            Ops::Share => share::share(desk).await?,
            Ops::BulkForm => bulk::form(desk),
            Ops::Bulk => bulk::step(desk).await?,
            Ops::BulkRows => bulk::rows(desk).await?,
            Ops::BulkResults => bulk::results(desk)?,
            Ops::RevokeForm => revoke::form(desk),
            Ops::Revoke => revoke::step(desk).await?,
            Ops::Keys => keys::list(desk).await?,
            Ops::IssueKey => keys::issue(desk).await?,
            Ops::RevokeKey { key_id } => keys::revoke(desk, key_id).await?,
            Ops::Audit => audit::page(desk).await?,
            Ops::AuditFile => audit::file(desk).await?,
        })
    }
}

/// What a flow refused as a sentence for the form; what failed goes on.
fn refusal(error: Error) -> Result<Error> {
    match error.code {
        Code::InvalidField | Code::MalformedBody | Code::Conflict | Code::IdempotencyKeyReused => {
            Ok(error)
        }
        _ => Err(error),
    }
}
