//! The arrival at the place of delivery, and how the belief about it moved.

use super::destination::{Onward, destination};
use super::steps::Step;
use super::{over_land, place};
use crate::tracking::shipment::{Classifier, Estimate, Eta, Event, What};

/// The ETA: the saying that counts of the last arrival, and every earlier,
/// different one.
///
/// `None` when the origin names no arrival at the last place, or the goods
/// go on from there to a place that it does not tell.
pub(super) fn eta(steps: &[Step]) -> Option<Eta> {
    let events: Vec<&Event> = steps.iter().map(|step| &step.event).collect();
    let end = destination(&events)?;
    if end.onward == Onward::Yes || end.later_gate.is_some() {
        return None;
    }
    let step = steps.iter().rfind(|step| {
        step.event.what == What::Arrival
            && place(&step.event) == place(end.reached_by)
            && over_land(&step.event) == over_land(end.reached_by)
    })?;
    let mut current = estimate(&step.event);
    let mut earlier: Vec<Estimate> = Vec::new();
    for said in &step.others {
        let known_better = said.said > step.event.said || said.classifier == Classifier::Actual;
        let repeated = earlier.last().is_some_and(|last| last.when == said.when);
        if !known_better && !repeated {
            earlier.push(estimate(said));
        } else if repeated && !known_better {
            explain(earlier.last_mut(), said);
        }
    }
    // The same belief said again is no change, but its first saying may have
    // given the reason that the latest leaves out.
    while let Some(same) = earlier.pop_if(|last| last.when == current.when) {
        current.delay_reason = current.delay_reason.or(same.delay_reason);
        current.remark = current.remark.or(same.remark);
    }
    Some(Eta {
        place: step.event.place.clone().unwrap_or_default(),
        current,
        earlier,
    })
}

fn estimate(event: &Event) -> Estimate {
    Estimate {
        when: event.when,
        said: event.said,
        classifier: event.classifier,
        delay_reason: event.delay_reason.clone(),
        remark: event.remark.clone(),
    }
}

/// Adds the reason that a repetition gives to the belief that it repeats.
fn explain(belief: Option<&mut Estimate>, repetition: &Event) {
    if let Some(belief) = belief {
        belief.delay_reason = belief
            .delay_reason
            .take()
            .or_else(|| repetition.delay_reason.clone());
        belief.remark = belief.remark.take().or_else(|| repetition.remark.clone());
    }
}
