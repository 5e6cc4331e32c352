//! The kept rows of a knapsack entry: in which of them an option counts.

use crate::program::{Group, Program, RowIndex, UsageSpan};
use apportion_lattice::{OfferIndex, TaskIndex};
use core::ops::Range;

/// Kept rows, found by offer.
#[derive(Debug)]
pub(super) struct Kept<'p, 'm> {
    program: &'p Program<'m>,
    rows: &'p [RowIndex],
    /// By offer: the families of kept rows that count it, with the places of those rows.
    families: Vec<Vec<(usize, Range<usize>)>>,
}

impl<'p, 'm> Kept<'p, 'm> {
    /// Rows have to ascend. O(rows + offers x families kept).
    pub(super) fn new(program: &'p Program<'m>, rows: &'p [RowIndex]) -> Self {
        let offers = program.market().offers().len();
        let mut families = vec![Vec::new(); offers];
        let mut place = 0;
        while let Some((number, _)) = rows.get(place).and_then(|&row| program.locate(row)) {
            let Some(family) = program.families().get(number) else { break };
            let end = rows.partition_point(|row| row.0 < family.rows().end);
            for (offer, families) in (0..).map(OfferIndex::new).zip(&mut families) {
                if family.usage().is_some_and(|usage| usage.counts_offer(offer)) {
                    families.push((number, place..end));
                }
            }
            place = end;
        }
        Self { program, rows, families }
    }

    /// The first kept row, by place, in which an option has a coefficient above 0, with that.
    pub(super) fn load(&self, task: TaskIndex, group: Group, option: u64) -> Option<(usize, u64)> {
        let mut first = None;
        self.each_load(task, group, option, |place, weight| {
            first = Some((place, weight));
            false
        });
        first
    }

    /// Whether an option has a coefficient above 0 in two kept rows.
    pub(super) fn counts_twice(&self, task: TaskIndex, group: Group, option: u64) -> bool {
        let mut count = 0;
        self.each_load(task, group, option, |_, _| {
            count += 1;
            count < 2
        });
        count > 1
    }

    /// Visits the kept rows in which an option has a coefficient above 0, as long as that is asked for.
    fn each_load(&self, task: TaskIndex, group: Group, option: u64, mut visit: impl FnMut(usize, u64) -> bool) {
        let Group::Pair(pair) = group else { return };
        let Some(pair) = self.program.all_pairs().get(pair) else { return };
        let (run, start) = (&pair.run, pair.start(option));
        let payer = self.program.market().task(task).payer;
        for (number, places) in self.families.get(run.offer.usize()).map_or(&[][..], Vec::as_slice) {
            let Some(family) = self.program.families().get(*number) else { continue };
            let Some(usage) = family.usage().filter(|usage| usage.counts_payer(payer)) else { continue };
            let rows = self.rows.get(places.clone()).unwrap_or_default();
            let first_row = family.rows().start;
            // A window counts a run only if it ends in the run's slots or less than a window later.
            let reached = match usage.span {
                UsageSpan::Window { slots, .. } => {
                    let first = first_row + u64::from(start);
                    let end = first + u64::from(run.duration_slots) - 1 + u64::from(slots);
                    rows.partition_point(|row| row.0 < first)..rows.partition_point(|row| row.0 < end)
                }
                UsageSpan::Interval { .. } => 0..rows.len(),
            };
            for (at, row) in reached.clone().zip(rows.get(reached).unwrap_or_default()) {
                let weight = usage.coefficient(run, start, (row.0 - first_row) as u32);
                if weight > 0 && !visit(places.start + at, weight) {
                    return;
                }
            }
        }
    }
}
