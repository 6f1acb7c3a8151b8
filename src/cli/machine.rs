//! The operator's machine: its clock, its generator, its environment.
#![expect(
    clippy::disallowed_methods,
    reason = "the command line is its own world: it runs on an operator's machine, where there is no other"
)]

use time::OffsetDateTime;

use super::Failure;

/// The current time, in whole seconds, as tokens carry it.
pub(super) fn now() -> OffsetDateTime {
    let now = OffsetDateTime::now_utc();
    now.replace_nanosecond(0).unwrap_or(now)
}

/// Bytes from the operating system's generator.
pub(super) fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::Refused(format!("no randomness from this machine: {error}")))?;
    Ok(bytes)
}

/// A variable of the environment, if it is set to something.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}
