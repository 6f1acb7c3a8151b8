//! The simulated surroundings against which every flow is tested.
//!
//! A [`Universe`] holds everything that the service's locations share: one
//! clock that only the test and those who sleep move, one seed, the central KV stores, the origin,
//! the mailbox and the log. [`Universe::at`] hands out a [`SimWorld`], one
//! location's view of it, which is what a flow takes as its `&impl World`.
//!
//! The simulation is at least as unkind as the platform: writes reach other
//! locations late, misses are cached, a copy outlives its value, operations
//! interleave. Whatever is drawn comes from the seed, so a run that failed can
//! be had again with the same seed.
//!
//! A flow's test reads like this:
//! ```ignore
//! let universe = Universe::new(7);
//! universe.plant(Namespace::Denylist, "sentinel", "...");
//! universe.inflict(Rule::new(Target::Reads(Namespace::Denylist), Trouble::Fail));
//! let reply = block_on(open_link(&universe.at(0), &request));
//! assert_eq!(reply.status, 503);
//! ```

mod assets;
mod caches;
mod clock;
mod dice;
mod faults;
mod jobs;
mod journal;
mod kv;
mod limits;
mod local;
mod mailbox;
mod origin;
mod queues;
mod smtp;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use sealink::world::{
    DataPoint, Delivered, Fetch, Flights, Message, Namespace, Put, Queue, Settled,
};
use time::OffsetDateTime;

pub use clock::START;
pub use faults::{Operation, Rule, Target, Trouble};
pub use jobs::Deferral;
pub use journal::Line;
pub use kv::{Kept, Propagation};
pub use local::SimWorld;
pub use mailbox::{Posted, code_in};
pub use origin::{Answer, Asked};
pub use queues::MOST_ATTEMPTS;
pub use smtp::Heard;

/// What `Intl` says of a language, as Node's said it when `intl.mjs` was run.
pub fn intl(tag: &str) -> Option<String> {
    let all: HashMap<String, serde_json::Value> =
        serde_json::from_str(include_str!("intl.json")).ok()?;
    all.get(tag).map(ToString::to_string)
}

/// How many locations a universe has: enough for a third one to have seen
/// neither of two writes.
pub const LOCATIONS: usize = 4;

/// The shared state of one simulated run; cloning it gives the same universe.
#[derive(Clone)]
pub struct Universe {
    parts: Rc<Parts>,
}

/// One cell a part, so that no borrow of one part can meet another's.
struct Parts {
    now: Cell<OffsetDateTime>,
    sleepers: RefCell<clock::Sleepers>,
    flights: RefCell<HashMap<usize, Flights>>,
    dice: RefCell<dice::Dice>,
    kv: RefCell<kv::Stores>,
    caches: RefCell<caches::Caches>,
    faults: RefCell<Vec<Rule>>,
    counts: RefCell<HashMap<(usize, Operation), usize>>,
    limits: RefCell<limits::Windows>,
    origin: RefCell<origin::Origin>,
    mailbox: RefCell<Vec<Posted>>,
    smtp: RefCell<smtp::Server>,
    journal: RefCell<Vec<Line>>,
    jobs: RefCell<jobs::Jobs>,
    queues: RefCell<queues::Queues>,
    points: RefCell<Vec<DataPoint>>,
}

impl Universe {
    /// A new universe at [`START`], healthy and empty, with everything that is
    /// drawn at random decided by `seed`.
    pub fn new(seed: u64) -> Self {
        Self {
            parts: Rc::new(Parts {
                now: Cell::new(START),
                sleepers: RefCell::default(),
                flights: RefCell::default(),
                dice: RefCell::new(dice::Dice::new(seed)),
                kv: RefCell::default(),
                caches: RefCell::default(),
                faults: RefCell::default(),
                counts: RefCell::default(),
                limits: RefCell::default(),
                origin: RefCell::default(),
                mailbox: RefCell::default(),
                smtp: RefCell::default(),
                journal: RefCell::default(),
                jobs: RefCell::default(),
                queues: RefCell::default(),
                points: RefCell::default(),
            }),
        }
    }

