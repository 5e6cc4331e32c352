//! Multipliers on rows, folded into prices per slot: the cost of an option under a Lagrangian relaxation in a few look-ups.
//!
//! For multipliers `mu` on coupling rows and a weight `S` of the objective, the relaxed cost of option x of task t is
//! `S c(x) + sum over rows r of mu(r) a(r, x)`. A window row counts the slots e-w+1..e, so all rows of a family together charge slot s the sum
//! of `mu` over the rows whose window holds s. Prefix sums of that charge give the cost of a run in two look-ups per family.

use super::{Dependency, FamilyKind, LevelCosts, Program, RowIndex, Usage};
use crate::{Scalar, U256};
use apportion_lattice::{Of, TaskIndex};
use core::ops::Range;

/// The weight of the objective in a combination.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ObjectiveWeight {
    /// Zero: the combination speaks of feasibility alone.
    Zero,
    /// 2 to this power, at most 62.
    PowerOfTwo(u8),
}

impl ObjectiveWeight {
    /// The weight as a number.
    pub fn get(self) -> u128 {
        match self {
            Self::Zero => 0,
            Self::PowerOfTwo(exponent) => 1 << exponent,
        }
    }
}

/// A nonnegative combination of coupling rows and the objective: an entry of a certificate's multiplier pool.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Multipliers {
    /// Weight of the level's objective.
    pub objective: ObjectiveWeight,
    /// Multipliers, rows ascending, none zero, each below 2^120. Row `row_count + j` is the cap on the value at level j.
    pub rows: Vec<(RowIndex, u128)>,
}

/// A relaxation that keeps one row for each block of options: an entry of a certificate's knapsack pool.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Knapsacks {
    /// The combination of the other rows and the objective.
    pub multipliers: Multipliers,
    /// Multipliers on "the task takes exactly one option", tasks ascending, none zero, each below 2^120.
    pub tasks: Vec<(TaskIndex, u128)>,
    /// Rows that are kept, ascending, usage rows without negative bound; no option has a coefficient in two of them.
    pub kept: Vec<RowIndex>,
}

/// The caps `value at level j <= caps[j]` for the levels before the one that is bounded, with all levels' costs up to that one.
#[derive(Clone, Copy, Debug)]
pub struct LevelView<'a> {
    /// Costs of levels 0..=k.
    pub costs: &'a [LevelCosts],
    /// Caps on the values at levels 0..k.
    pub caps: &'a [u128],
}

impl LevelView<'_> {
    /// Costs of the level that is bounded.
    pub fn objective(&self) -> Option<&LevelCosts> {
        self.costs.get(self.caps.len())
    }
}

/// Multipliers folded into prices.
#[derive(Debug)]
pub struct Prices<'p, 'm, N> {
    program: &'p Program<'m>,
    costs: &'p [LevelCosts],
    /// Weight of each level's costs: multipliers of the caps, then the objective's.
    weights: Vec<N>,
    /// By family: for resources prefix sums of the price per slot, for money the price of each start slot.
    usage: Vec<Option<Box<[N]>>>,
    active: Vec<Vec<u32>>,
    timed: bool,
    dependencies: Vec<Option<Box<DependencyPrices<N>>>>,
    /// Sum of multiplier times bound over rows with positive, and with negative bound.
    right_side: (N, N),
}

/// What the dependencies of a task add to its options.
#[derive(Debug)]
struct DependencyPrices<N> {
    assigned: N,
    unassigned: N,
    by_start: Option<Box<[N]>>,
    by_end: Option<Box<[N]>>,
}

