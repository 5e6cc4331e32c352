//! A token bucket by its backlogs: what is used and not yet refilled.

use super::challenge::Transcript;
use super::keyed::low_bits;
use super::{Builder, Lane, Linear};
use crate::layout::BitWidth;
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

/// A bucket whose capacity and refill are lanes of a width at most.
#[derive(Debug)]
pub(super) struct Bucket<F: PrimeField> {
    pub(super) capacity: Linear<F>,
    /// What is refilled between two slots.
    pub(super) refill: Linear<F>,
    pub(super) width: BitWidth,
}

/// What is carried into a slot.
#[derive(Debug)]
pub(super) struct Carried<F: PrimeField> {
    pub(super) amount: Linear<F>,
    /// By how much it exceeds the backlog before, less the refill.
    pub(super) excess: Linear<F>,
}

impl<F: PrimeField> Bucket<F> {
    /// States what is carried on from a backlog: at least 0, and at least what the refill leaves of it.
    pub(super) fn carried(
        &self,
        builder: &mut Builder<'_, F>,
        backlog: &Linear<F>,
        transcript: &mut Transcript<F>,
    ) -> Result<Carried<F>, SynthesisError> {
        let wider = BitWidth::new(self.width.bits() + 1).map_err(|_| SynthesisError::Unsatisfiable)?;
        let left = low_bits(backlog.value()).saturating_sub(low_bits(self.refill.value()));
        let lane = Lane::new(builder, left, self.width)?;
        transcript.absorb(&lane);
        let excess = lane.linear().clone().plus(&self.refill).minus(backlog);
        let above = Lane::new(builder, low_bits(excess.value()), wider)?;
        builder.equal(above.linear(), &excess)?;
        Ok(Carried { amount: lane.linear().clone(), excess: above.linear().clone() })
    }

    /// States the backlog of a slot: at most the capacity. What is used there is the backlog less what was carried into the slot.
    pub(super) fn backlog(
        &self,
        builder: &mut Builder<'_, F>,
        carried: &Linear<F>,
        used: F,
        transcript: &mut Transcript<F>,
    ) -> Result<Linear<F>, SynthesisError> {
        let room = low_bits(self.capacity.value() - carried.value() - used);
        let room = Lane::new(builder, room, self.width)?;
        transcript.absorb(&room);
        Ok(self.capacity.clone().minus(room.linear()))
    }
}
