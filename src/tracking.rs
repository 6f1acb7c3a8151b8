//! Where a shipment is, in our own model.
//!
//! [`shipment`] is the model; [`dcsa22`] and its neighbours read what origins
//! say; [`origin`] asks them; [`feed`] keeps the last answer and its age.

pub mod dcsa22;
pub mod feed;
pub mod origin;
pub mod shipment;
