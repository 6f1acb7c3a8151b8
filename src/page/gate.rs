//! The gate: the page that asks for the mailbox, and the one that asks for the
//! code. No shipment data stands on either, and both are the same for strangers.

use maud::{Markup, html};
use time::OffsetDateTime;

use super::assets::Asset;
use super::moment;
use super::shell::{self, Page, Width};
use super::{Brand, moment::machine};

/// What both pages of the gate need.
#[derive(Debug, Clone, Copy)]
pub struct Gate<'a> {
    /// Who sent the link.
    pub brand: Brand<'a>,
    /// The link, as it stands in the path.
    pub link_id: &'a str,
    /// When the link ends by itself.
    pub expires: OffsetDateTime,
    /// The mailbox as it was typed in this very request, so that a slip can be
    /// seen and mended; shown alike to recipients and strangers.
    pub mailbox: Option<&'a str>,
    /// What the visitor should know about the last attempt.
    pub notice: Option<Notice>,
}

/// What happened to the last attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// What was typed is no mail address.
    AddressMalformed,
    /// A code was asked for again too soon.
    TooSoon {
        /// Until the next one may be asked for.
        seconds: u32,
    },
    /// The visitor signed out.
    SignedOut,
    /// The session has ended; the mailbox must be proven again.
    SessionEnded,
    /// The code is too old, or was asked for in another browser.
    CodeVoid,
    /// The code is not the one that was mailed.
    CodeWrong,
    /// The code was asked for a moment ago and the store does not have it yet.
    CodeNotHereYet,
    /// Too many attempts.
    TooMany {
        /// Until the next one counts.
        seconds: u32,
    },
}

impl Notice {
    fn sentence(self) -> String {
        match self {
            Self::AddressMalformed => {
                "That is not a complete email address. Please type it like name@company.com.".into()
            }
            Self::TooSoon { seconds } => format!(
                "A code was asked for a moment ago. Please give it time to arrive: you can ask for another in {}.",
                wait(seconds)
            ),
            Self::SignedOut => "You have signed out on this device.".into(),
            Self::SessionEnded => {
                "It has been a while since you confirmed your email address. Please do it once more.".into()
            }
            Self::CodeVoid => {
                "That code cannot be used any more: it is too old, or it was asked for in another browser. Please ask for a new one.".into()
            }
            Self::CodeWrong => {
                "That is not the code from our newest email. Please compare the two and try again.".into()
            }
            Self::CodeNotHereYet => {
                "The code has not reached us here yet. Please try the same code again in a few seconds.".into()
            }
            Self::TooMany { seconds } => format!(
                "That was too many attempts in a short time. Please try again in {}.",
                wait(seconds)
            ),
        }
    }

    /// Whether something has to be put right, rather than merely known.
    const fn is_error(self) -> bool {
        !matches!(self, Self::SignedOut | Self::SessionEnded)
    }
}

/// Asks for the mailbox: `POST /s/{linkId}/code` with `email`.
#[must_use]
pub fn address(gate: &Gate<'_>) -> Markup {
    let main = html! {
        h1 { "A shipment has been shared with you" }
        p.lead {
            "To see where it is and when it arrives, confirm your email address. "
            "We send you a code; you need no account and no password."
        }
        (notice_box(gate.notice))
        (address_form(gate, "Send me a code", true))
        details {
            summary { "Why do I need a code?" }
            p {
                "Links get forwarded. The code makes sure that only the people this shipment "
                "was shared with can see it."
            }
        }
    };
    page(gate, "Shared shipment", main)
}

/// Asks for the code: `POST /s/{linkId}/session` with `code`.
///
/// `until` is when the code is void. The answer to any mailbox is this page.
#[must_use]
pub fn code(gate: &Gate<'_>, now: OffsetDateTime, until: OffsetDateTime) -> Markup {
    let seconds = (until - now).whole_seconds().max(0);
    let wrong = gate.notice == Some(Notice::CodeWrong);
    let described = if gate.notice.is_some() {
        "notice code-help"
    } else {
        "code-help"
    };
    let main = html! {
        h1 { "Check your email" }
        p.lead {
            "If "
            bdi #mailbox { (gate.mailbox.unwrap_or("this mailbox")) }
            " is one of this link’s recipients, we have just sent it a code. "
            "You find it in the subject line, too."
        }
        (notice_box(gate.notice))
        form method="post" action=(path(gate, "session")) {
            label for="code" { "Code" }
            input #code .code type="text" name="code" required autofocus
                autocomplete="one-time-code" autocapitalize="characters" autocorrect="off"
                spellcheck="false" inputmode="text" enterkeyhint="go" maxlength="12"
                placeholder="XXXX-XXXX" aria-describedby=(described)
                aria-invalid=[wrong.then_some("true")];
            p #code-help .hint {
                "Eight letters and digits. Good until "
                time datetime=(machine(until)) data-seconds=(seconds) {
                    (moment::clock(until)) " " (moment::zone(until.offset()))
                }
                "."
            }
            button type="submit" { "Open the shipment" }
        }
        p #expired .notice.error role="status" hidden { (Notice::CodeVoid.sentence()) }
        details {
            summary { "No email after a minute?" }
            ul {
                li { "Look in your spam or junk folder for a message from " bdi { (sender(gate.brand)) } "." }
                li { "Check that the address is the one the link was sent to, and has no typing slip." }
                li { "Mail gateways can hold messages back for a few minutes. The newest code is the one that counts." }
                li { "Still nothing? Ask the person who sent you the link whether your address is among its recipients." }
            }
        }
        details #again open[gate.notice == Some(Notice::CodeVoid)] {
            summary { "Use another address, or send a new code" }
            (address_form(gate, "Send a new code", false))
        }
    };
    page(gate, "Your code", main)
}

