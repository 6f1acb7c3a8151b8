//! The commands: those that work here with secrets, and those that call a
//! deployment over HTTP. What the exit codes mean stands in [`failure`].

mod api_key;
mod bulk;
mod client;
mod dotenv;
mod failure;
mod inspect;
mod keygen;
mod languages;
mod list;
mod machine;
mod moment;
mod openapi;
mod revoke;
mod share;
mod table;
mod text;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use sealink::contract;

use failure::{EXIT_CODES, Failure};
use text::print;

/// Signed, expiring links to one shipment: keys, API keys, tokens, and calls
/// to a deployment.
#[derive(Debug, Parser)]
#[command(name = "sealink", version, arg_required_else_help = true, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(after_help = EXIT_CODES)]
    Keygen(keygen::Keygen),
    #[command(after_help = EXIT_CODES)]
    ApiKey(api_key::ApiKey),
    #[command(after_help = EXIT_CODES)]
    Inspect(inspect::Inspect),
    #[command(hide = true)]
    Languages(languages::Languages),
    #[command(after_help = EXIT_CODES)]
    Share(share::Share),
    #[command(after_help = EXIT_CODES)]
    Bulk(bulk::Bulk),
    #[command(after_help = EXIT_CODES)]
    List(list::List),
    #[command(after_help = EXIT_CODES)]
    Revoke(Box<revoke::Revoke>),
    #[command(name = "openapi", after_help = EXIT_CODES)]
    OpenApi(openapi::OpenApi),
}

/// Runs what the command line says.
pub(crate) fn run() -> ExitCode {
    // Clap itself answers 0 to `--help` and 2 to what it cannot parse.
    let (as_json, outcome) = match Cli::parse().command {
        Command::Keygen(command) => (command.json, command.run()),
        Command::ApiKey(command) => (command.json, command.run()),
        Command::Inspect(command) => (command.json, command.run()),
        Command::Languages(command) => (false, command.run()),
        Command::Share(command) => (command.remote.json, command.run()),
        Command::Bulk(command) => (command.remote.json, command.run()),
        Command::List(command) => (command.remote.json, command.run()),
        Command::Revoke(command) => (command.remote.json, command.run()),
        Command::OpenApi(command) => (false, command.run()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(as_json),
    }
}

/// Says something on the way, on standard error.
fn say(text: &str) {
    eprintln!("sealink: {text}");
}
