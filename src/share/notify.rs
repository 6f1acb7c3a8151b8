//! Mailing a link to its recipients.

use crate::gate::recipient::Mailbox;
use crate::language::negotiate;
use crate::mail::letters;
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
    let brand = &service.config.brand_name;
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
        let message = letter.to(mailbox.address.clone(), &service.config);
        let status = match world.send_mail(message).await {
            Ok(()) => DeliveryStatus::Sent,
            Err(fault) => {
                world.log(&format!("mail of a link: {fault}"));
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
