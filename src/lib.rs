//! Sealink: signed, expiring links to one shipment, checked at the edge.

pub mod config;
pub mod error;
pub mod http;
pub mod mail;
pub mod page;
pub mod reference;
pub mod token;
pub mod tracking;
pub mod world;
