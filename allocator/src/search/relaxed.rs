//! The part of expanding a node that solves the linear relaxation.

use super::branch;
use super::expand::Expander;
use super::job::{Job, Outcome};
use super::relaxation::{PIVOTS_MAX, Relaxation};
use super::workspace::Workspace;
use crate::dual::{Entry, Weight};
use crate::options::ProofStyle;
use crate::simplex::{Basis, End, Matrix};
use std::sync::Arc;

/// Values smaller than this count as zero.
const ZERO: f64 = 1e-6;
/// Pivots of a trial.
const TRIAL_PIVOTS: u32 = 40;
/// All trials of a node stop at this part of the work at the root, but not below the least.
const TRIALS_SHARE: u64 = 16;
const TRIALS_WORK_MIN: u64 = 2_000_000;
/// Only every so many nodes is an allocation looked for.
const FIND_EVERY: u32 = 10;

impl Expander<'_, '_, '_, '_, '_> {
    /// Bounds a node by the relaxation, removes options, looks for allocations and splits it.
    pub(super) fn run_relaxed(&mut self, node: u32, relaxation: &Relaxation) -> Outcome {
        let matrix = &relaxation.matrix;
        // Removals keep the frequencies of an ascent in step; there is none here.
        let Workspace { ascent, active, .. } = &mut *self.workspace;
        ascent.frequency.clear();
        ascent.frequency.resize(active.len(), 0.0);
        let inherited = self.job.tree.nodes[node as usize].heritage.basis.clone().or_else(|| relaxation.basis.clone());
        let mut basis = inherited;
        loop {
            let end = self.solve(matrix, basis.as_deref());
            if let Some(outcome) = self.conclude(matrix, end) {
                return outcome;
            }
            let solved = Arc::new(self.workspace.simplex.basis());
            basis = Some(Arc::clone(&solved));
            self.basis = Some(solved);
            if (self.job.stop)() {
                return self.interrupted();
            }
            let before = (self.workspace.active.len(), self.job.excluded);
            if node.is_multiple_of(FIND_EVERY) || end == End::Optimal && self.is_integral() {
                self.find_relaxed(node, matrix);
            }
            if self.job.excluded != before.1
                && let Some(outcome) = self.conclude_again()
            {
                return outcome;
            }
            if let Some(outcome) = self.follow_rows() {
                return outcome;
            }
            // Many removals make another solve worth its price.
            if 5 * (before.0 - self.workspace.active.len()) <= before.0 {
                break;
            }
        }
        self.split_relaxed(node, relaxation, basis.as_deref())
    }

    /// The bound that ends a solve, in units of the largest cost.
    fn enough(&self) -> f64 {
        let own = self.job.objective.own();
        let step = own.granularity.step.min(own.largest_sum.max(1)) as f64;
        self.job.excluded.map_or(f64::INFINITY, |excluded| (excluded as f64 + 0.02 * step.min(1e6)) / own.scale)
    }

    fn solve(&mut self, matrix: &Matrix, basis: Option<&Basis>) -> End {
        let enough = self.enough();
        let Workspace { simplex, active, .. } = &mut *self.workspace;
        simplex.work = 0;
        simplex.load(matrix, basis, active.group.iter().copied());
        let end = simplex.optimise(matrix, PIVOTS_MAX, enough, &|| (self.job.stop)());
        self.work += simplex.work;
        end
    }

    /// Turns the multipliers at hand into an entry that closes the node or removes options.
    fn conclude(&mut self, matrix: &Matrix, end: End) -> Option<Outcome> {
        let Job { model, objective, .. } = self.job;
        let mut multipliers = vec![0.0; matrix.rows.len()];
        if end == End::Infeasible {
            let ray = core::mem::take(&mut self.workspace.simplex.ray);
            let largest = ray.iter().fold(0.0f64, |largest, &factor| largest.max(factor));
            if largest > 0.0 {
                let scaled: Vec<f64> = ray.iter().map(|factor| factor / largest).collect();
                let closed = self.close(Entry::round(model, objective, &scaled, Weight::Zero, 1e-4));
                if closed.is_some() {
                    return closed;
                }
            }
        }
        self.workspace.simplex.multipliers(&mut multipliers);
        let scale = objective.own().scale;
        multipliers.iter_mut().for_each(|multiplier| *multiplier *= scale);
        let bound = self.workspace.simplex.bound(matrix) * scale;
        let entry = Entry::round(model, objective, &multipliers, Weight::Costs, bound);
        self.judge(entry)
    }

    /// Uses the entry at hand for a better allocation's value.
    fn conclude_again(&mut self) -> Option<Outcome> {
        let entry = self.rows_best.0;
        if self.evaluate(entry) {
            return Some(Outcome::Closed(entry));
        }
        if self.job.style == ProofStyle::Compact
            && let Some(excluded) = self.job.excluded
        {
            self.remove(entry, self.entry(entry).closing_total(excluded) - self.workspace.evaluation.total);
        }
        None
    }

    fn is_integral(&self) -> bool {
        let mut integral = true;
        self.workspace.simplex.solution(|_, value| integral &= value > 1.0 - ZERO);
        integral
    }

    /// Looks for allocations near the solution: by rounding and, now and then, by diving.
    fn find_relaxed(&mut self, node: u32, matrix: &Matrix) {
        self.follow_solution();
        if node == 0 {
            self.dive(matrix);
        }
    }

    /// Fixes options that the solution takes for the larger part and solves again, until all are whole or nothing better can follow.
    fn dive(&mut self, matrix: &Matrix) {
        let enough = self.enough();
        loop {
            let simplex = &mut self.workspace.simplex;
            let mut best: Option<(f64, u32)> = None;
            let mut nearly = Vec::new();
            simplex.solution(|column, value| {
                if value < 1.0 - ZERO && best.is_none_or(|best| value > best.0) {
                    best = Some((value, column));
                }
                if value > 0.95 {
                    nearly.push(column);
                }
            });
            let Some((_, column)) = best else {
                self.follow_solution();
                return;
            };
            nearly.push(column);
            for column in nearly {
                matrix
                    .of_task(matrix.task[column as usize] as usize)
                    .filter(|&other| other != column as usize)
                    .for_each(|other| simplex.close(other as u32));
            }
            simplex.work = 0;
            let end = simplex.optimise(matrix, PIVOTS_MAX, enough, &|| (self.job.stop)());
            self.work += simplex.work;
            if end != End::Optimal {
                self.follow_solution();
                return;
            }
        }
    }

    /// Builds an allocation that follows the solution where it is decided, and reduced costs where it is not.
    fn follow_solution(&mut self) {
        let Workspace { ascent, active, state, simplex, .. } = &mut *self.workspace;
        let scale = self.job.objective.own().scale;
        ascent.group_cost.clear();
        ascent.group_cost.extend(active.group.iter().map(|&group| scale * simplex.reduced(group as usize)));
        ascent.group_start.clear();
        ascent.group_start.extend_from_slice(&active.first);
        simplex.solution(|column, value| {
            let task = self.job.model.group_task[column as usize] as usize;
            if let Some(at) = active.of(task).find(|&at| active.group[at] == column) {
                ascent.group_cost[at] -= 4.0 * scale * value;
            }
        });
        state.construct(active, ascent);
        let work_max = self.job.effort.search * active.len() as u64;
        if state.is_complete() || state.repair(work_max, &|| (self.job.stop)()) {
            state.improve(work_max, &|| (self.job.stop)());
        }
        self.offer();
    }

    fn split_relaxed(&mut self, node: u32, relaxation: &Relaxation, basis: Option<&Basis>) -> Outcome {
        let (entry, bound) = self.best;
        let rows = self.rows_best.0;
        if self.evaluate(rows) {
            return Outcome::Closed(rows);
        }
        let Some(task) = self.choose(node, relaxation, basis) else {
            if (self.job.stop)() {
                return self.interrupted();
            }
            return self.follow_rows().unwrap_or_else(|| self.leaf());
        };
        self.workspace.ascent.group_start.clear();
        let Workspace { active, ascent, evaluation, .. } = &*self.workspace;
        let parts = branch::split(active, ascent, task);
        let bounded = parts.into_iter().map(|(at, part)| {
            let total = evaluation.total + evaluation.excess(at);
            let value = self.entry(rows).value(self.job.objective, total).unwrap_or(0);
            if value > bound { (part, value, rows) } else { (part, bound, entry) }
        });
        let parts = bounded.collect();
        self.split_into(parts)
    }

    /// The task to split: of some whose choice the solution leaves open, the one whose parts a few pivots close or raise most.
    fn choose(&mut self, node: u32, relaxation: &Relaxation, basis: Option<&Basis>) -> Option<usize> {
        let matrix = &relaxation.matrix;
        let most = self.work + (relaxation.work / TRIALS_SHARE).max(TRIALS_WORK_MIN);
        let mut squares = vec![0.0; matrix.task_count()];
        let Workspace { simplex, active, .. } = &mut *self.workspace;
        simplex.load(matrix, basis, active.group.iter().copied());
        simplex.solution(|column, value| squares[matrix.task[column as usize] as usize] += value * value);
        let base = simplex.bound(matrix);
        let mut open: Vec<(f64, usize)> = (0..active.task_count())
            .filter(|&task| !active.is_fixed(task))
            .map(|task| (1.0 - squares[task], task))
            .collect();
        open.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let depth = self.job.tree.nodes[node as usize].depth as usize;
        let trials = self.job.effort.trials;
        open.truncate(trials.saturating_sub(depth / 2).max(trials.min(3)));
        open.retain(|&(doubt, _)| doubt > ZERO);
        if open.len() < 2 {
            return open.first().map(|open| open.1).or_else(|| {
                let active = &self.workspace.active;
                (0..active.task_count()).find(|&task| !active.is_fixed(task))
            });
        }
        let enough = self.enough();
        let gap = if enough.is_finite() { (enough - base).max(1e-9) } else { 0.05 * base.abs().max(1e-9) };
        let mut best: Option<(f64, usize)> = None;
        for (_, task) in open {
            if (self.job.stop)() || best.is_some() && self.work > most {
                break;
            }
            let Workspace { simplex, trial, active, .. } = &mut *self.workspace;
            let mut size = 0.0;
            for at in active.of(task) {
                let own = active.group[at];
                // As it was loaded: solving the basis again for every part would take longer than the trial.
                trial.restore(simplex);
                trial.work = 0;
                active
                    .of(task)
                    .map(|at| active.group[at])
                    .filter(|&group| group != own)
                    .for_each(|group| trial.close(group));
                let end = trial.optimise(matrix, TRIAL_PIVOTS, enough, &|| false);
                self.work += trial.work;
                // Subtrees are taken to shrink by a constant factor for every part of the gap that is closed.
                size += match end {
                    End::Infeasible | End::Enough => 0.0,
                    _ => exp2(-6.0 * ((trial.bound(matrix) - base) / gap).clamp(0.0, 1.0)),
                };
                if best.is_some_and(|best| size >= best.0) {
                    break;
                }
            }
            if best.is_none_or(|best| size < best.0) {
                best = Some((size, task));
            }
        }
        best.map(|best| best.1)
    }
}

/// 2 to a power between -8 and 0, to about three digits, by operations that every machine rounds alike.
fn exp2(power: f64) -> f64 {
    let base = 1.0 + power * core::f64::consts::LN_2 / 256.0;
    (0..8).fold(base, |value, _| value * value)
}
