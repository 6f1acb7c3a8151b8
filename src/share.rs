//! What API clients and ops do: mint links, look at them, revoke them.
//!
//! [`auth`] says who calls, [`request`] reads what a mint asks for, [`mint`]
//! grants it, [`registry`] remembers it for people, [`status`] and [`revoke`]
//! do what their names say. The shapes on the wire are [`envelope`]'s.

pub mod auth;
pub mod envelope;
pub mod mint;
pub mod registry;
pub mod request;
pub mod revoke;
pub mod status;
