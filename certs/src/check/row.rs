//! Rows at a level, and the tasks that may be said to exceed them.

use crate::program::{Lemma, LevelCosts, LevelView, Program, RowIndex};
use apportion_lattice::TaskIndex;

/// A row at a level: of the market, a cap, or a lemma.
#[derive(Clone, Copy)]
pub(super) enum Row<'a> {
    Market(RowIndex),
    Cap(&'a LevelCosts, u128),
    Lemma(&'a Lemma),
}

impl<'a> Row<'a> {
    pub(super) fn of(number: u64, program: &Program<'_>, view: LevelView<'a>) -> Option<Self> {
        if let Some(lemma) = program.lemma_of(RowIndex(number)) {
            return view.lemmas.get(lemma).map(Self::Lemma);
        }
        match number.checked_sub(program.row_count()) {
            None => Some(Self::Market(RowIndex(number))),
            Some(cap) => Some(Self::Cap(view.costs.get(cap as usize)?, *view.caps.get(cap as usize)?)),
        }
    }

    pub(super) fn bound(self, program: &Program<'_>) -> i128 {
        match self {
            Self::Market(row) => program.bound(row),
            Self::Cap(_, cap) => cap as i128,
            Self::Lemma(lemma) => lemma.bound as i128,
        }
    }

    /// What looking up a coefficient takes.
    pub(super) fn width(self) -> u64 {
        if let Self::Lemma(lemma) = self { lemma.tasks.len() as u64 } else { 1 }
    }

    pub(super) fn coefficient(self, program: &Program<'_>, task: TaskIndex, option: u64) -> u128 {
        match (self, program.choice(task, option)) {
            (_, None) => 0,
            (Self::Market(row), Some(choice)) => program.coefficient(row, task, choice).into(),
            (Self::Cap(costs, _), Some(choice)) => costs.cost(task, choice),
            (Self::Lemma(lemma), Some(_)) => lemma.coefficient(task, option).into(),
        }
    }
}

/// The tasks split on the way from the root, in order of their first split.
pub(super) struct Path {
    pub(super) tasks: Vec<TaskIndex>,
    depth: Vec<u32>,
}

impl Path {
    pub(super) fn new(task_count: usize) -> Self {
        Self { tasks: Vec::new(), depth: vec![0; task_count] }
    }

    pub(super) fn enter(&mut self, task: TaskIndex) {
        if let Some(depth) = self.depth.get_mut(task.usize()) {
            if *depth == 0 {
                self.tasks.push(task);
            }
            *depth += 1;
        }
    }

    pub(super) fn leave(&mut self, task: TaskIndex) {
        if let Some(depth) = self.depth.get_mut(task.usize()) {
            *depth -= 1;
            if *depth == 0 {
                self.tasks.pop();
            }
        }
    }
}
