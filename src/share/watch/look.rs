//! Looking at one shipment: what has happened to it, who is to hear of it, and
//! which links have ended with it.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::future::{join_all, try_join, try_join_all};

use crate::error::{Error, Result};
use crate::event::{self, Event, Kind, Message};
use crate::gate::denylist::{self, Standing};
use crate::gate::page_of::delivered;
use crate::geo::earth;
use crate::mail::frequency::Frequency;
use crate::mail::order::{Content, Order, Slip};
use crate::parcels;
use crate::reference::Reference;
use crate::service::Service;
use crate::share::registry::{self, index};
use crate::share::status::ended_key;
use crate::token::pepper::Use;
use crate::token::seal::Purpose;
use crate::tracking::alarm::{self, Alarm, Memory, Quiet, Rules, Seen};
use crate::tracking::feed;
use crate::tracking::shipment::Tracking;
use crate::world::{Queue, World};

use super::{Hidden, Watch, digest, sealed, store};

/// How many links of one shipment are ended in one look; a later look ends more.
const LINKS: u16 = 100;

/// Looks at a shipment.
///
/// 1. Its watches, and its links that have not ended. If there are none, there
///    is nobody to look for.
/// 2. What is known of it now: the origin is asked.
/// 3. Each watch whose link is void is erased; of each of the others, what is
///    to be told is ordered first and remembered then, or erased where the link
///    has ended with the delivery. What is cut off between
///    is ordered again, under the same key.
/// 4. If it was delivered, and the configured grace has passed, its links end
///    of which the same is true for every other shipment, and their watches are
///    erased.
///
/// # Errors
/// 503 when a store, the origin or a queue does not answer: to be done again.
pub async fn look(world: &impl World, service: &Service, shipment: &Reference) -> Result<()> {
    // 1
    let (watches, links) = try_join(store::of(world, shipment), living(world, shipment)).await?;
    if watches.is_empty() && links.is_empty() {
        return Ok(());
    }
    // 2
    let tracking = feed::refreshed(world, &service.config, shipment).await?;
    // 3
    if !watches.is_empty() {
        tell(world, service, shipment, &watches, &tracking).await?;
    }
    // 4
    let over = tracking
        .journey
        .as_ref()
        .and_then(|journey| journey.delivered);
    if over.is_some_and(|at| at + service.config.delivered_grace <= world.now()) {
        end(world, service, shipment, &tracking, &watches, &links).await?;
    }
    Ok(())
}

/// The links of a shipment that have not ended, as far as the lists know.
async fn living(world: &impl World, shipment: &Reference) -> Result<Vec<String>> {
    let (ids, _) = index::list(world, &index::By::Shipment(shipment), None, LINKS).await?;
    let keys: Vec<String> = ids.iter().map(|id| ended_key(id)).collect();
    let ended = registry::read_all(world, &keys).await?;
    Ok(ids
        .into_iter()
        .filter(|id| !ended.contains_key(&ended_key(id)))
        .collect())
}

/// Orders the mails of a shipment's watches.
async fn tell(
    world: &impl World,
    service: &Service,
    shipment: &Reference,
    watches: &[Watch],
    tracking: &Tracking,
) -> Result<()> {
    let keys: Vec<String> = watches
        .iter()
        .map(|watch| store::memory(&watch.id, shipment))
        .collect();
    let stoppable = watches.iter().filter(|watch| watch.is_subscription());
    let stoppable = stoppable.flat_map(Watch::names);
    let (memories, stops): (HashMap<String, Memory>, _) =
        try_join(store::read(world, &keys), store::stops(world, stoppable)).await?;
    if let Some(journey) = &tracking.journey
        && alarm::is_under_way(journey)
    {
        earth::ready(world).await;
    }
    let seen = Seen {
        journey: tracking.journey.as_ref(),
        off_route: tracking.journey.as_ref().and_then(alarm::off_route),
    };
    let tellings = watches.iter().map(|watch| {
        let memory = memories.get(&store::memory(&watch.id, shipment));
        let is_stopped = watch.is_subscription() && watch.is_stopped(&stops);
        of_watch(
            world,
            service,
            shipment,
            watch,
            memory,
            is_stopped,
            seen.clone(),
        )
    });
    try_join_all(tellings).await.map(|_| ())
}

