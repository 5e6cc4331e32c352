//! `apportion export lean`.

use super::Sink;
use crate::cli::arguments::ExportLean;
use crate::cli::failure::Failure;
use crate::cli::files::{self, Directory, SOURCE, WITNESS};
use crate::cli::progress::Steps;
use crate::cli::{Outcome, verify};
use apportion::certs::elaborate::{Elaborator, Limits};
use apportion::lean::{EmitError, Witness};
use std::time::Instant;

pub(super) fn run(arguments: &ExportLean, started: Instant) -> Result<Outcome, Failure> {
    let steps = Steps::new(started);
    steps.say("checking the certificate");
    let (market, certificate, _) = verify::checked(&arguments.answer)?;
    let not_exported = |error: EmitError| {
        Failure::unusable(&arguments.answer.certificate, &format!("cannot be exported to Lean: {error}"))
    };
    let elaborator = Elaborator::new(&market, &certificate, Limits::default());
    let elaborator = elaborator.map_err(|error| not_exported(error.into()))?;
    let theorems = Witness::new(&elaborator).map_err(not_exported)?;
    let directory = Directory::open(&arguments.out)?;
    let (mut witness, mut source) = (Sink::create(directory.join(WITNESS))?, Sink::create(directory.join(SOURCE))?);
    let failure = |sink: &Sink, error| match error {
        EmitError::Write(error) => Failure::unusable(&sink.target, &format!("cannot be written: {error}")),
        _ => not_exported(error),
    };
    steps.say("writing the theorems for kernels");
    let summary = theorems.write(&mut witness).map_err(|error| failure(&witness, error))?;
    steps.say("writing them as source");
    theorems.write_source(&mut source).map_err(|error| failure(&source, error))?;
    let text = format!(
        "wrote {} and {}: {} coefficients, {} leaves\ncheck it with: apportion verify --lean {} {} {} {}\n",
        witness.target.display(),
        source.target.display(),
        summary.coefficients,
        summary.leaves,
        arguments.out.display(),
        arguments.answer.market.display(),
        arguments.answer.allocation.display(),
        arguments.answer.certificate.display(),
    );
    [witness, source].into_iter().try_for_each(|sink| sink.file.commit())?;
    steps.finish();
    files::print(&text)?;
    Ok(Outcome::Done)
}
