//! DCSA 2.2 as it comes over the wire: the members that we read, all optional.

use serde::{Deserialize, Deserializer};

use super::super::shipment::{Place, Vessel};

/// An event of any type: which members count depends on `eventType`.
#[derive(Deserialize)]
pub(super) struct Event {
    #[serde(rename = "eventID", default, deserialize_with = "text")]
    pub(super) id: Option<String>,
    #[serde(rename = "eventCreatedDateTime", default, deserialize_with = "text")]
    pub(super) created: Option<String>,
    #[serde(rename = "eventType", default, deserialize_with = "text")]
    pub(super) kind: Option<String>,
    #[serde(rename = "eventClassifierCode", default, deserialize_with = "text")]
    pub(super) classifier: Option<String>,
    #[serde(rename = "eventDateTime", default, deserialize_with = "text")]
    pub(super) when: Option<String>,
    #[serde(rename = "eventTypeCode", default, deserialize_with = "text")]
    pub(super) any_code: Option<String>,
    #[serde(rename = "transportEventTypeCode", default, deserialize_with = "text")]
    pub(super) transport_code: Option<String>,
    #[serde(rename = "equipmentEventTypeCode", default, deserialize_with = "text")]
    pub(super) equipment_code: Option<String>,
    #[serde(rename = "shipmentEventTypeCode", default, deserialize_with = "text")]
    pub(super) shipment_code: Option<String>,
    #[serde(rename = "documentTypeCode", default, deserialize_with = "text")]
    pub(super) document_type: Option<String>,
    #[serde(rename = "documentID", default, deserialize_with = "text")]
    pub(super) document_id: Option<String>,
    #[serde(rename = "delayReasonCode", default, deserialize_with = "text")]
    pub(super) delay_reason: Option<String>,
    #[serde(rename = "changeRemark", default, deserialize_with = "text")]
    pub(super) change_remark: Option<String>,
    #[serde(
        rename = "vesselScheduleChangeRemark",
        default,
        deserialize_with = "text"
    )]
    pub(super) schedule_remark: Option<String>,
    #[serde(rename = "reason", default, deserialize_with = "text")]
    pub(super) reason: Option<String>,
    #[serde(rename = "equipmentReference", default, deserialize_with = "text")]
    pub(super) equipment: Option<String>,
    #[serde(rename = "emptyIndicatorCode", default, deserialize_with = "text")]
    pub(super) empty_indicator: Option<String>,
    #[serde(rename = "eventLocation", default)]
    pub(super) location: Option<Location>,
    #[serde(rename = "transportCall", default)]
    pub(super) call: Option<TransportCall>,
}

/// A means of transport's stay at one place.
#[derive(Deserialize, Default)]
pub(super) struct TransportCall {
    #[serde(rename = "exportVoyageNumber", default, deserialize_with = "text")]
    pub(super) export_voyage: Option<String>,
    #[serde(rename = "carrierVoyageNumber", default, deserialize_with = "text")]
    pub(super) carrier_voyage: Option<String>,
    #[serde(rename = "importVoyageNumber", default, deserialize_with = "text")]
    pub(super) import_voyage: Option<String>,
    #[serde(
        rename = "transportCallSequenceNumber",
        default,
        deserialize_with = "count"
    )]
    pub(super) sequence: Option<u32>,
    #[serde(rename = "UNLocationCode", default, deserialize_with = "text")]
    unlocode: Option<String>,
    #[serde(rename = "facilityCode", default, deserialize_with = "text")]
    facility: Option<String>,
    #[serde(rename = "modeOfTransport", default, deserialize_with = "text")]
    pub(super) mode: Option<String>,
    #[serde(default)]
    location: Option<Location>,
    #[serde(default)]
    pub(super) vessel: Option<WireVessel>,
}

#[derive(Deserialize, Default)]
pub(super) struct Location {
    #[serde(rename = "locationName", default, deserialize_with = "text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "text")]
    latitude: Option<String>,
    #[serde(default, deserialize_with = "text")]
    longitude: Option<String>,
    #[serde(rename = "UNLocationCode", default, deserialize_with = "text")]
    unlocode: Option<String>,
    #[serde(rename = "facilityCode", default, deserialize_with = "text")]
    facility: Option<String>,
    #[serde(default)]
    address: Option<Address>,
}

#[derive(Deserialize)]
struct Address {
    #[serde(default, deserialize_with = "text")]
    city: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct WireVessel {
    #[serde(rename = "vesselIMONumber", default, deserialize_with = "text")]
    imo: Option<String>,
    #[serde(rename = "vesselName", default, deserialize_with = "text")]
    name: Option<String>,
}

/// A place from an event's own location, completed by its transport call.
///
/// They are only put together when they do not name two different places: a
/// container at a depot may hang on a call at the port.
pub(super) fn place(own: Option<&Location>, call: Option<&TransportCall>) -> Option<Place> {
    let own = own
        .map(from_location)
        .filter(|place| *place != Place::default());
    let call = call
        .map(|call| {
            let place = call
                .location
                .as_ref()
                .map(from_location)
                .unwrap_or_default();
            Place {
                unlocode: call
                    .unlocode
                    .as_deref()
                    .and_then(unlocode)
                    .or(place.unlocode),
                facility: call.facility.clone().or(place.facility),
                ..place
            }
        })
        .filter(|place| *place != Place::default());
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

fn from_location(location: &Location) -> Place {
    let city = || {
        location
            .address
            .as_ref()
            .and_then(|address| address.city.clone())
    };
    Place {
        unlocode: location.unlocode.as_deref().and_then(unlocode),
        name: location.name.clone().or_else(city),
        facility: location.facility.clone(),
        position: position(location.latitude.as_deref(), location.longitude.as_deref()),
    }
}

/// UN/LOCODE: five letters and digits, sometimes written with a space.
fn unlocode(text: &str) -> Option<String> {
    let code: String = text
        .chars()
        .filter(|c| *c != ' ')
        .map(|c| c.to_ascii_uppercase())
        .collect();
    (code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(code)
}

/// Degrees on the globe; 0, 0 is where systems put what they do not know.
pub(super) fn position(latitude: Option<&str>, longitude: Option<&str>) -> Option<(f64, f64)> {
    let latitude = latitude?.parse::<f64>().ok()?;
    let longitude = longitude?.parse::<f64>().ok()?;
    let on_the_globe = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
    let somewhere = latitude.abs() > f64::EPSILON || longitude.abs() > f64::EPSILON;
    (on_the_globe && somewhere).then_some((latitude, longitude))
}

/// A vessel by its IMO number, where it is one, and name.
pub(super) fn vessel(wire: WireVessel) -> Option<Vessel> {
    let imo = wire.imo.map(|text| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    });
    let vessel = Vessel {
        imo: imo.filter(|digits| digits.len() == 7),
        name: wire.name,
    };
    (vessel != Vessel::default()).then_some(vessel)
}

/// A text, or a number where a text should be; blank is absent.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    /// DCSA's longest free text (`changeRemark`) has 250 characters; what goes
    /// beyond is cut, because it is shown, not computed with.
    const MAX_CHARS: usize = 250;
    Ok(Option::<Scalar>::deserialize(deserializer)?
        .map(|scalar| match scalar {
            Scalar::Text(text) => text.trim().chars().take(MAX_CHARS).collect(),
            Scalar::Number(number) => number.to_string(),
        })
        .filter(|text| !text.is_empty()))
}

/// A count, or a text that is one; anything else tells nothing.
fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    Ok(text(deserializer)?.and_then(|text| text.parse().ok()))
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Number(serde_json::Number),
}
