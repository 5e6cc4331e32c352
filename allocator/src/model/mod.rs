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
    hi: u32,
    lo: u32,
    pub(crate) amount: u64,
}

/// The family of a term, and which of its look-ups move with the start slot: kept apart from the term and in one number, as there is
/// one for every coefficient of the market.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner(u32);

const HI_MOVES: u32 = 1 << 31;
const LO_MOVES: u32 = 1 << 30;

impl Owner {
    fn new(family: u32, hi_moves: bool, lo_moves: bool) -> Self {
        Self(family | if hi_moves { HI_MOVES } else { 0 } | if lo_moves { LO_MOVES } else { 0 })
    }

    pub(crate) fn family(self) -> usize {
        (self.0 & (LO_MOVES - 1)) as usize
    }
}

impl Term {
    /// Places in the price array when the group starts this much after its first start.
    pub(crate) fn places(&self, owner: Owner, later: u32) -> (u32, u32) {
        let hi = self.hi + if owner.0 & HI_MOVES != 0 { later } else { 0 };
        let lo = self.lo + if owner.0 & LO_MOVES != 0 { later } else { 0 };
        (hi, lo)
    }
}

#[derive(Debug)]
pub(crate) struct Model<'p, 'm> {
    pub(crate) program: &'p Program<'m>,
    /// First group of every task, and the number of groups.
    pub(crate) group_offsets: Vec<u32>,
    /// First and last start slot of every group; 0 for staying unassigned.
    pub(crate) starts: Vec<(u32, u32)>,
    pub(crate) group_task: Vec<u32>,
    pub(crate) durations: Vec<u32>,
    pub(crate) may_stay_unassigned: Vec<bool>,
    term_offsets: Vec<u32>,
    terms: Vec<Term>,
    owners: Vec<Owner>,
    pub(crate) families: Vec<Family>,
    /// By family: its scale, together in little memory.
    scales: Vec<f64>,
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

    /// The terms of a group, families ascending.
    pub(crate) fn terms(&self, group: usize) -> impl Iterator<Item = (&Term, Owner)> + Clone {
        let range = self.term_offsets[group] as usize..self.term_offsets[group + 1] as usize;
        self.terms[range.clone()].iter().zip(self.owners[range].iter().copied())
    }

    /// The amount of a term divided by its family's scale.
    pub(crate) fn scaled(&self, term: &Term, owner: Owner) -> f64 {
        // Amounts are below 2^63, and the signed conversion is one instruction.
        term.amount as i64 as f64 / self.scales[owner.family()]
    }

    /// The option number of a group's start.
    pub(crate) fn option(&self, group: usize, start: u32) -> u64 {
        self.first_option(group) + u64::from(start - self.starts[group].0)
    }

    /// The number of a group's first option within its task.
    pub(crate) fn first_option(&self, group: usize) -> u64 {
        match self.program.all_pairs().get(self.pair(group)).filter(|_| !self.is_unassigned(group)) {
            Some(pair) => pair.first_option,
            None => self.program.assigned_options(TaskIndex::new(self.group_task[group])),
        }
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

    /// Bytes that the model takes, roughly, with the program's pairs that it looks up.
    pub(crate) fn bytes(&self) -> u64 {
        let pairs = size_of_val(self.program.all_pairs()) as u64;
        pairs
            + (self.group_count() * 16 + self.terms.len() * 20 + self.row_count() * 36 + self.task_count() * 64) as u64
    }
}

/// The coefficients of one option.
pub(crate) fn coefficients(model: &Model<'_, '_>, group: usize, start: u32, mut visit: impl FnMut(usize, i128)) {
    let later = start - model.starts[group].0;
    for (term, owner) in model.terms(group) {
        let family = &model.families[owner.family()];
        let (hi, lo) = term.places(owner, later);
        if hi > lo {
            for (row, slots) in family.overlaps(lo - family.price_at as u32, hi - family.price_at as u32) {
                visit(row, i128::from(term.amount) * i128::from(slots));
            }
        }
    }
}
