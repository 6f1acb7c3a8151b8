//! Where a shipment is, in our own model.
//!
//! [`shipment`] is the model, with [`exception`] for what stands out in it and
//! [`alarm`] for what people are told of it;
//! [`dcsa22`] and its neighbours read what origins say, by the rules of
//! [`intake`]; [`journey`] makes one journey of it; [`origin`] asks; [`feed`]
//! keeps the last answer and its age.

pub mod alarm;
pub mod dcsa22;
pub mod exception;
pub mod feed;
pub mod intake;
pub mod journey;
pub mod origin;
pub mod shipment;
