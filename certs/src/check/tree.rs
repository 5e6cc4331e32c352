//! One proof tree, in preorder, with an explicit stack.

use super::domain::Domain;
use super::packing::Effort;
use super::ready::{Entries, KnapsackEntries, SizedKnapsacks};
use super::reject::{Exceeded, Limits, NodeFault, PoolFault};
use super::row::{Path, Row};
use crate::Scalar;
use crate::format::{Certificate, Node};
use crate::program::{Group, LevelView, Multipliers, Prices, Program};
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

pub(crate) enum Fault {
    Node { node: usize, fault: NodeFault },
    Pool { entry: u32, fault: PoolFault },
    Knapsacks { entry: u32, fault: PoolFault },
    Limit(Exceeded),
}

enum Frame {
    Split { task: TaskIndex, whole: Range<u64>, parts: std::vec::IntoIter<Range<u64>> },
    Isolate { task: TaskIndex, whole: Range<u64>, group: Group, mark: usize, rest: bool },
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
        entries: Entries::new(&certificate.pool, nodes, program, limits),
        knapsacks: KnapsackEntries::new(&certificate.knapsacks, nodes, program, limits),
        evaluations: 0,
        limits,
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
            Stop::Limit(exceeded) => Fault::Limit(exceeded),
        })?;
        if closed {
            open = walk.advance();
        }
        if walk.evaluations > limits.evaluations_max {
            return Err(Fault::Limit(Exceeded::Evaluations));
        }
    }
    if open { Err(Fault::Node { node: nodes.len(), fault: NodeFault::Unfinished }) } else { Ok(()) }
}

/// Why a step is not taken.
pub(super) enum Stop {
    Node(NodeFault),
    Pool { entry: u32, fault: PoolFault },
    Knapsacks { entry: u32, fault: PoolFault },
    Limit(Exceeded),
}

impl From<Exceeded> for Stop {
    fn from(exceeded: Exceeded) -> Self {
        Self::Limit(exceeded)
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
    limits: Limits,
}

impl<'p, 'm> Walk<'p, 'm> {
    /// Takes one step; whether it closed its node.
    fn step(&mut self, node: &Node) -> Result<bool, Stop> {
        match node {
            Node::Bound(entry) => {
                let bound = self.entries.get(*entry, self.domain.program(), self.view, self.goal)?;
                if bound.closes(&self.domain, &mut self.evaluations) {
                    Ok(true)
                } else {
                    Err(NodeFault::Bound(*entry).into())
                }
            }
            Node::Knapsack(entry) => {
                if self.packed(*entry, |packed, domain, effort| packed.closes(domain, effort))? {
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
            Node::Isolate(task, option) => {
                self.isolate(*task, *option)?;
                Ok(false)
            }
            Node::KnapsackReduce(entry) => self.knapsack_reduce(*entry),
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

    /// Enters the first side of an isolated group: the task is left with that.
    fn isolate(&mut self, task: TaskIndex, option: u64) -> Result<(), NodeFault> {
        self.known(task)?;
        let groups = self.domain.groups(task);
        let isolated = groups.iter().find(|(_, options)| options.start == option).cloned();
        let Some((group, options)) = isolated.filter(|_| groups.len() > 2) else {
            return Err(NodeFault::Isolate(option));
        };
        let whole = self.domain.range(task);
        self.domain.set_range(task, options);
        self.path.enter(task);
        self.stack.push(Frame::Isolate { task, whole, group, mark: self.domain.mark_removals(), rest: false });
        Ok(())
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
                Frame::Isolate { task, whole, group, rest: rest @ false, .. } => {
                    *rest = true;
                    self.domain.set_range(*task, whole.clone());
                    self.domain.remove(*task, *group);
                    return true;
                }
                Frame::Isolate { task, mark, .. } => {
                    self.domain.restore(*mark);
                    self.path.leave(*task);
                }
                Frame::Reduce { mark } => self.domain.restore(*mark),
            }
            self.stack.pop();
        }
        false
    }

    fn reduce(&mut self, entry: u32) -> Result<(), Stop> {
        let bound = self.entries.get(entry, self.domain.program(), self.view, self.goal)?;
        if bound.closes(&self.domain, &mut self.evaluations) {
            return Err(NodeFault::Reduce(entry).into());
        }
        let mut removed = Vec::new();
        for task in self.domain.program().tasks() {
            self.domain.for_each_group(task, |group, options| {
                if bound.excludes(task, group, &options) {
                    removed.push((task, group));
                }
            });
        }
        if removed.is_empty() {
            return Err(NodeFault::Reduce(entry).into());
        }
        self.remove(removed);
        Ok(())
    }

    /// Enters the node that is left when groups are removed.
    fn remove(&mut self, groups: Vec<(TaskIndex, Group)>) {
        self.stack.push(Frame::Reduce { mark: self.domain.mark_removals() });
        groups.into_iter().for_each(|(task, group)| self.domain.remove(task, group));
    }

    /// The same by a knapsack entry; whether a task is left without options, which closes the node.
    fn knapsack_reduce(&mut self, entry: u32) -> Result<bool, Stop> {
        let removed = self.packed(entry, |packed, domain, effort| packed.excluded(domain, effort))?;
        let fault = NodeFault::KnapsackReduce(entry);
        let removed = removed.filter(|removed| !removed.is_empty()).ok_or(fault)?;
        let tasks: Vec<TaskIndex> = removed.iter().map(|removed| removed.0).collect();
        self.remove(removed);
        Ok(tasks.into_iter().any(|task| !self.domain.meets(task, &self.domain.range(task))))
    }

    /// Asks a knapsack entry something.
    fn packed<T>(
        &mut self,
        entry: u32,
        ask: impl FnOnce(&mut SizedKnapsacks<'p, 'm>, &Domain<'p, 'm>, &mut Effort<'_>) -> Result<T, Exceeded>,
    ) -> Result<T, Stop> {
        let program = self.domain.program();
        let packed = self.knapsacks.get(entry, program, self.view, self.goal, &mut self.evaluations)?;
        let Limits { evaluations_max, table_bytes_max, .. } = self.limits;
        let mut effort = Effort { evaluations: &mut self.evaluations, evaluations_max, bytes_max: table_bytes_max };
        Ok(ask(packed, &self.domain, &mut effort)?)
    }

    /// Whether the tasks split on the way exceed a row with whichever of their remaining options uses least of it.
    fn overloaded(&mut self, row: u64) -> Result<bool, NodeFault> {
        let program = self.domain.program();
        let row = Row::of(row, program, self.view).ok_or(NodeFault::Row)?;
        let mut load = 0i128;
        for &task in &self.path.tasks {
            let mut least: Option<u128> = None;
            for (_, options) in self.domain.groups(task) {
                self.evaluations += (options.end - options.start) * row.width();
                for option in options {
                    let used = row.coefficient(program, task, option);
                    least = Some(least.map_or(used, |known| known.min(used)));
                }
            }
            load += least.unwrap_or(0) as i128;
        }
        Ok(load > row.bound(program))
    }
}
