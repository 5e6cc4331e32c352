//! A statement with its inputs and witness, as a circuit.

use crate::gadgets::Arithmetize;
use crate::statement::Statement;
use ark_ff::PrimeField;
use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystemRef, SynthesisError};

/// A circuit of a statement. It never checks the witness: an unsatisfied one gives an unsatisfied constraint system.
#[derive(Debug)]
pub struct Circuit<'a, S: Statement<F>, F: PrimeField> {
    statement: &'a S,
    public: S::Public,
    witness: S::Witness,
}

impl<'a, S: Statement<F>, F: PrimeField> Circuit<'a, S, F> {
    /// A circuit for public inputs and a witness.
    pub fn new(statement: &'a S, public: S::Public, witness: S::Witness) -> Self {
        Self { statement, public, witness }
    }

    /// The circuit of a statement, for making keys.
    pub fn blank(statement: &'a S) -> Self {
        let witness = statement.blank();
        Self { statement, public: statement.public(F::ZERO, &witness), witness }
    }
}

impl<S: Arithmetize<F>, F: PrimeField> ConstraintSynthesizer<F> for Circuit<'_, S, F> {
    fn generate_constraints(self, mut system: ConstraintSystemRef<F>) -> Result<(), SynthesisError> {
        self.statement.synthesise(&self.public, &self.witness, &mut system)
    }
}
