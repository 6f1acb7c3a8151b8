//! What is true or not without any history: told once, by its key.

use time::OffsetDateTime;

use super::judge::{mark, spot};
use super::{Alarm, Awaited, Rules, What};
use crate::tracking::exception::{Carriage, Exception};
use crate::tracking::journey::awaited;
use crate::tracking::shipment::{Journey, Stage};

/// Everything that is true now, the gravest first.
///
/// Keys are made of what makes the thing another one: not of times that origins
/// correct by the hour.
pub(super) fn standing(rules: &Rules, journey: &Journey, now: OffsetDateTime) -> Vec<Alarm> {
    let mut found: Vec<Alarm> = journey.exceptions.iter().filter_map(excepted).collect();
    if let Some(departure) = awaited::departure(journey)
        && now - departure.when > rules.departure
        && let Some(place) = &departure.place
    {
        let day = departure.when.unix_timestamp().div_euclid(86_400);
        found.push(Alarm {
            key: format!("missed_departure:{}:{day}", spot(place)),
            what: What::MissedDeparture {
                place: place.clone(),
                carriage: Carriage::of(departure),
                planned: departure.when,
            },
        });
    }
    if let Some((place, waits)) = awaited::at_terminal(journey) {
        for (awaited, since) in waits {
            let (patience, name) = match awaited {
                Awaited::Discharge => (rules.discharge, "discharge"),
                Awaited::GateOut => (rules.gate_out, "gate_out"),
            };
            if now - since > patience {
                let place = place.clone();
                found.push(Alarm {
                    key: format!("terminal_delay:{name}:{}", spot(&place)),
                    what: What::TerminalDelay {
                        place,
                        awaited,
                        since,
                    },
                });
            }
        }
    }
    found.extend(silent(rules, journey, now));
    let end = awaited::arrival(journey);
    if let Some((place, when)) = end {
        found.push(Alarm {
            key: format!("arrived:{}", spot(place)),
            what: What::Arrived {
                place: place.clone(),
                when,
            },
        });
    }
    if let Some(when) = journey.delivered {
        found.push(Alarm {
            key: "delivered".to_owned(),
            what: What::Delivered {
                place: end.map(|(place, _)| place.clone()),
                when,
            },
        });
    }
    found
}

/// What stands out on the page, but for the delay, which the reader may have
/// been told of.
fn excepted(exception: &Exception) -> Option<Alarm> {
    Some(match exception {
        Exception::CustomsHold { since } => Alarm {
            key: format!("customs_hold:{}", since.unix_timestamp()),
            what: What::CustomsHold { since: *since },
        },
        Exception::RolledOver { was, now } | Exception::VesselChanged { was, now } => {
            let texts = [&was.vessel, &was.voyage, &now.vessel, &now.voyage];
            let texts = texts.map(|text| text.as_deref().unwrap_or_default());
            Alarm {
                key: format!("rolled_over:{}", mark(&texts)),
                what: What::RolledOver {
                    was: was.clone(),
                    now: now.clone(),
                },
            }
        }
        Exception::Delay { .. } => return None,
    })
}

/// A journey that has begun, is not over, and of which nothing new is heard. A
/// sighting is something new: between two ports there is little else.
fn silent(rules: &Rules, journey: &Journey, now: OffsetDateTime) -> Option<Alarm> {
    if matches!(
        journey.stage,
        Stage::Booked | Stage::Delivered | Stage::Returned
    ) {
        return None;
    }
    let seen = journey.positions.iter().map(|position| position.when);
    let last = seen.chain(journey.said).max()?;
    (now - last > rules.silence).then(|| Alarm {
        key: format!("silent:{}", last.unix_timestamp()),
        what: What::Silent { last },
    })
}
