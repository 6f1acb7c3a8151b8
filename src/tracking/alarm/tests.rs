//! Each rule: when it fires, when not, when it ends and fires again.

mod eta;
mod ever;
mod off_route;
mod standing;

use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use super::*;
use crate::reference::{self, Reference};
use crate::tracking::intake::{Sighting, Told};
use crate::tracking::journey::assemble;
use crate::tracking::shipment::{Classifier, Event, Journey, Load, Vessel, What as Step};

const ALL: [Kind; 9] = [
    Kind::EtaMoved,
    Kind::OffRoute,
    Kind::RolledOver,
    Kind::TerminalDelay,
    Kind::MissedDeparture,
    Kind::CustomsHold,
    Kind::Silent,
    Kind::Arrived,
    Kind::Delivered,
];

/// So many hours after the story begins.
fn hour(number: i64) -> OffsetDateTime {
    datetime!(2026-11-01 12:00 UTC) + Duration::hours(number)
}

/// A step that happened, said when it did.
fn step(what: Step, unlocode: &str, at: i64) -> Event {
    Event {
        id: format!("{what:?}/{unlocode}/{at}"),
        classifier: Classifier::Actual,
        what,
        when: hour(at),
        said: hour(at),
        place: Some(Place {
            unlocode: Some(unlocode.to_owned()),
            ..Place::default()
        }),
        mode: None,
        vessel: None,
        voyage: None,
        call: None,
        load: None,
        equipment: None,
        delay_reason: None,
        remark: None,
    }
}

fn laden(what: Step, unlocode: &str, at: i64) -> Event {
    Event {
        load: Some(Load::Laden),
        equipment: Some("CSQU3054383".to_owned()),
        ..step(what, unlocode, at)
    }
}

/// The same, as it was expected at an hour before.
fn expected(said: i64, event: Event) -> Event {
    Event {
        id: format!("{}/{said}", event.id),
        classifier: Classifier::Estimated,
        said: hour(said),
        ..event
    }
}

fn on(name: &str, event: Event) -> Event {
    Event {
        id: format!("{}/{name}", event.id),
        vessel: Some(Vessel {
            imo: None,
            name: Some(name.to_owned()),
        }),
        ..event
    }
}

fn customs(state: &str, at: i64) -> Event {
    let document = Step::Document {
        state: state.to_owned(),
        document: "CUS".to_owned(),
    };
    Event {
        place: None,
        ..step(document, "", at)
    }
}

fn journey(events: impl IntoIterator<Item = Event>) -> Journey {
    seen_at(events, [])
}

/// With sightings at hours and places.
fn seen_at(
    events: impl IntoIterator<Item = Event>,
    at: impl IntoIterator<Item = (i64, f64, f64)>,
) -> Journey {
    let reference = Reference::parse(reference::Kind::Booking, "ABC709951", None).unwrap();
    let told = Told {
        events: events.into_iter().collect(),
        sightings: at
            .into_iter()
            .map(|(at, latitude, longitude)| Sighting {
                id: None,
                said: None,
                equipment: None,
                position: position(at, latitude, longitude),
            })
            .collect(),
        ..Told::default()
    };
    assemble(told, &reference)
}

fn position(at: i64, latitude: f64, longitude: f64) -> Position {
    Position {
        latitude,
        longitude,
        when: hour(at),
        course: None,
    }
}

/// One reader, told of everything.
#[derive(Default)]
struct Reader {
    rules: Rules,
    memory: Memory,
}

impl Reader {
    fn told(&mut self, journey: &Journey, at: i64) -> Vec<Alarm> {
        self.told_at(journey, hour(at))
    }

    fn told_at(&mut self, journey: &Journey, now: OffsetDateTime) -> Vec<Alarm> {
        let seen = || Seen {
            journey: Some(journey),
            off_route: None,
        };
        let alarms = judge(&self.rules, &ALL, &mut self.memory, seen(), now);
        let again = judge(&self.rules, &ALL, &mut self.memory, seen(), now);
        assert_eq!(again, [], "the second time at {now}");
        alarms
    }

    fn keys(&mut self, journey: &Journey, at: i64) -> Vec<String> {
        keys(self.told(journey, at))
    }
}

fn keys(alarms: Vec<Alarm>) -> Vec<String> {
    alarms.into_iter().map(|alarm| alarm.key).collect()
}

/// What a reader is told who begins to watch.
fn at_first(events: impl IntoIterator<Item = Event>, at: i64) -> Vec<What> {
    let told = Reader::default().told(&journey(events), at);
    told.into_iter().map(|alarm| alarm.what).collect()
}

fn kinds(events: impl IntoIterator<Item = Event>, at: i64) -> Vec<Kind> {
    at_first(events, at).iter().map(What::kind).collect()
}