    /// The world as one location sees it; the same number is the same location.
    ///
    /// # Panics
    /// When there is no such location: they are 0 to [`LOCATIONS`] - 1.
    pub fn at(&self, location: usize) -> SimWorld {
        assert!(location < LOCATIONS, "there are only {LOCATIONS} locations");
        SimWorld::new(self.clone(), location)
    }

    /// The time everywhere.
    pub fn now(&self) -> OffsetDateTime {
        self.parts.now.get()
    }

    /// Moves the clock forward. Nothing else does, unless all that still runs
    /// sleeps or waits for an answer: then it goes on to when the first wakes.
    pub fn advance(&self, by: Duration) {
        self.parts.now.set(self.now() + by);
    }

    /// Sets how late writes from now on become visible.
    pub fn propagate(&self, propagation: Propagation) {
        self.parts.kv.borrow_mut().propagation = propagation;
    }

    /// Puts a value into the central store without lag, limit or count, as if
    /// it had been there for long. Copies that locations hold are not touched.
    ///
    /// # Panics
    /// When the platform would refuse the write.
    pub fn plant(&self, namespace: Namespace, key: &str, value: &str) {
        let put = Put {
            key: key.to_owned(),
            value: value.to_owned(),
            ttl: None,
            metadata: None,
        };
        self.parts.kv.borrow_mut().plant(namespace, put, self.now());
    }

    /// What the central store holds under a key now, whoever can see it yet.
    pub fn kept(&self, namespace: Namespace, key: &str) -> Option<Kept> {
        self.parts.kv.borrow().kept(namespace, key, self.now())
    }

    /// Every key that the central store holds now, sorted.
    pub fn keys(&self, namespace: Namespace) -> Vec<String> {
        self.parts.kv.borrow().keys(namespace, self.now())
    }

    /// Forgets a whole namespace and every copy of it: the wrong one was bound,
    /// or somebody emptied it.
    pub fn wipe(&self, namespace: Namespace) {
        self.parts.kv.borrow_mut().wipe(namespace);
    }

    /// Forgets everything in one location's own cache (Cache API), as the
    /// platform may at any time.
    pub fn evict(&self, location: usize) {
        self.parts.caches.borrow_mut().evict(location);
    }

    /// Lets one location's isolate be another: what it had in mind is lost.
    pub fn restart(&self, location: usize) {
        self.parts.flights.borrow_mut().remove(&location);
    }

    /// Every key in one location's own cache (Cache API), sorted.
    pub fn cache_keys(&self, location: usize) -> Vec<String> {
        self.parts.caches.borrow().keys(location)
    }

    /// Makes something go wrong from now on; the rule inflicted last is tried
    /// first.
    pub fn inflict(&self, rule: Rule) {
        self.parts.faults.borrow_mut().insert(0, rule);
    }

    /// Ends every trouble inflicted so far.
    pub fn heal(&self) {
        self.parts.faults.borrow_mut().clear();
    }

    /// How many operations of this kind were asked for in all locations since
    /// the last [`Universe::forget_counts`], failed ones included.
    pub fn count(&self, target: Target) -> usize {
        let counts = self.parts.counts.borrow();
        let matching = counts.iter().filter(|((_, op), _)| target.covers(*op));
        matching.map(|(_, n)| n).sum()
    }

    /// The same for one location alone.
    pub fn count_at(&self, location: usize, target: Target) -> usize {
        let counts = self.parts.counts.borrow();
        let matching = counts
            .iter()
            .filter(|((at, op), _)| *at == location && target.covers(*op));
        matching.map(|(_, n)| n).sum()
    }

    /// Starts counting from nothing.
    pub fn forget_counts(&self) {
        self.parts.counts.borrow_mut().clear();
    }

    /// Answers every fetch whose URL contains `part` with `answer`; the newest
    /// entry that matches wins. A URL that nothing matches fails.
    pub fn answer(&self, part: &str, answer: Answer) {
        let part = part.to_owned();
        self.answer_with(move |fetch| fetch.url.contains(&part).then(|| answer.clone()));
    }

    /// Asks `oracle` about every fetch; `None` leaves it to older entries.
    pub fn answer_with(&self, oracle: impl Fn(&Fetch) -> Option<Answer> + 'static) {
        self.parts.origin.borrow_mut().learn(oracle);
    }

