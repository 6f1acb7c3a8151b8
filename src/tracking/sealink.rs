//! Sealink's own format, for systems that speak none of the others: plain JSON,
//! described by `tracking.schema.json` beside the worker (`sealink openapi
//! --tracking` prints it).
//!
//! ```json
//! {
//!   "shipments": [{
//!     "container": "CSQU3054383", "mbl": "MAEU221876618", "booking": "ABC709951", "scac": "MAEU",
//!     "events": [{
//!       "id": "17", "what": "arrival", "classifier": "estimated",
//!       "when": "2026-12-05T08:00:00-08:00", "said": "2026-11-20T10:00:00Z",
//!       "place": {"unlocode": "USLAX", "name": "Los Angeles", "facility": "APMT"},
//!       "mode": "vessel", "vessel": {"imo": "9321483", "name": "King of the Seas"},
//!       "voyage": "402E", "delayReason": "WEA", "remark": "storm"
//!     }],
//!     "positions": [{"latitude": 38.204, "longitude": -141.87, "when": "2026-11-22T08:00:00Z", "course": 93}],
//!     "retracted": [{"id": "16", "said": "2026-11-20T10:00:00Z"}]
//!   }],
//!   "next": "/tracking?container=CSQU3054383&page=2"
//! }
//! ```
//!
//! It is asked by `GET {base}/tracking?container=`, `mbl=` or `booking=`, with
//! `scac=` where that is known; the same body is what is pushed. The faults'
//! positions count shipments; the member's path counts events.

use super::intake::{
    Fault, Format, MAX_EVENTS, Node, Paging, ParseError, Pushed, Retraction, Sighting, Told,
    course, elements, load, made_id, mode, query, refer, unlocode, vessel,
};
use super::shipment::{Classifier, Event, Place, Position, What};
use crate::reference::{Kind, Reference};

/// How it is asked, and read.
pub const FORMAT: Format = Format {
    request,
    token: ("authorization", "Bearer "),
    paging: Paging::Body,
    read,
};

/// What can happen, and its word. `document` is one more; others are shown as
/// they come.
pub const WHATS: [(&str, What); 13] = [
    ("arrival", What::Arrival),
    ("departure", What::Departure),
    ("loaded", What::Loaded),
    ("discharged", What::Discharged),
    ("gate_in", What::GateIn),
    ("gate_out", What::GateOut),
    ("stuffed", What::Stuffed),
    ("stripped", What::Stripped),
    ("picked_up", What::PickedUp),
    ("dropped_off", What::DroppedOff),
    ("inspected", What::Inspected),
    ("resealed", What::Resealed),
    ("removed", What::Removed),
];

/// Whether it has happened, in words.
pub const CLASSIFIERS: [(&str, Classifier); 3] = [
    ("planned", Classifier::Planned),
    ("estimated", Classifier::Estimated),
    ("actual", Classifier::Actual),
];

/// Every kind of reference, and the member that holds it.
pub const NAMES: [(&str, Kind); 3] = [
    ("container", Kind::Container),
    ("mbl", Kind::Mbl),
    ("booking", Kind::Booking),
];

fn request(base: &str, reference: &Reference) -> String {
    let mut members: Vec<_> = NAMES
        .iter()
        .filter(|(_, kind)| *kind == reference.kind)
        .map(|(name, _)| (*name, reference.number.as_str()))
        .collect();
    members.extend(reference.scac.as_deref().map(|scac| ("scac", scac)));
    format!("{base}/tracking?{}", query(&members))
}

/// Reads an answer's or a push's body.
fn read(body: &[u8]) -> Result<Vec<Pushed>, ParseError> {
    let mut read = Vec::new();
    let mut events = 0;
    for (position, shipment) in elements(body, "shipments")?.iter().enumerate() {
        let pushed = shipment_of(Node(shipment)).map_err(|fault| fault.of(position))?;
        events += pushed
            .iter()
            .map(|one| one.told.events.len())
            .sum::<usize>();
        if events > MAX_EVENTS {
            return Err(ParseError::too_many());
        }
        read.extend(pushed);
    }
    Ok(read)
}

