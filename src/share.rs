//! What API clients and ops do: mint links, look at them, revoke them.
//!
//! [`auth`] says who calls, [`request`] reads what a mint asks for and [`rows`]
//! what a batch does, [`mint`] and [`batch`] have it [`grant`]ed, [`registry`]
//! remembers it for people, [`status`] and [`revoke`] do what their names say.
//! The shapes on the wire are [`envelope`]'s.

pub mod auth;
pub mod batch;
pub mod consumer;
pub mod envelope;
pub mod grant;
pub mod keys;
pub mod mint;
mod notify;
pub mod registry;
pub mod request;
pub mod revoke;
pub mod rows;
pub mod status;
