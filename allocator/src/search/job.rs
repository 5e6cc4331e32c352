//! What an expansion is given and what it returns.

use super::incumbent::Incumbent;
use super::relaxation::Relaxation;
use super::tree::{Part, Tree};
use crate::dual::{Active, Blocks, Entry};
use crate::model::{LevelArrays, Model, Objective};
use crate::options::ProofStyle;
use crate::simplex::Basis;
use std::sync::Arc;

/// An entry of the tree, or one that an expansion adds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum EntryRef {
    Old(u32),
    New(u32),
}

/// How much is spent on a node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// Ascents, each followed by removals and a search for allocations.
    pub(crate) rounds: u32,
    /// Iterations of each ascent.
    pub(crate) iterations: u32,
    pub(crate) patience: u32,
    /// Options that a local search may look at, for each remaining group.
    pub(crate) search: u64,
    /// Iterations of an ascent that keeps rows.
    pub(crate) knapsack_iterations: u32,
    /// Tasks whose split is tried out before one is chosen, near the root; fewer further down.
    pub(crate) trials: usize,
    /// The expansion is given up after an ascent that ends with this much work done. What it has found by then it would also have found with
    /// more, so that bounds rise with the limit.
    pub(crate) work_max: u64,
}

/// The state before a round, and what to do.
#[derive(Clone, Copy)]
pub(crate) struct Job<'s, 'p, 'm> {
    pub(crate) model: &'s Model<'p, 'm>,
    pub(crate) levels: &'s [LevelArrays],
    pub(crate) objective: Objective<'s>,
    pub(crate) tree: &'s Tree,
    /// What remains at the root.
    pub(crate) root: &'s Active,
    pub(crate) incumbent: Option<&'s Incumbent>,
    /// Values up to this one are to be excluded.
    pub(crate) excluded: Option<i128>,
    pub(crate) gap_ppm: u32,
    pub(crate) style: ProofStyle,
    pub(crate) effort: Effort,
    /// Rows to keep in the other relaxation, where that helps.
    pub(crate) blocks: Option<&'s Arc<Blocks>>,
    /// Whether it is still to be found out if keeping rows helps.
    pub(crate) untried: bool,
    pub(crate) relaxation: Option<&'s Relaxation>,
    /// Multipliers to start from at the root.
    pub(crate) start: Option<&'s [f64]>,
    pub(crate) stop: &'s (dyn Fn() -> bool + Sync),
}

/// What expanding a node found out.
#[derive(Debug)]
pub(crate) struct Expansion {
    pub(crate) entries: Vec<Entry>,
    pub(crate) steps: Vec<(EntryRef, Box<[u32]>)>,
    pub(crate) outcome: Outcome,
    pub(crate) found: Option<Incumbent>,
    /// Whether keeping rows helps, if this expansion tried it first: the rows, or none.
    pub(crate) trial: Option<Option<Arc<Blocks>>>,
    /// Options looked at.
    pub(crate) work: u64,
}

/// Where children start from: the best multipliers of rows alone, and of the relaxation that keeps rows.
#[derive(Clone, Debug)]
pub(crate) struct Heritage<E> {
    pub(crate) rows: E,
    pub(crate) kept: Option<E>,
    /// A solution of the linear relaxation.
    pub(crate) basis: Option<Arc<Basis>>,
}

#[derive(Debug)]
pub(crate) enum Outcome {
    /// Closed by an entry.
    Closed(EntryRef),
    /// Closed by a row or a cap.
    Row(u32),
    /// Some task has no option left.
    Empty,
    /// Every task has one option, and no row that the search knows is exceeded.
    Leaf { entry: EntryRef, bound: u128 },
    /// Split, with a bound for every part.
    Split { entry: EntryRef, bound: u128, heritage: Heritage<EntryRef>, parts: Vec<(Part, u128, EntryRef)> },
    /// Given up before anything was settled; the best bound so far.
    Interrupted { entry: EntryRef, bound: u128 },
}
