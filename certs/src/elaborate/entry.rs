//! A pool entry over listed options: relaxed costs, their least per task, and the combinations that close nodes.

use super::domain::Domain;
use super::lemma::Lemmas;
use super::{ElaborateError, Encoding};
use crate::core::{self, Combination, Constraint, Literal, Multiplier};
use crate::program::Multipliers;
use crate::{Scalar, U256};
use apportion_lattice::TaskIndex;
use std::ops::Range;

/// The constraint that stands for the objective: the goal, or what division by the values' common step makes of it.
#[derive(Clone, Debug)]
pub(super) struct Objective {
    pub(super) number: u32,
    pub(super) constraint: Constraint,
    /// By what the goal was divided.
    pub(super) divisor: u128,
}

/// A pool entry at work.
///
/// The combination `base` says `sum of costs x ~option >= degree`. Adding `least(t) x "t takes an option"` for every task leaves each
/// remaining option with a nonnegative coefficient on its negation: the left side reaches at most the sum of all costs, the degree is
/// `degree + sum of least(t)`. The node is closed if the former is smaller, which is the checker's inequality.
pub(super) struct Entry {
    base: Vec<Multiplier>,
    costs: Vec<U256>,
    /// Sum of all costs, plus what rows that cannot be exceeded are weaker in the certificate than in core.
    total: U256,
    degree: U256,
    least: Vec<U256>,
    /// Sum of `least`.
    sum: U256,
    seen: usize,
    /// A lemma that holds `base` plus at-least-one constraints with these multipliers.
    pub(super) lemma: Option<(u32, Vec<U256>)>,
}

impl Entry {
    pub(super) fn new(
        encoding: &Encoding<'_, '_>,
        lemmas: &Lemmas,
        objective: Option<&Objective>,
        multipliers: &Multipliers,
        combination: &mut Combination,
    ) -> Option<Self> {
        let (mut base, mut weaker) = (Vec::new(), U256::ZERO);
        combination.clear();
        if let Some(objective) = objective {
            let factor = U256::from_u128(objective.divisor).times(multipliers.objective.get());
            combination.add(&objective.constraint, factor)?;
            base.push(Multiplier { constraint: objective.number, factor });
        }
        for &(row, multiplier) in &multipliers.rows {
            let (number, content, slack) = lemmas.row(encoding, row)?;
            let factor = U256::from_u128(multiplier);
            combination.add(content, factor)?;
            weaker = weaker.plus(slack.times(multiplier));
            match base.last_mut() {
                Some(last) if last.constraint == number => last.factor = last.factor.plus(factor),
                _ => base.push(Multiplier { constraint: number, factor }),
            }
        }
        let costs =
            (0..encoding.problem.variable_count).map(|variable| combination.coefficient(Literal::is_zero(variable)));
        let costs: Vec<U256> = costs.collect();
        let total = costs.iter().try_fold(weaker, |sum, &cost| core::sum(sum, cost))?;
        // Sums of the two, and what is part of them, then fit.
        if total.bits() > 254 || combination.degree().bits() > 254 {
            return None;
        }
        Some(Self {
            base,
            total,
            costs,
            degree: combination.degree(),
            least: vec![U256::ZERO; encoding.program().task_count()],
            sum: U256::ZERO,
            seen: usize::MAX,
            lemma: None,
        })
    }

    /// Brings the least costs up to date with the domain.
    pub(super) fn catch_up(&mut self, domain: &Domain<'_, '_, '_>) {
        let log = domain.log();
        match log.get(self.seen..) {
            Some(changed) if changed.len() <= self.least.len() => {
                changed.iter().for_each(|&task| self.refresh(task, domain))
            }
            _ => domain.encoding().program().tasks().for_each(|task| self.refresh(task, domain)),
        }
        self.seen = log.len();
    }

    fn refresh(&mut self, task: TaskIndex, domain: &Domain<'_, '_, '_>) {
        let costs = self.costs.get(domain.places(task)).unwrap_or_default();
        let remaining = costs.iter().zip(domain.remains(task)).filter(|(_, remains)| **remains);
        let least = remaining.map(|(&cost, _)| cost).min().unwrap_or(U256::ZERO);
        if let Some(own) = self.least.get_mut(task.usize()) {
            self.sum = self.sum.minus(*own).plus(least);
            *own = least;
        }
    }

