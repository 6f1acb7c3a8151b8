//! Finds what a reader is to be told now.

use time::OffsetDateTime;

use super::{Alarm, Kind, Memory, OffRoute, Rules, eta, off_route, standing};
use crate::tracking::shipment::{Classifier, Eta, Journey, Place, Stage};

/// What is known of a shipment now.
#[derive(Debug, Clone, Default)]
pub struct Seen<'a> {
    /// Its journey; `None` where the origin knows none.
    pub journey: Option<&'a Journey>,
    /// How far from its way the vessel is; `None` where that is not known.
    pub off_route: Option<OffRoute>,
}

/// The alarms of the `wanted` kinds that are to be told now. `memory` is what
/// this left there the last time.
///
/// What is true already when a watch begins is told too, once; the arrival's
/// moves count from then. The kinds do not touch each other: what is told of one
/// does not depend on which others are wanted.
///
/// 1. Of no journey there is nothing to say, and nothing is forgotten.
/// 2. In quiet hours everything is followed and nothing told. What is still true
///    after them is found then; what ended within them never is.
/// 3. The arrival, by how long it has moved (`eta`).
/// 4. The vessel, by two sightings (`off_route`).
/// 5. What needs no history but whether it was told (`standing`).
#[must_use]
pub fn judge(
    rules: &Rules,
    wanted: &[Kind],
    memory: &mut Memory,
    seen: Seen<'_>,
    now: OffsetDateTime,
) -> Vec<Alarm> {
    // 1
    let Some(journey) = seen.journey else {
        return Vec::new();
    };
    // 2
    let quiet = rules.quiet.is_some_and(|quiet| quiet.at(now));
    let mut alarms = Vec::new();
    // 3
    let ahead = |eta: &&Eta| match journey.stage {
        Stage::Delivered | Stage::Returned => false,
        // Where nobody tells of the arrival, the discharge proves it.
        Stage::Arrived => eta.current.classifier == Classifier::Actual,
        _ => true,
    };
    if let Some(said) = journey.eta.as_ref().filter(ahead)
        && wanted.contains(&Kind::EtaMoved)
    {
        alarms.extend(eta::moved(rules, &mut memory.eta, said, now, quiet));
    }
    // 4
    if journey.stage != Stage::AtSea || !wanted.contains(&Kind::OffRoute) {
        memory.astray = None;
    }
    let astray = seen.off_route.filter(|_| wanted.contains(&Kind::OffRoute));
    let astray = off_route::astray(rules, &mut memory.astray, astray);
    // 5
    let found = astray
        .into_iter()
        .chain(standing::standing(rules, journey, now));
    for alarm in found.filter(|alarm| !quiet && wanted.contains(&alarm.what.kind())) {
        if memory.first_time(&alarm.key) {
            alarms.push(alarm);
        }
    }
    alarms
}

/// A place in a key: its UN/LOCODE, or a fingerprint of what it is called.
pub(super) fn spot(place: &Place) -> String {
    let code = place
        .unlocode
        .as_deref()
        .filter(|code| code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    code.map_or_else(|| mark(&[place.key().unwrap_or_default()]), str::to_owned)
}

/// A fingerprint of texts, each of them apart from the next.
pub(super) fn mark(texts: &[&str]) -> String {
    let text = texts.join("\n");
    format!(
        "{:016x}",
        crate::geo::fingerprint::fingerprint(&[text.as_bytes()])
    )
}
