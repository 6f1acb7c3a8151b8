//! The `sealink` command line: keys, API keys, and a look into tokens.
//!
//! It runs on an operator's machine, never at the edge.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
