//! Limits: what the events use of each, and what the state after remembers of it.

use super::buckets::BucketLimit;
use super::events::Event;
use super::step::Step;
use crate::gadgets::challenge::Transcript;
use crate::gadgets::meter::{Grid, Metered, Metering, Prior};
use crate::gadgets::{Builder, Lane, Linear};
use crate::layout::BitWidth;
use crate::statement::usage::{Remembered, Span, UsageShape};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

/// What the events use of the limits of a meter.
#[derive(Debug)]
pub(super) struct Meter<F: PrimeField> {
    pub(super) metering: Metering<F>,
    /// The backlogs of each limit, if they are buckets.
    backlogs: Vec<Vec<Linear<F>>>,
}

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
    ) -> Result<Meter<F>, SynthesisError> {
        let meter = &shape.meters[at];
        let lines = events.iter().map(|event| event.metered(self, at, meter.subject)).collect::<Result<_, _>>()?;
        let sum = shape.subject(meter.subject).map_or(0, BitWidth::bits) + BitWidth::of(shape.events as u64).bits();
        let sum = BitWidth::new(sum).map_err(|_| SynthesisError::Unsatisfiable)?;
        let slots = shape.slots() as usize;
        let grid = Grid { occupies: false, slots, slot: shape.slot(), sum, prior: Prior::Open };
        let limits: Vec<Remembered> = shape.limits_of(at).collect();
        if limits.iter().any(|limit| matches!(limit.span, Span::Bucket { .. })) {
            return self.buckets(grid, &limits, lines, amounts, before, transcript);
        }
        let metering = Metering::state(self, grid, &meter.limits, lines, amounts, before, transcript)?;
        Ok(Meter { metering, backlogs: Vec::new() })
    }

    fn buckets(
        &mut self,
        grid: Grid,
        limits: &[Remembered],
        lines: Vec<Metered<F>>,
        amounts: &[Lane<F>],
        before: &[Vec<Lane<F>>],
        transcript: &mut Transcript<F>,
    ) -> Result<Meter<F>, SynthesisError> {
        let (mut backlogs, mut used) = (Vec::with_capacity(limits.len()), Vec::with_capacity(limits.len()));
        for (at, (remembered, (amount, before))) in limits.iter().zip(amounts.iter().zip(before)).enumerate() {
            // A window of one slot has one entry too: what is used in the open slot is its backlog.
            let (Some(slots), [before]) = (remembered.span.slots(), &before[..]) else {
                return Err(SynthesisError::Unsatisfiable);
            };
            let limit = BucketLimit { slots, amount, width: remembered.entry(), before };
            let [backlog, uses] = self.backlogs(limit, &grid.used(&lines, at), transcript)?;
            backlogs.push(backlog);
            used.push(uses);
        }
        Ok(Meter { metering: Metering::of_use(grid, lines, used), backlogs })
    }

    /// The state after remembers what is used: of the horizon in all, of a window in the slots up to the open one; of a bucket the backlog there.
    pub(super) fn remember(
        &mut self,
        meter: &Meter<F>,
        step: &Step<F>,
        before: &[Vec<Lane<F>>],
        after: &[Vec<Lane<F>>],
    ) -> Result<(), SynthesisError> {
        for (limit, (before, after)) in before.iter().zip(after).enumerate() {
            if let (Some(total), [before], [after]) = (meter.metering.total(limit), &before[..], &after[..]) {
                self.equal(&before.linear().clone().plus(total), after.linear())?;
                continue;
            }
            let entries = meter.backlogs.get(limit).cloned();
            let entries = entries.unwrap_or_else(|| by_slot(before, meter.metering.used(limit)));
            let entries = self.shifted(step, entries, after.len())?;
            for (entry, lane) in entries.iter().rev().zip(after) {
                self.enforce(&step.within, entry, lane.linear())?;
            }
        }
        Ok(())
    }
}

/// What is used in each slot, from the earliest one that is remembered on.
fn by_slot<F: PrimeField>(before: &[Lane<F>], used: Vec<Linear<F>>) -> Vec<Linear<F>> {
    let mut entries: Vec<Linear<F>> = before.iter().rev().map(|lane| lane.linear().clone()).collect();
    for (slot, used) in used.into_iter().enumerate() {
        match entries.get_mut(before.len() - 1 + slot) {
            Some(open) => open.add_scaled(F::ONE, &used),
            None => entries.push(used),
        }
    }
    entries
}
