//! Lanes into elements, natively.

use super::BitWidth;
use ark_ff::{BigInteger, PrimeField};

/// Bits that one element takes: one less than the modulus has.
pub const fn element_bits<F: PrimeField>() -> usize {
    F::MODULUS_BIT_SIZE as usize - 1
}

/// A stream of lanes on its way into elements.
#[derive(Default, Debug)]
pub(crate) struct Packing {
    bits: Vec<bool>,
}

impl Packing {
    /// Appends a lane. Bits of the value beyond the width are dropped: callers check [`BitWidth::holds`] first.
    pub(crate) fn push(&mut self, value: impl Into<u128>, width: BitWidth) {
        let value = value.into();
        self.bits.extend((0..width.bits()).map(|bit| value >> bit & 1 == 1));
    }

    /// The elements.
    pub(crate) fn elements<F: PrimeField>(&self) -> Vec<F> {
        self.bits.chunks(element_bits::<F>()).filter_map(|bits| F::from_bigint(F::BigInt::from_bits_le(bits))).collect()
    }
}
