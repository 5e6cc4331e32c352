//! Certificates of allocation as theorems: witnesses that a Lean kernel checks.
//!
//! - [`write_witness`] and [`write_source`]: from a market and a certificate to the files `witness.ndjson` and `Witness.lean`; [`Witness`] for
//!   whoever wants both.
//! - [`lint()`]: whether a file is the witness of a market and a certificate; nothing else may be given to a kernel.
//! - [`validate`]: whether a file has the structure of an export.
//!
//! A witness begins with the theory of the directory `lean`, byte for byte ([`THEORY_SHA256`]). Nothing here is trusted but the lint: a kernel
//! checks the theorems, and the type of the last one says what is proved, about which market.
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod error;
mod export;
mod lint;
mod literal;
mod proof;
mod scan;
mod source;
mod theory;
mod witness;

#[cfg(test)]
extern crate self as apportion_lean;
#[cfg(test)]
#[path = "../tests/support/mod.rs"]
mod support;

pub use error::{EmitError, Unsupported};
pub use export::Kind;
pub use lint::{LintError, lint};
pub use scan::{Counts, Fault, StructureFault, validate};
pub use theory::{THEORY_SHA256, write_theory};
pub use witness::{NAMESPACE, Summary, Witness};

use apportion_certs::Certificate;
use apportion_certs::elaborate::{Elaborator, Limits};
use apportion_lattice::Market;
use std::io::Write;

/// Writes `witness.ndjson`: the theory, the market and the certificate as data, a theorem for each step of the proof, and last the claim.
///
/// The certificate is checked first. Terms are written as they are made; what stays in memory is the elaborated proof and a number for each
/// expression.
///
/// # Errors
/// See [`EmitError`]. What was written before counts for nothing.
pub fn write_witness(
    market: &Market,
    certificate: &Certificate,
    limits: Limits,
    out: impl Write,
) -> Result<Summary, EmitError> {
    Witness::new(&Elaborator::new(market, certificate, limits)?)?.write(out)
}

/// Writes `Witness.lean`: the same declarations as source that imports `Apportion`.
///
/// # Errors
/// See [`EmitError`].
pub fn write_source(
    market: &Market,
    certificate: &Certificate,
    limits: Limits,
    out: impl Write,
) -> Result<Summary, EmitError> {
    Witness::new(&Elaborator::new(market, certificate, limits)?)?.write_source(out)
}
