//! Sealink: a signed, expiring link to one shipment, checked at the edge.
//!
//! A request is resolved to a [`route`], which hands it to a flow: [`gate`]
//! (open a link, prove a mailbox) or [`share`] (mint, look, revoke); what others
//! push comes in by [`hook`]. A flow is
//! plain values and questions to the [`world`]; it verifies a [`token`] before
//! it reads it, asks the denylist before it shows anything, and fails closed.
//! What a recipient sees comes from [`tracking`] and is drawn by [`page`]; what
//! they are mailed is written by [`mail`]; where things are, [`geo`] knows; in
//! which words all of it is said, [`language`] knows.
//!
//! What the share API promises is written out of the code by `contract`.
//!
//! Everything but `edge` compiles and is tested natively; `edge` is the only
//! code that knows Cloudflare. Imports run one way:
//! `edge -> route -> (share | gate | hook | page) -> (brake, draw, event, parcels, service) -> (token | tracking | mail)
//! -> (config, error, http, language, reference, world)`.

#[cfg(all(target_arch = "wasm32", feature = "edge"))]
mod edge;
pub mod route;

#[cfg(not(target_arch = "wasm32"))]
pub mod contract;

pub mod gate;
pub mod hook;
pub mod page;
pub mod share;

pub mod brake;
pub mod draw;
pub mod event;
pub mod parcels;
pub mod service;

pub mod mail;
pub mod token;
pub mod tracking;

pub mod config;
pub mod error;
pub mod geo;
pub mod http;
pub mod language;
pub mod reference;
#[cfg(not(target_arch = "wasm32"))]
pub mod schema;
pub mod world;
