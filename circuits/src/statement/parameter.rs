//! Parameters that no circuit can have.

use crate::layout::{BitWidth, ItemLane, ItemLayout, element_bits};
use ark_ff::PrimeField;
use thiserror::Error;

/// Why a statement cannot be built from its parameters.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[non_exhaustive]
pub enum ParameterError {
    /// Sums of the widest values would wrap around the modulus.
    #[error("sums take {needed_bits} bits, an element has {element_bits}: choose narrower lanes or fewer items")]
    SumWraps {
        /// Bits that the largest sum takes.
        needed_bits: u32,
        /// Bits that an element holds.
        element_bits: u32,
    },
    /// The statement speaks of a lane that the layout does not have.
    #[error("the layout has no lane {lane:?}, which the statement speaks of")]
    LaneAbsent {
        /// The lane.
        lane: ItemLane,
    },
    /// A count that must be positive is zero.
    #[error("{what} must be at least 1")]
    Zero {
        /// What is counted.
        what: &'static str,
    },
    /// A parameter speaks of something that does not exist.
    #[error("{what} does not exist")]
    Unknown {
        /// What is spoken of.
        what: &'static str,
    },
    /// There is more of something than any circuit holds.
    #[error("{found} {what}, at most {most} are supported")]
    TooMany {
        /// What is counted.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many are supported.
        most: usize,
    },
    /// Nobody may use anything, or everybody everything, without limit.
    #[error("there is nothing to prove: set a budget, a capacity or a limit, or say who may use which offer")]
    Nothing,
    /// A lane is wider than the values that it may hold.
    #[error("{what}: a lane of {bits} bits is too wide")]
    TooWide {
        /// Which lane.
        what: &'static str,
        /// Its width.
        bits: u32,
    },
}

/// Refuses sums of more bits than an element holds.
pub(crate) fn fits<F: PrimeField>(needed_bits: u32) -> Result<(), ParameterError> {
    let element_bits = element_bits::<F>() as u32;
    if needed_bits > element_bits { Err(ParameterError::SumWraps { needed_bits, element_bits }) } else { Ok(()) }
}

/// Bits of the sum of a number of values of a width.
pub(crate) fn sum_bits(width: BitWidth, count: usize) -> u32 {
    width.bits() + BitWidth::of(count as u64).bits()
}

/// Refuses a count of zero.
pub(crate) fn positive(what: &'static str, count: usize) -> Result<(), ParameterError> {
    if count == 0 { Err(ParameterError::Zero { what }) } else { Ok(()) }
}

/// Refuses lanes wider than the values that they hold.
pub(crate) fn narrow(what: &'static str, width: BitWidth) -> Result<(), ParameterError> {
    let bits = width.bits();
    if bits > u64::BITS { Err(ParameterError::TooWide { what, bits }) } else { Ok(()) }
}

impl ItemLayout {
    /// Refuses a layout without a lane that a statement speaks of, and layouts that no statement can have.
    pub(crate) fn require(&self, lane: ItemLane) -> Result<(), ParameterError> {
        positive("the number of items", self.count)?;
        for (_, width) in self.lanes() {
            narrow("item", width)?;
        }
        let present = self.lanes().any(|(found, width)| found == lane && width != BitWidth::ABSENT);
        if present { Ok(()) } else { Err(ParameterError::LaneAbsent { lane }) }
    }
}
