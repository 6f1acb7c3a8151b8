//! Pages: plain values in, HTML out.
//!
//! Every page is one document: its style stands in it (the policy names its
//! hash), its script is a file of ours that adds comfort and nothing needed,
//! and nothing comes from another host. What a sender, a carrier or a visitor
//! wrote is escaped by `maud`, and stands in a `bdi` or under `dir="auto"`, so
//! that a right-to-left name cannot rearrange the sentence around it.
//!
//! [`gate`] asks for the mailbox and the code; [`tracking`] is the page behind
//! it, with the [`map`]; [`gone`] is a link that has ended; [`problem`] is any
//! refusal; [`home`] is for those who land on the bare host. [`calendar`], [`subscribe`]
//! and [`qr`] are what a recipient takes along. [`ops`] is the dashboard of those
//! who share. [`assets`] are the files beside them, [`brand`] whose pages they
//! are, `shell` what the recipients' pages share, `moment` how times stand in them.

pub mod assets;
pub mod brand;
pub mod calendar;
#[cfg(test)]
mod check;
pub mod gate;
pub mod gone;
pub mod home;
pub mod map;
mod moment;
pub mod ops;
pub mod problem;
pub mod qr;
mod reference;
mod shell;
#[cfg(test)]
mod specimen;
mod stops;
pub mod subscribe;
pub mod tracking;
pub mod updates;

use maud::Markup;

use crate::http::Reply;
pub use brand::{Brand, Look};

/// A page as a reply, with the policy that fits the brand's pages;
/// [`Reply::sealed`] adds the headers that every reply carries.
#[must_use]
pub fn reply(status: u16, brand: Brand<'_>, markup: Markup) -> Reply {
    Reply::new(status, "text/html; charset=utf-8", markup.into_string())
        .with("content-security-policy", brand.look.policy())
}
