//! What one chunk hands to the next.

use super::UsageShape;
use super::shape::COUNTER;
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
    /// The open slot: the next chunk may still have events in it, and none before it.
    pub slot: u64,
    /// What is used of each limit, by meter: over the horizon one sum; of a window the use in the open slot, then in the slots before it, as
    /// many entries as the window has slots; of a window policed as a token bucket its backlog in the open slot, of which the window's number of
    /// slots make a unit.
    pub used: Vec<Vec<Vec<u64>>>,
    /// The commitments of the events of all chunks so far, chained.
    pub ledger: F,
    /// The last element of the commitment.
    pub blinding: Blinding<F>,
}

impl<F: PrimeField> UsageState<F> {
    /// The state before any event: slot 0, nothing used. Its blinding is 0: it hides nothing, and anyone can recompute its commitment.
    pub fn genesis(shape: &UsageShape) -> Self {
        let mut used = vec![Vec::new(); shape.meters.len()];
        for (meter, remembered) in shape.limits() {
            used.get_mut(meter).into_iter().for_each(|limits| limits.push(vec![0; remembered.entries()]));
        }
        Self { events: 0, slot: 0, used, ledger: F::ZERO, blinding: Blinding::from_element(F::ZERO) }
    }

    /// The lanes in order: events, slot, then the entries of every limit.
    pub(crate) fn lanes(&self, shape: &UsageShape) -> Vec<(u64, BitWidth)> {
        let mut lanes = vec![(self.events, COUNTER), (self.slot, COUNTER)];
        for (entries, (_, remembered)) in self.used.iter().flatten().zip(shape.limits()) {
            lanes.extend(entries.iter().map(|&usage| (usage, remembered.entry())));
        }
        lanes
    }

    /// The commitment: the chained events first, then the lanes, packed.
    pub(crate) fn commitment(&self, poseidon: &Poseidon<F>, shape: &UsageShape) -> F {
        let mut packing = Packing::default();
        self.lanes(shape).into_iter().for_each(|(value, width)| packing.push(value, width));
        let elements = [vec![self.ledger], packing.elements(), vec![self.blinding.element()]].concat();
        poseidon.absorb(poseidon.capacity(labels::STATE, shape.state_numbers()), &elements)
    }

    pub(crate) fn check(&self, shape: &UsageShape) -> Result<(), Unsatisfied> {
        let table = Committed::State;
        let lengths = |used: &[Vec<Vec<u64>>]| {
            used.iter().map(|limits| limits.iter().map(Vec::len).collect()).collect::<Vec<Vec<usize>>>()
        };
        let (expected, found) = (lengths(&Self::genesis(shape).used), lengths(&self.used));
        if expected != found {
            let entries = |lengths: Vec<Vec<usize>>| lengths.into_iter().flatten().sum();
            return Err(Unsatisfied::TableShape { table, expected: entries(expected), found: entries(found) });
        }
        for (row, (value, width)) in self.lanes(shape).into_iter().enumerate() {
            if !width.holds(value.into()) {
                return Err(Unsatisfied::EntryOverflow { table, row, value, width_bits: width.bits() });
            }
        }
        Ok(())
    }
}
