//! The most that a page has to show of one shipment: 300 events at 43 calls of
//! ports all over the world; and beyond that, a vessel under way that has
//! reported its place as often as is kept.

use sealink::geo::{Point, lanes, ports};
use sealink::tracking::shipment::{
    Classifier, Event, Journey, Load, Mode, Place, Position, Stage, Tracking, Vessel, What,
};
use time::macros::datetime;
use time::{Duration, OffsetDateTime, UtcOffset};

/// The moment at which everything is looked at.
pub(crate) const NOW: OffsetDateTime = datetime!(2026-11-22 09:15 UTC);

const EVENTS: usize = 300;
/// What happens at every call.
const CALL: usize = 7;
/// On which leg the vessel is; ways by sea are sought for the first 12.
const UNDER_WAY: usize = 11;
/// One an hour; `thinned` in `src/tracking/journey/positions.rs` keeps no more.
const POSITIONS: usize = 500;

const PORTS: [&str; 24] = [
    "CNSHA", "SGSIN", "LKCMB", "AEJEA", "INNSA", "EGPSD", "GRPIR", "ESVLC", "MAPTM", "NLRTM",
    "DEHAM", "GBFXT", "USNYC", "USSAV", "PAONX", "USLAX", "KRPUS", "TWKHH", "HKHKG", "VNSGN",
    "MYPKG", "IDJKT", "PHMNL", "CNTAO",
];
const VESSELS: [(&str, &str); 5] = [
    ("9299812", "Han River Feeder"),
    ("9321483", "King of the Seas"),
    ("9454436", "MSC Gülsün & Söhne"),
    ("9811000", "Ever Given"),
    ("9703291", "MOL Triumph"),
];
const REASONS: [(&str, &str); 4] = [
    (
        "WEA",
        "Diverted south of a storm, speed reduced to 12 knots",
    ),
    ("STR", "Strike at the terminal <until further notice>"),
    ("PBC", "Berth occupied by \"another vessel\""),
    ("QQQ", "Waiting for tide & pilot"),
];

/// The specimen with the events of a worst one; they differ by `number`. `seen`
/// says whether its vessel reports where it is.
pub(crate) fn tracking(specimen: &Tracking, number: usize, seen: bool) -> Tracking {
    let events: Vec<Event> = (0..EVENTS).map(|index| event(number, index)).collect();
    let positions = if seen {
        positions(number, &events)
    } else {
        Vec::new()
    };
    let journey = specimen.journey.as_ref().map(|journey| Journey {
        stage: Stage::AtSea,
        events,
        positions,
        ..journey.clone()
    });
    Tracking {
        journey,
        ..specimen.clone()
    }
}

fn event(number: usize, index: usize) -> Event {
    let (call, step) = (index / CALL, index % CALL);
    let paper = |state: &str| What::Document {
        state: state.to_owned(),
        document: "CUS".to_owned(),
    };
    let (what, mode, load) = match step {
        0 => (What::Arrival, Some(Mode::Vessel), None),
        1 => (What::Discharged, Some(Mode::Vessel), Some(Load::Laden)),
        2 => (paper("HOLD"), None, None),
        3 => (paper("RELS"), None, None),
        4 => (What::GateIn, Some(Mode::Truck), Some(Load::Laden)),
        5 => (What::Loaded, Some(Mode::Vessel), Some(Load::Laden)),
        _ => (What::Departure, Some(Mode::Vessel), None),
    };
    let happened = index < (UNDER_WAY + 1) * CALL;
    // A vessel comes in and another goes out.
    let carried = call + number + usize::from(step > 3);
    let (imo, name) = VESSELS[carried % VESSELS.len()];
    let reason = REASONS.get(index % 6);
    let place = place(number + call);
    let when = when(index).to_offset(offset(&place));
    Event {
        id: format!("event-{number}-{index}"),
        classifier: if happened {
            Classifier::Actual
        } else {
            Classifier::Estimated
        },
        what,
        when,
        said: when.min(NOW),
        place: Some(place),
        mode,
        vessel: (mode == Some(Mode::Vessel)).then(|| Vessel {
            imo: Some(imo.to_owned()),
            name: Some(name.to_owned()),
        }),
        voyage: (mode == Some(Mode::Vessel)).then(|| format!("{:03}E", carried * 7 + 3)),
        call: None,
        load,
        equipment: Some(format!("MSKU{:07}", 1_234_560 + number)),
        delay_reason: reason.map(|(code, _)| (*code).to_owned()),
        remark: reason.map(|(_, remark)| (*remark).to_owned()),
    }
}

/// A call every five days, a third of which is spent in port; the vessel under
/// way left its port ten days ago.
fn when(index: usize) -> OffsetDateTime {
    let (call, step) = (hours(index / CALL), hours(index % CALL));
    let here = (call - hours(UNDER_WAY)) * 120;
    NOW + Duration::hours(here + step * 6 - 240 - 36)
}

fn hours(number: usize) -> i64 {
    i64::try_from(number).unwrap_or_default()
}

fn place(number: usize) -> Place {
    let code = PORTS[number % PORTS.len()];
    let port = ports::find(code);
    Place {
        unlocode: Some(code.to_owned()),
        name: ports::name(code),
        facility: Some(format!("{}T{}", &code[2..], number % 4)),
        position: port.map(|port| (port.lat, port.lon)),
    }
}

/// The time of the sun, in whole hours.
#[expect(clippy::cast_possible_truncation, reason = "at most 12")]
fn offset(place: &Place) -> UtcOffset {
    let hours = place.position.map_or(0.0, |(_, lon)| (lon / 15.0).round());
    UtcOffset::from_hms(hours as i8, 0, 0).unwrap_or(UtcOffset::UTC)
}

/// From the port that the vessel left most of the way to the next one, beside the
/// usual lane.
fn positions(number: usize, events: &[Event]) -> Vec<Position> {
    let at = |number| {
        place(number)
            .position
            .map(|(lat, lon)| Point::new(lat, lon))
    };
    let ends = at(number + UNDER_WAY).zip(at(number + UNDER_WAY + 1));
    let lane = ends.and_then(|(from, to)| lanes::route(from, to));
    let left = events.get(UNDER_WAY * CALL + CALL - 1);
    let (Some(lane), Some(left)) = (lane, left) else {
        return Vec::new();
    };
    // Four fifths of it.
    let share = |nth: usize| nth * lane.points.len() * 4 / 5 / POSITIONS;
    (0..POSITIONS)
        .filter_map(|nth| {
            let near = lane.points.get(share(nth))?.near(0.0);
            let degrees = u16::try_from(nth % 360).map_or(0.0, f64::from);
            Some(Position {
                latitude: near.lat + 0.1 * degrees.sin(),
                longitude: near.lon,
                when: left.when + Duration::minutes(28 * hours(nth)),
                course: Some(degrees),
            })
        })
        .collect()
}
