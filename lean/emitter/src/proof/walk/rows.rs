//! Rows that follow: what a combination takes, and the theorems that derive tables from it.

use super::{Fact, Level, Taken, Walk};
use crate::error::{EmitError, Unsupported};
use crate::export::{Record, Term};
use crate::proof::derived::{self, Derived, Row, Weights};
use crate::proof::meaning::Stated;
use crate::proof::table::table_term;
use apportion_certs::core::{Multiplier, product, sum};
use apportion_certs::{Scalar, U256};
use std::collections::BTreeMap;
use std::rc::Rc;

impl<R: Record> Walk<'_, '_, R> {
    /// What a combination takes; that tasks take exactly one option is left out, and, unless they are to be kept, idle rows.
    pub(in crate::proof) fn taken(&self, multipliers: &[Multiplier], keep_idle: bool) -> Result<Taken, EmitError> {
        let (mut weights, mut lemmas, mut total) = (BTreeMap::new(), BTreeMap::new(), U256::ZERO);
        for taken in multipliers.iter().filter(|taken| !taken.factor.is_zero()) {
            match self.level.meaning.stated(taken.constraint) {
                Some(Stated::AtLeastOne(_) | Stated::AtMostOne(_)) => {}
                Some(Stated::Row { idle: true, .. }) if !keep_idle => {}
                Some(Stated::Row { row, bound, .. }) => {
                    let number = self.level.used.number(row).ok_or_else(|| self.unproved())?;
                    let weight = weights.entry(number).or_insert(U256::ZERO);
                    *weight = sum(*weight, taken.factor).ok_or(EmitError::Overflow)?;
                    let weighted = product(taken.factor, bound).and_then(|weighted| sum(total, weighted));
                    total = weighted.ok_or(EmitError::Overflow)?;
                }
                None => {
                    let lemma = self.level.meaning.lemma(taken.constraint).ok_or_else(|| self.unproved())?;
                    let factor = lemmas.entry(lemma).or_insert(U256::ZERO);
                    *factor = sum(*factor, taken.factor).ok_or(EmitError::Overflow)?;
                }
            }
        }
        Ok(Taken { weights: weights.into_iter().collect(), bound: total, lemmas: lemmas.into_iter().collect() })
    }

    pub(super) fn on_path(&self, lemma: usize) -> Result<Rc<Derived>, EmitError> {
        match self.lemmas.get(lemma) {
            Some(Fact::Derived(derived)) => Ok(Rc::clone(derived)),
            Some(Fact::Negation) => Err(self.unsupported(Unsupported::Cut)),
            None => Err(self.unproved()),
        }
    }

    pub(in crate::proof) fn weights(&mut self, weights: &Weights) -> Result<Term, EmitError> {
        let value = derived::weights_term(self.terms, weights)?;
        let statement = self.terms.symbol("Apportion.Weights")?;
        let name = self.weights.next(self.terms)?;
        self.terms.define(name, statement, value)
    }

    /// Whether a lemma on the path is what a cut excludes.
    pub(in crate::proof) fn is_negation(&self, lemma: usize) -> bool {
        matches!(self.lemmas.get(lemma), Some(Fact::Negation))
    }

    pub(in crate::proof) fn dots(&self, weights: &Weights) -> Result<Vec<U256>, EmitError> {
        let columns = self.level.columns;
        let dots = (0..columns.option_count()).map(|option| derived::dot(columns, option, weights));
        dots.collect::<Option<_>>().ok_or(EmitError::Overflow)
    }

    /// Declares the table of a row, which may say much of what another says.
    pub(in crate::proof) fn row(
        &mut self,
        numbers: Vec<U256>,
        limit: U256,
        like: Option<&Row>,
    ) -> Result<Row, EmitError> {
        let least = derived::leasts(self.level.columns, &numbers);
        let (table, parts) = table_term(self.terms, self.level.columns, (&numbers, &least), like)?;
        let kind = self.terms.symbol("Apportion.Table")?;
        let name = self.tables.next(self.terms)?;
        let table = self.terms.define(name, kind, table)?;
        let limit_term = self.terms.natural_wide(limit)?;
        Ok(Row { numbers, least, limit, table, parts, limit_term })
    }

