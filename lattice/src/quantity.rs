//! Amounts of a resource: the chain `0 < 1 < ... < 2^63 - 1 < unlimited`.
//!
//! With addition this is an integral, dually residuated chain, a discrete cousin of the Lawvere quantale
//! `[0, ∞]`: [`monus`](Amount::monus) is the residual, the least amount that still has to be added.
//! (Galatos, Jipsen, Kowalski, Ono, *Residuated Lattices*, 2007, §2.2, read with the order reversed.)

use core::fmt;

use crate::order::{OrderedMonoid, Residuated, chain};

/// A quantity of one resource, in that resource's unit: at most `2^63 - 1`, or unlimited.
///
/// Meet is the smaller and join the larger of two amounts, the bottom is [`Amount::ZERO`] and the top is
/// [`Amount::UNLIMITED`], which absorbs in sums.
///
/// ```
/// use apportion_lattice::quantity::Amount;
/// let five = Amount::finite(5).unwrap();
/// let eight = Amount::finite(8).unwrap();
/// assert_eq!(eight.monus(five), Amount::finite(3).unwrap());
/// assert_eq!(five.monus(eight), Amount::ZERO);
/// assert!(eight < Amount::UNLIMITED);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(u64); // finite: at most MAX_FINITE; unlimited: u64::MAX. So the derived order is the order.

impl Amount {
    /// The largest finite amount, `2^63 - 1` units.
    pub const MAX_FINITE: u64 = i64::MAX as u64;
    /// Nothing: the bottom, and the neutral element of addition.
    pub const ZERO: Self = Self(0);
    /// More than every finite amount: the top.
    pub const UNLIMITED: Self = Self(u64::MAX);

    /// The finite amount of `units`; `None` above [`Amount::MAX_FINITE`].
    #[must_use]
    pub const fn finite(units: u64) -> Option<Self> {
        if units <= Self::MAX_FINITE { Some(Self(units)) } else { None }
    }

    /// The number of units, or `None` if unlimited.
    #[must_use]
    pub const fn as_finite(self) -> Option<u64> {
        if self.is_unlimited() { None } else { Some(self.0) }
    }

    /// Whether this is the top.
    #[must_use]
    pub const fn is_unlimited(self) -> bool {
        self.0 == Self::UNLIMITED.0
    }

    /// Whether this is the bottom.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether `units` fit: `units <= self`. Units above [`Amount::MAX_FINITE`] fit only under unlimited.
    #[must_use]
    pub const fn covers(self, units: u64) -> bool {
        units <= self.0 // unlimited is stored as the largest number there is
    }

    /// The smaller amount.
    #[must_use]
    pub const fn meet(self, other: Self) -> Self {
        if self.0 <= other.0 { self } else { other }
    }

    /// The larger amount.
    #[must_use]
    pub const fn join(self, other: Self) -> Self {
        if self.0 <= other.0 { other } else { self }
    }

    /// The sum; unlimited if either is, `None` if it is finite but above [`Amount::MAX_FINITE`].
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        if self.is_unlimited() || other.is_unlimited() {
            return Some(Self::UNLIMITED);
        }
        Self::finite(self.0 + other.0) // two numbers below 2^63: no overflow
    }

    /// The truncated difference: the least `c` with `self <= subtrahend + c`.
    ///
    /// Hence anything less unlimited is zero, and unlimited less anything finite is unlimited.
    #[must_use]
    pub const fn monus(self, subtrahend: Self) -> Self {
        if self.0 <= subtrahend.0 {
            Self::ZERO
        } else if self.is_unlimited() {
            Self::UNLIMITED
        } else {
            Self(self.0 - subtrahend.0)
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_finite() {
            Some(units) => write!(f, "{units}"),
            None => f.write_str("unlimited"),
        }
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Amount({self})")
    }
}

impl Default for Amount {
    /// Nothing: what is not listed is not offered.
    fn default() -> Self {
        Self::ZERO
    }
}

chain!(Amount, bottom: Amount::ZERO, top: Amount::UNLIMITED);

impl OrderedMonoid for Amount {
    fn zero() -> Self {
        Self::ZERO
    }

    fn checked_add(&self, other: &Self) -> Option<Self> {
        Self::checked_add(*self, *other)
    }
}

impl Residuated for Amount {
    fn monus(&self, subtrahend: &Self) -> Self {
        Self::monus(*self, *subtrahend)
    }
}
