//! One link: looked at, changed, restored.

use time::OffsetDateTime;

use crate::error::{Error, Result};
use crate::event::{Event, Kind};
use crate::gate::denylist::{self, Held};
use crate::gate::recipient::Mailbox;
use crate::http::Reply;
use crate::page::ops::link::{self, Activity, Delivery, Recipient, Revoked};
use crate::page::ops::{Notice, Problem};
use crate::share::change::{self as changing, Change};
use crate::share::request::{end_of_day, expires};
use crate::share::status::{self, Looked, Status};
use crate::share::{reason, registry, restore as restoring};
use crate::world::World;

use super::shown::listed;
use super::{Desk, refusal};

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
    let known = Known::gather(desk, link_id).await?;
    let recipients = known.recipients();
    let deliveries = known.deliveries();
    let activity = known.activity();
    let Status {
        revocation, ended, ..
    } = &known.status;
    let view = link::View {
        link: listed(&known.status),
        note: known.note.as_deref(),
        revoked: revocation.as_ref().map(|standing| Revoked {
            at: standing.revocation.at,
            by: known.named(&standing.revocation.by),
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

/// What is known of a link.
struct Known {
    status: Status,
    note: Option<String>,
    /// What happened, the oldest first.
    events: Vec<Event>,
    /// Of each recipient, whether their access was revoked.
    denied: Vec<bool>,
}

impl Known {
    async fn gather(desk: &Desk<'_, '_, impl World>, link_id: &str) -> Result<Self> {
        let (world, service) = (desk.visit.world, desk.visit.service);
        let record = registry::find(world, link_id)
            .await?
            .ok_or_else(status::unlisted)?;
        let Looked {
            status,
            activity: events,
        } = status::look_at(world, record.listing).await?;
        let hashes = status.listing.hashes(&service.pepper);
        let granted = status.listing.granted();
        let held: Vec<Held<'_>> = hashes.iter().map(|by| Held { granted, by }).collect();
        let denied = denylist::revocations_of_recipients(world, &held, None).await?;
        Ok(Self {
            denied: denied.iter().map(|against| !against.is_empty()).collect(),
            note: record.note,
            status,
            events,
        })
    }

    fn recipients(&self) -> Vec<Recipient<'_>> {
        let listing = &self.status.listing;
        listing
            .recipients
            .iter()
            .zip(&listing.recipient_ids)
            .zip(&self.denied)
            .map(|((masked, id), denied)| Recipient {
                id,
                masked,
                verified: self.times(Kind::Verified, id).next(),
                viewed: self.times(Kind::Viewed, id).next_back(),
                revoked: *denied,
            })
            .collect()
    }

    /// When this happened to a recipient, the oldest first.
    fn times<'a>(
        &'a self,
        kind: Kind,
        id: &'a str,
    ) -> impl DoubleEndedIterator<Item = OffsetDateTime> + 'a {
        self.events
            .iter()
            .filter(move |event| event.kind == kind && event.recipient_id.as_deref() == Some(id))
            .map(|event| event.at)
    }

    /// Who did something: the key that minted the link by its label.
    fn named<'a>(&'a self, by: &'a str) -> &'a str {
        let listing = &self.status.listing;
        if by == listing.issuer {
            &listing.issuer_label
        } else {
            by
        }
    }

    /// The masked address of an event's recipient, if it still is one.
    fn masked(&self, event: &Event) -> Option<&str> {
        let listing = &self.status.listing;
        let hash = event.recipient_id.as_ref()?;
        let at = listing.recipient_ids.iter().position(|id| id == hash)?;
        listing.recipients.get(at).map(String::as_str)
    }

    /// The newest first.
    fn deliveries(&self) -> Vec<Delivery<'_>> {
        self.events
            .iter()
            .rev()
            .filter(|event| matches!(event.kind, Kind::MailSent | Kind::MailFailed))
            .map(|event| Delivery {
                recipient: self.masked(event).unwrap_or("a former recipient"),
                at: Some(event.at),
                sent: event.kind == Kind::MailSent,
                why: event.detail.as_deref(),
            })
            .collect()
    }

    /// The newest first.
    fn activity(&self) -> Vec<Activity<'_>> {
        self.events
            .iter()
            .rev()
            .map(|event| Activity {
                at: event.at,
                what: told(event.kind),
                who: match &event.by {
                    Some(by) => Some(self.named(by)),
                    None => self.masked(event),
                },
                detail: event.detail.as_deref(),
            })
            .collect()
    }
}

/// `POST /ops/links/{linkId}/change`: extend it, add or drop a recipient.
pub(super) async fn change(desk: &Desk<'_, '_, impl World>, link_id: &str) -> Result<Reply> {
    let (world, service) = (desk.visit.world, desk.visit.service);
    let fields = desk.posted()?;
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
    let fields = desk.posted()?;
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
