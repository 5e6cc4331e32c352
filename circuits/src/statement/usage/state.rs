//! What one chunk hands to the next.

use super::UsageShape;
use crate::commitment::Blinding;
use crate::labels;
use crate::layout::{BitWidth, Packing};
use crate::poseidon::Poseidon;
use crate::statement::{Committed, Unsatisfied};
use ark_ff::PrimeField;

/// The state of a ledger between two chunks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UsageState<F> {
    /// Events so far.
    pub events: u64,
    /// The first slot of the next chunk.
    pub slot: u64,
    /// What each payer spent so far, in nMIC.
    pub spent: Vec<u64>,
    /// What each payer used in the last slots, the latest first: one slot less than a window has.
    pub history: Vec<Vec<u64>>,
    /// The commitments of the events of all chunks so far, chained.
    pub ledger: F,
    /// The last element of the commitment.
    pub blinding: Blinding<F>,
}

/// Width of counts of events and numbers of slots.
pub(crate) const COUNTER: BitWidth = BitWidth::of((1 << 48) - 1);

impl<F: PrimeField> UsageState<F> {
    /// The state before any event. Its blinding is 0: it hides nothing, and anyone can recompute its commitment.
    pub fn genesis(shape: &UsageShape, slot: u64) -> Self {
        let history = vec![0; shape.window_slots as usize - 1];
        Self {
            events: 0,
            slot,
            spent: vec![0; shape.payers],
            history: vec![history; shape.payers],
            ledger: F::ZERO,
            blinding: Blinding::from_element(F::ZERO),
        }
    }

    /// The lanes in order: events, slot, then for each payer what it spent and used.
    pub(crate) fn lanes(&self, shape: &UsageShape) -> Vec<(u64, BitWidth)> {
        let mut lanes = vec![(self.events, COUNTER), (self.slot, COUNTER)];
        for (&spent, history) in self.spent.iter().zip(&self.history) {
            lanes.push((spent, shape.budget));
            lanes.extend(history.iter().map(|&usage| (usage, shape.rate)));
        }
        lanes
    }

    /// The commitment: the chained events first, then the lanes, packed.
    pub(super) fn commitment(&self, poseidon: &Poseidon<F>, shape: &UsageShape) -> F {
        let mut packing = Packing::default();
        self.lanes(shape).into_iter().for_each(|(value, width)| packing.push(value, width));
        let elements = [vec![self.ledger], packing.elements(), vec![self.blinding.element()]].concat();
        poseidon.absorb(poseidon.capacity(labels::STATE, shape.state_numbers()), &elements)
    }

    pub(super) fn check(&self, shape: &UsageShape) -> Result<(), Unsatisfied> {
        let window = shape.window_slots as usize;
        let sized = self.spent.len() == shape.payers
            && self.history.len() == shape.payers
            && self.history.iter().all(|history| history.len() + 1 == window);
        if !sized {
            let (expected, found) = (shape.payers, self.spent.len());
            return Err(Unsatisfied::TableShape { table: Committed::State, expected, found });
        }
        for (row, (value, width)) in self.lanes(shape).into_iter().enumerate() {
            if !width.holds(value.into()) {
                let width_bits = width.bits();
                return Err(Unsatisfied::EntryOverflow { table: Committed::State, row, value, width_bits });
            }
        }
        Ok(())
    }
}

impl UsageShape {
    /// The numbers that name the layout of a state: payers, slots of a window, widths of budgets and rates.
    pub(crate) fn state_numbers(&self) -> Vec<u64> {
        let widths = [self.budget, self.rate].map(|width| u64::from(width.bits()));
        vec![self.payers as u64, u64::from(self.window_slots), widths[0], widths[1]]
    }
}
