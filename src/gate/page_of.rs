//! What a recipient who passed the gate is shown: the tracking of each
//! shipment, unless all of them were delivered long enough ago.

use time::OffsetDateTime;

use crate::event::{self, Event, Kind};
use crate::reference::Reference;
use crate::service::Service;
use crate::token::claims::Link;
use crate::tracking::feed;
use crate::tracking::shipment::{Place, Tracking};
use crate::world::World;

use super::{Stop, denylist};

/// A shipment and what is known of it.
pub type Shown = (Reference, Tracking);

/// A shipment that was handed over.
#[derive(Debug, Clone, PartialEq)]
pub struct Handed {
    /// Which.
    pub shipment: Reference,
    /// When, in the place's own offset.
    pub when: OffsetDateTime,
    /// Where, if it is known.
    pub place: Option<Place>,
}

/// Gathers the tracking of every shipment of a link.
///
/// 1. The feed, for all of them at once: 503 if one has no answer young enough.
///    The others are waited for all the same: they may be asking for others too.
/// 2. All delivered, and the configured grace has passed: 410 delivered. It is
///    written into the denylist first, then told as an event: what was told as
///    ended is not looked at any more. What fails is left to the next look or view.
///
/// # Errors
/// [`Stop`] as said with each step.
pub async fn shipments(
    world: &impl World,
    service: &Service,
    link: &Link,
) -> Result<Vec<Shown>, Stop> {
    // 1
    let asked = link.shipments.iter().map(|shipment| async move {
        let tracking = feed::tracking(world, &service.config, shipment).await?;
        Ok::<Shown, Stop>((shipment.clone(), tracking))
    });
    let shown = futures_util::future::join_all(asked).await;
    let shown = shown.into_iter().collect::<Result<Vec<Shown>, Stop>>()?;
    // 2
    match delivered(&shown) {
        Some(at) if at + service.config.delivered_grace <= world.now() => {
            // Of the same moment whoever looks, so that it is one event.
            let end = at + service.config.delivered_grace;
            match denylist::end_delivered(world, &link.id, end).await {
                Ok(()) => {
                    let ended = Event::of_link(Kind::Delivered, end, &link.id, link.expires);
                    event::tell(world, ended.named(&service.pepper));
                }
                Err(error) => world.log(error.log.as_deref().unwrap_or_default()),
            }
            Err(Stop::Delivered(handed(&shown)))
        }
        _ => Ok(shown),
    }
}

/// When the last of the shipments was delivered; `None` while one is not.
#[must_use]
pub fn delivered(shown: &[Shown]) -> Option<OffsetDateTime> {
    shown
        .iter()
        .map(|(_, tracking)| tracking.journey.as_ref()?.delivered)
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .max()
}

/// What was delivered by a link that has ended, as far as the feed still
/// knows: nothing, if it does not.
pub async fn recall(world: &impl World, service: &Service, link: &Link) -> Vec<Handed> {
    let asked = link.shipments.iter().map(|shipment| async move {
        let tracking = feed::tracking(world, &service.config, shipment)
            .await
            .ok()?;
        Some((shipment.clone(), tracking))
    });
    let shown = futures_util::future::join_all(asked).await;
    handed(&shown.into_iter().flatten().collect::<Vec<_>>())
}

fn handed(shown: &[Shown]) -> Vec<Handed> {
    let each = shown.iter().filter_map(|(shipment, tracking)| {
        let journey = tracking.journey.as_ref()?;
        Some(Handed {
            shipment: shipment.clone(),
            when: journey.delivered?,
            place: journey.place_of_delivery().cloned(),
        })
    });
    each.collect()
}
