//! Variables and secrets, read once and checked all at once.
//!
//! [`Config::read`] collects every problem by the variable's name before it
//! gives up, so that one look at `/healthz` tells all that is missing. No
//! problem ever quotes a value.

mod access;
mod brand;
pub mod colour;
mod format;
mod hook;
mod mail;
mod news;
mod settings;
mod webhook;

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use time::Duration;

pub use access::Access;
pub use brand::{Branding, Contact};
pub use format::OriginFormat;
pub use hook::{HookKey, HookScheme, HookSecrets};
pub use mail::{MailCarrier, MailHttp, MailSmtp};
pub use news::{News, QuietHours};
pub use settings::{SETTINGS, Setting};
pub use webhook::{Webhook, WebhookSecret};

/// A secret text: never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself; for the one place that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// What is wrong with one setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "SettingProblem"))]
pub struct Problem {
    /// The variable's, secret's or binding's name.
    pub name: &'static str,
    /// What was expected of it; never its value.
    pub expected: String,
}

impl Problem {
    /// A problem with `name`.
    #[must_use]
    pub fn new(name: &'static str, expected: impl Into<String>) -> Self {
        Self {
            name,
            expected: expected.into(),
        }
    }
}

/// The longest that any deployment may let a link or an API key live, in days:
/// two years. Revocations are kept as long, whatever `LINK_MAX_DAYS` says,
/// because lowering it must not bring revoked links back.
pub const LONGEST_LIFE_DAYS: i64 = 730;

/// The bounds of a link's life.
#[derive(Debug, Clone, Copy)]
pub struct Life {
    /// When a mint does not say.
    pub default: Duration,
    /// At most.
    pub max: Duration,
}

/// The deployment's settings, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Host (and port, if any) that recipients see.
    pub public_host: String,
    /// Who sends the links.
    pub brand_name: String,
    /// What else the brand has set.
    pub branding: Branding,
    /// Base URL of the origin, without a trailing slash.
    pub origin_url: String,
    /// What the origin speaks.
    pub origin_format: OriginFormat,
    /// Bearer token for the origin; empty for none.
    pub origin_token: Secret,
    /// Whether to ask the origin to push.
    pub origin_subscribe: bool,
    /// How mails go.
    pub mail_carrier: MailCarrier,
    /// The sender's address.
    pub mail_from: String,
    /// A link's life when the mint does not say.
    pub link_default: Duration,
    /// The longest a link may live.
    pub link_max: Duration,
    /// How long a link outlives delivery.
    pub delivered_grace: Duration,
    /// When people are told what has happened to a shipment.
    pub news: News,
    /// Who may sign in to the dashboard: lower-case addresses or `@domains`.
    pub ops_addresses: Vec<String>,
    /// Who lets them in, where it is not we ourselves.
    pub access: Option<Access>,
    /// Who is told of events; `None` for nobody.
    pub webhook: Option<Webhook>,
    /// What pushes are signed with; where there is none, none is taken.
    pub hook: HookSecrets,
}

impl Config {
    /// Reads and checks every setting; `lookup` gives a variable's text.
    ///
    /// # Errors
    /// Every problem at once, in the order of [`SETTINGS`].
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Vec<Problem>> {
        let mut reader = Reader {
            lookup,
            problems: Vec::new(),
        };
        let public_host = reader.checked("PUBLIC_HOST", |text| {
            is_host(text)
                .then(|| text.to_ascii_lowercase())
                .ok_or("a host name without scheme or path, such as track.example.com")
        });
        let brand_name = reader.checked("BRAND_NAME", |text| {
            (1..=60)
                .contains(&text.chars().count())
                .then(|| text.to_owned())
                .filter(|name| !name.chars().any(char::is_control))
                .ok_or("1 to 60 characters")
        });
        let branding = Branding::read(&mut reader);
        // What is in the keys is for the ring and the pepper to judge; see `Service::assemble`.
        let signing_key = reader.checked("SIGNING_KEY", |_| Ok(()));
        let pepper = reader.checked("PEPPER", |_| Ok(()));
        let origin_url = reader.checked("ORIGIN_URL", origin_url);
        let origin_format = reader.checked("ORIGIN_FORMAT", OriginFormat::named);
        let origin_token = reader.checked("ORIGIN_TOKEN", |text| {
            (!text.contains(char::is_control))
                .then(|| Secret::new(text))
                .ok_or("text without line breaks")
        });
        let origin_subscribe = reader.checked("ORIGIN_SUBSCRIBE", |text| match text {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err("yes or no"),
        });
        let mail_carrier = MailCarrier::read(&mut reader);
        let mail_from = reader.checked("MAIL_FROM", |text| {
            is_bare_address(text)
                .then(|| text.to_owned())
                .ok_or("a bare mail address, such as tracking@example.com")
        });
        let link_default = reader
            .number("LINK_DEFAULT_DAYS", 1, LONGEST_LIFE_DAYS)
            .map(Duration::days);
        let link_max = reader
            .number("LINK_MAX_DAYS", 1, LONGEST_LIFE_DAYS)
            .map(Duration::days);
        let delivered_grace = reader
            .number("DELIVERED_GRACE_HOURS", 0, 720)
            .map(Duration::hours);
        let news = News::read(&mut reader);
        let ops_addresses = reader.checked("OPS_ADDRESSES", |text| {
            let entries: Vec<String> = listed(text).map(str::to_ascii_lowercase).collect();
            entries
                .iter()
                .all(|entry| {
                    entry
                        .split_once('@')
                        .is_some_and(|(_, domain)| is_host(domain))
                })
                .then_some(entries)
                .ok_or("mail addresses or @domains, separated by spaces or commas")
        });
        let access = Access::read(&mut reader);
        let webhook = Webhook::read(&mut reader);
        let hook = HookSecrets::read(&mut reader);
        if let (Some(default), Some(max)) = (link_default, link_max)
            && default > max
        {
            reader
                .problems
                .push(Problem::new("LINK_DEFAULT_DAYS", "at most LINK_MAX_DAYS"));
        }
        let complete = (|| {
            let () = signing_key.and(pepper)?;
            Some(Self {
                public_host: public_host?,
                brand_name: brand_name?,
                branding: branding?,
                origin_url: origin_url?,
                origin_format: origin_format?,
                origin_token: origin_token?,
                origin_subscribe: origin_subscribe?,
                mail_carrier: mail_carrier?,
                mail_from: mail_from?,
                link_default: link_default?,
                link_max: link_max?,
                delivered_grace: delivered_grace?,
                news: news?,
                ops_addresses: ops_addresses?,
                access,
                webhook,
                hook: hook?,
            })
        })();
        match complete {
            Some(config) if reader.problems.is_empty() => Ok(config),
            _ => Err(reader.problems),
        }
    }

