//! Coupling rows, listed: the only place where rows of a program are written out.

use super::{ElaborateError, Limits};
use crate::program::{Choice, Dependency, Family, FamilyKind, Program, RowIndex, Usage};
use apportion_lattice::{Of, TaskIndex};
use core::ops::RangeInclusive;
use std::collections::{BTreeMap, BTreeSet};

/// `sum of coefficient x variable <= bound`, for the rows of a range that say the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Row {
    pub(super) rows: RangeInclusive<u64>,
    /// Variables ascending.
    pub(super) terms: Vec<(u32, u128)>,
    pub(super) bound: i128,
}

/// Counts terms against the limit.
pub(super) struct Budget {
    left: u64,
    limits: Limits,
}

impl Budget {
    pub(super) fn new(limits: Limits) -> Self {
        Self { left: limits.terms_max, limits }
    }

    pub(super) fn take(&mut self, terms: u64) -> Result<(), ElaborateError> {
        self.left = self.left.checked_sub(terms).ok_or(ElaborateError::Terms(self.limits.terms_max))?;
        Ok(())
    }

    /// Whether that many terms are left, without taking them.
    pub(super) fn allows(&self, terms: u64) -> bool {
        terms <= self.left
    }
}

/// A row while it is collected, task by task.
#[derive(Default)]
struct Draft {
    terms: Vec<(u32, u128)>,
    /// Sum over tasks of the largest coefficient of an option.
    largest: i128,
    task: Option<(TaskIndex, u128)>,
}

impl Draft {
    fn push(&mut self, task: TaskIndex, variable: u32, coefficient: u128) {
        self.terms.push((variable, coefficient));
        match &mut self.task {
            Some((known, largest)) if *known == task => {
                if coefficient > *largest {
                    self.largest += (coefficient - *largest) as i128;
                    *largest = coefficient;
                }
            }
            _ => {
                self.largest += coefficient as i128;
                self.task = Some((task, coefficient));
            }
        }
    }
}

/// A family's rows while they are collected, by slot.
type Drafts = BTreeMap<u32, Draft>;

/// The rows that some choice of one option for each task exceeds, and those that are named, families in order; neighbours in a family that
/// say the same are one.
pub(super) fn listed(
    program: &Program<'_>,
    offsets: &[u32],
    named: &BTreeSet<u64>,
    budget: &mut Budget,
) -> Result<Vec<Row>, ElaborateError> {
    let mut rows = Vec::new();
    for (family, mut drafts) in program.families().iter().zip(collect_usage(program, offsets, budget)?) {
        if let FamilyKind::Dependency(dependency) = family.kind {
            collect_dependency(program, dependency, offsets, slots(family), &mut drafts, budget)?;
        }
        rows.append(&mut of_family(family, drafts, named));
    }
    Ok(rows)
}

fn slots(family: &Family<'_>) -> u32 {
    (family.rows().end - family.rows().start) as u32
}

fn of_family(family: &Family<'_>, mut drafts: Drafts, named: &BTreeSet<u64>) -> Vec<Row> {
    // Prior usage can exceed a limit by itself; it only falls from slot to slot.
    for slot in (0..slots(family)).take_while(|&slot| family.bound(slot) < 0) {
        drafts.entry(slot).or_default();
    }
    for &row in named.range(family.rows()) {
        drafts.entry((row - family.rows().start) as u32).or_default();
    }
    let mut rows: Vec<Row> = Vec::new();
    for (slot, draft) in drafts {
        let (at, bound) = (family.rows().start + u64::from(slot), family.bound(slot));
        if draft.largest <= bound && !named.contains(&at) {
            continue;
        }
        match rows.last_mut() {
            Some(row) if row.bound == bound && row.terms == draft.terms && *row.rows.end() + 1 == at => {
                row.rows = *row.rows.start()..=at;
            }
            _ => rows.push(Row { rows: at..=at, terms: draft.terms, bound }),
        }
    }
    rows
}

/// The rows of usage families, by family. Every pair is asked about the families that count it, not every family about its pairs.
fn collect_usage(program: &Program<'_>, offsets: &[u32], budget: &mut Budget) -> Result<Vec<Drafts>, ElaborateError> {
    let mut drafts: Vec<Drafts> = program.families().iter().map(|_| Drafts::new()).collect();
    for (task, &offset) in program.tasks().zip(offsets) {
        for pair in program.pairs(task) {
            for (family, _) in program.loads(task, pair) {
                let (Some(of), Some(drafts)) =
                    (program.families().get(family as usize), drafts.get_mut(family as usize))
                else {
                    continue;
                };
                let Some(usage) = of.usage() else { continue };
                for option in pair.options() {
                    let start = pair.start(option);
                    let end = if usage.of == Of::Money { start + 1 } else { start + pair.run.duration_slots };
                    let touched = touched(usage, start, end, slots(of));
                    budget.take(u64::from(touched.end.saturating_sub(touched.start)))?;
                    for slot in touched {
                        let coefficient = usage.coefficient(&pair.run, start, slot);
                        if coefficient > 0 {
                            let variable = offset + option as u32;
                            drafts.entry(slot).or_default().push(task, variable, u128::from(coefficient));
                        }
                    }
                }
            }
        }
    }
    Ok(drafts)
}

/// The rows whose window meets the slots `start..end`.
fn touched(usage: &Usage<'_>, start: u32, end: u32, rows: u32) -> core::ops::Range<u32> {
    match usage.span {
        crate::program::UsageSpan::Window { slots, .. } => start..end.saturating_add(slots - 1).min(rows),
        crate::program::UsageSpan::Interval { .. } => 0..1,
    }
}

fn collect_dependency(
    program: &Program<'_>,
    dependency: Dependency,
    offsets: &[u32],
    rows: u32,
    drafts: &mut Drafts,
    budget: &mut Budget,
) -> Result<(), ElaborateError> {
    let mut tasks = [dependency.dependent, dependency.on];
    tasks.sort_unstable();
    for task in tasks {
        let offset = offsets.get(task.usize()).copied().unwrap_or(0);
        for option in 0..program.option_count(task) {
            let run = match program.choice(task, option) {
                Some(Choice::Assigned { pair, start }) => {
                    program.all_pairs().get(pair).map(|pair| (start, start + pair.run.duration_slots))
                }
                Some(Choice::Unassigned) | None => None,
            };
            for slot in (0..rows).filter(|&slot| dependency.coefficient(task, run, slot)) {
                budget.take(1)?;
                drafts.entry(slot).or_default().push(task, offset + option as u32, 1);
            }
        }
    }
    Ok(())
}

impl Row {
    pub(super) fn numbers(&self) -> RangeInclusive<RowIndex> {
        RowIndex(*self.rows.start())..=RowIndex(*self.rows.end())
    }
}
