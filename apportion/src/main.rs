//! The `apportion` command: every file, process, clock and terminal of the core is touched here and nowhere else.
#![forbid(unsafe_code)]

mod cli;

use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    cli::main(Instant::now())
}
