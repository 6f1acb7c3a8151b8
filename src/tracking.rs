//! Where a shipment is, in our own model.
//!
//! [`shipment`] is the model, with [`exception`] for what stands out in it and
//! [`alarm`] for what people are told of it;
//! [`dcsa22`] and its neighbours read what origins say, by the rules of
//! [`intake`], and [`format`](mod@format) knows them all; [`journey`] makes one
//! journey of it; [`origin`] asks; [`feed`] keeps the last answer and its age;
//! [`phrases`] says in words what pages and letters say alike. The feed keeps
//! answers on a `shelf`, and spares the origin: one asks for all (`lease`), again
//! if need be (`patience`), and none while the origin fails everybody
//! (`breaker`). What is [`pushed`] is added to what it answers, and
//! [`subscription`] asks it to push.

pub mod alarm;
mod breaker;
mod dcsa;
pub mod dcsa22;
pub mod dcsa30;
pub mod dcsa30_beta1;
pub mod exception;
pub mod feed;
pub mod format;
pub mod intake;
pub mod journey;
mod lease;
pub mod origin;
mod patience;
pub mod phrases;
pub mod pushed;
pub mod sealink;
mod shelf;
pub mod shipment;
pub mod subscription;
pub mod terminal49;
pub mod vizion;
