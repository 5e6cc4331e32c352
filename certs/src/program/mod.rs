//! The market as a 0-1 program: the one Rust translation of a market into variables and rows.
//!
//! Every task has *options*, numbered from 0: first its eligible (offer, start) combinations, offers in market order and starts ascending,
//! then, unless the task is required, staying unassigned. Exactly one option of every task is chosen. All other conditions are *coupling
//! rows*: `sum of coefficient x chosen option <= bound` with nonnegative integer coefficients, grouped in [`Family`]s in a normative order
//! (`docs/format.md`, sections "Options" and "Rows"). Neither options nor rows are ever listed: a program holds one [`Run`] for every
//! eligible (task, offer) pair and one [`Family`] for every limit, and computes the rest.

mod build;
mod combination;
mod costs;
mod evaluate;
mod family;
mod index;
mod lemma;
mod prices;
mod profile;

pub use combination::{Knapsacks, LevelView, Multipliers, ObjectiveWeight};
pub use costs::{Granularity, LevelCosts};
pub use evaluate::{Choice, Violation};
pub use family::{Dependency, Family, FamilyKind, Origin, Usage, UsageSpan};
pub use lemma::Lemma;
pub use prices::{Group, Prices};
pub use profile::Profile;

use apportion_lattice::{Market, OfferIndex, PayerIndex, Run, TaskIndex};
use core::ops::Range;
use index::FamilyIndex;

/// A coupling row: families in order, and within a family its slots in order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RowIndex(pub u64);

/// An eligible (task, offer) pair with the terms of the run and the number of its first option.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'m> {
    /// The terms: offer, price, demand, start range.
    pub run: Run<'m>,
    /// Number, within the task, of the option that starts at `run.start_first`.
    pub first_option: u64,
}

impl Pair<'_> {
    /// Options of this pair, numbered within the task.
    pub fn options(&self) -> Range<u64> {
        self.first_option..self.first_option + u64::from(self.run.start_last - self.run.start_first) + 1
    }

    /// The number, within the task, of the option that starts at a slot; at least `run.start_first`.
    pub fn option(&self, start: u32) -> u64 {
        self.first_option + u64::from(start - self.run.start_first)
    }

    /// The start slot of an option of this pair.
    pub fn start(&self, option: u64) -> u32 {
        self.run.start_first + (option - self.first_option) as u32
    }
}

/// The market as a 0-1 program. Building it costs O(tasks x offers) comparisons and O(eligible pairs) memory.
#[derive(Debug)]
pub struct Program<'m> {
    market: &'m Market,
    pair_offsets: Vec<usize>,
    pairs: Vec<Pair<'m>>,
    families: Vec<Family<'m>>,
    index: FamilyIndex,
    load_max: LoadMax,
}

/// For money and each resource: the sum over tasks of the largest use one run can make of it.
#[derive(Debug)]
struct LoadMax {
    money: u128,
    resources: Vec<u128>,
}

