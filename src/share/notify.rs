//! Mailing a link to its recipients.

use crate::gate::recipient::Mailbox;
use crate::language::negotiate;
use crate::mail::letters::Letterhead;
use crate::mail::{carrier, letters};
use crate::service::Service;
use crate::token::claims::Link;
use crate::world::World;

use super::registry::{Delivery, DeliveryStatus};

/// Mails a link; how each mail went, in the order of the recipients.
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
        let message = letter.to(mailbox.address.clone(), key, &service.config);
        let status = match carrier::send(world, &service.config, message).await {
            Ok(()) => DeliveryStatus::Sent,
            Err(refused) => {
                world.log(&format!("mail of a link: {refused}"));
                DeliveryStatus::Failed
            }
        };
        Delivery {
            recipient: mailbox.masked(),
            status,
        }
    });
    futures_util::future::join_all(sendings).await
}
