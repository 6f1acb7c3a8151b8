//! Moves of the arrival: one alarm for each, however it wobbles.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::judge::spot;
use super::{Alarm, Rules, What};
use crate::tracking::shipment::{Classifier, Eta};

/// The arrival as the reader knows it. Times are in seconds since 1970.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Expected {
    /// Where: another place of delivery is another arrival, and no delay.
    place: String,
    /// What was told last, or said at first.
    when: i64,
    /// When that was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    told: Option<i64>,
    /// How many moves were told: the same move after others is another.
    #[serde(default)]
    moves: u32,
    /// Since when it is seen to have moved, and whether to later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    moving: Option<(i64, bool)>,
}

/// The move that is to be told now.
///
/// 1. At first sight of a place of delivery nothing has moved.
/// 2. A move begins above the threshold and ends below half of it, so that a
///    wobble around the threshold is one move. Once told, what was told is what
///    the next is reckoned from.
/// 3. It must hold for the rules' time, unless it has happened or is large.
/// 4. After a move was told only a large one is told before the pause is over.
/// 5. In quiet hours it waits, and is told as it stands then.
pub(super) fn moved(
    rules: &Rules,
    known: &mut Option<Expected>,
    eta: &Eta,
    now: OffsetDateTime,
    quiet: bool,
) -> Option<Alarm> {
    let (place, when) = (spot(&eta.place), eta.current.when.unix_timestamp());
    let now = now.unix_timestamp();
    // 1
    let before = known.take().unwrap_or_default();
    let known = known.insert(if before.place == place {
        before
    } else {
        Expected {
            place,
            when,
            moving: None,
            ..before
        }
    });
    // 2
    let threshold = rules.eta.whole_seconds();
    let (by, later) = (when.saturating_sub(known.when), when > known.when);
    let far = by.saturating_abs();
    let asked = (later || rules.earlier) && far > threshold;
    let same_way = |&(_, to_later): &(i64, bool)| to_later == later && far >= threshold / 2;
    known.moving = known
        .moving
        .filter(same_way)
        .or_else(|| asked.then_some((now, later)));
    let (since, _) = known.moving.filter(|_| asked)?;
    // 3
    let lasts =
        |since: i64, long: time::Duration| now.saturating_sub(since) >= long.whole_seconds();
    let large = far > threshold.saturating_mul(2);
    let happened = eta.current.classifier == Classifier::Actual;
    if !(large || happened || lasts(since, rules.settle)) {
        return None;
    }
    // 4, 5
    if quiet || !large && known.told.is_some_and(|told| !lasts(told, rules.pause)) {
        return None;
    }
    let offset = eta.current.when.offset();
    let was = OffsetDateTime::from_unix_timestamp(known.when)
        .ok()
        .and_then(|was| was.checked_to_offset(offset))
        .unwrap_or(eta.current.when);
    let hour = |seconds: i64| seconds.div_euclid(3_600);
    let key = format!(
        "eta_moved:{}:{}:{}:{}",
        known.place,
        known.moves,
        hour(known.when),
        hour(when)
    );
    *known = Expected {
        place: std::mem::take(&mut known.place),
        when,
        told: Some(now),
        moves: known.moves.saturating_add(1),
        moving: None,
    };
    Some(Alarm {
        key,
        what: What::EtaMoved {
            place: eta.place.clone(),
            was,
            now: eta.current.when,
            reason: eta.current.delay_reason.clone(),
            remark: eta.current.remark.clone(),
        },
    })
}
