//! The market as tables: what a market commitment is of.

use super::Name;
use super::shape::{LineCommitment, Shape, places};
use crate::commitment::Blinding;
use crate::labels;
use crate::layout::{BitWidth, Packing};
use crate::poseidon::Poseidon;
use crate::statement::{Committed, Unsatisfied};
use ark_ff::PrimeField;

/// A market as the circuit sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MarketTables<F> {
    /// One for every eligible (task, offer) pair; the rest of the shape's options are empty.
    pub options: Vec<OptionRow>,
    /// Whether each task must be assigned.
    pub required: Vec<bool>,
    /// For each meter, the amount of each limit.
    pub amounts: Vec<Vec<u64>>,
    /// For each meter and limit, prior usage.
    pub priors: Vec<Vec<Vec<u64>>>,
    /// Which tasks depend on which; the rest of the shape's dependencies make a task need itself.
    pub dependencies: Vec<Dependency>,
    /// The name of each task if lines are committed to in a tree, else none.
    pub names: Vec<Name>,
    /// With an objective, what it costs that each task is unassigned; else empty.
    pub unassigned: Vec<u64>,
    /// The last element of the commitment.
    pub blinding: Blinding<F>,
}

/// One way to run a task: everything but the start slot.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub struct OptionRow {
    /// Number of the task, counted from 1; 0 in an empty option.
    pub task: u64,
    /// Number of the offer.
    pub offer: u64,
    /// Price of the run, in nMIC.
    pub price: u64,
    /// Demand for each resource in every occupied slot.
    pub demands: Vec<u64>,
    /// Occupied slots.
    pub duration: u32,
    /// The first slot in which the run may start.
    pub first: u32,
    /// The last slot in which the run may start.
    pub last: u32,
    /// For each meter, the limit in which the run counts, if any.
    pub loads: Vec<Option<u32>>,
    /// With an objective, what the run costs beside price and end; else 0.
    pub rest: u64,
}

/// A task is assigned only if another one is, and perhaps only after it. Tasks are counted from 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dependency {
    /// The task that depends.
    pub dependent: u64,
    /// The task that it depends on.
    pub on: u64,
    /// Whether it must also start no earlier than the other has ended.
    pub after: bool,
}

impl OptionRow {
    /// An option that is nobody's.
    pub(crate) fn empty(shape: &Shape) -> Self {
        Self { demands: vec![0; shape.demands.len()], loads: vec![None; shape.meters.len()], ..Self::default() }
    }

    /// Values of the lanes, in the order of [`Shape::option_widths`]; the last one is there with an objective only.
    pub(crate) fn lanes(&self) -> Vec<u64> {
        let mut lanes = vec![self.task, self.offer, self.price];
        lanes.extend(&self.demands);
        lanes.extend([self.duration, self.first, self.last].map(u64::from));
        lanes.extend(self.loads.iter().flat_map(|load| [u64::from(load.is_some()), u64::from(load.unwrap_or(0))]));
        lanes.push(self.rest);
        lanes
    }

    /// The lanes as elements.
    pub(crate) fn elements<F: PrimeField>(&self, widths: &[BitWidth]) -> Vec<F> {
        let (places, count) = places::<F>(widths);
        let mut elements = vec![F::ZERO; count];
        for (lane, (element, bit)) in self.lanes().into_iter().zip(places) {
            elements[element] += F::from(lane) * F::from(2u64).pow([u64::from(bit)]);
        }
        elements
    }
}

impl<F: PrimeField> MarketTables<F> {
    /// The commitment: the options, an element or more each; names, an element each; then, packed, required, amounts, prior usage, dependencies
    /// and costs of unassigned tasks.
    pub fn commitment(&self, poseidon: &Poseidon<F>, shape: &Shape) -> F {
        let widths = shape.option_widths();
        let mut elements: Vec<F> = self.options.iter().flat_map(|option| option.elements::<F>(&widths)).collect();
        elements.extend(self.name_elements(poseidon));
        let mut packing = Packing::default();
        self.packed(shape).into_iter().for_each(|(value, width)| packing.push(value, width));
        elements.extend(packing.elements::<F>());
        elements.push(self.blinding.element());
        poseidon.absorb(poseidon.capacity(labels::MARKET, shape.numbers()), &elements)
    }

