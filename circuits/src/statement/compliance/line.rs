//! The allocation: one line a task.

use super::tables::OptionRow;
use super::{LineCommitment, MarketTables, Shape};
use crate::commitment::{Blinding, commit};
use crate::labels;
use crate::layout::{BitWidth, Packing};
use crate::poseidon::Poseidon;
use ark_ff::PrimeField;

/// What a task got: an option and a start slot, or nothing.
pub type Line = Option<Assigned>;

/// A run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Assigned {
    /// Everything but the start slot.
    pub option: OptionRow,
    /// The start slot.
    pub start: u32,
}

/// Every line, and what hides them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lines<F> {
    /// One line a task, in the market's order.
    pub lines: Vec<Line>,
    /// The last element of the commitment, or what the blindings of a tree are derived from.
    pub blinding: Blinding<F>,
}

/// Widths of the lanes of a line: whether it is assigned, offer, price, demands, duration, first start, start less first, last less start,
/// then for each meter whether it counts and in which limit, and, with an objective, the rest of the cost. An unassigned line is all zeros.
fn widths(shape: &Shape) -> Vec<BitWidth> {
    let mut widths = vec![BitWidth::of(1), shape.offer, shape.price];
    widths.extend(&shape.demands);
    widths.extend([shape.slot(); 4]);
    widths.extend(shape.meters.iter().flat_map(|meter| [BitWidth::of(1), meter.limits.number()]));
    widths.extend(shape.objective.map(|objective| objective.rest));
    widths
}

/// Values of the lanes of a line. A start outside its range wraps around; no lane holds what it becomes.
fn lanes(shape: &Shape, line: &Line) -> Vec<u64> {
    let Some(Assigned { option, start }) = line else { return vec![0; widths(shape).len()] };
    let mut lanes = vec![1, option.offer, option.price];
    lanes.extend(&option.demands);
    let (offset, rest) = (start.wrapping_sub(option.first), option.last.wrapping_sub(*start));
    lanes.extend([option.duration, option.first, offset, rest].map(u64::from));
    lanes.extend(option.loads.iter().flat_map(|load| [u64::from(load.is_some()), u64::from(load.unwrap_or(0))]));
    lanes.extend(shape.objective.map(|_| option.rest));
    lanes
}

/// Values and widths of the lanes of a line.
pub(crate) fn packed(shape: &Shape, line: &Line) -> impl Iterator<Item = (u64, BitWidth)> {
    lanes(shape, line).into_iter().zip(widths(shape))
}

impl<F: PrimeField> Lines<F> {
    /// The blinded commitment of the allocation. In a tree it also holds the names of the market's tasks.
    pub fn commitment(&self, poseidon: &Poseidon<F>, shape: &Shape, market: &MarketTables<F>) -> F {
        if shape.lines == LineCommitment::Tree {
            return self.tree(poseidon, shape, market).root();
        }
        let mut packing = Packing::default();
        for line in &self.lines {
            packed(shape, line).for_each(|(value, width)| packing.push(value, width));
        }
        commit(poseidon, labels::ALLOCATION, shape.numbers(), &packing, &self.blinding)
    }
}