impl<'p, 'm, N: Scalar> Prices<'p, 'm, N> {
    /// Folds multipliers; O(slots) for each family with a multiplier. Rows must be below `row_count + caps`; others are ignored.
    pub fn new(program: &'p Program<'m>, view: LevelView<'p>, multipliers: &Multipliers) -> Self {
        let level = view.caps.len();
        let mut prices = Self {
            program,
            costs: view.costs.get(..=level).unwrap_or(view.costs),
            weights: vec![N::ZERO; level],
            usage: program.families.iter().map(|_| None).collect(),
            active: vec![Vec::new(); program.market.offers().len()],
            timed: false,
            dependencies: program.tasks().map(|_| None).collect(),
            right_side: (N::ZERO, N::ZERO),
        };
        prices.weights.push(N::from_u128(multipliers.objective.get()));
        let mut rest = multipliers.rows.as_slice();
        while let Some(&(row, multiplier)) = rest.first() {
            let Some((number, _)) = program.locate(row) else {
                let cap = (row.0 - program.row_count()) as usize;
                if let (Some(weight), Some(&bound)) =
                    (prices.weights.get_mut(..level).and_then(|w| w.get_mut(cap)), view.caps.get(cap))
                {
                    *weight = weight.plus(N::from_u128(multiplier));
                    prices.right_side.0 = prices.right_side.0.plus(N::from_u128(multiplier).times(bound));
                }
                rest = &rest[1..];
                continue;
            };
            let family = &program.families[number];
            let (rows, after) = rest.split_at(rest.partition_point(|(row, _)| row.0 < family.rows().end));
            rest = after;
            let rows: Vec<(u32, N)> =
                rows.iter().map(|&(row, mu)| ((row.0 - family.first_row) as u32, N::from_u128(mu))).collect();
            prices.charge_bounds(number, &rows);
            match &family.kind {
                FamilyKind::Usage(usage) => prices.charge_usage(number as u32, usage, &rows),
                FamilyKind::Dependency(dependency) => prices.charge_dependency(*dependency, &rows),
            }
        }
        prices
    }

    fn charge_bounds(&mut self, number: usize, rows: &[(u32, N)]) {
        for &(slot, multiplier) in rows {
            let bound = self.program.families[number].bound(slot);
            let side = if bound >= 0 { &mut self.right_side.0 } else { &mut self.right_side.1 };
            *side = side.plus(multiplier.times(bound.unsigned_abs()));
        }
    }

    fn charge_usage(&mut self, number: u32, usage: &Usage<'m>, rows: &[(u32, N)]) {
        let slots = self.program.market.horizon().slot_count as usize;
        // First the change of the price from slot to slot, then its running sum.
        let mut rise = vec![N::ZERO; slots + 1];
        let mut fall = vec![N::ZERO; slots + 1];
        for &(slot, multiplier) in rows {
            let covered = usage.covered(slot);
            rise[covered.start as usize] = rise[covered.start as usize].plus(multiplier);
            fall[covered.end as usize] = fall[covered.end as usize].plus(multiplier);
        }
        let mut folded = Vec::with_capacity(slots + 1);
        let (mut price, mut sum) = (N::ZERO, N::ZERO);
        let prefix = usage.of != Of::Money;
        for slot in 0..slots {
            price = price.plus(rise[slot]).minus(fall[slot]);
            folded.push(if prefix { sum } else { price });
            sum = sum.plus(price);
        }
        if prefix {
            folded.push(sum);
        }
        self.usage[number as usize] = Some(folded.into_boxed_slice());
        self.timed |= slots > 1;
        for (offer, active) in (0..).zip(&mut self.active) {
            if usage.counts_offer(apportion_lattice::OfferIndex::new(offer)) {
                active.push(number);
            }
        }
    }

