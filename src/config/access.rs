//! Cloudflare Access, where it stands in front of the dashboard.

use super::{Problem, Reader, is_host};

/// The Access application that lets operators in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The team's domain, in lower case, such as `acme.cloudflareaccess.com`.
    pub team: String,
    /// The application's audience tag.
    pub audience: String,
}

impl Access {
    /// Reads both settings; `None` where neither is set, or something is wrong
    /// with them, which the reader then knows.
    pub(super) fn read<L: Fn(&str) -> Option<String>>(reader: &mut Reader<L>) -> Option<Self> {
        let team = reader.checked("ACCESS_TEAM", |text| {
            let is_domain = is_host(text) && text.contains('.') && !text.contains(':');
            (text.is_empty() || is_domain)
                .then(|| text.to_ascii_lowercase())
                .ok_or("a domain without scheme or path, such as acme.cloudflareaccess.com")
        })?;
        let audience = reader.checked("ACCESS_AUD", |text| {
            /// Twice as many as the tags of today have.
            const MAX: usize = 128;
            (text.len() <= MAX && text.bytes().all(|b| b.is_ascii_alphanumeric()))
                .then(|| text.to_owned())
                .ok_or("the application's audience tag: letters and digits")
        })?;
        match (team.is_empty(), audience.is_empty()) {
            (true, true) => None,
            (false, false) => Some(Self { team, audience }),
            (no_team, _) => {
                let (missing, other) = if no_team {
                    ("ACCESS_TEAM", "to be set, because ACCESS_AUD is")
                } else {
                    ("ACCESS_AUD", "to be set, because ACCESS_TEAM is")
                };
                reader.problems.push(Problem::new(missing, other));
                None
            }
        }
    }
}
