//! News by mail: asked for behind the gate, confirmed and ended from the mailbox.

use crate::error::{Code, Error};
use crate::gate::{Stop, cookies};
use crate::http::Reply;
use crate::http::form::Fields;
use crate::mail::frequency::Frequency;
use crate::page;
use crate::page::updates::{Asking, STOP};
use crate::share::watch::subscribe::{self, Asked};
use crate::world::World;

use super::recipient::{Outcome, posted, recipient, same_origin};
use super::visit::Visit;

/// What stands about news by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Updates<'a> {
    /// `GET /s/{linkId}/updates`
    Page {
        /// Well-formed, no more.
        link_id: &'a str,
    },
    /// `POST /s/{linkId}/updates`
    Ask {
        /// Well-formed, no more.
        link_id: &'a str,
    },
    /// `GET /updates/{wish}`
    ConfirmPage {
        /// Not opened.
        wish: &'a str,
    },
    /// `POST /updates/{wish}`
    Confirm {
        /// Not opened.
        wish: &'a str,
    },
    /// `GET /stop/{token}`
    StopPage {
        /// Not opened.
        token: &'a str,
    },
    /// `POST /stop/{token}`
    Stop {
        /// Not opened.
        token: &'a str,
    },
}

/// Hands over to the one that it is.
pub(super) async fn answer(visit: &Visit<'_, impl World>, updates: Updates<'_>) -> Outcome {
    match updates {
        Updates::Page { link_id } => page(visit, link_id).await,
        Updates::Ask { link_id } => ask(visit, link_id).await,
        Updates::ConfirmPage { wish } => confirm_page(visit, wish).await,
        Updates::Confirm { wish } => confirm(visit, wish).await,
        Updates::StopPage { token } => stop_page(visit, token).await,
        Updates::Stop { token } => stop(visit, token).await,
    }
}

/// `GET /s/{linkId}/updates`
async fn page(visit: &Visit<'_, impl World>, link_id: &str) -> Outcome {
    let (link, session) = recipient(visit, link_id).await?;
    let current = subscribe::current(visit.world, visit.service, &link, &session).await?;
    let locale = visit.locale(Some(&link)).await;
    let asking = Asking {
        link_id,
        current,
        refused: None,
    };
    let page = page::updates::ask(visit.brand, &locale, asking);
    Ok(page::reply(200, visit.brand, page))
}

/// `POST /s/{linkId}/updates` with `frequency`, and `email` unless it is to stop.
async fn ask(visit: &Visit<'_, impl World>, link_id: &str) -> Outcome {
    let Visit {
        world,
        service,
        request,
        brand,
    } = *visit;
    let wanted = posted(visit, "frequency")?;
    let (link, session) = recipient(visit, link_id).await?;
    if wanted == STOP {
        subscribe::end(world, service, &link, &session).await?;
        return Ok(Reply::see_other(format!(
            "{}/updates",
            cookies::path(link_id)
        )));
    }
    let frequency = frequency(&wanted)?;
    let typed = posted(visit, "email")?;
    let token = request.cookie(cookies::LINK).unwrap_or_default();
    let locale = visit.locale(Some(&link)).await;
    let wish = subscribe::Wished {
        token,
        typed: &typed,
        frequency,
        locale: locale.language.tag(),
    };
    match subscribe::ask(world, service, &link, &session, &wish).await? {
        Asked::Mailed => {
            let page = page::updates::asked(brand, &locale, link_id);
            Ok(page::reply(200, brand, page))
        }
        Asked::OtherMailbox => {
            let asking = Asking {
                link_id,
                current: None,
                refused: Some((&typed, frequency)),
            };
            let page = page::updates::ask(brand, &locale, asking);
            Ok(page::reply(422, brand, page))
        }
    }
}

fn frequency(wanted: &str) -> Result<Frequency, Stop> {
    Frequency::ALL
        .into_iter()
        .find(|frequency| frequency.as_str() == wanted)
        .ok_or_else(|| Stop::Failed(Error::field("frequency", "expected one of the choices")))
}

/// `GET /updates/{wish}`: nothing happens before the button is pressed.
async fn confirm_page(visit: &Visit<'_, impl World>, wish: &str) -> Outcome {
    let locale = visit.locale(None).await;
    Ok(match subscribe::wished(visit.world, visit.service, wish) {
        Some(frequency) => {
            let path = &visit.request.path;
            let page = page::updates::confirm(visit.brand, &locale, path, frequency);
            page::reply(200, visit.brand, page)
        }
        None => page::reply(410, visit.brand, page::updates::void(visit.brand, &locale)),
    })
}

/// `POST /updates/{wish}`
async fn confirm(visit: &Visit<'_, impl World>, wish: &str) -> Outcome {
    same_origin(visit)?;
    let confirmed = subscribe::confirm(visit.world, visit.service, wish).await?;
    let locale = visit.locale(None).await;
    Ok(match confirmed {
        Some(frequency) => {
            let page = page::updates::confirmed(visit.brand, &locale, frequency);
            page::reply(200, visit.brand, page)
        }
        None => page::reply(410, visit.brand, page::updates::void(visit.brand, &locale)),
    })
}

/// `GET /stop/{token}`: nothing happens before the button is pressed.
async fn stop_page(visit: &Visit<'_, impl World>, token: &str) -> Outcome {
    if subscribe::read_way_out(visit.service, token).is_none() {
        return Err(unknown());
    }
    let locale = visit.locale(None).await;
    let page = page::updates::stop(visit.brand, &locale, &visit.request.path);
    Ok(page::reply(200, visit.brand, page))
}

/// `POST /stop/{token}` with `all` or not. Mail programs send it by themselves
/// (RFC 8058), so that it may come from anywhere: what it may do, its address says.
/// They send `multipart/form-data` or nothing we know; `all` comes from our page only.
async fn stop(visit: &Visit<'_, impl World>, token: &str) -> Outcome {
    let body = visit.request.body.as_deref().unwrap_or_default();
    let all = Fields::read(body).ticked("all");
    if !subscribe::leave(visit.world, visit.service, token, all).await? {
        return Err(unknown());
    }
    let locale = visit.locale(None).await;
    let page = page::updates::stopped(visit.brand, &locale, all);
    Ok(page::reply(200, visit.brand, page))
}

fn unknown() -> Stop {
    Stop::Failed(Error::new(
        Code::NotFound,
        "There is nothing at this address.",
    ))
}