fn address_form(gate: &Gate<'_>, action: &str, first: bool) -> Markup {
    let malformed = gate.notice == Some(Notice::AddressMalformed);
    html! {
        form method="post" action=(path(gate, "code")) {
            label for="email" { "Your email address" }
            input #email type="email" name="email" required autocomplete="email" maxlength="254"
                placeholder="name@company.com" value=[gate.mailbox]
                aria-invalid=[malformed.then_some("true")]
                aria-describedby=[(malformed && first).then_some("notice")];
            button .secondary[!first] type="submit" { (action) }
        }
    }
}

fn notice_box(notice: Option<Notice>) -> Markup {
    html! {
        @if let Some(notice) = notice {
            p #notice .notice .error[notice.is_error()] role=(if notice.is_error() { "alert" } else { "status" }) {
                (notice.sentence())
            }
        }
    }
}

fn page(gate: &Gate<'_>, title: &str, main: Markup) -> Markup {
    // The title is the first thing that a screen reader says.
    let failed = gate.notice.is_some_and(Notice::is_error);
    let title = if failed {
        format!("Please check: {title}")
    } else {
        title.to_owned()
    };
    shell::document(&Page {
        brand: gate.brand,
        title: &title,
        width: Width::Narrow,
        script: Some(Asset::GateScript),
        aside: None,
        main,
        footer: Some(html! {
            p {
                "Sent by " bdi { (sender(gate.brand)) } ". This link works until "
                time datetime=(machine(gate.expires)) { (moment::date(gate.expires)) }
                "."
            }
        }),
    })
}

fn path(gate: &Gate<'_>, action: &str) -> String {
    format!("/s/{}/{action}", gate.link_id)
}

fn sender(brand: Brand<'_>) -> &str {
    if brand.name.is_empty() {
        "the sender"
    } else {
        brand.name
    }
}

fn wait(seconds: u32) -> String {
    match seconds {
        0..=1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-22 09:15 UTC);

    fn gate(notice: Option<Notice>) -> Gate<'static> {
        Gate {
            brand: Brand {
                name: "Acme & Sons",
            },
            link_id: "AAAAAAAAAAAAAAAAAAAAAA",
            expires: datetime!(2027-02-20 00:00 UTC),
            mailbox: None,
            notice,
        }
    }

    fn code_page(gate: &Gate<'_>) -> String {
        code(gate, NOW, NOW + time::Duration::minutes(10)).into_string()
    }

    #[test]
    fn the_address_page_asks_for_a_mailbox_and_says_until_when_the_link_works() {
        let page = address(&gate(None)).into_string();
        assert!(page.contains(r#"action="/s/AAAAAAAAAAAAAAAAAAAAAA/code""#));
        assert!(page.contains(r#"type="email" name="email" required autocomplete="email""#));
        assert!(page.contains("20 February 2027"));
        assert!(page.contains("Acme &amp; Sons"));
        assert!(!page.contains("id=\"notice\""));
        crate::page::check::page(&page);
    }

    #[test]
    fn the_code_page_says_how_long_the_code_is_good_and_what_to_do_without_one() {
        let page = code_page(&gate(None));
        assert!(page.contains(r#"action="/s/AAAAAAAAAAAAAAAAAAAAAA/session""#));
        assert!(page.contains(r#"name="code" required"#));
        assert!(page.contains(r#"autocomplete="one-time-code""#));
        assert!(page.contains(r#"data-seconds="600">09:25 UTC</time>"#));
        assert!(page.contains(r#"If <bdi id="mailbox">this mailbox</bdi> is one of this link’s"#));
        assert!(page.contains("spam"));
        assert!(page.contains(r#"action="/s/AAAAAAAAAAAAAAAAAAAAAA/code""#));
        crate::page::check::page(&page);
    }

    #[test]
    fn every_notice_is_said_on_both_pages_and_errors_also_in_the_title() {
        for notice in [
            Notice::AddressMalformed,
            Notice::TooSoon { seconds: 30 },
            Notice::SignedOut,
            Notice::SessionEnded,
            Notice::CodeVoid,
            Notice::CodeWrong,
            Notice::CodeNotHereYet,
            Notice::TooMany { seconds: 600 },
        ] {
            let gate = gate(Some(notice));
            for page in [address(&gate).into_string(), code_page(&gate)] {
                assert!(page.contains(&notice.sentence()), "{notice:?}");
                assert_eq!(
                    page.contains("<title>Please check: "),
                    notice.is_error(),
                    "{notice:?}"
                );
                crate::page::check::page(&page);
            }
        }
        assert!(
            Notice::TooMany { seconds: 601 }
                .sentence()
                .contains("11 minutes")
        );
    }

    #[test]
    fn what_was_typed_comes_back_escaped() {
        let hostile = r#""><script>alert(1)</script>@example.com"#;
        let gate = Gate {
            mailbox: Some(hostile),
            ..gate(Some(Notice::AddressMalformed))
        };
        for page in [address(&gate).into_string(), code_page(&gate)] {
            assert!(page.contains("&quot;&gt;&lt;script&gt;alert(1)"));
            crate::page::check::page(&page);
        }
    }
}
