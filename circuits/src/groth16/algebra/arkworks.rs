use alloc::vec::Vec;
use ark_ec::CurveGroup;
use ark_ff::PrimeField;
use ark_poly::{EvaluationDomain, GeneralEvaluationDomain};

/// Groups whose sums of multiples are computed together.
pub(crate) trait MultiScalar: CurveGroup {
    /// The sum of each point as often as its factor says.
    fn multiply(points: &[Self::Affine], factors: &[<Self::ScalarField as PrimeField>::BigInt]) -> Self {
        Self::msm_bigint(points, factors)
    }
}

impl<G: CurveGroup> MultiScalar for G {}

/// Takes polynomials from their values at the even powers of a 2N-th root of unity to those at the odd powers, N being the length rounded up to a power of
/// two. None if the field has no such root.
pub(crate) fn to_odd_powers<F: PrimeField>(length: usize, polynomials: [&mut Vec<F>; 3]) -> Option<()> {
    let even = GeneralEvaluationDomain::<F>::new(length)?;
    let odd = even.get_coset(GeneralEvaluationDomain::new(2 * even.size())?.group_gen())?;
    for values in polynomials {
        even.ifft_in_place(values);
        odd.fft_in_place(values);
    }
    Some(())
}
