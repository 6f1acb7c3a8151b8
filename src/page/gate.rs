//! The gate: the page that asks for the mailbox, and the one that asks for the
//! code. No shipment data stands on either, and both are the same for strangers.

use maud::{Markup, html};
use time::OffsetDateTime;

use super::Brand;
use super::assets::Asset;
use super::moment;
use super::shell::{self, Page, Width};
use crate::language::locale::zone;
use crate::language::{Locale, fill};

/// What both pages of the gate need.
#[derive(Debug, Clone, Copy)]
pub struct Gate<'a> {
    /// Who sent the link.
    pub brand: Brand<'a>,
    /// The reader's language.
    pub locale: &'a Locale,
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

/// What went wrong with the last attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// What was typed is no mail address.
    AddressMalformed,
    /// The code is too old, or was asked for in another browser.
    CodeVoid,
    /// The code is not the one that was mailed.
    CodeWrong,
    /// The code was asked for a moment ago and the store does not have it yet.
    CodeNotHereYet,
}

impl Notice {
    const fn sentence(self, locale: &Locale) -> &'static str {
        let gate = &locale.messages().gate;
        match self {
            Self::AddressMalformed => gate.malformed,
            Self::CodeVoid => gate.code_void,
            Self::CodeWrong => gate.code_wrong,
            Self::CodeNotHereYet => gate.code_on_its_way,
        }
    }
}

/// Asks for the mailbox: `POST /s/{linkId}/code` with `email`.
#[must_use]
pub fn address(gate: &Gate<'_>) -> Markup {
    let words = &gate.locale.messages().gate;
    let main = html! {
        h1 { (words.heading) }
        p.lead { (words.lead) }
        (notice_box(gate))
        (address_form(gate, words.send_code, true))
        details {
            summary { (words.why) }
            p { (words.why_text) }
        }
    };
    page(gate, words.title, main)
}

/// Asks for the code: `POST /s/{linkId}/session` with `code`.
///
/// `until` is when the code is void. The answer to any mailbox is this page.
#[must_use]
pub fn code(gate: &Gate<'_>, now: OffsetDateTime, until: OffsetDateTime) -> Markup {
    let words = &gate.locale.messages().gate;
    let seconds = (until - now).whole_seconds().max(0);
    let wrong = gate.notice == Some(Notice::CodeWrong);
    let described = if gate.notice.is_some() {
        "notice code-help"
    } else {
        "code-help"
    };
    let mailbox = html! { bdi #mailbox { (gate.mailbox.unwrap_or(words.this_mailbox)) } };
    let clock = html! {
        time datetime=(moment::machine(until)) data-seconds=(seconds) data-left=(words.code_left) {
            (gate.locale.clock(until)) " " (zone(until.offset()))
        }
    };
    let sender = || vec![("sender", fill::isolated(sender(gate)))];
    let main = html! {
        h1 { (words.code_heading) }
        p.lead { (fill::markup(words.code_lead, &[("mailbox", mailbox)])) }
        (notice_box(gate))
        form method="post" action=(path(gate, "session")) {
            label for="code" { (words.code) }
            input #code .code type="text" name="code" required autofocus dir="ltr"
                autocomplete="one-time-code" autocapitalize="characters" autocorrect="off"
                spellcheck="false" inputmode="text" enterkeyhint="go" maxlength="12"
                placeholder="XXXX-XXXX" aria-describedby=(described)
                aria-invalid=[wrong.then_some("true")];
            p #code-help .hint { (fill::markup(words.code_hint, &[("time", clock)])) }
            button type="submit" { (words.open) }
        }
        p #expired .notice.error role="status" hidden { (words.code_void) }
        details {
            summary { (words.no_email) }
            ul {
                li { (fill::markup(words.no_email_spam, &sender())) }
                li { (words.no_email_slip) }
                li { (words.no_email_wait) }
                li { (words.no_email_ask) }
            }
        }
        details #again open[gate.notice == Some(Notice::CodeVoid)] {
            summary { (words.other_address) }
            (address_form(gate, words.send_new_code, false))
        }
    };
    page(gate, words.code_title, main)
}

fn address_form(gate: &Gate<'_>, action: &str, first: bool) -> Markup {
    let malformed = gate.notice == Some(Notice::AddressMalformed);
    html! {
        form method="post" action=(path(gate, "code")) {
            label for="email" { (gate.locale.messages().gate.email) }
            input #email type="email" name="email" required autocomplete="email" maxlength="254"
                dir="ltr" placeholder="name@company.com" value=[gate.mailbox]
                aria-invalid=[malformed.then_some("true")]
                aria-describedby=[(malformed && first).then_some("notice")];
            button .secondary[!first] type="submit" { (action) }
        }
    }
}

