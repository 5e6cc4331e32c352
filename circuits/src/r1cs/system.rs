//! Rank-1 constraint systems take constraints as they are.

use crate::gadgets::{Linear, Sink};
use ark_ff::PrimeField;
use ark_relations::gr1cs::{ConstraintSystemRef, SynthesisError, Variable};

impl<F: PrimeField> Sink<F> for ConstraintSystemRef<F> {
    fn records(&self) -> bool {
        self.should_construct_matrices()
    }

    fn input(&mut self, value: F) -> Result<Variable, SynthesisError> {
        self.new_input_variable(|| Ok(value))
    }

    fn witness(&mut self, value: F) -> Result<Variable, SynthesisError> {
        self.new_witness_variable(|| Ok(value))
    }

    fn enforce(&mut self, left: &Linear<F>, right: &Linear<F>, product: &Linear<F>) -> Result<(), SynthesisError> {
        self.enforce_r1cs_constraint(|| left.merged(), || right.merged(), || product.merged())
    }
}
