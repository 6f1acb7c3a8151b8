//! The services that ours asks, as the test programmes them.

use std::rc::Rc;
use std::time::Duration;

use sealink::world::{Fault, Fetch, Fetched};
use time::OffsetDateTime;

/// What a service does with a request.
#[derive(Debug, Clone)]
pub enum Answer {
    /// It answers at once.
    Reply(Fetched),
    /// It cannot be reached, or breaks off.
    Fault(Fault),
    /// It takes this long before it does the other thing.
    After(Duration, Box<Answer>),
}

impl Answer {
    /// A reply with a status and a body.
    pub fn reply(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::Reply(Fetched {
            status,
            headers: Vec::new(),
            body: body.into(),
        })
    }

    /// The same, with a header.
    pub fn with_header(self, name: &'static str, value: &str) -> Self {
        match self {
            Self::Reply(mut fetched) => {
                fetched.headers.push((name, value.to_owned()));
                Self::Reply(fetched)
            }
            other => other,
        }
    }

    /// The same, but only after this long.
    pub fn after(self, delay: Duration) -> Self {
        Self::After(delay, Box::new(self))
    }

    /// What the asker gets to see of it, and after how long.
    pub(super) fn seen_by(self, fetch: &Fetch) -> (Duration, Result<Fetched, Fault>) {
        let mut took = Duration::ZERO;
        let mut answer = self;
        while let Self::After(delay, then) = answer {
            took += delay;
            answer = *then;
        }
        if took > fetch.timeout {
            return (fetch.timeout, Err(Fault::TimedOut));
        }
        let answer = match answer {
            Self::Reply(fetched) if fetched.body.len() > fetch.max_bytes => Err(Fault::Failed(
                format!("the body is longer than {} bytes", fetch.max_bytes),
            )),
            Self::Reply(mut fetched) => {
                let wanted = |(name, _): &(&str, String)| fetch.wanted.contains(name);
                fetched.headers.retain(wanted);
                Ok(fetched)
            }
            Self::Fault(fault) => Err(fault),
            Self::After(..) => unreachable!("all delays were taken off"),
        };
        (took, answer)
    }
}

/// One fetch that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// When.
    pub at: OffsetDateTime,
    /// By which location.
    pub location: usize,
    /// What for.
    pub fetch: Fetch,
}

/// Answers some fetches, and leaves others to older oracles.
pub(super) type Oracle = Rc<dyn Fn(&Fetch) -> Option<Answer>>;

/// What the test has programmed, and what was asked.
#[derive(Default)]
pub(super) struct Origin {
    /// Every fetch so far, in order.
    pub(super) asked: Vec<Asked>,
    oracles: Vec<Oracle>,
}

impl Origin {
    /// Adds an oracle that is asked before all others.
    pub(super) fn learn(&mut self, oracle: impl Fn(&Fetch) -> Option<Answer> + 'static) {
        self.oracles.insert(0, Rc::new(oracle));
    }

    /// The oracles, to be asked when nothing is borrowed any more: an oracle
    /// may itself look at the universe.
    pub(super) fn oracles(&self) -> Vec<Oracle> {
        self.oracles.clone()
    }
}

/// Asks the oracles, the newest first.
pub(super) fn consult(oracles: &[Oracle], fetch: &Fetch) -> Answer {
    oracles
        .iter()
        .find_map(|oracle| oracle(fetch))
        .unwrap_or_else(|| Answer::Fault(Fault::Failed("no such service in this universe".into())))
}
