//! Signed tokens: PASETO v4.public on Ed25519.
//!
//! [`paseto`] is the format and nothing else; [`keys`] is the ring of keys and
//! their rotation; [`claims`] is what our tokens say, one type per purpose;
//! [`pepper`] makes the keyed hashes that stand for mailboxes, codes and
//! requests; [`seal`] hides what has to wait in a store, and [`mac`] is the code
//! under webhooks. Nothing here reads a clock or a store.

pub mod claims;
pub mod keys;
pub mod mac;
pub mod memo;
pub mod paserk;
pub mod paseto;
pub mod pepper;
pub mod seal;
