//! What API clients and ops do: mint links, look at them, revoke them.
//!
//! [`auth`] says who calls, [`request`] reads what a mint asks for and [`rows`]
//! what a batch does, [`mint`] and [`batch`] have it [`grant`]ed, [`registry`]
//! remembers it for people, [`status`] and [`revoke`] do what their names say.
//! The shapes on the wire are [`envelope`]'s.
//!
//! What happens is told to a queue, and [`consumer`] makes of it what people
//! look at; [`expiry`] tells what nobody did. How long each is kept:
//!
//! | in `REGISTRY` | what | for how long |
//! |---|---|---|
//! | `link:`, `by:` | [`registry`]: the links, and lists of them | until 30 days after the link's end |
//! | `event:`, `ended:` | [`history`] of a link, and that it ended | the same; 400 days where nobody said when the link ends |
//! | `audit:`, `audit-head` | [`audit`] trail: who did what | for ever: whoever wants less deletes from its beginning |
//! | `audited:` | that an event is in the audit trail | 400 days |
//! | `tally:` | [`figures`] of each day | 40 days |
//! | `undelivered:` | [`webhook`] messages that the receiver did not take | 30 days |
//!
//! None of it holds an address in the clear, a token or a code: recipients are
//! their keyed hashes, and gone with the pepper.

pub mod audit;
pub mod auth;
pub mod batch;
pub mod change;
pub mod consumer;
mod digest;
pub mod envelope;
pub mod expiry;
pub mod figures;
pub mod grant;
pub mod history;
mod json;
pub mod keys;
pub mod list;
pub mod mint;
mod notify;
pub mod post;
pub mod reason;
pub mod registry;
pub mod request;
pub mod restore;
pub mod revocations;
pub mod revoke;
pub mod rows;
pub mod status;
pub mod watch;
pub mod webhook;
