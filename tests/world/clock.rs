//! When a universe begins, and how its time passes for those who sleep.

use std::time::Duration;

use time::OffsetDateTime;
use time::macros::datetime;

/// The first moment of every universe.
///
/// Not on a full minute, so that a test which assumes aligned windows shows it.
pub const START: OffsetDateTime = datetime!(2026-12-01 08:00:07 UTC);

/// Who sleeps, and until when.
#[derive(Default)]
pub(super) struct Sleepers {
    until: Vec<(usize, OffsetDateTime)>,
    beds: usize,
    /// How many were found asleep in a row, without anybody at work between.
    idle: usize,
}

impl Sleepers {
    /// Goes to sleep; the number is the sleeper's.
    pub(super) fn lie_down(&mut self, now: OffsetDateTime, span: Duration) -> usize {
        self.beds += 1;
        self.until.push((self.beds, now + span));
        self.beds
    }

    /// Awake, or gone.
    pub(super) fn get_up(&mut self, sleeper: usize) {
        self.until.retain(|(other, _)| *other != sleeper);
    }

    /// Somebody is at work.
    pub(super) fn stir(&mut self) {
        self.idle = 0;
    }

    /// Looks at one sleeper: whether they wake now, and when the clock has to
    /// go on to because everybody sleeps.
    ///
    /// Whoever runs the flows polls one after the other, so that nobody is at
    /// work when each has been found asleep twice in a row.
    pub(super) fn look(
        &mut self,
        sleeper: usize,
        now: OffsetDateTime,
    ) -> (bool, Option<OffsetDateTime>) {
        /// Jobs are polled at random: one at work may be left out for a while.
        const LEFT_OUT: usize = 20;
        let wakes = |(other, until): &(usize, OffsetDateTime)| *other == sleeper && *until <= now;
        if self.until.iter().any(wakes) {
            self.idle = 0;
            return (true, None);
        }
        self.idle += 1;
        if self.idle <= 2 * self.until.len() + LEFT_OUT {
            return (false, None);
        }
        self.idle = 0;
        let waking = self.until.iter().map(|(_, until)| *until);
        (false, waking.filter(|until| now < *until).min())
    }
}
