//! Multipliers as integers, and the exact value of the bound they prove.

use super::kept::Shares;
use super::pack::Blocks;
use super::rows::{RowKind, kind_of_row, lemmas, magnitude_of_row, scale_of_row};
use super::{Active, Weight};
use crate::model::{Model, Number, Objective};
use apportion_certs::program::{Knapsacks, Multipliers, ObjectiveWeight, RowIndex};
use apportion_lattice::TaskIndex;
use std::sync::Arc;

/// Integer multipliers: what a certificate's pool holds, in terms of the solver's rows.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Entry {
    /// The objective weighs 2 to this power, or nothing.
    pub(crate) exponent: Option<u8>,
    /// Positive multipliers below 2^120 by row; from the row count on, by cap.
    pub(crate) rows: Box<[(u32, i128)]>,
    /// Rows that are kept, with multipliers on the tasks' choices instead; their knapsacks are solved.
    pub(crate) kept: Option<Box<Kept>>,
    /// Whether every sum stays below 2^51, so that doubles are exact.
    small: bool,
}

/// The part of an entry that relaxes assignment.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Kept {
    /// Multipliers by task.
    pub(crate) tasks: Box<[u64]>,
    /// The kept rows.
    pub(crate) blocks: Arc<Blocks>,
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
pub(super) struct Scratch<N> {
    multipliers: Vec<N>,
    prices: Vec<N>,
    /// By remaining group: by how much the total rises if it is the only one left of its task.
    pub(super) excess: Vec<N>,
    /// Families with prices other than zero.
    charged: Vec<u32>,
    pub(super) shares: Shares<N>,
    /// By group: what lemmas charge; zero but during a run, empty until a lemma charges something.
    extra: Vec<N>,
}

impl<N> Default for Scratch<N> {
    fn default() -> Self {
        let (multipliers, prices, excess, charged, extra) = Default::default();
        Self { multipliers, prices, excess, charged, extra, shares: Shares::default() }
    }
}

impl Entry {
    /// No row at all: the sum of the tasks' least costs.
    pub(crate) fn trivial(objective: Objective<'_>) -> Self {
        let magnitude = magnitude_of_costs(objective);
        Self { exponent: Some(0), rows: Box::new([]), kept: None, small: magnitude < f64::EXACT_MAX }
    }

    /// One row alone, without costs: closes a node in which the least loads exceed its bound.
    pub(crate) fn row(model: &Model<'_, '_>, objective: Objective<'_>, row: u32) -> Self {
        let magnitude = magnitude_of_row(model, objective, row as usize);
        Self { exponent: None, rows: Box::new([(row, 1)]), kept: None, small: magnitude < f64::EXACT_MAX }
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
        Self::round_kept(model, objective, scaled, weight, bound, None)
    }

