//! One link: what it is, who has seen it, what can be done with it.

mod change;

use maud::{Markup, html};
use time::OffsetDateTime;

use super::parts::{
    Listed, Notice, Problem, Problems, badge, copied, date, kind, moment, notice, scroll, shipment,
};
use super::{Frame, Place, document};

/// A recipient of the link.
#[derive(Debug, Clone, Copy)]
pub struct Recipient<'a> {
    /// The keyed hash that a form names the recipient by.
    pub id: &'a str,
    /// The masked address.
    pub masked: &'a str,
    /// When they first passed the gate.
    pub verified: Option<OffsetDateTime>,
    /// When they last saw the page.
    pub viewed: Option<OffsetDateTime>,
    /// Whether this recipient's access was revoked.
    pub revoked: bool,
}

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

/// A mail that was sent about the link.
#[derive(Debug, Clone, Copy)]
pub struct Delivery<'a> {
    /// The masked address.
    pub recipient: &'a str,
    /// When, where it is known.
    pub at: Option<OffsetDateTime>,
    /// Whether the carrier took it.
    pub sent: bool,
    /// What the carrier said, if it did not.
    pub why: Option<&'a str>,
}

/// Something that happened to the link.
#[derive(Debug, Clone, Copy)]
pub struct Activity<'a> {
    /// When.
    pub at: OffsetDateTime,
    /// What, in a few words: `Opened`, `Revoked`.
    pub what: &'a str,
    /// Who did it or whom it was about: a masked address, a key's label.
    pub who: Option<&'a str>,
    /// More about it.
    pub detail: Option<&'a str>,
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

fn recipients(all: &[Recipient<'_>]) -> Markup {
    let table = html! {
        table {
            caption.unseen { "Recipients, and when each has passed the gate and seen the page" }
            thead {
                tr {
                    th scope="col" { "Address" }
                    th scope="col" { "Verified" }
                    th scope="col" { "Last viewed" }
                }
            }
            tbody {
                @for one in all {
                    tr {
                        th scope="row" {
                            bdi { (one.masked) }
                            @if one.revoked { " " span.state.revoked { "Revoked" } }
                        }
                        td.when { (maybe(one.verified)) }
                        td.when { (maybe(one.viewed)) }
                    }
                }
            }
        }
    };
    html! {
        section {
            h2 { "Recipients" }
            @if all.is_empty() { p.empty { "None are known yet." } } @else { (scroll("Recipients", &table)) }
        }
    }
}

fn maybe(when: Option<OffsetDateTime>) -> Markup {
    html! {
        @match when {
            Some(when) => (moment(when)),
            None => span.quiet { "not yet" },
        }
    }
}

fn deliveries(all: &[Delivery<'_>]) -> Markup {
    let table = html! {
        table {
            caption.unseen { "Mails about this link, newest first" }
            thead {
                tr {
                    th scope="col" { "To" }
                    th scope="col" { "Sent" }
                    th scope="col" { "Outcome" }
                }
            }
            tbody {
                @for mail in all {
                    tr {
                        th scope="row" { bdi { (mail.recipient) } }
                        td.when { @if let Some(at) = mail.at { (moment(at)) } @else { span.quiet { "not known" } } }
                        td {
                            @if mail.sent { "Taken by the mail carrier" }
                            @else { span.bad { "Refused" } @if let Some(why) = mail.why { ": " bdi { (why) } } }
                        }
                    }
                }
            }
        }
    };
    html! {
        section {
            h2 { "Mails" }
            @if all.is_empty() { p.empty { "None were sent from here." } } @else { (scroll("Mails", &table)) }
        }
    }
}

fn history(all: &[Activity<'_>]) -> Markup {
    html! {
        section.activity {
            h2 { "History" }
            @if all.is_empty() { p.empty { "Nothing is known yet; events take a minute to arrive." } }
            @else {
                ol.events {
                    @for one in all {
                        li {
                            p {
                                strong { bdi { (one.what) } }
                                @if let Some(who) = one.who { " " bdi { (who) } }
                            }
                            p.hint {
                                (moment(one.at))
                                @if let Some(detail) = one.detail { " · " bdi { (detail) } }
                            }
                        }
                    }
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
