//! The part of expanding a node that relaxes assignment and keeps rows.

use super::expand::Expander;
use super::job::{EntryRef, Job, Outcome};
use super::workspace::Workspace;
use crate::dual::{Blocks, Entry, Plan, Weight, Width};
use std::sync::Arc;

/// Iterations of the first ascent that keeps rows.
const TRIAL_ITERATIONS: u32 = 200;

impl Expander<'_, '_, '_, '_, '_> {
    /// Bounds the node by the relaxation that keeps rows, if that is known to help or not known yet.
    pub(super) fn pack(&mut self) -> Option<Outcome> {
        let Job { model, objective, effort, .. } = self.job;
        let excluded = self.job.excluded?;
        let chosen;
        let blocks = if self.job.untried {
            chosen = Arc::new(self.choose_blocks());
            &chosen
        } else {
            self.job.blocks?
        };
        if let Some(kept) = self.kept
            && self.evaluate(kept)
        {
            return Some(Outcome::Closed(kept));
        }
        let plan = match self.job.untried {
            true => Plan { iterations: TRIAL_ITERATIONS, ..self.plan(0) },
            false => Plan { iterations: effort.knapsack_iterations, ..self.plan(1) },
        };
        let inherited = self.kept.map(|kept| self.entry(kept).clone());
        let Workspace { ascent, knapsack, active, .. } = &mut *self.workspace;
        match inherited.as_ref().and_then(|entry| entry.kept.as_ref().map(|kept| (entry, kept))) {
            Some((entry, _)) => knapsack.resume(model, objective, entry),
            None => knapsack.begin(model, objective, active, &ascent.best),
        }
        let stop = || (self.job.stop)();
        self.work += knapsack.climb(model, objective, active, blocks, plan, &stop);
        ascent.frequency.clone_from(&knapsack.frequency);
        ascent.frequency_total = ascent.frequency.iter().fold(0.0, |most, &times| most.max(times));
        if self.job.untried {
            // Worth its price if it closes a notable part of what the other relaxation leaves open.
            let helps = knapsack.bound > ascent.bound + 0.1 * (excluded as f64 - ascent.bound);
            self.trial = Some(helps.then(|| Arc::clone(blocks)));
        }
        let kept = Some((knapsack.tasks.as_slice(), blocks));
        let entry = Entry::round_kept(model, objective, &knapsack.rows, Weight::Costs, knapsack.bound, kept);
        let entry = self.add(entry);
        if self.evaluate(entry) {
            return Some(Outcome::Closed(entry));
        }
        let total = self.workspace.evaluation.total;
        let value = self.entry(entry).value(objective, total).unwrap_or(0);
        if self.job.untried && blocks.are_all_that_binds() && self.halves(entry, total, value) {
            self.trial = Some(Some(Arc::clone(blocks)));
        }
        self.kept = Some(entry);
        if value > self.best.1 {
            self.best = (entry, value);
        }
        self.follow_selection();
        None
    }

    /// Builds an allocation along what the knapsacks selected most often, and improves it.
    fn follow_selection(&mut self) {
        let Workspace { ascent, active, state, .. } = &mut *self.workspace;
        if ascent.frequency_total <= 0.0 {
            return;
        }
        let scale = self.job.objective.own().scale / ascent.frequency_total;
        for (cost, frequency) in ascent.group_cost.iter_mut().zip(&ascent.frequency) {
            *cost -= scale * frequency;
        }
        state.construct(active, ascent);
        let work_max = self.job.effort.search * active.len() as u64;
        if state.is_complete() || state.repair(work_max, &|| (self.job.stop)()) {
            state.improve(work_max, &|| (self.job.stop)());
        }
        self.offer();
    }

    /// Whether the entry evaluated last removes at least every second option, if all that is asked for is a value below what is excluded.
    fn halves(&self, entry: EntryRef, total: i128, value: u128) -> bool {
        let closing = self.entry(entry).closing_total(value.max(self.best.1) as i128);
        let Workspace { evaluation, active, .. } = &*self.workspace;
        let left = (0..active.len()).filter(|&at| total.saturating_add(evaluation.excess(at)) <= closing).count();
        2 * left <= active.len()
    }

    /// Rows in the order of what they contribute to the bound.
    fn choose_blocks(&self) -> Blocks {
        let model = self.job.model;
        let multipliers = &self.workspace.ascent.best;
        let worth = |row: usize| multipliers[row] * model.bounds_scaled[row];
        let mut order: Vec<usize> = (0..model.row_count()).filter(|&row| worth(row) > 0.0).collect();
        order.sort_by(|&a, &b| worth(b).total_cmp(&worth(a)).then(a.cmp(&b)));
        let wide = Blocks::choose(model, &order, worth, Width::Wide);
        if wide.are_all_that_binds() { wide } else { Blocks::choose(model, &order, worth, Width::Narrow) }
    }
}
