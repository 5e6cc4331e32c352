//! The field of the circuits, in the two libraries that speak of it.

use ark_ff::{BigInteger, PrimeField};
use halo2_proofs::pasta::Fp;
use halo2_proofs::pasta::group::ff::PrimeField as _;

/// An element of the base field of Pallas, which is the scalar field of Vesta.
pub type Element = ark_pallas::Fq;

/// The element as halo2 has it.
pub(super) fn native(element: Element) -> Fp {
    let mut bytes = [0; 32];
    bytes.iter_mut().zip(element.into_bigint().to_bytes_le()).for_each(|(to, from)| *to = from);
    // Both libraries reduce modulo the same prime, so that the bytes are always canonical.
    Option::from(Fp::from_repr(bytes)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::{AdditiveGroup, Field};

    #[test]
    fn both_libraries_have_the_same_field() {
        for element in [Element::ZERO, Element::ONE, -Element::ONE, Element::from(u128::MAX).square()] {
            let bytes: [u8; 32] = native(element).to_repr();
            assert_eq!(Element::from_le_bytes_mod_order(&bytes), element);
            assert_eq!(native(element.square() + Element::from(3u64)), native(element).square() + Fp::from(3));
        }
    }
}
