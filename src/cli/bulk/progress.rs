//! How far it is: a bar on a terminal, lines elsewhere.

use std::io::{self, IsTerminal as _};

use indicatif::{ProgressBar, ProgressStyle};

use super::results::Tally;

/// Where progress is shown: on standard error.
pub(super) struct Progress {
    total: usize,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Begins to show it.
    pub(super) fn new(total: usize) -> Self {
        let bar = io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(total as u64);
            match ProgressStyle::with_template("{bar:30} {pos} of {len} rows: {msg}") {
                Ok(style) => bar.with_style(style),
                // A bar of another look is as good.
                Err(_) => bar,
            }
        });
        Self { total, bar }
    }

    /// Shows where it stands.
    pub(super) fn show(&self, tally: &Tally) {
        match &self.bar {
            Some(bar) => {
                bar.set_message(tally.to_string());
                bar.set_position(tally.rows() as u64);
            }
            None => eprintln!("{} of {} rows: {tally}", tally.rows(), self.total),
        }
    }

    /// Says something in between.
    pub(super) fn say(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| super::super::say(text)),
            None => super::super::say(text),
        }
    }

    /// Leaves the terminal to what follows.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
