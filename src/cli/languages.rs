//! `sealink languages`: the files of words that the worker reads; for the
//! build, so that no list of commands has it.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use sealink::language::{Language, tables};

use super::Failure;

/// Write the words of every language but English into the files that are
/// served beside the worker.
#[derive(Debug, Args)]
pub(super) struct Languages {
    /// The directory that is served as `/data/`.
    directory: PathBuf,
}

impl Languages {
    pub(super) fn run(self) -> Result<(), Failure> {
        let others = Language::ALL.into_iter().skip(1);
        for language in others {
            let path = tables::path(language);
            let file = self.directory.join(path.trim_start_matches("/data/"));
            let refused = |error: String| Failure::Refused(format!("{}: {error}", file.display()));
            let text = tables::text(language).map_err(|error| refused(error.to_string()))?;
            if let Some(parent) = file.parent() {
                fs::create_dir_all(parent).map_err(|error| refused(error.to_string()))?;
            }
            fs::write(&file, text).map_err(|error| refused(error.to_string()))?;
        }
        Ok(())
    }
}
