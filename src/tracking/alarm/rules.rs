//! From when on something is worth telling.

use time::{Duration, OffsetDateTime, UtcOffset};

/// What it takes to tell; the [`Default`] is what a reader gets who asks for
/// nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// By how much the arrival must move: a day, as on the page. Warehouses and
    /// trucks are booked by the day.
    pub eta: Duration,
    /// Whether an arrival that comes earlier is told as well.
    pub earlier: bool,
    /// For how long a move of the arrival must hold: half an hour. Origins
    /// correct themselves within minutes. What happened, and what moves by more
    /// than twice the threshold at once, need not hold.
    pub settle: Duration,
    /// For how long after a move of the arrival no other is told, unless it is
    /// by more than two thresholds: 6 hours, so that a day has few of them.
    pub pause: Duration,
    /// How far from every way the vessel must be, in kilometres: 150. Up to that
    /// it gives way to weather and traffic, waits for a berth or takes the other
    /// side of an island; see also [`super::off_route()`].
    pub off_route: u32,
    /// How long after the arrival at the place of delivery the discharge is
    /// overdue: 72 hours. A large vessel is worked for two days, and waits for one.
    pub discharge: Duration,
    /// How long after the discharge the gate-out is overdue: 120 hours, when
    /// the free days of most terminals end.
    pub gate_out: Duration,
    /// How long after its time a departure is missed: 12 hours. Vessels leave
    /// some hours late and are said to have left some hours later.
    pub departure: Duration,
    /// How long an origin may say nothing: 72 hours.
    pub silence: Duration,
    /// When nothing is told.
    pub quiet: Option<Quiet>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            eta: Duration::hours(24),
            earlier: false,
            settle: Duration::minutes(30),
            pause: Duration::hours(6),
            off_route: 150,
            discharge: Duration::hours(72),
            gate_out: Duration::hours(120),
            departure: Duration::hours(12),
            silence: Duration::hours(72),
            quiet: None,
        }
    }
}

/// The hours of the day in which nobody is woken, whatever happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// The first of them, 0 to 23.
    pub from_hour: u8,
    /// The first after them, 0 to 24; before `from_hour` it is the next day's,
    /// and the same is no hour at all.
    pub to_hour: u8,
    /// Whose hours.
    pub offset: UtcOffset,
}

impl Quiet {
    /// Whether it is quiet now.
    #[must_use]
    pub fn at(self, now: OffsetDateTime) -> bool {
        let hour = now
            .checked_to_offset(self.offset)
            .map_or_else(|| now.hour(), OffsetDateTime::hour);
        if self.from_hour <= self.to_hour {
            (self.from_hour..self.to_hour).contains(&hour)
        } else {
            hour >= self.from_hour || hour < self.to_hour
        }
    }
}
