//! Variables and constraints.

use super::permutation::Roots;
use super::{Linear, Sink};
use crate::poseidon::Poseidon;
use ark_ff::PrimeField;
use ark_relations::gr1cs::{SynthesisError, Variable};

/// Adds variables and constraints to a sink.
#[derive(Debug)]
pub struct Builder<'p, F: PrimeField> {
    pub(super) sink: &'p mut dyn Sink<F>,
    matrices: bool,
    pub(super) poseidon: &'p Poseidon<F>,
    pub(super) roots: Roots<F>,
}

impl<'p, F: PrimeField> Builder<'p, F> {
    /// A builder for a sink.
    pub fn new(sink: &'p mut dyn Sink<F>, poseidon: &'p Poseidon<F>) -> Self {
        let matrices = sink.records();
        Self { sink, matrices, poseidon, roots: Roots::default() }
    }

    /// Whether constraints are recorded, not only a witness made.
    pub(super) fn records(&self) -> bool {
        self.matrices
    }

    /// A public input.
    pub fn input(&mut self, value: F) -> Result<Linear<F>, SynthesisError> {
        let variable = self.sink.input(value)?;
        Ok(Linear::variable(value, self.matrices.then_some(variable)))
    }

    /// A witness variable. Nothing constrains it yet.
    pub fn witness(&mut self, value: F) -> Result<Linear<F>, SynthesisError> {
        let variable = self.witness_variable(value)?;
        Ok(Linear::variable(value, self.matrices.then_some(variable)))
    }

    pub(super) fn witness_variable(&mut self, value: F) -> Result<Variable, SynthesisError> {
        self.sink.witness(value)
    }

    /// Constrains `left x right = product`.
    pub fn enforce(&mut self, left: &Linear<F>, right: &Linear<F>, product: &Linear<F>) -> Result<(), SynthesisError> {
        self.sink.enforce(left, right, product)
    }

    /// Constrains two combinations to be equal.
    pub fn equal(&mut self, left: &Linear<F>, right: &Linear<F>) -> Result<(), SynthesisError> {
        self.enforce(left, &Linear::constant(F::ONE), right)
    }

    /// A new variable for the product of two combinations: one constraint, none if one of them is constant.
    pub fn product(&mut self, left: &Linear<F>, right: &Linear<F>) -> Result<Linear<F>, SynthesisError> {
        match (left.is_constant(), right.is_constant()) {
            (true, _) => Ok(right.clone().scaled(left.value())),
            (_, true) => Ok(left.clone().scaled(right.value())),
            (false, false) => {
                let product = self.witness(left.value() * right.value())?;
                self.enforce(left, right, &product)?;
                Ok(product)
            }
        }
    }

    /// A new variable for the inverse of a combination: one constraint, unsatisfiable if the combination is zero.
    pub fn inverse(&mut self, of: &Linear<F>) -> Result<Linear<F>, SynthesisError> {
        let inverse = self.witness(of.value().inverse().unwrap_or_default())?;
        self.enforce(&inverse, of, &Linear::constant(F::ONE))?;
        Ok(inverse)
    }

    /// Makes a public input take part in a constraint: an input that takes part in none could be replaced by any other.
    pub fn bind(&mut self, input: &Linear<F>) -> Result<(), SynthesisError> {
        self.product(input, input).map(drop)
    }
}
