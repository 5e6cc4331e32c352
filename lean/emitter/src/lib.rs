//! Certificates of allocation as theorems: witnesses that a Lean kernel checks.
//!
//! - [`Witness`]: from a market and a certificate to the files `witness.ndjson` and `Witness.lean`.
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod error;
mod export;
mod lint;
mod literal;
mod proof;
mod scan;
mod theory;
mod witness;

pub use error::{EmitError, Unsupported};
pub use export::Kind;
pub use lint::{LintError, lint};
pub use scan::{Counts, Fault, StructureFault, validate};
pub use theory::{THEORY_SHA256, write_theory};
pub use witness::{NAMESPACE, Summary};

use apportion_certs::Certificate;
use apportion_certs::elaborate::{Elaborator, Limits};
use apportion_lattice::Market;
use export::Ndjson;
use std::io::Write;
use theory::Theory;
use witness::Content;

/// Writes `witness.ndjson`.
///
/// # Errors
/// See [`EmitError`].
pub fn emit(market: &Market, certificate: &Certificate, limits: Limits, out: impl Write) -> Result<Summary, EmitError> {
    let elaborator = Elaborator::new(market, certificate, limits)?;
    let content = Content::new(&elaborator, certificate)?;
    let theory = Theory::load()?;
    let mut lines = Ndjson::new(out);
    lines.raw(theory.text())?;
    let (mut lines, summary) = content.write(theory.tables().clone(), lines)?;
    lines.flush()?;
    Ok(summary)
}
