//! What a mail on its way says: the letter, in its envelope.

use futures_util::future::join_all;

use crate::error::Result;
use crate::language::{Locale, negotiate};
use crate::mail::letters::{self, DigestEntry, Letter, Letterhead, Ways};
use crate::mail::order::Content;
use crate::service::Service;
use crate::share::watch::subscribe;
use crate::tracking::feed;
use crate::tracking::shipment::Journey;
use crate::world::{Message, World};

use super::Addressed;

/// Writes a mail.
///
/// # Errors
/// 503 when there is no randomness for its way out.
pub(in crate::share) async fn message(
    world: &impl World,
    service: &Service,
    addressed: &Addressed,
    key: &str,
) -> Result<Message> {
    let slip = &addressed.slip;
    let language = negotiate::language(None, slip.locale.as_deref(), None);
    let locale = service.locales.get(world, language).await;
    let journeys = journeys(world, service, &slip.content).await;
    let way_out = way_out(world, service, addressed)?;
    let letter = letter(service, &locale, addressed, &journeys, way_out.as_deref());
    let mut message = letter.to(slip.to.clone(), key.to_owned(), &service.config);
    if let Some(url) = way_out {
        // RFC 8058: one POST, without a question.
        message.headers.extend([
            ("List-Unsubscribe", format!("<{url}>")),
            (
                "List-Unsubscribe-Post",
                "List-Unsubscribe=One-Click".to_owned(),
            ),
        ]);
    }
    Ok(message)
}

/// Where the shipments of a day's mail stand, as far as anybody knows.
async fn journeys(
    world: &impl World,
    service: &Service,
    content: &Content,
) -> Vec<Option<Journey>> {
    let Content::Digest(entries) = content else {
        return Vec::new();
    };
    let asked = entries.iter().map(|entry| async move {
        let known = feed::tracking(world, &service.config, &entry.shipment).await;
        known.ok()?.journey
    });
    join_all(asked).await
}

/// The address at which the reader can end such mails, where they have asked
/// for them: one order, or for a mail about all of them all.
fn way_out(world: &impl World, service: &Service, addressed: &Addressed) -> Result<Option<String>> {
    let recipient = &addressed.hashes.recipient;
    let watch = match &addressed.slip.content {
        Content::Alarm {
            watch: Some(watch), ..
        } => watch,
        Content::Digest(_) => recipient,
        _ => return Ok(None),
    };
    let token = subscribe::way_out(world, service, watch, recipient)?;
    let origin = service.config.public_origin();
    Ok(Some(format!("{origin}/stop/{token}")))
}

fn letter(
    service: &Service,
    locale: &Locale,
    addressed: &Addressed,
    journeys: &[Option<Journey>],
    way_out: Option<&str>,
) -> Letter {
    let Addressed { slip, link, .. } = addressed;
    let (origin, brand) = (
        service.config.public_origin(),
        Letterhead::of(&service.config),
    );
    let address: String = form_urlencoded::byte_serialize(slip.to.as_bytes()).collect();
    // The fragment never reaches a server; the gate fills its field from it.
    let share_url = |token: &str| format!("{origin}/t/{token}#to={address}");
    let url = share_url(&slip.token);
    match &slip.content {
        Content::Share => {
            let (note, count) = (link.note.as_deref(), link.shipments.len());
            letters::share(locale, brand, &url, note, link.expires, count)
        }
        Content::Alarm { shipment, what, .. } => {
            let ways = match way_out {
                Some(unsubscribe_url) => Ways::Subscription {
                    unsubscribe_url,
                    preferences_url: &url,
                },
                None => Ways::Watch {
                    note: link.note.as_deref(),
                    expires: link.expires,
                },
            };
            letters::alarm(locale, brand, slip.at, shipment, what, &url, &ways)
        }
        Content::Confirm {
            shipment,
            frequency,
            wish,
        } => {
            let confirm = format!("{origin}/updates/{wish}");
            letters::confirm(locale, brand, shipment, &confirm, *frequency)
        }
        Content::Digest(entries) => {
            let urls: Vec<String> = entries
                .iter()
                .map(|entry| share_url(&entry.token))
                .collect();
            let shown: Vec<DigestEntry<'_>> = entries
                .iter()
                .zip(&urls)
                .zip(journeys)
                .map(|((entry, share_url), journey)| DigestEntry {
                    shipment: &entry.shipment,
                    share_url,
                    news: &entry.news,
                    journey: journey.as_ref(),
                })
                .collect();
            let out = way_out.unwrap_or_default();
            letters::digest(locale, brand, slip.at, &shown, out, &url)
        }
    }
}
