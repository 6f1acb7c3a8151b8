//! The end of a link, answered with 410: which end it was, nothing of the
//! shipment, and a way to ask the sender for a new link.

use maud::{Markup, html};

use super::{Brand, reference, shell};
use crate::gate::page_of::Handed;
use crate::language::{Locale, fill};
use crate::tracking::shipment::Place;

/// Why a link has ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Why<'a> {
    /// The shipment was delivered, and the time to look back has passed. What
    /// was delivered when is for who passed the gate.
    Delivered(&'a [Handed]),
    /// The link's own time is up.
    Expired,
    /// The sender withdrew the link, or this recipient's access to it.
    Revoked,
}

/// A link that has ended, whose holder may ask the sender for a new one.
#[derive(Debug, Clone, Copy)]
pub struct Ended<'a> {
    /// The link, as it stands in the path.
    pub link_id: &'a str,
    /// Its token, which goes back with the form: it proves that there was a
    /// link, and its cookie has ended with it.
    pub token: &'a str,
    /// What was just typed, where it is no mail address: to be seen and mended.
    pub malformed: Option<&'a str>,
}

/// The page of a link that has ended; the form is there where the sender can
/// be mailed and the link is known.
#[must_use]
pub fn page(brand: Brand<'_>, locale: &Locale, why: Why<'_>, ended: Option<Ended<'_>>) -> Markup {
    let words = &locale.messages().gone;
    let (title, sentence) = match why {
        Why::Delivered(_) => (words.delivered, words.delivered_text),
        Why::Expired => (words.expired, words.expired_text),
        Why::Revoked => (words.revoked, words.revoked_text),
    };
    let body = html! {
        p.lead { (sentence) }
        @if let Why::Delivered(handed) = why { (what(locale, handed)) }
        @match ended {
            Some(ended) => (form(locale, ended)),
            None => p {
                @if brand.name.is_empty() {
                    (words.contact_unnamed)
                } @else {
                    (fill::markup(words.contact, &[("sender", fill::isolated(brand.name))]))
                }
            },
        }
    };
    let footer = brand.contact_link().map(|contact| {
        html! { p { (locale.messages().about.questions) " " (contact) } }
    });
    shell::note(brand, locale, title, None, &body, footer)
}

/// What was delivered, when and where.
fn what(locale: &Locale, handed: &[Handed]) -> Markup {
    let words = &locale.messages().gone;
    html! {
        @if !handed.is_empty() {
            dl.handed {
                @for Handed { shipment, when, place } in handed {
                    @let date = locale.date(*when);
                    dt { (reference::named(locale, shipment)) }
                    dd {
                        @match place.as_ref().and_then(Place::label) {
                            Some(place) => (fill::markup(words.delivered_on_in, &[("date", html! { (date) }), ("place", fill::isolated(place))])),
                            None => (fill::markup(words.delivered_on, &[("date", html! { (date) })])),
                        }
                    }
                }
            }
        }
    }
}

/// What is said after asking, whether or not a mail went out: the sender hears
/// of a link once a day.
#[must_use]
pub fn asked(brand: Brand<'_>, locale: &Locale) -> Markup {
    let words = &locale.messages().gone;
    let body = html! { p.lead { (words.asked_text) } };
    shell::note(brand, locale, words.asked, None, &body, None)
}

/// `POST /s/{linkId}/ask` with `email` and `token`.
fn form(locale: &Locale, ended: Ended<'_>) -> Markup {
    let (words, gate) = (&locale.messages().gone, &locale.messages().gate);
    html! {
        section.ask {
            h2 { (words.ask_heading) }
            p { (words.ask_text) }
            form method="post" action={ "/s/" (ended.link_id) "/ask" } {
                input type="hidden" name="token" value=(ended.token);
                label for="email" { (gate.email) }
                @if ended.malformed.is_some() { p #notice .notice.error role="alert" { (gate.malformed) } }
                input #email type="email" name="email" required autocomplete="email"
                    maxlength="254" dir="ltr" placeholder="name@company.com"
                    value=[ended.malformed]
                    aria-invalid=[ended.malformed.map(|_| "true")]
                    aria-describedby=[ended.malformed.map(|_| "notice")];
                button type="submit" { (words.ask_button) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, tests::locale};

    const ENDED: Ended<'static> = Ended {
        link_id: "AAAAAAAAAAAAAAAAAAAAAA",
        token: "v4.public.x",
        malformed: Some("\"><b>kim"),
    };

    #[test]
    fn each_end_says_which_it_is_and_how_to_get_a_new_link() {
        let english = locale(Language::English);
        let acme = Brand {
            name: "Acme <b>",
            ..Brand::unnamed()
        };
        for (why, word) in [
            (Why::Delivered(&[]), "has been delivered"),
            (Why::Expired, "time is up"),
            (Why::Revoked, "withdrawn"),
        ] {
            for brand in [acme, Brand::unnamed()] {
                for ended in [None, Some(ENDED)] {
                    let page = page(brand, &english, why, ended).into_string();
                    assert!(page.contains(word));
                    assert!(page.contains("new link") || page.contains("for a new one"));
                    assert_eq!(page.contains("/ask\""), ended.is_some());
                    assert!(!page.contains("<b>"));
                    crate::page::check::page(&page);
                }
            }
        }
        crate::page::check::page(&asked(acme, &english).into_string());
    }
}
