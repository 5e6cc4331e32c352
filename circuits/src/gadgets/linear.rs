//! Linear combinations of variables, with their values.

use ark_ff::PrimeField;
use ark_relations::gr1cs::{LinearCombination, Variable};

/// A linear combination and its value. While only a witness is made, the terms are not kept.
#[derive(Clone, Debug)]
pub struct Linear<F: PrimeField> {
    value: F,
    terms: Vec<(F, Variable)>,
    constant: bool,
}

impl<F: PrimeField> Linear<F> {
    /// A constant.
    pub fn constant(value: F) -> Self {
        Self { value, terms: vec![(value, Variable::One)], constant: true }
    }

    /// The empty sum.
    pub fn zero() -> Self {
        Self { value: F::ZERO, terms: Vec::new(), constant: true }
    }

    pub(crate) fn variable(value: F, variable: Option<Variable>) -> Self {
        Self { value, terms: variable.map(|variable| (F::ONE, variable)).into_iter().collect(), constant: false }
    }

    pub(super) fn of_terms(value: F, terms: Vec<(F, Variable)>) -> Self {
        Self { value, terms, constant: false }
    }

    /// The value.
    pub fn value(&self) -> F {
        self.value
    }

    /// Whether no variable takes part.
    pub fn is_constant(&self) -> bool {
        self.constant
    }

    /// Adds a multiple of another combination.
    pub fn add_scaled(&mut self, factor: F, other: &Self) {
        self.value += factor * other.value;
        self.terms.extend(other.terms.iter().map(|&(coefficient, variable)| (factor * coefficient, variable)));
        self.constant &= other.constant;
    }

    /// The sum with another combination.
    pub fn plus(mut self, other: &Self) -> Self {
        self.add_scaled(F::ONE, other);
        self
    }

    /// The difference from another combination.
    pub fn minus(mut self, other: &Self) -> Self {
        self.add_scaled(-F::ONE, other);
        self
    }

    /// A multiple.
    pub fn scaled(mut self, factor: F) -> Self {
        self.value *= factor;
        self.terms.iter_mut().for_each(|(coefficient, _)| *coefficient *= factor);
        self
    }

    /// The same combination with every variable at most once.
    pub(super) fn compact(mut self) -> Self {
        self.terms = self.merged().0;
        self
    }

    /// The terms with duplicates merged: some readers of exported constraints do not merge them themselves.
    pub(crate) fn merged(&self) -> LinearCombination<F> {
        let mut merged = LinearCombination(self.terms.clone());
        merged.compactify();
        merged.0.retain(|(coefficient, _)| !coefficient.is_zero());
        merged
    }
}

impl<F: PrimeField> From<u64> for Linear<F> {
    fn from(value: u64) -> Self {
        Self::constant(F::from(value))
    }
}
