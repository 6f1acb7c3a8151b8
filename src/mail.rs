//! Mail: what letters say.
//!
//! [`letters`] turns plain values into a subject, a text and the same as HTML.
//! How a letter goes is the business of [`crate::world::World::send_mail`].

pub mod letters;
