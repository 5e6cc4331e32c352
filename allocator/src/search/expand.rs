//! Expanding one node: bound it, remove options, look for allocations, split it.

use super::branch;
use super::incumbent::Incumbent;
use super::tree::{Part, Tree};
use super::workspace::Workspace;
use crate::dual::{Active, Blocks, Entry, Plan, Weight};
use crate::model::{LevelArrays, Model, Objective};
use crate::options::ProofStyle;
use std::sync::Arc;

/// An entry of the tree, or one that an expansion adds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum EntryRef {
    Old(u32),
    New(u32),
}

/// Only every so many nodes is an allocation looked for: neighbours lead to the same ones.
const FIND_EVERY: u32 = 8;

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
    /// The root finds out whether keeping rows helps.
    pub(crate) blocks: Option<Arc<Blocks>>,
    /// Options looked at.
    pub(crate) work: u64,
}

/// Where children start from: the best multipliers of rows alone, and of the relaxation that keeps rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heritage<E> {
    pub(crate) rows: E,
    pub(crate) kept: Option<E>,
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

struct Expander<'w, 's, 'a, 'p, 'm> {
    job: Job<'s, 'p, 'm>,
    workspace: &'w mut Workspace<'a, 'p, 'm>,
    entries: Vec<Entry>,
    steps: Vec<(EntryRef, Box<[u32]>)>,
    found: Option<Incumbent>,
    best: (EntryRef, u128),
    /// The best entry without kept rows.
    rows_best: (EntryRef, u128),
    kept: Option<EntryRef>,
    blocks: Option<Arc<Blocks>>,
    work: u64,
}

/// Expands a node; depends on nothing but its arguments, unless the job is stopped.
pub(crate) fn expand<'p, 'm>(job: Job<'_, 'p, 'm>, node: u32, workspace: &mut Workspace<'_, 'p, 'm>) -> Expansion {
    let alive = job.tree.activate(job.model, job.root, node, &mut workspace.marks, &mut workspace.active);
    let stated = &job.tree.nodes[node as usize];
    workspace.state.work = 0;
    let mut expander = Expander {
        job,
        workspace,
        entries: Vec::new(),
        steps: Vec::new(),
        found: None,
        best: (EntryRef::Old(stated.entry), stated.bound),
        rows_best: (EntryRef::Old(stated.heritage.rows), 0),
        kept: stated.heritage.kept.map(EntryRef::Old),
        blocks: None,
        work: 1,
    };
    let outcome = if alive { expander.run(node) } else { Outcome::Empty };
    let work = expander.work + expander.workspace.state.work;
    let Expander { entries, steps, found, blocks, .. } = expander;
    Expansion { entries, steps, outcome, found, blocks, work }
}

