//! One proof tree, in preorder, with an explicit stack.

use super::domain::Domain;
use super::knapsack::TooManyStates;
use super::ready::{Entries, KnapsackEntries};
use super::{Limits, PoolFault};
use crate::Scalar;
use crate::format::{Certificate, Node};
use crate::program::{LevelView, Multipliers, Prices, Program, RowIndex};
use apportion_lattice::TaskIndex;
use core::ops::Range;

/// What a tree proves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Goal {
    /// Every allocation within the caps has at least this value at the level, which is not 0.
    AtLeast(u128),
    /// There is no feasible allocation; the objective has no weight.
    Infeasible,
}

impl Goal {
    /// The two sides of the inequality that closes a node, before what the options cost: S times the largest value to exclude plus multipliers
    /// times bounds on the left; terms with a negative sign on the right.
    pub(super) fn sides<N: Scalar>(
        self,
        prices: &Prices<'_, '_, N>,
        view: LevelView<'_>,
        multipliers: &Multipliers,
    ) -> (N, N) {
        let (mut left, mut right) = prices.right_side();
        if let (Self::AtLeast(bound), Some(costs)) = (self, view.objective()) {
            let excluded = costs.granularity.largest_below(bound);
            let side = if excluded >= 0 { &mut left } else { &mut right };
            *side = side.plus(N::from_u128(multipliers.objective.get()).times(excluded.unsigned_abs()));
        }
        (left, right)
    }
}

/// What is wrong with a step of a proof.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NodeFault {
    /// The proof ends before all nodes are closed.
    #[error("the proof ends before every node is closed")]
    Unfinished,
    /// Steps follow after all nodes are closed.
    #[error("every node is closed already")]
    Surplus,
    /// The relaxed cost does not reach the claim.
    #[error("the relaxed cost under pool entry {0} does not prove the claim here")]
    Bound(u32),
    /// The relaxation that keeps rows does not reach the claim.
    #[error("the relaxed cost under knapsack entry {0} does not prove the claim here")]
    Knapsack(u32),
    /// A pool entry with a weight of the objective is used where costs are zero.
    #[error("pool entry {0} weighs the objective, but the claim is infeasibility")]
    Weight(u32),
    /// The task does not exist.
    #[error("there is no such task")]
    Task,
    /// The task has fewer than two offers (staying unassigned included) left to split.
    #[error("the task has nothing to split")]
    Split,
    /// A cut leaves a part without remaining options.
    #[error("a part of the split has no remaining option")]
    EmptyPart,
    /// The same cuts are written shorter as a split by offers.
    #[error("the cuts are those of a split by offers")]
    Cuts,
    /// The row does not exist at this level.
    #[error("there is no such row")]
    Row,
    /// The tasks split so far do not exceed the row.
    #[error("the row is not exceeded by the tasks split so far")]
    Overload,
    /// The task has options.
    #[error("the task has options")]
    NotExhausted,
    /// The entry removes nothing, or closes the node outright.
    #[error("pool entry {0} removes nothing, or closes the node outright")]
    Reduce(u32),
}

pub(crate) enum Fault {
    Node { node: usize, fault: NodeFault },
    Pool { entry: u32, fault: PoolFault },
    Knapsacks { entry: u32, fault: PoolFault },
    Limit,
}

enum Frame {
    Split { task: TaskIndex, whole: Range<u64>, parts: std::vec::IntoIter<Range<u64>> },
    Reduce { mark: usize },
}

