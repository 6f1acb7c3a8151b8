//! What one reader was told of one shipment, and what is about to be told.

use serde::{Deserialize, Serialize};

use super::eta::Expected;
use super::off_route::Astray;
use crate::geo::fingerprint::fingerprint;

/// How many alarms are remembered by their keys: more than any shipment gives
/// rise to. With an origin that says things in turn without end, the oldest are
/// forgotten and could be told again.
const MAX_TOLD: usize = 40;

/// What [`super::judge()`] keeps from one time to the next. The [`Default`] has
/// nothing told yet; as JSON it is less than 1 kB.
///
/// An older one costs nothing but that alarms are found again, under the same
/// keys. A lost one costs three things. The arrival's next move is reckoned from
/// what is said then, so that a move not told yet never is, and its key may be
/// one that was used before. A vessel that is off its way must be seen there
/// twice again. And everything else that is true still is found again, under
/// the same keys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) eta: Option<Expected>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) astray: Option<Astray>,
    /// Parts of the fingerprints of the keys that were told, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    told: Vec<u32>,
}

impl Memory {
    /// Whether it is the first time, and from now on it is not.
    pub(super) fn first_time(&mut self, key: &str) -> bool {
        let mark = u32::try_from(fingerprint(&[key.as_bytes()]) >> 32).unwrap_or_default();
        if self.told.contains(&mark) {
            return false;
        }
        self.told.push(mark);
        let surplus = self.told.len().saturating_sub(MAX_TOLD);
        self.told.drain(..surplus);
        true
    }

    #[cfg(test)]
    pub(super) fn told_marks(&self) -> &[u32] {
        &self.told
    }
}
