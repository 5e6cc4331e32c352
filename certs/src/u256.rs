//! Fixed 256-bit natural numbers: the four operations the checker needs and no more.

use crate::Scalar;
use core::cmp::Ordering;

/// A natural number below 2^256, as four 64-bit limbs, least significant first.
///
/// Arithmetic wraps silently at 2^256, which the checker's size argument rules out (`docs/format.md`, section "Arithmetic").
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub struct U256([u64; 4]);

const LOW_LIMB: u128 = 0xffff_ffff_ffff_ffff;

impl U256 {
    /// Sums of two numbers of at most this many bits never overflow.
    pub const SAFE_BITS: u32 = 254;

    /// The number of significant bits: 0 for zero, otherwise floor(log2) + 1.
    pub fn bits(self) -> u32 {
        let [a, b, c, d] = self.0;
        match (d, c, b) {
            (0, 0, 0) => 64 - a.leading_zeros(),
            (0, 0, b) => 128 - b.leading_zeros(),
            (0, c, _) => 192 - c.leading_zeros(),
            (d, _, _) => 256 - d.leading_zeros(),
        }
    }

    /// The value, if it is below 2^128.
    #[inline]
    pub fn to_u128(self) -> Option<u128> {
        let (high, low) = self.halves();
        (high == 0).then_some(low)
    }

    /// The number as `high x 2^128 + low`.
    #[inline]
    fn halves(self) -> (u128, u128) {
        let [a, b, c, d] = self.0.map(u128::from);
        (c | d << 64, a | b << 64)
    }
}

impl Scalar for U256 {
    const ZERO: Self = Self([0; 4]);

    #[inline]
    fn from_u128(value: u128) -> Self {
        Self([value as u64, (value >> 64) as u64, 0, 0])
    }

    #[inline]
    fn plus(self, other: Self) -> Self {
        let mut limbs = [0; 4];
        let mut carry = 0u128;
        for ((limb, left), right) in limbs.iter_mut().zip(self.0).zip(other.0) {
            let sum = u128::from(left) + u128::from(right) + carry;
            *limb = sum as u64;
            carry = sum >> 64;
        }
        Self(limbs)
    }

    #[inline]
    fn minus(self, other: Self) -> Self {
        let mut limbs = [0; 4];
        let mut borrow = false;
        for ((limb, left), right) in limbs.iter_mut().zip(self.0).zip(other.0) {
            let (difference, first) = left.overflowing_sub(right);
            let (difference, second) = difference.overflowing_sub(u64::from(borrow));
            *limb = difference;
            borrow = first || second;
        }
        Self(limbs)
    }

    fn times(self, factor: u128) -> Self {
        let low = self.times_limb((factor & LOW_LIMB) as u64);
        let high = self.times_limb((factor >> 64) as u64);
        let [a, b, c, _] = high.0;
        low.plus(Self([0, a, b, c]))
    }

    fn small(self) -> Option<i32> {
        self.to_u128()?.small()
    }
}

impl U256 {
    fn times_limb(self, factor: u64) -> Self {
        let mut limbs = [0; 4];
        let mut carry = 0u128;
        for (limb, left) in limbs.iter_mut().zip(self.0) {
            let product = u128::from(left) * u128::from(factor) + carry;
            *limb = product as u64;
            carry = product >> 64;
        }
        Self(limbs)
    }
}

impl PartialOrd for U256 {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for U256 {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.halves().cmp(&other.halves())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_u128_where_it_fits(a in 0u128..1 << 126, b in 0u128..1 << 126, f in 0u128..1 << 64) {
            let (x, y) = (U256::from_u128(a), U256::from_u128(b));
            prop_assert_eq!(x.plus(y).to_u128(), Some(a + b));
            prop_assert_eq!(x.partial_cmp(&y), a.partial_cmp(&b));
            prop_assert_eq!(x.plus(y).minus(y), x);
            prop_assert_eq!(U256::from_u128(a >> 64).times(f).to_u128(), Some((a >> 64) * f));
        }

        #[test]
        fn multiplication_distributes_over_wide_sums(a: u128, b: u128, f in 0u128..1 << 100) {
            let (x, y) = (U256::from_u128(a), U256::from_u128(b));
            prop_assert_eq!(x.plus(y).times(f), x.times(f).plus(y.times(f)));
            prop_assert_eq!(x.times(b), y.times(a));
        }

        #[test]
        fn bits_bracket_the_value(a: u128, shift in 0u32..120) {
            let wide = U256::from_u128(a).times(1 << shift);
            let bits = if a == 0 { 0 } else { 128 - a.leading_zeros() + shift };
            prop_assert_eq!(wide.bits(), bits);
        }
    }
}
