//! Who has a link and has seen it, how its mails went, what happened to it.

use maud::{Markup, html};
use time::OffsetDateTime;

use super::super::parts::{moment, scroll};

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

pub(super) fn recipients(all: &[Recipient<'_>]) -> Markup {
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

pub(super) fn deliveries(all: &[Delivery<'_>]) -> Markup {
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

pub(super) fn history(all: &[Activity<'_>]) -> Markup {
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
