//! Cuts: a row that holds because its negation is refuted, by a tree of its own or, for a rounded lemma, at once.

use super::derived::{self, Derived, Row, Weights};
use super::walk::{Taken, Walk};
use crate::error::{EmitError, Unsupported};
use crate::export::{Record, Term};
use apportion_certs::core::{Constraint, Literal, Multiplier, product, quotient, sum};
use apportion_certs::{Scalar, U256};
use std::rc::Rc;

/// By task: what allowed options fall short of what they count, at most, and what they have over, at least.
struct Balance {
    known: Vec<U256>,
    credits: Vec<U256>,
}

impl<R: Record> Walk<'_, '_, R> {
    /// The row `sum of a x <= sum of a - d` of a constraint `sum of a ~x >= d`.
    pub(super) fn cut_row(&mut self, constraint: &Constraint) -> Result<Row, EmitError> {
        let mut numbers = vec![U256::ZERO; self.level.columns.option_count()];
        let mut total = U256::ZERO;
        for term in &constraint.terms {
            let number = numbers.get_mut(term.literal.variable() as usize).filter(|_| term.literal.is_negated());
            let Some(number) = number else { return Err(self.unsupported(Unsupported::Cut)) };
            *number = term.coefficient;
            total = sum(total, term.coefficient).ok_or(EmitError::Overflow)?;
        }
        if total < constraint.degree {
            return Err(self.unproved());
        }
        self.row(numbers, total.minus(constraint.degree))
    }

    /// Declares the row of a cut as derived, given the theorem that refutes its negation.
    pub(super) fn cut(&mut self, row: Rc<Row>, refuted: Term) -> Result<Rc<Derived>, EmitError> {
        let arguments = [self.level.program, self.level.bound, row.table, row.limit_term, refuted, self.level.holds];
        let proof = self.terms.call_symbol("Apportion.cut_sound", &arguments)?;
        self.derived(row, proof)
    }

    /// A leaf in the first child of a cut.
    pub(super) fn contradiction_above(&mut self, row: &Row, taken: &Taken) -> Result<Term, EmitError> {
        match *taken.lemmas.as_slice() {
            [] => {
                let proof = self.direct(&taken.weights, taken.bound)?;
                let arguments = [&self.subject()?[..], &[proof]].concat();
                let proof = self.terms.call_symbol("Apportion.above_of_refuted", &arguments)?;
                self.node(proof)
            }
            [(lemma, scale)] if self.is_negation(lemma) => {
                let balance = self.balance(&row.numbers, &taken.weights, scale)?;
                let below = sum(row.limit, U256::from_u128(1)).and_then(|limit| product(scale, limit));
                let total = |of: &[U256], more: U256| of.iter().try_fold(more, |total, &number| sum(total, number));
                let needed = total(&balance.known, taken.bound).ok_or(EmitError::Overflow)?;
                if needed >= below.and_then(|below| total(&balance.credits, below)).ok_or(EmitError::Overflow)? {
                    return Err(self.unproved());
                }
                self.above(&taken.weights, scale, &balance)
            }
            _ => Err(self.unsupported(Unsupported::Cut)),
        }
    }

    /// By how much `scale` times the allowed numbers of each task exceed the weighed options, or fall below them.
    fn balance(&self, numbers: &[U256], weights: &Weights, scale: U256) -> Result<Balance, EmitError> {
        let mut balance = Balance { known: self.zeros(), credits: self.zeros() };
        for task in 0..self.level.columns.task_count() {
            let options = self.level.columns.options(task);
            let of_task = numbers.get(options.clone()).unwrap_or_default();
            // A task that does not count, and options that do not, stay out of it unless nothing else is allowed.
            let allowed = |place: u32| self.path.allows(task as u32, place);
            let counted = (0..).zip(of_task).any(|(place, number)| !number.is_zero() && allowed(place));
            if !counted {
                continue;
            }
            let (mut most, mut least) = (U256::ZERO, None::<U256>);
            let places = (0..).zip(options).zip(of_task).filter(|((place, _), _)| allowed(*place));
            for ((_, option), &number) in places {
                let scaled = product(scale, number).ok_or(EmitError::Overflow)?;
                let weighed = derived::dot(self.level.columns, option, weights).ok_or(EmitError::Overflow)?;
                let credit = if weighed < scaled {
                    most = most.max(scaled.minus(weighed));
                    U256::ZERO
                } else {
                    weighed.minus(scaled)
                };
                least = Some(least.map_or(credit, |least| least.min(credit)));
            }
            if let (Some(known), Some(credit)) = (balance.known.get_mut(task), balance.credits.get_mut(task)) {
                (*known, *credit) = (most, least.unwrap_or(U256::ZERO));
            }
        }
        Ok(balance)
    }