/// Checks a tree: every leaf holds, and the tree is complete.
pub(crate) fn check(
    program: &Program<'_>,
    view: LevelView<'_>,
    goal: Goal,
    certificate: &Certificate,
    nodes: &[Node],
    limits: Limits,
) -> Result<(), Fault> {
    let mut walk = Walk {
        view,
        goal,
        domain: Domain::new(program),
        stack: Vec::new(),
        path: Path::new(program.task_count()),
        entries: Entries::new(&certificate.pool, limits),
        knapsacks: KnapsackEntries::new(&certificate.knapsacks, limits),
        evaluations: 0,
    };
    let mut open = true;
    for (at, node) in nodes.iter().enumerate() {
        if !open {
            return Err(Fault::Node { node: at, fault: NodeFault::Surplus });
        }
        let closed = walk.step(node).map_err(|fault| match fault {
            Stop::Node(fault) => Fault::Node { node: at, fault },
            Stop::Pool { entry, fault } => Fault::Pool { entry, fault },
            Stop::Knapsacks { entry, fault } => Fault::Knapsacks { entry, fault },
            Stop::Limit => Fault::Limit,
        })?;
        if closed {
            open = walk.advance();
        }
        if walk.evaluations > limits.evaluations_max {
            return Err(Fault::Limit);
        }
    }
    if open { Err(Fault::Node { node: nodes.len(), fault: NodeFault::Unfinished }) } else { Ok(()) }
}

/// Why a step is not taken.
pub(super) enum Stop {
    Node(NodeFault),
    Pool { entry: u32, fault: PoolFault },
    Knapsacks { entry: u32, fault: PoolFault },
    Limit,
}

impl From<TooManyStates> for Stop {
    fn from(_: TooManyStates) -> Self {
        Self::Limit
    }
}

impl From<NodeFault> for Stop {
    fn from(fault: NodeFault) -> Self {
        Self::Node(fault)
    }
}

struct Walk<'p, 'm> {
    view: LevelView<'p>,
    goal: Goal,
    domain: Domain<'p, 'm>,
    stack: Vec<Frame>,
    path: Path,
    entries: Entries<'p, 'm>,
    knapsacks: KnapsackEntries<'p, 'm>,
    evaluations: u64,
}

impl<'p, 'm> Walk<'p, 'm> {
    /// Takes one step; whether it closed its node.
    fn step(&mut self, node: &Node) -> Result<bool, Stop> {
        match node {
            Node::Bound(entry) => {
                if self
                    .entries
                    .get(*entry, &self.domain, self.view, self.goal)?
                    .closes(&self.domain, &mut self.evaluations)
                {
                    Ok(true)
                } else {
                    Err(NodeFault::Bound(*entry).into())
                }
            }
            Node::Knapsack(entry) => {
                if self.knapsacks.closes(*entry, &self.domain, self.view, self.goal, &mut self.evaluations)? {
                    Ok(true)
                } else {
                    Err(NodeFault::Knapsack(*entry).into())
                }
            }
            Node::SplitOffers(task) => {
                self.known(*task)?;
                let parts: Vec<_> = self.domain.groups(*task).into_iter().map(|(_, range)| range).collect();
                if parts.len() < 2 {
                    return Err(NodeFault::Split.into());
                }
                self.split(*task, parts);
                Ok(false)
            }
            Node::SplitAt(task, cuts) => {
                let parts = self.parts(*task, cuts)?;
                self.split(*task, parts);
                Ok(false)
            }
            Node::Overload(row) => {
                if self.overloaded(*row)? {
                    Ok(true)
                } else {
                    Err(NodeFault::Overload.into())
                }
            }
            Node::Exhausted(task) => {
                self.known(*task)?;
                let exhausted = self.domain.program().option_count(*task) == 0;
                if exhausted { Ok(true) } else { Err(NodeFault::NotExhausted.into()) }
            }
            Node::Reduce(entry) => {
                self.reduce(*entry)?;
                Ok(false)
            }
        }
    }

    fn known(&self, task: TaskIndex) -> Result<(), NodeFault> {
        if task.usize() < self.domain.program().task_count() { Ok(()) } else { Err(NodeFault::Task) }
    }

    fn parts(&self, task: TaskIndex, cuts: &[u64]) -> Result<Vec<Range<u64>>, NodeFault> {
        self.known(task)?;
        let whole = self.domain.range(task);
        let ends = cuts.iter().copied().chain([whole.end]);
        let mut start = whole.start;
        let mut parts = Vec::new();
        for end in ends {
            let part = start..end;
            if end <= start || end > whole.end || !self.domain.meets(task, &part) {
                return Err(NodeFault::EmptyPart);
            }
            start = end;
            parts.push(part);
        }
        let starts = self.domain.groups(task).into_iter().skip(1).map(|(_, range)| range.start);
        if starts.eq(cuts.iter().copied()) { Err(NodeFault::Cuts) } else { Ok(parts) }
    }

