//! Costs of the groups at one objective level, and the level that is being bounded.

use super::Model;
use crate::cut::Lemma;
use apportion_certs::program::{Granularity, LevelCosts};

/// The costs of every group at one level: at its first start, and by how much they rise with each later start.
#[derive(Debug)]
pub(crate) struct LevelArrays {
    costs: Costs,
    /// Empty if no cost depends on the start.
    pub(crate) slope: Vec<u128>,
    /// About the largest cost; 1 if all are 0.
    pub(crate) scale: f64,
    pub(crate) largest_sum: u128,
    pub(crate) granularity: Granularity,
}

/// Costs by group, in as many bits as they need: there is one for every pair of the market.
#[derive(Debug)]
enum Costs {
    Narrow(Vec<u64>),
    Wide(Vec<u128>),
}

impl Costs {
    fn push(&mut self, cost: u128) {
        match (&mut *self, u64::try_from(cost)) {
            (Self::Narrow(costs), Ok(cost)) => costs.push(cost),
            (Self::Narrow(costs), Err(_)) => {
                *self = Self::Wide(costs.iter().map(|&cost| cost.into()).chain([cost]).collect());
            }
            (Self::Wide(costs), _) => costs.push(cost),
        }
    }
}

impl LevelArrays {
    pub(crate) fn new(model: &Model<'_, '_>, costs: &LevelCosts) -> Self {
        let program = model.program;
        let (mut costs_of, mut slope) = (Costs::Narrow(Vec::with_capacity(model.group_count())), Vec::new());
        let (mut scale, mut group) = (0u128, 0);
        for task in program.tasks() {
            let duration = u128::from(model.durations[task.usize()]);
            for (pair, stated) in program.pair_range(task).zip(program.pairs(task)) {
                let cost = costs.run(pair);
                if cost.per_end_slot > 0 && slope.is_empty() {
                    slope = vec![0; model.group_count()];
                }
                if let Some(slope) = slope.get_mut(group) {
                    *slope = cost.per_end_slot;
                }
                let first = cost.fixed + cost.per_end_slot * (u128::from(stated.run.start_first) + duration);
                costs_of.push(first);
                (scale, group) = (scale.max(first), group + 1);
            }
            if program.may_stay_unassigned(task) {
                let cost = costs.unassigned(task);
                costs_of.push(cost);
                (scale, group) = (scale.max(cost), group + 1);
            }
        }
        Self {
            costs: costs_of,
            slope,
            scale: scale.max(1) as f64,
            largest_sum: costs.largest_sum,
            granularity: costs.granularity,
        }
    }

    /// Bytes it takes, roughly.
    pub(crate) fn bytes(&self) -> u64 {
        let costs = match &self.costs {
            Costs::Narrow(costs) => size_of_val(costs.as_slice()),
            Costs::Wide(costs) => size_of_val(costs.as_slice()),
        };
        (costs + size_of_val(self.slope.as_slice())) as u64
    }

    /// The cost of a group at its first start.
    pub(crate) fn exact(&self, group: usize) -> u128 {
        match &self.costs {
            Costs::Narrow(costs) => costs[group].into(),
            Costs::Wide(costs) => costs[group],
        }
    }

    /// The same, rounded.
    pub(crate) fn cost(&self, group: usize) -> f64 {
        match &self.costs {
            Costs::Narrow(costs) => costs[group] as f64,
            Costs::Wide(costs) => costs[group] as f64,
        }
    }

    /// The cost of a group that starts `later` slots after its first start.
    pub(crate) fn at(&self, group: usize, later: u32) -> u128 {
        self.exact(group) + self.slope_of(group) * u128::from(later)
    }

    pub(crate) fn slope_of(&self, group: usize) -> u128 {
        self.slope.get(group).copied().unwrap_or(0)
    }

    /// Value of an allocation given by group and start of every task.
    pub(crate) fn value(&self, model: &Model<'_, '_>, choices: &[(u32, u32)]) -> u128 {
        let cost = |&(group, start): &(u32, u32)| self.at(group as usize, start - model.starts[group as usize].0);
        choices.iter().map(cost).sum()
    }
}

/// The level whose value is bounded, below caps on the values at the levels before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Objective<'a> {
    /// Costs of the levels up to this one.
    pub(crate) levels: &'a [LevelArrays],
    pub(crate) caps: &'a [u128],
    /// Rows that follow from the model's.
    pub(crate) lemmas: &'a [Lemma],
}

impl<'a> Objective<'a> {
    pub(crate) fn own(&self) -> &'a LevelArrays {
        &self.levels[self.caps.len()]
    }

    pub(crate) fn capped(&self) -> &'a [LevelArrays] {
        &self.levels[..self.caps.len()]
    }

    /// The largest bound worth proving once an allocation of this value is known: one within the gap.
    pub(crate) fn target(&self, value: u128, gap_ppm: u32) -> u128 {
        let tolerated = value.max(1) * u128::from(gap_ppm) / 1_000_000;
        self.own().granularity.round_up(value - tolerated.min(value)).min(value)
    }

    /// The largest value that a bound at this target excludes.
    pub(crate) fn excluded(&self, target: u128) -> i128 {
        self.own().granularity.largest_below(target)
    }
}