    /// The same for an entry that keeps rows: with multipliers on the tasks' choices, in units of cost.
    pub(crate) fn round_kept(
        model: &Model<'_, '_>,
        objective: Objective<'_>,
        scaled: &[f64],
        weight: Weight,
        bound: f64,
        kept: Option<(&[f64], &Arc<Blocks>)>,
    ) -> Self {
        // Multipliers this small relative to the largest one are noise, and their rows would make certificates longer.
        let least = 1e-9 * scaled.iter().fold(0.0f64, |largest, &multiplier| largest.max(multiplier));
        let used = || scaled.iter().enumerate().filter(|&(_, &multiplier)| multiplier > least);
        let tasks = || kept.iter().flat_map(|kept| kept.0);
        let (mut slack, mut magnitude, mut rounding) = (tasks().count() as f64, tasks().sum::<f64>(), slack_of(kept));
        for (row, multiplier) in used() {
            let scale = scale_of_row(model, objective, row);
            slack += scale;
            magnitude += (multiplier / scale) * magnitude_of_row(model, objective, row);
            // Rounding up adds at most one to every multiplier.
            rounding += magnitude_of_row(model, objective, row);
        }
        let (unit, mut power) = match weight {
            Weight::Costs => {
                magnitude += magnitude_of_costs(objective);
                (step(objective), 1.0)
            }
            Weight::Zero => (bound.max(f64::MIN_POSITIVE), 1.0 / (1u64 << 60) as f64),
        };
        // A row is off by about its largest coefficient where the relaxation has several solutions.
        let wanted = 8.0 * slack / unit;
        if power * magnitude + rounding >= i128::EXACT_MAX {
            return Self::trivial(objective);
        }
        while power < wanted && power < (1u64 << 62) as f64 && 2.0 * power * magnitude + rounding < i128::EXACT_MAX {
            power *= 2.0;
        }
        let exponent = match weight {
            Weight::Costs => Some(exponent_of(power)),
            Weight::Zero => None,
        };
        let most = if kept.is_some() { i128::from(u64::MAX) } else { 1 << 119 };
        let integer = |multiplier: f64| {
            let rounded = (multiplier * power).round() as i128;
            (rounded > 0 && rounded < most).then_some(rounded)
        };
        let rows = used().filter_map(|(row, multiplier)| {
            Some((row as u32, integer(multiplier / scale_of_row(model, objective, row))?))
        });
        let kept = kept.map(|(tasks, blocks)| {
            let tasks = tasks.iter().map(|&multiplier| integer(multiplier).map_or(0, |multiplier| multiplier as u64));
            Box::new(Kept { tasks: tasks.collect(), blocks: Arc::clone(blocks) })
        });
        Self { exponent, rows: rows.collect(), kept, small: power * magnitude + rounding < f64::EXACT_MAX }
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
    ///
    /// Lemmas have the solver's numbers.
    pub(crate) fn multipliers(&self, model: &Model<'_, '_>, objective: Objective<'_>) -> Multipliers {
        let index = |row: usize| match kind_of_row(model, objective, row) {
            RowKind::Stated => model.row_index(row),
            RowKind::Cap(cap) => RowIndex(model.program.row_count() + cap as u64),
            RowKind::Lemma(lemma) => model.program.lemma_row(lemma as u32),
        };
        Multipliers {
            objective: self.exponent.map_or(ObjectiveWeight::Zero, ObjectiveWeight::PowerOfTwo),
            rows: self.rows.iter().map(|&(row, multiplier)| (index(row as usize), multiplier as u128)).collect(),
        }
    }

    /// As a certificate's knapsack pool states it, if it keeps rows.
    pub(crate) fn knapsacks(&self, model: &Model<'_, '_>, objective: Objective<'_>) -> Option<Knapsacks> {
        let kept = self.kept.as_ref()?;
        let mut rows: Vec<RowIndex> = kept.blocks.rows.iter().map(|&row| model.row_index(row as usize)).collect();
        rows.sort_unstable();
        let tasks = (0..).zip(&kept.tasks).filter(|&(_, &multiplier)| multiplier > 0);
        Some(Knapsacks {
            multipliers: self.multipliers(model, objective),
            tasks: tasks.map(|(task, &multiplier)| (TaskIndex::new(task), multiplier.into())).collect(),
            kept: rows,
        })
    }

    /// Weight of the objective.
    pub(crate) fn weight(&self) -> i128 {
        self.exponent.map_or(0, |exponent| 1 << exponent)
    }

    /// Bytes it takes.
    pub(crate) fn bytes(&self) -> u64 {
        let tasks = self.kept.as_ref().map_or(0, |kept| kept.tasks.len());
        128 + (32 * self.rows.len() + 8 * tasks) as u64
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

    /// By how much the total rises if the group at this place is the only one left of its task; beyond all sums if that fits no kept row.
    pub(crate) fn excess(&self, at: usize) -> i128 {
        if self.is_small { self.small.excess[at].to_i128() } else { self.large.excess[at] }
    }
}

impl<N: Number> Scratch<N> {
    fn run(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, active: &Active, entry: &Entry) -> N {
        let bounds = self.fold(model, objective, entry);
        let total = match &entry.kept {
            None => self.least_costs(model, objective, active, entry),
            Some(kept) => self.pack(model, objective, active, entry, kept),
        };
        for &family in &self.charged {
            let family = &model.families[family as usize];
            self.prices[family.price_at..=family.price_at + family.slots as usize].fill(N::ZERO);
            self.multipliers[family.rows.clone()].fill(N::ZERO);
        }
        self.multipliers[model.row_count()..].fill(N::ZERO);
        for (lemma, _) in lemmas(model, objective, entry) {
            lemma.values().for_each(|(group, _)| self.extra[group as usize] = N::ZERO);
        }
        total.minus(bounds)
    }

    fn least_costs(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, active: &Active, entry: &Entry) -> N {
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
        total
    }

    /// Sets the prices; the sum of multipliers times bounds.
    fn fold(&mut self, model: &Model<'_, '_>, objective: Objective<'_>, entry: &Entry) -> N {
        self.multipliers.resize(model.row_count() + objective.caps.len(), N::ZERO);
        self.prices.resize(model.price_count, N::ZERO);
        self.charged.clear();
        let mut bounds = N::ZERO;
        for (lemma, multiplier) in lemmas(model, objective, entry) {
            self.extra.resize(model.group_count(), N::ZERO);
            let multiplier = N::from_i128(multiplier);
            bounds = bounds.plus(multiplier.times(lemma.bound as u64));
            for (group, value) in lemma.values() {
                let extra = &mut self.extra[group as usize];
                *extra = extra.plus(multiplier.times(value as u64));
            }
        }
        let own = model.row_count() + objective.caps.len();
        for &(row, multiplier) in entry.rows.iter().take_while(|row| (row.0 as usize) < own) {
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

    pub(super) fn group(
        &self,
        model: &Model<'_, '_>,
        objective: Objective<'_>,
        active: &Active,
        entry: &Entry,
        at: usize,
    ) -> N {
        let group = active.group[at] as usize;
        let (earliest, _) = model.starts[group];
        let at_start = |start: u32| {
            let later = start - earliest;
            let mut cost = self.extra.get(group).copied().unwrap_or(N::ZERO);
            if let Some(exponent) = entry.exponent {
                cost = cost.plus(weighted(N::power_of_two(exponent), objective.own(), group, later));
            }
            for (&mu, level) in self.multipliers[model.row_count()..].iter().zip(objective.capped()) {
                if mu > N::ZERO {
                    cost = cost.plus(weighted(mu, level, group, later));
                }
            }
            for (term, owner) in model.terms(group) {
                let (hi, lo) = term.places(owner, later);
                let charge = self.prices[hi as usize].minus(self.prices[lo as usize]);
                cost = cost.plus(charge.times(term.amount));
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
    let cost = weight.times_cost(level.exact(group), level.cost(group));
    match level.slope_of(group) * u128::from(later) {
        0 => cost,
        rise => cost.plus(weight.times_cost(rise, rise as f64)),
    }
}

fn slack_of(kept: Option<(&[f64], &Arc<Blocks>)>) -> f64 {
    kept.map_or(0.0, |kept| kept.0.len() as f64)
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
