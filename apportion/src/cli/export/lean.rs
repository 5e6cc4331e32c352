//! `apportion export lean`.

use super::Sink;
use crate::cli::arguments::ExportLean;
use crate::cli::failure::Failure;
use crate::cli::files::{self, Directory, SOURCE, WITNESS};
use crate::cli::progress::Steps;
use crate::cli::{Outcome, verify};
use apportion::certs::elaborate::Limits;
use apportion::lean::{EmitError, write_source, write_witness};
use std::time::Instant;

pub(super) fn run(arguments: &ExportLean, started: Instant) -> Result<Outcome, Failure> {
    let steps = Steps::new(started);
    steps.say("checking the certificate");
    let (market, certificate, _) = verify::checked(&arguments.answer)?;
    let directory = Directory::open(&arguments.out)?;
    let (mut witness, mut source) = (Sink::create(directory.join(WITNESS))?, Sink::create(directory.join(SOURCE))?);
    let failure = |sink: &Sink, error: &EmitError| match error {
        EmitError::Write(error) => Failure::unusable(&sink.target, &format!("cannot be written: {error}")),
        _ => Failure::unusable(&arguments.answer.certificate, &format!("cannot be exported to Lean: {error}")),
    };
    let limits = Limits::default();
    steps.say("writing the theorems for kernels");
    let summary =
        write_witness(&market, &certificate, limits, &mut witness).map_err(|error| failure(&witness, &error))?;
    steps.say("writing them as source");
    write_source(&market, &certificate, limits, &mut source).map_err(|error| failure(&source, &error))?;
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
