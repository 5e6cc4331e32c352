//! Multipliers as integers, and the exact value of the bound they prove.

use super::{Active, Weight};
use crate::model::{Model, Number, Objective};
use apportion_certs::program::{Multipliers, ObjectiveWeight, RowIndex};

/// Integer multipliers: what a certificate's pool holds, in terms of the solver's rows.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Entry {
    /// The objective weighs 2 to this power, or nothing.
    pub(crate) exponent: Option<u8>,
    /// Positive multipliers below 2^120 by row; from the row count on, by cap.
    pub(crate) rows: Box<[(u32, i128)]>,
    /// Whether every sum stays below 2^51, so that doubles are exact.
    small: bool,
}

/// Relaxed costs under an entry, exactly.
#[derive(Debug, Default)]
pub(crate) struct Evaluation {
    /// Sum of the tasks' least relaxed costs less multipliers times bounds.
    pub(crate) total: i128,
    small: Scratch<f64>,
    large: Scratch<i128>,
    is_small: bool,
}

#[derive(Debug)]
struct Scratch<N> {
    multipliers: Vec<N>,
    prices: Vec<N>,
    /// By remaining group: the least relaxed cost less that of its task.
    excess: Vec<N>,
    /// Families with prices other than zero.
    charged: Vec<u32>,
}

impl<N> Default for Scratch<N> {
    fn default() -> Self {
        Self { multipliers: Vec::new(), prices: Vec::new(), excess: Vec::new(), charged: Vec::new() }
    }
}

impl Entry {
    /// No row at all: the sum of the tasks' least costs.
    pub(crate) fn trivial(objective: Objective<'_>) -> Self {
        let magnitude = magnitude_of_costs(objective);
        Self { exponent: Some(0), rows: Box::new([]), small: magnitude < f64::EXACT_MAX }
    }

    /// One row alone, without costs: closes a node in which the least loads exceed its bound.
    pub(crate) fn row(model: &Model<'_, '_>, objective: Objective<'_>, row: u32) -> Self {
        let magnitude = magnitude_of_row(model, objective, row as usize);
        Self { exponent: None, rows: Box::new([(row, 1)]), small: magnitude < f64::EXACT_MAX }
    }

    /// Rounds scaled multipliers so that rounding costs the bound a small part of a step of the objective, and every sum stays exact.
    ///
    /// `bound` is the approximate bound; without costs, rounding must cost a small part of that.
    pub(crate) fn round(
        model: &Model<'_, '_>,
        objective: Objective<'_>,
        scaled: &[f64],
        weight: Weight,
        bound: f64,
    ) -> Self {
        let mut largest = 0.0f64;
        for &multiplier in scaled {
            largest = largest.max(multiplier);
        }
        // Multipliers this small relative to the largest one are noise, and their rows would make certificates longer.
        let least = largest * 1e-9;
        let kept = || scaled.iter().enumerate().filter(|&(_, &multiplier)| multiplier > least);
        let (mut slack, mut magnitude) = (0.0, 0.0);
        for (row, multiplier) in kept() {
            let scale = scale_of_row(model, objective, row);
            slack += scale;
            magnitude += (multiplier / scale) * magnitude_of_row(model, objective, row);
        }
        let unit = match weight {
            Weight::Costs => {
                magnitude += magnitude_of_costs(objective);
                step(objective)
            }
            Weight::Zero => bound.max(f64::MIN_POSITIVE),
        };
        // A row is off by about its largest coefficient where the relaxation has several solutions.
        let wanted = (8.0 * slack / unit).max(1.0);
        let fine = |limit: f64| -> Option<f64> {
            let mut power = 1.0f64;
            while power < wanted && power < (1u64 << 62) as f64 {
                power *= 2.0;
            }
            // Rounding up adds at most one to every multiplier.
            let rounding: f64 = kept().map(|(row, _)| magnitude_of_row(model, objective, row)).sum();
            (power * magnitude + rounding < limit).then_some(power)
        };
        let (power, small) = match fine(f64::EXACT_MAX) {
            Some(power) => (power, true),
            None => (fit(model, objective, wanted, magnitude, &kept), false),
        };
        let exponent = match weight {
            Weight::Costs => Some(exponent_of(power)),
            Weight::Zero => None,
        };
        let rows = kept().filter_map(|(row, multiplier)| {
            let rounded = (multiplier / scale_of_row(model, objective, row) * power).round() as i128;
            (rounded > 0 && rounded < 1 << 119).then_some((row as u32, rounded))
        });
        Self { exponent, rows: rows.collect(), small }
    }