impl<'m> Program<'m> {
    /// The market this program translates.
    pub fn market(&self) -> &'m Market {
        self.market
    }

    /// Number of tasks.
    pub fn task_count(&self) -> usize {
        self.pair_offsets.len() - 1
    }

    /// Task indices in order.
    pub fn tasks(&self) -> impl ExactSizeIterator<Item = TaskIndex> + use<> {
        (0..self.task_count() as u32).map(TaskIndex::new)
    }

    /// The eligible pairs of a task, in offer order.
    pub fn pairs(&self, task: TaskIndex) -> &[Pair<'m>] {
        &self.pairs[self.pair_range(task)]
    }

    /// Where the pairs of a task lie among all pairs.
    pub fn pair_range(&self, task: TaskIndex) -> Range<usize> {
        self.pair_offsets[task.usize()]..self.pair_offsets[task.usize() + 1]
    }

    /// All eligible pairs, tasks in order.
    pub fn all_pairs(&self) -> &[Pair<'m>] {
        &self.pairs
    }

    /// Number of options in which the task is assigned; the next number, if any, stands for staying unassigned.
    pub fn assigned_options(&self, task: TaskIndex) -> u64 {
        self.pairs(task).last().map_or(0, |pair| pair.options().end)
    }

    /// Number of options of a task, staying unassigned included. Zero for a required task that fits nowhere.
    pub fn option_count(&self, task: TaskIndex) -> u64 {
        self.assigned_options(task) + u64::from(self.may_stay_unassigned(task))
    }

    /// Whether staying unassigned is an option of the task.
    pub fn may_stay_unassigned(&self, task: TaskIndex) -> bool {
        !self.market.task(task).required
    }

    /// What an option number of a task stands for; `None` for a number that is out of range.
    pub fn choice(&self, task: TaskIndex, option: u64) -> Option<Choice> {
        let pairs = self.pairs(task);
        let at = pairs.partition_point(|pair| pair.options().end <= option);
        match pairs.get(at) {
            Some(pair) => Some(Choice::Assigned { pair: self.pair_range(task).start + at, start: pair.start(option) }),
            None => (option < self.option_count(task)).then_some(Choice::Unassigned),
        }
    }

    /// The option number of running a task on an offer from a slot on; `None` if that is not an option.
    pub fn option(&self, task: TaskIndex, offer: OfferIndex, start: u32) -> Option<u64> {
        let pairs = self.pairs(task);
        let at = pairs.binary_search_by_key(&offer, |pair| pair.run.offer).ok()?;
        let pair = pairs.get(at)?;
        let within = (pair.run.start_first..=pair.run.start_last).contains(&start);
        within.then(|| pair.first_option + u64::from(start - pair.run.start_first))
    }

    /// The families of coupling rows, in normative order.
    pub fn families(&self) -> &[Family<'m>] {
        &self.families
    }

    /// Numbers of the dependency families in which a task takes part, ascending.
    pub fn task_dependencies(&self, task: TaskIndex) -> &[u32] {
        self.index.dependencies(task)
    }

    /// The usage families that a pair of a task loads, ascending, with the amount per slot (or at the start slot, for money). Looks at the
    /// families of the pair's offer and payer only.
    pub fn loads<'a>(&'a self, task: TaskIndex, pair: &'a Pair<'m>) -> impl Iterator<Item = (u32, u64)> + 'a {
        let payer: PayerIndex = self.market.task(task).payer;
        self.index.usage(payer, pair.run.offer).filter_map(move |number| {
            let usage = self.families[number as usize].usage()?;
            let amount = usage.amount_of(&pair.run);
            (amount > 0 && usage.counts_offer(pair.run.offer)).then_some((number, amount))
        })
    }

    /// Number of coupling rows, caps on earlier levels not counted.
    pub fn row_count(&self) -> u64 {
        self.families.last().map_or(0, |family| family.rows().end)
    }

    /// The family of a row and the row's place (slot) in it; `None` from [`Program::row_count`] on.
    pub fn locate(&self, row: RowIndex) -> Option<(usize, u32)> {
        let at = self.families.partition_point(|family| family.rows().end <= row.0);
        let family = self.families.get(at)?;
        Some((at, (row.0 - family.rows().start) as u32))
    }

    /// The coefficient of an option in a coupling row (0 if the row is out of range).
    pub fn coefficient(&self, row: RowIndex, task: TaskIndex, choice: Choice) -> u64 {
        let Some((number, slot)) = self.locate(row) else { return 0 };
        match &self.families[number].kind {
            FamilyKind::Usage(usage) => match choice {
                Choice::Unassigned => 0,
                Choice::Assigned { pair, start } => {
                    let run = &self.pairs[pair].run;
                    let counted = usage.counts_offer(run.offer) && usage.counts_payer(self.market.task(task).payer);
                    if counted { usage.coefficient(run, start, slot) } else { 0 }
                }
            },
            FamilyKind::Dependency(dependency) => {
                let end = match choice {
                    Choice::Unassigned => None,
                    Choice::Assigned { pair, start } => Some((start, start + self.pairs[pair].run.duration_slots)),
                };
                u64::from(dependency.coefficient(task, end, slot))
            }
        }
    }

    /// The bound of a coupling row; negative where prior usage alone exceeds a limit. Zero if the row is out of range.
    pub fn bound(&self, row: RowIndex) -> i128 {
        self.locate(row).map_or(0, |(number, slot)| self.families[number].bound(slot))
    }
}
