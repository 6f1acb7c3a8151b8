//! The page's facts as JSON.
//!
//! Members are in order of the alphabet, as they have always been: the text is
//! what its `ETag` is made of.

use std::borrow::Cow;

use serde::Serialize;

use super::View;
use super::wording::words;
use crate::language::Locale;
use crate::page::moment::machine;
use crate::reference::Reference;
use crate::tracking::exception::Exception;
use crate::tracking::phrases::delay;
use crate::tracking::shipment::{self, Classifier, Load, Mode, Position, Stage, Tracking, Vessel};

/// All of them; to be written as JSON.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts<'a> {
    expires_at: String,
    link_id: &'a str,
    note: Option<&'a str>,
    sender: &'a str,
    shipments: Vec<Shipment<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Shipment<'a> {
    check_digit_holds: Option<bool>,
    delivered_at: Option<String>,
    eta: Option<Eta<'a>>,
    events: Option<Vec<Event<'a>>>,
    /// What stands out, as the model has it.
    exceptions: &'a [Exception],
    fetched_at: String,
    /// Where the vessel was last seen, as the model has it.
    position: Option<Position>,
    reference: &'a Reference,
    said_at: Option<String>,
    stage: Option<Stage>,
    stale: bool,
    started: bool,
}

#[derive(Debug, Serialize)]
struct Eta<'a> {
    current: Estimate<'a>,
    earlier: Vec<Estimate<'a>>,
    place: Place<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Estimate<'a> {
    at: String,
    classifier: Classifier,
    delay_reason: Option<Reason<'a>>,
    remark: Option<&'a str>,
    said_at: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    at: String,
    classifier: Classifier,
    delay_reason: Option<Reason<'a>>,
    description: Cow<'a, str>,
    equipment: Option<&'a str>,
    load: Option<Load>,
    mode: Option<Mode>,
    place: Option<Place<'a>>,
    remark: Option<&'a str>,
    said_at: String,
    vessel: Option<&'a Vessel>,
    voyage: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Place<'a> {
    facility: Option<&'a str>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    name: Option<&'a str>,
    unlocode: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Reason<'a> {
    code: &'a str,
    text: &'a str,
}

pub(super) fn of<'a>(view: &View<'a>) -> Facts<'a> {
    let shipments = view
        .shipments
        .iter()
        .map(|(reference, tracking)| shipment(view.locale, reference, tracking));
    Facts {
        expires_at: machine(view.expires),
        link_id: view.link_id,
        note: view.note,
        sender: view.brand.name,
        shipments: shipments.collect(),
    }
}

fn shipment<'a>(locale: &Locale, reference: &'a Reference, tracking: &'a Tracking) -> Shipment<'a> {
    let journey = tracking.journey.as_ref();
    let events = |journey: &'a shipment::Journey| {
        let events = journey.events.iter().map(|told| event(locale, told));
        events.collect()
    };
    Shipment {
        check_digit_holds: reference.check_digit_holds(),
        delivered_at: journey.and_then(|journey| journey.delivered).map(machine),
        eta: journey
            .and_then(|journey| journey.eta.as_ref())
            .map(|belief| eta(locale, belief)),
        events: journey.map(events),
        exceptions: journey.map_or(&[], |journey| &journey.exceptions),
        fetched_at: machine(tracking.fetched),
        position: journey.and_then(|journey| journey.positions.last().copied()),
        reference,
        said_at: journey.and_then(|journey| journey.said).map(machine),
        stage: journey.map(|journey| journey.stage),
        stale: tracking.stale,
        started: journey.is_some(),
    }
}

fn eta<'a>(locale: &Locale, eta: &'a shipment::Eta) -> Eta<'a> {
    let earlier = eta.earlier.iter().map(|belief| estimate(locale, belief));
    Eta {
        current: estimate(locale, &eta.current),
        earlier: earlier.collect(),
        place: place(&eta.place),
    }
}

fn estimate<'a>(locale: &Locale, estimate: &'a shipment::Estimate) -> Estimate<'a> {
    Estimate {
        at: machine(estimate.when),
        classifier: estimate.classifier,
        delay_reason: reason(locale, estimate.delay_reason.as_deref()),
        remark: estimate.remark.as_deref(),
        said_at: machine(estimate.said),
    }
}

fn event<'a>(locale: &Locale, event: &'a shipment::Event) -> Event<'a> {
    Event {
        at: machine(event.when),
        classifier: event.classifier,
        delay_reason: reason(locale, event.delay_reason.as_deref()),
        description: words(locale, event),
        equipment: event.equipment.as_deref(),
        load: event.load,
        mode: event.mode,
        place: event.place.as_ref().map(place),
        remark: event.remark.as_deref(),
        said_at: machine(event.said),
        vessel: event.vessel.as_ref(),
        voyage: event.voyage.as_deref(),
    }
}

fn place(place: &shipment::Place) -> Place<'_> {
    Place {
        facility: place.facility.as_deref(),
        latitude: place.position.map(|(latitude, _)| latitude),
        longitude: place.position.map(|(_, longitude)| longitude),
        name: place.name.as_deref(),
        unlocode: place.unlocode.as_deref(),
    }
}

fn reason<'a>(locale: &Locale, code: Option<&'a str>) -> Option<Reason<'a>> {
    let code = code?;
    let text = delay(locale, code);
    Some(Reason { code, text })
}
