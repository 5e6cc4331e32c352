//! The natural numbers that bounds are computed in.
//!
//! A bound is a sum of products of multipliers, costs and coefficients. [`Scalar`] abstracts over the exact widths the checker uses: `u64` or `u128`
//! when a bound computed beforehand shows that every intermediate value fits, and [`U256`](crate::U256) otherwise. Section "Arithmetic" of
//! `docs/format.md` proves that 256 bits always suffice. The solver implements the trait for its own approximate numbers; nothing the checker
//! accepts depends on those.

/// A commutative ordered semiring with exact difference, wide enough for the sums it is used for.
///
/// Implementations need not detect overflow: callers establish beforehand that every value fits (see
/// [`Prices::magnitude_bits`](crate::program::Prices)). `minus` is only called with a subtrahend not larger than the minuend.
pub trait Scalar: Copy + PartialOrd + core::fmt::Debug {
    /// The additive identity.
    const ZERO: Self;
    /// The number itself; exact implementations are given values within their width only.
    fn from_u128(value: u128) -> Self;
    /// Sum.
    #[must_use]
    fn plus(self, other: Self) -> Self;
    /// Difference; `other <= self`.
    #[must_use]
    fn minus(self, other: Self) -> Self;
    /// Product with an integer factor.
    #[must_use]
    fn times(self, factor: u128) -> Self;
    /// The number, if it is known exactly and below 2^31; whoever need not know may always say `None`.
    fn small(self) -> Option<i32> {
        None
    }
    /// Whether this is zero.
    fn is_zero(self) -> bool {
        self == Self::ZERO
    }
}

impl Scalar for u128 {
    const ZERO: Self = 0;
    fn from_u128(value: u128) -> Self {
        value
    }
    fn plus(self, other: Self) -> Self {
        self + other
    }
    fn minus(self, other: Self) -> Self {
        self - other
    }
    fn times(self, factor: u128) -> Self {
        self * factor
    }
    fn small(self) -> Option<i32> {
        i32::try_from(self).ok()
    }
}

impl Scalar for u64 {
    const ZERO: Self = 0;
    fn from_u128(value: u128) -> Self {
        value as Self
    }
    fn plus(self, other: Self) -> Self {
        self + other
    }
    fn minus(self, other: Self) -> Self {
        self - other
    }
    fn times(self, factor: u128) -> Self {
        self * factor as Self
    }
    fn small(self) -> Option<i32> {
        i32::try_from(self).ok()
    }
}
