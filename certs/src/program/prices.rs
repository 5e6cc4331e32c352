//! Multipliers on rows, folded into prices per slot: the cost of an option under a Lagrangian relaxation in a few look-ups.
//!
//! For multipliers `mu` on coupling rows and a weight `S` of the objective, the relaxed cost of option x of task t is
//! `S c(x) + sum over rows r of mu(r) a(r, x)`. A window row counts the slots e-w+1..e, so all rows of a family together charge slot s the sum
//! of `mu` over the rows whose window holds s. Prefix sums of that charge give the cost of a run in two look-ups per family.

use super::{Dependency, FamilyKind, LevelCosts, LevelView, Multipliers, Program, RowIndex, Usage};
use crate::Scalar;
use apportion_lattice::{Of, TaskIndex};
use core::ops::Range;

/// Multipliers folded into prices.
#[derive(Debug)]
pub struct Prices<'p, 'm, N> {
    program: &'p Program<'m>,
    costs: &'p [LevelCosts],
    /// Weight of each level's costs: multipliers of the caps, then the objective's.
    weights: Vec<N>,
    /// By family: for resources prefix sums of the price per slot, for money the price of each start slot.
    usage: Vec<Option<Box<[N]>>>,
    timed: bool,
    dependencies: Vec<Option<Box<DependencyPrices<N>>>>,
    /// What lemmas add to options: by task, option numbers ascending. Empty if no lemma has a multiplier.
    charges: Vec<Box<[(u64, N)]>>,
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
            timed: false,
            dependencies: program.tasks().map(|_| None).collect(),
            charges: Vec::new(),
            right_side: (N::ZERO, N::ZERO),
        };
        prices.weights.push(N::from_u128(multipliers.objective.get()));
        let mut rest = multipliers.rows.as_slice();
        while let Some(&(row, multiplier)) = rest.first() {
            if program.lemma_of(row).is_some() {
                prices.charge_lemmas(view, rest);
                break;
            }
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

    /// Lemmas come last among the rows.
    fn charge_lemmas(&mut self, view: LevelView<'_>, rows: &[(RowIndex, u128)]) {
        let mut charges: Vec<Vec<(u64, N)>> = vec![Vec::new(); self.program.task_count()];
        for &(row, multiplier) in rows {
            let Some(lemma) = self.program.lemma_of(row).and_then(|lemma| view.lemmas.get(lemma)) else { continue };
            let multiplier = N::from_u128(multiplier);
            self.right_side.0 = self.right_side.0.plus(multiplier.times(lemma.bound));
            for (task, options) in &lemma.tasks {
                let charge = |&(option, coefficient)| (option, multiplier.times(u128::from(coefficient)));
                if let Some(own) = charges.get_mut(task.usize()) {
                    own.extend(options.iter().map(charge));
                }
            }
        }
        let folded = charges.into_iter().map(|mut own| {
            own.sort_unstable_by_key(|charge| charge.0);
            own.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    kept.1 = kept.1.plus(next.1);
                }
                same
            });
            own.into_boxed_slice()
        });
        self.charges = folded.collect();
    }

    /// What lemmas add to the options of a task in a range of option numbers.
    fn charged(&self, task: TaskIndex, options: Range<u64>) -> &[(u64, N)] {
        let Some(own) = self.charges.get(task.usize()) else { return &[] };
        let place = |option| own.partition_point(|charge| charge.0 < option);
        own.get(place(options.start)..place(options.end)).unwrap_or_default()
    }

    fn of_task(&mut self, task: TaskIndex) -> &mut DependencyPrices<N> {
        self.dependencies[task.usize()].get_or_insert_with(|| {
            Box::new(DependencyPrices { assigned: N::ZERO, unassigned: N::ZERO, by_start: None, by_end: None })
        })
    }

    /// The program whose options are priced.
    pub fn program(&self) -> &'p Program<'m> {
        self.program
    }

    /// Sum of multiplier times bound, over rows with a bound that is not negative, and over the others (absolute values).
    pub fn right_side(&self) -> (N, N) {
        self.right_side
    }

    /// The relaxed cost of leaving a task unassigned.
    pub fn unassigned(&self, task: TaskIndex) -> N {
        let costs = self.costs.iter().zip(&self.weights);
        let own = costs.fold(N::ZERO, |sum, (costs, weight)| sum.plus(weight.times(costs.unassigned(task))));
        let option = self.program.assigned_options(task);
        let own = self.charged(task, option..option + 1).iter().fold(own, |sum, charge| sum.plus(charge.1));
        match &self.dependencies[task.usize()] {
            Some(prices) => own.plus(prices.unassigned),
            None => own,
        }
    }

    /// The least relaxed cost of a pair's options that start in `first..=last`, and the first start that attains it.
    pub fn least_of_pair(&self, task: TaskIndex, pair: usize, first: u32, last: u32) -> (N, u32) {
        let of = &self.program.pairs[pair];
        let run = &of.run;
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
        let usages = self.program.loads(task, of).filter_map(|(number, amount)| {
            let money = self.program.families[number as usize].usage()?.of == Of::Money;
            Some((self.usage[number as usize].as_deref()?, money, u128::from(amount)))
        });
        let usages: Vec<(&[N], bool, u128)> = usages.collect();
        let at = |start: u32| {
            let end = start + duration;
            let mut cost = fixed.plus(slope.times(u128::from(end)));
            for &(price, money, amount) in &usages {
                let charge = match money {
                    true => price[start as usize],
                    false => price[end as usize].minus(price[start as usize]),
                };
                cost = cost.plus(charge.times(amount));
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
        let (option, end) = (of.option(first), of.option(last) + 1);
        let charges = self.charged(task, option..end);
        // Without prices that change over time the cost does not fall as the start moves later.
        let flat = charges.is_empty()
            && (!self.timed || usages.is_empty())
            && dependencies.is_none_or(|prices| prices.by_start.is_none() && prices.by_end.is_none());
        if flat {
            return (at(first), first);
        }
        let mut charges = charges.iter().peekable();
        let mut least: Option<(N, u32)> = None;
        for (option, start) in (option..end).zip(first..) {
            let cost = at(start);
            let cost = charges.next_if(|charge| charge.0 == option).map_or(cost, |charge| cost.plus(charge.1));
            if least.is_none_or(|known| cost < known.0) {
                least = Some((cost, start));
            }
        }
        least.unwrap_or((N::ZERO, first))
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
}