    /// Declares the theorem that a row is derived.
    pub(in crate::proof) fn derived(&mut self, row: Rc<Row>, proof: Term) -> Result<Rc<Derived>, EmitError> {
        let statement = [self.level.program, self.level.bound, row.table, row.limit_term];
        let statement = self.terms.call_symbol("Apportion.Derived", &statement)?;
        let name = self.derived.next(self.terms)?;
        let proof = self.terms.theorem(name, statement, proof)?;
        Ok(Rc::new(Derived { row, proof }))
    }

    /// Rows times multipliers.
    pub(super) fn combine(&mut self, weights: &Weights, limit: U256) -> Result<Rc<Derived>, EmitError> {
        let row = self.row(self.dots(weights)?, limit, None)?;
        let weights = self.weights(weights)?;
        let Level { program, bound, holds, .. } = *self.level;
        let arguments = [program, bound, weights, row.table, row.limit_term, holds];
        let proof = self.terms.call_symbol("Apportion.combine_sound", &arguments)?;
        self.derived(Rc::new(row), proof)
    }

    /// Shifts as a term. Most divisions shift nothing, so that the last term is kept.
    fn shifts(&mut self, shifts: &[U256]) -> Result<Term, EmitError> {
        if let Some((known, term)) = &self.shifts
            && known == shifts
        {
            return Ok(*term);
        }
        let term = derived::numbers_term(self.terms, shifts)?;
        self.shifts = Some((shifts.to_vec(), term));
        Ok(term)
    }

    /// `(f q + g r - shifts) / divisor`.
    pub(super) fn divide(
        &mut self,
        (f, q): (U256, &Derived),
        (g, r): (U256, &Derived),
        shifts: &[U256],
        divisor: U256,
    ) -> Result<Rc<Derived>, EmitError> {
        // Most rows say nothing of most options.
        let both = |a: U256, b: U256| {
            let first = product(f, a)?;
            if b.is_zero() { Some(first) } else { sum(first, product(g, b)?) }
        };
        let (left, right): (&Row, &Row) = (&q.row, &r.row);
        let numbers: Option<Vec<U256>> = left.numbers.iter().zip(&right.numbers).map(|(&a, &b)| both(a, b)).collect();
        let (mut numbers, limit) = numbers.zip(both(left.limit, right.limit)).ok_or(EmitError::Overflow)?;
        let limit = derived::divide(self.level.columns, (&mut numbers, limit), shifts, divisor);
        let row = self.row(numbers, limit.ok_or_else(|| self.unproved())?, Some(left))?;
        let shifts = self.shifts(shifts)?;
        let [f, g, divisor] = [f, g, divisor].map(|number| self.terms.natural_wide(number));
        let Level { program, bound, holds, .. } = *self.level;
        let rows = [left.table, left.limit_term, right.table, right.limit_term];
        let rest = [shifts, row.table, row.limit_term, q.proof, r.proof, holds];
        let arguments = [&[program, bound, f?, g?, divisor?], &rows[..], &rest].concat();
        let proof = self.terms.call_symbol("Apportion.divide_sound", &arguments)?;
        self.derived(Rc::new(row), proof)
    }

    /// 0 for each option.
    pub(in crate::proof) fn no_numbers(&self) -> Vec<U256> {
        vec![U256::ZERO; self.level.columns.option_count()]
    }

    /// 0 for each task.
    pub(in crate::proof) fn zeros(&self) -> Vec<U256> {
        vec![U256::ZERO; self.level.columns.task_count()]
    }

    /// A combination as one derived row, and a factor that it is to be taken with.
    pub(in crate::proof) fn add(&mut self, taken: &Taken) -> Result<(U256, Rc<Derived>), EmitError> {
        let one = U256::from_u128(1);
        let mut parts = Vec::new();
        if !taken.weights.is_empty() || taken.lemmas.is_empty() {
            parts.push((one, self.combine(&taken.weights, taken.bound)?));
        }
        for &(lemma, factor) in &taken.lemmas {
            parts.push((factor, self.on_path(lemma)?));
        }
        let mut parts = parts.into_iter();
        let mut sum = parts.next().ok_or_else(|| self.unproved())?;
        for (factor, part) in parts {
            let shifts = self.zeros();
            sum = (one, self.divide((sum.0, &sum.1), (factor, &part), &shifts, one)?);
        }
        Ok(sum)
    }
}
