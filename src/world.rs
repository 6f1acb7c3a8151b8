//! All that the service asks of its surroundings, as one trait.
//!
//! Time, randomness, stores, the origin, mail, limits, logs: a flow takes
//! `&impl World` and asks. `src/edge/` answers on Cloudflare; `tests/world/`
//! answers in tests, with lag, stale caches and faults of its own.
//!
//! A `World` reports facts and failures; what a failure *means* (503, carry
//! on, ignore) is decided by the flow that asked.

mod stream;

use std::cell::RefCell;
use std::collections::HashMap;
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

pub use stream::{Stream, Tls};

/// The Workers KV namespaces, by the name of their binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Namespace {
    /// What has been revoked, and the sentinel.
    Denylist,
    /// Outstanding challenges, and notes of who asked for a new link.
    Codes,
    /// The index of links that people look at; never authorises.
    Registry,
    /// Standing orders for exception mails.
    Watches,
    /// What origins have pushed.
    Tracking,
}

impl Namespace {
    /// Every namespace, in the order of DESIGN.md.
    pub const ALL: [Self; 5] = [
        Self::Denylist,
        Self::Codes,
        Self::Registry,
        Self::Watches,
        Self::Tracking,
    ];

    /// The binding's name in `wrangler.toml`.
    #[must_use]
    pub const fn binding(self) -> &'static str {
        match self {
            Self::Denylist => "DENYLIST",
            Self::Codes => "CODES",
            Self::Registry => "REGISTRY",
            Self::Watches => "WATCHES",
            Self::Tracking => "TRACKING",
        }
    }
}

/// The rate limiters, by the name of their binding.
///
/// They count per Cloudflare location and are eventually consistent: a brake
/// against floods, never the thing that makes guessing hopeless.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Limiter {
    /// Codes asked for, per link and recipient, and per address at the
    /// dashboard; new links asked for, per link.
    CodePerRecipient,
    /// Codes or new links asked for and codes redeemed, per client network.
    GatePerClient,
    /// Codes redeemed, per challenge.
    RedeemPerChallenge,
    /// API calls, per API key; changes at the dashboard, per person.
    Api,
}

impl Limiter {
    /// Every limiter.
    pub const ALL: [Self; 4] = [
        Self::CodePerRecipient,
        Self::GatePerClient,
        Self::RedeemPerChallenge,
        Self::Api,
    ];

    /// The binding's name in `wrangler.toml`.
    #[must_use]
    pub const fn binding(self) -> &'static str {
        match self {
            Self::CodePerRecipient => "LIMIT_CODE",
            Self::GatePerClient => "LIMIT_CLIENT",
            Self::RedeemPerChallenge => "LIMIT_REDEEM",
            Self::Api => "LIMIT_API",
        }
    }
}

/// The queues, by the name of their binding.
///
/// A queue delivers at least once and in no promised order; whatever consumes
/// it must bear both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Queue {
    /// What happened to links, for the registry, the audit trail and the webhook.
    Events,
    /// What the webhook's receiver has yet to be told.
    Webhooks,
    /// What it could not be told in all the tries there are.
    Undelivered,
    /// What origins have pushed, and the shipments to look at.
    Looks,
    /// Mails on their way.
    Mails,
}

impl Queue {
    /// Every queue.
    pub const ALL: [Self; 5] = [
        Self::Events,
        Self::Webhooks,
        Self::Undelivered,
        Self::Looks,
        Self::Mails,
    ];

    /// The binding's name in `wrangler.toml`; what cannot be delivered is only consumed.
    #[must_use]
    pub const fn binding(self) -> &'static str {
        match self {
            Self::Events => "EVENTS",
            Self::Webhooks => "WEBHOOKS",
            Self::Undelivered => "",
            Self::Looks => "LOOKS",
            Self::Mails => "MAILS",
        }
    }

    /// The queue's own name, by which a consumer is told whose batch it has.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Events => "sealink-events",
            Self::Webhooks => "sealink-webhooks",
            Self::Undelivered => "sealink-undelivered",
            Self::Looks => "sealink-looks",
            Self::Mails => "sealink-mails",
        }
    }
}

/// How many messages a queue takes in one operation.
pub const QUEUE_BATCH: usize = 100;

/// One message as a queue hands it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// The body.
    pub body: String,
    /// Which delivery of it this is, from 1.
    pub attempt: u16,
}

