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

/// The rows of a family that some choice of one option for each task exceeds, and those that are named; neighbours that say the same are
/// one.
pub(super) fn of_family(
    program: &Program<'_>,
    family: &Family<'_>,
    offsets: &[u32],
    named: &BTreeSet<u64>,
    budget: &mut Budget,
) -> Result<Vec<Row>, ElaborateError> {
    let mut drafts = BTreeMap::<u32, Draft>::new();
    let slots = (family.rows().end - family.rows().start) as u32;
    match &family.kind {
        FamilyKind::Usage(usage) => collect_usage(program, usage, offsets, slots, &mut drafts, budget)?,
        FamilyKind::Dependency(dependency) => {
            collect_dependency(program, *dependency, offsets, slots, &mut drafts, budget)?;
        }
    }
    // Prior usage can exceed a limit by itself; it only falls from slot to slot.
    for slot in (0..slots).take_while(|&slot| family.bound(slot) < 0) {
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
    Ok(rows)
}

fn collect_usage(
    program: &Program<'_>,
    usage: &Usage<'_>,
    offsets: &[u32],
    rows: u32,
    drafts: &mut BTreeMap<u32, Draft>,
    budget: &mut Budget,
) -> Result<(), ElaborateError> {
    for (task, &offset) in program.tasks().zip(offsets) {
        if !usage.counts_payer(program.market().task(task).payer) {
            continue;
        }
        for pair in program.pairs(task) {
            if !usage.counts_offer(pair.run.offer) || usage.amount_of(&pair.run) == 0 {
                continue;
            }
            for option in pair.options() {
                let start = pair.start(option);
                let end = if usage.of == Of::Money { start + 1 } else { start + pair.run.duration_slots };
                let touched = touched(usage, start, end, rows);
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
    Ok(())
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
    drafts: &mut BTreeMap<u32, Draft>,
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
