//! The command line: one module per command, and what they share.

mod arguments;
mod engine;
mod export;
mod failure;
mod files;
mod import;
mod json;
mod lean;
mod market_tables;
mod progress;
mod proof;
mod show;
mod solve;
mod stop;
mod summary;
mod table;
mod temporary;
mod verify;

use arguments::{Arguments, Command};
use clap::Parser;
use failure::Failure;
use std::process::ExitCode;
use std::time::Instant;

/// What a command did, if it did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Done, or the files prove what they state.
    Done,
    /// A limit was reached; the best answer was written.
    Limited,
    /// No allocation satisfies the market; the proof was written.
    Infeasible,
}

/// Runs the command that the process was started with.
pub(crate) fn main(started: Instant) -> ExitCode {
    let arguments = Arguments::parse();
    let object = arguments.command.json();
    match run(arguments.command, started) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Limited) => ExitCode::from(3),
        Ok(Outcome::Infeasible) => ExitCode::from(4),
        Err(failure) => {
            eprintln!("apportion: {failure}");
            if object && let Err(second) = files::print(&json::failed(&failure)) {
                eprintln!("apportion: {second}");
            }
            failure.exit_code()
        }
    }
}

fn run(command: Command, started: Instant) -> Result<Outcome, Failure> {
    match command {
        Command::Solve(arguments) => solve::run(&arguments, started),
        Command::Verify(arguments) => verify::run(&arguments, started),
        Command::Export(arguments) => export::run(&arguments, started),
        Command::Import(arguments) => import::run(&arguments),
        Command::Show(arguments) => show::run(&arguments),
        Command::Setup(statement) => proof::setup(&statement, started),
        Command::Commit(arguments) => proof::commit(&arguments),
        Command::Prove(statement) => proof::prove(&statement, started),
        Command::VerifyProof(arguments) => proof::verify_proof(&arguments, started),
        Command::Open(arguments) => proof::open(&arguments, started),
        Command::ExportProof(arguments) => proof::export_proof(&arguments),
    }
}
