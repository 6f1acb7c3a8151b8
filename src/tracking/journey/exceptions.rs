//! What stands out in a journey: customs, other vessels, delay.
//!
//! Nobody sends these. They are read off the difference between what was first
//! said of a step and what is said of it now.

use time::{Duration, OffsetDateTime};

use super::steps::Step;
use super::{agree, by_sea, happened, place};
use crate::tracking::exception::{Carriage, Exception};
use crate::tracking::shipment::{Classifier, Eta, Event, Stage, What};

/// What a day's difference is; less is not worth a recipient's alarm, and
/// terminals work around the clock.
const DAY: Duration = Duration::DAY;

/// The exceptions that hold now: customs, voyages missed, vessels changed,
/// delay. `steps` are in order of time.
pub(super) fn exceptions(steps: &[Step], eta: Option<&Eta>, stage: Stage) -> Vec<Exception> {
    let (rolled, changed): (Vec<_>, Vec<_>) = changes(steps, stage)
        .into_iter()
        .partition(|exception| matches!(exception, Exception::RolledOver { .. }));
    customs_hold(steps, stage)
        .into_iter()
        .chain(rolled)
        .chain(changed)
        .chain(eta.and_then(|eta| delay(eta, stage)))
        .collect()
}

/// A hold that no release has followed. What else is said of the customs'
/// papers, that they were received for example, ends no hold.
fn customs_hold(steps: &[Step], stage: Stage) -> Option<Exception> {
    if matches!(stage, Stage::Delivered | Stage::Returned) {
        return None;
    }
    let mut since = None;
    for event in steps.iter().map(|step| &step.event) {
        match &event.what {
            What::Document { state, document } if document == "CUS" && happened(event) => {
                match state.as_str() {
                    "HOLD" => since = since.or(Some(event.when)),
                    // DCSA 2.2 spells completion in two ways.
                    "RELS" | "APPR" | "CMPL" | "COMP" => since = None,
                    _ => {}
                }
            }
            _ => {}
        }
    }
    since.map(|since| Exception::CustomsHold { since })
}

/// A delay by a day or more of an arrival that is still ahead.
fn delay(eta: &Eta, stage: Stage) -> Option<Exception> {
    let ahead = eta.current.classifier != Classifier::Actual
        && !matches!(stage, Stage::Arrived | Stage::Delivered | Stage::Returned);
    let (was, now) = (eta.earlier.first()?.when, eta.current.when);
    (ahead && now - was >= DAY).then_some(Exception::Delay { was, now })
}

/// Changes of vessel or voyage, of legs by sea that are under way or ahead.
///
/// One for each place: by its departure, or by its loading where the departure
/// shows none.
fn changes(steps: &[Step], stage: Stage) -> Vec<Exception> {
    if matches!(
        stage,
        Stage::Inland | Stage::Arrived | Stage::Delivered | Stage::Returned
    ) {
        return Vec::new();
    }
    let mut found: Vec<(OffsetDateTime, Option<&str>, Exception)> = Vec::new();
    for what in [What::Departure, What::Loaded] {
        for step in steps.iter().filter(|step| step.event.what == what) {
            let here = place(&step.event);
            let known = found.iter().any(|(_, place, _)| *place == here);
            if known || !by_sea(&step.event) || is_over(steps, &step.event) {
                continue;
            }
            if let Some(exception) = change(steps, step) {
                found.push((step.event.when, here, exception));
            }
        }
    }
    found.sort_by_key(|(when, ..)| *when);
    found.into_iter().map(|(.., exception)| exception).collect()
}

/// How the carriage of one step differs from what was first said of it.
///
/// The voyage that was missed departed when it was last said to.
fn change(steps: &[Step], step: &Step) -> Option<Exception> {
    let now = &step.event;
    let foreseen = || {
        step.others
            .iter()
            .filter(|saying| !happened(saying) && saying.said <= now.said)
    };
    let first = foreseen().find(|saying| Carriage::of(saying) != Carriage::default())?;
    let missed = foreseen().rfind(|saying| same_voyage(saying, first))?;
    if same_voyage(first, now) || goes_by(steps, first, now) {
        return None;
    }
    let (was, later) = (Carriage::of(first), now.when - missed.when);
    let now_by = Carriage::of(now);
    if later >= DAY {
        Some(Exception::RolledOver { was, now: now_by })
    } else if same_vessel(first, now) {
        // Another number for the same vessel's trip is the operator's business.
        None
    } else {
        Some(Exception::VesselChanged { was, now: now_by })
    }
}

/// Whether the goods have left a leg behind: were put down or loaded anew at
/// another place, or left it on another vessel.
fn is_over(steps: &[Step], leg: &Event) -> bool {
    steps.iter().map(|step| &step.event).any(|event| {
        happened(event)
            && by_sea(event)
            && event.when > leg.when
            && place(event) != place(leg)
            && agree(event.equipment.as_ref(), leg.equipment.as_ref())
            && match event.what {
                What::Loaded | What::Discharged => true,
                What::Departure => !same_vessel(event, leg),
                _ => false,
            }
    })
}

/// Whether the container goes by the voyage that a saying names after all: it
/// was loaded onto it, or is to be after what happens `now`. That is then the
/// business of a vessel which called there without it.
fn goes_by(steps: &[Step], saying: &Event, now: &Event) -> bool {
    steps.iter().map(|step| &step.event).any(|event| {
        event.what == What::Loaded
            && (happened(event) || event.when > now.when)
            && place(event) == place(saying)
            && agree(event.equipment.as_ref(), saying.equipment.as_ref())
            && same_voyage(event, saying)
    })
}

fn same_voyage(a: &Event, b: &Event) -> bool {
    same_vessel(a, b) && agree(a.voyage.as_ref(), b.voyage.as_ref())
}

/// Whether two sayings may mean the same vessel. Names are only compared where
/// a number is missing: vessels are renamed, and spelled in many ways.
fn same_vessel(a: &Event, b: &Event) -> bool {
    let (Some(a), Some(b)) = (&a.vessel, &b.vessel) else {
        return true;
    };
    match (&a.imo, &b.imo, &a.name, &b.name) {
        (Some(a), Some(b), ..) => a == b,
        (.., Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
        _ => true,
    }
}
