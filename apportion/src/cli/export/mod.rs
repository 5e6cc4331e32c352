//! `apportion export`: one module for each format.

mod lean;
mod lp;
mod minizinc;
mod veripb;

use super::Outcome;
use super::arguments::Export;
use super::failure::Failure;
use super::files::Staged;
use super::stop;
use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Instant;

pub(super) fn run(format: &Export, started: Instant) -> Result<Outcome, Failure> {
    stop::leave_nothing()?;
    match format {
        Export::Veripb(arguments) => veripb::run(arguments),
        Export::Lean(arguments) => lean::run(arguments, started),
        Export::Minizinc(arguments) => minizinc::run(arguments),
        Export::Lp(arguments) => lp::run(arguments),
    }
}

/// A text that goes into a file; it remembers what `fmt::Error` cannot say.
struct Sink {
    file: Staged,
    target: PathBuf,
    error: Option<io::Error>,
}

impl Sink {
    fn create(target: PathBuf) -> Result<Self, Failure> {
        Ok(Self { file: Staged::create(&target)?, target, error: None })
    }

    fn broken(&mut self) -> Option<Failure> {
        let error = self.error.take()?;
        Some(Failure::unusable(&self.target, &format!("cannot be written: {error}")))
    }

    /// What a writer's failure means: what the disk said, if it said something.
    fn failure(&mut self) -> Failure {
        self.broken().unwrap_or_else(|| Failure::unusable(&self.target, &"cannot be written"))
    }
}

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl fmt::Write for Sink {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.file.write_all(text.as_bytes()).map_err(|error| {
            self.error = Some(error);
            fmt::Error
        })
    }
}
