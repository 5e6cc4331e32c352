//! A program written out: every option, and every row that some choice of options exceeds.

use super::rows::{self, Row};
use apportion_certs::program::{Choice, LevelCosts, Program};
use apportion_lattice::TaskIndex;
use core::ops::Range;

/// How large an export may get.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Options, costs of options and coefficients of rows, together. At most about 100 bytes of memory and of text each. Default 2^22.
    pub terms_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { terms_max: 1 << 22 }
    }
}

/// Why a market is not exported.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// Too large to be written out.
    #[error(
        "written out, the market has more than {0} options, costs and coefficients: narrow who may run where and when, \
         or use the native engine, which never lists them"
    )]
    TooLarge(u64),
    /// The receiver of the text refuses it.
    #[error("the text could not be written")]
    Write,
}

impl From<core::fmt::Error> for ExportError {
    fn from(_: core::fmt::Error) -> Self {
        Self::Write
    }
}

/// Counts terms against the limit.
#[derive(Debug)]
pub(super) struct Budget {
    left: u64,
    limit: u64,
}

impl Budget {
    pub(super) fn take(&mut self, terms: u64) -> Result<(), ExportError> {
        self.left = self.left.checked_sub(terms).ok_or(ExportError::TooLarge(self.limit))?;
        Ok(())
    }
}

/// Options numbered from 0 through all tasks, rows over these numbers, and costs.
#[derive(Debug)]
pub(super) struct Listing<'p, 'm> {
    pub(super) program: &'p Program<'m>,
    pub(super) costs: Vec<LevelCosts>,
    pub(super) rows: Vec<Row>,
    /// First option of each task, and the number of options after the last.
    offsets: Vec<u32>,
}

/// Which rows are listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Which {
    /// All families.
    All,
    /// Limits alone: dependencies are stated otherwise.
    Usage,
}

impl<'p, 'm> Listing<'p, 'm> {
    pub(super) fn new(program: &'p Program<'m>, which: Which, limits: Limits) -> Result<Self, ExportError> {
        // Numbers of options fit 31 bits.
        let limit = limits.terms_max.min(u64::from(u32::MAX >> 1));
        let mut budget = Budget { left: limit, limit };
        let levels = program.market().levels().len();
        let mut offsets = vec![0];
        let mut total = 0;
        for task in program.tasks() {
            let count = program.option_count(task);
            budget.take(count.saturating_mul(1 + levels as u64))?;
            total += count as u32;
            offsets.push(total);
        }
        let costs = (0..levels).map(|level| LevelCosts::new(program, level)).collect();
        let mut listing = Self { program, costs, rows: Vec::new(), offsets };
        for family in program.families() {
            if which == Which::All || family.usage().is_some() {
                let rows = rows::of_family(&listing, family, &mut budget)?;
                listing.rows.extend(rows);
            }
        }
        Ok(listing)
    }

    pub(super) fn option_count(&self) -> u32 {
        self.offsets.last().copied().unwrap_or(0)
    }

    /// The options of a task among all.
    pub(super) fn options(&self, task: TaskIndex) -> Range<u32> {
        self.offsets[task.usize()]..self.offsets[task.usize() + 1]
    }

    /// The task of an option; `None` if there is no such option.
    pub(super) fn task_of(&self, option: u32) -> Option<TaskIndex> {
        let after = self.offsets.partition_point(|&offset| offset <= option);
        (option < self.option_count()).then(|| TaskIndex::new(after as u32 - 1))
    }

    /// The options of a task with what they stand for, in order.
    pub(super) fn choices(&self, task: TaskIndex) -> impl Iterator<Item = (u32, Choice)> + '_ {
        let first = self.options(task).start;
        let pairs = self.program.pair_range(task).zip(self.program.pairs(task));
        let runs = pairs.flat_map(|(pair, of)| {
            (of.run.start_first..=of.run.start_last).map(move |start| Choice::Assigned { pair, start })
        });
        let unassigned = self.program.may_stay_unassigned(task).then_some(Choice::Unassigned);
        (first..).zip(runs.chain(unassigned))
    }

    /// The slots that a choice occupies, as first..end; `None` for a task left out.
    pub(super) fn slots(&self, choice: Choice) -> Option<Range<u32>> {
        match choice {
            Choice::Unassigned => None,
            Choice::Assigned { pair, start } => Some(start..start + self.program.all_pairs()[pair].run.duration_slots),
        }
    }
}
