//! Export to VeriPB: each objective level as a pseudo-Boolean problem in OPB and a proof in format version 3.0.
//!
//! The problem reads as the market states it: one 0-1 variable for each option of a task, rows in the market's own names and numbers. The
//! proof goes through [`core`](crate::core): it says, for VeriPB to check without knowing anything of this crate, what the core proof says.
//! `veripb problem.opb proof.pbp` (version 3.0) then reports the bounds, or that nothing is feasible.
//!
//! Nothing here is trusted: VeriPB checks the proof against the problem, and the problem can be read beside the market.

mod leaf;
mod lines;
mod names;
mod problem;
mod proof;
mod tree;

use crate::elaborate::{ElaborateError, Elaborator, Limits};
use crate::format::Certificate;
use apportion_lattice::Market;
use core::fmt::{self, Write};

/// Why there is no export.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The certificate is refused, or too large to be written out.
    #[error(transparent)]
    Elaborate(#[from] ElaborateError),
    /// The comments on excluded offers would have more lines than allowed.
    #[error("the market has {pairs} pairs of tasks and offers, more than the limit of {limit}: raise the limit")]
    Pairs {
        /// Tasks times offers.
        pairs: u64,
        /// The limit, [`Limits::terms_max`].
        limit: u64,
    },
    /// The receiver of the text refuses it.
    #[error("the text could not be written")]
    Write,
    /// A core proof that [`Elaborator`] does not write: a split on another constraint than "at most one option of a task", or a step missing.
    #[error("step {0} of the core proof has a form that is not exported")]
    Step(usize),
    /// A number leaves 256 bits.
    #[error("a number of the proof does not fit 256 bits")]
    Overflow,
}

impl From<fmt::Error> for ExportError {
    fn from(_: fmt::Error) -> Self {
        Self::Write
    }
}

/// The two files of one level.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LevelFiles {
    /// Text of `problem.opb`.
    pub problem: String,
    /// Text of `proof.pbp`.
    pub proof: String,
}

/// The files of every level of a certificate, in order; for an infeasible market a single pair.
///
/// # Errors
/// If the checker refuses the certificate, or a limit is exceeded.
pub fn export(market: &Market, certificate: &Certificate, limits: Limits) -> Result<Vec<LevelFiles>, ExportError> {
    let exporter = Exporter::new(market, certificate, limits)?;
    let level = |level| {
        let mut files = LevelFiles { problem: String::new(), proof: String::new() };
        exporter.write(level, &mut files.problem, &mut files.proof)?;
        Ok(files)
    };
    (0..exporter.level_count()).map(level).collect()
}

/// A checked certificate, written level by level to wherever texts go.
#[derive(Debug)]
pub struct Exporter<'m, 'c> {
    elaborator: Elaborator<'m, 'c>,
}

impl<'m, 'c> Exporter<'m, 'c> {
    /// Checks a certificate.
    ///
    /// # Errors
    /// If the checker refuses it, or the market has more pairs of tasks and offers than the limit allows.
    pub fn new(market: &'m Market, certificate: &'c Certificate, limits: Limits) -> Result<Self, ExportError> {
        let pairs = (market.tasks().len() as u64).saturating_mul(market.offers().len() as u64);
        if pairs > limits.terms_max {
            return Err(ExportError::Pairs { pairs, limit: limits.terms_max });
        }
        Ok(Self { elaborator: Elaborator::new(market, certificate, limits)? })
    }

    /// Number of problems: objective levels, or 1 for an infeasible market.
    pub fn level_count(&self) -> usize {
        self.elaborator.level_count()
    }

    /// Writes problem and proof of a level, from 0.
    ///
    /// # Errors
    /// If there is no such level, a limit is exceeded, or a text cannot be written.
    pub fn write(&self, level: usize, problem: &mut dyn Write, proof: &mut dyn Write) -> Result<(), ExportError> {
        let elaborated = self.elaborator.level(level)?;
        problem::write(&elaborated.encoding, problem)?;
        proof::write(&elaborated, self.elaborator.choices(), proof)
    }
}