    /// The least cost of options of a task if the node would be closed with these alone; `None` if it would not.
    pub(super) fn excludes(&self, domain: &Domain<'_, '_, '_>, task: TaskIndex, options: &Range<u64>) -> Option<U256> {
        let costs = self.costs.get(domain.places(task))?.get(options.start as usize..options.end as usize)?;
        let (least, own) = (costs.iter().copied().min()?, self.least.get(task.usize()).copied()?);
        (self.total < self.degree.plus(self.sum).minus(own).plus(least)).then_some(least)
    }

    /// The combination that closes the current node, or, with a task's least cost changed, the node in which that is so.
    pub(super) fn combination(
        &self,
        encoding: &Encoding<'_, '_>,
        changed: Option<(TaskIndex, U256)>,
    ) -> Vec<Multiplier> {
        let (mut combined, reference) = match &self.lemma {
            Some((number, reference)) => {
                (vec![Multiplier { constraint: *number, factor: U256::from_u128(1) }], reference.as_slice())
            }
            None => (self.base.clone(), &[][..]),
        };
        let references = reference.iter().copied().chain(std::iter::repeat(U256::ZERO));
        for ((task, &least), reference) in encoding.program().tasks().zip(&self.least).zip(references) {
            let least = changed.filter(|changed| changed.0 == task).map_or(least, |changed| changed.1);
            // Taking "at most one" n times is taking "at least one" -n times.
            let (constraint, factor) = if reference < least {
                (encoding.at_least_one(task), least.minus(reference))
            } else {
                (encoding.at_most_one(task), reference.minus(least))
            };
            if !factor.is_zero() {
                combined.push(Multiplier { constraint, factor });
            }
        }
        combined
    }

    /// The current combination becomes the content of a lemma of this number.
    pub(super) fn share(&mut self, encoding: &Encoding<'_, '_>, number: u32) -> Vec<Multiplier> {
        let content = self.combination(encoding, None);
        self.lemma = Some((number, self.least.clone()));
        content
    }
}

impl Objective {
    /// The goal, divided by the common step of all values if that is not 1: with `least(t)` the least cost of an option of t,
    /// `goal + sum of least(t) x "t takes an option"` has only multiples of the step on its left side.
    pub(super) fn new(
        encoding: &Encoding<'_, '_>,
        number: u32,
        combination: &mut Combination,
    ) -> Result<(Self, Option<Vec<Multiplier>>), ElaborateError> {
        let Some(goal) = encoding.goal() else {
            return Ok((Self { number: 0, constraint: Constraint::default(), divisor: 1 }, None));
        };
        let constraint = encoding.problem.constraints.get(goal as usize).cloned().unwrap_or_default();
        let divisor = encoding.step();
        if divisor == 1 {
            return Ok((Self { number: goal, constraint, divisor }, None));
        }
        let mut multipliers = vec![Multiplier { constraint: goal, factor: U256::from_u128(1) }];
        let costs: Vec<u128> = encoding.objective().map(|(_, cost)| cost).collect();
        for task in encoding.program().tasks() {
            let variables = encoding.variables(task);
            let of_task = costs.get(variables.start as usize..variables.end as usize).unwrap_or_default();
            let least = of_task.iter().copied().min().unwrap_or(0);
            if least > 0 {
                multipliers
                    .push(Multiplier { constraint: encoding.at_least_one(task), factor: U256::from_u128(least) });
            }
        }
        combination.clear();
        for taken in &multipliers {
            let constraint = encoding.problem.constraints.get(taken.constraint as usize);
            constraint
                .and_then(|constraint| combination.add(constraint, taken.factor))
                .ok_or(ElaborateError::Overflow)?;
        }
        let constraint = combination.divided(U256::from_u128(divisor)).ok_or(ElaborateError::Overflow)?;
        Ok((Self { number, constraint, divisor }, Some(multipliers)))
    }
}
