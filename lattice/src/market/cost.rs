//! What an allocation costs at each level of the objective.

use crate::market::{Level, Market, Offer, Run, RunCost, Task, TaskIndex, Term};

/// One million: all parts of a whole.
pub(crate) const PPM_ONE: u32 = 1_000_000;

impl Market {
    /// What `run` of `task` adds to level `level`, counted from 0, as a function of its start slot; nothing to a level that does not exist.
    ///
    /// Exact: the sum over all tasks is below 2^96 in every valid market.
    ///
    /// # Panics
    /// If the run's offer is not one of this market, as [`Market::offer`] does.
    pub fn cost_assigned(&self, level: usize, task: TaskIndex, run: &Run<'_>) -> RunCost {
        // Every term of an assigned task is one of its run; the task is named so that terms of its own can join them.
        let _ = task;
        let level = self.levels().get(level);
        level.map_or_else(RunCost::default, |level| run_cost(level, self.offer(run.offer), run))
    }

    /// What leaving `task` out adds to level `level`, counted from 0. Zero for a required task, which no allocation leaves out, and for a level
    /// that does not exist.
    ///
    /// # Panics
    /// If the position is not one of this market, as [`Market::task`] does.
    pub fn cost_unassigned(&self, level: usize, task: TaskIndex) -> u128 {
        self.levels().get(level).map_or(0, |level| absence_cost(level, self.task(task)))
    }
}

/// Saturates, so that a cost out of bounds is seen to be.
pub(crate) fn run_cost(level: &Level, offer: &Offer, run: &Run<'_>) -> RunCost {
    let mut cost = RunCost::default();
    for &(term, weight) in &level.terms {
        let weight = u128::from(weight);
        let amount = match term {
            Term::Penalty | Term::ValueLost => 0,
            Term::EndSlot => {
                cost.per_end_slot = cost.per_end_slot.saturating_add(weight);
                0
            }
            Term::Price => u128::from(run.price),
            Term::LatencyMs => u128::from(offer.latency_ms),
            Term::QualityLostPpm => u128::from(PPM_ONE.saturating_sub(offer.quality_ppm)),
            Term::ReliabilityLostPpm => u128::from(PPM_ONE.saturating_sub(offer.reliability_ppm)),
            Term::Score => u128::from(run.score),
            Term::Use(resource) => u128::from(run.demand.get(resource)) * u128::from(run.duration_slots),
        };
        cost.fixed = cost.fixed.saturating_add(weight.saturating_mul(amount));
    }
    cost
}

/// Saturates, so that a cost out of bounds is seen to be.
pub(crate) fn absence_cost(level: &Level, task: &Task) -> u128 {
    if task.required {
        return 0;
    }
    let terms = level.terms.iter().map(|&(term, weight)| match term {
        Term::Penalty => u128::from(weight) * u128::from(task.penalty),
        Term::ValueLost => u128::from(weight) * u128::from(task.value),
        _ => 0,
    });
    terms.fold(0, u128::saturating_add)
}
