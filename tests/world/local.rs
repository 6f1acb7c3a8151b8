//! One location's view of the universe: the `World` that flows take.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use sealink::world::{
    BulkAnswer, DataPoint, Fault, Fetch, Fetched, Flights, Limiter, List, Listed, Message,
    Namespace, Put, QUEUE_BATCH, Queue, RsaKey, Stored, Tls, World,
};
use time::OffsetDateTime;

use super::assets;
use super::faults::{self, Operation, Trouble};
use super::journal::Line;
use super::kv;
use super::mailbox::Posted;
use super::origin::{self, Asked};
use super::smtp::SimStream;
use super::{Universe, jobs};

/// One location; a clone is the same location.
#[derive(Clone)]
pub struct SimWorld {
    universe: Universe,
    location: usize,
}

/// The copy's life that the platform takes when `kv_get` names none, in seconds.
const DEFAULT_CACHE_TTL: u32 = 60;

/// How often an operation lets others run before, and again after, its effect.
const YIELDS: usize = 3;

impl SimWorld {
    /// The view of one location.
    pub(super) fn new(universe: Universe, location: usize) -> Self {
        Self { universe, location }
    }

    /// Lets other flows run, up to [`YIELDS`] times, as the seed decides.
    async fn pause(&self) {
        let parts = &self.universe.parts;
        let mut left = parts.dice.borrow_mut().number(0..=YIELDS);
        poll_fn(|context| {
            parts.sleepers.borrow_mut().stir();
            if left == 0 {
                return Poll::Ready(());
            }
            left -= 1;
            jobs::maybe_step(&parts.jobs, &parts.dice);
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }

    /// Counts an operation and draws the trouble that befalls it.
    fn begin(&self, operation: Operation, keys: &[&str]) -> Option<Trouble> {
        let parts = &self.universe.parts;
        let mut counts = parts.counts.borrow_mut();
        *counts.entry((self.location, operation)).or_default() += 1;
        faults::befalling(
            &parts.faults.borrow(),
            &mut parts.dice.borrow_mut(),
            self.location,
            operation,
            keys,
        )
    }

    /// Does an operation: lets others run, has its effect unless trouble
    /// prevents it, lets others run again, answers.
    async fn operate<T>(
        &self,
        operation: Operation,
        keys: &[&str],
        effect: impl FnOnce(Option<Trouble>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.pause().await;
        let answer = match self.begin(operation, keys) {
            Some(Trouble::Fail) => Err(injected()),
            Some(Trouble::TimeOut) => Err(Fault::TimedOut),
            Some(Trouble::LoseAnswer) => effect(None).and(Err(Fault::TimedOut)),
            other => effect(other),
        };
        self.pause().await;
        answer
    }

    /// Reads one key as this location sees it; `None` when it goes unanswered.
    fn read_key(
        &self,
        operation: Operation,
        namespace: Namespace,
        key: &str,
        cache_ttl: u32,
    ) -> Option<Stored> {
        let parts = &self.universe.parts;
        let trouble = faults::befalling_key(
            &parts.faults.borrow(),
            &mut parts.dice.borrow_mut(),
            self.location,
            operation,
            key,
        );
        match trouble {
            Some(Trouble::Omit) => None,
            Some(Trouble::WrongType) => Some(Stored::WrongType),
            Some(Trouble::Forget) => Some(Stored::Missing),
            _ => {
                let now = self.universe.now();
                let mut stores = parts.kv.borrow_mut();
                let found = stores.read(self.location, namespace, key, cache_ttl, now);
                Some(found.map_or(Stored::Missing, Stored::Text))
            }
        }
    }
}

/// Where one sleeps; left when it is dropped, asleep or not.
struct Bed<'a> {
    number: usize,
    universe: &'a Universe,
}

impl Drop for Bed<'_> {
    fn drop(&mut self) {
        let mut sleepers = self.universe.parts.sleepers.borrow_mut();
        sleepers.get_up(self.number);
    }
}

/// The fault that a test has ordered.
fn injected() -> Fault {
    Fault::Failed("503 Service Unavailable (injected)".to_owned())
}

impl World for SimWorld {
    fn intl(&self, tag: &str) -> Result<String, Fault> {
        super::intl(tag).ok_or_else(|| Fault::Failed("no such language".to_owned()))
    }