    /// The bounds of a link's life.
    #[must_use]
    pub fn life(&self) -> Life {
        Life {
            default: self.link_default,
            max: self.link_max,
        }
    }

    /// The origin (RFC 6454) of our own pages: `https`, except on the local
    /// machine, where there is no certificate to be had.
    #[must_use]
    pub fn public_origin(&self) -> String {
        let name = self.public_host.split(':').next().unwrap_or_default();
        let scheme = if matches!(name, "localhost" | "127.0.0.1") {
            "http"
        } else {
            "https"
        };
        format!("{scheme}://{}", self.public_host)
    }
}

/// Splits a list written with commas, spaces or line breaks.
pub fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c == ',' || c.is_whitespace())
        .filter(|entry| !entry.is_empty())
}

struct Reader<L> {
    lookup: L,
    problems: Vec<Problem>,
}

impl<L: Fn(&str) -> Option<String>> Reader<L> {
    /// What a setting is set to, or its default. Not inlined: it would be into
    /// every reader of a setting.
    #[inline(never)]
    fn text(&self, name: &str) -> Option<String> {
        let given = (self.lookup)(name).filter(|text| !text.trim().is_empty());
        given.map(|text| text.trim().to_owned()).or_else(|| {
            let mut settings = SETTINGS.iter();
            let setting = settings.find(|setting| setting.name == name)?;
            setting.default.map(str::to_owned)
        })
    }

    fn checked<T>(
        &mut self,
        name: &'static str,
        check: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Option<T> {
        let outcome = match self.text(name) {
            Some(text) => check(&text),
            None => Err("to be set"),
        };
        outcome
            .map_err(|expected| self.problems.push(Problem::new(name, expected)))
            .ok()
    }

    fn number<N: FromStr + PartialOrd + fmt::Display + Copy>(
        &mut self,
        name: &'static str,
        least: N,
        most: N,
    ) -> Option<N> {
        let number = self.checked(name, |text| Ok(text.parse::<N>().ok()))?;
        let fits = number.filter(|n| (least..=most).contains(n));
        if fits.is_none() {
            self.problems.push(Problem::new(
                name,
                format!("a whole number from {least} to {most}"),
            ));
        }
        fits
    }
}

/// A mail address without a display name.
/// A base URL, without its last slash.
fn origin_url(text: &str) -> Result<String, &'static str> {
    let text = text.trim_end_matches('/');
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.filter(|rest| !rest.is_empty() && !rest.contains(['?', '#', ' ']))
        .map(|_| text.to_owned())
        .ok_or("an http(s) URL without query or fragment")
}

fn is_bare_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && is_host(domain)
            && !text.contains(|c: char| c.is_whitespace() || c == '<')
    })
}

/// A host name (RFC 1123 letters, digits, hyphens and dots) with an optional port.
#[must_use]
pub fn is_host(text: &str) -> bool {
    /// RFC 1035: 253 characters of name, and a port.
    const MAX: usize = 253 + 6;
    let (name, port) = text.split_once(':').unwrap_or((text, "1"));
    text.len() <= MAX
        && !name.is_empty()
        && port.parse::<u16>().is_ok_and(|port| port > 0)
        && name.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
}

#[cfg(test)]
mod tests;