    /// The lanes after the options.
    fn packed(&self, shape: &Shape) -> Vec<(u64, BitWidth)> {
        let (bit, task) = (BitWidth::of(1), shape.task());
        let mut lanes: Vec<_> = self.required.iter().map(|&required| (u64::from(required), bit)).collect();
        for ((meter, amounts), priors) in shape.meters.iter().zip(&self.amounts).zip(&self.priors) {
            for ((&amount, prior), width) in amounts.iter().zip(priors).zip(meter.limits.widths()) {
                lanes.push((amount, width));
                lanes.extend(prior.iter().map(|&prior| (prior, width)));
            }
        }
        for dependency in &self.dependencies {
            let Dependency { dependent, on, after } = *dependency;
            lanes.extend([(dependent, task), (on, task), (u64::from(after), bit)]);
        }
        if let Some(objective) = &shape.objective {
            lanes.extend(self.unassigned.iter().map(|&cost| (cost, objective.unassigned)));
        }
        lanes
    }

    /// The tables have the shape's size and every number fits into its lane.
    pub(crate) fn check(&self, shape: &Shape) -> Result<(), Unsatisfied> {
        let size = |expected: usize, found: usize| {
            let shape = Unsatisfied::TableShape { table: Committed::Market, expected, found };
            if expected == found { Ok(()) } else { Err(shape) }
        };
        size(shape.options, self.options.len())?;
        size(shape.tasks, self.required.len())?;
        size(shape.meters.len(), self.amounts.len())?;
        size(shape.meters.len(), self.priors.len())?;
        size(shape.dependencies, self.dependencies.len())?;
        size(shape.names(), self.names.len())?;
        size(shape.objective.map_or(0, |_| shape.tasks), self.unassigned.len())?;
        for ((meter, amounts), priors) in shape.meters.iter().zip(&self.amounts).zip(&self.priors) {
            size(meter.limits.len(), amounts.len())?;
            size(meter.limits.len(), priors.len())?;
            for (prior, expected) in priors.iter().zip(meter.limits.priors()) {
                size(expected, prior.len())?;
            }
        }
        let widths = shape.option_widths();
        for (row, option) in self.options.iter().enumerate() {
            size(shape.demands.len(), option.demands.len())?;
            size(shape.meters.len(), option.loads.len())?;
            holds(row, option.lanes().into_iter().zip(widths.iter().copied()))?;
        }
        holds(shape.options, self.packed(shape))
    }

    /// Empty tables.
    pub(crate) fn blank(shape: &Shape) -> Self {
        let zeros = |meter: &super::Meter| vec![0; meter.limits.len()];
        let priors = |meter: &super::Meter| meter.limits.priors().into_iter().map(|count| vec![0; count]).collect();
        Self {
            options: vec![OptionRow::empty(shape); shape.options],
            required: vec![false; shape.tasks],
            amounts: shape.meters.iter().map(zeros).collect(),
            priors: shape.meters.iter().map(priors).collect(),
            dependencies: vec![Dependency::NONE; shape.dependencies],
            names: vec![Name::default(); shape.names()],
            unassigned: vec![0; shape.objective.map_or(0, |_| shape.tasks)],
            blinding: Blinding::from_element(F::ZERO),
        }
    }
}

impl Shape {
    /// The names that a market's commitment holds.
    pub(crate) fn names(&self) -> usize {
        match self.lines {
            LineCommitment::Sponge => 0,
            LineCommitment::Tree => self.tasks,
        }
    }
}

impl Dependency {
    /// What pads a list of dependencies: the first task needs itself.
    pub(crate) const NONE: Self = Self { dependent: 1, on: 1, after: false };
}

fn holds(row: usize, lanes: impl IntoIterator<Item = (u64, BitWidth)>) -> Result<(), Unsatisfied> {
    for (value, width) in lanes {
        if !width.holds(value.into()) {
            return Err(Unsatisfied::EntryOverflow { table: Committed::Market, row, value, width_bits: width.bits() });
        }
    }
    Ok(())
}