    /// The multipliers in scaled units, to start an ascent from.
    pub(crate) fn scaled(&self, model: &Model<'_, '_>, objective: Objective<'_>, out: &mut [f64]) {
        out.fill(0.0);
        let power = f64::power_of_two(self.exponent.unwrap_or(0));
        for &(row, multiplier) in &self.rows {
            if let Some(place) = out.get_mut(row as usize) {
                *place = multiplier as f64 / power * scale_of_row(model, objective, row as usize);
            }
        }
    }

    /// As a certificate states it.
    pub(crate) fn multipliers(&self, model: &Model<'_, '_>) -> Multipliers {
        let rows = model.row_count();
        let index = |row: usize| match row.checked_sub(rows) {
            None => model.row_index(row),
            Some(cap) => RowIndex(model.program.row_count() + cap as u64),
        };
        Multipliers {
            objective: self.exponent.map_or(ObjectiveWeight::Zero, ObjectiveWeight::PowerOfTwo),
            rows: self.rows.iter().map(|&(row, multiplier)| (index(row as usize), multiplier as u128)).collect(),
        }
    }

    /// Weight of the objective.
    pub(crate) fn weight(&self) -> i128 {
        self.exponent.map_or(0, |exponent| 1 << exponent)
    }

    /// Bytes it takes.
    pub(crate) fn bytes(&self) -> u64 {
        64 + 32 * self.rows.len() as u64
    }

    /// The smallest attainable value that is not excluded below `total`, the exact bound of a node under this entry; `None` for an entry
    /// without costs.
    pub(crate) fn value(&self, objective: Objective<'_>, total: i128) -> Option<u128> {
        let exponent = self.exponent?;
        let least = (total.max(0) + ((1i128 << exponent) - 1)) >> exponent;
        Some(objective.own().granularity.round_up(least as u128))
    }

    /// The total above which a node is closed, when values up to `excluded` are of no interest.
    pub(crate) fn closing_total(&self, excluded: i128) -> i128 {
        self.weight().saturating_mul(excluded)
    }
}

impl Evaluation {
    /// Evaluates an entry over the remaining options; O(remaining coefficients).
    pub(crate) fn run(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, active: &Active, entry: &Entry) {
        self.is_small = entry.small;
        self.total = if entry.small {
            self.small.run(model, objective, active, entry).to_i128()
        } else {
            self.large.run(model, objective, active, entry)
        };
    }

    /// By how much the total rises if the group at this place is the only one left of its task.
    pub(crate) fn excess(&self, at: usize) -> i128 {
        if self.is_small { self.small.excess[at].to_i128() } else { self.large.excess[at] }
    }
}

impl<N: Number> Scratch<N> {
    fn run(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, active: &Active, entry: &Entry) -> N {
        let bounds = self.fold(model, objective, entry);
        self.excess.clear();
        let mut total = N::ZERO;
        for task in 0..active.task_count() {
            let places = active.of(task);
            let mut least: Option<N> = None;
            for at in places.clone() {
                let cost = self.group(model, objective, active, entry, at);
                self.excess.push(cost);
                if least.is_none_or(|least| cost < least) {
                    least = Some(cost);
                }
            }
            if let Some(least) = least {
                total = total.plus(least);
                for excess in &mut self.excess[places] {
                    *excess = excess.minus(least);
                }
            }
        }
        for &family in &self.charged {
            let family = &model.families[family as usize];
            self.prices[family.price_at..=family.price_at + family.slots as usize].fill(N::ZERO);
            self.multipliers[family.rows.clone()].fill(N::ZERO);
        }
        self.multipliers[model.row_count()..].fill(N::ZERO);
        total.minus(bounds)
    }

