//! Which vessels carry it, on which voyages, from where to where.

use maud::{Markup, html};

use super::Section;
use crate::tracking::shipment::{Journey, Place, Vessel};

/// One vessel's part of the journey.
struct Leg<'a> {
    vessel: &'a Vessel,
    voyage: Option<&'a str>,
    from: Option<&'a str>,
    to: Option<&'a str>,
}

/// The section; empty when no event names a vessel.
pub(super) fn section(journey: &Journey, section: &Section<'_>) -> Markup {
    let legs = legs(journey);
    if legs.is_empty() {
        return html! {};
    }
    let words = &section.locale.messages().vessels;
    let heading = if legs.len() == 1 {
        words.one
    } else {
        words.several
    };
    html! {
        section {
            (section.heading(&html! { (heading) }))
            table.vessels {
                thead {
                    tr { th scope="col" { (words.vessel) } th scope="col" { (words.voyage) } th scope="col" { (words.route) } }
                }
                tbody {
                    @for leg in &legs {
                        tr {
                            th scope="row" {
                                @match &leg.vessel.name {
                                    Some(name) => bdi { (name) },
                                    None => (words.unnamed),
                                }
                                @if let Some(imo) = &leg.vessel.imo { " " span.code { "IMO " (imo) } }
                            }
                            td { @match leg.voyage { Some(voyage) => bdi { (voyage) }, None => "–" } }
                            td {
                                bdi { (leg.from.unwrap_or("–")) }
                                @if let Some(to) = leg.to { " – " bdi { (to) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Events of one vessel and voyage, one after another, are one leg.
fn legs(journey: &Journey) -> Vec<Leg<'_>> {
    let mut legs: Vec<Leg<'_>> = Vec::new();
    for event in &journey.events {
        let Some(vessel) = &event.vessel else {
            continue;
        };
        if vessel.name.is_none() && vessel.imo.is_none() {
            continue;
        }
        let place = event.place.as_ref().and_then(Place::label);
        let voyage = event.voyage.as_deref();
        match legs
            .last_mut()
            .filter(|leg| leg.vessel == vessel && leg.voyage == voyage)
        {
            Some(leg) => leg.to = place.filter(|place| leg.from != Some(place)).or(leg.to),
            None => legs.push(Leg {
                vessel,
                voyage,
                from: place,
                to: None,
            }),
        }
    }
    legs
}
