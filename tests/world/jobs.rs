//! Work that goes on after the reply.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::dice::Dice;

/// When deferred work runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Deferral {
    /// When the test says so ([`super::Universe::run_deferred`]). The default.
    #[default]
    WhenTold,
    /// To its end, before `defer` returns.
    AtOnce,
    /// A step now and then, while others wait for their own operations. What
    /// is left at the end runs when the test says so.
    AtRandom,
}

type Job = Pin<Box<dyn Future<Output = ()>>>;

/// The work not yet done.
#[derive(Default)]
pub(super) struct Jobs {
    /// When it runs.
    pub deferral: Deferral,
    waiting: Vec<Job>,
    /// A job's own operations do not step other jobs: the stack would grow
    /// with their number.
    stepping: bool,
}

impl Jobs {
    /// Forgets all work, and says how much that was.
    pub(super) fn drop_all(&mut self) -> usize {
        self.waiting.drain(..).count()
    }
}

/// Takes a job, and runs it if that is what the test wants.
pub(super) fn take(jobs: &RefCell<Jobs>, job: impl Future<Output = ()> + 'static) {
    let deferral = jobs.borrow().deferral;
    if deferral == Deferral::AtOnce {
        let mut job: Job = Box::pin(job);
        for _ in 0..PATIENCE {
            if step(&mut job) {
                return;
            }
        }
        panic!("a deferred job waits for something that never comes");
    }
    jobs.borrow_mut().waiting.push(Box::pin(job));
}

/// How often a job may say "not yet". Operations do so a few times each.
const PATIENCE: usize = 100_000;

/// Runs one job one step, if jobs run at random and the dice say so.
pub(super) fn maybe_step(jobs: &RefCell<Jobs>, dice: &RefCell<Dice>) {
    let eager = {
        let jobs = jobs.borrow();
        jobs.deferral == Deferral::AtRandom && !jobs.stepping && !jobs.waiting.is_empty()
    };
    if eager && dice.borrow_mut().chance(0.5) {
        step_any(jobs, dice);
    }
}

/// Runs all jobs, step by step in random order; says how many ended.
pub(super) fn run_all(jobs: &RefCell<Jobs>, dice: &RefCell<Dice>) -> usize {
    let mut ended = 0;
    let mut patience = PATIENCE;
    while !jobs.borrow().waiting.is_empty() {
        if step_any(jobs, dice) {
            ended += 1;
            patience = PATIENCE;
        }
        patience -= 1;
        assert!(
            patience > 0,
            "a deferred job waits for something that never comes"
        );
    }
    ended
}

/// Runs a job drawn at random one step; true if that was its last.
fn step_any(jobs: &RefCell<Jobs>, dice: &RefCell<Dice>) -> bool {
    let mut job = {
        let mut jobs = jobs.borrow_mut();
        let last = jobs.waiting.len() - 1;
        let drawn = dice.borrow_mut().number(0..=last);
        jobs.stepping = true;
        jobs.waiting.swap_remove(drawn)
    };
    let ended = step(&mut job);
    let mut jobs = jobs.borrow_mut();
    jobs.stepping = false;
    if !ended {
        jobs.waiting.push(job);
    }
    ended
}

/// Polls once. The world's operations never wait for a wake-up, so none is
/// needed.
fn step(job: &mut Job) -> bool {
    job.as_mut().poll(&mut Context::from_waker(Waker::noop())) == Poll::Ready(())
}
