//! The arrival in a recipient's calendar: a page that says how, a file, a feed.

use crate::gate::{cookies, feed, page_of};
use crate::http::Reply;
use crate::page;
use crate::page::calendar::Calendar;
use crate::token::claims::Link;
use crate::world::World;

use super::recipient::{Outcome, recipient};
use super::visit::Visit;

/// `GET /s/{linkId}/calendar`
pub(super) async fn page(visit: &Visit<'_, impl World>, link_id: &str) -> Outcome {
    let (link, session) = recipient(visit, link_id).await?;
    let token = feed::token(visit.service, &link, &session)?;
    let feed = format!("{}/c/{token}.ics", visit.service.config.public_host);
    let locale = visit.locale(Some(&link)).await;
    let page = page::subscribe::page(visit.brand, &locale, link_id, &feed);
    Ok(page::reply(200, visit.brand, page))
}

/// `GET /s/{linkId}/eta.ics`
pub(super) async fn file(visit: &Visit<'_, impl World>, link_id: &str) -> Outcome {
    let (link, _) = recipient(visit, link_id).await?;
    let shipments = page_of::shipments(visit.world, visit.service, &link).await?;
    Ok(drawn(visit, &link, &shipments).await)
}

/// `GET /c/{token}.ics`
pub(super) async fn feed(visit: &Visit<'_, impl World>, token: &str) -> Outcome {
    let (link, shipments) = feed::open(visit.world, visit.service, token).await?;
    Ok(drawn(visit, &link, &shipments).await)
}

async fn drawn(visit: &Visit<'_, impl World>, link: &Link, shipments: &[page_of::Shown]) -> Reply {
    let config = &visit.service.config;
    page::calendar::reply(&Calendar {
        brand: visit.brand,
        locale: &visit.locale(Some(link)).await,
        host: &config.public_host,
        link_id: &link.id,
        page: &format!("{}{}", config.public_origin(), cookies::path(&link.id)),
        shipments,
    })
}
