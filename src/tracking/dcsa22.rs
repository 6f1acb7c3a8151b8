//! Reads DCSA Track & Trace 2.2 (`GET /v2/events`): a bare JSON array of
//! transport, equipment and shipment events.
//!
//! Intake is tolerant where a reader can be: unknown members, missing optional
//! ones, unknown codes, numbers written as texts and the reverse. It is strict
//! about what every event must say (what, when, since when it is said), and one
//! event without that spoils the whole answer: a journey with a hole in it
//! looks like a journey, and the last good answer is better than that.
//!
//! Positions are an extension of ours, read by `sighting`. One that cannot be
//! read is left out, because the journey has no hole without it.

mod sighting;
#[cfg(test)]
mod tests;
mod wire;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

use super::intake::{MAX_EVENTS, ParseError, Told, read_time};
use super::shipment::{Classifier, Event, Load, Mode, Place, What};

/// Reads an answer's body; its length was capped where it was fetched.
///
/// # Errors
/// The first event that cannot be read, by its position, and the member at fault.
pub fn parse(body: &[u8]) -> Result<Told, ParseError> {
    let mut json = serde_json::Deserializer::from_slice(body);
    // Each by itself, so that a broken sighting breaks nothing else.
    let elements: Vec<&RawValue> =
        serde_path_to_error::deserialize(&mut json).map_err(|error| wrong_answer(&error))?;
    json.end()
        .map_err(|_| whole("nothing after the JSON array"))?;
    let mut told = Told::default();
    let mut wires = Vec::new();
    for (position, element) in elements.into_iter().map(RawValue::get).enumerate() {
        if sighting::is_one(element) {
            told.sightings.extend(sighting::read(element));
        } else if wires.len() == MAX_EVENTS {
            return Err(whole(&format!("at most {MAX_EVENTS} events")));
        } else {
            let mut json = serde_json::Deserializer::from_str(element);
            let wire: wire::Event = serde_path_to_error::deserialize(&mut json)
                .map_err(|error| wrong_event(position, &error))?;
            wires.push((position, wire));
        }
    }
    for (position, wire) in wires {
        let event = event(wire).map_err(|(member, expected)| ParseError {
            position: Some(position),
            member: member.to_owned(),
            expected: expected.to_owned(),
        })?;
        told.events.push(event);
    }
    Ok(told)
}

/// A member of one event and what was expected of it.
type Fault = (&'static str, &'static str);

fn event(wire: wire::Event) -> Result<Event, Fault> {
    let what = what(&wire)?;
    let said = time("eventCreatedDateTime", wire.created.as_deref())?;
    let when = time("eventDateTime", wire.when.as_deref())?;
    let classifier = classifier(&wire, &what)?;
    let place = wire::place(wire.location.as_ref(), wire.call.as_ref());
    let equipment = wire.equipment.map(|number| number.to_ascii_uppercase());
    let call = wire.call.unwrap_or_default();
    let id = wire.id.unwrap_or_else(|| {
        made_id(&format!(
            "{what:?}/{classifier:?}/{when}/{said}/{}/{}/{}",
            place.as_ref().and_then(Place::key).unwrap_or_default(),
            equipment.as_deref().unwrap_or_default(),
            wire.document_id.as_deref().unwrap_or_default(),
        ))
    });
    Ok(Event {
        id,
        classifier,
        what,
        when,
        said,
        place,
        mode: call.mode.as_deref().and_then(mode),
        vessel: call.vessel.and_then(wire::vessel),
        voyage: call
            .export_voyage
            .or(call.carrier_voyage)
            .or(call.import_voyage),
        call: call.sequence,
        load: wire.empty_indicator.as_deref().and_then(load),
        equipment,
        delay_reason: wire.delay_reason.map(|code| code.to_ascii_uppercase()),
        remark: wire.change_remark.or(wire.schedule_remark).or(wire.reason),
    })
}

/// An id for an event without one, which DCSA allows: events that say the same
/// are one event, wherever they stand in the answer, and all others differ.
///
/// Hashed, because ids may be shown and document numbers may not.
fn made_id(identity: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(identity))
}

