//! The end of a link, and asking the sender for a new one.

use crate::gate::ask::{self, Wish};
use crate::gate::denylist::{self, Standing};
use crate::gate::{Stop, cookies};
use crate::http::Reply;
use crate::page;
use crate::page::gone::{Ended, Why};
use crate::token::claims::Link;
use crate::world::World;

use super::recipient::{Outcome, posted};
use super::visit::Visit;
use super::{Route, wants_page};

/// A link that has ended, in the caller's own form: 410.
pub(super) async fn gone(visit: &Visit<'_, impl World>, route: Route<'_>, why: Why<'_>) -> Reply {
    if !wants_page(visit.request) {
        let reason = match why {
            Why::Delivered(_) => "delivered",
            Why::Expired => "expired",
            Why::Revoked => "revoked",
        };
        return Reply::json(
            410,
            &serde_json::json!({ "error": true, "code": "gone", "reason": reason }),
        );
    }
    let token = match route {
        Route::Follow { token } => Some(token),
        _ => visit.request.cookie(cookies::LINK),
    };
    page(visit, token.unwrap_or_default(), why, None, 410).await
}

/// `POST /s/{linkId}/ask`
pub(super) async fn ask_sender(visit: &Visit<'_, impl World>, link_id: &str) -> Outcome {
    let Visit {
        world,
        service,
        request,
        brand,
    } = *visit;
    let (typed, token) = (posted(visit, "email")?, posted(visit, "token")?);
    match ask::ask(world, service, request, link_id, &token, &typed).await? {
        Wish::PassedOn => {
            let locale = visit.locale(known(visit, &token).as_ref()).await;
            Ok(page::reply(200, brand, page::gone::asked(brand, &locale)))
        }
        Wish::NotAnAddress => {
            let ended = known(visit, &token).ok_or(Stop::Unknown)?;
            let why = if ended.expires <= world.now() {
                Why::Expired
            } else if denylist::standing(world, &ended, None).await? == Standing::Delivered {
                Why::Delivered(&[])
            } else {
                Why::Revoked
            };
            Ok(page(visit, &token, why, Some(&typed), 422).await)
        }
    }
}

async fn page(
    visit: &Visit<'_, impl World>,
    token: &str,
    why: Why<'_>,
    malformed: Option<&str>,
    status: u16,
) -> Reply {
    let link = known(visit, token);
    let locale = visit.locale(link.as_ref()).await;
    let sender = visit.brand.contact.and_then(|contact| contact.mail());
    let ended = link.as_ref().filter(|_| sender.is_some());
    let ended = ended.map(|link| Ended {
        link_id: &link.id,
        token,
        malformed,
    });
    let page = page::gone::page(visit.brand, &locale, why, ended);
    page::reply(status, visit.brand, page)
}

/// The link of a genuine token, whether or not it still holds: to speak its
/// language and to name it, never to let anybody in.
fn known(visit: &Visit<'_, impl World>, token: &str) -> Option<Link> {
    let genuine = visit
        .service
        .links
        .verify(&visit.service.ring, token)
        .ok()?;
    Some(genuine.even_if_void().clone())
}
