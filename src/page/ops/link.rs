//! One link: what it is, who has seen it, what can be done with it.

mod change;
mod seen;

use maud::{Markup, html};
use time::OffsetDateTime;

use super::fields::{Problem, Problems, copied};
use super::parts::{Listed, Notice, badge, date, kind, moment, notice, shipment};
use super::{Frame, Place, document};
pub use seen::{Activity, Delivery, Recipient};
use seen::{deliveries, history, recipients};

/// What stands against the link.
#[derive(Debug, Clone, Copy)]
pub struct Revoked<'a> {
    /// Since when.
    pub at: OffsetDateTime,
    /// Who did it.
    pub by: &'a str,
    /// Why.
    pub why: &'a str,
    /// Whether it is the link's own revocation, which can be taken back; a
    /// shipment's or an issuer's cannot be taken back here.
    pub own: bool,
}

/// What the page shows.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The link as the list has it.
    pub link: Listed<'a>,
    /// The message to its recipients.
    pub note: Option<&'a str>,
    /// What stands against it.
    pub revoked: Option<Revoked<'a>>,
    /// When it ended by itself, and why.
    pub ended: Option<(OffsetDateTime, &'a str)>,
    /// Whom it is for.
    pub recipients: &'a [Recipient<'a>],
    /// The mails about it, newest first.
    pub deliveries: &'a [Delivery<'a>],
    /// What happened, newest first.
    pub activity: &'a [Activity<'a>],
    /// The URL to pass on, right after a change that made a new one.
    pub share_url: Option<&'a str>,
    /// What is wrong with a form that came back.
    pub problems: &'a [Problem<'a>],
    /// What there is to say on top.
    pub notice: Option<Notice<'a>>,
}

/// `GET /ops/links/{linkId}`; its forms are `POST /ops/links/{linkId}/change`
/// (`change` is `extend`, `add` or `drop`), `POST /ops/links/{linkId}/restore`
/// and `POST /ops/revoke`.
#[must_use]
pub fn page(frame: &Frame<'_>, view: &View<'_>) -> Markup {
    let link = &view.link;
    let main = html! {
        p.back { a href="/ops/links" { "All links" } }
        div.top {
            h1 {
                @match link.shipments {
                    [one] => (one.number),
                    [one, more @ ..] => { (one.number) " and " (more.len()) " more" },
                    [] => "A link",
                }
            }
            (badge(link.state))
        }
        (notice(view.notice))
        (Problems(view.problems).summary(&change::FIELDS))
        (standing(view))
        @if let Some(url) = view.share_url {
            div.fresh-url {
                (copied("share-url", "The link to pass on", url))
                p.hint { "It is shown once. Whoever opens it is still asked for a code." }
            }
        }
        div.columns {
            div {
                (facts(view))
                (recipients(view.recipients))
                (deliveries(view.deliveries))
            }
            div {
                (change::forms(frame, view))
                (history(view.activity))
            }
        }
    };
    document(frame, Some(Place::Links), "A link", &main)
}

/// Why it does not open, if it does not.
fn standing(view: &View<'_>) -> Markup {
    html! {
        @if let Some(revoked) = view.revoked {
            div.notice.error {
                p { strong { "Revoked" } " " (moment(revoked.at)) " by " bdi { (revoked.by) } "." }
                @if !revoked.why.is_empty() { p { "Reason: " bdi { (revoked.why) } } }
                @if !revoked.own {
                    p { "This came with a wider revocation. It cannot be taken back for one link; share the shipment again instead." }
                }
            }
        } @else if let Some((at, reason)) = view.ended {
            p.notice { strong { "Ended" } " " (moment(at)) ": " bdi { (reason) } }
        }
    }
}

fn facts(view: &View<'_>) -> Markup {
    let link = &view.link;
    html! {
        section.facts {
            h2.unseen { "The link" }
            dl {
                @for reference in link.shipments {
                    dt { (kind(reference)) }
                    dd { (shipment(reference)) }
                }
                dt { "Minted" }
                dd { (moment(link.created)) " by " bdi { (link.issuer_label) } }
                dt { "Ends" }
                dd { (date(link.ends)) }
                dt { "Link id" }
                dd { span.address { (link.link_id) } }
                @if let Some(note) = view.note {
                    dt { "Message" }
                    dd.note dir="auto" { (note) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parts::State;
    use super::super::specimen::{self, HOSTILE, LINK_ID, NOW};
    use super::*;

    fn hostile() -> View<'static> {
        View {
            link: specimen::listed(State::Active),
            note: Some(HOSTILE),
            revoked: None,
            ended: None,
            recipients: &[Recipient {
                id: HOSTILE,
                masked: HOSTILE,
                verified: Some(NOW),
                viewed: None,
                revoked: true,
            }],
            deliveries: &[Delivery {
                recipient: HOSTILE,
                at: None,
                sent: false,
                why: Some(HOSTILE),
            }],
            activity: &[Activity {
                at: NOW,
                what: HOSTILE,
                who: Some(HOSTILE),
                detail: Some(HOSTILE),
            }],
            share_url: Some(HOSTILE),
            problems: &[
                Problem {
                    field: "email",
                    text: HOSTILE,
                },
                Problem {
                    field: "",
                    text: HOSTILE,
                },
            ],
            notice: Some(Notice::Done(HOSTILE)),
        }
    }

    fn drawn(view: &View<'_>) -> String {
        page(&specimen::frame(), view).into_string()
    }

    #[test]
    fn a_link_that_opens_can_be_changed_and_revoked() {
        let page = drawn(&hostile());
        let change = format!(r#"action="/ops/links/{LINK_ID}/change""#);
        assert_eq!(page.matches(&change).count(), 3);
        for field in ["extend", "add", "drop"] {
            assert!(
                page.contains(&format!(r#"name="change" value="{field}""#)),
                "{field}"
            );
        }
        assert!(page.contains(r#"action="/ops/revoke""#));
        assert!(!page.contains("/restore"));
        specimen::check_hostile(&page, 12);
    }

    #[test]
    fn only_the_links_own_revocation_can_be_taken_back_here() {
        for own in [true, false] {
            let view = View {
                link: specimen::listed(State::Revoked),
                revoked: Some(Revoked {
                    at: NOW,
                    by: HOSTILE,
                    why: HOSTILE,
                    own,
                }),
                ..hostile()
            };
            let page = drawn(&view);
            assert_eq!(
                page.contains(&format!(r#"action="/ops/links/{LINK_ID}/restore""#)),
                own
            );
            assert_eq!(page.contains("wider revocation"), !own);
            assert!(!page.contains("/change\""));
            specimen::check_hostile(&page, 12);
        }
    }

    #[test]
    fn a_link_that_ended_by_itself_says_when_and_why() {
        let view = View {
            link: specimen::listed(State::Delivered),
            ended: Some((NOW, HOSTILE)),
            ..hostile()
        };
        let page = drawn(&view);
        assert!(page.contains("<strong>Ended</strong>"));
        specimen::check_hostile(&page, 12);
    }
}