/// What happened: by `eventType`, or where that is missing by the code that is there.
fn what(wire: &wire::Event) -> Result<What, Fault> {
    let kind = wire.kind.as_deref().map(str::to_ascii_uppercase);
    let told = [
        ("TRANSPORT", &wire.transport_code),
        ("EQUIPMENT", &wire.equipment_code),
        ("SHIPMENT", &wire.shipment_code),
    ];
    let kind = kind
        .as_deref()
        .or_else(|| {
            told.iter()
                .find(|(_, code)| code.is_some())
                .map(|(kind, _)| *kind)
        })
        .ok_or(("eventType", "TRANSPORT, EQUIPMENT or SHIPMENT"))?;
    // Before 2.2 each type's code stood in `eventTypeCode`; some still send that.
    let code = |own: &Option<String>, member: &'static str, expected: &'static str| {
        own.as_ref()
            .or(wire.any_code.as_ref())
            .map(|code| code.to_ascii_uppercase())
            .ok_or((member, expected))
    };
    Ok(match kind {
        "TRANSPORT" => match code(
            &wire.transport_code,
            "transportEventTypeCode",
            "a code such as ARRI or DEPA",
        )?
        .as_str()
        {
            "ARRI" => What::Arrival,
            "DEPA" => What::Departure,
            other => What::Other(other.to_owned()),
        },
        "EQUIPMENT" => match code(
            &wire.equipment_code,
            "equipmentEventTypeCode",
            "a code such as LOAD or GTOT",
        )?
        .as_str()
        {
            "LOAD" => What::Loaded,
            "DISC" => What::Discharged,
            "GTIN" => What::GateIn,
            "GTOT" => What::GateOut,
            "STUF" => What::Stuffed,
            "STRP" => What::Stripped,
            "PICK" => What::PickedUp,
            "DROP" => What::DroppedOff,
            "INSP" => What::Inspected,
            "RSEA" => What::Resealed,
            "RMVD" => What::Removed,
            other => What::Other(other.to_owned()),
        },
        "SHIPMENT" => What::Document {
            state: code(
                &wire.shipment_code,
                "shipmentEventTypeCode",
                "a code such as ISSU or CONF",
            )?,
            document: wire
                .document_type
                .as_deref()
                .map(str::to_ascii_uppercase)
                .ok_or(("documentTypeCode", "a code such as BKG or TRD"))?,
        },
        unknown => What::Other(wire.any_code.clone().unwrap_or_else(|| unknown.to_owned())),
    })
}

fn classifier(wire: &wire::Event, what: &What) -> Result<Classifier, Fault> {
    match wire
        .classifier
        .as_deref()
        .map(str::to_ascii_uppercase)
        .as_deref()
    {
        Some("PLN") => Ok(Classifier::Planned),
        Some("EST") => Ok(Classifier::Estimated),
        Some("ACT") => Ok(Classifier::Actual),
        // A document's state is told when it is so; there is nothing to estimate.
        None if matches!(what, What::Document { .. }) => Ok(Classifier::Actual),
        _ => Err(("eventClassifierCode", "PLN, EST or ACT")),
    }
}

fn time(member: &'static str, text: Option<&str>) -> Result<OffsetDateTime, Fault> {
    let text = text.ok_or((member, "to be there"))?;
    read_time(text).map_err(|expected| (member, expected))
}

fn mode(code: &str) -> Option<Mode> {
    match code.to_ascii_uppercase().as_str() {
        "VESSEL" => Some(Mode::Vessel),
        "RAIL" => Some(Mode::Rail),
        "TRUCK" => Some(Mode::Truck),
        "BARGE" => Some(Mode::Barge),
        _ => None,
    }
}

fn load(code: &str) -> Option<Load> {
    match code.to_ascii_uppercase().as_str() {
        "EMPTY" => Some(Load::Empty),
        "LADEN" => Some(Load::Laden),
        _ => None,
    }
}

fn whole(expected: &str) -> ParseError {
    ParseError {
        position: None,
        member: String::new(),
        expected: expected.to_owned(),
    }
}

/// What is wrong with the answer as a whole, or with the JSON of one event in it.
fn wrong_answer(error: &serde_path_to_error::Error<serde_json::Error>) -> ParseError {
    use serde_json::error::Category;
    use serde_path_to_error::Segment;
    let cause = error.inner();
    let position = match error.path().iter().next() {
        Some(Segment::Seq { index }) => Some(*index),
        _ => None,
    };
    ParseError {
        position,
        member: String::new(),
        expected: match cause.classify() {
            Category::Eof => "JSON that does not break off".to_owned(),
            Category::Data => "a JSON array of events".to_owned(),
            Category::Syntax | Category::Io => {
                format!("JSON (line {}, column {})", cause.line(), cause.column())
            }
        },
    }
}

/// What is wrong with one event; serde's own text could quote the value it found.
fn wrong_event(
    position: usize,
    error: &serde_path_to_error::Error<serde_json::Error>,
) -> ParseError {
    use serde_path_to_error::Segment;
    let mut member = String::new();
    // A broken text may stand in a member that we do not read, whose name is as
    // much the origin's text as a value.
    let named = error.inner().is_data();
    for segment in error.path().iter().filter(|_| named) {
        match segment {
            Segment::Seq { index } => member.extend(["[", &index.to_string(), "]"]),
            Segment::Map { key } if member.is_empty() => member.push_str(key),
            Segment::Map { key } => {
                member.push('.');
                member.push_str(key);
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    let expected = match (named, member.is_empty()) {
        (false, _) => "texts and numbers that JSON can hold",
        (true, true) => "a JSON object",
        (true, false) => "the type that DCSA gives it",
    };
    ParseError {
        position: Some(position),
        member,
        expected: expected.to_owned(),
    }
}
