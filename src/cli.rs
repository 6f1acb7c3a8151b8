//! The commands, and what their exit codes mean: 0 done or valid, 1 refused
//! or not valid, 2 called wrongly.

mod api_key;
mod dotenv;
mod inspect;
mod keygen;
mod machine;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Signed, expiring links to one shipment: keys, API keys, tokens.
#[derive(Debug, Parser)]
#[command(name = "sealink", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Keygen(keygen::Keygen),
    ApiKey(api_key::ApiKey),
    Inspect(inspect::Inspect),
}

/// Why a command gave up. No text of it quotes a secret.
#[derive(Debug)]
enum Failure {
    /// It did its work, and the answer is no; or the machine refused.
    Refused(String),
    /// It was called wrongly.
    Usage(String),
}

/// Runs what the command line says.
pub(crate) fn run() -> ExitCode {
    // Clap itself answers 0 to `--help` and 2 to what it cannot parse.
    let outcome = match Cli::parse().command {
        Command::Keygen(command) => command.run(),
        Command::ApiKey(command) => command.run(),
        Command::Inspect(command) => command.run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Refused(text)) => {
            eprintln!("sealink: {text}");
            ExitCode::FAILURE
        }
        Err(Failure::Usage(text)) => {
            eprintln!("sealink: {text}\nTry `sealink --help`.");
            ExitCode::from(2)
        }
    }
}

/// Prints to standard output, which may be a pipe that has gone.
fn print(text: &str) -> Result<(), Failure> {
    writeln!(io::stdout().lock(), "{text}")
        .map_err(|error| Failure::Refused(format!("cannot write to standard output: {error}")))
}
