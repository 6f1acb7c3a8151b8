//! Mail: what letters say, and how they go.
//!
//! [`letters`] turns plain values into a subject, a text and the same as HTML.
//! [`carrier`] hands them to whoever the deployment has chosen: the platform's
//! binding, a provider over HTTP, or a mail server, which wants each mail
//! written out. [`order`] is a mail that waits in a queue.

pub mod carrier;
pub mod frequency;
pub mod letters;
pub mod order;

mod http;
mod mime;
mod smtp;
