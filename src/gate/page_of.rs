//! What a recipient who passed the gate is shown: the tracking of each
//! shipment, unless all of them were delivered long enough ago.

use time::OffsetDateTime;

use crate::event::{self, Event, Kind};
use crate::reference::Reference;
use crate::service::Service;
use crate::token::claims::Link;
use crate::tracking::feed;
use crate::tracking::shipment::Tracking;
use crate::world::World;

use super::Stop;

/// A shipment and what is known of it.
pub type Shown = (Reference, Tracking);

/// Gathers the tracking of every shipment of a link.
///
/// 1. The feed, for all of them at once: 503 if one has no answer young enough.
/// 2. All delivered, and the configured grace has passed: 410 delivered, and
///    told as an event.
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
    let shown = futures_util::future::try_join_all(asked).await?;
    // 2
    match delivered(&shown) {
        Some(at) if at + service.config.delivered_grace <= world.now() => {
            // Of the same moment whoever looks, so that it is one event.
            let end = at + service.config.delivered_grace;
            let ended = Event::of_link(Kind::Delivered, end, &link.id, link.expires);
            event::tell(world, ended.named(&service.pepper));
            Err(Stop::Delivered)
        }
        _ => Ok(shown),
    }
}

/// When the last of the shipments was delivered; `None` while one is not.
fn delivered(shown: &[Shown]) -> Option<OffsetDateTime> {
    shown
        .iter()
        .map(|(_, tracking)| tracking.journey.as_ref()?.delivered)
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .max()
}
