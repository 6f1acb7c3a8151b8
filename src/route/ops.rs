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

use crate::brake::brake;
use crate::error::{Code, Error, Result};
use crate::gate::{self, Stop};
use crate::http::Reply;
use crate::http::form::{self, Fields};
use crate::page::ops::{self as pages, Frame};
use crate::share::auth::Actor;
use crate::token::claims::{OpsSession, Scope};
use crate::world::{Limiter, World};

use super::recipient::same_origin;
use super::visit::Visit;

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
        }
    }

    /// A page of the dashboard.
    fn page(&self, status: u16, markup: maud::Markup) -> Reply {
        pages::reply(status, self.visit.brand, markup)
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
/// 3. All else is for an operator: otherwise the way in for somebody who wants
///    to read, 401 for the rest; 503 when nobody can tell.
/// 4. The limiter per operator, for what changes anything: 429. An unavailable
///    limiter lets pass.
/// 5. The page's handler.
pub(super) async fn answer(visit: &Visit<'_, impl World>, page: Ops<'_>) -> Result<Reply, Stop> {
    // 1
    if page.changes() {
        same_origin(visit)?;
    }
    // 2
    match page {
        Ops::AskCode => return Ok(door::ask_code(visit).await?),
        Ops::SignIn => return Ok(door::sign_in(visit).await?),
        Ops::Leave => return Ok(door::leave()),
        Ops::Overview => {
            if let Some(reply) = door::stranger(visit).await? {
                return Ok(reply);
            }
        }
        _ => {}
    }
    // 3
    let Visit {
        world,
        service,
        request,
        ..
    } = *visit;
    let session = match gate::ops::operator(world, service, request).await {
        Ok(session) => session,
        Err(error)
            if error.code == Code::Unauthenticated
                && !page.changes()
                && service.config.access.is_none() =>
        {
            return Ok(Reply::see_other(gate::cookies::OPS_PATH));
        }
        Err(error) => return Err(error.into()),
    };
    // 4
    if page.changes() {
        brake(world, Limiter::Api, &session.recipient).await?;
    }
    // 5
    let desk = Desk {
        visit,
        actor: Actor {
            id: session.recipient.clone(),
            label: session.who.clone(),
            by: session.who.clone(),
            scopes: Scope::ALL.to_vec(),
        },
        session,
        query: Fields::read(request.query.as_bytes()),
    };
    Ok(match page {
        Ops::AskCode | Ops::SignIn | Ops::Leave | Ops::Overview => overview::page(&desk).await?,
        Ops::Links => links::list(&desk).await?,
        Ops::Link { link_id } => link::one(&desk, link_id).await?,
        Ops::Change { link_id } => link::change(&desk, link_id).await?,
        Ops::Restore { link_id } => link::restore(&desk, link_id).await?,
        Ops::ShareForm => share::form(&desk)?,
        Ops::Share => share::share(&desk).await?,
        Ops::BulkForm => bulk::form(&desk),
        Ops::Bulk => bulk::step(&desk).await?,
        Ops::BulkRows => bulk::rows(&desk).await?,
        Ops::BulkResults => bulk::results(&desk)?,
        Ops::RevokeForm => revoke::form(&desk),
        Ops::Revoke => revoke::step(&desk).await?,
        Ops::Keys => keys::list(&desk).await?,
        Ops::IssueKey => keys::issue(&desk).await?,
        Ops::RevokeKey { key_id } => keys::revoke(&desk, key_id).await?,
        Ops::Audit => audit::page(&desk).await?,
        Ops::AuditFile => audit::file(&desk).await?,
    })
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
