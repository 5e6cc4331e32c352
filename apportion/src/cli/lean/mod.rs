//! `apportion verify --lean`: the lint, and then a kernel if there is one.

mod kernel;

use super::failure::Failure;
use super::files::{SOURCE, WITNESS};
use super::progress::Steps;
use apportion::certs::Certificate;
use apportion::certs::elaborate::Limits;
use apportion::lattice::Market;
use apportion::lean::{LintError, Summary, lint};
use kernel::{Judged, Kernel};
use serde_json::{Value, json};
use std::fmt;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// What was found out about a witness that is as it should be.
pub(super) struct Verdict {
    summary: Summary,
    /// `None`: there was no kernel.
    judged: Option<Judged>,
}

/// Compares a witness with the one of a market and a certificate, and has a kernel check it.
pub(super) fn verify(
    market: &Market,
    certificate: &Certificate,
    directory: &Path,
    kernel: Option<&Path>,
    steps: &Steps,
) -> Result<Verdict, Failure> {
    let kernel = Kernel::find(kernel)?;
    let witness = directory.join(WITNESS);
    let file = File::open(&witness).map_err(|error| {
        Failure::unusable(&witness, &format!("cannot be read: {error}; write it with `export lean`"))
    })?;
    steps.say("comparing the witness with the one of these files");
    let summary = lint(market, certificate, Limits::default(), BufReader::new(file)).map_err(|error| match error {
        LintError::Emit(_) | LintError::Read(_) => Failure::unusable(&witness, &error),
        _ => Failure::refused(&witness, &error),
    })?;
    let judged = kernel.map(|kernel| {
        steps.say("having a kernel check the theorems");
        kernel.judge(market, certificate, &witness, &directory.join(SOURCE))
    });
    Ok(Verdict { summary, judged: judged.transpose()? })
}

impl Verdict {
    pub(super) fn json(&self) -> Value {
        let judged = self.judged.as_ref();
        json!({
            "lint": "accepted",
            "coefficients": self.summary.coefficients,
            "leaves": self.summary.leaves,
            "kernel": judged.map(|judged| judged.program.display().to_string()),
            "kernel_verdict": judged.map(|_| "accepted"),
            "kernel_seconds": judged.map(|judged| judged.seconds),
        })
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "the Lean witness is the one of these files, byte for byte")?;
        match &self.judged {
            Some(judged) => {
                writeln!(out, "{} accepts its theorems, after {:.1} s", judged.program.display(), judged.seconds)
            }
            None => writeln!(
                out,
                "no kernel checked its theorems: neither nanoda_bin nor lean is on the path;\n\
                 install one with `cargo install --git https://github.com/ammkrn/nanoda_lib`, or name one with --kernel"
            ),
        }
    }
}
