//! Limits: what the events use of each, and what the state after remembers of it.

use super::events::Event;
use super::step::Step;
use crate::layout::BitWidth;
use crate::r1cs::challenge::Transcript;
use crate::r1cs::meter::{Grid, Metering, Prior};
use crate::r1cs::{Builder, Lane, Linear};
use crate::statement::usage::UsageShape;
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

impl<F: PrimeField> Builder<'_, F> {
    /// What the events use of the limits of a meter, each with what was used before the chunk.
    pub(super) fn meter(
        &mut self,
        shape: &UsageShape,
        at: usize,
        events: &[Event<F>],
        amounts: &[Lane<F>],
        before: &[Vec<Lane<F>>],
        transcript: &mut Transcript<F>,
    ) -> Result<Metering<F>, SynthesisError> {
        let meter = &shape.meters[at];
        let lines = events.iter().map(|event| event.metered(self, at, meter.subject)).collect::<Result<_, _>>()?;
        let sum = shape.subject(meter.subject).map_or(0, BitWidth::bits) + BitWidth::of(shape.events as u64).bits();
        let sum = BitWidth::new(sum).map_err(|_| SynthesisError::Unsatisfiable)?;
        let slots = shape.slots() as usize;
        let grid = Grid { occupies: false, slots, slot: shape.slot(), sum, prior: Prior::Open };
        Metering::state(self, grid, &meter.limits, lines, amounts, before, transcript)
    }

    /// The state after remembers what is used: of the horizon in all, of a window in the slots up to the open one.
    pub(super) fn remember(
        &mut self,
        meter: &Metering<F>,
        step: &Step<F>,
        before: &[Vec<Lane<F>>],
        after: &[Vec<Lane<F>>],
    ) -> Result<(), SynthesisError> {
        for (limit, (before, after)) in before.iter().zip(after).enumerate() {
            if let (Some(total), [before], [after]) = (meter.total(limit), &before[..], &after[..]) {
                self.equal(&before.linear().clone().plus(total), after.linear())?;
                continue;
            }
            let mut entries: Vec<Linear<F>> = before.iter().rev().map(|lane| lane.linear().clone()).collect();
            for (slot, used) in meter.used(limit).into_iter().enumerate() {
                match entries.get_mut(before.len() - 1 + slot) {
                    Some(open) => open.add_scaled(F::ONE, &used),
                    None => entries.push(used),
                }
            }
            let entries = self.shifted(step, entries, after.len())?;
            for (entry, lane) in entries.iter().rev().zip(after) {
                self.enforce(&step.within, entry, lane.linear())?;
            }
        }
        Ok(())
    }
}