/// What a consumer makes of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// It is done with.
    Done,
    /// It has to come again, after this long.
    Again(Duration),
}

/// One point in the time series of share events (Workers Analytics Engine).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataPoint {
    /// What it is sampled by.
    pub index: String,
    /// Its dimensions, in a fixed order.
    pub blobs: Vec<String>,
}

/// One key's part of a KV answer, as it really came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stored {
    /// The store says that there is no such key.
    Missing,
    /// A text value.
    Text(String),
    /// Something that is neither text nor absence: never to be read as either.
    WrongType,
}

/// The answer to a bulk read. A key that is not in it was not answered.
pub type BulkAnswer = HashMap<String, Stored>;

/// Why a dependency gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It said no, or broke; the text is for the log.
    Failed(String),
    /// It did not answer in time.
    TimedOut,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Failed(text) => f.write_str(text),
            Self::TimedOut => f.write_str("timed out"),
        }
    }
}

/// A write to KV.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// The key, at most 512 bytes.
    pub key: String,
    /// The value.
    pub value: String,
    /// Seconds until the store forgets it; at least 60, as the platform demands.
    pub ttl: Option<u64>,
    /// JSON that lists return beside the key, at most 1024 bytes.
    pub metadata: Option<String>,
}

/// Which keys to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// What the keys begin with.
    pub prefix: String,
    /// Where an earlier list ended, in the store's own words.
    pub cursor: Option<String>,
    /// How many keys at most, up to 1000.
    pub limit: u16,
}

/// A part of a namespace's keys, in the order of their bytes.
///
/// A list may lag as reads do, and name keys that are no longer there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Names, each with the metadata that was written beside the value.
    pub keys: Vec<(String, Option<String>)>,
    /// Where to go on; `None` at the end.
    pub cursor: Option<String>,
}

/// A request to another service: a GET, or a POST where there is something to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetch {
    /// The absolute URL.
    pub url: String,
    /// What to POST.
    pub post: Option<String>,
    /// Request headers.
    pub headers: Vec<(&'static str, String)>,
    /// Which of the answer's headers to hand over, in lower case.
    pub wanted: &'static [&'static str],
    /// How long to wait for the whole answer.
    pub timeout: Duration,
    /// How many bytes of body to read before giving up with a fault.
    pub max_bytes: usize,
}

/// What another service answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The HTTP status.
    pub status: u16,
    /// Those of [`Fetch::wanted`] that it had.
    pub headers: Vec<(&'static str, String)>,
    /// The body, at most [`Fetch::max_bytes`] long.
    pub body: Vec<u8>,
}

/// A public RSA key, its numbers in base64url as in a JWK (RFC 7518, 6.3.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RsaKey {
    /// The modulus.
    pub n: String,
    /// The exponent.
    pub e: String,
}

/// One mail to one mailbox.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// The sender's address, from configuration.
    pub from: String,
    /// The sender's display name: the brand.
    pub from_name: String,
    /// The recipient's address.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// The same for the same mail however often it is sent, and for no other:
    /// 1 to [`MAX_MAIL_KEY`] ASCII characters without spaces. By it a carrier
    /// that is able to knows a mail that it has taken already.
    pub key: String,
    /// Further header fields, such as `Auto-Submitted`; ASCII.
    pub headers: Vec<(&'static str, String)>,
}

/// The longest key of a mail, in bytes: providers take 256 or more.
pub const MAX_MAIL_KEY: usize = 100;

impl std::fmt::Debug for Message {
    /// Names neither address nor content: messages hold codes and links.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message").finish_non_exhaustive()
    }
}

/// A question that one request of an isolate asks for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flight {
    /// When the asking began.
    pub began: OffsetDateTime,
    /// When it was over; `None` while it goes on, and for ever when the request
    /// that asked was cut off.
    pub ended: Option<OffsetDateTime>,
}

/// An isolate's questions, by the name of what is asked for.
pub type Flights = Rc<RefCell<HashMap<String, Flight>>>;

