//! The program flattened for speed: every task's options in groups, every group's coefficients as differences of two price look-ups.
//!
//! A *group* is a pair of the program, with its start slots, or staying unassigned. Groups of a task are adjacent, in option order. A *term* of a
//! group stands for its coefficients in one family: with `V` the family's prefix sums of prices per slot, it charges
//! `amount x (V[hi] - V[lo])`. Runs with a single start have fixed look-ups, so that their relaxed cost is a sparse dot product; with several,
//! the look-ups move along with the start slot.

mod build;
mod family;
mod level;
mod number;

pub(crate) use family::{Family, Meaning, Reach};
pub(crate) use level::{LevelArrays, Objective};
pub(crate) use number::Number;

use apportion_certs::program::{Choice, Program, RowIndex};
use apportion_lattice::{OfferIndex, TaskIndex};
use core::ops::Range;

/// A link between two tasks, seen from one of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    /// The other task.
    pub(crate) other: u32,
    /// Whether the order in time counts too.
    pub(crate) after: bool,
}

/// Coefficients of a group in one family.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Term {
    /// Places in the price array, at the group's first start.
    pub(crate) hi: u32,
    pub(crate) lo: u32,
    /// Amount divided by the family's scale.
    pub(crate) scaled: f64,
}

/// How a term's look-ups move with the start slot, and which family it belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TermDetail {
    pub(crate) amount: u64,
    pub(crate) family: u32,
    pub(crate) hi_moves: bool,
    pub(crate) lo_moves: bool,
}

#[derive(Debug)]
pub(crate) struct Model<'p, 'm> {
    pub(crate) program: &'p Program<'m>,
    /// First group of every task, and the number of groups.
    pub(crate) group_offsets: Vec<u32>,
    /// First and last start slot of every group; 0 for staying unassigned.
    pub(crate) starts: Vec<(u32, u32)>,
    /// Number of a group's first option within its task.
    pub(crate) first_option: Vec<u64>,
    pub(crate) group_task: Vec<u32>,
    pub(crate) durations: Vec<u32>,
    pub(crate) may_stay_unassigned: Vec<bool>,
    term_offsets: Vec<u32>,
    pub(crate) terms: Vec<Term>,
    pub(crate) details: Vec<TermDetail>,
    pub(crate) families: Vec<Family>,
    /// Bound of every row, exact and divided by the family's scale.
    pub(crate) bounds: Vec<i128>,
    pub(crate) bounds_scaled: Vec<f64>,
    pub(crate) row_family: Vec<u32>,
    /// By family: the sum over tasks of the largest load one group can put on a row, plus slots.
    pub(crate) load_max: Vec<f64>,
    /// By family: the largest amount of one group.
    pub(crate) amount_max: Vec<f64>,
    pub(crate) price_count: usize,
    /// By task: what it depends on, and what depends on it.
    pub(crate) needs: Vec<Vec<Link>>,
    pub(crate) needed_by: Vec<Vec<Link>>,
    /// A row that prior usage alone exceeds, if there is one.
    pub(crate) exceeded: Option<u64>,
    /// Whether every condition of the program is among the families; otherwise allocations need a last check against the program.
    pub(crate) complete: bool,
}

impl<'m> Model<'_, 'm> {
    pub(crate) fn task_count(&self) -> usize {
        self.durations.len()
    }

    pub(crate) fn group_count(&self) -> usize {
        self.starts.len()
    }

    pub(crate) fn row_count(&self) -> usize {
        self.bounds.len()
    }

    pub(crate) fn groups(&self, task: usize) -> Range<usize> {
        self.group_offsets[task] as usize..self.group_offsets[task + 1] as usize
    }

    pub(crate) fn is_unassigned(&self, group: usize) -> bool {
        let task = self.group_task[group] as usize;
        self.may_stay_unassigned[task] && group + 1 == self.group_offsets[task + 1] as usize
    }

    pub(crate) fn unassigned(&self, task: usize) -> Option<usize> {
        self.may_stay_unassigned[task].then(|| self.group_offsets[task + 1] as usize - 1)
    }

    pub(crate) fn term_range(&self, group: usize) -> Range<usize> {
        self.term_offsets[group] as usize..self.term_offsets[group + 1] as usize
    }

    /// The option number of a group's start.
    pub(crate) fn option(&self, group: usize, start: u32) -> u64 {
        self.first_option[group] + u64::from(start - self.starts[group].0)
    }

    fn pair(&self, group: usize) -> usize {
        let task = self.group_task[group] as usize;
        let pairs = self.program.pair_range(TaskIndex::new(task as u32));
        pairs.start + (group - self.group_offsets[task] as usize)
    }

    /// What the program calls the choice of a group with a start.
    pub(crate) fn choice(&self, group: usize, start: u32) -> Choice {
        if self.is_unassigned(group) { Choice::Unassigned } else { Choice::Assigned { pair: self.pair(group), start } }
    }

    /// The offer of a group; `None` for staying unassigned.
    pub(crate) fn offer(&self, group: usize) -> Option<OfferIndex> {
        let pair = (!self.is_unassigned(group)).then(|| self.pair(group))?;
        Some(self.program.all_pairs().get(pair)?.run.offer)
    }

    /// The program's number of a row.
    pub(crate) fn row_index(&self, row: usize) -> RowIndex {
        let family = &self.families[self.row_family[row] as usize];
        RowIndex(family.first_row + (row - family.rows.start) as u64)
    }

    /// Bytes that the model takes, roughly.
    pub(crate) fn bytes(&self) -> u64 {
        (self.group_count() * 32 + self.terms.len() * 32 + self.row_count() * 36 + self.task_count() * 64) as u64
    }
}

/// The coefficients of one option.
pub(crate) fn coefficients(model: &Model<'_, '_>, group: usize, start: u32, mut visit: impl FnMut(usize, i128)) {
    let later = start - model.starts[group].0;
    let range = model.term_range(group);
    for (term, detail) in model.terms[range.clone()].iter().zip(&model.details[range]) {
        let family = &model.families[detail.family as usize];
        let hi = term.hi + if detail.hi_moves { later } else { 0 } - family.price_at as u32;
        let lo = term.lo + if detail.lo_moves { later } else { 0 } - family.price_at as u32;
        if hi > lo {
            for (row, slots) in family.overlaps(lo, hi) {
                visit(row, i128::from(detail.amount) * i128::from(slots));
            }
        }
    }
}
