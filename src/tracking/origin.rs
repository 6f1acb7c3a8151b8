//! Asks the origin where a shipment is.

use std::fmt;
use std::time::Duration;

use super::format;
use super::intake::{
    self, Fault as Wrong, Format, MAX_EVENTS, Node, Paging, ParseError, Told, document, elements,
    query,
};
use crate::config::Config;
use crate::reference::Reference;
use crate::world::{Fault, Fetch, Fetched, World};

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
    Nonsense(ParseError),
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

/// Asks the origin for a shipment's events, in its format.
///
/// 1. The format's own request, with the token if there is one.
/// 2. 404: [`Answer::Unknown`].
/// 3. 200: what it tells, and as long as it says that there is more, that too
///    (`further`): at most five answers, all in the time that one has.
/// 4. No events: [`Answer::Unknown`]. Positions alone do not make a journey.
///
/// # Errors
/// [`OriginFault`] for everything else: no answer, another status, nonsense. A
/// page that is missing spoils them all: a journey with a hole in it looks like
/// a journey.
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
    /// More events than [`MAX_EVENTS`] are refused, and nobody pages by less
    /// than a few hundred.
    const MAX_PAGES: usize = 5;
    let format = format::of(config.origin_format);
    let begun = world.now();
    // 1
    let first = (format.request)(&config.origin_url, reference);
    let mut ahead = vec![first.clone()];
    let mut asked = 0;
    let mut told = Told::default();
    while let Some(url) = ahead.pop() {
        let spent = Duration::try_from(world.now() - begun).unwrap_or_default();
        let timeout = TIMEOUT.saturating_sub(spent);
        if timeout.is_zero() {
            return Err(OriginFault::Silent(Fault::TimedOut));
        }
        let fetched = world
            .fetch(Fetch {
                post: None,
                url,
                headers: headers(config, format),
                wanted: wanted(format.paging),
                timeout,
                max_bytes: MAX_BYTES,
            })
            .await
            .map_err(OriginFault::Silent)?;
        match fetched.status {
            // 2
            404 if asked == 0 => return Ok(Answer::Unknown),
            200 => {}
            status => return Err(OriginFault::Status(status)),
        }
        // 3
        if asked > 0 || format.paging != Paging::Listed {
            let page = (format.read)(&fetched.body).map_err(OriginFault::Nonsense)?;
            told.append(intake::told(page));
        }
        asked += 1;
        ahead.extend(
            further(format.paging, config, &first, asked, &fetched)
                .map_err(OriginFault::Nonsense)?,
        );
        if told.events.len() > MAX_EVENTS {
            return Err(OriginFault::Nonsense(ParseError::too_many()));
        }
        if !ahead.is_empty() && asked + ahead.len() > MAX_PAGES {
            let expected = format!("at most {MAX_PAGES} pages");
            return Err(OriginFault::Nonsense(ParseError::of_all(&expected)));
        }
    }
    // 4
    Ok(if told.events.is_empty() {
        Answer::Unknown
    } else {
        Answer::Known(told)
    })
}

fn headers(config: &Config, format: &Format) -> Vec<(&'static str, String)> {
    let mut headers = vec![("accept", "application/json".to_owned())];
    let token = config.origin_token.expose();
    if !token.is_empty() {
        let (name, before) = format.token;
        headers.push((name, format!("{before}{token}")));
    }
    headers
}

fn wanted(paging: Paging) -> &'static [&'static str] {
    match paging {
        Paging::Link(header) | Paging::Cursor(header) => header,
        Paging::Body | Paging::Listed => &[],
    }
}

/// The URLs at which an answer says that there is more.
///
/// `first` is what was asked first, and `asked` how many answers there are.
fn further(
    paging: Paging,
    config: &Config,
    first: &str,
    asked: usize,
    fetched: &Fetched,
) -> Result<Vec<String>, ParseError> {
    let header = fetched
        .headers
        .first()
        .map(|(_, value)| value.trim())
        .filter(|value| !value.is_empty());
    let next = match paging {
        Paging::Link(_) => header.map(|link| at_home(config, link)).transpose()?,
        Paging::Cursor(_) => {
            header.map(|cursor| format!("{first}&{}", query(&[("cursor", cursor)])))
        }
        Paging::Body => linked(&fetched.body)
            .map(|link| at_home(config, &link))
            .transpose()?,
        Paging::Listed if asked == 1 => return listed(config, &fetched.body),
        Paging::Listed => None,
    };
    Ok(next.into_iter().collect())
}

/// The link as a URL of the origin that is configured. Our token goes nowhere
/// else, whatever an answer says.
fn at_home(config: &Config, link: &str) -> Result<String, ParseError> {
    let base = &config.origin_url;
    let host = base.find("://").map_or(0, |scheme| scheme + "://".len());
    let end = base
        .get(host..)
        .and_then(|rest| rest.find('/'))
        .map_or(base.len(), |path| host + path);
    let (home, _) = base.split_at(end);
    let path = match link.split_at_checked(home.len()) {
        Some((start, path)) if start.eq_ignore_ascii_case(home) => path,
        _ => link,
    };
    let is_path = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    if is_path && !path.contains(|c: char| c.is_control() || c.is_whitespace()) {
        Ok(format!("{home}{path}"))
    } else {
        Err(ParseError::of_all("a next page at the origin itself"))
    }
}

/// Where a body says that there is more: `links.next`, or `next`.
fn linked(body: &[u8]) -> Option<String> {
    let document = document(body).ok()?;
    let found = Node(&document).find(&["links.next", "next"]).ok().flatten();
    found.map(|(_, link)| link)
}

/// The URLs of what is known under the ids that an answer lists.
fn listed(config: &Config, body: &[u8]) -> Result<Vec<String>, ParseError> {
    /// UUIDs have 36.
    const MAX_ID: usize = 64;
    let base = &config.origin_url;
    let mut urls = Vec::new();
    for (position, kept) in elements(body, "data")?.iter().enumerate() {
        let id = Node(kept)
            .text(&["id"])
            .map_err(|fault| fault.of(position))?;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let id = id
            .filter(|id| id.len() <= MAX_ID && id.chars().all(plain))
            .ok_or_else(|| Wrong::new("id", "an id").of(position))?;
        urls.push(format!("{base}/references/{id}/updates"));
    }
    Ok(urls)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_cannot_break_out_of_its_place_in_the_url() {
        assert_eq!(
            query(&[("equipmentReference", "A/B?c=d&e #é%")]),
            "equipmentReference=A%2FB%3Fc%3Dd%26e+%23%C3%A9%25"
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