    /// Enters the first part of a split.
    fn split(&mut self, task: TaskIndex, parts: Vec<Range<u64>>) {
        let whole = self.domain.range(task);
        let mut parts = parts.into_iter();
        if let Some(first) = parts.next() {
            self.domain.set_range(task, first);
        }
        self.path.enter(task);
        self.stack.push(Frame::Split { task, whole, parts });
    }

    /// Leaves a closed node for the next open one; whether there is any.
    fn advance(&mut self) -> bool {
        while let Some(frame) = self.stack.last_mut() {
            match frame {
                Frame::Split { task, whole, parts } => {
                    if let Some(next) = parts.next() {
                        self.domain.set_range(*task, next);
                        return true;
                    }
                    self.domain.set_range(*task, whole.clone());
                    self.path.leave(*task);
                }
                Frame::Reduce { mark } => self.domain.restore(*mark),
            }
            self.stack.pop();
        }
        false
    }

    fn reduce(&mut self, entry: u32) -> Result<(), Stop> {
        let bound = self.entries.get(entry, &self.domain, self.view, self.goal)?;
        if bound.closes(&self.domain, &mut self.evaluations) {
            return Err(NodeFault::Reduce(entry).into());
        }
        let mut removed = Vec::new();
        for task in self.domain.program().tasks() {
            for (group, options) in self.domain.groups(task) {
                if bound.excludes(task, group, &options) {
                    removed.push((task, group));
                }
            }
        }
        if removed.is_empty() {
            return Err(NodeFault::Reduce(entry).into());
        }
        self.stack.push(Frame::Reduce { mark: self.domain.mark_removals() });
        removed.into_iter().for_each(|(task, group)| self.domain.remove(task, group));
        Ok(())
    }

    /// Whether the tasks split on the way exceed a row with whichever of their remaining options uses least of it.
    fn overloaded(&mut self, row: u64) -> Result<bool, NodeFault> {
        let program = self.domain.program();
        let cap = row.checked_sub(program.row_count()).map(|cap| cap as usize);
        let bound = match cap {
            None => program.bound(RowIndex(row)),
            Some(cap) => *self.view.caps.get(cap).ok_or(NodeFault::Row)? as i128,
        };
        let mut load = 0i128;
        for &task in &self.path.tasks {
            let mut least: Option<u128> = None;
            for (_, options) in self.domain.groups(task) {
                self.evaluations += options.end - options.start;
                for option in options {
                    let Some(choice) = program.choice(task, option) else { continue };
                    let used = match cap {
                        None => u128::from(program.coefficient(RowIndex(row), task, choice)),
                        Some(cap) => self.view.costs.get(cap).map_or(0, |costs| costs.cost(task, choice)),
                    };
                    least = Some(least.map_or(used, |known| known.min(used)));
                }
            }
            load += least.unwrap_or(0) as i128;
        }
        Ok(load > bound)
    }
}

/// The tasks split on the way from the root, in order of their first split.
struct Path {
    tasks: Vec<TaskIndex>,
    depth: Vec<u32>,
}

impl Path {
    fn new(task_count: usize) -> Self {
        Self { tasks: Vec::new(), depth: vec![0; task_count] }
    }

    fn enter(&mut self, task: TaskIndex) {
        if let Some(depth) = self.depth.get_mut(task.usize()) {
            if *depth == 0 {
                self.tasks.push(task);
            }
            *depth += 1;
        }
    }

    fn leave(&mut self, task: TaskIndex) {
        if let Some(depth) = self.depth.get_mut(task.usize()) {
            *depth -= 1;
            if *depth == 0 {
                self.tasks.pop();
            }
        }
    }
}
