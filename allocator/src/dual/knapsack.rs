//! The other relaxation: assignment relaxed, one row kept for each block of options, its knapsack solved (Fisher, Jaikumar and Van Wassenhove
//! 1986 for generalised assignment). Never weaker than relaxing the rows, when started from there, and dearer.

use super::pack::{Blocks, Item, Packing};
use super::{Active, Ascent, Entry, Weight};
use crate::model::{Model, Objective};

/// Scratch space and result of ascents that keep rows.
#[derive(Debug, Default)]
pub(crate) struct KnapsackAscent {
    /// Best multipliers of rows and caps (scaled), and of tasks (units of cost).
    pub(crate) rows: Vec<f64>,
    pub(crate) tasks: Vec<f64>,
    pub(crate) bound: f64,
    /// How often, weighted by the step, each place was selected in the later half of the last ascent.
    pub(crate) frequency: Vec<f64>,
    pub(crate) frequency_total: f64,
    /// Prices rows with the multipliers at hand.
    pricing: Ascent,
    lambda: Vec<f64>,
    direction: Vec<f64>,
    gradient: Vec<f64>,
    /// Relaxed cost and weight of the options of each block, of tasks with a choice; the gain holds the cost.
    options: Vec<Vec<Item<f64>>>,
    /// The same for options in no block.
    free: Vec<Item<f64>>,
    /// What tasks with one option leave of the bound of each block; none if they exceed it.
    rooms: Vec<Option<u32>>,
    settled_cost: f64,
    worth: Vec<Item<f64>>,
    packing: Packing<f64>,
    selected: Vec<u32>,
}

/// How much of the last direction a step keeps at most.
const DEFLECTION: f64 = 1.5;

impl KnapsackAscent {
    /// Sets the starting point by relaxing rows: task multipliers are the least relaxed costs under these row multipliers.
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

    /// Starts from the multipliers of an entry that keeps rows.
    pub(crate) fn resume(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, entry: &Entry) {
        self.pricing.reset(model, objective);
        self.pricing.best.clear();
        self.pricing.best.resize(model.row_count() + objective.caps.len(), 0.0);
        entry.scaled(model, objective, &mut self.pricing.best);
        let weight = entry.weight().max(1) as f64;
        self.lambda.clear();
        let tasks = entry.kept.iter().flat_map(|kept| kept.tasks.iter());
        self.lambda.extend(tasks.map(|&multiplier| multiplier as f64 / weight));
        self.lambda.resize(model.task_count(), 0.0);
    }

    /// Starts from the best multipliers of the last ascent.
    pub(crate) fn resume_best(&mut self) {
        self.pricing.best.copy_from_slice(&self.rows);
        self.lambda.copy_from_slice(&self.tasks);
    }

    /// Improves the multipliers; the work done.
    pub(crate) fn climb(
        &mut self,
        model: &Model<'_, '_>,
        objective: Objective<'_>,
        active: &Active,
        blocks: &Blocks,
        plan: super::Plan,
        stop: &dyn Fn() -> bool,
    ) -> u64 {
        let rows = self.pricing.best.len();
        for &row in &blocks.rows {
            self.pricing.best[row as usize] = 0.0;
        }
        let coupled = rows > blocks.rows.len();
        self.pack(model, objective, active, blocks);
        self.direction.clear();
        self.direction.resize(rows + self.lambda.len(), 0.0);
        self.rows.clone_from(&self.pricing.best);
        self.tasks.clone_from(&self.lambda);
        self.bound = f64::NEG_INFINITY;
        self.frequency.clear();
        self.frequency.resize(active.len(), 0.0);
        self.frequency_total = 0.0;
        let (mut step, mut failures, mut work) = (plan.step, 0, 0);
        for iteration in 0..plan.iterations {
            if stop() {
                break;
            }
            if coupled && iteration > 0 {
                self.pack(model, objective, active, blocks);
            }
            let value = self.relax(model, objective, active);
            work += active.len() as u64;
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
            let length = self.turn(model, objective, active, blocks, coupled);
            if length <= 0.0 {
                break;
            }
            let distance = step * (plan.target.max(value + 1e-6 * value.abs()) - value) / length;
            if 2 * iteration >= plan.iterations {
                for &place in &self.selected {
                    self.frequency[place as usize] += distance;
                }
                self.frequency_total += distance;
            }
            for (multiplier, direction) in self.pricing.best.iter_mut().chain(&mut self.lambda).zip(&self.direction) {
                *multiplier = (*multiplier + distance * direction).max(0.0);
            }
        }
        work
    }

    /// Sets what constructions follow: relaxed costs less a bonus for what was selected often.
    pub(crate) fn guide(&self, active: &Active, objective: Objective<'_>, out: &mut Ascent) {
        out.group_cost.clear();
        let bonus = if self.frequency_total > 0.0 { objective.own().scale / self.frequency_total } else { 0.0 };
        out.group_cost.extend((0..active.len()).map(|at| self.pricing.group_cost[at] - bonus * self.frequency[at]));
        out.group_start.clone_from(&self.pricing.group_start);
    }

