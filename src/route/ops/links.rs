//! Links, by search, state and issuer.

use crate::error::Result;
use crate::gate::recipient::{Mailbox, domain_hash};
use crate::http::Reply;
use crate::page::ops::links::{self, Search};
use crate::page::ops::{Listed, Notice, State};
use crate::reference::{Kind, Reference};
use crate::share::list::{self, Filter, Page};
use crate::share::status;
use crate::token::claims::Link;
use crate::token::pepper::is_id;
use crate::world::World;

use super::Desk;
use super::shown::{listed, state};

/// How many links a page shows.
const SHOWN: usize = 50;

/// `GET /ops/links` with `q`, `state`, `by` and `cursor`
pub(super) async fn list(desk: &Desk<'_, '_, impl World>) -> Result<Reply> {
    let text = |name| desk.query.text(name).trim();
    let wanted = State::ALL
        .into_iter()
        .find(|state| state.as_str() == text("state"));
    let search = Search {
        q: text("q"),
        state: wanted,
        by: text("by"),
    };
    let looked = match look_for(desk, &search) {
        Some(Found::Link(id)) => return Ok(Reply::see_other(format!("/ops/links/{id}"))),
        Some(Found::Lists(filters)) => Some(first_of(desk, &filters).await?),
        None => None,
    };
    let notice = looked.is_none().then_some(Notice::Failed(
        "Please search for a number, an address, a domain with @ before it, or a link.",
    ));
    let page = looked.flatten();
    let found = page.as_ref().map_or(&[][..], |page| &page.links);
    let links: Vec<Listed<'_>> = found.iter().map(listed).collect();
    let view = links::View {
        search,
        links: &links,
        next: page.as_ref().and_then(|page| page.next_cursor.as_deref()),
        notice,
    };
    Ok(desk.page(200, links::page(&desk.frame(), &view)))
}

/// What a search is about.
enum Found {
    /// One link.
    Link(String),
    /// The lists to look into: the first that has anything.
    Lists(Vec<Filter>),
}

/// Makes out what was typed; `None` if it is nothing that can be looked for.
fn look_for(desk: &Desk<'_, '_, impl World>, search: &Search<'_>) -> Option<Found> {
    let service = desk.visit.service;
    let base = Filter {
        issuer: Some(search.by.to_owned()).filter(|by| !by.is_empty()),
        state: search.state.and_then(|wanted| {
            status::State::ALL
                .into_iter()
                .find(|one| state(*one) == wanted)
        }),
        ..Filter::default()
    };
    let q = search.q;
    if q.is_empty() {
        return Some(Found::Lists(vec![base]));
    }
    if is_id(q) {
        return Some(Found::Link(q.to_owned()));
    }
    if let Some((_, token)) = q.split_once("/t/") {
        let token = token.split('#').next().unwrap_or_default();
        let genuine = service.ring.verify::<Link>(token).ok()?;
        return Some(Found::Link(genuine.even_if_void().id.clone()));
    }
    if let Some(domain) = q.strip_prefix('@') {
        let domain = Some(domain_hash(&service.pepper, domain).ok()?);
        return Some(Found::Lists(vec![Filter { domain, ..base }]));
    }
    if q.contains('@') {
        let hashes = Mailbox::parse(q).ok()?.hashes(&service.pepper);
        let recipient = Some(hashes.recipient);
        return Some(Found::Lists(vec![Filter { recipient, ..base }]));
    }
    // A number does not say what kind of number it is.
    let filters: Vec<Filter> = Kind::ALL
        .into_iter()
        .filter_map(|kind| Reference::parse(kind, q, None).ok())
        .map(|shipment| Filter {
            shipment: Some(shipment),
            ..base.clone()
        })
        .collect();
    (!filters.is_empty()).then_some(Found::Lists(filters))
}

/// The page of the first list that has anything. A cursor is only good for the
/// list that it came from.
async fn first_of(desk: &Desk<'_, '_, impl World>, filters: &[Filter]) -> Result<Option<Page>> {
    let cursor = Some(desk.query.text("cursor")).filter(|cursor| !cursor.is_empty());
    let mut last = None;
    for filter in filters {
        let (world, service) = (desk.visit.world, desk.visit.service);
        match list::list(world, service, filter, cursor, SHOWN).await {
            Ok(page) if page.links.is_empty() && page.next_cursor.is_none() => last = Some(page),
            Ok(page) => return Ok(Some(page)),
            Err(error) if error.field.as_deref() == Some("cursor") => {}
            Err(error) => return Err(error),
        }
    }
    Ok(last)
}
