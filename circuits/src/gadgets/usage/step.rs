//! From one open slot to the next.
//!
//! The open slot moves by `d`, a number of K bits, and no event of the chunk lies after it: what it uses in later slots would be forgotten.
//! If nothing happens for long, it moves on by the longest window and any number of slots more; then nothing is remembered.

use super::events::Event;
use super::state::StateLanes;
use crate::gadgets::{Builder, Lane, Linear, low_bits};
use crate::layout::BitWidth;
use crate::statement::usage::{Advance, COUNTER, UsageShape, UsageState};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

/// How far the open slot is said to move.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moved {
    /// Within the chunk.
    pub(super) slots: u64,
    /// Whether it moves on by the longest window and a gap.
    pub(super) beyond: bool,
    pub(super) gap: u64,
}

impl Moved {
    /// From one state to another, with the last event so many slots after the first state's.
    pub(super) fn between<F>(shape: &UsageShape, before: &UsageState<F>, after: &UsageState<F>, last: u64) -> Self {
        match Advance::between(shape, before.slot, after.slot, last) {
            Some(Advance::Within(slots)) => Self { slots, beyond: false, gap: 0 },
            Some(Advance::Beyond { slots, gap }) => Self { slots, beyond: true, gap },
            // Any numbers: what is stated cannot be satisfied.
            None => Self { slots: last, beyond: false, gap: 0 },
        }
    }
}

/// How far the open slot moves.
#[derive(Debug)]
pub(super) struct Step<F: PrimeField> {
    /// The bits of the number of slots that it moves within the chunk, least significant first.
    bits: Vec<Linear<F>>,
    /// 1, or 0 if it moves on beyond the reach of every window.
    pub(super) within: Linear<F>,
}

impl<F: PrimeField> Builder<'_, F> {
    /// Events and slot go on as they may.
    pub(super) fn step(
        &mut self,
        shape: &UsageShape,
        &Moved { slots, beyond, gap }: &Moved,
        before: &StateLanes<F>,
        after: &StateLanes<F>,
        events: &[Event<F>],
    ) -> Result<Step<F>, SynthesisError> {
        let present = events.iter().fold(Linear::zero(), |sum, event| sum.plus(&event.present));
        self.equal(&before.events.linear().clone().plus(&present), after.events.linear())?;

        let bit = BitWidth::of(1);
        let bits = (0..shape.slot().bits()).map(|at| Lane::new(self, (slots >> at & 1).into(), bit));
        let bits = bits.map(|lane| Ok(lane?.linear().clone())).collect::<Result<Vec<_>, SynthesisError>>()?;
        let mut moved = Linear::zero();
        (0..).zip(&bits).for_each(|(at, bit)| moved.add_scaled(F::from(1u64 << at), bit));
        if !bits.is_empty() {
            self.no_event_after(shape, &moved, events)?;
        }

        let beyond = Lane::new(self, beyond.into(), bit)?;
        let gap = Lane::new(self, gap.into(), COUNTER)?;
        let within = Linear::from(1).minus(beyond.linear());
        self.enforce(gap.linear(), &within, &Linear::zero())?;
        let windows = beyond.linear().clone().scaled(F::from(shape.window_slots_max()));
        let slot = before.slot.linear().clone().plus(&moved).plus(&windows).plus(gap.linear());
        self.equal(&slot, after.slot.linear())?;
        Ok(Step { bits, within })
    }

    fn no_event_after(
        &mut self,
        shape: &UsageShape,
        moved: &Linear<F>,
        events: &[Event<F>],
    ) -> Result<(), SynthesisError> {
        for event in events {
            let back = moved.clone().minus(&event.slot);
            let lane = Lane::new(self, low_bits(back.value()), shape.slot())?;
            self.equal(lane.linear(), &back)?;
        }
        Ok(())
    }

    /// Of consecutive entries, as many as asked from the slot on that the step leads to. A barrel shifter, highest bit first: for K bits,
    /// `K (length - 1) + 2^K - 1` constraints.
    pub(super) fn shifted(
        &mut self,
        step: &Step<F>,
        mut entries: Vec<Linear<F>>,
        length: usize,
    ) -> Result<Vec<Linear<F>>, SynthesisError> {
        for (at, bit) in step.bits.iter().enumerate().rev() {
            let distance = 1 << at;
            let kept = length - 1 + distance;
            let moved = |(here, there): (&Linear<F>, &Linear<F>)| {
                let change = there.clone().minus(here).compact();
                Ok(here.clone().plus(&self.product(bit, &change)?))
            };
            let pairs = entries.iter().zip(entries.iter().skip(distance)).take(kept);
            entries = pairs.map(moved).collect::<Result<_, SynthesisError>>()?;
        }
        Ok(entries)
    }
}
