//! The recipient's handlers: flows in, pages out.

use time::Duration;

use crate::error::{Code, Error};
use crate::event::{self, Event, Kind};
use crate::gate::challenge::{self, Asked};
use crate::gate::redeem::{self as redeeming, Redeemed};
use crate::gate::session::{Visitor, visitor};
use crate::gate::{Stop, cookies, open, page_of};
use crate::geo::earth;
use crate::http::{Reply, etag, form};
use crate::language::{Locale, negotiate};
use crate::page;
use crate::page::gate::{Gate, Notice};
use crate::page::tracking::View;
use crate::service::Service;
use crate::token::claims::{Challenge, Link, Session};
use crate::world::World;

use super::lanes;
use super::visit::Visit;

pub(super) type Outcome = Result<Reply, Stop>;

/// How long a chosen language is remembered: longer than most links live.
const LANGUAGE_LIFE: Duration = Duration::days(180);

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
pub(super) async fn show(visit: &Visit<'_, impl World>, link_id: &str) -> Outcome {
    let Visit {
        world,
        service,
        request,
        brand,
    } = *visit;
    match visitor(world, service, request, link_id).await? {
        Visitor::Stranger(link) => Ok(gate_page(visit, &link, None, None, 200).await),
        Visitor::Challenged(link, challenge) => {
            Ok(code_page(visit, &link, &challenge, None, 200).await)
        }
        Visitor::Recipient(link, session) => {
            let shipments = page_of::shipments(world, service, &link).await?;
            let viewed = Event::of_link(Kind::Viewed, world.now(), &link.id, link.expires)
                .recipient(&session.recipient);
            event::tell(world, viewed.named(&service.pepper));
            let locale = visit.locale(Some(&link)).await;
            // Which ways are needed, the table of ports has to say.
            ground(world, &shipments).await;
            let sought = lanes::gather(world, &shipments).await;
            let page = page::tracking::page(&view(visit, &locale, &link, &shipments));
            lanes::keep(world, &sought);
            Ok(page::reply(200, brand, page))
        }
    }
}

/// Sees that there is something to draw maps from, where there may be a map.
async fn ground(world: &impl World, shipments: &[page_of::Shown]) {
    let mut journeys = shipments.iter().map(|(_, tracking)| &tracking.journey);
    if journeys.any(Option::is_some) {
        earth::ready(world).await;
    }
}

/// `GET /s/{linkId}/tracking`: the page's facts as JSON, behind the same checks.
pub(super) async fn tracking(visit: &Visit<'_, impl World>, link_id: &str) -> Outcome {
    let (link, _) = recipient(visit, link_id).await?;
    let shipments = page_of::shipments(visit.world, visit.service, &link).await?;
    let locale = visit.locale(Some(&link)).await;
    let facts = page::tracking::facts(&view(visit, &locale, &link, &shipments));
    let reply = Reply::json(200, &facts);
    Ok(etag::conditional(reply, visit.request))
}

/// `GET /s/{linkId}/qr.svg`: the link's own URL, which leads to the gate.
pub(super) async fn qr_code(visit: &Visit<'_, impl World>, link_id: &str) -> Outcome {
    recipient(visit, link_id).await?;
    let token = visit.request.cookie(cookies::LINK).unwrap_or_default();
    let url = format!("{}/t/{token}", visit.service.config.public_origin());
    page::qr::reply(&url).ok_or_else(|| {
        Stop::Failed(Error::new(
            Code::NotFound,
            "This link is too long for a QR code.",
        ))
    })
}

/// A visitor who passed the gate: of anything else than the page, a stranger
/// gets 401.
pub(super) async fn recipient(
    visit: &Visit<'_, impl World>,
    link_id: &str,
) -> Result<(Link, Session), Stop> {
    match visitor(visit.world, visit.service, visit.request, link_id).await? {
        Visitor::Recipient(link, session) => Ok((link, session)),
        Visitor::Stranger(_) | Visitor::Challenged(..) => Err(Stop::Failed(Error::new(
            Code::Unauthenticated,
            "The mailbox must be proven first: open the link in a browser.",
        ))),
    }
}

/// `POST /s/{linkId}/code`
pub(super) async fn ask_code(visit: &Visit<'_, impl World>, link_id: &str) -> Outcome {
    let Visit {
        world,
        service,
        request,
        ..
    } = *visit;
    let typed = posted(visit, "email")?;
    let locale = async |link: &Link| visit.locale(Some(link)).await;
    match challenge::ask(world, service, request, link_id, &typed, locale).await? {
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
            Ok(gate_page(visit, &link, Some(&typed), notice, 422).await)
        }
    }
}

