//! Reads DCSA Track & Trace, whatever the version: transport, equipment and
//! shipment events, and where a container was seen (events of type `IOT`).
//!
//! The versions say the same under other names and in other words. What they
//! call it stands in their [`Spelling`]; places and transport calls have so few
//! names that all are read everywhere.
//!
//! Intake is tolerant where a reader can be: unknown members, missing optional
//! ones, unknown codes, numbers written as texts and the reverse. It is strict
//! about what every event must say (what, when, since when it is said), and one
//! event without that spoils the whole answer: a journey with a hole in it
//! looks like a journey, and the last good answer is better than that.
//!
//! A sighting that cannot be read is left out, because the journey has no hole
//! without it. So is what a reefer measured, which is no step of a journey.

mod words;

use time::OffsetDateTime;
use time::macros::datetime;

use super::intake::{
    Fault, MAX_EVENTS, Node, ParseError, Pushed, Retraction, Sighting, Told, course, elements,
    load, made_id, mode, refer, unlocode, vessel,
};
use super::shipment::{Classifier, Event, Place, Position, What};
use crate::reference::{Kind, Reference};
use words::code_of;

/// The members' names in one version: paths from the event, the first that says
/// something counts, and the first of all is named where none does.
pub(super) struct Spelling {
    pub(super) id: &'static [&'static str],
    pub(super) said: &'static [&'static str],
    pub(super) retracts: Retracts,
    pub(super) kind: &'static [&'static str],
    pub(super) classifier: &'static [&'static str],
    pub(super) when: &'static [&'static str],
    pub(super) transport: &'static [&'static str],
    pub(super) equipment: &'static [&'static str],
    pub(super) shipment: &'static [&'static str],
    /// A code of any type.
    pub(super) any: &'static [&'static str],
    pub(super) document: &'static [&'static str],
    pub(super) document_id: &'static [&'static str],
    pub(super) container: &'static [&'static str],
    pub(super) load: &'static [&'static str],
    pub(super) place: &'static str,
    pub(super) call: &'static str,
    pub(super) course: &'static [&'static str],
    /// One code, or a list of them.
    pub(super) delay: &'static str,
    pub(super) remark: &'static [&'static str],
    /// Lists of documents and other names of the shipment.
    pub(super) names: &'static [&'static str],
    /// In such a list: the type and the value.
    pub(super) name: (&'static [&'static str], &'static [&'static str]),
    /// The carrier's code, and whose code that is.
    pub(super) carrier: (&'static [&'static str], &'static [&'static str]),
}

