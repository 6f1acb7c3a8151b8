//! What the share API promises, as `OpenAPI` 3.1 and as a page to read.
//!
//! Both are written from the code: bodies from the very types that are read and
//! written, bounds from the constants that are checked, codes from
//! [`crate::error::Code`]; [`operations`] is the table that says the rest, and a
//! test holds it to the table of routes. `make build` writes them beside the
//! worker, which serves them as files; so nothing of this is in the worker. Beside
//! them lies the schema of what origins may tell in our own format.

mod document;
mod examples;
pub mod operations;
mod page;
mod replies;
mod schemas;
mod snippets;
mod tracking;

pub use document::document;
pub use page::page;
pub use tracking::tracking_schema;

#[cfg(test)]
mod tests;