/// The surroundings of the service.
///
/// A `World` is a cheap handle: cloning it gives the same world, so that
/// deferred work can keep one.
pub trait World: Clone + 'static {
    /// The current time, in UTC.
    fn now(&self) -> OffsetDateTime;

    /// Waits; others run meanwhile.
    fn sleep(&self, span: Duration) -> impl Future<Output = ()>;

    /// What this isolate's requests are asking for: they share it, nothing else
    /// does, and it is lost with the isolate.
    fn flights(&self) -> Flights;

    /// Fills `bytes` from the platform's secure generator.
    ///
    /// # Errors
    /// A fault when the generator does not answer; the caller gives up.
    fn random(&self, bytes: &mut [u8]) -> Result<(), Fault>;

    /// What `Intl` knows of a language, as `src/edge/intl.js` writes it.
    ///
    /// # Errors
    /// A fault when `Intl` does not know the tag; dates then read as ISO 8601.
    fn intl(&self, tag: &str) -> Result<String, Fault>;

    /// Reads up to 100 keys in one operation.
    ///
    /// `cache_ttl` is how many seconds a location may serve its own copy.
    fn kv_get_bulk(
        &self,
        namespace: Namespace,
        keys: &[String],
        cache_ttl: u32,
        timeout: Duration,
    ) -> impl Future<Output = Result<BulkAnswer, Fault>>;

    /// Reads one key.
    fn kv_get(
        &self,
        namespace: Namespace,
        key: &str,
        timeout: Duration,
    ) -> impl Future<Output = Result<Stored, Fault>>;

    /// Writes one key; returns when the store has accepted it.
    fn kv_put(&self, namespace: Namespace, put: Put) -> impl Future<Output = Result<(), Fault>>;

    /// Removes one key; returns when the store has accepted that.
    fn kv_delete(&self, namespace: Namespace, key: &str)
    -> impl Future<Output = Result<(), Fault>>;

    /// Lists keys.
    fn kv_list(
        &self,
        namespace: Namespace,
        list: List,
        timeout: Duration,
    ) -> impl Future<Output = Result<Listed, Fault>>;

    /// Puts up to [`QUEUE_BATCH`] messages into a queue; returns when it has
    /// accepted all of them. They are handed over after `delay`, at most 12 hours.
    fn enqueue(
        &self,
        queue: Queue,
        messages: Vec<String>,
        delay: Duration,
    ) -> impl Future<Output = Result<(), Fault>>;

    /// Records one point of the time series; what becomes of it is never known.
    fn measure(&self, point: DataPoint);

    /// Reads from this location's own cache (Cache API); absent is `None`.
    fn cache_get(&self, key: &str) -> impl Future<Output = Result<Option<String>, Fault>>;

    /// Writes to this location's own cache for `ttl` seconds.
    fn cache_put(
        &self,
        key: &str,
        value: String,
        ttl: u32,
    ) -> impl Future<Output = Result<(), Fault>>;

    /// Asks another service.
    fn fetch(&self, fetch: Fetch) -> impl Future<Output = Result<Fetched, Fault>>;

    /// Reads a file that was uploaded beside the worker, by its absolute path.
    fn asset(&self, path: &str, timeout: Duration) -> impl Future<Output = Result<Vec<u8>, Fault>>;

    /// An open connection to another machine.
    type Stream: Stream;

    /// Opens a connection.
    ///
    /// The platform connects to no port 25 and to no address of its own.
    fn connect(
        &self,
        host: &str,
        port: u16,
        tls: Tls,
        timeout: Duration,
    ) -> impl Future<Output = Result<Self::Stream, Fault>>;

    /// Hands one mail to the platform's carrier. What it says when it refuses
    /// is a code such as `E_RECIPIENT_SUPPRESSED`, never an address.
    fn send_mail(&self, message: Message) -> impl Future<Output = Result<(), Fault>>;

    /// Counts one event; `false` when `key` has had too many.
    fn limit(&self, limiter: Limiter, key: &str) -> impl Future<Output = Result<bool, Fault>>;

    /// Whether `signature` over `message` holds under `key`, as RS256 has it
    /// (RFC 7518, section 3.3): RSASSA-PKCS1-v1_5 with SHA-256.
    ///
    /// Asked of the platform, which has it built in: an RSA of our own would be
    /// a second one, in wasm.
    fn verify_rs256(
        &self,
        key: &RsaKey,
        message: &[u8],
        signature: &[u8],
    ) -> impl Future<Output = Result<bool, Fault>>;

    /// Lets `job` go on after the reply has been sent.
    fn defer(&self, job: impl Future<Output = ()> + 'static);

    /// Writes one line to the operator's log. Never a token, code, address or cookie.
    fn log(&self, line: &str);
}
