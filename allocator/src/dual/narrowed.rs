//! Ascents on the cheapest options of every task: partial pricing, as in column generation.
//!
//! The relaxation of some options is no bound on that of all, and its multipliers run away where an option is missing. So options stay for a
//! while after they have been among the cheapest, and after each stage all of them are priced: only that bound counts.

use super::Active;
use super::ascent::{Ascent, Plan, Progress, STEP_MIN, Weight};
use crate::model::{Model, Objective};

/// Options of each task that join at each stage, and how many times as many stay.
const NEAR: usize = 4;
const STAY: usize = 3;
/// Iterations of a stage.
const STAGE: u32 = 30;
/// Stages are cheap: an ascent that works in stages makes so many times as many iterations.
const ITERATIONS: u32 = 3;

impl Ascent {
    /// Climbs in stages on the cheapest options of every task, which are chosen anew before each: with many options of a task, nearly all
    /// are never the cheapest. Only the bound of all options counts.
    pub(super) fn climb_narrowed(
        &mut self,
        model: &Model<'_, '_>,
        objective: Objective<'_>,
        active: &Active,
        plan: Plan,
        progress: &mut Progress,
        stop: &dyn Fn() -> bool,
    ) -> u64 {
        // Near the allocation that is known: beyond it, what the cheapest options allow is far from what all allow.
        let target = plan.target.min(plan.enough);
        let plan = Plan { target, iterations: ITERATIONS * plan.iterations, ..plan };
        let mut work = 0;
        let mut best = (f64::NEG_INFINITY, self.multipliers.clone());
        loop {
            self.best.copy_from_slice(&self.multipliers);
            self.price_groups(model, objective, active, plan.weight);
            work += active.len() as u64;
            let value = self.narrow(model, objective, active, plan.weight);
            if value > best.0 {
                best.0 = value;
                best.1.copy_from_slice(&self.multipliers);
            } else if progress.iteration > 0 {
                progress.step *= 0.7;
            }
            let over = progress.iteration >= plan.iterations || progress.step < STEP_MIN;
            if over || value > plan.enough || stop() {
                break;
            }
            self.bound = f64::NEG_INFINITY;
            let before = progress.iteration;
            work += self.climb_filled(model, objective, active, plan, progress, STAGE, stop);
            if progress.iteration == before {
                break;
            }
            self.multipliers.copy_from_slice(&self.best);
        }
        (self.bound, self.best) = best;
        work
    }

    /// Fills the kernel with the cheapest options of every task, after [`Ascent::price_groups`], and with those of the stage before that are
    /// not much dearer; the bound of all options.
    fn narrow(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, active: &Active, weight: Weight) -> f64 {
        let mut total = -self.charged(model, objective);
        let mut near: Vec<u32> = Vec::with_capacity(2 * NEAR * active.task_count());
        let mut before = self.kernel.groups.iter().map(|packed| packed.place).peekable();
        let mut order = Vec::new();
        for task in 0..active.task_count() {
            let places = active.of(task);
            let cost = |at: &u32| self.group_cost[*at as usize];
            let by_cost = |a: &u32, b: &u32| cost(a).total_cmp(&cost(b)).then(a.cmp(b));
            order.clear();
            order.extend(places.clone().map(|at| at as u32));
            if order.len() > NEAR {
                order.select_nth_unstable_by(NEAR, by_cost);
                order.truncate(NEAR);
            }
            total += order.iter().map(cost).fold(f64::INFINITY, f64::min);
            while let Some(place) = before.next_if(|&place| (place as usize) < places.end) {
                order.push(place);
            }
            order.sort_unstable();
            order.dedup();
            if order.len() > STAY * NEAR {
                order.select_nth_unstable_by(STAY * NEAR, by_cost);
                order.truncate(STAY * NEAR);
                order.sort_unstable();
            }
            near.extend_from_slice(&order);
        }
        self.kernel.fill(model, objective, active, weight, near.iter().copied());
        total
    }
}
