//! Multipliers by a deflected subgradient method with Polyak steps (Camerini, Fratta and Maffioli 1975), in floating point.
//!
//! Only `+ - * /` and square roots are used, in an order that depends on nothing but the input, so that every machine takes the same path.

mod gradient;

use super::{Active, Kernel};
use crate::model::{Model, Objective};

/// What the objective weighs in the relaxation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Weight {
    /// Costs count.
    Costs,
    /// Costs are zero: a positive bound proves that nothing is feasible.
    Zero,
}

/// How an ascent is to go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) weight: Weight,
    pub(crate) iterations: u32,
    /// The value that steps aim at.
    pub(crate) target: f64,
    /// A bound above this is good enough.
    pub(crate) enough: f64,
    /// First step, as a part of the Polyak step.
    pub(crate) step: f64,
    /// Iterations without improvement after which steps shrink.
    pub(crate) patience: u32,
}

/// Scratch space and result of ascents; made once and used for many nodes.
#[derive(Debug, Default)]
pub(crate) struct Ascent {
    /// Multipliers in scaled units: rows, then caps.
    pub(crate) multipliers: Vec<f64>,
    /// The best multipliers of the last ascent, and their bound.
    pub(crate) best: Vec<f64>,
    pub(crate) bound: f64,
    /// How often, weighted by the step, each remaining group was the cheapest of its task in the later half of the last ascent.
    pub(crate) frequency: Vec<f64>,
    pub(crate) frequency_total: f64,
    /// Relaxed cost and start of the cheapest option of each remaining group, after [`Ascent::price_groups`].
    pub(crate) group_cost: Vec<f64>,
    pub(crate) group_start: Vec<u32>,
    pub(super) kernel: Kernel,
    prices: Vec<f64>,
    by_price: Vec<f64>,
    gradient: Vec<f64>,
    direction: Vec<f64>,
    /// Of every task with a choice: the cheapest group and its start.
    chosen: Vec<(u32, u32)>,
}

/// How far an ascent has come.
pub(super) struct Progress {
    /// Length of the next step, as a part of the Polyak step.
    pub(super) step: f64,
    /// Iterations since the last improvement.
    failures: u32,
    pub(super) iteration: u32,
}

/// Steps shorter than this lead nowhere.
pub(super) const STEP_MIN: f64 = 1e-5;

impl Ascent {
    /// Prepares for a model and objective, with all multipliers zero.
    pub(crate) fn reset(&mut self, model: &Model<'_, '_>, objective: Objective<'_>) {
        let rows = model.row_count() + objective.caps.len();
        self.multipliers.clear();
        self.multipliers.resize(rows, 0.0);
        self.prices.clear();
        self.prices.resize(model.price_count, 0.0);
    }

    /// Improves [`Ascent::multipliers`]; `stop` is asked in every iteration. Returns the number of relaxed costs computed.
    pub(crate) fn climb(
        &mut self,
        model: &Model<'_, '_>,
        objective: Objective<'_>,
        active: &Active,
        plan: Plan,
        stop: &dyn Fn() -> bool,
    ) -> u64 {
        let rows = self.multipliers.len();
        self.gradient.clear();
        self.gradient.resize(rows, 0.0);
        self.direction.clear();
        self.direction.resize(rows, 0.0);
        self.by_price.clear();
        self.by_price.resize(model.price_count, 0.0);
        self.frequency.clear();
        self.frequency.resize(active.len(), 0.0);
        self.frequency_total = 0.0;
        self.kernel.survey(model, objective, active, plan.weight, &mut self.by_price);
        self.silence(model);
        self.best.clone_from(&self.multipliers);
        self.bound = f64::NEG_INFINITY;
        let mut progress = Progress { step: plan.step, failures: 0, iteration: 0 };
        if self.kernel.is_wide(active) {
            self.kernel.groups.clear();
            return self.climb_narrowed(model, objective, active, plan, &mut progress, stop);
        }
        self.kernel.fill(model, objective, active, plan.weight, 0..active.len() as u32);
        self.climb_filled(model, objective, active, plan, &mut progress, plan.iterations, stop)
    }

