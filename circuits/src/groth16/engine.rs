//! The equation, over any pairing. The rest of the module fixes BN254.

use super::{Element, Reason};
use alloc::vec::Vec;
use ark_ec::pairing::{MillerLoopOutput, Pairing, PairingOutput};
use ark_ec::{AffineRepr, CurveGroup, VariableBaseMSM};
use ark_ff::{PrimeField, Zero};
use core::ops::Neg;

/// The elements of a verifying key, each valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key<E: Pairing> {
    pub(crate) alpha: E::G1Affine,
    pub(crate) beta: E::G2Affine,
    pub(crate) gamma: E::G2Affine,
    pub(crate) delta: E::G2Affine,
    /// One for the constant, then one for each public input.
    pub(crate) constants: Vec<E::G1Affine>,
}

/// The elements of a proof, each valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Elements<E: Pairing> {
    pub(crate) a: E::G1Affine,
    pub(crate) b: E::G2Affine,
    pub(crate) c: E::G1Affine,
}

impl<E: Pairing> Key<E> {
    /// Refuses keys under which anybody can forge proofs.
    pub(crate) fn check_secrets(&self) -> Result<(), Reason> {
        if self.gamma == self.delta || self.gamma.into_group().neg() == self.delta.into_group() {
            return Err(Reason::GammaIsDelta);
        }
        if self.alpha == E::G1Affine::generator() {
            return Err(Reason::Unrandomised(Element::Alpha));
        }
        for (element, point) in [(Element::Beta, self.beta), (Element::Delta, self.delta)] {
            if point == E::G2Affine::generator() {
                return Err(Reason::Unrandomised(element));
            }
        }
        Ok(())
    }
}

/// A key with what the equation needs of it computed.
#[derive(Clone, Debug)]
pub(crate) struct Prepared<E: Pairing> {
    alpha: E::G1,
    constants: Vec<E::G1Affine>,
    beta: E::G2Prepared,
    gamma_negated: E::G2Prepared,
    delta_negated: E::G2Prepared,
    alpha_beta: PairingOutput<E>,
}

impl<E: Pairing> Prepared<E> {
    pub(crate) fn new(key: &Key<E>) -> Self {
        let negated = |point: E::G2Affine| E::G2Prepared::from(point.into_group().neg().into_affine());
        Self {
            alpha: key.alpha.into_group(),
            constants: key.constants.clone(),
            beta: key.beta.into(),
            gamma_negated: negated(key.gamma),
            delta_negated: negated(key.delta),
            alpha_beta: E::pairing(key.alpha, key.beta),
        }
    }

    /// Public inputs that the key takes.
    pub(crate) fn inputs(&self) -> usize {
        self.constants.len().saturating_sub(1)
    }

    pub(crate) fn check_count(&self, inputs: &[E::ScalarField]) -> Result<(), Reason> {
        if inputs.len() == self.inputs() {
            Ok(())
        } else {
            Err(Reason::InputCount { found: inputs.len(), expected: self.inputs() })
        }
    }

    /// IC_0 + sum of x_i IC_i.
    fn combined(&self, first: E::ScalarField, inputs: &[E::ScalarField]) -> E::G1 {
        // Projective points are multiplied through the curve's endomorphism, affine ones are not.
        let product = |(scalar, constant): (&E::ScalarField, &E::G1Affine)| constant.into_group() * scalar;
        core::iter::once(&first).chain(inputs).zip(&self.constants).map(product).sum()
    }

    pub(crate) fn verify(&self, proof: &Elements<E>, inputs: &[E::ScalarField]) -> Result<(), Reason> {
        self.check_count(inputs)?;
        let combined = self.combined(E::ScalarField::from(1u8), inputs).into_affine();
        let loops = E::multi_miller_loop(
            [E::G1Prepared::from(proof.a), combined.into(), proof.c.into()],
            [proof.b.into(), self.gamma_negated.clone(), self.delta_negated.clone()],
        );
        match E::final_exponentiation(loops) {
            Some(value) if value == self.alpha_beta => Ok(()),
            _ => Err(Reason::Equation),
        }
    }

