//! Mailing a link to its recipients.

use crate::gate::recipient::Mailbox;
use crate::language::negotiate;
use crate::mail::letters::Letterhead;
use crate::mail::order::{Content, Order, Slip};
use crate::mail::{carrier, letters};
use crate::service::Service;
use crate::token::claims::Link;
use crate::token::seal::Purpose;
use crate::world::World;

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
    let brand = Letterhead::of(&service.config);
    // Nothing is known of the recipients' own wishes yet.
    let language = negotiate::language(None, link.locale.as_deref(), None);
    let locale = &service.locales.get(world, language).await;
    let sendings = recipients.iter().map(|mailbox| async move {
        // The fragment never reaches a server; the gate fills its field from it.
        let url = format!(
            "{share_url}#to={}",
            form_urlencoded::byte_serialize(mailbox.address.as_bytes()).collect::<String>()
        );
        let letter = letters::share(
            locale,
            brand,
            &url,
            link.note.as_deref(),
            link.expires,
            link.shipments.len(),
        );
        // A mint that is tried again mails the same link, issued at the same time.
        let recipient = mailbox.hashes(&service.pepper).recipient;
        let key = format!("{}:{recipient}:{}", link.id, link.issued.unix_timestamp());
        let message = letter.to(mailbox.address.clone(), key.clone(), &service.config);
        let status = match carrier::send(world, &service.config, message).await {
            Ok(()) => DeliveryStatus::Sent,
            Err(refused) => {
                world.log(&format!("mail of a link: {refused}"));
                let again = !refused.permanent
                    && queued(world, service, link, share_url, mailbox, key).await;
                if again {
                    DeliveryStatus::Queued
                } else {
                    DeliveryStatus::Failed
                }
            }
        };
        Delivery {
            recipient: mailbox.masked(),
            status,
        }
    });
    futures_util::future::join_all(sendings).await
}

/// Has the queue try the same mail again; whether it took it.
async fn queued(
    world: &impl World,
    service: &Service,
    link: &Link,
    share_url: &str,
    mailbox: &Mailbox,
    key: String,
) -> bool {
    let token = share_url.rsplit('/').next().unwrap_or_default();
    let slip = Slip {
        to: mailbox.address.clone(),
        token: token.to_owned(),
        locale: link.locale.clone(),
        at: world.now(),
        content: Content::Share,
    };
    let ordered = async {
        let sealed = sealed(world, service, Purpose::Mail, &slip)?;
        dispatch(world, &[Order { key, sealed }]).await
    };
    match ordered.await {
        Ok(()) => true,
        Err(error) => {
            world.log(error.log.as_deref().unwrap_or_default());
            false
        }
    }
}
