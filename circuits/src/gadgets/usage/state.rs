//! States, constrained to open their commitments.

use crate::gadgets::lane::LanePacking;
use crate::gadgets::{Builder, Lane, Linear};
use crate::labels;
use crate::statement::usage::{Telling, UsageShape, UsageState};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

/// A state as lanes.
#[derive(Debug)]
pub(super) struct StateLanes<F: PrimeField> {
    pub(super) events: Lane<F>,
    pub(super) slot: Lane<F>,
    /// What is remembered of every limit, by meter.
    pub(super) used: Vec<Vec<Vec<Lane<F>>>>,
    packing: LanePacking<F>,
}

impl<F: PrimeField> Builder<'_, F> {
    pub(super) fn state_lanes(
        &mut self,
        shape: &UsageShape,
        state: &UsageState<F>,
    ) -> Result<StateLanes<F>, SynthesisError> {
        let (mut packing, mut lanes) = (LanePacking::default(), Vec::new());
        for (value, width) in state.lanes(shape) {
            let lane = Lane::new(self, value.into(), width)?;
            packing.push(&lane);
            lanes.push(lane);
        }
        let mut lanes = lanes.into_iter();
        let (Some(events), Some(slot)) = (lanes.next(), lanes.next()) else {
            return Err(SynthesisError::Unsatisfiable);
        };
        let mut used = vec![Vec::new(); shape.meters.len()];
        for (meter, remembered) in shape.limits() {
            used[meter].push(lanes.by_ref().take(remembered.entries()).collect());
        }
        Ok(StateLanes { events, slot, used, packing })
    }

    pub(super) fn open_state(
        &mut self,
        shape: &UsageShape,
        lanes: &StateLanes<F>,
        ledger: &Linear<F>,
        state: &UsageState<F>,
        commitment: &Linear<F>,
    ) -> Result<(), SynthesisError> {
        let elements = [vec![ledger.clone()], lanes.packing.elements(self)?].concat();
        let opened = self.commit_elements(labels::STATE, shape.state_numbers(), elements, &state.blinding)?;
        self.equal(&opened, commitment)
    }

    /// What is told of the state after: how far the ledger reaches, or nothing.
    pub(super) fn tell(
        &mut self,
        telling: Telling,
        after: &StateLanes<F>,
        reached: &Linear<F>,
    ) -> Result<(), SynthesisError> {
        let told = Lane::new(self, (telling == Telling::Told).into(), crate::layout::BitWidth::of(1))?;
        let slots = after.slot.linear().clone().plus(&Linear::from(1));
        let place = F::from(1u64 << crate::statement::usage::COUNTER.bits());
        let all = after.events.linear().clone().plus(&slots.scaled(place));
        self.enforce(told.linear(), &all, reached)
    }
}
