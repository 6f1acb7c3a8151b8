//! The deployment, ready to work: settings, keys, pepper, memo.
//!
//! Built once per isolate from the variables, by a pure function; whoever
//! loses a race to build it has built the same.

mod operators;

use std::rc::Rc;

use crate::config::{Config, Problem};
use crate::language::Locales;
use crate::token::claims::Link;
use crate::token::keys::Ring;
use crate::token::memo::Memo;
use crate::token::pepper::Pepper;
use crate::token::seal::Sealer;

pub use operators::Operators;

/// How many verified links an isolate remembers.
///
/// Two generations of at most this many tokens of up to 4 KB and their claims:
/// about 4 MB of an isolate's 128 MB in the worst case, a tenth in the usual.
const REMEMBERED_LINKS: usize = 256;

/// What every flow needs to know of the deployment.
pub struct Service {
    /// The settings; shared with work that goes on after the reply.
    pub config: Rc<Config>,
    /// The keys.
    pub ring: Ring,
    /// What keyed hashes are made with.
    pub pepper: Pepper,
    /// What hides addresses while they wait.
    pub sealer: Sealer,
    /// Who may sign in to the dashboard.
    pub operators: Operators,
    /// Links whose signature this isolate has checked.
    pub links: Memo<Link>,
    /// What `Intl` has said of the languages asked for.
    pub locales: Locales,
}

impl Service {
    /// Reads the settings and the keys in them.
    ///
    /// # Errors
    /// Every problem at once, by the setting's name, never its value.
    pub fn assemble(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Vec<Problem>> {
        let config = Config::read(&lookup);
        let text = |name| lookup(name).unwrap_or_default();
        let host = config.as_ref().map(|config| config.public_host.as_str());
        // Looked at even where other settings are wrong, so that none is left for later.
        let ring = Ring::parse(
            &text("SIGNING_KEY"),
            &text("VERIFYING_KEYS"),
            host.unwrap_or_default(),
        )
        .map_err(|problem| Problem::new(problem.setting, problem.expected));
        let pepper =
            Pepper::parse(&text("PEPPER")).map_err(|expected| Problem::new("PEPPER", expected));
        let sealer = pepper.as_ref().ok().map(|pepper| {
            Sealer::parse(&text("SEALING_KEYS"), pepper)
                .map_err(|expected| Problem::new("SEALING_KEYS", expected))
        });
        match (config, ring, pepper, sealer) {
            (Ok(config), Ok(ring), Ok(pepper), Some(Ok(sealer))) => Ok(Self {
                operators: Operators::new(&config.ops_addresses, &pepper),
                config: Rc::new(config),
                ring,
                pepper,
                sealer,
                links: Memo::new(REMEMBERED_LINKS),
                locales: Locales::default(),
            }),
            (config, ring, pepper, sealer) => {
                let mut problems = config.err().unwrap_or_default();
                let others = [ring.err(), pepper.err(), sealer.and_then(Result::err)];
                for problem in others.into_iter().flatten() {
                    // One that is not set at all is named once.
                    if problems.iter().all(|known| known.name != problem.name) {
                        problems.push(problem);
                    }
                }
                Err(problems)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_checked_even_where_other_settings_are_wrong() {
        let problems = Service::assemble(|name| match name {
            "SIGNING_KEY" | "PEPPER" | "VERIFYING_KEYS" => Some("secret-value".into()),
            _ => None,
        })
        .err()
        .unwrap();
        let names: Vec<_> = problems.iter().map(|problem| problem.name).collect();
        assert_eq!(
            names,
            [
                "PUBLIC_HOST",
                "BRAND_NAME",
                "ORIGIN_URL",
                "MAIL_FROM",
                "SIGNING_KEY",
                "PEPPER"
            ]
        );
        assert!(!format!("{problems:?}").contains("secret-value"));
    }

    #[test]
    fn a_setting_that_is_not_there_is_named_once() {
        let problems = Service::assemble(|_| None).err().unwrap();
        let count = |name| {
            problems
                .iter()
                .filter(|problem| problem.name == name)
                .count()
        };
        assert_eq!((count("SIGNING_KEY"), count("PEPPER")), (1, 1));
    }
}