    fn charge_dependency(&mut self, dependency: Dependency, rows: &[(u32, N)]) {
        let slots = self.program.market.horizon().slot_count as usize;
        let total = rows.iter().fold(N::ZERO, |sum, row| sum.plus(row.1));
        let dependent = self.of_task(dependency.dependent);
        if dependency.after {
            let by_start = dependent.by_start.get_or_insert_with(|| vec![N::ZERO; slots].into_boxed_slice());
            let mut later = total;
            let mut rows = rows.iter().peekable();
            for (slot, price) in (0..).zip(by_start.iter_mut()) {
                *price = price.plus(later);
                while let Some(row) = rows.next_if(|row| row.0 == slot) {
                    later = later.minus(row.1);
                }
            }
        } else {
            dependent.assigned = dependent.assigned.plus(total);
        }
        let on = self.of_task(dependency.on);
        on.unassigned = on.unassigned.plus(total);
        if dependency.after {
            let by_end = on.by_end.get_or_insert_with(|| vec![N::ZERO; slots + 1].into_boxed_slice());
            let mut earlier = N::ZERO;
            let mut rows = rows.iter().peekable();
            for (end, price) in (0..).zip(by_end.iter_mut()) {
                *price = price.plus(earlier);
                while let Some(row) = rows.next_if(|row| row.0 == end) {
                    earlier = earlier.plus(row.1);
                }
            }
        }
    }

    fn of_task(&mut self, task: TaskIndex) -> &mut DependencyPrices<N> {
        self.dependencies[task.usize()].get_or_insert_with(|| {
            Box::new(DependencyPrices { assigned: N::ZERO, unassigned: N::ZERO, by_start: None, by_end: None })
        })
    }

    /// Sum of multiplier times bound, over rows with a bound that is not negative, and over the others (absolute values).
    pub fn right_side(&self) -> (N, N) {
        self.right_side
    }

    /// The relaxed cost of leaving a task unassigned.
    pub fn unassigned(&self, task: TaskIndex) -> N {
        let costs = self.costs.iter().zip(&self.weights);
        let own = costs.fold(N::ZERO, |sum, (costs, weight)| sum.plus(weight.times(costs.unassigned(task))));
        match &self.dependencies[task.usize()] {
            Some(prices) => own.plus(prices.unassigned),
            None => own,
        }
    }

    /// The least relaxed cost of a pair's options that start in `first..=last`, and the first start that attains it.
    pub fn least_of_pair(&self, task: TaskIndex, pair: usize, first: u32, last: u32) -> (N, u32) {
        let run = &self.program.pairs[pair].run;
        let duration = run.duration_slots;
        let (mut fixed, mut slope) = (N::ZERO, N::ZERO);
        for (costs, weight) in self.costs.iter().zip(&self.weights) {
            let cost = costs.run(pair);
            fixed = fixed.plus(weight.times(cost.fixed));
            slope = slope.plus(weight.times(cost.per_end_slot));
        }
        let dependencies = self.dependencies[task.usize()].as_deref();
        if let Some(prices) = dependencies {
            fixed = fixed.plus(prices.assigned);
        }
        let payer = self.program.market.task(task).payer;
        let active = &self.active[run.offer.usize()];
        let at = |start: u32| {
            let end = start + duration;
            let mut cost = fixed.plus(slope.times(u128::from(end)));
            for &number in active {
                let (Some(usage), Some(price)) =
                    (self.program.families[number as usize].usage(), &self.usage[number as usize])
                else {
                    continue;
                };
                let amount = usage.amount_of(run);
                if amount > 0 && usage.counts_payer(payer) {
                    let charge = match usage.of {
                        Of::Money => price[start as usize],
                        Of::Resource(_) => price[end as usize].minus(price[start as usize]),
                    };
                    cost = cost.plus(charge.times(u128::from(amount)));
                }
            }
            if let Some(prices) = dependencies {
                if let Some(by_start) = &prices.by_start {
                    cost = cost.plus(by_start[start as usize]);
                }
                if let Some(by_end) = &prices.by_end {
                    cost = cost.plus(by_end[end as usize]);
                }
            }
            cost
        };
        // Without prices that change over time the cost does not fall as the start moves later.
        let flat = (!self.timed || active.is_empty())
            && dependencies.is_none_or(|prices| prices.by_start.is_none() && prices.by_end.is_none());
        let mut least = (at(first), first);
        if !flat {
            for start in first + 1..=last {
                let cost = at(start);
                if cost < least.0 {
                    least = (cost, start);
                }
            }
        }
        least
    }

