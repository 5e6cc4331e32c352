//! A token bucket by its backlogs: what is used and not yet refilled.
//!
//! What is carried into a slot is `max(rest, 0)` with `rest = backlog - refill`. The prover states a distance `d >= 0` with
//! `(d - rest) (d + rest) = 0`: no sum wraps, so that it is the absolute value of `rest`, and `(d + rest) / 2` is carried, nothing else.

use super::challenge::Transcript;
use super::keyed::low_bits;
use super::{Builder, Lane, Linear};
use crate::layout::BitWidth;
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

/// A bucket whose capacity and refill are of a width at most.
#[derive(Debug)]
pub(super) struct Bucket<F: PrimeField> {
    pub(super) capacity: Linear<F>,
    /// What is refilled between two slots.
    pub(super) refill: Linear<F>,
    pub(super) width: BitWidth,
}

impl<F: PrimeField> Bucket<F> {
    /// What a backlog leaves after a refill: at least 0. One lane and a constraint.
    pub(super) fn carried(
        &self,
        builder: &mut Builder<'_, F>,
        backlog: &Linear<F>,
        transcript: &mut Transcript<F>,
    ) -> Result<Linear<F>, SynthesisError> {
        let distance = low_bits(backlog.value()).abs_diff(low_bits(self.refill.value()));
        self.carried_at(builder, backlog, distance, transcript)
    }

    fn carried_at(
        &self,
        builder: &mut Builder<'_, F>,
        backlog: &Linear<F>,
        distance: u128,
        transcript: &mut Transcript<F>,
    ) -> Result<Linear<F>, SynthesisError> {
        let rest = backlog.clone().minus(&self.refill);
        let distance = Lane::new(builder, distance, self.width)?;
        transcript.absorb(&distance);
        let twice = distance.linear().clone().plus(&rest);
        builder.enforce(&distance.linear().clone().minus(&rest), &twice, &Linear::zero())?;
        Ok(twice.scaled(F::from(2u64).inverse().ok_or(SynthesisError::DivisionByZero)?))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::poseidon::Poseidon;
    use ark_bn254::Fr;
    use ark_relations::gr1cs::ConstraintSystem;

    #[test]
    fn a_backlog_carries_what_its_refill_leaves_and_nothing_else() {
        let poseidon = Poseidon::<Fr>::default();
        let width = BitWidth::of(7);
        for (backlog, refill, distance) in
            (0..8u64).flat_map(|backlog| (0..8u64).flat_map(move |refill| (0..8).map(move |d| (backlog, refill, d))))
        {
            let mut system = ConstraintSystem::<Fr>::new_ref();
            let mut builder = Builder::new(&mut system, &poseidon);
            let mut lane = |value: u64| Lane::new(&mut builder, value.into(), width).unwrap().linear().clone();
            let (backlog_lane, refill_lane) = (lane(backlog), lane(refill));
            let bucket = Bucket { capacity: Linear::from(7), refill: refill_lane, width };
            let mut transcript = Transcript::new(Vec::new());
            let carried = bucket.carried_at(&mut builder, &backlog_lane, distance, &mut transcript).unwrap();
            let true_one = distance == u128::from(backlog.abs_diff(refill));
            assert_eq!(system.is_satisfied().unwrap(), true_one, "{backlog} less {refill} at {distance}");
            assert!(!true_one || carried.value() == Fr::from(backlog.saturating_sub(refill)));
        }
    }
}
