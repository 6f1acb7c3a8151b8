//! Queues: at least once, in no promised order.

use std::collections::BTreeMap;

use sealink::world::{Delivered, Queue, Settled};
use time::OffsetDateTime;

use super::dice::Dice;

/// How often the platform gives up on a message and hands it to the queue that
/// takes the undelivered, as wrangler.toml sets it.
pub const MOST_ATTEMPTS: u16 = 60;

/// How often a message is handed over twice: a probability.
const TWICE: f64 = 0.05;

/// One message that waits.
#[derive(Clone)]
struct Waiting {
    body: String,
    attempt: u16,
    from: OffsetDateTime,
}

/// Every queue's messages.
#[derive(Default)]
pub(super) struct Queues {
    waiting: BTreeMap<Queue, Vec<Waiting>>,
    /// What a consumer has been given and has not settled.
    given: BTreeMap<Queue, Vec<Waiting>>,
}

impl Queues {
    /// Takes messages from a location.
    pub(super) fn put(&mut self, queue: Queue, messages: Vec<String>, now: OffsetDateTime) {
        let waiting = self.waiting.entry(queue).or_default();
        waiting.extend(messages.into_iter().map(|body| Waiting {
            body,
            attempt: 1,
            from: now,
        }));
    }

    /// Hands over a batch of at most `most` messages whose time has come,
    /// shuffled, some of them to come again later all the same.
    pub(super) fn take(
        &mut self,
        dice: &mut Dice,
        queue: Queue,
        most: usize,
        now: OffsetDateTime,
    ) -> Vec<Delivered> {
        let waiting = self.waiting.entry(queue).or_default();
        let mut batch = Vec::new();
        let mut again = Vec::new();
        while batch.len() < most {
            let due: Vec<usize> = (0..waiting.len())
                .filter(|at| waiting[*at].from <= now)
                .collect();
            let Some(last) = due.len().checked_sub(1) else {
                break;
            };
            let message = waiting.swap_remove(due[dice.number(0..=last)]);
            if dice.chance(TWICE) {
                again.push(message.clone());
            }
            batch.push(message);
        }
        waiting.extend(again);
        let handed = batch
            .iter()
            .map(|message| Delivered {
                body: message.body.clone(),
                attempt: message.attempt,
            })
            .collect();
        self.given.insert(queue, batch);
        handed
    }

    /// Settles the batch that was handed over last, message by message.
    pub(super) fn settle(&mut self, queue: Queue, outcomes: &[Settled], now: OffsetDateTime) {
        let given = self.given.remove(&queue).unwrap_or_default();
        assert_eq!(given.len(), outcomes.len(), "every message is settled");
        for (message, outcome) in given.into_iter().zip(outcomes) {
            let Settled::Again(delay) = outcome else {
                continue;
            };
            if message.attempt < MOST_ATTEMPTS {
                let next = Waiting {
                    attempt: message.attempt + 1,
                    from: now + *delay,
                    ..message
                };
                self.waiting.entry(queue).or_default().push(next);
            } else if queue == Queue::Webhooks {
                self.put(Queue::Undelivered, vec![message.body], now);
            }
        }
    }

    /// How many messages wait, whenever their time comes.
    pub(super) fn waiting(&self, queue: Queue) -> usize {
        self.waiting.get(&queue).map_or(0, Vec::len)
    }

    /// What waits.
    pub(super) fn bodies(&self, queue: Queue) -> Vec<String> {
        let waiting = self.waiting.get(&queue).into_iter().flatten();
        waiting.map(|message| message.body.clone()).collect()
    }

    /// Drops everything that waits.
    pub(super) fn forget(&mut self, queue: Queue) {
        self.waiting.remove(&queue);
    }
}
