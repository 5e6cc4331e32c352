use alloc::vec::Vec;
use ark_ec::CurveGroup;
use ark_ec::short_weierstrass::{Projective, SWCurveConfig};
use ark_ff::PrimeField;
use taceo_ark_algebra::fft::{Domain, bit_reverse, powers};
use taceo_ark_algebra::msm::msm_bigint;

/// Groups whose sums of multiples are computed together.
pub(crate) trait MultiScalar: CurveGroup {
    /// The sum of each point as often as its factor says.
    fn multiply(points: &[Self::Affine], factors: &[<Self::ScalarField as PrimeField>::BigInt]) -> Self;
}

impl<C: SWCurveConfig> MultiScalar for Projective<C> {
    fn multiply(points: &[Self::Affine], factors: &[<Self::ScalarField as PrimeField>::BigInt]) -> Self {
        msm_bigint(points, factors)
    }
}

/// Takes polynomials from their values at the even powers of a 2N-th root of unity to those at the odd powers, N being the length rounded up to a power of
/// two. None if the field has no such root. Coefficients lie in the order of reversed bits in between.
pub(crate) fn to_odd_powers<F: PrimeField>(length: usize, polynomials: [&mut Vec<F>; 3]) -> Option<()> {
    let even = Domain::<F>::new(length)?;
    let size = even.size();
    let mut shift = powers(F::get_root_of_unity(2 * size as u64)?, size);
    bit_reverse(&mut shift);
    for values in polynomials {
        values.resize(size, F::ZERO);
        even.ifft_in_to_out(values);
        values.iter_mut().zip(&shift).for_each(|(value, power)| *value *= power);
        even.fft_out_to_in(values);
    }
    Some(())
}
