//! The places of a journey that have coordinates, and those that do not.

use crate::geo::{Point, ports};
use crate::page::stops::Stop;
use crate::tracking::shipment::{Mode, Place, What};

/// A stay that the map shows.
pub(super) struct Stay<'a> {
    pub(super) name: &'a str,
    /// Where, with a longitude between -180 and 180.
    pub(super) at: Point,
    pub(super) stop: &'a Stop<'a>,
    pub(super) reached: bool,
    /// The last place reached, while the goods are there.
    pub(super) here: bool,
    /// The goods change from one vessel to another.
    pub(super) change: bool,
}

/// The stays with coordinates, in order, and the names of those without.
pub(super) fn of<'a>(stops: &'a [Stop<'a>]) -> (Vec<Stay<'a>>, Vec<&'a str>) {
    let last_reached = stops.iter().rposition(Stop::reached);
    let (mut stays, mut missing) = (Vec::new(), Vec::new());
    for (index, stop) in stops.iter().enumerate() {
        let Some(name) = stop.place.and_then(Place::label) else {
            continue;
        };
        match position(stop) {
            Some(at) => stays.push(Stay {
                name,
                at,
                stop,
                reached: stop.reached(),
                here: last_reached == Some(index) && !stop.left(),
                change: changes_vessel(stop),
            }),
            None if missing.contains(&name) => {}
            None => missing.push(name),
        }
    }
    (stays, missing)
}

/// Where a stop is: as the origin says, or else as the table of ports has it.
fn position(stop: &Stop<'_>) -> Option<Point> {
    let said = || stop.events.iter().filter_map(|(_, e)| e.place.as_ref());
    let known =
        |&(lat, lon): &(f64, f64)| (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
    let told = said().find_map(|place| place.position.filter(known));
    told.map(|(lat, lon)| Point::new(lat, lon))
        .or_else(|| said().find_map(|place| ports::find(place.unlocode.as_deref()?)))
}

/// Off one vessel and onto the next.
fn changes_vessel(stop: &Stop<'_>) -> bool {
    let by_sea = |what: &What| {
        stop.events.iter().position(|(_, event)| {
            event.what == *what && matches!(event.mode, None | Some(Mode::Vessel))
        })
    };
    matches!((by_sea(&What::Discharged), by_sea(&What::Loaded)), (Some(off), Some(on)) if off < on)
}
