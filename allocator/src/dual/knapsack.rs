//! The other relaxation: assignment relaxed, one row kept for each block of options, its knapsack solved (Fisher, Jaikumar and Van Wassenhove
//! 1986 for generalised assignment). Never weaker than relaxing the rows, when started from there, and dearer.

use super::pack::{Blocks, Item, Packing};
use super::{Active, Ascent, Weight};
use crate::model::{Model, Objective};

/// Scratch space and result of ascents that keep rows.
#[derive(Debug, Default)]
pub(crate) struct KnapsackAscent {
    /// Best multipliers of rows and caps (scaled), and of tasks (units of cost).
    pub(crate) rows: Vec<f64>,
    pub(crate) tasks: Vec<f64>,
    pub(crate) bound: f64,
    /// Prices rows with the multipliers at hand.
    pricing: Ascent,
    lambda: Vec<f64>,
    direction: Vec<f64>,
    gradient: Vec<f64>,
    items: Vec<Vec<Item<f64>>>,
    packing: Packing<f64>,
    selected: Vec<u32>,
}

impl KnapsackAscent {
    /// Sets the starting point by relaxing rows: task multipliers are the least relaxed costs under these row multipliers. Tasks with one
    /// option left get so much that their option is worth packing before all others.
    pub(crate) fn begin(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, active: &Active, scaled: &[f64]) {
        self.pricing.reset(model, objective);
        self.pricing.best.clear();
        self.pricing.best.extend_from_slice(scaled);
        self.pricing.price_groups(model, objective, active, Weight::Costs);
        self.lambda.clear();
        for task in 0..active.task_count() {
            let least = active.of(task).map(|at| self.pricing.group_cost[at]).fold(f64::INFINITY, f64::min);
            self.lambda.push(if least.is_finite() { least } else { 0.0 });
        }
    }

    /// Starts from multipliers found before.
    pub(crate) fn resume(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, scaled: &[f64], tasks: &[f64]) {
        self.pricing.reset(model, objective);
        self.pricing.best.clear();
        self.pricing.best.extend_from_slice(scaled);
        self.lambda.clear();
        self.lambda.extend_from_slice(tasks);
    }

    /// Improves the multipliers; the work done.
    #[expect(clippy::too_many_arguments, reason = "one call, from one place")]
    pub(crate) fn climb(
        &mut self,
        model: &Model<'_, '_>,
        objective: Objective<'_>,
        active: &Active,
        blocks: &Blocks,
        plan: super::Plan,
        frequency: &mut Vec<f64>,
        stop: &dyn Fn() -> bool,
    ) -> u64 {
        let rows = self.pricing.best.len();
        for &row in &blocks.rows {
            self.pricing.best[row as usize] = 0.0;
        }
        self.force_fixed(objective, active);
        self.direction.clear();
        self.direction.resize(rows + self.lambda.len(), 0.0);
        self.rows.clone_from(&self.pricing.best);
        self.tasks.clone_from(&self.lambda);
        self.bound = f64::NEG_INFINITY;
        frequency.clear();
        frequency.resize(active.len(), 0.0);
        let (mut step, mut failures, mut work) = (plan.step, 0, 0);
        for iteration in 0..plan.iterations {
            if stop() {
                break;
            }
            let value = self.relax(model, objective, active, blocks);
            work += active.len() as u64 + self.cells(blocks) / 16;
            if value > self.bound {
                let notable = value > self.bound + 1e-7 * self.bound.abs();
                failures = if notable { 0 } else { failures + 1 };
                self.bound = value;
                self.rows.copy_from_slice(&self.pricing.best);
                self.tasks.copy_from_slice(&self.lambda);
            } else {
                failures += 1;
            }
            if value > plan.enough {
                break;
            }
            if failures > plan.patience {
                failures = 0;
                step *= 0.5;
                self.pricing.best.copy_from_slice(&self.rows);
                self.lambda.copy_from_slice(&self.tasks);
                self.direction.fill(0.0);
                if step < 1e-3 {
                    break;
                }
            }
            let length = self.turn(model, objective, active, blocks);
            if length <= 0.0 {
                break;
            }
            let distance = step * (plan.target.max(value + 1e-6 * value.abs()) - value) / length;
            if 2 * iteration >= plan.iterations {
                for &place in &self.selected {
                    frequency[place as usize] += distance;
                }
            }
            for (multiplier, direction) in self.pricing.best.iter_mut().chain(&mut self.lambda).zip(&self.direction) {
                *multiplier = (*multiplier + distance * direction).max(0.0);
            }
        }
        work
    }

