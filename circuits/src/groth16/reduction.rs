//! From rank-1 constraints to polynomials, the way snarkjs does it, so that one prover serves our keys and those of a ceremony.
//!
//! With N the domain's size and w a primitive 2N-th root of unity, P = A B - C has degree below 2N and vanishes at the even powers of w iff every
//! constraint holds. Hence P(t) = sum over odd i of P(w^i) L_i(t), where L_i are the Lagrange polynomials of the 2N points: the key holds
//! L_i(t) / delta for odd i, and the prover evaluates P on the coset of odd powers, where it needs no division by the vanishing polynomial.

use super::algebra::to_odd_powers;
use alloc::vec::Vec;
use ark_ff::PrimeField;
use ark_groth16::r1cs_to_qap::{LibsnarkReduction, R1CSToQAP, evaluate_constraint};
use ark_poly::EvaluationDomain;
use ark_relations::gr1cs::{ConstraintSystemRef, Matrix, SynthesisError};

pub(crate) struct OddCoset;

impl OddCoset {
    /// P at the odd powers, from A z, B z and C z and from the public inputs behind their constant 1.
    pub(crate) fn evaluate<F: PrimeField>(rows: [Vec<F>; 3], public: &[F]) -> Result<Vec<F>, SynthesisError> {
        let [mut a, mut b, mut c] = rows;
        // The rows that keep public inputs apart (Groth16 as libsnark and snarkjs build it).
        a.extend(public);
        to_odd_powers(a.len(), [&mut a, &mut b, &mut c]).ok_or(SynthesisError::PolynomialDegreeTooLarge)?;
        a.iter_mut().zip(b).zip(c).for_each(|((a, b), c)| *a = *a * b - c);
        Ok(a)
    }
}

impl R1CSToQAP for OddCoset {
    fn instance_map_with_evaluation<F: PrimeField, D: EvaluationDomain<F>>(
        system: ConstraintSystemRef<F>,
        t: &F,
    ) -> Result<(Vec<F>, Vec<F>, Vec<F>, F, usize, usize), SynthesisError> {
        LibsnarkReduction::instance_map_with_evaluation::<F, D>(system, t)
    }

    fn witness_map_from_matrices<F: PrimeField, D: EvaluationDomain<F>>(
        matrices: &[Matrix<F>],
        inputs: usize,
        _: usize,
        assignment: &[F],
    ) -> Result<Vec<F>, SynthesisError> {
        let [a, b, c] = matrices else { return Err(SynthesisError::ArityMismatch) };
        let rows = |rows: &Matrix<F>| rows.iter().map(|row| evaluate_constraint(row, assignment)).collect();
        Self::evaluate([a, b, c].map(rows), assignment.get(..inputs).unwrap_or_default())
    }

    fn h_query_scalars<F: PrimeField, D: EvaluationDomain<F>>(
        max_power: usize,
        t: F,
        _: F,
        delta_inverse: F,
    ) -> Result<Vec<F>, SynthesisError> {
        let double = D::new(2 * (max_power + 1)).ok_or(SynthesisError::PolynomialDegreeTooLarge)?;
        let lagrange = double.evaluate_all_lagrange_coefficients(t);
        Ok(lagrange.into_iter().skip(1).step_by(2).map(|value| value * delta_inverse).collect())
    }
}
