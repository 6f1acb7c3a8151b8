//! Links: found, looked at, changed, restored.

use time::OffsetDateTime;

use crate::error::{Code, Error, Result};
use crate::event::{Event, Kind};
use crate::gate::denylist::{self, Held};
use crate::gate::recipient::{Mailbox, domain_hash};
use crate::http::Reply;
use crate::page::ops::link::{self, Activity, Delivery, Recipient, Revoked};
use crate::page::ops::links::{self, Search};
use crate::page::ops::{Listed, Notice, Problem, State};
use crate::reference::{Kind as Number, Reference};
use crate::share::change::{self as changing, Change};
use crate::share::history;
use crate::share::list::{self, Filter, Page};
use crate::share::registry;
use crate::share::request::{end_of_day, expires};
use crate::share::status::{self, Status};
use crate::share::{reason, restore as restoring};
use crate::token::claims::Link;
use crate::token::pepper::is_id;
use crate::world::World;

use super::shown::{listed, state};
use super::{Desk, refusal};

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
    let filters: Vec<Filter> = Number::ALL
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

/// `GET /ops/links/{linkId}`
pub(super) async fn one(desk: &Desk<'_, '_, impl World>, link_id: &str) -> Result<Reply> {
    show(desk, link_id, &Said::default(), 200).await
}

/// What there is to say beside the link, after a change.
#[derive(Default)]
struct Said<'a> {
    share_url: Option<&'a str>,
    problems: &'a [Problem<'a>],
    notice: Option<Notice<'a>>,
}

async fn show(
    desk: &Desk<'_, '_, impl World>,
    link_id: &str,
    said: &Said<'_>,
    code: u16,
) -> Result<Reply> {
    let (world, service) = (desk.visit.world, desk.visit.service);
    let record = registry::find(world, link_id).await?.ok_or_else(unlisted)?;
    let note = record.note;
    let Status {
        state: stands,
        revocation,
        ended,
        listing,
    } = status::status(world, link_id).await?;
    let events = history::of(world, link_id).await.unwrap_or_else(|error| {
        world.log(error.log.as_deref().unwrap_or_default());
        Vec::new()
    });
    let hashes = listing.hashes(&service.pepper);
    let granted = listing.granted();
    let held: Vec<Held<'_>> = hashes.iter().map(|by| Held { granted, by }).collect();
    let denied = denylist::revocations_of_recipients(world, &held, None).await?;
    let last = |kind: Kind, hash: &str| {
        let theirs =
            |event: &&Event| event.kind == kind && event.recipient_id.as_deref() == Some(hash);
        let mut found = events.iter().filter(theirs).map(|event| event.at);
        // The first time that somebody proved who they are, the last that they looked.
        match kind {
            Kind::Verified => found.next(),
            _ => found.next_back(),
        }
    };
    let recipients: Vec<Recipient<'_>> = listing
        .recipients
        .iter()
        .zip(&listing.recipient_ids)
        .zip(&denied)
        .map(|((masked, id), denied)| Recipient {
            id,
            masked,
            verified: last(Kind::Verified, id),
            viewed: last(Kind::Viewed, id),
            revoked: !denied.is_empty(),
        })
        .collect();
    let masked = |hash: Option<&str>| {
        let at = listing
            .recipient_ids
            .iter()
            .position(|id| Some(id.as_str()) == hash)?;
        listing.recipients.get(at).map(String::as_str)
    };
    let deliveries: Vec<Delivery<'_>> = events
        .iter()
        .rev()
        .filter(|event| matches!(event.kind, Kind::MailSent | Kind::MailFailed))
        .map(|event| Delivery {
            recipient: masked(event.recipient_id.as_deref()).unwrap_or("a former recipient"),
            at: Some(event.at),
            sent: event.kind == Kind::MailSent,
            why: event.detail.as_deref(),
        })
        .collect();
    let activity: Vec<Activity<'_>> = events
        .iter()
        .rev()
        .map(|event| Activity {
            at: event.at,
            what: told(event.kind),
            who: event
                .by
                .as_deref()
                .or_else(|| masked(event.recipient_id.as_deref())),
            detail: event.detail.as_deref(),
        })
        .collect();
    let view = link::View {
        link: Listed {
            link_id,
            shipments: &listing.shipments,
            recipients: &listing.recipients,
            state: state(stands),
            created: listing.created_at,
            ends: listing.expires_at,
            issuer: &listing.issuer,
            issuer_label: &listing.issuer_label,
        },
        note: note.as_deref(),
        revoked: revocation.as_ref().map(|standing| Revoked {
            at: standing.revocation.at,
            by: &standing.revocation.by,
            why: &standing.revocation.why,
            own: standing.scope == "link",
        }),
        ended: ended
            .as_ref()
            .map(|ended| (ended.at, ended.reason.as_str())),
        recipients: &recipients,
        deliveries: &deliveries,
        activity: &activity,
        share_url: said.share_url,
        problems: said.problems,
        notice: said.notice,
    };
    Ok(desk.page(code, link::page(&desk.frame(), &view)))
}

