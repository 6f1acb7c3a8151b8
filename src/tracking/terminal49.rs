//! Terminal49: JSON:API documents, as its webhooks send and its API answers them.
//!
//! All that counts are resources of type `transport_event` and
//! `estimated_event`, wherever they stand (`data` or `included`); their
//! relationships lead to the container, shipment, vessel, place and terminal,
//! as far as those are included. Notifications without one, such as those of
//! tracking requests and pick-up dates, tell nothing.
//!
//! Times are in UTC: Terminal49 names the zone beside them, not the offset.
//! Where a vessel is now is not read, because nobody says whether the container
//! is still on it. A resource without time, which is allowed, is passed over.
//!
//! The faults' positions count `data` first and then `included`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::intake::{
    Fault, Format, MAX_EVENTS, Node, Paging, ParseError, Pushed, Told, document, query, refer,
    unlocode, vessel,
};
use super::shipment::{Classifier, Event, Load, Mode, Place, What};
use crate::reference::{Kind, Reference};

/// How it is asked, and read.
pub const FORMAT: Format = Format {
    request,
    token: ("authorization", "Token "),
    paging: Paging::Body,
    read,
};

fn request(base: &str, reference: &Reference) -> String {
    let number = reference.number.as_str();
    let events = "transport_events,transport_events.location,transport_events.terminal,transport_events.vessel";
    match reference.kind {
        Kind::Container => {
            let include = format!("shipment,{events}");
            let query = query(&[("filter[number]", number), ("include", &include)]);
            format!("{base}/v2/containers?{query}")
        }
        Kind::Mbl | Kind::Booking => {
            let nested = events.replace("transport_events", "containers.transport_events");
            let include = format!("containers,{nested}");
            let query = query(&[("number", number), ("include", &include)]);
            format!("{base}/v2/shipments?{query}")
        }
    }
}

/// Reads an answer's or a notification's body.
fn read(body: &[u8]) -> Result<Vec<Pushed>, ParseError> {
    let document = document(body)?;
    let all = resources(&document)?;
    let mut index = BTreeMap::new();
    for (position, resource) in all.iter().enumerate() {
        let name = || Ok(resource.text(&["type"])?.zip(resource.text(&["id"])?));
        if let Some(name) = name().map_err(|fault: Fault| fault.of(position))? {
            index.insert(name, *resource);
        }
    }
    let graph = Graph {
        containers: index
            .iter()
            .filter(|((kind, _), _)| kind == "container")
            .map(|(_, container)| *container)
            .collect(),
        index,
    };
    let mut read = Vec::new();
    for (position, resource) in all.into_iter().enumerate() {
        let pushed = graph.pushed(resource).map_err(|fault| fault.of(position))?;
        read.extend(pushed);
        if read.len() > MAX_EVENTS {
            return Err(ParseError::too_many());
        }
    }
    Ok(read)
}

/// Every resource of the document, in the order in which it stands there.
fn resources(document: &Value) -> Result<Vec<Node<'_>>, ParseError> {
    let whole = |expected| ParseError::of_all(expected);
    let data = match document.get("data") {
        Some(Value::Array(data)) => data.iter().collect(),
        Some(data @ Value::Object(_)) => vec![data],
        _ => return Err(whole("a JSON:API document with data")),
    };
    let included = match document.get("included") {
        Some(Value::Array(included)) => included.as_slice(),
        None | Some(Value::Null) => &[],
        Some(_) => return Err(whole("a JSON array as included")),
    };
    Ok(data.into_iter().chain(included).map(Node).collect())
}

/// The resources by type and id.
struct Graph<'a> {
    index: BTreeMap<(String, String), Node<'a>>,
    containers: Vec<Node<'a>>,
}

