use super::{PublicInputs, SynthesisFailure};
use alloc::vec::Vec;
use ark_bn254::Fr;
use ark_ff::PrimeField;
use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystem, OptimizationGoal, SynthesisMode};

/// The values of a circuit's variables: 1, then the public inputs, then the witness. Secret, but for the public inputs.
#[derive(Clone)]
pub struct Assignment<F: PrimeField> {
    values: Vec<F>,
    inputs: usize,
}

impl<F: PrimeField> Assignment<F> {
    /// Synthesises a circuit's values without its constraints.
    ///
    /// # Errors
    /// [`SynthesisFailure::Circuit`].
    pub fn of<C: ConstraintSynthesizer<F>>(circuit: C) -> Result<Self, SynthesisFailure> {
        let system = ConstraintSystem::new_ref();
        system.set_optimization_goal(OptimizationGoal::Constraints);
        system.set_mode(SynthesisMode::Prove { construct_matrices: false, generate_lc_assignments: false });
        circuit.generate_constraints(system.clone()).map_err(SynthesisFailure::Circuit)?;
        let mut values = system.instance_assignment().map_err(SynthesisFailure::Circuit)?;
        let inputs = values.len() - 1;
        values.extend(system.witness_assignment().map_err(SynthesisFailure::Circuit)?);
        Ok(Self { values, inputs })
    }

    /// From values in the order of the constraints, which nobody has checked: for tests that a false witness is refused.
    pub fn from_values(values: Vec<F>, inputs: usize) -> Self {
        Self { values, inputs }
    }

    /// 1, the public inputs, the witness.
    pub fn values(&self) -> &[F] {
        &self.values
    }

    /// Number of public inputs.
    pub fn inputs(&self) -> usize {
        self.inputs
    }
}

impl Assignment<Fr> {
    /// The public inputs.
    pub fn public_inputs(&self) -> PublicInputs {
        PublicInputs(self.values.iter().skip(1).take(self.inputs).copied().collect())
    }
}