async fn of_watch(
    world: &impl World,
    service: &Service,
    shipment: &Reference,
    watch: &Watch,
    memory: Option<&Memory>,
    is_stopped: bool,
    seen: Seen<'_>,
) -> Result<()> {
    let opened = watch.open(service).and_then(|hidden| {
        let genuine = service.links.verify(&service.ring, &hidden.token).ok()?;
        Some((hidden, genuine.even_if_void().clone()))
    });
    let Some((hidden, link)) = opened else {
        world.log("watches: one that no key of ours opens");
        return Ok(());
    };
    let standing = denylist::standing(world, &link, None).await?;
    let is_over = standing == Standing::Delivered;
    let is_void = link.expires <= world.now() || standing != Standing::Good && !is_over;
    if is_stopped || is_void {
        return store::erase(world, &watch.id, &link.shipments).await;
    }
    let mut now = memory.cloned().unwrap_or_default();
    let alarms = alarm::judge(
        &rules(service, watch),
        &watch.wanted,
        &mut now,
        seen,
        world.now(),
    );
    if watch.frequency == Some(Frequency::Daily) {
        digest::put_aside(world, watch, shipment, &alarms).await?;
    } else {
        order(world, service, shipment, watch, &hidden, &alarms).await?;
    }
    if is_over {
        return store::erase(world, &watch.id, &link.shipments).await;
    }
    if memory == Some(&now) {
        return Ok(());
    }
    let text = serde_json::to_string(&now).map_err(|e| Error::unavailable(e.to_string()))?;
    let key = store::memory(&watch.id, shipment);
    store::write(world, key, text, watch.until)
        .await
        .map_err(|fault| Error::unavailable(format!("watches: {fault}")))
}

fn rules(service: &Service, watch: &Watch) -> Rules {
    let mut rules = Rules {
        quiet: service.config.news.quiet.map(|quiet| Quiet {
            from_hour: quiet.from,
            to_hour: quiet.to,
            offset: quiet.offset,
        }),
        ..Rules::default()
    };
    if let Some(hours) = watch.eta_hours {
        rules.eta = time::Duration::hours(hours.into());
    }
    rules.earlier = watch.earlier;
    rules
}

/// Orders one mail for each alarm and recipient.
async fn order(
    world: &impl World,
    service: &Service,
    shipment: &Reference,
    watch: &Watch,
    hidden: &Hidden,
    alarms: &[Alarm],
) -> Result<()> {
    let mut orders = Vec::new();
    for alarm in alarms {
        for (to, recipient_id) in hidden.addresses.iter().zip(&watch.recipient_ids) {
            let slip = Slip {
                to: to.clone(),
                token: hidden.token.clone(),
                locale: hidden.locale.clone(),
                at: world.now(),
                content: Content::Alarm {
                    shipment: shipment.clone(),
                    what: alarm.what.clone(),
                    watch: watch.is_subscription().then(|| watch.id.clone()),
                },
            };
            let named = [
                &watch.id,
                recipient_id,
                shipment.kind.as_str(),
                &shipment.number,
                &alarm.key,
            ];
            orders.push(Order {
                key: service.pepper.id(Use::MailKey, &named),
                sealed: sealed(world, service, Purpose::Mail, &slip)?,
            });
        }
    }
    dispatch(world, &orders).await
}

/// Puts mails into the queue.
///
/// # Errors
/// 503 when the queue does not take all of them; they may be put again.
pub async fn dispatch(world: &impl World, orders: &[Order]) -> Result<()> {
    /// The platform takes 256 KB at once; an order with the longest token is 10.
    const AT_ONCE: usize = 20;
    parcels::put(world, Queue::Mails, orders, AT_ONCE, Duration::ZERO)
        .await
        .map_err(|fault| Error::unavailable(format!("mails: {fault}")))
}

/// Ends the links of a shipment that was delivered long enough ago.
///
/// 1. Left out is what shows something else that has not been delivered.
/// 2. The denylist, so that the link is dead whatever the origin says later.
/// 3. Its watches are erased, and the event is told: of the moment at which it
///    ended, so that it is one event however often it is told.
async fn end(
    world: &impl World,
    service: &Service,
    shipment: &Reference,
    tracking: &Tracking,
    watches: &[Watch],
    links: &[String],
) -> Result<()> {
    let names: Vec<&str> = links.iter().map(String::as_str).collect();
    let records = registry::find_all(world, &names).await?;
    let endings = records.values().map(|record| async move {
        let listing = &record.listing;
        // 1
        let known = listing.shipments.iter().map(|other| async move {
            if other == shipment {
                Ok::<_, Error>((other.clone(), tracking.clone()))
            } else {
                let tracking = feed::tracking(world, &service.config, other).await?;
                Ok((other.clone(), tracking))
            }
        });
        let shown = try_join_all(known).await?;
        let Some(at) = delivered(&shown).map(|at| at + service.config.delivered_grace) else {
            return Ok(());
        };
        if at > world.now() {
            return Ok(());
        }
        // 2
        denylist::end_delivered(world, &listing.link_id, at).await?;
        // 3
        let of_link = watches
            .iter()
            .filter(|watch| watch.link_id == listing.link_id);
        let erasures = of_link.map(|watch| store::erase(world, &watch.id, &listing.shipments));
        try_join_all(erasures).await?;
        let ended = Event::of_link(Kind::Delivered, at, &listing.link_id, listing.expires_at);
        event::send(world, &[Message::Event(ended.named(&service.pepper))])
            .await
            .map_err(|fault| Error::unavailable(format!("events: {fault}")))
    });
    // Each on its own: one that fails hinders no other.
    join_all(endings).await.into_iter().collect()
}