impl<'a> Graph<'a> {
    /// What one resource tells; `None` if it is no event, or none of a journey.
    fn pushed(&self, resource: Node<'a>) -> Result<Option<Pushed>, Fault> {
        let kind = resource.text(&["type"])?;
        let (kind, when) = match kind.as_deref() {
            Some(kind @ "transport_event") => (kind, "attributes.timestamp"),
            Some(kind @ "estimated_event") => (kind, "attributes.estimated_timestamp"),
            _ => return Ok(None),
        };
        let id = || Fault::new("id", "to be there");
        let id = resource.id(&["id"])?.ok_or_else(id)?;
        let name = resource
            .text(&["attributes.event"])?
            .ok_or_else(|| Fault::new("attributes.event", "an event's name"))?;
        let Some((what, load, mode, classifier)) = meaning(&name) else {
            return Ok(None);
        };
        let said = resource.time(&["attributes.created_at"])?;
        let Some(when) = resource.moment(&[when])? else {
            return Ok(None);
        };
        let container = match self.related(resource, "container")? {
            None => self.holding(kind, &id)?,
            container => container,
        };
        let of_container = |container| self.related(container, "shipment");
        let shipment = match self.related(resource, "shipment")? {
            None => container.map(of_container).transpose()?.flatten(),
            shipment => shipment,
        };
        let carrier = self.related(resource, "vessel")?;
        let imo = carrier.map(|vessel| vessel.text(&["attributes.imo"]));
        let called = carrier.map(|vessel| vessel.text(&["attributes.name"]));
        let equipment = match container {
            Some(container) => container.code(&["attributes.number"])?,
            None => None,
        };
        let references = references(equipment.as_deref(), shipment)?;
        let event = Event {
            id,
            classifier,
            what,
            when,
            said,
            place: match self.place(resource)? {
                None => shipment
                    .map(|shipment| port(shipment, &name))
                    .transpose()?
                    .flatten(),
                place => place,
            },
            mode,
            vessel: vessel(
                imo.transpose()?.flatten().as_deref(),
                called.transpose()?.flatten(),
            ),
            voyage: resource.text(&["attributes.voyage_number"])?,
            call: None,
            load,
            equipment,
            delay_reason: None,
            remark: None,
        };
        let told = Told {
            events: vec![event],
            ..Told::default()
        };
        Ok(Some(Pushed { references, told }))
    }

    /// The resource at the other end of a relationship, if it is there.
    fn related(&self, resource: Node<'a>, name: &str) -> Result<Option<Node<'a>>, Fault> {
        let path = format!("relationships.{name}.data");
        let Some(link) = resource.at(&path)? else {
            return Ok(None);
        };
        let ends = || Ok((link.text(&["type"])?, link.text(&["id"])?));
        let (kind, id) = ends().map_err(|fault: Fault| fault.under(&path))?;
        // The documents leave the vessel's type out.
        let end = (
            kind.unwrap_or_else(|| name.to_owned()),
            id.unwrap_or_default(),
        );
        Ok(self.index.get(&end).copied())
    }

    /// The container that names the event as its own.
    fn holding(&self, kind: &str, id: &str) -> Result<Option<Node<'a>>, Fault> {
        if kind != "transport_event" {
            return Ok(None);
        }
        for container in &self.containers {
            for (_, link) in container.list("relationships.transport_events.data")? {
                if link.text(&["id"])?.as_deref() == Some(id) {
                    return Ok(Some(*container));
                }
            }
        }
        Ok(None)
    }

    fn place(&self, resource: Node<'a>) -> Result<Option<Place>, Fault> {
        let mut place = Place {
            unlocode: resource
                .text(&["attributes.location_locode"])?
                .as_deref()
                .and_then(unlocode),
            ..Place::default()
        };
        let at = match self.related(resource, "location")? {
            None => self.related(resource, "port")?,
            at => at,
        };
        if let Some(at) = at {
            let code = at.text(&["attributes.code"])?.as_deref().and_then(unlocode);
            place.unlocode = place.unlocode.or(code);
            place.name = at.text(&["attributes.name"])?;
            place.position = at.position(&["attributes.latitude"], &["attributes.longitude"])?;
        }
        if let Some(terminal) = self.related(resource, "terminal")? {
            place.facility =
                terminal.text(&["attributes.smdg_code", "attributes.bic_facility_code"])?;
        }
        Ok((place != Place::default()).then_some(place))
    }
}