/// How a version takes an event back.
pub(super) enum Retracts {
    /// It does not.
    Never,
    /// The event itself, said again with this flag.
    Flag(&'static str),
    /// Another event, of which this member names the id.
    Id(&'static str),
}

/// Reads an answer's or a push's body; its length was capped where it came in.
///
/// # Errors
/// The first event that cannot be read, by its position, and the member at fault.
pub(super) fn read(body: &[u8], spelling: &Spelling) -> Result<Vec<Pushed>, ParseError> {
    let elements = elements(body, "events")?;
    let objects = elements.iter().enumerate();
    if let Some((position, _)) = objects.clone().find(|(_, element)| !element.is_object()) {
        return Err(Fault::new("", "a JSON object").of(position));
    }
    let mut read = Vec::new();
    let mut events = 0;
    for (position, element) in objects {
        let node = Node(element);
        let told = told(node, spelling).map_err(|fault| fault.of(position))?;
        events += told.events.len();
        if events > MAX_EVENTS {
            return Err(ParseError::too_many());
        }
        if told != Told::default() {
            let references = references(node, spelling).map_err(|fault| fault.of(position))?;
            read.push(Pushed { references, told });
        }
    }
    Ok(read)
}

/// What one element tells; nothing where it is passed over.
fn told(node: Node, spelling: &Spelling) -> Result<Told, Fault> {
    let mut told = Told::default();
    if let Some(retraction) = retraction(node, spelling)? {
        told.retracted.push(retraction);
        return Ok(told);
    }
    match kind(node, spelling)?.as_str() {
        "IOT" => told.sightings.extend(sighting(node, spelling)),
        "REEFER" => {}
        kind => told.events.push(event(node, kind, spelling)?),
    }
    Ok(told)
}

fn retraction(node: Node, spelling: &Spelling) -> Result<Option<Retraction>, Fault> {
    /// Beyond every time that is read: retracted for good.
    const FOR_GOOD: OffsetDateTime = datetime!(2090-01-01 0:00 UTC);
    let missing = || Fault::new(spelling.id[0], "to be there");
    let id = match spelling.retracts {
        Retracts::Flag(flag) if node.flag(flag)? == Some(true) => {
            Some(node.id(spelling.id)?.ok_or_else(missing)?)
        }
        Retracts::Id(path) => node.id(&[path])?,
        Retracts::Flag(_) | Retracts::Never => None,
    };
    let Some(id) = id else { return Ok(None) };
    let said = node.moment(spelling.said)?.unwrap_or(FOR_GOOD);
    Ok(Some(Retraction { id, said }))
}

/// The event's type, or where that is missing the one whose code is there.
fn kind(node: Node, spelling: &Spelling) -> Result<String, Fault> {
    if let Some(kind) = node.code(spelling.kind)? {
        return Ok(kind);
    }
    for (kind, code) in [
        ("TRANSPORT", spelling.transport),
        ("EQUIPMENT", spelling.equipment),
        ("SHIPMENT", spelling.shipment),
    ] {
        if node.text(code)?.is_some() {
            return Ok(kind.to_owned());
        }
    }
    Err(Fault::new(
        spelling.kind[0],
        "TRANSPORT, EQUIPMENT or SHIPMENT",
    ))
}

fn event(node: Node, kind: &str, spelling: &Spelling) -> Result<Event, Fault> {
    let what = what(node, kind, spelling)?;
    let said = node.time(spelling.said)?;
    let when = node.time(spelling.when)?;
    let classifier = classifier(node, &what, spelling)?;
    let own = place(node, spelling.place)?;
    let call = node.at(spelling.call)?;
    let carriage = call
        .map(carriage)
        .transpose()
        .map_err(|fault| fault.under(spelling.call))?
        .unwrap_or_default();
    let place = joined(own, carriage.place);
    let equipment = node.code(spelling.container)?;
    let document = node.text(spelling.document_id)?;
    let id = node.id(spelling.id)?.unwrap_or_else(|| {
        made_id(&format!(
            "{what:?}/{classifier:?}/{when}/{said}/{}/{}/{}",
            place.as_ref().and_then(Place::key).unwrap_or_default(),
            equipment.as_deref().unwrap_or_default(),
            document.as_deref().unwrap_or_default(),
        ))
    });
    Ok(Event {
        id,
        classifier,
        what,
        when,
        said,
        place,
        mode: carriage.mode.as_deref().and_then(mode),
        vessel: vessel(carriage.imo.as_deref(), carriage.vessel),
        voyage: carriage.voyage,
        call: carriage.sequence,
        load: node.text(spelling.load)?.as_deref().and_then(load),
        equipment,
        delay_reason: delay(node, spelling)?,
        remark: node.text(spelling.remark)?,
    })
}

fn what(node: Node, kind: &str, spelling: &Spelling) -> Result<What, Fault> {
    // Before 2.2 each type's code stood in `eventTypeCode`; some still send that.
    let code = |own: &[&'static str], expected| {
        let code = match node.code(own)? {
            None => node.code(spelling.any)?,
            code => code,
        };
        code.map(code_of)
            .ok_or_else(|| Fault::new(own[0], expected))
    };
    let what = match kind {
        "TRANSPORT" => code(spelling.transport, "a code such as ARRI or DEPA")?,
        "EQUIPMENT" => code(spelling.equipment, "a code such as LOAD or GTOT")?,
        "SHIPMENT" => {
            let state = code(spelling.shipment, "a code such as ISSU or CONF")?;
            let document = node
                .code(spelling.document)?
                .ok_or_else(|| Fault::new(spelling.document[0], "a code such as BKG or TRD"))?;
            return Ok(What::Document {
                state,
                document: code_of(document),
            });
        }
        unknown => {
            let code = node.text(spelling.any)?;
            return Ok(What::Other(code.unwrap_or_else(|| unknown.to_owned())));
        }
    };
    Ok(words::what(kind, what))
}

fn classifier(node: Node, what: &What, spelling: &Spelling) -> Result<Classifier, Fault> {
    match node.code(spelling.classifier)?.map(code_of).as_deref() {
        Some("PLN") => Ok(Classifier::Planned),
        Some("EST") => Ok(Classifier::Estimated),
        Some("ACT") => Ok(Classifier::Actual),
        // A document's state is told when it is so; there is nothing to estimate.
        None if matches!(what, What::Document { .. }) => Ok(Classifier::Actual),
        _ => Err(Fault::new(spelling.classifier[0], "PLN, EST or ACT")),
    }
}

fn delay(node: Node, spelling: &Spelling) -> Result<Option<String>, Fault> {
    match node.at(spelling.delay)? {
        Some(Node(serde_json::Value::Array(codes))) => {
            let first = codes.iter().find_map(serde_json::Value::as_str);
            Ok(first.map(|code| code.trim().to_ascii_uppercase()))
        }
        _ => node.code(&[spelling.delay]),
    }
}

/// A means of transport's stay at one place.
#[derive(Default)]
struct Carriage {
    place: Option<Place>,
    mode: Option<String>,
    imo: Option<String>,
    vessel: Option<String>,
    voyage: Option<String>,
    sequence: Option<u32>,
}

/// A transport call. Of a voyage's numbers the export's counts before the
/// import's, and the carrier's own before the universal one.
fn carriage(call: Node) -> Result<Carriage, Fault> {
    let at = place(call, "location")?.unwrap_or_default();
    let unlocode = call
        .text(&["UNLocationCode"])?
        .as_deref()
        .and_then(unlocode);
    let place = Place {
        unlocode: unlocode.or(at.unlocode),
        facility: call.text(&["facilityCode"])?.or(at.facility),
        ..at
    };
    let sequence = call.text(&["transportCallSequenceNumber"])?;
    Ok(Carriage {
        place: (place != Place::default()).then_some(place),
        mode: call.text(&["modeOfTransport"])?,
        imo: call.text(&["vessel.vesselIMONumber", "vesselTransport.vesselIMONumber"])?,
        vessel: call.text(&[
            "vessel.vesselName",
            "vessel.name",
            "vesselTransport.vesselName",
        ])?,
        voyage: call.text(&[
            "exportVoyageNumber",
            "carrierExportVoyageNumber",
            "exportVoyageNumberOrReference.carrierVoyageNumber",
            "carrierVoyageNumber",
            "importVoyageNumber",
            "carrierImportVoyageNumber",
            "importVoyageNumberOrReference.carrierVoyageNumber",
            "universalExportVoyageReference",
            "exportVoyageNumberOrReference.universalVoyageReference",
            "universalImportVoyageReference",
            "importVoyageNumberOrReference.universalVoyageReference",
        ])?,
        sequence: sequence.and_then(|text| text.parse().ok()),
    })
}

/// The location that stands at a path; `None` where it says nothing.
fn place(node: Node, path: &str) -> Result<Option<Place>, Fault> {
    let read = |at: Node| {
        Ok(Place {
            unlocode: at.text(&["UNLocationCode"])?.as_deref().and_then(unlocode),
            name: at.text(&["locationName", "address.city"])?,
            facility: at.text(&["facilityCode", "facilitySMDGCode", "facility.facilityCode"])?,
            position: position(at)?,
        })
    };
    let place = node
        .at(path)?
        .map(read)
        .transpose()
        .map_err(|fault: Fault| fault.under(path))?;
    Ok(place.filter(|place| *place != Place::default()))
}

fn position(location: Node) -> Result<Option<(f64, f64)>, Fault> {
    location.position(
        &["geoCoordinate.latitude", "latitude"],
        &["geoCoordinate.longitude", "longitude"],
    )
}

/// A place from an event's own location, completed by its transport call.
///
/// They are only put together when they do not name two different places: a
/// container at a depot may hang on a call at the port.
fn joined(own: Option<Place>, call: Option<Place>) -> Option<Place> {
    match (own, call) {
        (Some(own), Some(call))
            if own.unlocode.is_none() && own.name.is_none() || own.unlocode == call.unlocode =>
        {
            Some(Place {
                unlocode: own.unlocode.or(call.unlocode),
                name: own.name.or(call.name),
                facility: own.facility.or(call.facility),
                position: own.position.or(call.position),
            })
        }
        (own, call) => own.or(call),
    }
}

/// Where something was seen; `None` where it does not say where and when, or
/// says that it has not happened: what is foreseen is no position.
///
/// What was detected does not matter: a door that opened did so somewhere.
fn sighting(node: Node, spelling: &Spelling) -> Option<Sighting> {
    let classifier = node.code(spelling.classifier).ok()?.map(code_of);
    if classifier.is_some_and(|code| code != "ACT") {
        return None;
    }
    let (latitude, longitude) = position(node.at(spelling.place).ok()??).ok()??;
    Some(Sighting {
        id: node.id(spelling.id).ok()?,
        said: node.moment(spelling.said).unwrap_or_default(),
        equipment: node.code(spelling.container).ok()?,
        position: Position {
            latitude,
            longitude,
            when: node.moment(spelling.when).ok()??,
            course: node.text(spelling.course).ok()?.as_deref().and_then(course),
        },
    })
}

/// The shipments that an event names.
fn references(node: Node, spelling: &Spelling) -> Result<Vec<Reference>, Fault> {
    let scac = match node.code(spelling.carrier.1)?.as_deref() {
        Some("NMFTA") => node.text(spelling.carrier.0)?,
        _ => None,
    };
    let mut found = Vec::new();
    let mut add = |kind: Option<String>, number: Option<String>| {
        let kind = match kind.map(code_of).as_deref() {
            Some("EQ") => Kind::Container,
            Some("BKG") => Kind::Booking,
            Some("TRD") => Kind::Mbl,
            _ => return,
        };
        if let Some(number) = number {
            refer(&mut found, kind, &number, scac.as_deref());
        }
    };
    add(Some("EQ".to_owned()), node.text(spelling.container)?);
    add(
        node.code(spelling.document)?,
        node.text(spelling.document_id)?,
    );
    for path in spelling.names {
        for (at, name) in node.list(path)? {
            let read = || Ok((name.code(spelling.name.0)?, name.text(spelling.name.1)?));
            let (kind, number) = read().map_err(|fault: Fault| fault.under(&at))?;
            add(kind, number);
        }
    }
    found.sort();
    Ok(found)
}