    /// Forgets the frequencies of places that are left out.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(usize) -> bool) {
        let mut at = 0;
        self.frequency.retain(|_| {
            at += 1;
            keep(at - 1)
        });
    }

    /// Packs the options of tasks with a choice together, with their costs under the row multipliers.
    fn pack(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, active: &Active, blocks: &Blocks) {
        self.pricing.price_groups(model, objective, active, Weight::Costs);
        self.options.iter_mut().for_each(Vec::clear);
        self.options.resize_with(blocks.bounds.len(), Vec::new);
        self.free.clear();
        self.rooms.clear();
        self.rooms.extend(blocks.bounds.iter().map(|&bound| Some(bound)));
        self.settled_cost = 0.0;
        for task in 0..active.task_count() {
            let fixed = active.is_fixed(task);
            for at in active.of(task) {
                let block = blocks.of(active.group[at]);
                let (cost, weight) = (self.pricing.group_cost[at], block.map_or(0, |block| block.1));
                if fixed {
                    self.settled_cost += cost;
                    if let Some((block, weight)) = block {
                        self.rooms[block] = self.rooms[block].and_then(|room| room.checked_sub(weight));
                    }
                    continue;
                }
                let option = Item { task: task as u32, place: at as u32, weight, gain: cost };
                match block {
                    Some((block, _)) => self.options[block].push(option),
                    None => self.free.push(option),
                }
            }
        }
    }

    /// Selects what gains most under the current multipliers; the bound that follows.
    fn relax(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, active: &Active) -> f64 {
        self.selected.clear();
        let mut total = self.settled_cost;
        for task in (0..active.task_count()).filter(|&task| !active.is_fixed(task)) {
            total += self.lambda[task];
        }
        for options in self.free.chunk_by(|a, b| a.task == b.task) {
            let mut best: Option<&Item<f64>> = None;
            for option in options {
                if best.is_none_or(|best| option.gain < best.gain) {
                    best = Some(option);
                }
            }
            if let Some(best) = best
                && best.gain < self.lambda[best.task as usize]
            {
                total -= self.lambda[best.task as usize] - best.gain;
                self.selected.push(best.place);
            }
        }
        for (options, &room) in self.options.iter().zip(&self.rooms) {
            let Some(room) = room else { return f64::INFINITY };
            self.worth.clear();
            for option in options {
                let gain = self.lambda[option.task as usize] - option.gain;
                if gain > 0.0 && option.weight <= room {
                    self.worth.push(Item { gain, ..*option });
                }
            }
            total -= self.packing.select(&self.worth, room, &mut self.selected);
        }
        total - self.pricing.charged(model, objective)
    }

    /// Sets the direction from the violations of rows and of "one option each"; its squared length.
    fn turn(
        &mut self,
        model: &Model<'_, '_>,
        objective: Objective<'_>,
        active: &Active,
        blocks: &Blocks,
        coupled: bool,
    ) -> f64 {
        let rows = self.pricing.best.len();
        self.gradient.clear();
        self.gradient.resize(rows, 0.0);
        if coupled {
            let fixed =
                (0..active.task_count()).filter(|&task| active.is_fixed(task)).map(|task| active.of(task).start);
            let chosen = self.selected.iter().map(|&place| place as usize).chain(fixed);
            let chosen: Vec<(usize, u32)> = chosen.map(|place| (place, self.pricing.group_start[place])).collect();
            self.pricing.violations(model, objective, active, &chosen, &mut self.gradient);
            for &row in &blocks.rows {
                self.gradient[row as usize] = 0.0;
            }
        }
        let choices = (0..active.task_count()).map(|task| if active.is_fixed(task) { 0.0 } else { 1.0 });
        self.gradient.extend(choices);
        for &place in &self.selected {
            let task = model.group_task[active.group[place as usize] as usize] as usize;
            self.gradient[rows + task] -= 1.0;
        }
        let from = if coupled { 0 } else { rows };
        let multipliers = || self.pricing.best.iter().chain(&self.lambda).skip(from);
        let (mut product, mut squared) = (0.0, 0.0);
        let gradients = self.gradient[from..].iter_mut();
        for ((gradient, direction), multiplier) in gradients.zip(&self.direction[from..]).zip(multipliers()) {
            if *multiplier <= 0.0 && *gradient < 0.0 {
                *gradient = 0.0;
            }
            product += *gradient * direction;
            squared += direction * direction;
        }
        let kept = if product < 0.0 && squared > 0.0 { -DEFLECTION * product / squared } else { 0.0 };
        let mut length = 0.0;
        let directions = self.direction[from..].iter_mut();
        for ((direction, gradient), multiplier) in directions.zip(&self.gradient[from..]).zip(multipliers()) {
            *direction = gradient + kept * *direction;
            if *multiplier <= 0.0 && *direction < 0.0 {
                *direction = 0.0;
            }
            length += *direction * *direction;
        }
        length
    }
}
