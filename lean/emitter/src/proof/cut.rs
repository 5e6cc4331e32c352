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

/// A combination: the number of every option, and the bound.
struct Whole {
    numbers: Vec<U256>,
    bound: U256,
    from: From,
}

/// What a combination is made of.
enum From {
    Rows(Weights),
    Derived(U256, Rc<Derived>),
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
    pub(super) fn contradiction_above(&mut self, row: &Row, mut taken: Taken) -> Result<Term, EmitError> {
        let negation = taken.lemmas.iter().position(|lemma| self.is_negation(lemma.0));
        let Some(scale) = negation.map(|at| taken.lemmas.remove(at).1) else {
            let proof = match taken.lemmas.is_empty() {
                true => self.direct(&taken.weights, taken.bound)?,
                false => {
                    let sum = self.add(&taken)?.1;
                    self.leaf(&sum)?
                }
            };
            let arguments = [&self.subject()?[..], &[proof]].concat();
            let proof = self.terms.call_symbol("Apportion.above_of_refuted", &arguments)?;
            return self.node(proof);
        };
        let whole = self.whole(taken)?;
        let balance = self.balance(&row.numbers, &whole, scale)?;
        let below = sum(row.limit, U256::from_u128(1)).and_then(|limit| product(scale, limit));
        let below = below.and_then(|below| total(&balance.credits, below)).ok_or(EmitError::Overflow)?;
        if total(&balance.known, whole.bound).ok_or(EmitError::Overflow)? >= below {
            return Err(self.unproved());
        }
        self.above(&whole, scale, &balance)
    }

    /// A combination as numbers by option: rows as they are, or, with lemmas, one derived row.
    fn whole(&mut self, taken: Taken) -> Result<Whole, EmitError> {
        if taken.lemmas.is_empty() {
            return Ok(Whole {
                numbers: self.dots(&taken.weights)?,
                bound: taken.bound,
                from: From::Rows(taken.weights),
            });
        }
        let (factor, derived) = self.add(&taken)?;
        let row = &derived.row;
        let numbers: Option<Vec<U256>> = row.numbers.iter().map(|&number| product(factor, number)).collect();
        let (numbers, bound) = numbers.zip(product(factor, row.limit)).ok_or(EmitError::Overflow)?;
        Ok(Whole { numbers, bound, from: From::Derived(factor, derived) })
    }

    /// By how much `scale` times the allowed numbers of each task exceed the weighed options, or fall below them.
    ///
    /// A task that counts nothing that is allowed stays out of it.
    fn balance(&self, numbers: &[U256], whole: &Whole, scale: U256) -> Result<Balance, EmitError> {
        let mut balance = Balance { known: self.zeros(), credits: self.zeros() };
        let tasks = balance.known.iter_mut().zip(&mut balance.credits).enumerate();
        for (task, (known, credit)) in tasks {
            let options = self.level.columns.options(task);
            let of_task = |of: &'_ [U256]| of.get(options.clone()).unwrap_or_default().to_vec();
            let places = (0..).zip(of_task(numbers)).zip(of_task(&whole.numbers));
            let allowed: Vec<(U256, U256)> = places
                .filter(|((place, _), _)| self.path.allows(task as u32, *place))
                .map(|((_, number), weighed)| (number, weighed))
                .collect();
            if allowed.iter().all(|(number, _)| number.is_zero()) {
                continue;
            }
            let mut least = None::<U256>;
            for (number, weighed) in allowed {
                let scaled = product(scale, number).ok_or(EmitError::Overflow)?;
                let over = if weighed < scaled { U256::ZERO } else { weighed.minus(scaled) };
                if weighed < scaled {
                    *known = (*known).max(scaled.minus(weighed));
                }
                least = Some(least.map_or(over, |least| least.min(over)));
            }
            *credit = least.unwrap_or(U256::ZERO);
        }
        Ok(balance)
    }

    /// Declares the leaf by `scale` times the negation and a combination.
    fn above(&mut self, whole: &Whole, scale: U256, balance: &Balance) -> Result<Term, EmitError> {
        let subject = self.subject()?;
        let scale = self.terms.natural_wide(scale)?;
        let known = derived::numbers_term(self.terms, &balance.known)?;
        let credits = derived::numbers_term(self.terms, &balance.credits)?;
        let holds = self.level.holds;
        let (rule, rest) = match &whole.from {
            From::Rows(weights) => {
                ("Apportion.above_sound", vec![self.weights(weights)?, scale, known, credits, holds])
            }
            From::Derived(factor, derived) => {
                let (row, factor) = (&derived.row, self.terms.natural_wide(*factor)?);
                let of = [scale, factor, row.table, row.limit_term, known, credits, derived.proof, holds, holds];
                ("Apportion.above_table_sound", of.to_vec())
            }
        };
        let proof = self.terms.call_symbol(rule, &[&subject[..], &rest].concat())?;
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
        let mut less = vec![U256::ZERO; self.level.columns.option_count()];
        for &(literal, factor) in axioms {
            let own = less.get_mut(literal.variable() as usize).filter(|_| !literal.is_negated());
            *own.ok_or_else(|| self.unsupported(Unsupported::RoundedLemma))? = factor;
        }
        let whole = self.whole(self.taken(multipliers, true)?)?;
        let numbers = self.rounded_numbers(&whole.numbers, (lifts, shifts), &less, divisor);
        let numbers = numbers.ok_or_else(|| self.unproved())?;
        // Idle rows gave the numbers; the proof does without them.
        let whole = self.whole(self.taken(multipliers, false)?)?;
        let balance = self.balance(&numbers, &whole, divisor)?;
        let (needed, credit) = (total(&balance.known, whole.bound), total(&balance.credits, U256::ZERO));
        let (needed, credit) = needed.zip(credit).ok_or(EmitError::Overflow)?;
        let needed = if credit <= needed { needed.minus(credit) } else { U256::ZERO };
        let limit = quotient(needed, divisor).ok_or(EmitError::Overflow)?.0;
        let row = Rc::new(self.row(numbers, limit)?);
        self.cut = Some(Rc::clone(&row));
        let refuted = self.above(&whole, divisor, &balance);
        self.cut = None;
        self.cut(row, refuted?)
    }

    /// `(weighed option + lift - shift - less) / divisor`, as the core language has it.
    fn rounded_numbers(
        &self,
        weighed: &[U256],
        (lifts, shifts): (&[U256], &[U256]),
        less: &[U256],
        divisor: U256,
    ) -> Option<Vec<U256>> {
        let columns = self.level.columns;
        let mut numbers = Vec::with_capacity(columns.option_count());
        for (task, (&lift, &shift)) in lifts.iter().zip(shifts).enumerate() {
            for option in columns.options(task) {
                let moved = sum(*weighed.get(option)?, lift)?;
                let off = sum(shift, *less.get(option)?)?;
                numbers.push(if off <= moved { quotient(moved.minus(off), divisor)?.0 } else { U256::ZERO });
            }
        }
        Some(numbers)
    }
}

/// A sum, and more.
fn total(numbers: &[U256], more: U256) -> Option<U256> {
    numbers.iter().try_fold(more, |total, &number| sum(total, number))
}