/// `POST /s/{linkId}/session`
pub(super) async fn redeem(visit: &Visit<'_, impl World>, link_id: &str) -> Outcome {
    let Visit {
        world,
        service,
        request,
        ..
    } = *visit;
    let typed = posted(visit, "code")?;
    let again = async |link: &Link, challenge: &Challenge, notice| {
        code_page(visit, link, challenge, Some(notice), 422).await
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
        Redeemed::WrongCode(link, challenge) => {
            Ok(again(&link, &challenge, Notice::CodeWrong).await)
        }
        Redeemed::NotHereYet(link, challenge) => {
            Ok(again(&link, &challenge, Notice::CodeNotHereYet).await)
        }
        Redeemed::NoChallenge(link) => {
            let reply = gate_page(visit, &link, None, Some(Notice::CodeVoid), 422).await;
            Ok(cookies::forget(reply, cookies::CHALLENGE, link_id))
        }
    }
}

/// `POST /s/{linkId}/leave`: forgets session and challenge in this browser, so
/// that the gate stands there again; also the way to type another mailbox.
pub(super) fn leave(visit: &Visit<'_, impl World>, link_id: &str) -> Outcome {
    same_origin(visit)?;
    let reply = Reply::see_other(cookies::path(link_id));
    let reply = cookies::forget(reply, cookies::SESSION, link_id);
    Ok(cookies::forget(reply, cookies::CHALLENGE, link_id))
}

/// `POST /s/{linkId}/language`: remembers the language in this browser. It
/// opens nothing, so that no link has to be checked.
pub(super) fn choose_language(visit: &Visit<'_, impl World>, link_id: &str) -> Outcome {
    let wanted = posted(visit, "language")?;
    let language = negotiate::parse(&wanted)
        .ok_or_else(|| Stop::Failed(Error::field("language", "expected a language of the list")))?;
    let now = visit.world.now();
    Ok(cookies::keep(
        Reply::see_other(cookies::path(link_id)),
        cookies::LANGUAGE,
        language.tag(),
        link_id,
        now,
        now + LANGUAGE_LIFE,
    ))
}

/// One field of a form that one of our own pages posted.
pub(super) fn posted(visit: &Visit<'_, impl World>, field: &'static str) -> Result<String, Stop> {
    same_origin(visit)?;
    let body = visit.request.body_of_type(form::MEDIA_TYPE)?;
    form::field(body, field)
        .ok_or_else(|| Stop::Failed(Error::field(field, "expected the form's field")))
}

pub(super) fn same_origin(visit: &Visit<'_, impl World>) -> Result<(), Stop> {
    let own = visit.service.config.public_origin();
    if visit.request.is_same_origin(&own) {
        Ok(())
    } else {
        Err(Stop::Failed(Error::new(
            Code::CrossSite,
            "This form only works on our own page. Please open your link again.",
        )))
    }
}

async fn gate_page(
    visit: &Visit<'_, impl World>,
    link: &Link,
    mailbox: Option<&str>,
    notice: Option<Notice>,
    status: u16,
) -> Reply {
    let locale = visit.locale(Some(link)).await;
    let gate = gate(visit, &locale, link, mailbox, notice);
    page::reply(status, visit.brand, page::gate::address(&gate))
}

async fn code_page(
    visit: &Visit<'_, impl World>,
    link: &Link,
    challenge: &Challenge,
    notice: Option<Notice>,
    status: u16,
) -> Reply {
    let locale = visit.locale(Some(link)).await;
    let gate = gate(visit, &locale, link, None, notice);
    let page = page::gate::code(&gate, visit.world.now(), challenge.expires);
    page::reply(status, visit.brand, page)
}

fn gate<'a>(
    visit: &Visit<'a, impl World>,
    locale: &'a Locale,
    link: &'a Link,
    mailbox: Option<&'a str>,
    notice: Option<Notice>,
) -> Gate<'a> {
    Gate {
        brand: visit.brand,
        locale,
        link_id: &link.id,
        expires: link.expires,
        mailbox,
        notice,
    }
}

fn view<'a>(
    visit: &Visit<'a, impl World>,
    locale: &'a Locale,
    link: &'a Link,
    shipments: &'a [page_of::Shown],
) -> View<'a> {
    View {
        brand: visit.brand,
        locale,
        link_id: &link.id,
        expires: link.expires,
        note: link.note.as_deref(),
        shipments,
        now: visit.world.now(),
    }
}
