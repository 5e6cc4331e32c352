//! The rows that proofs use, numbered, and the program: the coefficients of every option in them.

use super::{chain, suffixes};
use crate::EmitError;
use crate::export::{Record, Term, Terms};
use apportion_certs::program::{Choice, FamilyKind, LevelCosts, Origin, Pair, Program, RowIndex};
use apportion_lattice::{Of, TaskIndex};
use core::ops::Range;
use std::collections::BTreeMap;

/// A row of the market's program. Values come first: their coefficients are the last of a column, where columns share what they can.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum RowKey {
    /// The value at a level.
    Value(usize),
    /// A coupling row.
    Coupling(RowIndex),
}

/// The rows that some proof uses, with their numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Used {
    numbers: BTreeMap<RowKey, u32>,
}

impl Used {
    pub(crate) fn new(rows: impl IntoIterator<Item = RowKey>) -> Self {
        let mut numbers: BTreeMap<RowKey, u32> = rows.into_iter().map(|row| (row, 0)).collect();
        for (number, own) in (0..).zip(numbers.values_mut()) {
            *own = number;
        }
        Self { numbers }
    }

    pub(crate) fn number(&self, row: RowKey) -> Option<u32> {
        self.numbers.get(&row).copied()
    }

    /// How many there are; every number is smaller.
    pub(crate) fn count(&self) -> u32 {
        self.numbers.len() as u32
    }

    /// The rows as a term of type `Rows`.
    pub(crate) fn term<R: Record>(&self, terms: &mut Terms<R>, program: &Program<'_>) -> Result<Term, EmitError> {
        let mut leaves = Vec::with_capacity(self.numbers.len());
        for (&row, &number) in &self.numbers {
            let fields = [terms.natural(number.into())?, row_term(terms, program, row)?];
            leaves.push((number, terms.call_symbol("Apportion.Rows.leaf", &fields)?));
        }
        tree(terms, ("Apportion.Rows.nil", "Apportion.Rows.node"), &leaves)
    }
}

/// A balanced search tree over numbered leaves: numbers below the pivot are on the left.
pub(crate) fn tree<R: Record>(
    terms: &mut Terms<R>,
    (nil, node): (&'static str, &'static str),
    leaves: &[(u32, Term)],
) -> Result<Term, EmitError> {
    match leaves {
        [] => terms.symbol(nil),
        [(_, leaf)] => Ok(*leaf),
        _ => {
            // The depth is logarithmic.
            let (left, right) = leaves.split_at(leaves.len() / 2);
            let pivot = terms.natural(right.first().map_or(0, |leaf| leaf.0).into())?;
            let (left, right) = (tree(terms, (nil, node), left)?, tree(terms, (nil, node), right)?);
            terms.call_symbol(node, &[pivot, left, right])
        }
    }
}

/// A row as a term of type `Row`.
fn row_term<R: Record>(terms: &mut Terms<R>, program: &Program<'_>, row: RowKey) -> Result<Term, EmitError> {
    let row = match row {
        RowKey::Value(level) => {
            let level = terms.natural(level as u128)?;
            return terms.call_symbol("Apportion.Row.value", &[level]);
        }
        RowKey::Coupling(row) => row,
    };
    let (family, slot) = program.locate(row).ok_or(EmitError::Size)?;
    let family = program.families().get(family).ok_or(EmitError::Size)?;
    let (symbol, places) = match &family.kind {
        FamilyKind::Dependency(dependency) => {
            let (task, on) = (dependency.dependent.get(), dependency.on.get());
            if dependency.after {
                ("Apportion.Row.after", vec![task, on, slot])
            } else {
                ("Apportion.Row.needs", vec![task, on])
            }
        }
        FamilyKind::Usage(usage) => {
            let resource = if let Of::Resource(resource) = usage.of { resource.get() } else { 0 };
            match usage.origin {
                Origin::Capacity(offer) => ("Apportion.Row.capacity", vec![offer.get(), resource, slot]),
                Origin::Total(offer) => ("Apportion.Row.total", vec![offer.get(), resource]),
                Origin::OfferLimit(offer, at) => ("Apportion.Row.offer_limit", vec![offer.get(), at, slot]),
                Origin::Budget(payer) => ("Apportion.Row.budget", vec![payer.get()]),
                Origin::PayerLimit(payer, at) => ("Apportion.Row.payer_limit", vec![payer.get(), at, slot]),
                Origin::MarketLimit(at) => ("Apportion.Row.market_limit", vec![at, slot]),
            }
        }
    };
    let places = places.into_iter().map(|place| terms.natural(place.into())).collect::<Result<Vec<_>, _>>()?;
    terms.call_symbol(symbol, &places)
}

/// The coefficients of every option in the rows used: row numbers ascending within an option, zeros left out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    /// Where the options of each task begin.
    tasks: Vec<usize>,
    /// Where the coefficients of each option begin.
    options: Vec<usize>,
    rows: Vec<u32>,
    coefficients: Vec<u128>,
}

impl Columns {
    pub(crate) fn new(program: &Program<'_>, costs: &[LevelCosts], used: &Used) -> Self {
        let mut columns = Self { tasks: vec![0], options: vec![0], ..Self::default() };
        let lookup = Lookup::new(program, costs, used);
        for task in program.tasks() {
            columns.push_task(&lookup, task);
        }
        columns
    }

