//! The page's facts as JSON.

use serde_json::{Value, json};

use super::View;
use super::wording::{delay, words};
use crate::language::Locale;
use crate::page::moment::machine;
use crate::reference::Reference;
use crate::tracking::shipment::{Estimate, Eta, Event, Place, Tracking};

pub(super) fn json(view: &View<'_>) -> Value {
    let shipments: Vec<Value> = view
        .shipments
        .iter()
        .map(|(reference, tracking)| shipment(view.locale, reference, tracking))
        .collect();
    json!({
        "linkId": view.link_id,
        "sender": view.brand.name,
        "note": view.note,
        "expiresAt": machine(view.expires),
        "shipments": shipments,
    })
}

fn shipment(locale: &Locale, reference: &Reference, tracking: &Tracking) -> Value {
    let journey = tracking.journey.as_ref();
    json!({
        "reference": reference,
        "checkDigitHolds": reference.check_digit_holds(),
        "started": journey.is_some(),
        "stage": journey.map(|journey| journey.stage),
        "eta": journey.and_then(|journey| journey.eta.as_ref()).map(|belief| eta(locale, belief)),
        "deliveredAt": journey.and_then(|journey| journey.delivered).map(machine),
        "events": journey.map(|journey| journey.events.iter().map(|told| event(locale, told)).collect::<Vec<_>>()),
        "saidAt": journey.and_then(|journey| journey.said).map(machine),
        "fetchedAt": machine(tracking.fetched),
        "stale": tracking.stale,
    })
}

fn eta(locale: &Locale, eta: &Eta) -> Value {
    json!({
        "place": place(&eta.place),
        "current": estimate(locale, &eta.current),
        "earlier": eta.earlier.iter().map(|belief| estimate(locale, belief)).collect::<Vec<_>>(),
    })
}

fn estimate(locale: &Locale, estimate: &Estimate) -> Value {
    json!({
        "at": machine(estimate.when),
        "saidAt": machine(estimate.said),
        "classifier": estimate.classifier,
        "delayReason": estimate.delay_reason.as_deref().map(|code| reason(locale, code)),
        "remark": estimate.remark,
    })
}

fn event(locale: &Locale, event: &Event) -> Value {
    json!({
        "classifier": event.classifier,
        "description": words(locale, event),
        "at": machine(event.when),
        "saidAt": machine(event.said),
        "place": event.place.as_ref().map(place),
        "mode": event.mode,
        "vessel": event.vessel,
        "voyage": event.voyage,
        "load": event.load,
        "equipment": event.equipment,
        "delayReason": event.delay_reason.as_deref().map(|code| reason(locale, code)),
        "remark": event.remark,
    })
}

fn place(place: &Place) -> Value {
    json!({
        "unlocode": place.unlocode,
        "name": place.name,
        "facility": place.facility,
        "latitude": place.position.map(|(latitude, _)| latitude),
        "longitude": place.position.map(|(_, longitude)| longitude),
    })
}

fn reason(locale: &Locale, code: &str) -> Value {
    json!({ "code": code, "text": delay(locale, code) })
}
