//! The page behind the gate, in the order in which people ask: when does it
//! arrive, where is it now, what happened and what comes next, on which vessel,
//! how fresh is this, until when does the link work, who sent it.

mod about;
mod arrival;
mod attention;
mod facts;
mod live;
mod timeline;
mod tools;
mod vessels;
mod whereabouts;
mod wording;

use maud::{Markup, html};
use time::OffsetDateTime;

use super::Brand;
use super::assets::Asset;
use super::shell::{self, Page, Width};
use crate::language::Locale;
use crate::page::reference;
use crate::reference::Reference;
use crate::tracking::phrases;
use crate::tracking::shipment::Tracking;
pub use facts::Facts;

/// All that the page is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// Who sent the link.
    pub brand: Brand<'a>,
    /// The reader's language.
    pub locale: &'a Locale,
    /// The link, as it stands in the path.
    pub link_id: &'a str,
    /// When the link ends by itself.
    pub expires: OffsetDateTime,
    /// The sender's line.
    pub note: Option<&'a str>,
    /// The shipments in the link's order.
    pub shipments: &'a [(Reference, Tracking)],
    /// The moment from which ages and distances in time are counted.
    pub now: OffsetDateTime,
}

/// The page.
#[must_use]
pub fn page(view: &View<'_>) -> Markup {
    let title = title(view);
    let main = html! {
        @match view.shipments {
            [(reference, tracking)] => {
                (shipment(view, reference, tracking, Place::Alone))
            }
            several => {
                h1.count { (count(view)) }
                (jump_list(view))
                @for (index, (reference, tracking)) in several.iter().enumerate() {
                    (shipment(view, reference, tracking, Place::Among(index + 1)))
                }
            }
        }
        (tools::section(view))
        (about::link(view))
    };
    shell::document(&Page {
        brand: view.brand,
        locale: view.locale,
        title: &title,
        width: Width::Wide,
        scripts: &[Asset::PageScript],
        link_id: Some(view.link_id),
        main,
        footer: Some(live::region(view.locale)),
    })
}

/// The same facts for programs, and for the page's own refresh: it changes
/// when they do, and not with the hour at which it is asked for.
#[must_use]
pub fn facts<'a>(view: &View<'a>) -> Facts<'a> {
    facts::of(view)
}

/// What every section of one shipment needs to know.
struct Section<'a> {
    locale: &'a Locale,
    now: OffsetDateTime,
    place: Place,
}

/// Whether a shipment has the page to itself: that decides its headings.
#[derive(Clone, Copy)]
enum Place {
    Alone,
    /// One of several, counted from one.
    Among(usize),
}

impl Place {
    /// The id of the shipment.
    fn id(self) -> String {
        match self {
            Self::Alone => "shipment".to_owned(),
            Self::Among(number) => format!("shipment-{number}"),
        }
    }
}

impl Section<'_> {
    /// A heading of a part of the shipment, one level below the shipment's own.
    fn heading(&self, text: &Markup) -> Markup {
        match self.place {
            Place::Alone => html! { h2 { (text) } },
            Place::Among(_) => html! { h3 { (text) } },
        }
    }

    /// One level deeper still.
    fn subheading(&self, text: &Markup) -> Markup {
        match self.place {
            Place::Alone => html! { h3 { (text) } },
            Place::Among(_) => html! { h4 { (text) } },
        }
    }
}

fn shipment(view: &View<'_>, reference: &Reference, tracking: &Tracking, place: Place) -> Markup {
    let section = Section {
        locale: view.locale,
        now: view.now,
        place,
    };
    let name = reference::named(view.locale, reference);
    let copy = view.locale.messages().tools.copy;
    html! {
        article id=(place.id()) class=[matches!(place, Place::Among(_)).then_some("among")] {
            div.reference {
                @match place {
                    Place::Alone => h1 { (name) },
                    Place::Among(_) => h2 { (name) },
                }
                // Shown by the script, which does the copying.
                button.copy type="button" hidden data-copy=(reference.number) { (copy) }
            }
            div.now {
                @match &tracking.journey {
                    None => (whereabouts::not_started(view.locale)),
                    Some(journey) => {
                        (arrival::section(journey, &section))
                        (attention::section(journey, &section))
                        @if tracking.stale { (about::stale(tracking, &section)) }
                        (whereabouts::section(journey, &section))
                    }
                }
            }
            @if let Some(journey) = &tracking.journey {
                div.way { (timeline::section(journey, &section)) }
            }
            div.more {
                @if let Some(journey) = &tracking.journey { (vessels::section(journey, &section)) }
                (about::data(reference, tracking, &section))
            }
        }
    }
}

fn jump_list(view: &View<'_>) -> Markup {
    html! {
        nav aria-label=(view.locale.messages().kinds.list) {
            ol {
                @for (index, (reference, tracking)) in view.shipments.iter().enumerate() {
                    li {
                        a href={ "#" (Place::Among(index + 1).id()) } { (reference::named(view.locale, reference)) }
                        span { (in_short(view, tracking)) }
                    }
                }
            }
        }
    }
}

/// One line about a shipment, for the list and the title.
fn in_short(view: &View<'_>, tracking: &Tracking) -> String {
    match &tracking.journey {
        Some(journey) => phrases::arrival(view.locale, journey, view.now),
        None => view.locale.messages().whereabouts.not_started.to_owned(),
    }
}

fn count(view: &View<'_>) -> String {
    let messages = view.locale.messages();
    view.locale
        .plural(view.shipments.len(), &messages.shipments)
}

fn title(view: &View<'_>) -> String {
    match view.shipments {
        [(reference, tracking)] => {
            format!("{} · {}", in_short(view, tracking), reference.number)
        }
        _ => count(view),
    }
}

#[cfg(test)]
mod tests;
