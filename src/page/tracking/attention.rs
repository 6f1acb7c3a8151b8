//! What stands out: holds, missed vessels, delays.

use maud::{Markup, html};

use super::Section;
use crate::language::{Locale, fill};
use crate::page::moment;
use crate::tracking::exception::{Carriage, Exception};
use crate::tracking::phrases::delay;
use crate::tracking::shipment::Journey;

/// A notice for each exception, the worst first; nothing where all goes as it
/// was said.
pub(super) fn section(journey: &Journey, section: &Section<'_>) -> Markup {
    html! {
        @for exception in &journey.exceptions {
            (notice(exception, journey, section))
        }
    }
}

/// Whether the arrival's own move is told here.
pub(super) fn tells_delay(journey: &Journey) -> bool {
    let delay = |exception: &Exception| matches!(exception, Exception::Delay { .. });
    journey.exceptions.iter().any(delay)
}

fn notice(exception: &Exception, journey: &Journey, section: &Section<'_>) -> Markup {
    let locale = section.locale;
    let words = &locale.messages().attention;
    match exception {
        Exception::CustomsHold { since } => {
            let time = moment::full(locale, *since, section.now);
            let said = fill::markup(locale.messages().whereabouts.as_said, &[("time", time)]);
            boxed(
                true,
                &html! { (words.customs) },
                &html! { (words.customs_text) " " (said) },
            )
        }
        Exception::RolledOver { was, now } => {
            boxed(true, &html! { (words.rolled) }, &from_to(locale, was, now))
        }
        Exception::VesselChanged { was, now } => boxed(
            false,
            &html! { (words.vessel_changed) },
            &from_to(locale, was, now),
        ),
        Exception::Delay { was, now } => {
            let title = fill::text(words.late, &[("span", &locale.span(*now - *was))]);
            let day = |when| moment::element(when, &locale.day(when, section.now));
            let eta = journey.eta.as_ref();
            let reason = eta.and_then(|eta| eta.current.delay_reason.as_deref());
            let text = fill::markup(words.late_from, &[("was", day(*was)), ("now", day(*now))]);
            let title = html! {
                (title)
                @if let Some(code) = reason { ": " bdi { (delay(locale, code)) } }
            };
            boxed(false, &title, &text)
        }
    }
}

fn boxed(severe: bool, title: &Markup, text: &Markup) -> Markup {
    html! {
        div.notice.attention.severe[severe] { p { strong { (title) } } p { (text) } }
    }
}

/// From which vessel to which; nothing where one of the two has no name.
fn from_to(locale: &Locale, was: &Carriage, now: &Carriage) -> Markup {
    let messages = locale.messages();
    let named = |carriage: &Carriage| {
        let vessel = carriage.vessel.as_deref().map(fill::isolated);
        let voyage = carriage.voyage.as_deref().map(fill::isolated);
        match (vessel, voyage) {
            (Some(vessel), Some(voyage)) => Some(fill::markup(
                messages.timeline.voyage,
                &[("vessel", vessel), ("voyage", voyage)],
            )),
            (one, other) => one.or(other),
        }
    };
    if let (Some(was), Some(now)) = (named(was), named(now)) {
        fill::markup(
            messages.attention.vessel_from,
            &[("was", was), ("now", now)],
        )
    } else {
        html! {}
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::language::{Language, tests::locale};
    use crate::page::specimen;
    use crate::page::tracking::Place;

    fn drawn(exception: Exception) -> String {
        let mut journey = specimen::tracking("at_sea").journey.unwrap();
        journey.exceptions = vec![exception];
        let english = locale(Language::English);
        section(
            &journey,
            &Section {
                locale: &english,
                now: specimen::NOW,
                place: Place::Alone,
            },
        )
        .into_string()
    }

    fn carriage(vessel: Option<&str>, voyage: Option<&str>) -> Carriage {
        Carriage {
            vessel: vessel.map(str::to_owned),
            voyage: voyage.map(str::to_owned),
        }
    }

    #[test]
    fn each_exception_says_what_happened() {
        let was = carriage(Some("<Egret>"), Some("213E"));
        let now = carriage(Some("Osprey"), None);
        let rolled = drawn(Exception::RolledOver {
            was: was.clone(),
            now: now.clone(),
        });
        assert!(rolled.contains("Moved to a later vessel"));
        assert!(rolled.contains("<bdi>&lt;Egret&gt;</bdi>, voyage <bdi>213E</bdi> was planned"));
        assert!(rolled.contains("it is now <bdi>Osprey</bdi>"));
        assert!(rolled.contains("severe"));
        let changed = drawn(Exception::VesselChanged { was, now });
        assert!(changed.contains("The vessel has changed") && !changed.contains("severe"));
        let held = drawn(Exception::CustomsHold {
            since: datetime!(2026-11-21 10:00 +1),
        });
        assert!(held.contains("Held by customs") && held.contains("Sat 21 Nov, 10:00"));
        let late = drawn(Exception::Delay {
            was: datetime!(2026-12-03 08:00 -8),
            now: datetime!(2026-12-05 14:00 -8),
        });
        assert!(late.contains("Delayed by 2 days: <bdi>bad weather</bdi>"));
        assert!(late.contains("Thu 3 Dec") && late.contains("Sat 5 Dec"));
    }

    #[test]
    fn a_carriage_without_a_name_is_left_out() {
        let rolled = drawn(Exception::RolledOver {
            was: carriage(None, None),
            now: carriage(Some("Osprey"), None),
        });
        assert!(rolled.contains("Moved to a later vessel") && !rolled.contains("Osprey"));
    }
}