    /// A task with one option left takes it, whatever else there is to pack.
    fn force_fixed(&mut self, objective: Objective<'_>, active: &Active) {
        let large = 4.0 * objective.own().scale;
        for task in (0..active.task_count()).filter(|&task| active.is_fixed(task)) {
            self.lambda[task] = self.lambda[task].max(large);
        }
    }

    fn cells(&self, blocks: &Blocks) -> u64 {
        let of = self.items.iter().zip(&blocks.bounds);
        of.map(|(items, &bound)| items.len() as u64 * (u64::from(bound) + 1)).sum()
    }

    fn relax(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, active: &Active, blocks: &Blocks) -> f64 {
        self.pricing.price_groups(model, objective, active, Weight::Costs);
        self.items.iter_mut().for_each(Vec::clear);
        self.items.resize_with(blocks.bounds.len(), Vec::new);
        self.selected.clear();
        let mut total = 0.0;
        for task in 0..active.task_count() {
            let lambda = self.lambda[task];
            total += lambda;
            let mut free = (0.0, None);
            for at in active.of(task) {
                let gain = lambda - self.pricing.group_cost[at];
                if gain <= 0.0 {
                    continue;
                }
                match blocks.of(active.group[at]) {
                    Some((block, weight)) => {
                        self.items[block].push(Item { task: task as u32, place: at as u32, weight, gain });
                    }
                    None if gain > free.0 => free = (gain, Some(at as u32)),
                    None => {}
                }
            }
            total -= free.0;
            self.selected.extend(free.1);
        }
        for (items, &bound) in self.items.iter().zip(&blocks.bounds) {
            total -= self.packing.select(items, bound, &mut self.selected);
        }
        total - self.pricing.charged(model, objective)
    }

    /// Sets the direction from the violations of rows and of "one option each"; its squared length.
    fn turn(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, active: &Active, blocks: &Blocks) -> f64 {
        let chosen = self.selected.iter().map(|&place| (place as usize, self.pricing.group_start[place as usize]));
        let chosen: Vec<(usize, u32)> = chosen.collect();
        self.gradient.clear();
        self.gradient.resize(self.pricing.best.len(), 0.0);
        self.pricing.violations(model, objective, active, &chosen, &mut self.gradient);
        for &row in &blocks.rows {
            self.gradient[row as usize] = 0.0;
        }
        self.gradient.resize(self.direction.len(), 1.0);
        let tasks = self.pricing.best.len();
        for &(place, _) in &chosen {
            let task = model.group_task[active.group[place] as usize] as usize;
            self.gradient[tasks + task] -= 1.0;
        }
        let multipliers = || self.pricing.best.iter().chain(&self.lambda);
        let (mut product, mut squared) = (0.0, 0.0);
        for ((gradient, direction), multiplier) in self.gradient.iter_mut().zip(&self.direction).zip(multipliers()) {
            if *multiplier <= 0.0 && *gradient < 0.0 {
                *gradient = 0.0;
            }
            product += *gradient * direction;
            squared += direction * direction;
        }
        let kept = if product < 0.0 && squared > 0.0 { -1.5 * product / squared } else { 0.0 };
        let mut length = 0.0;
        for ((direction, gradient), multiplier) in self.direction.iter_mut().zip(&self.gradient).zip(multipliers()) {
            *direction = gradient + kept * *direction;
            if *multiplier <= 0.0 && *direction < 0.0 {
                *direction = 0.0;
            }
            length += *direction * *direction;
        }
        length
    }
}