    /// Climbs on the options that are in the kernel, for so many iterations more.
    #[expect(clippy::too_many_arguments, reason = "the node, the plan, and where in the plan it is")]
    pub(super) fn climb_filled(
        &mut self,
        model: &Model<'_, '_>,
        objective: Objective<'_>,
        active: &Active,
        plan: Plan,
        progress: &mut Progress,
        iterations: u32,
        stop: &dyn Fn() -> bool,
    ) -> u64 {
        let mut work = 0;
        let end = progress.iteration + iterations;
        while progress.iteration < end && !stop() {
            let value = self.relax(model, objective, active, plan.weight);
            work += self.kernel.groups.len() as u64;
            if value > self.bound {
                // Progress far below rounding does not count as such.
                let notable = value > self.bound + 1e-7 * self.bound.abs();
                progress.failures = if notable { 0 } else { progress.failures + 1 };
                self.bound = value;
                self.best.copy_from_slice(&self.multipliers);
            } else {
                progress.failures += 1;
            }
            if value > plan.enough {
                break;
            }
            if progress.failures > plan.patience {
                progress.failures = 0;
                progress.step *= 0.5;
                self.multipliers.copy_from_slice(&self.best);
                self.direction.fill(0.0);
                if progress.step < STEP_MIN {
                    break;
                }
            }
            let length = self.turn(model, objective, active);
            if length <= 0.0 {
                break;
            }
            let distance = progress.step * (plan.target.max(value + 1e-6 * value.abs()) - value) / length;
            if 2 * progress.iteration >= plan.iterations {
                for &(group, _) in &self.chosen {
                    self.frequency[self.kernel.groups[group as usize].place as usize] += distance;
                }
                self.frequency_total += distance;
            }
            self.step(model, distance);
            progress.iteration += 1;
        }
        work
    }

    /// Relaxed cost and best start of every remaining group under [`Ascent::best`].
    pub(crate) fn price_groups(
        &mut self,
        model: &Model<'_, '_>,
        objective: Objective<'_>,
        active: &Active,
        weight: Weight,
    ) {
        self.multipliers.copy_from_slice(&self.best);
        self.fold(model);
        self.group_cost.clear();
        self.group_start.clear();
        for at in 0..active.len() {
            let (cost, start) = self.group(model, objective, active, weight, at);
            self.group_cost.push(cost);
            self.group_start.push(start);
        }
    }

    /// The sum of multipliers times bounds, under [`Ascent::best`].
    pub(crate) fn charged(&self, model: &Model<'_, '_>, objective: Objective<'_>) -> f64 {
        let (rows, caps) = self.best.split_at(model.row_count());
        let bounds = rows.iter().zip(&model.bounds_scaled).map(|(mu, bound)| mu * bound).sum::<f64>();
        let caps = caps.iter().zip(objective.capped()).zip(objective.caps);
        bounds + caps.map(|((mu, level), &cap)| mu * (cap as f64 / level.scale)).sum::<f64>()
    }

    /// By how much a selection of places and starts exceeds every row and cap.
    pub(crate) fn violations(
        &mut self,
        model: &Model<'_, '_>,
        objective: Objective<'_>,
        active: &Active,
        chosen: &[(usize, u32)],
        out: &mut [f64],
    ) {
        self.by_price.clear();
        self.by_price.resize(model.price_count, 0.0);
        let (rows, caps) = out.split_at_mut(model.row_count());
        for (place, (level, &cap)) in caps.iter_mut().zip(objective.capped().iter().zip(objective.caps)) {
            *place = -(cap as f64) / level.scale;
        }
        for &(at, start) in chosen {
            let group = active.group[at] as usize;
            let later = start - model.starts[group].0;
            add_terms(model, group, later, &mut self.by_price);
            for (place, level) in caps.iter_mut().zip(objective.capped()) {
                *place += (level.cost(group) + level.slope_of(group) as f64 * f64::from(later)) / level.scale;
            }
        }
        for family in &model.families {
            family.gather(&self.by_price, rows);
        }
        for (row, bound) in rows.iter_mut().zip(&model.bounds_scaled) {
            *row -= bound;
        }
    }

    fn fold(&mut self, model: &Model<'_, '_>) {
        for family in &model.families {
            family.fold(&self.multipliers, &mut self.prices);
        }
    }

