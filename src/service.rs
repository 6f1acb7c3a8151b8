//! The deployment, ready to work: settings, keys, pepper, memo.
//!
//! Built once per isolate from the variables, by a pure function; whoever
//! loses a race to build it has built the same.

use crate::config::{Config, Problem};
use crate::token::claims::Link;
use crate::token::keys::Ring;
use crate::token::memo::Memo;
use crate::token::pepper::Pepper;

/// How many verified links an isolate remembers.
///
/// Two generations of at most this many tokens of up to 4 KB and their claims:
/// about 4 MB of an isolate's 128 MB in the worst case, a tenth in the usual.
const REMEMBERED_LINKS: usize = 256;

/// What every flow needs to know of the deployment.
pub struct Service {
    /// The settings.
    pub config: Config,
    /// The keys.
    pub ring: Ring,
    /// What keyed hashes are made with.
    pub pepper: Pepper,
    /// Links whose signature this isolate has checked.
    pub links: Memo<Link>,
}

impl Service {
    /// Reads the settings and the keys in them.
    ///
    /// # Errors
    /// Every problem at once, by the setting's name, never its value.
    pub fn assemble(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Vec<Problem>> {
        let config = Config::read(lookup)?;
        let ring = Ring::parse(
            config.signing_key.expose(),
            &config.verifying_keys,
            &config.public_host,
        )
        .map_err(|problem| Problem::new(problem.setting, problem.expected));
        let pepper = Pepper::parse(config.pepper.expose())
            .map_err(|expected| Problem::new("PEPPER", expected));
        match (ring, pepper) {
            (Ok(ring), Ok(pepper)) => Ok(Self {
                config,
                ring,
                pepper,
                links: Memo::new(REMEMBERED_LINKS),
            }),
            (ring, pepper) => Err(ring.err().into_iter().chain(pepper.err()).collect()),
        }
    }
}
