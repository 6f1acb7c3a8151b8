//! News by mail, as pages: asking for them, confirming from the mailbox,
//! ending them by one click.

use maud::{Markup, html};

use super::{Brand, shell};
use crate::language::{Locale, fill};
use crate::mail::frequency::Frequency;

/// The value that ends the mails.
pub const STOP: &str = "stop";

/// Asking for mails about a link's shipments.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// The link.
    pub link_id: &'a str,
    /// How often mails come now.
    pub current: Option<Frequency>,
    /// What was typed last and is not the proven mailbox, and what was chosen.
    pub refused: Option<(&'a str, Frequency)>,
}

/// `GET /s/{linkId}/updates`: what they may choose, and what they have chosen.
#[must_use]
pub fn ask(brand: Brand<'_>, locale: &Locale, asking: Asking<'_>) -> Markup {
    let (words, gate) = (&locale.messages().updates, &locale.messages().gate);
    let back = format!("/s/{}", asking.link_id);
    let typed = asking.refused.map(|(typed, _)| typed);
    let chosen = asking.refused.map(|(_, chosen)| chosen);
    let chosen = chosen.or(asking.current).unwrap_or(Frequency::EachChange);
    let body = html! {
        @if let Some(current) = asking.current {
            form.notice method="post" action={ (back) "/updates" } {
                p { (fill::markup(words.on, &[("frequency", html! { (current.words(locale)) })])) }
                button.secondary type="submit" name="frequency" value=(STOP) { (words.stop) }
            }
        }
        form method="post" action={ (back) "/updates" } {
            label for="email" { (gate.email) }
            @if typed.is_some() {
                p #notice .notice.error role="alert" { (gate.no_email_slip) }
            }
            input #email type="email" name="email" required dir="ltr" autocomplete="email"
                maxlength="254" placeholder="name@company.com" value=[typed]
                aria-invalid=[typed.map(|_| "true")]
                aria-describedby=[typed.map(|_| "notice")];
            fieldset {
                legend { (locale.messages().notices.how_often) }
                @for frequency in Frequency::ALL {
                    label.choice {
                        input type="radio" name="frequency" value=(frequency.as_str()) checked[frequency == chosen];
                        " " (frequency.words(locale))
                    }
                }
            }
            button type="submit" { (words.ask) }
        }
        p { a href=(back) { (gate.open) } }
    };
    shell::note(
        brand,
        locale,
        words.heading,
        Some(asking.link_id),
        &body,
        None,
    )
}

/// After asking: the mail has to be confirmed.
#[must_use]
pub fn asked(brand: Brand<'_>, locale: &Locale, link_id: &str) -> Markup {
    let words = &locale.messages().updates;
    let body = html! {
        p.lead { (words.check_text) }
        p { a href={ "/s/" (link_id) } { (locale.messages().gate.open) } }
    };
    shell::note(brand, locale, words.check, Some(link_id), &body, None)
}

/// `GET /updates/{wish}`: one button, because programs open links.
#[must_use]
pub fn confirm(brand: Brand<'_>, locale: &Locale, path: &str, frequency: Frequency) -> Markup {
    let words = &locale.messages().updates;
    let body = html! {
        form method="post" action=(path) {
            (how_often(locale, frequency))
            button type="submit" { (words.yes) }
        }
    };
    shell::note(brand, locale, words.confirm, None, &body, None)
}

/// After confirming.
#[must_use]
pub fn confirmed(brand: Brand<'_>, locale: &Locale, frequency: Frequency) -> Markup {
    let words = &locale.messages().updates;
    let body = how_often(locale, frequency);
    shell::note(brand, locale, words.confirmed, None, &body, None)
}

fn how_often(locale: &Locale, frequency: Frequency) -> Markup {
    html! {
        dl {
            dt { (locale.messages().notices.how_often) }
            dd { (frequency.words(locale)) }
        }
    }
}

/// A wish or a way out that is too old, or none.
#[must_use]
pub fn void(brand: Brand<'_>, locale: &Locale) -> Markup {
    let words = &locale.messages().updates;
    let body = html! { p.lead { (words.void) } };
    shell::note(brand, locale, words.heading, None, &body, None)
}

/// `GET /stop/{token}`: one button, and whether it is for everything.
#[must_use]
pub fn stop(brand: Brand<'_>, locale: &Locale, path: &str) -> Markup {
    let words = &locale.messages().updates;
    let body = html! {
        form method="post" action=(path) {
            label.choice { input type="checkbox" name="all" value="yes"; " " (words.all) }
            button type="submit" { (words.stop_these) }
        }
    };
    shell::note(brand, locale, words.unsubscribe, None, &body, None)
}

/// After that.
#[must_use]
pub fn stopped(brand: Brand<'_>, locale: &Locale, all: bool) -> Markup {
    let words = &locale.messages().updates;
    let title = if all {
        words.stopped_all
    } else {
        words.stopped
    };
    shell::note(brand, locale, title, None, &html! {}, None)
}
