//! Windows policed as token buckets.
//!
//! The backlog of the open slot is carried into it from the state before. Of any later slot, what is carried is stated, with
//! `carried >= 0`, `excess = carried + refill - b(e-1) >= 0` and `carried excess = 0`: it is `max(b(e-1) - refill, 0)` and nothing else, so
//! that a chunk has one state after. Three lanes and a product a slot.

use crate::gadgets::bucket::Bucket;
use crate::gadgets::challenge::Transcript;
use crate::gadgets::{Builder, Lane, Linear, low_bits};
use crate::layout::BitWidth;
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

/// A window of some slots, as a bucket.
#[derive(Clone, Copy, Debug)]
pub(super) struct BucketLimit<'l, F: PrimeField> {
    pub(super) slots: u64,
    /// What a window holds: the capacity.
    pub(super) amount: &'l Lane<F>,
    pub(super) width: BitWidth,
    /// The backlog in the open slot, before the chunk.
    pub(super) before: &'l Lane<F>,
}

impl<F: PrimeField> Builder<'_, F> {
    /// The backlog in each slot, and what is used there: all of it follows from what is stated.
    pub(super) fn backlogs(
        &mut self,
        limit: BucketLimit<'_, F>,
        used: &[F],
        transcript: &mut Transcript<F>,
    ) -> Result<[Vec<Linear<F>>; 2], SynthesisError> {
        let BucketLimit { slots, amount, width, before } = limit;
        let refill = self.refill(amount, slots, width)?;
        let bucket = Bucket { capacity: amount.linear().clone(), refill, width };
        let (mut backlogs, mut uses) = (Vec::<Linear<F>>::with_capacity(used.len()), Vec::with_capacity(used.len()));
        for &used in used {
            let carried = match backlogs.last() {
                None => before.linear().clone(),
                // The refill is all that the bucket holds.
                Some(_) if slots == 1 => Linear::zero(),
                Some(backlog) => {
                    let carried = bucket.carried(self, backlog, transcript)?;
                    self.enforce(&carried.amount, &carried.excess, &Linear::zero())?;
                    carried.amount
                }
            };
            let backlog = bucket.backlog(self, &carried, used, transcript)?;
            uses.push(backlog.clone().minus(&carried));
            backlogs.push(backlog);
        }
        Ok([backlogs, uses])
    }

    /// The least number that times the slots is the amount at least.
    fn refill(&mut self, amount: &Lane<F>, slots: u64, width: BitWidth) -> Result<Linear<F>, SynthesisError> {
        if slots == 1 {
            return Ok(amount.linear().clone());
        }
        let refill = low_bits(amount.linear().value()).div_ceil(slots.into());
        self.stated_refill(amount, slots, width, refill)
    }

    fn stated_refill(
        &mut self,
        amount: &Lane<F>,
        slots: u64,
        width: BitWidth,
        refill: u128,
    ) -> Result<Linear<F>, SynthesisError> {
        let refill = Lane::new(self, refill, width)?;
        let over = refill.linear().clone().scaled(F::from(slots)).minus(amount.linear());
        let lane = Lane::new(self, low_bits(over.value()), BitWidth::of(slots - 1))?;
        self.equal(lane.linear(), &over)?;
        self.at_most(lane.linear(), slots - 1)?;
        Ok(refill.linear().clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::poseidon::Poseidon;
    use ark_bn254::Fr;
    use ark_relations::gr1cs::ConstraintSystem;

    #[test]
    fn an_amount_has_one_refill() {
        let poseidon = Poseidon::<Fr>::default();
        let width = BitWidth::of(31);
        for (amount, slots, stated) in (0..32u64)
            .flat_map(|amount| (2..8).flat_map(move |slots| (0..32).map(move |stated| (amount, slots, stated))))
        {
            let mut system = ConstraintSystem::<Fr>::new_ref();
            let mut builder = Builder::new(&mut system, &poseidon);
            let lane = Lane::new(&mut builder, amount.into(), width).unwrap();
            builder.stated_refill(&lane, slots, width, stated.into()).unwrap();
            let least = stated * slots >= amount && (stated == 0 || (stated - 1) * slots < amount);
            assert_eq!(system.is_satisfied().unwrap(), least, "{amount} in {slots} slots, refilled by {stated}");
        }
    }
}
