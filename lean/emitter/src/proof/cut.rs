//! Cuts: a row that holds because its negation is refuted, by a tree of its own or, for a rounded lemma, at once.

use super::derived::{self, Derived, Row};
use super::path::{Decision, Path};
use super::walk::{Taken, Walk};
use crate::error::EmitError;
use crate::export::{Record, Term};
use apportion_certs::core::{Constraint, Literal, Multiplier, Step, product, quotient, sum};
use apportion_certs::{Scalar, U256};
use std::collections::BTreeSet;
use std::rc::Rc;

/// By task: what allowed options fall short of what they count, at most, and what they have over, at least.
struct Balance {
    known: Vec<U256>,
    credits: Vec<U256>,
}

/// A combination: the number of every option, and the bound; a factor times a derived row.
struct Whole {
    numbers: Vec<U256>,
    bound: U256,
    factor: U256,
    derived: Rc<Derived>,
}

impl<R: Record> Walk<'_, '_, R> {
    /// The numbers and the limit of a constraint: of `sum of a ~x + sum of b y >= d` those of `sum of a x - b y <= sum of a - d`, where each task,
    /// which takes one option, adds its largest `b`.
    pub(super) fn cut_row(&self, constraint: &Constraint) -> Result<(Vec<U256>, U256), EmitError> {
        let columns = self.level.columns;
        let (mut more, mut less) = (self.no_numbers(), self.no_numbers());
        let mut total = U256::ZERO;
        for term in &constraint.terms {
            let (side, negated) = match term.literal.is_negated() {
                true => (&mut more, true),
                false => (&mut less, false),
            };
            *side.get_mut(term.literal.variable() as usize).ok_or_else(|| self.unproved())? = term.coefficient;
            if negated {
                total = sum(total, term.coefficient).ok_or(EmitError::Overflow)?;
            }
        }
        for task in 0..columns.task_count() {
            let options = columns.options(task);
            let shift = less.get(options.clone()).and_then(|of| of.iter().max()).copied().unwrap_or(U256::ZERO);
            total = sum(total, shift).ok_or(EmitError::Overflow)?;
            let own = more.get_mut(options.clone()).unwrap_or_default();
            for (number, less) in own.iter_mut().zip(less.get(options).unwrap_or_default()) {
                *number = sum(*number, shift.minus(*less)).ok_or(EmitError::Overflow)?;
            }
        }
        if total < constraint.degree {
            return Err(self.unproved());
        }
        Ok((more, total.minus(constraint.degree)))
    }

    /// A row that holds wherever the row does that is given or a decision on the path is not met: each decision adds `weight` to the options
    /// that it allows, and to the limit. What divides the weight divides the row as if the decisions were not there.
    pub(super) fn lifted(&self, (mut numbers, mut limit): (Vec<U256>, U256)) -> Result<(Vec<U256>, U256), EmitError> {
        if self.path.is_root() {
            return Ok((numbers, limit));
        }
        let columns = self.level.columns;
        let most = |task| numbers.get(columns.options(task)).and_then(|of| of.iter().max()).copied();
        let most = (0..columns.task_count()).filter_map(most).try_fold(U256::ZERO, sum).ok_or(EmitError::Overflow)?;
        let weight = self.multiple(if most > limit { most.minus(limit) } else { U256::ZERO })?;
        for decision in self.path.decisions() {
            limit = sum(limit, weight).ok_or(EmitError::Overflow)?;
            let options = columns.options(decision.block as usize);
            let own = numbers.get_mut(options).unwrap_or_default();
            for (_, number) in (0..).zip(own).filter(|(place, _)| decision.allows(*place)) {
                *number = sum(*number, weight).ok_or(EmitError::Overflow)?;
            }
        }
        Ok((numbers, limit))
    }

    /// The least number that is not smaller and that every divisor of the proof divides.
    fn multiple(&self, least: U256) -> Result<U256, EmitError> {
        let divisors = self.level.proof.iter().filter_map(|step| match step {
            Step::Lemma { divisor, .. } => Some(*divisor),
            _ => None,
        });
        let common = divisors.collect::<BTreeSet<_>>().into_iter().try_fold(U256::from_u128(1), product);
        let common = common.ok_or(EmitError::Overflow)?;
        let (times, rest) = quotient(least, common).ok_or(EmitError::Overflow)?;
        let times = if rest.is_zero() { Some(times) } else { sum(times, U256::from_u128(1)) };
        times.and_then(|times| product(times, common)).ok_or(EmitError::Overflow)
    }