/// Where an event without place happened, if its name says which of the
/// shipment's ports that is: estimates often have no place.
fn port(shipment: Node, event: &str) -> Result<Option<Place>, Fault> {
    let end = event.rsplit('.').next().unwrap_or_default();
    let (code, name) = match end {
        "vessel_departed" => (
            "attributes.port_of_lading_locode",
            "attributes.port_of_lading_name",
        ),
        "vessel_arrived" | "arrival" => (
            "attributes.port_of_discharge_locode",
            "attributes.port_of_discharge_name",
        ),
        "arrived_at_inland_destination" => (
            "attributes.destination_locode",
            "attributes.destination_name",
        ),
        _ => return Ok(None),
    };
    let place = Place {
        unlocode: shipment.text(&[code])?.as_deref().and_then(unlocode),
        name: shipment.text(&[name])?,
        ..Place::default()
    };
    Ok((place != Place::default()).then_some(place))
}

/// The container, and the bill of lading with and without the carrier's prefix.
fn references(container: Option<&str>, shipment: Option<Node>) -> Result<Vec<Reference>, Fault> {
    let mut found = Vec::new();
    let scac = match shipment {
        Some(shipment) => shipment.text(&["attributes.shipping_line_scac"])?,
        None => None,
    };
    if let Some(number) = container {
        refer(&mut found, Kind::Container, number, scac.as_deref());
    }
    if let Some(shipment) = shipment {
        for name in [
            "attributes.bill_of_lading_number",
            "attributes.normalized_number",
        ] {
            if let Some(number) = shipment.text(&[name])? {
                refer(&mut found, Kind::Mbl, &number, scac.as_deref());
            }
        }
    }
    found.sort();
    Ok(found)
}

type Meaning = (What, Option<Load>, Option<Mode>, Classifier);

/// What an event's name means: `container.transport.` and what happened,
/// `estimated.` before that if it has not; `None` for what is no step of the
/// journey, such as a changed pick-up date.
fn meaning(name: &str) -> Option<Meaning> {
    use Classifier::{Actual, Estimated};
    let name = match name {
        "shipment.estimated.arrival" => "estimated.vessel_arrived",
        name => name.strip_prefix("container.transport.")?,
    };
    let (name, classifier) = match name.strip_prefix("estimated.") {
        Some(name) => (name, Estimated),
        None => (name, Actual),
    };
    let gate = match name {
        "empty_out" => Some((What::GateOut, Load::Empty)),
        "full_in" => Some((What::GateIn, Load::Laden)),
        "full_out" => Some((What::GateOut, Load::Laden)),
        "empty_in" => Some((What::GateIn, Load::Empty)),
        "delivered" => Some((What::DroppedOff, Load::Laden)),
        _ => None,
    };
    if let Some((what, load)) = gate {
        return Some((what, Some(load), None, classifier));
    }
    if name == "arrived_at_inland_destination" {
        return Some((What::Arrival, None, Some(Mode::Rail), classifier));
    }
    let moved = name.split_once('_').and_then(|(by, what)| {
        let mode = match by {
            "vessel" | "transshipment" | "feeder" => Mode::Vessel,
            "rail" => Mode::Rail,
            _ => return None,
        };
        let what = match what {
            "arrived" => What::Arrival,
            "departed" => What::Departure,
            "loaded" => What::Loaded,
            "discharged" | "unloaded" => What::Discharged,
            _ => return None,
        };
        Some((what, mode))
    });
    Some(match moved {
        Some((what, mode)) => (what, None, Some(mode), classifier),
        None => (
            What::Other(name.to_ascii_uppercase()),
            None,
            None,
            classifier,
        ),
    })
}
