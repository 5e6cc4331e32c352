//! Scratch space for expanding nodes, made once per thread at work.

use super::fixed::Fixed;
use super::tree::Marks;
use crate::dual::{Active, Ascent, Evaluation, KnapsackAscent};
use crate::model::Model;
use crate::primal::{Lexicographic, State};
use crate::simplex::Simplex;
use std::sync::{Mutex, PoisonError};

/// Everything that expanding a node writes to; nothing in it outlasts the expansion.
#[derive(Debug)]
pub(crate) struct Workspace<'a, 'p, 'm> {
    pub(crate) active: Active,
    pub(crate) marks: Marks,
    pub(crate) fixed: Fixed,
    pub(crate) ascent: Ascent,
    pub(crate) knapsack: KnapsackAscent,
    pub(crate) evaluation: Evaluation,
    pub(crate) simplex: Simplex,
    /// For trials that start from what `simplex` holds.
    pub(crate) trial: Simplex,
    pub(crate) state: State<'a, 'p, 'm>,
}

/// Workspaces not in use.
#[derive(Debug)]
pub(crate) struct Workspaces<'a, 'p, 'm> {
    model: &'a Model<'p, 'm>,
    costs: &'a Lexicographic<'a>,
    idle: Mutex<Vec<Workspace<'a, 'p, 'm>>>,
}

impl<'a, 'p, 'm> Workspaces<'a, 'p, 'm> {
    pub(crate) fn new(model: &'a Model<'p, 'm>, costs: &'a Lexicographic<'a>) -> Self {
        Self { model, costs, idle: Mutex::new(Vec::new()) }
    }

    /// Runs something with a workspace.
    pub(crate) fn with<R>(&self, run: impl FnOnce(&mut Workspace<'a, 'p, 'm>) -> R) -> R {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle().pop();
        let mut workspace = taken.unwrap_or_else(|| Workspace {
            active: Active::default(),
            marks: Marks::default(),
            fixed: Fixed::default(),
            ascent: Ascent::default(),
            knapsack: KnapsackAscent::default(),
            evaluation: Evaluation::default(),
            simplex: Simplex::default(),
            trial: Simplex::default(),
            state: State::new(self.model, self.costs),
        });
        let result = run(&mut workspace);
        idle().push(workspace);
        result
    }
}