    fn now(&self) -> OffsetDateTime {
        self.universe.now()
    }

    async fn sleep(&self, span: Duration) {
        let parts = &self.universe.parts;
        let bed = Bed {
            number: parts.sleepers.borrow_mut().lie_down(self.now(), span),
            universe: &self.universe,
        };
        poll_fn(|context| {
            let (wakes, clock) = parts.sleepers.borrow_mut().look(bed.number, self.now());
            if wakes {
                return Poll::Ready(());
            }
            if let Some(clock) = clock {
                parts.now.set(clock);
            }
            jobs::maybe_step(&parts.jobs, &parts.dice);
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }

    fn flights(&self) -> Flights {
        let mut flights = self.universe.parts.flights.borrow_mut();
        flights.entry(self.location).or_default().clone()
    }

    fn random(&self, bytes: &mut [u8]) -> Result<(), Fault> {
        if self.begin(Operation::Random, &[]).is_some() {
            return Err(injected());
        }
        self.universe.parts.dice.borrow_mut().fill(bytes);
        Ok(())
    }

    async fn kv_get_bulk(
        &self,
        namespace: Namespace,
        keys: &[String],
        cache_ttl: u32,
        _timeout: Duration,
    ) -> Result<BulkAnswer, Fault> {
        let operation = Operation::Bulk(namespace);
        let names: Vec<&str> = keys.iter().map(String::as_str).collect();
        self.operate(operation, &names, |_| {
            kv::check_read(&names, cache_ttl)?;
            let answered = names.iter().filter_map(|key| {
                let stored = self.read_key(operation, namespace, key, cache_ttl)?;
                Some(((*key).to_owned(), stored))
            });
            Ok(answered.collect())
        })
        .await
    }

    async fn kv_get(
        &self,
        namespace: Namespace,
        key: &str,
        _timeout: Duration,
    ) -> Result<Stored, Fault> {
        let operation = Operation::Get(namespace);
        self.operate(operation, &[key], |_| {
            kv::check_read(&[key], DEFAULT_CACHE_TTL)?;
            self.read_key(operation, namespace, key, DEFAULT_CACHE_TTL)
                .ok_or(Fault::TimedOut)
        })
        .await
    }

    async fn kv_put(&self, namespace: Namespace, put: Put) -> Result<(), Fault> {
        let key = put.key.clone();
        self.operate(Operation::Put(namespace), &[&key], |_| {
            let parts = &self.universe.parts;
            let now = self.universe.now();
            let mut dice = parts.dice.borrow_mut();
            let mut stores = parts.kv.borrow_mut();
            stores.write(&mut dice, self.location, namespace, put, now)
        })
        .await
    }

    async fn kv_delete(&self, namespace: Namespace, key: &str) -> Result<(), Fault> {
        self.operate(Operation::Put(namespace), &[key], |_| {
            let parts = &self.universe.parts;
            let now = self.universe.now();
            let mut dice = parts.dice.borrow_mut();
            let mut stores = parts.kv.borrow_mut();
            stores.delete(&mut dice, self.location, namespace, key, now)
        })
        .await
    }

    async fn kv_list(
        &self,
        namespace: Namespace,
        list: List,
        _timeout: Duration,
    ) -> Result<Listed, Fault> {
        self.operate(Operation::List(namespace), &[&list.prefix], |_| {
            let stores = self.universe.parts.kv.borrow();
            stores.list(self.location, namespace, &list, self.universe.now())
        })
        .await
    }

    async fn enqueue(
        &self,
        queue: Queue,
        messages: Vec<String>,
        delay: Duration,
    ) -> Result<(), Fault> {
        self.operate(Operation::Enqueue(queue), &[queue.name()], |_| {
            if messages.len() > QUEUE_BATCH {
                return Err(Fault::Failed("more messages than a batch holds".to_owned()));
            }
            let mut queues = self.universe.parts.queues.borrow_mut();
            queues.put(queue, messages.clone(), self.universe.now() + delay);
            Ok(())
        })
        .await
    }

    fn measure(&self, point: DataPoint) {
        self.universe.parts.points.borrow_mut().push(point);
    }

    async fn cache_get(&self, key: &str) -> Result<Option<String>, Fault> {
        self.operate(Operation::CacheGet, &[key], |_| {
            let caches = self.universe.parts.caches.borrow();
            Ok(caches.get(self.location, key, self.universe.now()))
        })
        .await
    }

    async fn cache_put(&self, key: &str, value: String, ttl: u32) -> Result<(), Fault> {
        self.operate(Operation::CachePut, &[key], |_| {
            let mut caches = self.universe.parts.caches.borrow_mut();
            caches.put(self.location, key, value, ttl, self.universe.now());
            Ok(())
        })
        .await
    }

    async fn fetch(&self, fetch: Fetch) -> Result<Fetched, Fault> {
        let operation = Operation::Fetch;
        let programmed = |_| {
            let oracles = {
                let mut origin = self.universe.parts.origin.borrow_mut();
                origin.asked.push(Asked {
                    at: self.universe.now(),
                    location: self.location,
                    fetch: fetch.clone(),
                });
                origin.oracles()
            };
            Ok(origin::consult(&oracles, &fetch))
        };
        let answer = self.operate(operation, &[&fetch.url], programmed).await?;
        let (took, answer) = answer.seen_by(&fetch);
        if !took.is_zero() {
            self.sleep(took).await;
        }
        answer
    }

    async fn asset(&self, path: &str, _timeout: Duration) -> Result<Vec<u8>, Fault> {
        self.operate(Operation::Asset, &[path], |_| assets::find(path))
            .await
    }

    type Stream = SimStream;

    async fn connect(
        &self,
        host: &str,
        port: u16,
        tls: Tls,
        _timeout: Duration,
    ) -> Result<SimStream, Fault> {
        self.operate(Operation::Connect, &[host], |_| {
            let server = self.universe.parts.smtp.borrow();
            if server.stands() {
                Ok(SimStream::new(self.universe.clone(), port, tls))
            } else {
                Err(Fault::Failed("connection refused".to_owned()))
            }
        })
        .await
    }

    async fn send_mail(&self, message: Message) -> Result<(), Fault> {
        let to = message.to.clone();
        self.operate(Operation::Mail, &[&to], |_| {
            self.universe.parts.mailbox.borrow_mut().push(Posted {
                at: self.universe.now(),
                location: self.location,
                message,
            });
            Ok(())
        })
        .await
    }

    async fn limit(&self, limiter: Limiter, key: &str) -> Result<bool, Fault> {
        self.operate(Operation::Limit(limiter), &[key], |trouble| {
            Ok(match trouble {
                Some(Trouble::Refuse) => false,
                Some(Trouble::Overlook) => true,
                _ => {
                    let mut windows = self.universe.parts.limits.borrow_mut();
                    windows.count(self.location, limiter, key, self.universe.now())
                }
            })
        })
        .await
    }

    async fn verify_rs256(
        &self,
        key: &RsaKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, Fault> {
        self.operate(Operation::Rs256, &[], |_| {
            let number = |text: &str| {
                URL_SAFE_NO_PAD
                    .decode(text)
                    .map_err(|error| Fault::Failed(format!("DataError: {error}")))
            };
            let (n, e) = (number(&key.n)?, number(&key.e)?);
            Ok(RsaPublicKeyComponents { n, e }
                .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
                .is_ok())
        })
        .await
    }

    fn defer(&self, job: impl Future<Output = ()> + 'static) {
        jobs::take(&self.universe.parts.jobs, job);
    }

    fn log(&self, line: &str) {
        self.universe.parts.journal.borrow_mut().push(Line {
            at: self.universe.now(),
            location: self.location,
            text: line.to_owned(),
        });
    }
}
