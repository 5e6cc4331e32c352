//! Circuits of any size for tests and benches; they prove nothing that anybody wants to know.

use alloc::vec::Vec;
use ark_bn254::Fr;
use ark_ff::PrimeField;
use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystemRef, LinearCombination, SynthesisError, Variable};

/// "I know numbers of 64 bits whose sum is this total", bound to a context. Public inputs: total, context. 65 constraints a number and one more.
#[derive(Clone, Debug)]
pub struct Total {
    /// The numbers, secret.
    pub numbers: Vec<u64>,
    /// What the proof is for.
    pub context: u64,
}

impl Total {
    /// As many numbers as asked, all of them different.
    pub fn of(numbers: usize, context: u64) -> Self {
        let number = |at: u64| at.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self { numbers: (0..numbers as u64).map(number).collect(), context }
    }
}

impl<F: PrimeField> ConstraintSynthesizer<F> for Total {
    fn generate_constraints(self, system: ConstraintSystemRef<F>) -> Result<(), SynthesisError> {
        let total: F = self.numbers.iter().map(|number| F::from(*number)).sum();
        let total = system.new_input_variable(|| Ok(total))?;
        let context = system.new_input_variable(|| Ok(F::from(self.context)))?;
        let mut sum = LinearCombination::<F>::zero();
        for number in &self.numbers {
            let value = system.new_witness_variable(|| Ok(F::from(*number)))?;
            let mut bits = LinearCombination::zero();
            for place in 0..64 {
                let bit = system.new_witness_variable(|| Ok(F::from((number >> place) & 1)))?;
                let bit_or_zero: LinearCombination<F> = bit.into();
                let other = LinearCombination::from(Variable::One) - bit;
                system.enforce_r1cs_constraint(|| bit_or_zero, || other, LinearCombination::zero)?;
                bits += (F::from(1u64 << place), bit);
            }
            system.enforce_r1cs_constraint(|| bits, || Variable::One.into(), || value.into())?;
            sum += (F::ONE, value);
        }
        system.enforce_r1cs_constraint(|| sum, || Variable::One.into(), || total.into())?;
        let square = system.new_witness_variable(|| Ok(F::from(self.context).square()))?;
        system.enforce_r1cs_constraint(|| context.into(), || context.into(), || square.into())
    }
}

/// The circuit without its witness's meaning: the same constraints for every witness.
pub fn constraints(numbers: usize) -> crate::groth16::Constraints<Fr> {
    match crate::groth16::Constraints::of(Total::of(numbers, 0)) {
        Ok(constraints) => constraints,
        Err(error) => unreachable!("the circuit can be synthesised: {error}"),
    }
}
