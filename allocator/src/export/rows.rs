//! Coupling rows, listed. Rows that no choice of one option for each task exceeds are left out, and so are neighbours that say the same.

use super::listing::{Budget, ExportError, Listing};
use apportion_certs::program::{Choice, Dependency, Family, FamilyKind, Usage, UsageSpan};
use apportion_lattice::{Of, TaskIndex};
use core::ops::{Range, RangeInclusive};
use std::collections::BTreeMap;

/// `sum of coefficient x option <= bound`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Row {
    /// Number of the first of these rows among all rows of the program.
    pub(super) number: u64,
    /// Number of the family.
    pub(super) first_of_family: u64,
    /// Places in the family of rows that say the same.
    pub(super) slots: RangeInclusive<u32>,
    /// Options ascending, coefficients at least 1 and below 2^63.
    pub(super) terms: Vec<(u32, u64)>,
    /// Negative if prior usage alone exceeds the limit.
    pub(super) bound: i128,
}

/// A row while it is collected, task by task.
#[derive(Default)]
struct Draft {
    terms: Vec<(u32, u64)>,
    /// Sum over tasks, the last left out, of the largest coefficient of an option.
    settled: i128,
    last: Option<(TaskIndex, u64)>,
}

impl Draft {
    fn push(&mut self, task: TaskIndex, option: u32, coefficient: u64) {
        self.terms.push((option, coefficient));
        self.last = match self.last {
            Some((known, largest)) if known == task => Some((task, largest.max(coefficient))),
            earlier => {
                self.settled += earlier.map_or(0, |(_, largest)| i128::from(largest));
                Some((task, coefficient))
            }
        };
    }

    fn largest(&self) -> i128 {
        self.settled + self.last.map_or(0, |(_, largest)| i128::from(largest))
    }
}

type Drafts = BTreeMap<u32, Draft>;

pub(super) fn of_family(
    listing: &Listing<'_, '_>,
    family: &Family<'_>,
    budget: &mut Budget,
) -> Result<Vec<Row>, ExportError> {
    let mut drafts = Drafts::new();
    let numbers = family.rows();
    let row_count = (numbers.end - numbers.start) as u32;
    match &family.kind {
        FamilyKind::Usage(usage) => collect_usage(listing, usage, row_count, &mut drafts, budget)?,
        FamilyKind::Dependency(dependency) => collect_dependency(listing, *dependency, &mut drafts, budget)?,
    }
    // Prior usage can exceed a limit by itself; it only falls from slot to slot, so that the first row says it.
    if family.bound(0) < 0 {
        drafts.entry(0).or_default();
    }
    let mut rows: Vec<Row> = Vec::new();
    for (slot, draft) in drafts {
        let bound = family.bound(slot);
        if draft.largest() <= bound {
            continue;
        }
        match rows.last_mut() {
            Some(row) if *row.slots.end() + 1 == slot && row.bound == bound && row.terms == draft.terms => {
                row.slots = *row.slots.start()..=slot;
            }
            _ => rows.push(Row {
                number: numbers.start + u64::from(slot),
                first_of_family: numbers.start,
                slots: slot..=slot,
                terms: draft.terms,
                bound,
            }),
        }
    }
    Ok(rows)
}

fn collect_usage(
    listing: &Listing<'_, '_>,
    usage: &Usage<'_>,
    row_count: u32,
    drafts: &mut Drafts,
    budget: &mut Budget,
) -> Result<(), ExportError> {
    let program = listing.program;
    let paying = program.tasks().filter(|&task| usage.counts_payer(program.market().task(task).payer));
    for task in paying {
        for (option, choice) in listing.choices(task) {
            let Choice::Assigned { pair, start } = choice else { continue };
            let run = &program.all_pairs()[pair].run;
            if !usage.counts_offer(run.offer) || usage.amount_of(run) == 0 {
                continue;
            }
            let end = if usage.of == Of::Money { start + 1 } else { start + run.duration_slots };
            let rows = touched(usage, start..end, row_count);
            budget.take(rows.len() as u64)?;
            for slot in rows {
                let coefficient = usage.coefficient(run, start, slot);
                if coefficient > 0 {
                    drafts.entry(slot).or_default().push(task, option, coefficient);
                }
            }
        }
    }
    Ok(())
}

/// The rows whose window meets some slots.
fn touched(usage: &Usage<'_>, slots: Range<u32>, row_count: u32) -> Range<u32> {
    match usage.span {
        UsageSpan::Window { slots: length, .. } => slots.start..slots.end.saturating_add(length - 1).min(row_count),
        UsageSpan::Interval { .. } => 0..1,
    }
}

/// From one start of the dependent task to the next, fewer and fewer runs of the other task end too late: the row at the start implies
/// those that follow, and only rows at starts are listed.
fn collect_dependency(
    listing: &Listing<'_, '_>,
    dependency: Dependency,
    drafts: &mut Drafts,
    budget: &mut Budget,
) -> Result<(), ExportError> {
    let starts = listing.choices(dependency.dependent).filter_map(|(_, choice)| Some(listing.slots(choice)?.start));
    let mut starts: Vec<u32> = starts.map(|start| if dependency.after { start } else { 0 }).collect();
    starts.sort_unstable();
    starts.dedup();
    let mut tasks = [dependency.dependent, dependency.on];
    tasks.sort_unstable();
    for task in tasks {
        for (option, choice) in listing.choices(task) {
            let run = listing.slots(choice).map(|slots| (slots.start, slots.end));
            budget.take(starts.len() as u64)?;
            for &slot in starts.iter().filter(|&&slot| dependency.coefficient(task, run, slot)) {
                drafts.entry(slot).or_default().push(task, option, 1);
            }
        }
    }
    Ok(())
}