    fn push_task(&mut self, lookup: &Lookup<'_, '_>, task: TaskIndex) {
        let program = lookup.program;
        let first = program.pair_range(task).start;
        for (at, pair) in program.pairs(task).iter().enumerate() {
            let loads: Vec<usize> = program.loads(task, pair).map(|load| load.0 as usize).collect();
            for option in pair.options() {
                let choice = Choice::Assigned { pair: first + at, start: pair.start(option) };
                let mut column = lookup.values(task, choice);
                loads.iter().for_each(|&family| lookup.usage(family, pair, pair.start(option), &mut column));
                let start = pair.start(option);
                lookup.dependencies(task, Some((start, start + pair.run.duration_slots)), &mut column);
                self.push_option(column);
            }
        }
        if program.may_stay_unassigned(task) {
            let mut column = lookup.values(task, Choice::Unassigned);
            lookup.dependencies(task, None, &mut column);
            self.push_option(column);
        }
        self.tasks.push(self.options.len() - 1);
    }

    fn push_option(&mut self, mut column: Vec<(u32, u128)>) {
        column.sort_unstable_by_key(|entry| entry.0);
        for (row, coefficient) in column {
            self.rows.push(row);
            self.coefficients.push(coefficient);
        }
        self.options.push(self.rows.len());
    }

    pub(crate) fn task_count(&self) -> usize {
        self.tasks.len().saturating_sub(1)
    }

    /// The options of a task, numbered through all tasks.
    pub(crate) fn options(&self, task: usize) -> Range<usize> {
        let at = |index: usize| self.tasks.get(index).copied().unwrap_or(0);
        at(task)..at(task + 1)
    }

    /// All options.
    pub(crate) fn option_count(&self) -> usize {
        self.options.len().saturating_sub(1)
    }

    /// Coefficients other than 0.
    pub(crate) fn coefficient_count(&self) -> usize {
        self.rows.len()
    }

    /// The rows and coefficients of an option, rows ascending.
    pub(crate) fn column(&self, option: usize) -> impl Iterator<Item = (u32, u128)> + '_ {
        let at = |index: usize| self.options.get(index).copied().unwrap_or(0);
        let range = at(option)..at(option + 1);
        let rows = self.rows.get(range.clone()).unwrap_or_default();
        rows.iter().copied().zip(self.coefficients.get(range).unwrap_or_default().iter().copied())
    }

    /// The program from every task on, as terms of type `Program`; the empty one comes last.
    pub(crate) fn terms<R: Record>(&self, terms: &mut Terms<R>) -> Result<Vec<Term>, EmitError> {
        let (nil, cons) = (terms.symbol("Apportion.Column.nil")?, terms.symbol("Apportion.Column.cons")?);
        let mut blocks = Vec::with_capacity(self.task_count());
        for task in 0..self.task_count() {
            let mut options = Vec::new();
            for option in self.options(task) {
                let mut column = nil;
                for (row, coefficient) in self.column(option) {
                    let fields = [terms.natural(row.into())?, terms.natural(coefficient)?, column];
                    column = terms.call(cons, &fields)?;
                }
                options.push(column);
            }
            blocks.push(chain(terms, ("Apportion.Block.nil", "Apportion.Block.cons"), &options)?);
        }
        let ends = (terms.symbol("Apportion.Program.nil")?, terms.symbol("Apportion.Program.cons")?);
        suffixes(terms, ends, &blocks)
    }
}

/// The rows used, by what they come from.
struct Lookup<'a, 'm> {
    program: &'a Program<'m>,
    costs: &'a [LevelCosts],
    levels: Vec<(usize, u32)>,
    /// By family: slots and numbers, slots ascending.
    families: BTreeMap<usize, Vec<(u32, u32)>>,
}

impl<'a, 'm> Lookup<'a, 'm> {
    fn new(program: &'a Program<'m>, costs: &'a [LevelCosts], used: &Used) -> Self {
        let (mut levels, mut families) = (Vec::new(), BTreeMap::<usize, Vec<(u32, u32)>>::new());
        for (&row, &number) in &used.numbers {
            match row {
                RowKey::Value(level) => levels.push((level, number)),
                RowKey::Coupling(row) => {
                    if let Some((family, slot)) = program.locate(row) {
                        families.entry(family).or_default().push((slot, number));
                    }
                }
            }
        }
        Self { program, costs, levels, families }
    }

    fn values(&self, task: TaskIndex, choice: Choice) -> Vec<(u32, u128)> {
        let value = |&(level, number): &(usize, u32)| {
            let cost = self.costs.get(level)?.cost(task, choice);
            (cost > 0).then_some((number, cost))
        };
        self.levels.iter().filter_map(value).collect()
    }

    fn usage(&self, family: usize, pair: &Pair<'m>, start: u32, column: &mut Vec<(u32, u128)>) {
        let (Some(rows), Some(of)) = (self.families.get(&family), self.program.families().get(family)) else { return };
        let Some(usage) = of.usage() else { return };
        // A row that ends before the run starts does not count it, whatever its window.
        let first = match usage.span {
            apportion_certs::program::UsageSpan::Window { .. } => rows.partition_point(|row| row.0 < start),
            apportion_certs::program::UsageSpan::Interval { .. } => 0,
        };
        for &(slot, number) in rows.get(first..).unwrap_or_default() {
            let coefficient = usage.coefficient(&pair.run, start, slot);
            if coefficient > 0 {
                column.push((number, coefficient.into()));
            } else if usage.covered(slot).start >= start + pair.run.duration_slots {
                break;
            }
        }
    }

    fn dependencies(&self, task: TaskIndex, run: Option<(u32, u32)>, column: &mut Vec<(u32, u128)>) {
        for &family in self.program.task_dependencies(task) {
            let Some(rows) = self.families.get(&(family as usize)) else { continue };
            let Some(FamilyKind::Dependency(dependency)) =
                self.program.families().get(family as usize).map(|family| &family.kind)
            else {
                continue;
            };
            let counted = rows.iter().filter(|row| dependency.coefficient(task, run, row.0));
            column.extend(counted.map(|row| (row.1, 1)));
        }
    }
}
