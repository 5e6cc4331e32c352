//! Windows policed as token buckets.
//!
//! Backlogs are counted in parts of a unit, as many as the window has slots: then each slot refills the amount, in whole numbers. The backlog of
//! the open slot is carried into it from the state before; what is carried into a later slot follows, so that a chunk has one state after.

use crate::gadgets::bucket::Bucket;
use crate::gadgets::challenge::Transcript;
use crate::gadgets::{Builder, Lane, Linear};
use crate::layout::BitWidth;
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

/// A window of some slots, as a bucket.
#[derive(Clone, Copy, Debug)]
pub(super) struct BucketLimit<'l, F: PrimeField> {
    pub(super) slots: u64,
    /// What a window holds: the capacity.
    pub(super) amount: &'l Lane<F>,
    /// Width of a backlog in parts.
    pub(super) width: BitWidth,
    /// The backlog in the open slot, before the chunk, in parts.
    pub(super) before: &'l Lane<F>,
}

impl<F: PrimeField> Builder<'_, F> {
    /// The backlog in each slot, in parts, and what is used there: all of it follows from what is stated.
    pub(super) fn backlogs(
        &mut self,
        limit: BucketLimit<'_, F>,
        used: &[F],
        transcript: &mut Transcript<F>,
    ) -> Result<[Vec<Linear<F>>; 2], SynthesisError> {
        let BucketLimit { slots, amount, width, before } = limit;
        let (amount, parts) = (amount.linear(), F::from(slots));
        let unit = parts.inverse().ok_or(SynthesisError::DivisionByZero)?;
        let bucket = Bucket { capacity: amount.clone().scaled(parts), refill: amount.clone(), width };
        let (mut backlogs, mut uses) = (Vec::<Linear<F>>::with_capacity(used.len()), Vec::with_capacity(used.len()));
        for &used in used {
            let carried = match backlogs.last() {
                None => before.linear().clone(),
                // The refill is all that the bucket holds.
                Some(_) if slots == 1 => Linear::zero(),
                Some(backlog) => bucket.carried(self, backlog, transcript)?,
            };
            let backlog = bucket.backlog(self, &carried, used * parts, transcript)?;
            uses.push(backlog.clone().minus(&carried).scaled(unit));
            backlogs.push(backlog);
        }
        Ok([backlogs, uses])
    }
}
