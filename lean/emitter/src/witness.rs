//! A witness: everything that is written of a certificate.

mod writer;

use crate::error::EmitError;
use crate::export::{Ndjson, Record, Tables, Terms};
use crate::literal::{Columns, Used};
use crate::proof::Meaning;
use crate::source::Source;
use crate::theory::Theory;
use apportion_certs::core::Step;
use apportion_certs::elaborate::{Elaborated, Elaborator};
use apportion_certs::program::{FamilyKind, Origin, Program};
use std::io::Write;
use writer::Writer;

/// The namespace of every name that a witness declares.
pub const NAMESPACE: &str = "Witness";

/// The sizes of a witness.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Summary {
    /// Coefficients of options in rows that some proof uses.
    pub coefficients: usize,
    /// Closed nodes of the proof trees.
    pub leaves: usize,
    /// Names and expressions beyond those of the theory.
    pub terms: u32,
}

/// A certificate that was checked and whose levels are elaborated, ready to be written in either form.
///
/// ```
/// # use apportion_lattice::{Market, document::{Offer, Payer, Task}};
/// # use apportion_allocator::Solver;
/// use apportion_certs::elaborate::{Elaborator, Limits};
/// use apportion_lean::Witness;
/// # let market = Market::builder("one").payer(Payer::new("p")).offer(Offer::new("o").price_fixed(apportion_lattice::nmic(5)))
/// #     .task(Task::new("t", "p").required()).build()?;
/// # let certificate = Solver::new().solve(&market)?.certificate;
/// let elaborator = Elaborator::new(&market, &certificate, Limits::default())?;
/// let witness = Witness::new(&elaborator)?;
/// let (mut for_kernels, mut for_people) = (Vec::new(), Vec::new());
/// assert_eq!(witness.write(&mut for_kernels)?, witness.write_source(&mut for_people)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Witness<'e, 'm, 'c> {
    elaborator: &'e Elaborator<'m, 'c>,
    levels: Vec<(Elaborated<'e, 'm>, Meaning)>,
    used: Used,
    columns: Columns,
}

impl<'e, 'm, 'c> Witness<'e, 'm, 'c> {
    /// Elaborates every level of a checked certificate.
    ///
    /// # Errors
    /// [`EmitError::Elaborate`].
    pub fn new(elaborator: &'e Elaborator<'m, 'c>) -> Result<Self, EmitError> {
        let mut levels = Vec::new();
        for level in 0..elaborator.level_count() {
            let elaborated = elaborator.level(level)?;
            let meaning = Meaning::new(&elaborated.encoding);
            levels.push((elaborated, meaning));
        }
        let used = Used::new(levels.iter().flat_map(|(elaborated, meaning)| meaning.rows(elaborated)));
        let columns = Columns::new(elaborator.program(), elaborator.costs(), &used);
        Ok(Self { elaborator, levels, used, columns })
    }

    /// Writes `witness.ndjson`; see [`write_witness`](crate::write_witness).
    ///
    /// Takes time linear in what is written, and memory for a number of each expression.
    ///
    /// # Errors
    /// See [`EmitError`].
    pub fn write(&self, out: impl Write) -> Result<Summary, EmitError> {
        let theory = Theory::load()?;
        let mut lines = Ndjson::new(out);
        lines.raw(theory.text())?;
        let (mut lines, summary) = self.record(theory.tables().clone(), lines)?;
        lines.flush()?;
        Ok(summary)
    }

    /// Writes `Witness.lean`; see [`write_source`](crate::write_source).
    ///
    /// # Errors
    /// See [`EmitError`].
    pub fn write_source(&self, out: impl Write) -> Result<Summary, EmitError> {
        let tables = Theory::load()?.tables();
        let (source, summary) = self.record(tables.clone(), Source::new(tables, out)?)?;
        source.finish()?;
        Ok(summary)
    }

    /// Records every declaration after the theory's.
    pub(crate) fn record<R: Record>(&self, tables: Tables, record: R) -> Result<(R, Summary), EmitError> {
        let mut terms = Terms::new(tables, record);
        let before = terms.counts();
        Writer::new(self, &mut terms)?.write()?;
        let after = terms.counts();
        let leaf = |step: &&Step| matches!(step, Step::Contradiction { .. });
        let summary = Summary {
            coefficients: self.columns.coefficient_count(),
            leaves: self.levels.iter().map(|level| level.0.proof.iter().filter(leaf).count()).sum(),
            terms: (after.0 - before.0).saturating_add(after.1 - before.1),
        };
        Ok((terms.record, summary))
    }

    fn program(&self) -> &'e Program<'m> {
        self.elaborator.program()
    }

    /// A limit that prior usage alone exceeds. Only that lowers a bound below 0, and it only falls from slot to slot.
    fn exceeded(&self) -> Option<Origin> {
        let mut families = self.program().families().iter().filter(|family| family.bound(0) < 0);
        families.find_map(|family| match &family.kind {
            FamilyKind::Usage(usage) => Some(usage.origin),
            FamilyKind::Dependency(_) => None,
        })
    }
}

#[cfg(test)]
mod tests;
