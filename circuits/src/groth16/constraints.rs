use super::{Assignment, ConstraintsHash};
use crate::format::iden3;
use alloc::vec::Vec;
use ark_ff::PrimeField;
use ark_relations::gr1cs::{
    ConstraintSynthesizer, ConstraintSystem, Matrix, OptimizationGoal, R1CS_PREDICATE_LABEL, SynthesisError,
    SynthesisMode,
};
use sha2::{Digest, Sha256};

/// Why a circuit gives no constraints or no assignment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SynthesisFailure {
    /// The circuit reported an error.
    #[error("the circuit cannot be synthesised: {0}")]
    Circuit(SynthesisError),
    /// The circuit uses other predicates than rank-1 constraints.
    #[error("the circuit uses predicates that are not rank-1 constraints")]
    NotRankOne,
    /// More variables or constraints than 32-bit formats and the field's roots of unity allow.
    #[error("the circuit has {size} variables or constraints; at most {most} are supported")]
    TooLarge {
        /// Variables or constraints of the circuit, whichever are more.
        size: usize,
        /// Most of either.
        most: usize,
    },
}

/// The first constraint that an assignment violates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("constraint {index} of {total} is not satisfied")]
pub struct UnsatisfiedConstraint {
    /// Position in the circuit, from 0, as in its `.r1cs` file.
    pub index: usize,
    /// Constraints of the circuit.
    pub total: usize,
}

/// A circuit as rank-1 constraints (A z)(B z) = C z. z is 1, then the public inputs, then the witness. In each row the terms are merged, not zero,
/// and ordered by variable, which snarkjs relies on and which makes the circuit's hash canonical.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraints<F: PrimeField> {
    pub(crate) matrices: [Matrix<F>; 3],
    inputs: usize,
    variables: usize,
}

impl<F: PrimeField> Constraints<F> {
    /// Most variables and most constraints: half of what a 2-adic subgroup of BN254 can index.
    pub const SIZE_MAX: usize = 1 << 26;

    /// Synthesises a circuit without witness.
    ///
    /// # Errors
    /// [`SynthesisFailure`].
    pub fn of<C: ConstraintSynthesizer<F>>(circuit: C) -> Result<Self, SynthesisFailure> {
        let system = ConstraintSystem::new_ref();
        system.set_optimization_goal(OptimizationGoal::Constraints);
        system.set_mode(SynthesisMode::Setup);
        circuit.generate_constraints(system.clone()).map_err(SynthesisFailure::Circuit)?;
        system.finalize();
        let (inputs, variables) = (system.num_instance_variables(), system.num_variables());
        let total = system.num_constraints();
        let size = variables.max(total + inputs);
        if size > Self::SIZE_MAX {
            return Err(SynthesisFailure::TooLarge { size, most: Self::SIZE_MAX });
        }
        let mut matrices = system.to_matrices().map_err(SynthesisFailure::Circuit)?;
        drop(system);
        let matrices = matrices.remove(R1CS_PREDICATE_LABEL).ok_or(SynthesisFailure::NotRankOne)?;
        let mut matrices: [Matrix<F>; 3] = matrices.try_into().map_err(|_| SynthesisFailure::NotRankOne)?;
        if matrices.iter().any(|matrix| matrix.len() != total) {
            return Err(SynthesisFailure::NotRankOne);
        }
        matrices.iter_mut().flatten().for_each(merge);
        Ok(Self { matrices, inputs: inputs - 1, variables })
    }

    /// Number of constraints.
    pub fn len(&self) -> usize {
        self.matrices[0].len()
    }

    /// Whether there are no constraints.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of public inputs, without the constant 1.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Length of z: the constant, the public inputs and the witness.
    pub fn variables(&self) -> usize {
        self.variables
    }

    /// The points at which polynomials are evaluated: the power of two that holds a row for each constraint, public input and the constant.
    pub(crate) fn domain_size(&self) -> usize {
        (self.len() + self.inputs + 1).next_power_of_two()
    }

    /// Whether an assignment satisfies every constraint. Linear in the number of terms.
    ///
    /// # Errors
    /// The first constraint that does not hold. An assignment of the wrong length satisfies none.
    pub fn check(&self, assignment: &Assignment<F>) -> Result<(), UnsatisfiedConstraint> {
        self.evaluate(assignment).map(drop)
    }

    /// A z, B z and C z, of which the third is the product of the others.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub(crate) fn evaluate(&self, assignment: &Assignment<F>) -> Result<[Vec<F>; 3], UnsatisfiedConstraint> {
        let z = assignment.values();
        let total = self.len();
        if z.len() != self.variables || assignment.inputs() != self.inputs {
            return Err(UnsatisfiedConstraint { index: 0, total });
        }
        let [a, b, c] = self.matrices.each_ref().map(|rows| -> Vec<F> { rows.iter().map(|row| dot(row, z)).collect() });
        match a.iter().zip(&b).zip(&c).position(|((a, b), c)| *a * b != *c) {
            Some(index) => Err(UnsatisfiedConstraint { index, total }),
            None => Ok([a, b, c]),
        }
    }

    /// SHA-256 of the circuit's `.r1cs` file.
    pub fn hash(&self) -> ConstraintsHash {
        let mut hasher = Sha256::new();
        iden3::write_r1cs(self, &mut |bytes: &[u8]| hasher.update(bytes));
        ConstraintsHash::from_bytes(hasher.finalize().into())
    }
}

type Row<F> = Vec<(F, usize)>;

fn dot<F: PrimeField>(row: &Row<F>, z: &[F]) -> F {
    let term = |(coefficient, variable): &(F, usize)| {
        let value = *z.get(*variable)?;
        Some(if coefficient.is_one() { value } else { value * coefficient })
    };
    row.iter().filter_map(term).sum()
}

fn merge<F: PrimeField>(row: &mut Row<F>) {
    row.sort_unstable_by_key(|&(_, variable)| variable);
    row.dedup_by(|next, kept| {
        let same = next.1 == kept.1;
        if same {
            kept.0 += next.0;
        }
        same
    });
    row.retain(|(coefficient, _)| !coefficient.is_zero());
    row.shrink_to_fit();
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_bn254::Fr;

    #[test]
    fn duplicate_terms_merge_and_vanish() {
        let term = |coefficient: i64, variable: usize| (Fr::from(coefficient), variable);
        let mut row = alloc::vec![term(2, 3), term(1, 1), term(5, 3), term(4, 2), term(-4, 2)];
        merge(&mut row);
        assert_eq!(row, [term(1, 1), term(7, 3)]);
    }
}
