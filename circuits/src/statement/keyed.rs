//! What S2, S3 and S4 share: amounts are added up by key, and each key's sums are bounded by limits of its own.

use super::parameter::{ParameterError, fits, sum_bits};
use crate::layout::BitWidth;
use ark_ff::PrimeField;

/// Widths under which sums by key, and the number of items of a key, can be packed into one element.
///
/// A column of amounts and limits takes a *stride*: enough bits that the sum of all amounts, less any limit, plus any slack, stays within
/// it. Then two packings are equal as elements only if they are equal column by column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct KeyedBound {
    /// Bits from the start of each column to the start of the next.
    pub(crate) strides: Vec<u32>,
    /// Width of the number of items of a key.
    pub(crate) count: BitWidth,
}

impl KeyedBound {
    /// The strides for a number of items and, for each column, the widths of amounts and limits.
    pub(crate) fn new<F: PrimeField>(
        items: usize,
        columns: impl IntoIterator<Item = (BitWidth, BitWidth)>,
    ) -> Result<Self, ParameterError> {
        let stride = |(amount, limit): (BitWidth, BitWidth)| sum_bits(amount, items).max(limit.bits()) + 1;
        let strides: Vec<u32> = columns.into_iter().map(stride).collect();
        let count = BitWidth::of(items as u64);
        fits::<F>(strides.iter().sum::<u32>() + count.bits() + 1)?;
        Ok(Self { strides, count })
    }
}