/// `POST /ops/links/{linkId}/change`: extend it, add or drop a recipient.
pub(super) async fn change(desk: &Desk<'_, '_, impl World>, link_id: &str) -> Result<Reply> {
    let (world, service) = (desk.visit.world, desk.visit.service);
    let fields = desk.posted().await?;
    let wanted = fields.text("change");
    let change = match wanted {
        "extend" => end(desk, fields.text("expires")).map(|expires| Change {
            expires: Some(expires),
            ..Change::default()
        }),
        "add" => Mailbox::parse(fields.text("email"))
            .map(|mailbox| Change {
                add: vec![mailbox],
                notify: true,
                ..Change::default()
            })
            .map_err(|expected| Error::field("email", expected)),
        "drop" => Ok(Change {
            drop_ids: vec![fields.text("recipient").to_owned()],
            ..Change::default()
        }),
        _ => Err(Error::field("change", "expected extend, add or drop")),
    };
    let changed = match change {
        Ok(change) => changing::change(world, service, &desk.actor, link_id, &change).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(changed) => {
            let warnings = changed.warnings.join(" ");
            let text = format!("The link was signed anew under the same id. {warnings}");
            let said = Said {
                share_url: Some(&changed.share_url),
                notice: Some(Notice::Done(text.trim())),
                ..Said::default()
            };
            show(desk, link_id, &said, 200).await
        }
        Err(error) => {
            let field = match wanted {
                "extend" => "expires",
                "add" => "email",
                _ => "recipient",
            };
            again(desk, link_id, field, error).await
        }
    }
}

/// The end of a day that was typed.
fn end(desk: &Desk<'_, '_, impl World>, day: &str) -> Result<OffsetDateTime> {
    let life = desk.visit.service.config.life();
    expires(Some(&end_of_day(day)), desk.visit.world.now(), life)
}

/// `POST /ops/links/{linkId}/restore`
pub(super) async fn restore(desk: &Desk<'_, '_, impl World>, link_id: &str) -> Result<Reply> {
    let (world, service) = (desk.visit.world, desk.visit.service);
    let fields = desk.posted().await?;
    let outcome = match reason::read(Some(fields.text("why"))) {
        Ok(why) => {
            let why = why.unwrap_or("restored at the dashboard");
            restoring::restore(world, service, &desk.actor, link_id, None, why).await
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(restored) => {
            let warnings = restored.warnings.join(" ");
            let text = format!("Restored: here at once, everywhere within two minutes. {warnings}");
            let said = Said {
                notice: Some(Notice::Done(text.trim())),
                ..Said::default()
            };
            show(desk, link_id, &said, 200).await
        }
        Err(error) => again(desk, link_id, "why", error).await,
    }
}

/// The link's page with what was refused beside its field.
async fn again(
    desk: &Desk<'_, '_, impl World>,
    link_id: &str,
    field: &str,
    error: Error,
) -> Result<Reply> {
    let error = refusal(error)?;
    let problems = [Problem {
        field,
        text: &error.detail,
    }];
    let said = Said {
        problems: &problems,
        ..Said::default()
    };
    show(desk, link_id, &said, 422).await
}

fn unlisted() -> Error {
    Error::new(
        Code::NotFound,
        "No such link is listed. A link minted within the last minutes may not be listed yet; it can be revoked by its URL all the same.",
    )
}

/// What happened, for people.
const fn told(kind: Kind) -> &'static str {
    match kind {
        Kind::Minted => "Minted",
        Kind::Changed => "Signed anew",
        Kind::MailSent => "Mail sent",
        Kind::MailFailed => "Mail refused by the carrier",
        Kind::Opened => "Opened",
        Kind::Failed => "Wrong code typed",
        Kind::Verified => "Mailbox proven",
        Kind::Viewed => "Tracking page seen",
        Kind::Revoked => "Revoked",
        Kind::Restored => "Restored",
        Kind::Delivered => "Ended: delivered",
        Kind::Expired => "Ended: time is up",
        Kind::KeyIssued => "API key issued",
    }
}