    /// Sets the prices; the sum of multipliers times bounds.
    fn fold(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, entry: &Entry) -> N {
        self.multipliers.resize(model.row_count() + objective.caps.len(), N::ZERO);
        self.prices.resize(model.price_count, N::ZERO);
        self.charged.clear();
        let mut bounds = N::ZERO;
        for &(row, multiplier) in &entry.rows {
            let multiplier = N::from_i128(multiplier);
            self.multipliers[row as usize] = multiplier;
            let bound = match (row as usize).checked_sub(model.row_count()) {
                None => {
                    let family = model.row_family[row as usize];
                    if self.charged.last() != Some(&family) {
                        self.charged.push(family);
                    }
                    model.bounds[row as usize]
                }
                Some(cap) => objective.caps[cap] as i128,
            };
            bounds = bounds.plus(multiplier.times_bound(bound));
        }
        for &family in &self.charged {
            model.families[family as usize].fold(&self.multipliers, &mut self.prices);
        }
        bounds
    }

    fn group(&self, model: &Model<'_, '_>, objective: Objective<'_>, active: &Active, entry: &Entry, at: usize) -> N {
        let group = active.group[at] as usize;
        let (earliest, _) = model.starts[group];
        let range = model.term_range(group);
        let at_start = |start: u32| {
            let later = start - earliest;
            let mut cost = N::ZERO;
            if let Some(exponent) = entry.exponent {
                cost = weighted(N::power_of_two(exponent), objective.own(), group, later);
            }
            for (&mu, level) in self.multipliers[model.row_count()..].iter().zip(objective.capped()) {
                if mu > N::ZERO {
                    cost = cost.plus(weighted(mu, level, group, later));
                }
            }
            for (term, detail) in model.terms[range.clone()].iter().zip(&model.details[range.clone()]) {
                let hi = term.hi + if detail.hi_moves { later } else { 0 };
                let lo = term.lo + if detail.lo_moves { later } else { 0 };
                let charge = self.prices[hi as usize].minus(self.prices[lo as usize]);
                cost = cost.plus(charge.times(detail.amount));
            }
            cost
        };
        let mut least = at_start(active.first[at]);
        for start in active.first[at] + 1..=active.last[at] {
            let cost = at_start(start);
            if cost < least {
                least = cost;
            }
        }
        least
    }
}

fn weighted<N: Number>(weight: N, level: &crate::model::LevelArrays, group: usize, later: u32) -> N {
    let cost = weight.times_cost(level.exact[group], level.cost[group]);
    match level.slope_of(group) * u128::from(later) {
        0 => cost,
        rise => cost.plus(weight.times_cost(rise, rise as f64)),
    }
}

/// The largest power of two, at most what is wanted, under which sums of 128 bits are exact.
fn fit<'a, I: Iterator<Item = (usize, &'a f64)>>(
    model: &Model<'_, '_>,
    objective: Objective<'_>,
    wanted: f64,
    magnitude: f64,
    kept: &dyn Fn() -> I,
) -> f64 {
    let rounding: f64 = kept().map(|(row, _)| magnitude_of_row(model, objective, row)).sum();
    let mut power = 1.0f64;
    while power < wanted && power < (1u64 << 62) as f64 && 2.0 * power * magnitude + rounding < i128::EXACT_MAX {
        power *= 2.0;
    }
    power
}

fn exponent_of(power: f64) -> u8 {
    (power as u64).trailing_zeros() as u8
}

/// The distance between values that allocations can have.
fn step(objective: Objective<'_>) -> f64 {
    let own = objective.own();
    own.granularity.step.min(own.largest_sum.max(1)) as f64
}

fn magnitude_of_costs(objective: Objective<'_>) -> f64 {
    let own = objective.own();
    2.0 * own.largest_sum as f64 + own.granularity.step.min(own.largest_sum + 1) as f64
}

/// The largest quantity that a multiplier of one on this row adds anywhere.
fn magnitude_of_row(model: &Model<'_, '_>, objective: Objective<'_>, row: usize) -> f64 {
    match row.checked_sub(model.row_count()) {
        None => model.load_max[model.row_family[row] as usize] + model.bounds[row].unsigned_abs() as f64,
        Some(cap) => objective.levels[cap].largest_sum as f64 + objective.caps[cap] as f64,
    }
}

fn scale_of_row(model: &Model<'_, '_>, objective: Objective<'_>, row: usize) -> f64 {
    match row.checked_sub(model.row_count()) {
        None => model.families[model.row_family[row] as usize].scale,
        Some(cap) => objective.levels[cap].scale,
    }
}
