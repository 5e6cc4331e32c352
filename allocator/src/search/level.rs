//! The rounds of one level.

use super::expand::expand;
use super::incumbent::Incumbent;
use super::job::{Effort, EntryRef, Expansion, Heritage, Job, Outcome};
use super::tree::{Closure, Node, Part, Status, Step, Tree};
use super::workspace::Workspaces;
use crate::control::{Control, Progress};
use crate::dual::{Active, Blocks, Entry, Evaluation};
use crate::model::{LevelArrays, Model, Objective};
use crate::options::Options;
use apportion_certs::gap_ppm;
use core::cmp::Reverse;
use rayon::prelude::*;
use std::collections::BinaryHeap;
use std::sync::Arc;

/// Nodes expanded in one round, whatever the number of threads.
const BATCH: usize = 16;
/// Nodes of a round that are taken from the deepest open ones.
const DIVES: usize = 4;

/// What stays the same during a solve.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'s, 'p, 'm> {
    pub(crate) model: &'s Model<'p, 'm>,
    pub(crate) levels: &'s [LevelArrays],
    pub(crate) workspaces: &'s Workspaces<'s, 'p, 'm>,
    pub(crate) options: Options,
    pub(crate) control: &'s dyn Control,
}

/// Why the search of a level ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ended {
    /// The gap is small enough, or nothing is feasible.
    Closed,
    /// An allocation was found that is better at this earlier level.
    Improved(usize),
    Cancelled,
    TimeLimit,
    WorkLimit,
    MemoryLimit,
}

/// The search of one level.
pub(crate) struct LevelSearch<'s, 'p, 'm> {
    setting: Setting<'s, 'p, 'm>,
    level: usize,
    caps: Vec<u128>,
    pub(crate) tree: Tree,
    root: Active,
    heap: BinaryHeap<Reverse<(u128, u32)>>,
    /// Open nodes, deeper and better ones last; some may be expanded already.
    dives: Vec<u32>,
    /// Least bound of the nodes that cannot be settled with the rows at hand.
    stuck: Option<u128>,
    open: u64,
    /// Rows to keep, once that was tried: none if it does not help.
    blocks: Option<Option<Arc<Blocks>>>,
    pub(crate) bound: u128,
    pub(crate) work: u64,
}

impl<'s, 'p, 'm> LevelSearch<'s, 'p, 'm> {
    pub(crate) fn new(setting: Setting<'s, 'p, 'm>, caps: Vec<u128>) -> Self {
        let mut tree = Tree::default();
        let level = caps.len();
        let root = Active::all(setting.model);
        let objective = Objective { levels: &setting.levels[..=level], caps: &caps };
        let entry = Entry::trivial(objective);
        let mut evaluation = Evaluation::default();
        evaluation.run(setting.model, objective, &root, &entry);
        let bound = entry.value(objective, evaluation.total).unwrap_or(0);
        let entry = tree.add_entry(entry);
        let heritage = Heritage { rows: entry, kept: None };
        let (steps, status) = (Vec::new(), Status::Open);
        tree.add_node(Node { parent: 0, depth: 0, part: None, bound, entry, heritage, steps, status });
        let heap = BinaryHeap::from([Reverse((bound, 0))]);
        Self {
            setting,
            level,
            caps,
            tree,
            root,
            heap,
            dives: Vec::new(),
            stuck: None,
            open: 1,
            blocks: None,
            bound,
            work: 0,
        }
    }