fn shipment_of(shipment: Node) -> Result<Vec<Pushed>, Fault> {
    let scac = shipment.text(&["scac"])?;
    let mut names = Vec::new();
    for (name, kind) in NAMES {
        if let Some(number) = shipment.text(&[name])? {
            refer(&mut names, kind, &number, scac.as_deref());
        }
    }
    if names.is_empty() {
        return Err(Fault::new("container", "a number, or mbl, or booking"));
    }
    let container = shipment.code(&["container"])?;
    let mut read = Vec::new();
    let mut add = |told, container: Option<&str>| {
        let mut references = names.clone();
        if let Some(number) = container {
            refer(&mut references, Kind::Container, number, scac.as_deref());
        }
        references.sort();
        read.push(Pushed { references, told });
    };
    for (at, node) in shipment.list("events")? {
        let event = event(node, container.as_deref()).map_err(|fault| fault.under(&at))?;
        let own = event.equipment.clone();
        let events = vec![event];
        add(
            Told {
                events,
                ..Told::default()
            },
            own.as_deref(),
        );
    }
    for (at, node) in shipment.list("positions")? {
        let sighting = sighting(node, container.as_deref()).map_err(|fault| fault.under(&at))?;
        let own = sighting.equipment.clone();
        let sightings = vec![sighting];
        add(
            Told {
                sightings,
                ..Told::default()
            },
            own.as_deref(),
        );
    }
    for (at, node) in shipment.list("retracted")? {
        let read = || {
            let id = node
                .id(&["id"])?
                .ok_or_else(|| Fault::new("id", "to be there"))?;
            Ok(Retraction {
                id,
                said: node.time(&["said"])?,
            })
        };
        let retracted = vec![read().map_err(|fault: Fault| fault.under(&at))?];
        add(
            Told {
                retracted,
                ..Told::default()
            },
            None,
        );
    }
    Ok(read)
}

fn event(node: Node, container: Option<&str>) -> Result<Event, Fault> {
    let what = what(node)?;
    let classifier = node.text(&["classifier"])?;
    let classifier = classifier
        .and_then(|text| {
            CLASSIFIERS
                .iter()
                .find(|(word, _)| text.eq_ignore_ascii_case(word))
        })
        .map(|(_, classifier)| *classifier)
        .ok_or_else(|| Fault::new("classifier", "planned, estimated or actual"))?;
    let when = node.time(&["when"])?;
    let said = node.time(&["said"])?;
    let place = place(node)?;
    let equipment = node
        .code(&["container"])?
        .or_else(|| container.map(str::to_owned));
    let id = node.id(&["id"])?.unwrap_or_else(|| {
        made_id(&format!(
            "{what:?}/{classifier:?}/{when}/{said}/{}/{}",
            place.as_ref().and_then(Place::key).unwrap_or_default(),
            equipment.as_deref().unwrap_or_default(),
        ))
    });
    Ok(Event {
        id,
        classifier,
        what,
        when,
        said,
        place,
        mode: node.text(&["mode"])?.as_deref().and_then(mode),
        vessel: vessel(
            node.text(&["vessel.imo"])?.as_deref(),
            node.text(&["vessel.name"])?,
        ),
        voyage: node.text(&["voyage"])?,
        call: node.text(&["call"])?.and_then(|text| text.parse().ok()),
        load: node.text(&["load"])?.as_deref().and_then(load),
        equipment,
        delay_reason: node.code(&["delayReason"])?,
        remark: node.text(&["remark"])?,
    })
}

fn what(node: Node) -> Result<What, Fault> {
    let word = node
        .text(&["what"])?
        .ok_or_else(|| Fault::new("what", "a word such as arrival"))?;
    if word.eq_ignore_ascii_case("document") {
        let code = |member, expected| {
            node.code(&[member])?
                .ok_or_else(|| Fault::new(member, expected))
        };
        return Ok(What::Document {
            state: code("state", "a code such as ISSU or CONF")?,
            document: code("document", "a code such as BKG or TRD")?,
        });
    }
    let known = WHATS
        .iter()
        .find(|(known, _)| word.eq_ignore_ascii_case(known));
    Ok(known.map_or(What::Other(word), |(_, what)| what.clone()))
}

fn place(node: Node) -> Result<Option<Place>, Fault> {
    let place = Place {
        unlocode: node
            .text(&["place.unlocode"])?
            .as_deref()
            .and_then(unlocode),
        name: node.text(&["place.name"])?,
        facility: node.text(&["place.facility"])?,
        position: node.position(&["place.latitude"], &["place.longitude"])?,
    };
    Ok((place != Place::default()).then_some(place))
}

fn sighting(node: Node, container: Option<&str>) -> Result<Sighting, Fault> {
    let (latitude, longitude) = node
        .position(&["latitude"], &["longitude"])?
        .ok_or_else(|| Fault::new("latitude", "degrees on the globe, with longitude"))?;
    Ok(Sighting {
        id: node.id(&["id"])?,
        said: node.moment(&["said"])?,
        equipment: node
            .code(&["container"])?
            .or_else(|| container.map(str::to_owned)),
        position: Position {
            latitude,
            longitude,
            when: node.time(&["when"])?,
            course: node.text(&["course"])?.as_deref().and_then(course),
        },
    })
}
