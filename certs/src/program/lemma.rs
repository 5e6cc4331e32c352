//! Lemmas: rows that follow from others, with what their proof needs.

use super::{Multipliers, Program, RowIndex};
use apportion_lattice::TaskIndex;

/// A derived row: `sum of coefficients of chosen options <= bound` holds for every feasible allocation.
///
/// It follows from rows of the market and from earlier lemmas, by a search over the listed options that the multipliers prune
/// (`docs/format.md`, section "Lemmas"). With multipliers that prune at once this is rounding of a combination: each coefficient at most
/// `combination / S`, and the bound its combined bound divided by S, rounded down.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Lemma {
    /// Multipliers of the rows that it follows from, and the weight S >= 1 of the lemma's own coefficients against them. Rows of the market and
    /// earlier lemmas with a bound of at least 0; no caps.
    pub multipliers: Multipliers,
    /// Tasks in the order of the search, all different; of each, options ascending, with coefficients of 1 to 2^63 - 1. Neither list is empty.
    pub tasks: Vec<(TaskIndex, Vec<(u64, u64)>)>,
    /// The most that the coefficients of chosen options add up to; below 2^96.
    pub bound: u128,
}

impl Lemma {
    /// The coefficient of an option of a task; O(tasks + log options).
    pub fn coefficient(&self, task: TaskIndex, option: u64) -> u64 {
        let listed = self.tasks.iter().find(|listed| listed.0 == task).map_or(&[][..], |listed| &listed.1);
        let at = listed.binary_search_by_key(&option, |listed| listed.0).ok();
        at.and_then(|at| listed.get(at)).map_or(0, |listed| listed.1)
    }

    /// The sum over tasks of the largest coefficient of an option.
    pub fn largest_load(&self) -> u128 {
        self.tasks.iter().map(|(_, options)| u128::from(options.iter().map(|option| option.1).max().unwrap_or(0))).sum()
    }
}

impl Program<'_> {
    /// The number of the row that a lemma states, lemmas numbered from 0: they come after the caps on all levels of the market.
    pub fn lemma_row(&self, lemma: u32) -> RowIndex {
        RowIndex(self.row_count() + self.market().levels().len() as u64 + u64::from(lemma))
    }

    /// The bound of a row of the market or of a lemma; `None` for caps, and for rows and lemmas that do not exist.
    pub(crate) fn bound_of(&self, row: RowIndex, lemmas: &[Lemma]) -> Option<i128> {
        match self.lemma_of(row) {
            Some(lemma) => lemmas.get(lemma).map(|lemma| lemma.bound as i128),
            None => (row.0 < self.row_count()).then(|| self.bound(row)),
        }
    }

    /// The lemma that states a row; `None` for rows of the market and caps.
    pub fn lemma_of(&self, row: RowIndex) -> Option<usize> {
        usize::try_from(row.0.checked_sub(self.lemma_row(0).0)?).ok()
    }
}
