//! Widths of lanes.

use thiserror::Error;

/// The number of bits of a lane, from 0 (the lane is absent, its value is 0) to 128.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BitWidth(u8);

/// A width that no lane can have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
#[error("a lane of {0} bits: a lane has at most 128")]
pub struct BitWidthError(pub u32);

impl BitWidth {
    /// The width of an absent lane.
    pub const ABSENT: Self = Self(0);
    /// 64 bits.
    pub const U64: Self = Self(64);

    /// A width of at most 128 bits.
    pub const fn new(bits: u32) -> Result<Self, BitWidthError> {
        if bits <= 128 { Ok(Self(bits as u8)) } else { Err(BitWidthError(bits)) }
    }

    /// The least width that holds a value.
    pub const fn of(value: u64) -> Self {
        Self((u64::BITS - value.leading_zeros()) as u8)
    }

    /// The number of bits.
    pub const fn bits(self) -> u32 {
        self.0 as u32
    }

    /// Whether a value fits.
    pub const fn holds(self, value: u128) -> bool {
        self.0 == 128 || value >> self.0 == 0
    }
}
