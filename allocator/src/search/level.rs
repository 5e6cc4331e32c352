//! The rounds of one level.

use super::concurrent;
use super::expand::expand;
use super::incumbent::Incumbent;
use super::job::{Effort, Expansion, Heritage, Job};
use super::neighbourhood::Neighbourhoods;
use super::relaxation::Relaxation;
use super::tree::{Closure, Node, Status, Tree};
use super::workspace::Workspaces;
use crate::control::{Control, Progress};
use crate::cut::Lemma;
use crate::dual::{Active, Blocks, Entry, Evaluation};
use crate::model::{LevelArrays, Model, Objective};
use crate::options::Options;
use crate::refuted::Refuted;
use apportion_certs::gap_ppm;
use core::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

/// Nodes expanded in one round, whatever the number of threads.
const BATCH: usize = 16;
/// Nodes expanded in one round within a neighbourhood.
const WITHIN_BATCH: usize = 4;
/// Options that one local search at the root may look at.
const SEARCH_MAX: u64 = 10_000_000;
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
    pub(super) setting: Setting<'s, 'p, 'm>,
    pub(super) level: usize,
    pub(super) caps: Vec<u128>,
    pub(crate) tree: Tree,
    /// All options that this search is about, and those of them that remain at the root.
    pub(super) whole: Arc<Active>,
    pub(super) root: Arc<Active>,
    pub(super) heap: BinaryHeap<Reverse<(u128, u32)>>,
    /// Open nodes, deeper and better ones last; some may be expanded already.
    pub(super) dives: Vec<u32>,
    /// Least bound of the nodes that cannot be settled with the rows at hand.
    pub(super) stuck: Option<u128>,
    pub(super) open: u64,
    /// Rows to keep, once that was tried: none if it does not help.
    pub(super) blocks: Option<Option<Arc<Blocks>>>,
    /// Rows that follow from the model's: those of earlier levels, then those found here.
    pub(crate) lemmas: Arc<Vec<Lemma>>,
    /// The linear relaxation, where it is the way to bounds.
    pub(super) relaxation: Option<Arc<Relaxation>>,
    pub(super) neighbourhoods: Neighbourhoods,
    /// Work at which this search ends although the solve may go on: that of a neighbourhood.
    pub(super) within: Option<u64>,
    pub(super) neighbourhood_work: u64,
    pub(crate) bound: u128,
    pub(crate) work: u64,
    /// The last decision problem that was answered in the negative, if there was any, and the nodes of all.
    pub(crate) refuted: Option<Refuted>,
    pub(crate) decided_nodes: u64,
}

impl<'s, 'p, 'm> LevelSearch<'s, 'p, 'm> {
    /// `lemmas` are those of earlier levels.
    pub(crate) fn new(setting: Setting<'s, 'p, 'm>, caps: Vec<u128>, lemmas: Arc<Vec<Lemma>>) -> Self {
        let objective = Objective { levels: &setting.levels[..=caps.len()], caps: &caps, lemmas: &lemmas };
        let suits = Relaxation::suits(setting.model);
        let relaxation = suits.then(|| Arc::new(Relaxation::new(setting.model, objective)));
        Self::begin(setting, caps, lemmas, relaxation, Active::all(setting.model))
    }

    pub(super) fn begin(
        setting: Setting<'s, 'p, 'm>,
        caps: Vec<u128>,
        lemmas: Arc<Vec<Lemma>>,
        relaxation: Option<Arc<Relaxation>>,
        root: Active,
    ) -> Self {
        let mut tree = Tree::default();
        let level = caps.len();
        let objective = Objective { levels: &setting.levels[..=level], caps: &caps, lemmas: &lemmas };
        let entry = Entry::trivial(objective);
        let root = Arc::new(root);
        let mut evaluation = Evaluation::default();
        evaluation.run(setting.model, objective, &root, &entry);
        let bound = entry.value(objective, evaluation.total).unwrap_or(0);
        let entry = tree.add_entry(entry);
        let heritage = Heritage { rows: entry, kept: None, basis: None };
        let (steps, status) = (Vec::new(), Status::Open);
        tree.add_node(Node { parent: 0, depth: 0, part: None, bound, entry, heritage, steps, status });
        let heap = BinaryHeap::from([Reverse((bound, 0))]);
        Self {
            setting,
            level,
            caps,
            tree,
            whole: Arc::clone(&root),
            root,
            heap,
            dives: Vec::new(),
            stuck: None,
            open: 1,
            blocks: None,
            lemmas,
            relaxation,
            neighbourhoods: Neighbourhoods::default(),
            within: None,
            neighbourhood_work: 0,
            bound,
            work: 0,
            refuted: None,
            decided_nodes: 0,
        }
    }

