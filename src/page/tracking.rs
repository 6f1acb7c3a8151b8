//! The page behind the gate, in the order in which people ask: when does it
//! arrive, where is it now, what happened and what comes next, on which vessel,
//! how fresh is this, until when does the link work, who sent it.

mod about;
mod arrival;
mod facts;
mod timeline;
mod vessels;
mod whereabouts;
mod wording;

use maud::{Markup, html};
use time::OffsetDateTime;

use super::assets::Asset;
use super::shell::{self, Page, Width};
use super::{Brand, map, moment};
use crate::reference::{Kind, Reference};
use crate::tracking::shipment::Tracking;

/// All that the page is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// Who sent the link.
    pub brand: Brand<'a>,
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
                (shipment(view, reference, tracking, &Place::Alone))
            }
            several => {
                h1.count { (several.len()) " shipments" }
                (jump_list(view))
                @for (index, (reference, tracking)) in several.iter().enumerate() {
                    (shipment(view, reference, tracking, &Place::Among(index + 1)))
                }
            }
        }
        (about::link(view))
    };
    shell::document(&Page {
        brand: view.brand,
        title: &title,
        width: Width::Wide,
        script: Some(Asset::PageScript),
        aside: None,
        main,
        footer: Some(html! { p #live role="status" {} }),
    })
}

/// The same facts for programs, and for the page's own refresh: it changes
/// when they do, and not with the hour at which it is asked for.
#[must_use]
pub fn json(view: &View<'_>) -> serde_json::Value {
    facts::json(view)
}

/// Whether a shipment has the page to itself: that decides its headings.
enum Place {
    Alone,
    /// One of several, counted from one.
    Among(usize),
}

impl Place {
    /// The id of a part of this shipment.
    fn id(&self, part: &str) -> String {
        match self {
            Self::Alone => part.to_owned(),
            Self::Among(number) => format!("{part}-{number}"),
        }
    }

    const fn class(&self) -> Option<&'static str> {
        match self {
            Self::Alone => None,
            Self::Among(_) => Some("among"),
        }
    }

    /// A heading of a part of the shipment, one level below the shipment's own.
    fn heading(&self, text: &Markup) -> Markup {
        match self {
            Self::Alone => html! { h2 { (text) } },
            Self::Among(_) => html! { h3 { (text) } },
        }
    }

    /// One level deeper still.
    fn subheading(&self, text: &Markup) -> Markup {
        match self {
            Self::Alone => html! { h3 { (text) } },
            Self::Among(_) => html! { h4 { (text) } },
        }
    }
}

fn shipment(view: &View<'_>, reference: &Reference, tracking: &Tracking, place: &Place) -> Markup {
    let journey = tracking.journey.as_ref();
    html! {
        article id=(place.id("shipment")) class=[place.class()] {
            @match place {
                Place::Alone => h1.reference { (named(reference)) },
                Place::Among(_) => h2.reference { (named(reference)) },
            }
            div.now {
                @match journey {
                    None => (whereabouts::not_started()),
                    Some(journey) => {
                        (arrival::section(journey, view.now, place))
                        @if tracking.stale { (about::stale(tracking, view.now)) }
                        (whereabouts::section(journey, view.now, place))
                        @match map::draw(&english(), journey, view.now) {
                            Some(map) => (map),
                            None => p.hint { "No map: we have coordinates for fewer than two of the places." }
                        }
                    }
                }
            }
            @if let Some(journey) = journey {
                div.way { (timeline::section(journey, view.now, place)) }
            }
            div.more {
                @if let Some(journey) = journey { (vessels::section(journey, place)) }
                (about::data(reference, tracking, view.now, place))
            }
        }
    }
}

fn jump_list(view: &View<'_>) -> Markup {
    html! {
        nav aria-label="Shipments" {
            ol {
                @for (index, (reference, tracking)) in view.shipments.iter().enumerate() {
                    li {
                        a href={ "#" (Place::Among(index + 1).id("shipment")) } { (named(reference)) }
                        span { (in_short(tracking, view.now)) }
                    }
                }
            }
        }
    }
}

/// One line about a shipment, for the list and the title.
fn in_short(tracking: &Tracking, now: OffsetDateTime) -> String {
    let Some(journey) = &tracking.journey else {
        return "Tracking has not started".to_owned();
    };
    match (journey.delivered, &journey.eta) {
        (Some(when), _) => format!("Delivered {}", moment::day(when, now)),
        (None, Some(eta)) => {
            let day = moment::day(eta.current.when, now);
            format!("{} {day}", arrival::verb(eta))
        }
        (None, None) => "No arrival date yet".to_owned(),
    }
}

fn title(view: &View<'_>) -> String {
    match view.shipments {
        [(reference, tracking)] => {
            format!("{} · {}", in_short(tracking, view.now), reference.number)
        }
        several => format!("{} shipments", several.len()),
    }
}

/// `Container CSQU3054383`, in groups as it stands on the door, without
/// spaces in what is copied.
fn named(reference: &Reference) -> Markup {
    let number = reference.number.as_str();
    let kind = match reference.kind {
        Kind::Container => "Container",
        Kind::Mbl => "Bill of lading",
        Kind::Booking => "Booking",
    };
    let groups = match reference.kind {
        Kind::Container => number
            .split_at_checked(4)
            .and_then(|(owner, rest)| Some((owner, rest.split_at_checked(6)?))),
        Kind::Mbl | Kind::Booking => None,
    };
    html! {
        span.kind { (kind) } " "
        span.number {
            @match groups {
                Some((owner, (serial, check))) => {
                    span { (owner) } span { (serial) } span { (check) }
                }
                None => (number),
            }
        }
    }
}

#[cfg(test)]
mod tests;

/// Until pages are drawn for a language.
fn english() -> crate::language::Locale {
    use crate::language::{Language, Locale, calendar::Calendar};
    Locale::new(Language::English, std::rc::Rc::new(Calendar::iso()))
}
