//! Lemmas of a certificate in the core language: a division where the tests hold at once, else a cut whose first child repeats the search.

use super::search::Derivation;
use super::{ElaborateError, Encoding, Limits};
use crate::U256;
use crate::core::{Combination, Constraint, Step};
use crate::program::{Lemma, RowIndex};
use std::collections::{BTreeMap, BTreeSet};

/// A lemma as a core constraint.
pub(super) struct Derived {
    pub(super) number: u32,
    pub(super) constraint: Constraint,
    /// By how much the constraint says more than the lemma.
    pub(super) slack: U256,
}

/// The lemmas that a level needs.
pub(super) struct Lemmas {
    derived: BTreeMap<RowIndex, Derived>,
}

/// Steps of a proof, limited in number.
pub(super) struct Steps {
    pub(super) steps: Vec<Step>,
    /// Steps and multipliers in them.
    size: u64,
    limits: Limits,
}

impl Steps {
    pub(super) fn new(limits: Limits) -> Self {
        Self { steps: Vec::new(), size: 0, limits }
    }

    pub(super) fn push(&mut self, step: Step) -> Result<(), ElaborateError> {
        self.take(match &step {
            Step::Lemma { multipliers, axioms, .. } => multipliers.len() + axioms.len(),
            Step::Contradiction { multipliers } => multipliers.len(),
            Step::Cut { constraint } => constraint.terms.len(),
            Step::Split { .. } => 0,
        })?;
        self.steps.push(step);
        Ok(())
    }

    /// Counts a step with so many multipliers that is written elsewhere.
    pub(super) fn take(&mut self, multipliers: usize) -> Result<(), ElaborateError> {
        self.size += multipliers as u64 + 1;
        if self.size > self.limits.steps_max { Err(ElaborateError::Steps(self.limits.steps_max)) } else { Ok(()) }
    }
}

/// Names what the lemmas named follow from, too.
pub(super) fn complete(named: &mut BTreeSet<u64>, lemmas: &[Lemma], row: impl Fn(u32) -> RowIndex) {
    for (number, lemma) in (0..).zip(lemmas).collect::<Vec<_>>().into_iter().rev() {
        if named.contains(&row(number).0) {
            named.extend(lemma.multipliers.rows.iter().map(|row| row.0.0));
        }
    }
}

impl Lemmas {
    /// Derives the lemmas named, by steps that come first in a proof.
    pub(super) fn new(
        encoding: &Encoding<'_, '_>,
        named: &BTreeSet<u64>,
        combination: &mut Combination,
        steps: &mut Steps,
    ) -> Result<Self, ElaborateError> {
        let mut lemmas = Self { derived: BTreeMap::new() };
        let program = encoding.program();
        for (number, lemma) in (0..).zip(encoding.lemmas()) {
            let row = program.lemma_row(number);
            if named.contains(&row.0) {
                let core = encoding.problem.constraints.len() as u32 + lemmas.derived.len() as u32;
                let derivation = Derivation::new(encoding, &lemmas, lemma, core);
                let derivation = derivation.ok_or(ElaborateError::Overflow)?;
                let derived = derivation.derive(combination, steps)?;
                lemmas.derived.insert(row, derived);
            }
        }
        Ok(lemmas)
    }

    pub(super) fn count(&self) -> u32 {
        self.derived.len() as u32
    }

    /// The constraint of a row: its number, its content, and by how much it says more than the row.
    pub(super) fn row<'a>(
        &'a self,
        encoding: &'a Encoding<'_, '_>,
        row: RowIndex,
    ) -> Option<(u32, &'a Constraint, U256)> {
        match self.derived.get(&row) {
            Some(derived) => Some((derived.number, &derived.constraint, derived.slack)),
            None => {
                let number = encoding.row(row)?;
                Some((number, encoding.problem.constraints.get(number as usize)?, encoding.slack(number)))
            }
        }
    }
}