    /// The least relaxed cost of those options of a task in a range of option numbers whose pair is kept; `None` if there is none.
    pub fn least(&self, task: TaskIndex, options: Range<u64>, kept: impl Fn(Group) -> bool) -> Option<N> {
        let mut least: Option<N> = None;
        self.program.groups(task, options, |group, range| {
            if kept(group) {
                let cost = self.least_of_group(task, group, &range);
                if least.is_none_or(|known| cost < known) {
                    least = Some(cost);
                }
            }
        });
        least
    }

    /// The least relaxed cost of options of one group.
    pub fn least_of_group(&self, task: TaskIndex, group: Group, options: &Range<u64>) -> N {
        match group {
            Group::Unassigned => self.unassigned(task),
            Group::Pair(pair) => {
                let of = &self.program.pairs[pair];
                self.least_of_pair(task, pair, of.start(options.start), of.start(options.end - 1)).0
            }
        }
    }
}

/// Options that are kept or removed together: those of a pair, or staying unassigned.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Group {
    /// The options of a pair (its number among all pairs).
    Pair(usize),
    /// Staying unassigned.
    Unassigned,
}

impl Program<'_> {
    /// Calls `visit` for each group that meets a range of a task's option numbers, with the options in both, in option order.
    pub fn groups(&self, task: TaskIndex, options: Range<u64>, mut visit: impl FnMut(Group, Range<u64>)) {
        let all = self.pair_range(task);
        let pairs = self.pairs(task);
        let skipped = pairs.partition_point(|pair| pair.options().end <= options.start);
        for (at, pair) in pairs.iter().enumerate().skip(skipped) {
            let own = pair.options();
            if own.start >= options.end {
                return;
            }
            visit(Group::Pair(all.start + at), own.start.max(options.start)..own.end.min(options.end));
        }
        let unassigned = self.assigned_options(task);
        if self.may_stay_unassigned(task) && options.contains(&unassigned) {
            visit(Group::Unassigned, unassigned..unassigned + 1);
        }
    }

    /// The number of bits of a value that no intermediate result of [`Prices`] and of the sums over tasks built on them exceeds.
    ///
    /// With S the weight of the objective and C its largest sum of costs, the value is `S (C + step)` plus, for each row, its multiplier times
    /// (largest load + |bound| + slots). Every quantity that `Prices` computes is a partial sum of these terms. For multipliers below 2^120
    /// it stays below 2^254 (`docs/format.md`, section "Arithmetic").
    pub fn magnitude_bits(&self, view: LevelView<'_>, multipliers: &Multipliers) -> u32 {
        let wide = U256::from_u128;
        let objective =
            view.objective().map_or(0, |costs| costs.largest_sum + costs.granularity.step + costs.granularity.base);
        let mut magnitude = wide(multipliers.objective.get()).times(objective);
        let slots = u128::from(self.market.horizon().slot_count) + 1;
        for &(row, multiplier) in &multipliers.rows {
            let load = match self.locate(row) {
                Some((number, slot)) => {
                    let family = &self.families[number];
                    let load = match &family.kind {
                        FamilyKind::Usage(usage) => match usage.of {
                            Of::Money => self.load_max.money,
                            Of::Resource(resource) => self.load_max.resources[resource.usize()],
                        },
                        FamilyKind::Dependency(_) => 2 * self.task_count() as u128,
                    };
                    load + family.bound(slot).unsigned_abs() + slots
                }
                None => {
                    let cap = (row.0 - self.row_count()) as usize;
                    view.costs.get(cap).map_or(0, |costs| costs.largest_sum) + view.caps.get(cap).copied().unwrap_or(0)
                }
            };
            magnitude = magnitude.plus(wide(multiplier).times(load));
        }
        magnitude.bits()
    }
}