    /// Declares the leaf by `scale` times the negation and weighed rows.
    fn above(&mut self, weights: &Weights, scale: U256, balance: &Balance) -> Result<Term, EmitError> {
        let subject = self.subject()?;
        let (weights, scale) = (self.weights(weights)?, self.terms.natural_wide(scale)?);
        let known = derived::numbers_term(self.terms, &balance.known)?;
        let credits = derived::numbers_term(self.terms, &balance.credits)?;
        let arguments = [&subject[..], &[weights, scale, known, credits, self.level.holds]].concat();
        let proof = self.terms.call_symbol("Apportion.above_sound", &arguments)?;
        self.node(proof)
    }

    /// A lemma that is rounded after numbers were moved: its negation, `divisor` times, contradicts the rows at once.
    pub(super) fn rounded(
        &mut self,
        multipliers: &[Multiplier],
        (lifts, shifts): (&[U256], &[U256]),
        axioms: &[(Literal, U256)],
        divisor: U256,
    ) -> Result<Rc<Derived>, EmitError> {
        if self.cut.is_some() || !self.path.is_root() {
            return Err(self.unsupported(Unsupported::RoundedLemma));
        }
        let whole = self.taken(multipliers, true)?;
        if !whole.lemmas.is_empty() {
            return Err(self.unsupported(Unsupported::RoundedLemma));
        }
        let mut less = vec![U256::ZERO; self.level.columns.option_count()];
        for &(literal, factor) in axioms {
            let own = less.get_mut(literal.variable() as usize).filter(|_| !literal.is_negated());
            *own.ok_or_else(|| self.unsupported(Unsupported::RoundedLemma))? = factor;
        }
        let numbers = self.rounded_numbers(&whole.weights, (lifts, shifts), &less, divisor);
        let numbers = numbers.ok_or_else(|| self.unproved())?;
        // Idle rows gave the numbers; the proof does without them.
        let taken = self.taken(multipliers, false)?;
        let balance = self.balance(&numbers, &taken.weights, divisor)?;
        let total = balance.known.iter().try_fold(taken.bound, |total, &number| sum(total, number));
        let credit = balance.credits.iter().try_fold(U256::ZERO, |total, &number| sum(total, number));
        let (total, credit) = total.zip(credit).ok_or(EmitError::Overflow)?;
        let total = if credit <= total { total.minus(credit) } else { U256::ZERO };
        let limit = quotient(total, divisor).ok_or(EmitError::Overflow)?.0;
        let row = Rc::new(self.row(numbers, limit)?);
        self.cut = Some(Rc::clone(&row));
        let refuted = self.above(&taken.weights, divisor, &balance);
        self.cut = None;
        self.cut(row, refuted?)
    }

    /// `(weighed option + lift - shift - less) / divisor`, as the core language has it.
    fn rounded_numbers(
        &self,
        weights: &Weights,
        (lifts, shifts): (&[U256], &[U256]),
        less: &[U256],
        divisor: U256,
    ) -> Option<Vec<U256>> {
        let columns = self.level.columns;
        let mut numbers = Vec::with_capacity(columns.option_count());
        for (task, (&lift, &shift)) in lifts.iter().zip(shifts).enumerate() {
            for option in columns.options(task) {
                let moved = sum(derived::dot(columns, option, weights)?, lift)?;
                let off = sum(shift, *less.get(option)?)?;
                numbers.push(if off <= moved { quotient(moved.minus(off), divisor)?.0 } else { U256::ZERO });
            }
        }
        Some(numbers)
    }
}