fn notice_box(gate: &Gate<'_>) -> Markup {
    html! {
        @if let Some(notice) = gate.notice {
            p #notice .notice.error role="alert" { (notice.sentence(gate.locale)) }
        }
    }
}

fn page(gate: &Gate<'_>, title: &str, main: Markup) -> Markup {
    let words = &gate.locale.messages().gate;
    // The title is the first thing that a screen reader says.
    let title = if gate.notice.is_some() {
        fill::text(words.please_check, &[("title", &title)])
    } else {
        title.to_owned()
    };
    let date = moment::element(gate.expires, &gate.locale.date(gate.expires));
    shell::document(&Page {
        brand: gate.brand,
        locale: gate.locale,
        title: &title,
        width: Width::Narrow,
        scripts: &[Asset::GateScript],
        link_id: Some(gate.link_id),
        main,
        footer: Some(html! {
            p {
                (fill::markup(words.sent_by, &[("sender", fill::isolated(sender(gate)))])) " "
                (fill::markup(words.works_until, &[("date", date)]))
                @if let Some(contact) = gate.brand.contact_link() {
                    " " (gate.locale.messages().about.questions) " " (contact)
                }
            }
        }),
    })
}

fn path(gate: &Gate<'_>, action: &str) -> String {
    format!("/s/{}/{action}", gate.link_id)
}

fn sender<'a>(gate: &Gate<'a>) -> &'a str {
    if gate.brand.name.is_empty() {
        gate.locale.messages().gate.the_sender
    } else {
        gate.brand.name
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    use crate::language::Language;
    use crate::language::tests::locale;

    const NOW: OffsetDateTime = datetime!(2026-11-22 09:15 UTC);

    fn gate(locale: &Locale, notice: Option<Notice>) -> Gate<'_> {
        Gate {
            brand: Brand {
                name: "Acme & Sons",
                ..Brand::unnamed()
            },
            locale,
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
        let english = locale(Language::English);
        let page = address(&gate(&english, None)).into_string();
        assert!(page.contains(r#"action="/s/AAAAAAAAAAAAAAAAAAAAAA/code""#));
        assert!(page.contains(r#"type="email" name="email" required autocomplete="email""#));
        assert!(page.contains("20 February 2027"));
        assert!(page.contains("Acme &amp; Sons"));
        assert!(!page.contains("id=\"notice\""));
        crate::page::check::page(&page);
    }

    #[test]
    fn the_code_page_says_how_long_the_code_is_good_and_what_to_do_without_one() {
        let english = locale(Language::English);
        let page = code_page(&gate(&english, None));
        assert!(page.contains(r#"action="/s/AAAAAAAAAAAAAAAAAAAAAA/session""#));
        assert!(page.contains(r#"name="code" required"#));
        assert!(page.contains(r#"autocomplete="one-time-code""#));
        assert!(page.contains(r#"data-seconds="600" data-left="{time} left">09:25 UTC</time>"#));
        assert!(page.contains(r#"If <bdi id="mailbox">this mailbox</bdi> is one of this link’s"#));
        assert!(page.contains("spam"));
        assert!(page.contains(r#"action="/s/AAAAAAAAAAAAAAAAAAAAAA/code""#));
        crate::page::check::page(&page);
    }

    #[test]
    fn every_notice_is_said_on_both_pages_and_in_the_title_in_every_language() {
        for notice in [
            Notice::AddressMalformed,
            Notice::CodeVoid,
            Notice::CodeWrong,
            Notice::CodeNotHereYet,
        ] {
            for language in Language::ALL {
                let locale = locale(language);
                let gate = gate(&locale, Some(notice));
                let check = locale
                    .messages()
                    .gate
                    .please_check
                    .split('{')
                    .next()
                    .unwrap();
                for page in [address(&gate).into_string(), code_page(&gate)] {
                    assert!(page.contains(notice.sentence(&locale)), "{notice:?}");
                    assert!(page.contains(&format!("<title>{check}")), "{language:?}");
                    crate::page::check::page(&page);
                }
            }
        }
    }

    #[test]
    fn what_was_typed_comes_back_escaped() {
        let hostile = r#""><script>alert(1)</script>@example.com"#;
        let english = locale(Language::English);
        let gate = Gate {
            mailbox: Some(hostile),
            ..gate(&english, Some(Notice::AddressMalformed))
        };
        for page in [address(&gate).into_string(), code_page(&gate)] {
            assert!(page.contains("&quot;&gt;&lt;script&gt;alert(1)"));
            crate::page::check::page(&page);
        }
    }
}
