//! Statements that can be written as constraints.

use super::{Builder, Linear, Sink};
use crate::poseidon::Poseidon;
use crate::statement::{PublicInputs, Statement};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

/// A statement that can be written as constraints.
pub trait Arithmetize<F: PrimeField>: Statement<F> {
    /// The hash that the statement commits with.
    fn poseidon(&self) -> &Poseidon<F>;

    /// Adds the constraints. `inputs` are the public inputs in order; every one of them takes part in some constraint.
    fn arithmetize(
        &self,
        builder: &mut Builder<'_, F>,
        inputs: &[Linear<F>],
        witness: &Self::Witness,
    ) -> Result<(), SynthesisError>;

    /// Hands the whole statement to a sink: public inputs, then constraints.
    fn synthesise(
        &self,
        public: &Self::Public,
        witness: &Self::Witness,
        sink: &mut dyn Sink<F>,
    ) -> Result<(), SynthesisError> {
        let mut builder = Builder::new(sink, self.poseidon());
        let inputs = public.inputs().into_iter().map(|value| builder.input(value)).collect::<Result<Vec<_>, _>>()?;
        self.arithmetize(&mut builder, &inputs, witness)
    }
}