    /// The product of all equations, each raised to its own 128-bit coefficient. If a proof is false, this accepts with probability at most
    /// 2^-128 over coefficients that were drawn after the proofs were fixed. The inputs' counts have been checked.
    pub(crate) fn verify_batch<'a>(
        &self,
        proofs: impl Iterator<Item = (&'a Elements<E>, &'a [E::ScalarField], u128)>,
    ) -> Result<(), Reason> {
        let zero = E::ScalarField::zero();
        let (mut total, mut sums) = (zero, alloc::vec![zero; self.inputs()]);
        let (mut a, mut b, mut c, mut scalars) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (proof, inputs, coefficient) in proofs {
            let limbs = [coefficient as u64, (coefficient >> 64) as u64];
            let scalar = E::ScalarField::from(coefficient);
            total += scalar;
            sums.iter_mut().zip(inputs).for_each(|(sum, input)| *sum += scalar * input);
            a.push(proof.a.mul_bigint(limbs));
            b.push(E::G2Prepared::from(proof.b));
            c.push(proof.c);
            scalars.push(scalar.into_bigint());
        }
        let c_total = E::G1::msm_bigint(&c, &scalars);
        a.extend([-(self.alpha * total), self.combined(total, &sums), c_total]);
        b.extend([self.beta.clone(), self.gamma_negated.clone(), self.delta_negated.clone()]);
        let a = E::G1::normalize_batch(&a);
        let loops: MillerLoopOutput<E> = E::multi_miller_loop(a.into_iter().map(E::G1Prepared::from), b);
        match E::final_exponentiation(loops) {
            Some(value) if value.is_zero() => Ok(()),
            _ => Err(Reason::Equation),
        }
    }
}

/// Uniform up to a bias below 2^-128, from 64 uniform bytes.
#[cfg(feature = "prove")]
pub(crate) fn scalar<F: PrimeField>(randomness: &mut dyn crate::Randomness) -> F {
    let mut bytes = [0; 64];
    randomness.fill(&mut bytes);
    F::from_be_bytes_mod_order(&bytes)
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use super::*;
    use crate::groth16::algebra::MultiScalar;
    use crate::groth16::prover::create;
    use crate::groth16::reduction::OddCoset;
    use crate::groth16::setup::{generate, verifying_key};
    use crate::groth16::{Assignment, Constraints};
    use crate::testing::Total;
    use ark_groth16::Groth16;

    fn counting() -> impl crate::Randomness {
        let mut state = 0u8;
        move |bytes: &mut [u8]| {
            for byte in bytes {
                state = state.wrapping_mul(5).wrapping_add(113);
                *byte = state;
            }
        }
    }

    /// Setup, proof, verification, a refusal and a batch, over any pairing.
    fn proves_and_refuses<E: Pairing<G1: MultiScalar, G2: MultiScalar>>() {
        let key = generate::<E, _>(Total::of(2, 0), &mut counting()).expect("a setup");
        let verifying = verifying_key(&key.vk);
        assert_eq!(verifying.check_secrets(), Ok(()));
        let constraints = Constraints::<E::ScalarField>::of(Total::of(2, 0)).expect("constraints");
        let assignment = Assignment::of(Total::of(2, 7)).expect("values");
        let proof = create::<E>(&key, &constraints, &assignment, &mut counting()).expect("a true statement");
        assert_eq!(proof, by_arkworks(&key, &constraints, &assignment, &mut counting()));
        let prepared = Prepared::new(&verifying);
        let inputs = &assignment.values()[1..3];
        assert_eq!(prepared.verify(&proof, inputs), Ok(()));
        assert_eq!(prepared.verify_batch([(&proof, inputs, 3), (&proof, inputs, u128::MAX)].into_iter()), Ok(()));
        let mut other = inputs.to_vec();
        other[1] += E::ScalarField::from(1u8);
        assert_eq!(prepared.verify(&proof, &other), Err(Reason::Equation));
        assert_eq!(prepared.verify_batch([(&proof, &other[..], 3)].into_iter()), Err(Reason::Equation));
    }

    /// What the prover of arkworks makes of the same randomness.
    fn by_arkworks<E: Pairing>(
        key: &ark_groth16::ProvingKey<E>,
        constraints: &Constraints<E::ScalarField>,
        assignment: &Assignment<E::ScalarField>,
        randomness: &mut dyn crate::Randomness,
    ) -> Elements<E> {
        let [r, s] = core::array::from_fn(|_| scalar(randomness));
        let ark_groth16::Proof { a, b, c } = Groth16::<E, OddCoset>::create_proof_with_reduction_and_matrices(
            key,
            r,
            s,
            &constraints.matrices,
            assignment.inputs() + 1,
            constraints.len(),
            assignment.values(),
        )
        .expect("a proof");
        Elements { a, b, c }
    }

    #[test]
    fn over_bn254() {
        proves_and_refuses::<ark_bn254::Bn254>();
    }

    #[test]
    fn over_bls12_381() {
        proves_and_refuses::<ark_bls12_381::Bls12_381>();
    }
}
