//! Signed numbers that bounds are computed in.

use core::fmt::Debug;

/// An ordered ring in which the sums of one bound are exact, by a size estimate made beforehand, or approximate on purpose.
///
/// `f64` holds every integer up to 2^53, so that a combination whose magnitude stays below that is exact in it; otherwise `i128` is used.
pub(crate) trait Number: Copy + PartialOrd + Debug + Send + Sync {
    /// The additive identity.
    const ZERO: Self;
    /// Magnitudes below this are exact, with bits in reserve for the estimate's own rounding.
    const EXACT_MAX: f64;
    /// Above every sum, with room for one more of these.
    const HUGE: Self;
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    /// Product with a coefficient of a row.
    fn times(self, amount: u64) -> Self;
    /// Product with a cost, which is given in both forms.
    fn times_cost(self, exact: u128, rounded: f64) -> Self;
    /// Product with a row's bound.
    fn times_bound(self, bound: i128) -> Self;
    fn power_of_two(exponent: u8) -> Self;
    fn from_i128(value: i128) -> Self;
    fn to_i128(self) -> i128;
    /// The nearest double, or one next to it.
    fn approximate(self) -> f64;
}

impl Number for f64 {
    const ZERO: Self = 0.0;
    const EXACT_MAX: f64 = (1u64 << 51) as f64;
    const HUGE: Self = (1u64 << 60) as f64;
    fn plus(self, other: Self) -> Self {
        self + other
    }
    fn minus(self, other: Self) -> Self {
        self - other
    }
    fn times(self, amount: u64) -> Self {
        // Amounts are below 2^63, and the signed conversion is one instruction.
        self * amount as i64 as f64
    }
    fn times_cost(self, _: u128, rounded: f64) -> Self {
        self * rounded
    }
    fn times_bound(self, bound: i128) -> Self {
        self * bound as f64
    }
    fn power_of_two(exponent: u8) -> Self {
        (1u64 << exponent) as f64
    }
    fn from_i128(value: i128) -> Self {
        value as f64
    }
    fn to_i128(self) -> i128 {
        self as i128
    }
    fn approximate(self) -> f64 {
        self
    }
}

impl Number for i128 {
    const ZERO: Self = 0;
    const EXACT_MAX: f64 = (1u128 << 124) as f64;
    const HUGE: Self = 1 << 125;
    fn plus(self, other: Self) -> Self {
        self + other
    }
    fn minus(self, other: Self) -> Self {
        self - other
    }
    fn times(self, amount: u64) -> Self {
        self * i128::from(amount)
    }
    fn times_cost(self, exact: u128, _: f64) -> Self {
        self * exact as i128
    }
    fn times_bound(self, bound: i128) -> Self {
        self * bound
    }
    fn power_of_two(exponent: u8) -> Self {
        1 << exponent
    }
    fn from_i128(value: i128) -> Self {
        value
    }
    fn to_i128(self) -> i128 {
        self
    }
    fn approximate(self) -> f64 {
        self as f64
    }
}
