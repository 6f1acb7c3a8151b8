//! `sealink openapi`: the contract of the share API.

use clap::Args;

use super::text::print;
use super::{Failure, contract};

/// Print the contract of the share API, as a document for programs.
#[derive(Debug, Args)]
pub(super) struct OpenApi {
    /// The reference to be read instead, as one HTML page.
    #[arg(long)]
    html: bool,
    /// The JSON Schema of the tracking format `sealink` instead.
    #[arg(long, conflicts_with = "html")]
    tracking: bool,
}

impl OpenApi {
    pub(super) fn run(&self) -> Result<(), Failure> {
        if self.html {
            return print(&contract::page());
        }
        let document = if self.tracking {
            contract::tracking_schema()
        } else {
            contract::document()
        };
        print(&format!("{document:#}"))
    }
}