    pub(super) fn objective(&self) -> Objective<'_> {
        Objective { levels: &self.setting.levels[..=self.level], caps: &self.caps, lemmas: &self.lemmas }
    }

    /// The largest bound that is worth proving: one within the gap of the incumbent's value.
    pub(super) fn target(&self, incumbent: Option<&Incumbent>) -> Option<u128> {
        Some(self.objective().target(incumbent?.values[self.level], self.setting.options.gap_ppm))
    }

    pub(super) fn excluded(&self, incumbent: Option<&Incumbent>) -> Option<i128> {
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
        self.cut(incumbent.as_ref(), spent);
        loop {
            self.raise_bound(incumbent.as_ref());
            self.report(incumbent.as_ref(), spent, nodes);
            let batch = self.take(incumbent.as_ref());
            if batch.is_empty() {
                return if self.stuck.is_some() { Ended::MemoryLimit } else { Ended::Closed };
            }
            if let Some(ended) = self.limit(spent, 0) {
                self.give_back(&batch);
                return ended;
            }
            let stop = || self.setting.control.is_cancelled() || self.setting.control.time_is_up();
            let job = self.job(incumbent.as_ref(), start, spent, &stop);
            let expand_one = |&node: &u32| self.setting.workspaces.with(|workspace| expand(job, node, workspace));
            let expansions: Vec<Expansion> = concurrent::map(&batch, expand_one);
            for (node, expansion) in batch.into_iter().zip(expansions) {
                self.merge(node, expansion, incumbent);
            }
            self.search_neighbourhoods(incumbent, spent, nodes);
            if let Some(better) = self.improved(incumbent.as_ref()) {
                self.raise_bound(incumbent.as_ref());
                return Ended::Improved(better);
            }
            if let Some(Some(blocks)) = self.blocks.clone()
                && blocks.are_all_that_binds()
                && self.setting.model.complete
                && incumbent.is_some()
            {
                return self.decide(&blocks, incumbent, spent, nodes);
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
            let trials = 8;
            Effort {
                rounds: 12,
                iterations: 150,
                patience: 10,
                search: 100.min(SEARCH_MAX / self.root.len().max(1) as u64),
                knapsack_iterations: 12,
                trials,
                work_max: left,
            }
        } else {
            let trials = if self.within.is_some() { 2 } else { 8 };
            Effort {
                rounds: 2,
                iterations: 30,
                patience: 4,
                search: 2,
                knapsack_iterations: 12,
                trials,
                work_max: u64::MAX,
            }
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
            relaxation: self.relaxation.as_deref(),
            start,
            stop,
        }
    }

    pub(super) fn limit(&self, spent: u64, more_bytes: u64) -> Option<Ended> {
        let options = &self.setting.options;
        if self.setting.control.is_cancelled() {
            Some(Ended::Cancelled)
        } else if self.setting.control.time_is_up() {
            Some(Ended::TimeLimit)
        } else if spent + self.work >= options.work_max || self.within.is_some_and(|most| self.work >= most) {
            Some(Ended::WorkLimit)
        } else if self.bytes() + more_bytes >= options.memory_bytes_max {
            Some(Ended::MemoryLimit)
        } else {
            None
        }
    }

    /// Bytes of model, costs, tree, relaxation and cuts, and of the lists and scratch space of one thread, roughly.
    pub(super) fn bytes(&self) -> u64 {
        let Setting { model, levels, .. } = self.setting;
        let costs: u64 = levels.iter().map(LevelArrays::bytes).sum();
        let relaxation = self.relaxation.as_ref().map_or(0, |relaxation| relaxation.bytes());
        let lemmas: u64 = self.lemmas.iter().map(Lemma::bytes).sum();
        // Lists at the root and at a node, prices and excesses of groups, costs of the local search.
        let lists = 80 * model.group_count() as u64;
        model.bytes() + costs + lists + self.tree.bytes() + relaxation + lemmas
    }

    /// The level before this one at which the incumbent has become better than its cap.
    pub(super) fn improved(&self, incumbent: Option<&Incumbent>) -> Option<usize> {
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
        let size = if self.within.is_some() { WITHIN_BATCH } else { BATCH };
        while batch.len() < size
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
    pub(super) fn raise_bound(&mut self, incumbent: Option<&Incumbent>) {
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

    pub(super) fn report(&self, incumbent: Option<&Incumbent>, spent: u64, nodes: u64) {
        if self.within.is_some() {
            // The bound of a neighbourhood is nobody's business.
            return;
        }
        let values = incumbent.map(|incumbent| incumbent.values.as_slice());
        self.setting.control.report(&Progress {
            level: self.level,
            values,
            bound: self.bound,
            gap_ppm: values.map(|values| gap_ppm(values[self.level], self.bound)),
            open_nodes: self.open,
            nodes: nodes + self.tree.nodes.len() as u64 + self.decided_nodes,
            work: spent + self.work,
        });
    }
}
