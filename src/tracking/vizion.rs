//! Vizion: updates, each a snapshot of one container's journey in `payload`, as
//! callbacks carry one and the API lists several.
//!
//! What happened is told in standardised English (`Gate out empty`), and read by
//! its words. Milestones have no id; what says the same is the same, so that an
//! ETA that moved is another saying and the earlier one is kept. A milestone
//! that is planned, or of which that is not said, is an estimate. One without
//! time, which is allowed, is passed over.
//!
//! The faults' positions count updates; the member's path counts milestones.

use time::OffsetDateTime;

use super::intake::{
    Fault, Format, MAX_EVENTS, Node, Paging, ParseError, Pushed, Told, elements, made_id, mode,
    query, refer, unlocode, vessel,
};
use super::shipment::{Classifier, Event, Load, Mode, Place, What};
use crate::reference::{Kind, Reference};

/// How it is asked, and read.
pub const FORMAT: Format = Format {
    request,
    token: ("x-api-key", ""),
    paging: Paging::Listed,
    read,
};

fn request(base: &str, reference: &Reference) -> String {
    let member = match reference.kind {
        Kind::Container => "container_id",
        Kind::Mbl => "bill_of_lading",
        Kind::Booking => "booking_number",
    };
    let mut members = vec![(member, reference.number.as_str())];
    if let Some(scac) = &reference.scac {
        members.push(("carrier_code", scac));
    }
    format!("{base}/references?{}", query(&members))
}

/// Reads a callback's body, or an answer with several updates.
fn read(body: &[u8]) -> Result<Vec<Pushed>, ParseError> {
    let mut read = Vec::new();
    for (position, update) in elements(body, "data")?.iter().enumerate() {
        let pushed = update_of(Node(update)).map_err(|fault| fault.of(position))?;
        read.extend(pushed);
        if read.len() > MAX_EVENTS {
            return Err(ParseError::too_many());
        }
    }
    Ok(read)
}

fn update_of(update: Node) -> Result<Vec<Pushed>, Fault> {
    let missing = |member| Fault::new(member, "to be there");
    let said = update.time(&["created_at"])?;
    let container = update
        .code(&["payload.container_id"])?
        .ok_or_else(|| missing("payload.container_id"))?;
    if update.at("payload.milestones")?.is_none() {
        return Err(missing("payload.milestones"));
    }
    let scac = update.text(&["payload.carrier_scac", "payload.carrier_code"])?;
    let mut references = Vec::new();
    refer(
        &mut references,
        Kind::Container,
        &container,
        scac.as_deref(),
    );
    for (kind, member) in [
        (Kind::Mbl, "payload.bill_of_lading"),
        (Kind::Booking, "payload.booking_number"),
        (Kind::Booking, "payload.booking"),
    ] {
        if let Some(number) = update.text(&[member])? {
            refer(&mut references, kind, &number, scac.as_deref());
        }
    }
    references.sort();
    let mut read = Vec::new();
    for (at, milestone) in update.list("payload.milestones")? {
        let event = event(milestone, &container, said).map_err(|fault| fault.under(&at))?;
        read.extend(event.map(|event| Pushed {
            references: references.clone(),
            told: Told {
                events: vec![event],
                ..Told::default()
            },
        }));
    }
    Ok(read)
}

fn event(milestone: Node, container: &str, said: OffsetDateTime) -> Result<Option<Event>, Fault> {
    let description = milestone
        .text(&["description", "raw_description"])?
        .ok_or_else(|| Fault::new("description", "to be there"))?;
    let Some(when) = milestone.moment(&["timestamp"])? else {
        return Ok(None);
    };
    let (what, load, by) = meaning(&description);
    let classifier = match milestone.flag("planned")? {
        Some(false) => Classifier::Actual,
        Some(true) | None => Classifier::Estimated,
    };
    let place = place(milestone)?;
    let carrier = vessel(
        milestone.text(&["vessel_imo"])?.as_deref(),
        milestone.text(&["vessel"])?,
    );
    let voyage = milestone.text(&["voyage"])?;
    let told_mode = milestone.text(&["mode"])?;
    let identity = format!(
        "{container}/{what:?}/{load:?}/{classifier:?}/{when}/{}/{carrier:?}/{voyage:?}",
        place.as_ref().and_then(Place::key).unwrap_or_default(),
    );
    Ok(Some(Event {
        id: made_id(&identity),
        classifier,
        what,
        when,
        said,
        place,
        mode: by.or_else(|| told_mode.as_deref().and_then(mode)),
        vessel: carrier,
        voyage,
        call: None,
        load,
        equipment: Some(container.to_owned()),
        delay_reason: None,
        remark: None,
    }))
}

fn place(milestone: Node) -> Result<Option<Place>, Fault> {
    let Some(at) = milestone.at("location")? else {
        return Ok(None);
    };
    let read = || {
        Ok(Place {
            unlocode: at.text(&["unlocode"])?.as_deref().and_then(unlocode),
            name: at.text(&["name", "city"])?,
            // A name, where DCSA has a code.
            facility: None,
            position: at.position(
                &["geolocation.latitude", "latitude"],
                &["geolocation.longitude", "longitude"],
            )?,
        })
    };
    let place = read().map_err(|fault: Fault| fault.under("location"))?;
    Ok((place != Place::default()).then_some(place))
}

/// What a description means; what is not known is shown as it came.
fn meaning(description: &str) -> (What, Option<Load>, Option<Mode>) {
    let text = description.to_ascii_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    let has = |word: &str| words.contains(&word);
    let says = |phrase: &str| text.contains(phrase);
    let customs = |state: &str| What::Document {
        state: state.to_owned(),
        document: "CUS".to_owned(),
    };
    let mode = if has("vessel") || has("feeder") || has("transshipment") {
        Some(Mode::Vessel)
    } else if has("rail") || has("train") {
        Some(Mode::Rail)
    } else if has("barge") {
        Some(Mode::Barge)
    } else if has("truck") {
        Some(Mode::Truck)
    } else {
        None
    };
    let what = if says("customs release") || says("customs hold release") {
        customs("RELS")
    } else if says("customs hold") {
        customs("HOLD")
    } else if has("destuffed") || has("stripped") {
        What::Stripped
    } else if has("stuffed") {
        What::Stuffed
    } else if says("gate out") || says("empty to shipper") {
        What::GateOut
    } else if says("gate in") || says("empty return") || says("returned empty") {
        What::GateIn
    } else if has("discharged") || has("unloaded") {
        What::Discharged
    } else if has("loaded") {
        What::Loaded
    } else if says("depart") {
        What::Departure
    } else if says("arriv") {
        What::Arrival
    } else if text == "delivered" || text.starts_with("delivered to") {
        return (What::DroppedOff, Some(Load::Laden), mode);
    } else {
        What::Other(description.to_owned())
    };
    let load = match what {
        _ if has("empty") => Some(Load::Empty),
        // Through the gate of a place that goods are brought to go goods.
        What::GateIn | What::GateOut if has("full") || has("port") || has("destination") => {
            Some(Load::Laden)
        }
        _ => None,
    };
    (what, load, mode)
}