    fn objective(&self) -> Objective<'_> {
        Objective { levels: &self.setting.levels[..=self.level], caps: &self.caps }
    }

    /// The largest bound that is worth proving: one within the gap of the incumbent's value.
    fn target(&self, incumbent: Option<&Incumbent>) -> Option<u128> {
        Some(self.objective().target(incumbent?.values[self.level], self.setting.options.gap_ppm))
    }

    fn excluded(&self, incumbent: Option<&Incumbent>) -> Option<i128> {
        Some(self.objective().excluded(self.target(incumbent)?))
    }

    /// Searches until the level is closed or a limit is reached. `spent` is the work of earlier levels, `nodes` their nodes.
    pub(crate) fn run(
        &mut self,
        incumbent: &mut Option<Incumbent>,
        start: Option<&[f64]>,
        spent: u64,
        nodes: u64,
    ) -> Ended {
        loop {
            self.raise_bound(incumbent.as_ref());
            self.report(incumbent.as_ref(), spent, nodes);
            let batch = self.take(incumbent.as_ref());
            if batch.is_empty() {
                return if self.stuck.is_some() { Ended::MemoryLimit } else { Ended::Closed };
            }
            if let Some(ended) = self.limit(spent) {
                self.give_back(&batch);
                return ended;
            }
            let stop = || self.setting.control.is_cancelled() || self.setting.control.time_is_up();
            let job = self.job(incumbent.as_ref(), start, spent, &stop);
            let expand_one = |&node: &u32| self.setting.workspaces.with(|workspace| expand(job, node, workspace));
            let expansions: Vec<Expansion> = if batch.len() == 1 {
                batch.iter().map(expand_one).collect()
            } else {
                batch.par_iter().map(expand_one).collect()
            };
            for (node, expansion) in batch.into_iter().zip(expansions) {
                self.merge(node, expansion, incumbent);
            }
            if let Some(better) = self.improved(incumbent.as_ref()) {
                self.raise_bound(incumbent.as_ref());
                return Ended::Improved(better);
            }
        }
    }

    fn job<'j>(
        &'j self,
        incumbent: Option<&'j Incumbent>,
        start: Option<&'j [f64]>,
        spent: u64,
        stop: &'j (dyn Fn() -> bool + Sync),
    ) -> Job<'j, 'p, 'm> {
        let options = &self.setting.options;
        let at_root = self.tree.nodes.len() == 1;
        let effort = if at_root {
            let left = options.work_max.saturating_sub(spent + self.work);
            Effort { rounds: 12, iterations: 150, patience: 10, search: 100, knapsack_iterations: 12, work_max: left }
        } else {
            Effort { rounds: 2, iterations: 30, patience: 4, search: 2, knapsack_iterations: 12, work_max: u64::MAX }
        };
        Job {
            model: self.setting.model,
            levels: self.setting.levels,
            objective: self.objective(),
            tree: &self.tree,
            root: &self.root,
            incumbent,
            excluded: self.excluded(incumbent),
            gap_ppm: options.gap_ppm,
            style: options.style,
            effort,
            blocks: self.blocks.as_ref().and_then(Option::as_ref),
            untried: self.blocks.is_none(),
            start,
            stop,
        }
    }

    fn limit(&self, spent: u64) -> Option<Ended> {
        let options = &self.setting.options;
        if self.setting.control.is_cancelled() {
            Some(Ended::Cancelled)
        } else if self.setting.control.time_is_up() {
            Some(Ended::TimeLimit)
        } else if spent + self.work >= options.work_max {
            Some(Ended::WorkLimit)
        } else if self.setting.model.bytes() + self.tree.bytes() >= options.memory_bytes_max {
            Some(Ended::MemoryLimit)
        } else {
            None
        }
    }

    /// The level before this one at which the incumbent has become better than its cap.
    fn improved(&self, incumbent: Option<&Incumbent>) -> Option<usize> {
        let values = &incumbent?.values;
        self.caps.iter().zip(values).position(|(cap, value)| value < cap)
    }

    /// Takes the nodes of the next round: some of the deepest, then those with the least bounds. Closes those that need no work.
    fn take(&mut self, incumbent: Option<&Incumbent>) -> Vec<u32> {
        let target = self.target(incumbent);
        let mut batch = Vec::with_capacity(BATCH);
        while batch.len() < DIVES
            && let Some(node) = self.dives.pop()
        {
            self.consider(node, target, &mut batch);
        }
        while batch.len() < BATCH
            && let Some(Reverse((_, node))) = self.heap.pop()
        {
            self.consider(node, target, &mut batch);
        }
        batch
    }

    fn consider(&mut self, number: u32, target: Option<u128>, batch: &mut Vec<u32>) {
        let node = &mut self.tree.nodes[number as usize];
        if node.status != Status::Open || batch.contains(&number) {
            return;
        }
        if target.is_some_and(|target| node.bound >= target) {
            node.status = Status::Closed(Closure::Entry(node.entry));
            self.open -= 1;
        } else {
            batch.push(number);
        }
    }

    fn give_back(&mut self, batch: &[u32]) {
        for &node in batch {
            self.heap.push(Reverse((self.tree.nodes[node as usize].bound, node)));
        }
    }

    /// The bound that all open nodes have, and no more than is aimed at.
    fn raise_bound(&mut self, incumbent: Option<&Incumbent>) {
        let open = self.tree_bound();
        let largest = self.objective().own().largest_sum;
        let target = self.target(incumbent);
        let proved = match (open, target) {
            (Some(open), Some(target)) => open.min(target),
            (Some(open), None) => open.min(largest),
            (None, Some(target)) => target,
            (None, None) => self.bound,
        };
        self.bound = self.bound.max(proved);
        if let Some(incumbent) = incumbent {
            self.bound = self.bound.min(incumbent.values[self.level]);
        }
    }

    /// The least bound of an open node.
    fn tree_bound(&mut self) -> Option<u128> {
        while let Some(&Reverse((bound, node))) = self.heap.peek() {
            if self.tree.nodes[node as usize].status == Status::Open {
                return Some(self.stuck.map_or(bound, |stuck| stuck.min(bound)));
            }
            self.heap.pop();
        }
        self.stuck
    }

    fn report(&self, incumbent: Option<&Incumbent>, spent: u64, nodes: u64) {
        let values = incumbent.map(|incumbent| incumbent.values.as_slice());
        self.setting.control.report(&Progress {
            level: self.level,
            values,
            bound: self.bound,
            gap_ppm: values.map(|values| gap_ppm(values[self.level], self.bound)),
            open_nodes: self.open,
            nodes: nodes + self.tree.nodes.len() as u64,
            work: spent + self.work,
        });
    }

    fn merge(&mut self, node: u32, expansion: Expansion, incumbent: &mut Option<Incumbent>) {
        self.work += expansion.work;
        let Expansion { entries, steps, outcome, found, trial, .. } = expansion;
        if let Outcome::Interrupted { .. } = outcome
            && node != 0
        {
            // What was begun is dropped, but an allocation is an allocation.
            self.heap.push(Reverse((self.tree.nodes[node as usize].bound, node)));
            self.accept(found, incumbent);
            return;
        }
        let numbers: Vec<u32> = entries.into_iter().map(|entry| self.tree.add_entry(entry)).collect();
        let number = |entry: EntryRef| match entry {
            EntryRef::Old(old) => old,
            EntryRef::New(new) => numbers[new as usize],
        };
        if self.blocks.is_none() {
            self.blocks = trial;
        }
        for (entry, removed) in steps {
            self.tree.add_step(node, Step { entry: number(entry), removed });
        }
        match outcome {
            Outcome::Closed(entry) => self.close(node, Closure::Entry(number(entry))),
            Outcome::Row(row) => self.close(node, Closure::Row(row)),
            Outcome::Empty => self.close(node, Closure::Empty),
            Outcome::Interrupted { entry, bound } => {
                self.raise(node, number(entry), bound);
                self.heap.push(Reverse((self.tree.nodes[node as usize].bound, node)));
            }
            Outcome::Leaf { entry, bound } => {
                let accepted = self.accept(found, incumbent);
                self.raise(node, number(entry), bound);
                let worse = self.target(incumbent.as_ref()).is_some_and(|target| bound >= target);
                if worse || accepted {
                    self.close(node, Closure::Entry(number(entry)));
                } else {
                    self.stuck = Some(self.stuck.map_or(bound, |stuck| stuck.min(bound)));
                }
                return;
            }
            Outcome::Split { entry, bound, heritage, parts } => {
                self.raise(node, number(entry), bound);
                let heritage = Heritage { rows: number(heritage.rows), kept: heritage.kept.map(number) };
                self.split(node, heritage, parts.into_iter().map(|(part, bound, entry)| (part, bound, number(entry))));
            }
        }
        if self.accept(found, incumbent) || node == 0 {
            self.refresh_root(incumbent.as_ref());
        }
    }

    fn raise(&mut self, node: u32, entry: u32, bound: u128) {
        let node = &mut self.tree.nodes[node as usize];
        node.entry = entry;
        node.bound = node.bound.max(bound);
    }

    fn close(&mut self, node: u32, closure: Closure) {
        self.tree.nodes[node as usize].status = Status::Closed(closure);
        self.open -= 1;
    }

    fn split(&mut self, parent: u32, heritage: Heritage<u32>, parts: impl ExactSizeIterator<Item = (Part, u128, u32)>) {
        let depth = self.tree.nodes[parent as usize].depth + 1;
        let first_child = self.tree.nodes.len() as u32;
        let children = parts.len() as u32;
        let mut order: Vec<(Reverse<u128>, u32)> = Vec::with_capacity(parts.len());
        for (part, bound, entry) in parts {
            let (part, steps, status) = (Some(part), Vec::new(), Status::Open);
            let child = self.tree.add_node(Node { parent, depth, part, bound, entry, heritage, steps, status });
            self.heap.push(Reverse((bound, child)));
            order.push((Reverse(bound), child));
        }
        self.tree.nodes[parent as usize].heritage = heritage;
        self.tree.nodes[parent as usize].status = Status::Split { first_child, children };
        self.open += u64::from(children) - 1;
        // The best child is taken first.
        order.sort_by_key(|&(bound, child)| (bound, Reverse(child)));
        self.dives.extend(order.into_iter().map(|(_, child)| child));
    }

    fn accept(&mut self, found: Option<Incumbent>, incumbent: &mut Option<Incumbent>) -> bool {
        let Some(found) = found else { return false };
        let better = incumbent.as_ref().is_none_or(|incumbent| found.values < incumbent.values);
        if better {
            *incumbent = Some(found);
        }
        better
    }

    /// Repeats the removals at the root for the present target, which may remove more by now.
    fn refresh_root(&mut self, incumbent: Option<&Incumbent>) {
        let excluded = self.excluded(incumbent);
        let objective = Objective { levels: &self.setting.levels[..=self.level], caps: &self.caps };
        let mut root = Active::all(self.setting.model);
        let mut evaluation = Evaluation::default();
        for step in &self.tree.nodes[0].steps {
            let entry = &self.tree.entries[step.entry as usize];
            evaluation.run(self.setting.model, objective, &root, entry);
            let closing = match entry.exponent {
                None => 0,
                Some(_) => excluded.map_or(i128::MAX, |excluded| entry.closing_total(excluded)),
            };
            let total = evaluation.total;
            if total > closing {
                // The root is closed outright: what is still open is closed one by one, by the bounds that it has.
                break;
            }
            root.retain(|at| total.saturating_add(evaluation.excess(at)) <= closing);
        }
        self.root = root;
    }
}