impl Expander<'_, '_, '_, '_, '_> {
    fn run(&mut self, node: u32) -> Outcome {
        if let Some(outcome) = self.follow_rows() {
            return outcome;
        }
        let active = &self.workspace.active;
        if (0..active.task_count()).all(|task| active.is_fixed(task)) {
            return self.leaf();
        }
        if self.evaluate(self.best.0) {
            return Outcome::Closed(self.best.0);
        }
        let Job { model, objective, .. } = self.job;
        self.workspace.ascent.reset(model, objective);
        match self.job.start {
            Some(start) if node == 0 && start.len() == self.workspace.ascent.multipliers.len() => {
                self.workspace.ascent.multipliers.copy_from_slice(start);
            }
            _ => {
                let inherited = &self.job.tree.entries[self.job.tree.nodes[node as usize].heritage.rows as usize];
                inherited.scaled(model, objective, &mut self.workspace.ascent.multipliers);
            }
        }
        if self.job.incumbent.is_none()
            && let Some(outcome) = self.refute()
        {
            return outcome;
        }
        for round in 0..self.job.effort.rounds {
            let before = (self.workspace.active.len(), self.best.1, self.job.excluded);
            if let Some(outcome) = self.climb(round) {
                return outcome;
            }
            if (self.job.stop)() {
                return self.interrupted();
            }
            if node.is_multiple_of(FIND_EVERY) {
                self.find();
            } else {
                self.price();
            }
            // At the root, another ascent pays as long as it raises the bound or removes something.
            let after = (self.workspace.active.len(), self.best.1);
            let removed = before.0 - after.0;
            let found = before.2.is_none() && self.job.excluded.is_some();
            let worth = if node == 0 { removed > 0 || after.1 > before.1 || found } else { 5 * removed > before.0 };
            if self.work >= self.job.effort.work_max {
                return self.interrupted();
            }
            if !worth || round + 1 == self.job.effort.rounds {
                break;
            }
            if let Some(outcome) = self.follow_rows() {
                return outcome;
            }
            self.workspace.ascent.multipliers.clone_from(&self.workspace.ascent.best);
        }
        if (self.job.stop)() {
            return self.interrupted();
        }
        if self.job.style == ProofStyle::Compact
            && let Some(outcome) = self.pack(node)
        {
            return outcome;
        }
        self.split()
    }

    /// Bounds the node by the relaxation that keeps rows.
    fn pack(&mut self, node: u32) -> Option<Outcome> {
        let Job { model, objective, effort, .. } = self.job;
        self.job.excluded?;
        let chosen;
        let blocks = if node == 0 {
            chosen = Arc::new(self.choose_blocks());
            &chosen
        } else {
            self.job.blocks?
        };
        if let Some(kept) = self.kept
            && self.evaluate(kept)
        {
            return Some(Outcome::Closed(kept));
        }
        let plan = Plan { iterations: effort.knapsack_iterations, ..self.plan(if node == 0 { 0 } else { 1 }) };
        let inherited = self.kept.map(|kept| self.entry(kept).clone());
        let Workspace { ascent, knapsack, active, .. } = &mut *self.workspace;
        match inherited.as_ref().and_then(|entry| entry.kept.as_ref().map(|kept| (entry, kept))) {
            Some((entry, kept)) => {
                let mut rows = vec![0.0; ascent.multipliers.len()];
                entry.scaled(model, objective, &mut rows);
                let mut tasks = vec![0.0; model.task_count()];
                let power = entry.weight().max(1) as f64;
                kept.tasks.iter().for_each(|&(task, multiplier)| tasks[task as usize] = multiplier as f64 / power);
                knapsack.resume(model, objective, &rows, &tasks);
            }
            None => knapsack.begin(model, objective, active, &ascent.best),
        }
        let stop = || (self.job.stop)();
        self.work += knapsack.climb(model, objective, active, blocks, plan, &mut ascent.frequency, &stop);
        ascent.frequency_total = ascent.frequency.iter().fold(0.0, |most, &times| most.max(times));
        let kept = Some((knapsack.tasks.as_slice(), blocks));
        let entry = Entry::round_kept(model, objective, &knapsack.rows, Weight::Costs, knapsack.bound, kept);
        let blocks = Arc::clone(blocks);
        let entry = self.add(entry);
        if self.evaluate(entry) {
            return Some(Outcome::Closed(entry));
        }
        let total = self.workspace.evaluation.total;
        let value = self.entry(entry).value(objective, total).unwrap_or(0);
        self.kept = Some(entry);
        if value > self.best.1 {
            self.best = (entry, value);
            self.blocks = Some(blocks);
        }
        None
    }

    /// Rows in the order of what they contribute to the bound.
    fn choose_blocks(&self) -> Blocks {
        let model = self.job.model;
        let multipliers = &self.workspace.ascent.best;
        let worth = |row: usize| multipliers[row] * model.bounds_scaled[row];
        let mut order: Vec<usize> = (0..model.row_count()).filter(|&row| worth(row) > 0.0).collect();
        order.sort_by(|&a, &b| worth(b).total_cmp(&worth(a)).then(a.cmp(&b)));
        Blocks::choose(model, order.into_iter())
    }

    fn interrupted(&self) -> Outcome {
        Outcome::Interrupted { entry: self.best.0, bound: self.best.1 }
    }

    fn entry(&self, entry: EntryRef) -> &Entry {
        match entry {
            EntryRef::Old(number) => &self.job.tree.entries[number as usize],
            EntryRef::New(number) => &self.entries[number as usize],
        }
    }

    fn add(&mut self, entry: Entry) -> EntryRef {
        self.entries.push(entry);
        EntryRef::New(self.entries.len() as u32 - 1)
    }

    /// Evaluates an entry exactly; whether it closes the node.
    fn evaluate(&mut self, entry: EntryRef) -> bool {
        self.work += self.workspace.active.len() as u64;
        let of = match entry {
            EntryRef::Old(number) => &self.job.tree.entries[number as usize],
            EntryRef::New(number) => &self.entries[number as usize],
        };
        let Workspace { evaluation, active, .. } = &mut *self.workspace;
        evaluation.run(self.job.model, self.job.objective, active, of);
        let total = evaluation.total;
        match of.exponent {
            None => total > 0,
            Some(_) => self.job.excluded.is_some_and(|excluded| total > of.closing_total(excluded)),
        }
    }

    /// Closes the node, or removes groups, by rows that the tasks with one option left exceed or fill.
    fn follow_rows(&mut self) -> Option<Outcome> {
        let Job { model, objective, .. } = self.job;
        // Ends without removals, so that whatever remains was tried against the loads.
        loop {
            self.work += self.workspace.active.len() as u64 / 4 + 1;
            let Workspace { fixed, active, .. } = &mut *self.workspace;
            if let Some(row) = fixed.load(model, objective, active) {
                return Some(Outcome::Row(row));
            }
            if self.job.style == ProofStyle::Core {
                return None;
            }
            fixed.exclude(model, active);
            if fixed.removed.is_empty() {
                return None;
            }
            let removed = core::mem::take(&mut fixed.removed);
            for same in removed.chunk_by(|a, b| a.0 == b.0) {
                let entry = Entry::row(model, objective, same[0].0);
                let groups = same.iter().map(|&(_, at)| self.workspace.active.group[at as usize]).collect();
                let entry = self.add(entry);
                self.steps.push((entry, groups));
            }
            let mut gone: Vec<u32> = removed.iter().map(|&(_, at)| at).collect();
            gone.sort_unstable();
            self.workspace.fixed.removed = removed;
            self.workspace.active.retain(|at| gone.binary_search(&(at as u32)).is_err());
            let active = &self.workspace.active;
            if (0..active.task_count()).any(|task| active.of(task).is_empty()) {
                return Some(Outcome::Empty);
            }
        }
    }

    /// Every task has one option and all rows hold: an allocation.
    fn leaf(&mut self) -> Outcome {
        let Workspace { active, state, .. } = &mut *self.workspace;
        state.clear();
        for task in 0..active.task_count() {
            let at = active.of(task).start;
            state.place(task, active.group[at] as usize, active.first[at]);
        }
        self.offer();
        let entry = self.add(Entry::trivial(self.job.objective));
        self.evaluate(entry);
        let total = self.workspace.evaluation.total;
        let bound = self.entry(entry).value(self.job.objective, total).unwrap_or(0);
        Outcome::Leaf { entry, bound }
    }

    /// Tries to show that nothing in the node is feasible, with costs zero.
    fn refute(&mut self) -> Option<Outcome> {
        let Job { model, objective, effort, .. } = self.job;
        let saved = self.workspace.ascent.multipliers.clone();
        let plan = Plan {
            weight: Weight::Zero,
            iterations: 2 * effort.iterations,
            target: 1.0,
            enough: 1e-3,
            step: 1.0,
            patience: effort.patience,
        };
        let Workspace { ascent, active, .. } = &mut *self.workspace;
        self.work += ascent.climb(model, objective, active, plan, &|| (self.job.stop)());
        let bound = ascent.bound;
        if bound > 0.0 {
            let entry = Entry::round(model, objective, &ascent.best, Weight::Zero, bound);
            let entry = self.add(entry);
            if self.evaluate(entry) {
                return Some(Outcome::Closed(entry));
            }
            self.entries.pop();
        }
        self.workspace.ascent.multipliers = saved;
        None
    }

    fn plan(&self, round: u32) -> Plan {
        let Job { objective, effort, excluded, .. } = self.job;
        let own = objective.own();
        let bound = self.best.1 as f64;
        let target = match self.found.as_ref().or(self.job.incumbent) {
            Some(incumbent) => incumbent.values[objective.caps.len()] as f64,
            None => bound + 0.05 * own.largest_sum as f64,
        };
        let enough = excluded.map_or(f64::INFINITY, |excluded| {
            let step = own.granularity.step.min(own.largest_sum.max(1)) as f64;
            excluded as f64 + 0.25 * step
        });
        Plan {
            weight: Weight::Costs,
            iterations: effort.iterations,
            target,
            enough,
            step: if round == 0 { 1.0 } else { 0.5 },
            patience: effort.patience,
        }
    }

    /// Improves the multipliers, makes them an entry, and removes what that entry excludes.
    fn climb(&mut self, round: u32) -> Option<Outcome> {
        let Job { model, objective, excluded, .. } = self.job;
        let plan = self.plan(round);
        let Workspace { ascent, active, .. } = &mut *self.workspace;
        self.work += ascent.climb(model, objective, active, plan, &|| (self.job.stop)());
        let entry = Entry::round(model, objective, &ascent.best, Weight::Costs, ascent.bound);
        let entry = self.add(entry);
        if self.evaluate(entry) {
            return Some(Outcome::Closed(entry));
        }
        let total = self.workspace.evaluation.total;
        let value = self.entry(entry).value(objective, total).unwrap_or(0);
        let improved = value > self.rows_best.1;
        if improved {
            self.rows_best = (entry, value);
        }
        if value > self.best.1 {
            self.best = (entry, value);
        }
        if self.job.style == ProofStyle::Compact
            && let Some(excluded) = excluded
        {
            self.remove(entry, self.entry(entry).closing_total(excluded) - total);
        } else if !improved {
            self.entries.pop();
        }
        None
    }

    /// Removes the groups whose excess under the entry last evaluated is above a threshold.
    fn remove(&mut self, entry: EntryRef, threshold: i128) {
        let Workspace { evaluation, active, ascent, .. } = &mut *self.workspace;
        let removed: Vec<u32> =
            (0..active.len()).filter(|&at| evaluation.excess(at) > threshold).map(|at| active.group[at]).collect();
        if removed.is_empty() {
            if self.rows_best.0 != entry {
                self.entries.pop();
            }
            return;
        }
        let mut kept = 0;
        active.retain(|at| {
            let keep = evaluation.excess(at) <= threshold;
            if keep {
                ascent.frequency[kept] = ascent.frequency[at];
                kept += 1;
            }
            keep
        });
        self.steps.push((entry, removed.into_boxed_slice()));
    }

    fn price(&mut self) {
        let Job { model, objective, .. } = self.job;
        let Workspace { ascent, active, .. } = &mut *self.workspace;
        ascent.price_groups(model, objective, active, Weight::Costs);
        self.work += active.len() as u64;
    }

    /// Builds an allocation along the multipliers and improves it.
    fn find(&mut self) {
        self.price();
        let Workspace { ascent, active, state, .. } = &mut *self.workspace;
        state.construct(active, ascent);
        state.improve(self.job.effort.search * active.len() as u64);
        self.offer();
    }

    fn offer(&mut self) {
        let best = self.found.as_ref().or(self.job.incumbent);
        if let Some(found) = Incumbent::better(self.job.model, self.job.levels, &self.workspace.state, best) {
            // Removals can count on it at once: it is merged before anything that follows from it.
            let objective = self.job.objective;
            self.job.excluded =
                Some(objective.excluded(objective.target(found.values[objective.caps.len()], self.job.gap_ppm)));
            self.found = Some(found);
        }
    }

    fn split(&mut self) -> Outcome {
        let (entry, bound) = self.best;
        let rows = self.rows_best.0;
        if self.evaluate(rows) {
            return Outcome::Closed(rows);
        }
        let Some(task) = branch::choose(&self.workspace.active, &self.workspace.ascent) else {
            return self.follow_rows().unwrap_or_else(|| self.leaf());
        };
        let Workspace { active, ascent, evaluation, .. } = &*self.workspace;
        let parts = branch::split(active, ascent, task);
        let whole = active.of(task).len() > 1;
        let bounded = parts.into_iter().map(|(at, part)| {
            let total = evaluation.total + if whole { evaluation.excess(at) } else { 0 };
            let value = self.entry(rows).value(self.job.objective, total).unwrap_or(0);
            if value > bound { (part, value, rows) } else { (part, bound, entry) }
        });
        let parts = bounded.collect();
        Outcome::Split { entry, bound, heritage: Heritage { rows, kept: self.kept }, parts }
    }
}