    /// From the refutation of a lifted row's negation under the decisions of the path to that without decisions; the path is the same after it.
    pub(super) fn rooted(&mut self, row: &Row, mut refuted: Term) -> Result<Term, EmitError> {
        let decisions: Vec<Decision> = self.path.decisions().collect();
        for &decision in decisions.iter().rev() {
            self.path.leave();
            self.path.enter(self.terms, Decision { inside: !decision.inside, ..decision })?;
            let nothing = self.whole(Taken::default())?;
            let one = U256::from_u128(1);
            let balance = self.balance(&row.numbers, &nothing, one)?;
            let other = self.above_if_sound(row, &nothing, one, &balance)?;
            self.path.leave();
            let (first, second) = if decision.inside { (refuted, other) } else { (other, refuted) };
            refuted = self.split(decision, first, second)?;
        }
        for decision in decisions {
            self.path.enter(self.terms, decision)?;
        }
        Ok(refuted)
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
        self.above_if_sound(row, &whole, scale, &balance)
    }

    fn above_if_sound(&mut self, row: &Row, whole: &Whole, scale: U256, balance: &Balance) -> Result<Term, EmitError> {
        let below = sum(row.limit, U256::from_u128(1)).and_then(|limit| product(scale, limit));
        let below = below.and_then(|below| total(&balance.credits, below)).ok_or(EmitError::Overflow)?;
        if total(&balance.known, whole.bound).ok_or(EmitError::Overflow)? >= below {
            return Err(self.unproved());
        }
        self.above(whole, scale, balance)
    }

    /// A combination as one derived row.
    fn whole(&mut self, taken: Taken) -> Result<Whole, EmitError> {
        let (factor, derived) = self.add(&taken)?;
        let row = &derived.row;
        let numbers: Option<Vec<U256>> = row.numbers.iter().map(|&number| product(factor, number)).collect();
        let (numbers, bound) = numbers.zip(product(factor, row.limit)).ok_or(EmitError::Overflow)?;
        Ok(Whole { numbers, bound, factor, derived })
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
        let (scale, factor) = (self.terms.natural_wide(scale)?, self.terms.natural_wide(whole.factor)?);
        let known = derived::numbers_term(self.terms, &balance.known)?;
        let credits = derived::numbers_term(self.terms, &balance.credits)?;
        let (Derived { row, proof }, holds) = (&*whole.derived, self.level.holds);
        let rest = [scale, factor, row.table, row.limit_term, known, credits, *proof, holds, holds];
        let proof = self.terms.call_symbol("Apportion.above_sound", &[&subject[..], &rest].concat())?;
        self.node(proof)
    }

    /// A lemma that is rounded after numbers were moved: its negation, `divisor` times, contradicts the rows at once. No decision is needed.
    pub(super) fn rounded(
        &mut self,
        multipliers: &[Multiplier],
        (lifts, shifts): (&[U256], &[U256]),
        axioms: &[(Literal, U256)],
        divisor: U256,
    ) -> Result<Rc<Derived>, EmitError> {
        let (mut more, mut less) = (self.no_numbers(), self.no_numbers());
        for &(literal, factor) in axioms {
            let side = if literal.is_negated() { &mut more } else { &mut less };
            *side.get_mut(literal.variable() as usize).ok_or_else(|| self.unproved())? = factor;
        }
        let whole = self.whole(self.taken(multipliers, true)?)?;
        let numbers = self.rounded_numbers(&whole.numbers, (lifts, shifts), (&more, &less), divisor);
        let numbers = numbers.ok_or_else(|| self.unproved())?;
        // Idle rows gave the numbers; the proof does without them.
        let whole = self.whole(self.taken(multipliers, false)?)?;
        let path = core::mem::replace(&mut self.path, Path::root(self.terms)?);
        let cut = self.cut.take();
        let derived = self.rounded_row(numbers, &whole, divisor);
        (self.path, self.cut) = (path, cut);
        derived
    }

    /// The row with these numbers whose negation, `divisor` times, a combination contradicts.
    fn rounded_row(&mut self, numbers: Vec<U256>, whole: &Whole, divisor: U256) -> Result<Rc<Derived>, EmitError> {
        let balance = self.balance(&numbers, whole, divisor)?;
        let (needed, credit) = (total(&balance.known, whole.bound), total(&balance.credits, U256::ZERO));
        let (needed, credit) = needed.zip(credit).ok_or(EmitError::Overflow)?;
        let needed = if credit <= needed { needed.minus(credit) } else { U256::ZERO };
        let limit = quotient(needed, divisor).ok_or(EmitError::Overflow)?.0;
        let row = Rc::new(self.row(numbers, limit, None)?);
        self.cut = Some(Rc::clone(&row));
        let refuted = self.above(whole, divisor, &balance)?;
        self.cut(row, refuted)
    }

    /// `(weighed option + lift - shift + more - less) / divisor`, as the core language has it.
    fn rounded_numbers(
        &self,
        weighed: &[U256],
        (lifts, shifts): (&[U256], &[U256]),
        (more, less): (&[U256], &[U256]),
        divisor: U256,
    ) -> Option<Vec<U256>> {
        let columns = self.level.columns;
        let mut numbers = Vec::with_capacity(columns.option_count());
        for (task, (&lift, &shift)) in lifts.iter().zip(shifts).enumerate() {
            for option in columns.options(task) {
                let moved = sum(sum(*weighed.get(option)?, lift)?, *more.get(option)?)?;
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