    /// Every fetch made so far, in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.parts.origin.borrow().asked.clone()
    }

    /// Every mail that the carrier took, in order.
    pub fn posted(&self) -> Vec<Posted> {
        self.parts.mailbox.borrow().clone()
    }

    /// The messages that reached one address, in order.
    pub fn mails_to(&self, address: &str) -> Vec<Message> {
        let mailbox = self.parts.mailbox.borrow();
        let theirs = mailbox.iter().filter(|posted| posted.message.to == address);
        theirs.map(|posted| posted.message.clone()).collect()
    }

    /// The code in the newest mail to an address, if there is one.
    pub fn last_code_to(&self, address: &str) -> Option<String> {
        self.mails_to(address)
            .last()
            .and_then(|message| code_in(&message.subject))
    }

    /// Sets up a mail server that takes every mail, where there is none yet, and
    /// has it answer lines that begin with `line` by `reply` from now on, CRLF
    /// and all; the empty line is the greeting. Of several entries for a line,
    /// the newest holds; an empty reply leaves the line unanswered.
    pub fn smtp(&self, line: &str, reply: &str) {
        self.parts.smtp.borrow_mut().learn(line, reply);
    }

    /// Every line that the mail server has heard, in order.
    pub fn smtp_heard(&self) -> Vec<Heard> {
        self.parts.smtp.borrow().heard.clone()
    }

    /// Makes the mail server wait before whatever it says from now on.
    pub fn smtp_pace(&self, pace: Duration) {
        self.parts.smtp.borrow_mut().pace = pace;
    }

    /// How many bytes of the mail server's have been read, of all connections.
    pub fn smtp_read(&self) -> usize {
        self.parts.smtp.borrow().read
    }

    /// Every line logged so far, in order.
    pub fn lines(&self) -> Vec<Line> {
        self.parts.journal.borrow().clone()
    }

    /// Fails the test if any log line holds any of these strings in any case,
    /// percent-encoded, or with its dashes left out.
    ///
    /// # Panics
    /// When one does, or when a secret is too short for its absence to mean
    /// anything.
    #[track_caller]
    pub fn assert_no_secret(&self, secrets: &[&str]) {
        journal::assert_no_secret(&self.parts.journal.borrow(), secrets);
    }

    /// Says when deferred work runs from now on.
    pub fn deferral(&self, deferral: Deferral) {
        self.parts.jobs.borrow_mut().deferral = deferral;
    }

    /// Runs all deferred work to its end, what it defers in turn included; the
    /// jobs' steps are interleaved as the seed decides. Returns how many ended.
    ///
    /// # Panics
    /// When a job waits for something that never comes.
    pub fn run_deferred(&self) -> usize {
        jobs::run_all(&self.parts.jobs, &self.parts.dice)
    }

    /// Drops all deferred work unrun, as when an isolate is evicted. Returns
    /// how many jobs that were.
    pub fn drop_deferred(&self) -> usize {
        self.parts.jobs.borrow_mut().drop_all()
    }

    /// Hands a consumer its next batch; [`Universe::settle`] has to follow.
    pub fn take_batch(&self, queue: Queue, most: usize) -> Vec<Delivered> {
        let mut dice = self.parts.dice.borrow_mut();
        let mut queues = self.parts.queues.borrow_mut();
        queues.take(&mut dice, queue, most, self.now())
    }

    /// Settles the batch taken last, message by message.
    ///
    /// # Panics
    /// When the outcomes are not as many as the messages.
    pub fn settle(&self, queue: Queue, outcomes: &[Settled]) {
        let mut queues = self.parts.queues.borrow_mut();
        queues.settle(queue, outcomes, self.now());
    }

    /// How many messages wait in a queue, those whose time has not come included.
    pub fn waiting(&self, queue: Queue) -> usize {
        self.parts.queues.borrow().waiting(queue)
    }

    /// The bodies of the messages that wait.
    pub fn bodies(&self, queue: Queue) -> Vec<String> {
        self.parts.queues.borrow().bodies(queue)
    }

    /// Drops everything that waits in a queue.
    pub fn forget_queue(&self, queue: Queue) {
        self.parts.queues.borrow_mut().forget(queue);
    }

    /// Every point of the time series so far, in order.
    pub fn points(&self) -> Vec<DataPoint> {
        self.parts.points.borrow().clone()
    }
}
