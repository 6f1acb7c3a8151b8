//! About the data and about the link: how fresh, who says so, until when.

use maud::{Markup, html};

use super::{Section, View};
use crate::language::fill;
use crate::page::moment;
use crate::reference::Reference;
use crate::tracking::shipment::Tracking;

/// Says at the top that the origin does not answer and how old this is.
pub(super) fn stale(tracking: &Tracking, section: &Section<'_>) -> Markup {
    let Section { locale, now, .. } = section;
    let words = &locale.messages().about;
    let values = [
        ("ago", ago(tracking, section)),
        ("time", moment::full(locale, tracking.fetched, *now)),
    ];
    html! {
        p.notice {
            strong { (words.stale) } " " (fill::markup(words.stale_text, &values))
        }
    }
}

/// How long ago it was fetched, marked so that the script lets it grow.
fn ago(tracking: &Tracking, section: &Section<'_>) -> Markup {
    let text = section.locale.ago(section.now - tracking.fetched);
    html! { span data-ago=(moment::machine(tracking.fetched)) { (text) } }
}

/// How fresh the data is, and what is odd about the number.
pub(super) fn data(reference: &Reference, tracking: &Tracking, section: &Section<'_>) -> Markup {
    let Section { locale, now, .. } = section;
    let words = &locale.messages().about;
    let said = tracking.journey.as_ref().and_then(|journey| journey.said);
    html! {
        section {
            (section.heading(&html! { (words.data) }))
            dl {
                @if let Some(said) = said {
                    dt { (words.last_word) }
                    dd { (moment::full_with_hint(locale, said, *now)) }
                }
                dt { (words.fetched) }
                dd {
                    (moment::full(locale, tracking.fetched, *now)) ", "
                    (ago(tracking, section))
                    @if tracking.stale { "; " (words.unreachable) }
                }
                @if let Some(scac) = &reference.scac {
                    dt { (words.carrier) }
                    dd { (scac) " " span.hint { "(SCAC)" } }
                }
            }
            @if reference.check_digit_holds() == Some(false) {
                @let number = fill::isolated(&reference.number);
                p.hint.warning { (fill::markup(words.check_digit, &[("number", number)])) }
            }
        }
    }
}

/// Until when the link works, who sent it, and the way out.
pub(super) fn link(view: &View<'_>) -> Markup {
    let locale = view.locale;
    let words = &locale.messages().about;
    html! {
        section.link {
            h2 { (words.link) }
            dl {
                @if !view.brand.name.is_empty() {
                    dt { (words.sent_by) }
                    dd { bdi { (view.brand.name) } }
                }
                @if let Some(note) = view.note {
                    dt { (words.note) }
                    dd.note dir="auto" { (note) }
                }
                dt { (words.works_until) }
                dd { (moment::full_with_hint(locale, view.expires, view.now)) "; " (words.closes_sooner) }
                @if let Some(contact) = view.brand.contact_link() {
                    dt { (words.questions) }
                    dd { (contact) }
                }
            }
            form method="post" action={ "/s/" (view.link_id) "/leave" } {
                button.secondary type="submit" { (words.sign_out) }
            }
        }
    }
}
