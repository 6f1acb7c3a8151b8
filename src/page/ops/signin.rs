//! The way in: the address, then the code that was mailed to it. The answer to
//! any address is the same.

use maud::{Markup, html};
use time::OffsetDateTime;

use super::outside;
use super::parts::minute;
use crate::page::Brand;
use crate::page::moment::machine;

/// What went wrong with the last attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// What was typed is no mail address.
    AddressMalformed,
    /// The code is not the one that was mailed.
    CodeWrong,
    /// The code is too old, or was asked for in another browser.
    CodeVoid,
    /// The code was asked for a moment ago and the store does not have it yet.
    CodeNotHereYet,
    /// The session is over: its time is up, or it was ended.
    SessionOver,
    /// A form came after the session was over.
    NothingDone,
}

impl Notice {
    const fn sentence(self) -> &'static str {
        match self {
            Self::AddressMalformed => "This is not an email address. Please check it.",
            Self::CodeWrong => "This is not the code in the newest mail. Please check it.",
            Self::CodeVoid => {
                "This code is not valid any more, or it was asked for in another browser. Please ask for a new one."
            }
            Self::CodeNotHereYet => {
                "The code was sent a moment ago and is not known here yet. Please try again in a few seconds."
            }
            Self::SessionOver => "You have been signed out. Please sign in again.",
            Self::NothingDone => {
                "You have been signed out, and nothing was done. Please sign in and do it again."
            }
        }
    }
}

/// Asks for the address: `POST /ops/code` with `email`.
#[must_use]
pub fn address(brand: Brand<'_>, notice: Option<Notice>, typed: Option<&str>) -> Markup {
    let main = html! {
        h1 { "Sign in to share shipments" }
        p.lead { "We mail you a code. There is no password." }
        (notice_box(notice))
        (address_form(notice, typed, true))
        p.hint { "Only addresses that this deployment lists for its dashboard are sent a code." }
    };
    outside(&brand, &titled("Sign in", notice), &main)
}

/// Asks for the code: `POST /ops/session` with `code`. `until` is when the code
/// is void.
#[must_use]
pub fn code(
    brand: Brand<'_>,
    notice: Option<Notice>,
    typed: Option<&str>,
    now: OffsetDateTime,
    until: OffsetDateTime,
) -> Markup {
    let seconds = (until - now).whole_seconds().max(0);
    let wrong = notice == Some(Notice::CodeWrong);
    let described = if notice.is_some() {
        "notice code-help"
    } else {
        "code-help"
    };
    let main = html! {
        h1 { "Check your mail" }
        p.lead {
            "If " bdi #mailbox { (typed.unwrap_or("this mailbox")) }
            " may use this dashboard, a code is on its way to it."
        }
        (notice_box(notice))
        form method="post" action="/ops/session" {
            label for="code" { "Code" }
            input #code .code type="text" name="code" required autofocus dir="ltr"
                autocomplete="one-time-code" autocapitalize="characters" autocorrect="off"
                spellcheck="false" inputmode="text" enterkeyhint="go" maxlength="12"
                placeholder="XXXX-XXXX" aria-describedby=(described)
                aria-invalid=[wrong.then_some("true")];
            p #code-help .hint {
                "It is in the mail’s subject and good until "
                time datetime=(machine(until)) data-seconds=(seconds) data-left="{time} left" {
                    (minute(until)) " UTC"
                }
                "."
            }
            button type="submit" { "Sign in" }
        }
        p #expired .notice.error role="status" hidden { (Notice::CodeVoid.sentence()) }
        details {
            summary { "No mail after a minute" }
            ul {
                li { "Look into the spam folder." }
                li { "Check the address for a slip." }
                li { "Ask whoever runs this deployment whether your address is listed." }
            }
        }
        details #again open[notice == Some(Notice::CodeVoid)] {
            summary { "Use another address, or get a new code" }
            (address_form(notice, typed, false))
        }
    };
    outside(&brand, &titled("Enter your code", notice), &main)
}

fn address_form(notice: Option<Notice>, typed: Option<&str>, first: bool) -> Markup {
    let malformed = notice == Some(Notice::AddressMalformed);
    html! {
        form method="post" action="/ops/code" {
            label for="email" { "Your email address" }
            input #email type="email" name="email" required autocomplete="email" maxlength="254"
                dir="ltr" placeholder="name@company.com" value=[typed]
                aria-invalid=[malformed.then_some("true")]
                aria-describedby=[(malformed && first).then_some("notice")];
            button .secondary[!first] type="submit" {
                @if first { "Send me a code" } @else { "Send a new code" }
            }
        }
    }
}

fn notice_box(notice: Option<Notice>) -> Markup {
    html! {
        @if let Some(notice) = notice {
            p #notice .notice.error role="alert" { (notice.sentence()) }
        }
    }
}

/// The title is the first thing that a screen reader says.
fn titled(title: &str, notice: Option<Notice>) -> String {
    match notice {
        Some(_) => format!("Please check: {title}"),
        None => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::specimen::{self, HOSTILE, NOW};
    use super::*;

    fn pages(notice: Option<Notice>, typed: Option<&str>) -> [String; 2] {
        let brand = specimen::frame().brand;
        let until = NOW + time::Duration::minutes(10);
        [
            address(brand, notice, typed).into_string(),
            code(brand, notice, typed, NOW, until).into_string(),
        ]
    }

    #[test]
    fn the_forms_go_where_the_plan_says() {
        let [address, code] = pages(None, None);
        assert!(address.contains(r#"method="post" action="/ops/code""#));
        assert!(code.contains(r#"method="post" action="/ops/session""#));
        assert!(code.contains(r#"data-seconds="600""#));
        for page in [address, code] {
            assert!(!page.contains("id=\"notice\""));
            assert!(!page.contains("/ops/leave"), "nobody is signed in");
            crate::page::check::page(&page);
        }
    }

    #[test]
    fn every_notice_is_said_on_both_pages_and_in_the_title() {
        for notice in [
            Notice::AddressMalformed,
            Notice::CodeWrong,
            Notice::CodeVoid,
            Notice::CodeNotHereYet,
            Notice::SessionOver,
            Notice::NothingDone,
        ] {
            for page in pages(Some(notice), None) {
                assert!(page.contains(notice.sentence()));
                assert!(page.contains("<title>Please check: "));
                crate::page::check::page(&page);
            }
        }
    }

    #[test]
    fn what_was_typed_comes_back_escaped() {
        for page in pages(Some(Notice::AddressMalformed), Some(HOSTILE)) {
            specimen::check_hostile(&page, 1);
        }
    }
}