    /// Rows that no task with a choice touches have no multiplier: what is fixed keeps them.
    fn silence(&mut self, model: &Model<'_, '_>) {
        let mut next = 0;
        for rows in self.kernel.rows(model) {
            self.multipliers[next..rows.start].fill(0.0);
            next = rows.end;
        }
        self.multipliers[next..model.row_count()].fill(0.0);
    }

    /// Chooses the cheapest option of every task under the current multipliers; the bound that follows.
    fn relax(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, active: &Active, weight: Weight) -> f64 {
        for &family in &self.kernel.families {
            model.families[family as usize].fold(&self.multipliers, &mut self.prices);
        }
        let mut chosen = core::mem::take(&mut self.chosen);
        chosen.clear();
        let kernel = &self.kernel;
        let caps = &self.multipliers[model.row_count()..];
        let count = kernel.groups.len();
        let mut total = kernel.constant;
        for &(begin, end) in &kernel.tasks {
            let mut least = (f64::INFINITY, 0, 0);
            for at in begin..end {
                let group = &kernel.groups[at as usize];
                let (cost, start) = match group.start {
                    Some(start) => {
                        let mut cost = group.own;
                        for (cap, mu) in caps.iter().enumerate() {
                            cost += mu * kernel.capped[cap * count + at as usize];
                        }
                        for term in kernel.group_terms(group) {
                            cost += term.scaled * (self.prices[term.hi as usize] - self.prices[term.lo as usize]);
                        }
                        (cost, start)
                    }
                    None => self.group(model, objective, active, weight, group.place as usize),
                };
                if cost < least.0 {
                    least = (cost, at, start);
                }
            }
            total += least.0;
            chosen.push((least.1, least.2));
        }
        self.chosen = chosen;
        for rows in kernel.rows(model) {
            for (mu, bound) in self.multipliers[rows.clone()].iter().zip(&kernel.bounds[rows]) {
                total -= mu * bound;
            }
        }
        for (cap, mu) in caps.iter().enumerate() {
            let level = &objective.levels[cap];
            total -= mu * (objective.caps[cap] as f64 / level.scale - kernel.capped_constant[cap]);
        }
        total
    }

    /// The least relaxed cost of the remaining options of a group, and their start.
    fn group(
        &self,
        model: &Model<'_, '_>,
        objective: Objective<'_>,
        active: &Active,
        weight: Weight,
        at: usize,
    ) -> (f64, u32) {
        let group = active.group[at] as usize;
        let (first, last) = (active.first[at], active.last[at]);
        let own = objective.own();
        let mut base = if weight == Weight::Costs { own.cost(group) } else { 0.0 };
        let caps = &self.multipliers[model.row_count()..];
        for (mu, level) in caps.iter().zip(objective.capped()) {
            base += mu * (level.cost(group) / level.scale);
        }
        let earliest = model.starts[group].0;
        // Charges are added to the cost one by one: those below its rounding leave ties, which go to the earliest start.
        let charged = |uncharged: f64, later: u32| {
            model.terms(group).fold(uncharged, |cost, (term, owner)| {
                let (hi, lo) = term.places(owner, later);
                cost + model.scaled(term, owner) * (self.prices[hi as usize] - self.prices[lo as usize])
            })
        };
        if first == last && first == earliest {
            return (charged(base, 0), first);
        }
        let mut slope = if weight == Weight::Costs { own.slope_of(group) as f64 } else { 0.0 };
        for (mu, level) in caps.iter().zip(objective.capped()) {
            slope += mu * (level.slope_of(group) as f64 / level.scale);
        }
        let mut least = (f64::INFINITY, first);
        for start in first..=last {
            let later = start - earliest;
            let cost = charged(base + slope * f64::from(later), later);
            if cost < least.0 {
                least = (cost, start);
            }
        }
        least
    }
}

/// Adds the scaled coefficients of a group that starts this much after its first start, by place in the price array.
pub(super) fn add_terms(model: &Model<'_, '_>, group: usize, later: u32, by_price: &mut [f64]) {
    for (term, owner) in model.terms(group) {
        let (hi, lo) = term.places(owner, later);
        let scaled = model.scaled(term, owner);
        by_price[hi as usize] += scaled;
        by_price[lo as usize] -= scaled;
    }
}
