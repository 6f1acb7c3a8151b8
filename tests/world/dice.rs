//! Everything that is drawn at random, from one seed.

use std::ops::RangeInclusive;
use std::time::Duration;

use rand::{Rng as _, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// Two streams of one seed.
///
/// What the service asks for comes from its own stream, so that inflicting a
/// fault or adding an operation does not change a test's codes and ids.
pub(super) struct Dice {
    fate: ChaCha8Rng,
    secrets: ChaCha8Rng,
}

impl Dice {
    /// The dice of a seed.
    pub(super) fn new(seed: u64) -> Self {
        let mut secrets = ChaCha8Rng::seed_from_u64(seed);
        secrets.set_stream(1);
        Self {
            fate: ChaCha8Rng::seed_from_u64(seed),
            secrets,
        }
    }

    /// Fills bytes for the service.
    pub(super) fn fill(&mut self, bytes: &mut [u8]) {
        self.secrets.fill_bytes(bytes);
    }

    /// True with this probability, from 0 to 1.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.fate.random_bool(probability)
    }

    /// A number in the range.
    pub(super) fn number(&mut self, range: RangeInclusive<usize>) -> usize {
        self.fate.random_range(range)
    }

    /// A duration of nothing up to `most`, in milliseconds.
    pub(super) fn lag(&mut self, most: Duration) -> Duration {
        let most = u64::try_from(most.as_millis()).expect("lags are short");
        Duration::from_millis(self.fate.random_range(0..=most))
    }
}
