//! How long to wait before a call is tried again.

use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// How often a call is tried again.
pub(super) const RETRIES: u32 = 3;
/// Before the first retry; twice as long before each further one.
const FIRST: Duration = Duration::from_millis(500);
/// Nobody waits longer for one call; a limit of a minute fits.
const LONGEST: Duration = Duration::from_mins(2);

/// Whether the same call may be answered a moment later.
pub(super) fn may_pass(status: u16) -> bool {
    // 520 to 530 are the edge's own, where it cannot reach the worker.
    matches!(status, 429 | 502..=504 | 520..=530)
}

/// The pause before a retry, counted from 0; `None` when there is none.
pub(super) fn before(
    retry: u32,
    retry_after: Option<&str>,
    now: OffsetDateTime,
) -> Option<Duration> {
    if retry >= RETRIES {
        return None;
    }
    let pause = retry_after
        .and_then(|text| asked_for(text, now))
        .unwrap_or(FIRST * 2_u32.pow(retry));
    (pause <= LONGEST).then_some(pause)
}

/// Reads `Retry-After` (RFC 9110): seconds, or a date.
fn asked_for(text: &str, now: OffsetDateTime) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let then = OffsetDateTime::parse(text, &Rfc2822).ok()?;
    Some(Duration::try_from(then - now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_pause_is_what_the_deployment_asks_for_or_grows() {
        let now = datetime!(1994-11-06 08:49:30 UTC);
        let millis = |retry, asked| before(retry, asked, now).map(|pause| pause.as_millis());
        assert_eq!(millis(0, None), Some(500));
        assert_eq!(millis(2, None), Some(2000));
        assert_eq!(millis(3, None), None);
        assert_eq!(millis(0, Some("60")), Some(60_000));
        assert_eq!(millis(1, Some(" 0 ")), Some(0));
        assert_eq!(
            millis(0, Some("Sun, 06 Nov 1994 08:49:37 GMT")),
            Some(7_000)
        );
        assert_eq!(millis(0, Some("Sun, 06 Nov 1994 08:49:00 GMT")), Some(0));
        assert_eq!(millis(0, Some("soon")), Some(500));
        assert_eq!(millis(0, Some("3600")), None);
        assert_eq!(millis(3, Some("1")), None);
    }
}
