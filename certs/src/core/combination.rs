//! Sums of constraints.

use super::natural::{product, quotient_up, sum};
use super::{Constraint, Literal, Term};
use crate::{Scalar, U256};
use std::collections::BTreeMap;

/// Which literals are false on the current path.
#[derive(Debug)]
pub(crate) struct Fixed {
    falsified: Vec<bool>,
    trail: Vec<Literal>,
}

impl Fixed {
    pub(crate) fn new(variable_count: u32) -> Self {
        Self { falsified: vec![false; (variable_count as usize).saturating_mul(2)], trail: Vec::new() }
    }

    pub(crate) fn is_false(&self, literal: Literal) -> bool {
        self.falsified.get(literal.place()).copied().unwrap_or(false)
    }

    /// Makes a literal false; whether it was not so before.
    pub(crate) fn falsify(&mut self, literal: Literal) -> bool {
        match self.falsified.get_mut(literal.place()) {
            Some(falsified) if !*falsified => {
                *falsified = true;
                self.trail.push(literal);
                true
            }
            _ => false,
        }
    }

    /// Number of literals made false, to be given to [`Fixed::restore`].
    pub(crate) fn mark(&self) -> usize {
        self.trail.len()
    }

    pub(crate) fn restore(&mut self, mark: usize) {
        while self.trail.len() > mark
            && let Some(literal) = self.trail.pop()
        {
            if let Some(falsified) = self.falsified.get_mut(literal.place()) {
                *falsified = false;
            }
        }
    }
}

/// A nonnegative combination of constraints, opposite literals not yet cancelled. Methods return `None` where a sum leaves 256 bits, and
/// leave the combination unfit for anything but [`Combination::clear`] then.
#[derive(Debug)]
pub(crate) struct Combination {
    /// By [`Literal::place`].
    coefficients: Vec<U256>,
    /// Variables with a coefficient, each once.
    touched: Vec<u32>,
    degree: U256,
}

impl Combination {
    pub(crate) fn new(variable_count: u32) -> Self {
        let places = (variable_count as usize).saturating_mul(2);
        Self { coefficients: vec![U256::ZERO; places], touched: Vec::new(), degree: U256::ZERO }
    }

    pub(crate) fn clear(&mut self) {
        for variable in self.touched.drain(..) {
            for literal in [Literal::is_one(variable), Literal::is_zero(variable)] {
                if let Some(coefficient) = self.coefficients.get_mut(literal.place()) {
                    *coefficient = U256::ZERO;
                }
            }
        }
        self.degree = U256::ZERO;
    }

    pub(crate) fn coefficient(&self, literal: Literal) -> U256 {
        self.coefficients.get(literal.place()).copied().unwrap_or(U256::ZERO)
    }

    pub(crate) fn degree(&self) -> U256 {
        self.degree
    }

    /// Adds `factor x constraint`.
    pub(crate) fn add(&mut self, constraint: &Constraint, factor: U256) -> Option<()> {
        for term in &constraint.terms {
            self.add_axiom(term.literal, product(term.coefficient, factor)?)?;
        }
        self.degree = sum(self.degree, product(constraint.degree, factor)?)?;
        Some(())
    }

    /// Adds `factor x literal >= 0`.
    pub(crate) fn add_axiom(&mut self, literal: Literal, factor: U256) -> Option<()> {
        let untouched = self.coefficient(literal).is_zero() && self.coefficient(literal.negation()).is_zero();
        if untouched && !factor.is_zero() {
            self.touched.push(literal.variable());
        }
        let coefficient = self.coefficients.get_mut(literal.place())?;
        *coefficient = sum(*coefficient, factor)?;
        Some(())
    }

    /// The most that a variable can contribute to the left side.
    pub(crate) fn largest(&self, variable: u32, fixed: &Fixed) -> U256 {
        let of = |literal: Literal| if fixed.is_false(literal) { U256::ZERO } else { self.coefficient(literal) };
        let (one, zero) = (of(Literal::is_one(variable)), of(Literal::is_zero(variable)));
        if one < zero { zero } else { one }
    }

    /// Whether no assignment that respects the path satisfies the combination: the largest left side is below the degree.
    pub(crate) fn contradicts(&self, fixed: &Fixed) -> Option<bool> {
        let mut left = U256::ZERO;
        for &variable in &self.touched {
            left = sum(left, self.largest(variable, fixed))?;
        }
        Some(left < self.degree)
    }

    /// Decisions that suffice for the combination to be contradictory, ascending, where `reason` names the decision that makes a literal
    /// false; `None` if it is not contradictory. No part of checking: whoever makes proofs shorter asks.
    ///
    /// A false literal lowers what the combination can reach, by the difference to the other literal of its variable. As long as the degree
    /// stays out of reach, decisions are given up, the deepest first.
    pub(crate) fn decisive(&self, reason: impl Fn(Literal) -> Option<u32>) -> Option<Vec<u32>> {
        let mut reach = U256::ZERO;
        let mut gains: BTreeMap<u32, U256> = BTreeMap::new();
        for (larger, gain) in self.larger() {
            reach = sum(reach, self.coefficient(larger))?;
            if let (Some(decision), None) = (reason(larger), reason(larger.negation())) {
                reach = reach.minus(gain);
                let gained = gains.entry(decision).or_insert(U256::ZERO);
                *gained = sum(*gained, gain)?;
            }
        }
        if reach >= self.degree {
            return None;
        }
        let mut decisions = Vec::new();
        for (decision, gain) in gains.into_iter().rev() {
            match sum(reach, gain) {
                Some(without) if without < self.degree => reach = without,
                _ => decisions.push(decision),
            }
        }
        decisions.reverse();
        Some(decisions)
    }

    /// For each variable the literal with the larger coefficient, and by how much it is larger.
    pub(crate) fn larger(&self) -> impl Iterator<Item = (Literal, U256)> + '_ {
        self.touched.iter().map(|&variable| {
            let (one, zero) = (Literal::is_one(variable), Literal::is_zero(variable));
            let (of_one, of_zero) = (self.coefficient(one), self.coefficient(zero));
            if of_one < of_zero { (zero, of_zero.minus(of_one)) } else { (one, of_one.minus(of_zero)) }
        })
    }

    /// The combination as a constraint: opposite literals cancelled (`a x + b ~x = min(a, b) + ..`), then divided, rounding up. A degree that
    /// would be negative becomes 0.
    pub(crate) fn divided(&mut self, divisor: U256) -> Option<Constraint> {
        self.touched.sort_unstable();
        let (mut terms, mut cancelled) = (Vec::with_capacity(self.touched.len()), U256::ZERO);
        for &variable in &self.touched {
            let (mut literal, mut other) = (Literal::is_one(variable), Literal::is_zero(variable));
            if self.coefficient(literal) < self.coefficient(other) {
                (literal, other) = (other, literal);
            }
            cancelled = sum(cancelled, self.coefficient(other))?;
            let coefficient = quotient_up(self.coefficient(literal).minus(self.coefficient(other)), divisor)?;
            if !coefficient.is_zero() {
                terms.push(Term { coefficient, literal });
            }
        }
        let degree = if cancelled < self.degree { self.degree.minus(cancelled) } else { U256::ZERO };
        Some(Constraint { terms, degree: quotient_up(degree, divisor)? })
    }
}
