//! Asks the origin where a shipment is.

use std::fmt;
use std::time::Duration;

use super::dcsa22;
use super::intake::Told;
use crate::config::{Config, OriginFormat};
use crate::reference::{Kind, Reference};
use crate::world::{Fault, Fetch, World};

/// What the origin answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// It knows the shipment: at least one event.
    Known(Told),
    /// It knows no such shipment (yet).
    Unknown,
}

/// Why the origin gave no answer that can be used. Its text is for the
/// operator's log and names neither the shipment nor a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OriginFault {
    /// It did not answer, or not in time.
    Silent(Fault),
    /// It answered with a status that is neither 200 nor 404.
    Status(u16),
    /// It answered, but not in its format.
    Nonsense(super::intake::ParseError),
}

impl fmt::Display for OriginFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Silent(Fault::TimedOut) => f.write_str("origin did not answer in time"),
            // A transport's own text may quote the URL, and with it the shipment.
            Self::Silent(Fault::Failed(_)) => f.write_str("origin could not be reached"),
            Self::Status(status) => write!(f, "origin answered with status {status}"),
            Self::Nonsense(error) => write!(f, "origin's answer cannot be read: {error}"),
        }
    }
}

impl std::error::Error for OriginFault {}

/// Asks the origin for a shipment's events.
///
/// 1. `GET {origin}/v2/events` with the reference in the member of its kind,
///    and the bearer token if there is one.
/// 2. 404, or 200 with no events: [`Answer::Unknown`]. Positions alone do not
///    make a journey.
/// 3. 200: what it tells.
///
/// # Errors
/// [`OriginFault`] for everything else: no answer, another status, nonsense.
pub async fn ask(
    world: &impl World,
    config: &Config,
    reference: &Reference,
) -> Result<Answer, OriginFault> {
    /// A person is waiting for the page; what an origin does not say in five
    /// seconds is better served from the last answer.
    const TIMEOUT: Duration = Duration::from_secs(5);
    /// 1000 events, as many as we ask for, at 2 kB each: DCSA's own samples
    /// have 1.5 kB.
    const MAX_BYTES: usize = 2_000_000;
    let mut headers = vec![("accept", "application/json".to_owned())];
    let token = config.origin_token.expose();
    if !token.is_empty() {
        headers.push(("authorization", format!("Bearer {token}")));
    }
    let fetched = world
        .fetch(Fetch {
            post: None,
            url: url(config, reference),
            headers,
            timeout: TIMEOUT,
            max_bytes: MAX_BYTES,
        })
        .await
        .map_err(OriginFault::Silent)?;
    match fetched.status {
        404 => Ok(Answer::Unknown),
        200 => {
            let told = match config.origin_format {
                OriginFormat::Dcsa22 => dcsa22::parse(&fetched.body),
            }
            .map_err(OriginFault::Nonsense)?;
            Ok(if told.events.is_empty() {
                Answer::Unknown
            } else {
                Answer::Known(told)
            })
        }
        status => Err(OriginFault::Status(status)),
    }
}

fn url(config: &Config, reference: &Reference) -> String {
    let base = &config.origin_url;
    match config.origin_format {
        OriginFormat::Dcsa22 => {
            let member = match reference.kind {
                Kind::Container => "equipmentReference",
                Kind::Mbl => "transportDocumentReference",
                Kind::Booking => "carrierBookingReference",
            };
            let query = query(member, &reference.number);
            format!("{base}/v2/events?{query}")
        }
    }
}

fn query(member: &str, number: &str) -> String {
    form_urlencoded::Serializer::new(String::new())
        .append_pair(member, number)
        .append_pair("limit", "1000")
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracking::intake::ParseError;

    #[test]
    fn a_number_cannot_break_out_of_its_place_in_the_url() {
        assert_eq!(
            query("equipmentReference", "A/B?c=d&e #é%"),
            "equipmentReference=A%2FB%3Fc%3Dd%26e+%23%C3%A9%25&limit=1000"
        );
    }

    #[test]
    fn a_fault_names_the_event_but_neither_the_shipment_nor_a_transports_own_text() {
        let silent = OriginFault::Silent(Fault::Failed(
            "GET https://origin.example/v2/events?equipmentReference=CSQU3054383 refused".into(),
        ));
        assert_eq!(silent.to_string(), "origin could not be reached");
        let nonsense = OriginFault::Nonsense(ParseError {
            position: Some(7),
            member: "eventDateTime".into(),
            expected: "a time".into(),
        });
        assert_eq!(
            nonsense.to_string(),
            "origin's answer cannot be read: event 7, eventDateTime: expected a time"
        );
        assert_eq!(
            OriginFault::Status(503).to_string(),
            "origin answered with status 503"
        );
    }
}
