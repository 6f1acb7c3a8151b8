//! Mailing a link to its recipients.

use crate::error::Result;
use crate::gate::recipient::Mailbox;
use crate::mail::carrier;
use crate::mail::order::{Content, Order, Slip};
use crate::service::Service;
use crate::token::claims::Link;
use crate::token::seal::Purpose;
use crate::world::World;

use super::post::{Addressed, written};
use super::registry::{Delivery, DeliveryStatus};
use super::watch::look::dispatch;
use super::watch::sealed;

/// Mails a link; how each mail went, in the order of the recipients. What the
/// carrier does not take now waits in the queue.
pub(super) async fn notify(
    world: &impl World,
    service: &Service,
    link: &Link,
    share_url: &str,
    recipients: &[Mailbox],
) -> Vec<Delivery> {
    let token = share_url.rsplit('/').next().unwrap_or_default();
    let sendings = recipients.iter().map(|mailbox| async move {
        let addressed = Addressed {
            slip: Slip {
                to: mailbox.address.clone(),
                token: token.to_owned(),
                // Nothing is known of the recipients' own wishes yet.
                locale: link.locale.clone(),
                at: world.now(),
                content: Content::Share,
            },
            link: link.clone(),
            hashes: mailbox.hashes(&service.pepper),
        };
        let status = mail(world, service, &addressed)
            .await
            .unwrap_or_else(|error| {
                world.log(error.log.as_deref().unwrap_or_default());
                DeliveryStatus::Failed
            });
        Delivery {
            recipient: mailbox.masked(),
            status,
        }
    });
    futures_util::future::join_all(sendings).await
}

/// Mails one recipient now, or has the queue try the same mail again.
async fn mail(
    world: &impl World,
    service: &Service,
    addressed: &Addressed,
) -> Result<DeliveryStatus> {
    let Addressed { slip, link, hashes } = addressed;
    // A mint that is tried again mails the same link, issued at the same time.
    let issued = link.issued.unix_timestamp();
    let key = format!("{}:{}:{issued}", link.id, hashes.recipient);
    let message = written::message(world, service, addressed, &key).await?;
    let Err(refused) = carrier::send(world, &service.config, message).await else {
        return Ok(DeliveryStatus::Sent);
    };
    world.log(&format!("mail of a link: {refused}"));
    if refused.permanent {
        return Ok(DeliveryStatus::Failed);
    }
    let sealed = sealed(world, service, Purpose::Mail, slip)?;
    dispatch(world, &[Order { key, sealed }]).await?;
    Ok(DeliveryStatus::Queued)
}
