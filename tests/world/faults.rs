//! What can go wrong, where, and how often.

use sealink::world::{Limiter, Namespace, Queue};

use super::dice::Dice;

/// One kind of question that the service asks of its world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// `kv_get`.
    Get(Namespace),
    /// `kv_get_bulk`, however many keys.
    Bulk(Namespace),
    /// `kv_put`.
    Put(Namespace),
    /// `kv_list`.
    List(Namespace),
    /// `enqueue`.
    Enqueue(Queue),
    /// `cache_get`.
    CacheGet,
    /// `cache_put`.
    CachePut,
    /// `fetch`.
    Fetch,
    /// `asset`.
    Asset,
    /// `connect`.
    Connect,
    /// `send_mail`.
    Mail,
    /// `limit`.
    Limit(Limiter),
    /// `random`.
    Random,
    /// `verify_rs256`.
    Rs256,
}

/// A set of operations, to count or to trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Every operation there is.
    Everything,
    /// Every KV operation.
    Kv,
    /// Every operation on one namespace.
    Namespace(Namespace),
    /// Single and bulk reads, and lists, of one namespace.
    Reads(Namespace),
    /// Reads and writes of the Cache API.
    Cache,
    /// Every limiter.
    Limiters,
    /// Just this operation.
    Only(Operation),
}

impl Target {
    /// Whether the operation belongs to the set.
    pub(super) fn covers(self, operation: Operation) -> bool {
        use Operation::{Bulk, CacheGet, CachePut, Get, Limit, List, Put};
        match self {
            Self::Everything => true,
            Self::Kv => matches!(operation, Get(_) | Bulk(_) | Put(_) | List(_)),
            Self::Namespace(n) => {
                matches!(operation, Get(m) | Bulk(m) | Put(m) | List(m) if m == n)
            }
            Self::Reads(n) => matches!(operation, Get(m) | Bulk(m) | List(m) if m == n),
            Self::Cache => matches!(operation, CacheGet | CachePut),
            Self::Limiters => matches!(operation, Limit(_)),
            Self::Only(only) => operation == only,
        }
    }
}

/// How it goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The operation fails and has no effect.
    Fail,
    /// The operation does not answer in time and has no effect.
    TimeOut,
    /// The operation takes effect, but the answer is lost: it times out.
    LoseAnswer,
    /// A KV read finds something that is neither text nor absence, key by key.
    WrongType,
    /// A bulk read leaves keys out of its answer, key by key.
    Omit,
    /// A KV read says that there is no such key, key by key.
    Forget,
    /// A limiter says "too many" to everybody.
    Refuse,
    /// A limiter counts nothing and lets everybody pass.
    Overlook,
}

impl Trouble {
    /// Whether this is decided for each key of a read, not for the operation.
    fn per_key(self) -> bool {
        matches!(self, Self::WrongType | Self::Omit | Self::Forget)
    }

    /// Whether the operation can go wrong in this way at all.
    fn befalls(self, operation: Operation) -> bool {
        use Operation::{Bulk, Get, Limit};
        match self {
            Self::Fail | Self::TimeOut | Self::LoseAnswer => true,
            Self::WrongType | Self::Forget => matches!(operation, Get(_) | Bulk(_)),
            Self::Omit => matches!(operation, Bulk(_)),
            Self::Refuse | Self::Overlook => matches!(operation, Limit(_)),
        }
    }
}

/// One trouble: always and everywhere, unless narrowed.
#[derive(Debug, Clone)]
pub struct Rule {
    target: Target,
    trouble: Trouble,
    chance: f64,
    location: Option<usize>,
    key: Option<String>,
}

impl Rule {
    /// This trouble for every operation in the set.
    pub fn new(target: Target, trouble: Trouble) -> Self {
        Self {
            target,
            trouble,
            chance: 1.0,
            location: None,
            key: None,
        }
    }

    /// Only with this probability, from 0 to 1.
    pub fn chance(mut self, probability: f64) -> Self {
        self.chance = probability;
        self
    }

    /// Only in one location.
    pub fn at(mut self, location: usize) -> Self {
        self.location = Some(location);
        self
    }

    /// Only where the key (the URL, the address, the limiter's key) contains
    /// this text; an operation on many keys is hit if one of them does.
    pub fn key(mut self, part: &str) -> Self {
        self.key = Some(part.to_owned());
        self
    }

    /// Whether the rule is about this operation, before any dice are thrown.
    fn applies(&self, location: usize, operation: Operation, keys: &[&str]) -> bool {
        self.target.covers(operation)
            && self.trouble.befalls(operation)
            && self.location.is_none_or(|at| at == location)
            && self
                .key
                .as_ref()
                .is_none_or(|part| keys.iter().any(|key| key.contains(part)))
    }
}

/// Draws the trouble that befalls a whole operation, if any.
pub(super) fn befalling(
    rules: &[Rule],
    dice: &mut Dice,
    location: usize,
    operation: Operation,
    keys: &[&str],
) -> Option<Trouble> {
    draw(rules, dice, location, operation, keys, false)
}

/// Draws the trouble that befalls one key of a read, if any.
pub(super) fn befalling_key(
    rules: &[Rule],
    dice: &mut Dice,
    location: usize,
    operation: Operation,
    key: &str,
) -> Option<Trouble> {
    draw(rules, dice, location, operation, &[key], true)
}

fn draw(
    rules: &[Rule],
    dice: &mut Dice,
    location: usize,
    operation: Operation,
    keys: &[&str],
    per_key: bool,
) -> Option<Trouble> {
    rules
        .iter()
        .filter(|rule| rule.trouble.per_key() == per_key)
        .filter(|rule| rule.applies(location, operation, keys))
        .find(|rule| dice.chance(rule.chance))
        .map(|rule| rule.trouble)
}
