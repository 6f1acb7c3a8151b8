//! The arrival as a calendar (RFC 5545): one event for each shipment that has a
//! date, under an id that stays the same when the date moves.

use std::fmt::Write as _;

use time::OffsetDateTime;
use time::macros::format_description;

use super::Brand;
use crate::http::Reply;
use crate::language::{Locale, fill};
use crate::reference::Reference;
use crate::tracking::shipment::{Classifier, Tracking};

/// How often a calendar that subscribed should ask: ports and vessels report
/// by the hour.
const REFRESH: &str = "PT1H";

/// What the calendar is made from.
#[derive(Debug, Clone, Copy)]
pub struct Calendar<'a> {
    /// Who sent the link; it names the calendar.
    pub brand: Brand<'a>,
    /// The reader's language.
    pub locale: &'a Locale,
    /// The deployment's host: with the link's id it makes the events' ids.
    pub host: &'a str,
    /// The link.
    pub link_id: &'a str,
    /// The page's URL.
    pub page: &'a str,
    /// The shipments in the link's order.
    pub shipments: &'a [(Reference, Tracking)],
}

/// The calendar as a reply.
#[must_use]
pub fn reply(calendar: &Calendar<'_>) -> Reply {
    let mut out = Lines(String::new());
    out.line("BEGIN:VCALENDAR");
    out.line("VERSION:2.0");
    out.line("PRODID:-//Sealink//Arrivals//EN");
    out.line("METHOD:PUBLISH");
    out.text("X-WR-CALNAME", calendar.brand.name);
    out.line(&format!("REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}"));
    out.line(&format!("X-PUBLISHED-TTL:{REFRESH}"));
    for (index, (reference, tracking)) in calendar.shipments.iter().enumerate() {
        event(&mut out, calendar, index, reference, tracking);
    }
    out.line("END:VCALENDAR");
    Reply::new(200, "text/calendar; charset=utf-8", out.0)
        .with("content-disposition", "inline; filename=\"arrival.ics\"")
}

fn event(
    out: &mut Lines,
    calendar: &Calendar<'_>,
    index: usize,
    reference: &Reference,
    tracking: &Tracking,
) {
    let Some(eta) = tracking
        .journey
        .as_ref()
        .and_then(|journey| journey.eta.as_ref())
    else {
        return;
    };
    let words = &calendar.locale.messages().tools;
    let place = eta.place.label();
    let summary = match place {
        Some(place) => fill::text(
            words.arrives_calendar_in,
            &[("shipment", &reference.number), ("place", &place)],
        ),
        None => fill::text(words.arrives_calendar, &[("shipment", &reference.number)]),
    };
    let confirmed = eta.current.classifier == Classifier::Actual;
    out.line("BEGIN:VEVENT");
    let Calendar { link_id, host, .. } = calendar;
    out.line(&format!("UID:{link_id}-{index}@{host}"));
    out.line(&format!("DTSTAMP:{}", utc(eta.current.said)));
    // Every earlier belief was an edition of the event.
    out.line(&format!("SEQUENCE:{}", eta.earlier.len()));
    out.line(&format!("DTSTART:{}", utc(eta.current.when)));
    out.line("DURATION:PT1H");
    out.text("SUMMARY", &summary);
    if let Some(place) = place {
        out.text("LOCATION", place);
    }
    if let Some((latitude, longitude)) = eta.place.position {
        out.line(&format!("GEO:{latitude:.4};{longitude:.4}"));
    }
    out.line(&format!("URL:{}", calendar.page));
    // An arrival does not make its reader busy.
    out.line("TRANSP:TRANSPARENT");
    out.line(if confirmed {
        "STATUS:CONFIRMED"
    } else {
        "STATUS:TENTATIVE"
    });
    out.line("END:VEVENT");
}

/// `20261205T220000Z`.
fn utc(when: OffsetDateTime) -> String {
    let format = format_description!("[year][month][day]T[hour][minute][second]Z");
    // It fails only for what has no such parts.
    when.to_offset(time::UtcOffset::UTC)
        .format(format)
        .unwrap_or_default()
}

/// Content lines, folded at 75 octets and ended as RFC 5545 section 3.1 has it.
struct Lines(String);

impl Lines {
    fn line(&mut self, line: &str) {
        const MAX: usize = 75;
        let mut octets = 0;
        for c in line.chars() {
            if octets + c.len_utf8() > MAX {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A property whose value is text, escaped as section 3.3.11 has it;
    /// control characters are left out.
    fn text(&mut self, name: &str, value: &str) {
        let mut line = format!("{name}:");
        for c in value.chars() {
            let _ = match c {
                '\\' | ';' | ',' => write!(line, "\\{c}"),
                '\n' => line.write_str("\\n"),
                c if c.is_control() => Ok(()),
                c => line.write_char(c),
            };
        }
        self.line(&line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, tests::locale};
    use crate::page::specimen;

    fn drawn(language: Language, name: &'static str, specimen: &str) -> String {
        let shipments = [(
            specimen::container("CSQU3054383"),
            specimen::tracking(specimen),
        )];
        let brand = Brand {
            name,
            ..Brand::unnamed()
        };
        reply(&Calendar {
            brand,
            locale: &locale(language),
            host: "track.example",
            link_id: "AAAAAAAAAAAAAAAAAAAAAA",
            page: "https://track.example/s/AAAAAAAAAAAAAAAAAAAAAA",
            shipments: &shipments,
        })
        .body
        .into_owned()
    }

    #[test]
    fn an_arrival_is_an_event_with_an_id_that_stays() {
        let calendar = drawn(Language::English, "Acme, Sons; Co\r\nX:y", "at_sea");
        for line in [
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
            "X-WR-CALNAME:Acme\\, Sons\\; Co\\nX:y\r\n",
            "UID:AAAAAAAAAAAAAAAAAAAAAA-0@track.example\r\n",
            "SEQUENCE:2\r\n",
            "DTSTART:20261205T220000Z\r\n",
            "SUMMARY:CSQU3054383 arrives in Los Angeles\r\n",
            "LOCATION:Los Angeles\r\n",
            "GEO:33.7400;-118.2600\r\n",
            "STATUS:TENTATIVE\r\n",
        ] {
            assert!(calendar.contains(line), "{line} in {calendar}");
        }
        assert!(calendar.ends_with("END:VCALENDAR\r\n"));
    }

    #[test]
    fn lines_are_folded_between_characters() {
        let korean = drawn(
            Language::Korean,
            "아크메 포워딩 주식회사 부산광역시 중구 중앙대로 사무소",
            "at_sea",
        );
        for line in korean.split("\r\n") {
            assert!(line.len() <= 75, "{line}");
        }
        assert!(korean.replace("\r\n ", "").contains("중앙대로 사무소"));
    }

    #[test]
    fn without_a_date_the_calendar_is_empty() {
        for specimen in ["not_started", "booked"] {
            assert!(!drawn(Language::English, "Acme", specimen).contains("VEVENT"));
        }
    }
}
