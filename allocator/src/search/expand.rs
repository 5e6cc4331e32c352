//! Expanding one node: bound it, remove options, look for allocations, split it.

use super::branch;
use super::incumbent::Incumbent;
use super::job::{EntryRef, Expansion, Heritage, Job, Outcome};
use super::tree::Part;
use super::workspace::Workspace;
use crate::dual::{Blocks, Entry, Plan, Weight};
use crate::options::ProofStyle;
use crate::simplex::Basis;
use std::sync::Arc;

/// Steps at the root aim beyond the incumbent by this part of what is above it: towards the optimum itself they become too short to prove
/// it. Nodes have too few iterations to find back from there.
const BEYOND: f64 = 0.05;
/// Only every so many nodes is an allocation looked for: neighbours lead to the same ones.
const FIND_EVERY: u32 = 8;

pub(super) struct Expander<'w, 's, 'a, 'p, 'm> {
    pub(super) job: Job<'s, 'p, 'm>,
    pub(super) workspace: &'w mut Workspace<'a, 'p, 'm>,
    pub(super) entries: Vec<Entry>,
    steps: Vec<(EntryRef, Box<[u32]>)>,
    found: Option<Incumbent>,
    pub(super) best: (EntryRef, u128),
    /// The best entry without kept rows.
    pub(super) rows_best: (EntryRef, u128),
    pub(super) kept: Option<EntryRef>,
    /// Where children start to solve the linear relaxation.
    pub(super) basis: Option<Arc<Basis>>,
    pub(super) trial: Option<Option<Arc<Blocks>>>,
    pub(super) work: u64,
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
        basis: None,
        trial: None,
        work: 1,
    };
    let outcome = if alive { expander.run(node) } else { Outcome::Empty };
    let work = expander.work + expander.workspace.state.work;
    let Expander { entries, steps, found, trial, .. } = expander;
    Expansion { entries, steps, outcome, found, trial, work }
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
        if let Some(relaxation) = self.job.relaxation {
            return self.run_relaxed(node, relaxation);
        }
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
            && let Some(outcome) = self.pack()
        {
            return outcome;
        }
        self.split()
    }

    pub(super) fn interrupted(&self) -> Outcome {
        Outcome::Interrupted { entry: self.best.0, bound: self.best.1 }
    }

    pub(super) fn entry(&self, entry: EntryRef) -> &Entry {
        match entry {
            EntryRef::Old(number) => &self.job.tree.entries[number as usize],
            EntryRef::New(number) => &self.entries[number as usize],
        }
    }

    pub(super) fn add(&mut self, entry: Entry) -> EntryRef {
        self.entries.push(entry);
        EntryRef::New(self.entries.len() as u32 - 1)
    }

    /// Evaluates an entry exactly; whether it closes the node.
    pub(super) fn evaluate(&mut self, entry: EntryRef) -> bool {
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
    pub(super) fn follow_rows(&mut self) -> Option<Outcome> {
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
    pub(super) fn leaf(&mut self) -> Outcome {
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
            let closed = self.close(entry);
            if closed.is_some() {
                return closed;
            }
        }
        self.workspace.ascent.multipliers = saved;
        None
    }

    /// Adds an entry if it closes the node.
    pub(super) fn close(&mut self, entry: Entry) -> Option<Outcome> {
        let entry = self.add(entry);
        if self.evaluate(entry) {
            return Some(Outcome::Closed(entry));
        }
        self.entries.pop();
        None
    }

    pub(super) fn plan(&self, round: u32) -> Plan {
        let Job { objective, effort, excluded, .. } = self.job;
        let own = objective.own();
        let bound = self.best.1 as f64;
        let target = match self.found.as_ref().or(self.job.incumbent) {
            Some(incumbent) => {
                let value = incumbent.values[objective.caps.len()] as f64;
                let beyond = if self.job.tree.nodes.len() == 1 { BEYOND } else { 0.0 };
                value + beyond * (own.largest_sum as f64 - value).max(0.0)
            }
            None => bound + BEYOND * own.largest_sum as f64,
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
        let Job { model, objective, .. } = self.job;
        let plan = self.plan(round);
        let Workspace { ascent, active, .. } = &mut *self.workspace;
        self.work += ascent.climb(model, objective, active, plan, &|| (self.job.stop)());
        let entry = Entry::round(model, objective, &ascent.best, Weight::Costs, ascent.bound);
        self.judge(entry)
    }

    /// Adds an entry that closes the node or removes what it excludes; kept if it does either, or bounds better than the ones before.
    pub(super) fn judge(&mut self, entry: Entry) -> Option<Outcome> {
        let Job { objective, excluded, .. } = self.job;
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
    pub(super) fn remove(&mut self, entry: EntryRef, threshold: i128) {
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
        let work_max = self.job.effort.search * active.len() as u64;
        if state.is_complete() || state.repair(work_max, &|| (self.job.stop)()) {
            state.improve(work_max, &|| (self.job.stop)());
        }
        self.offer();
    }

    pub(super) fn offer(&mut self) {
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
        self.split_into(parts)
    }

    pub(super) fn split_into(&mut self, parts: Vec<(Part, u128, EntryRef)>) -> Outcome {
        let (entry, bound) = self.best;
        let heritage = Heritage { rows: self.rows_best.0, kept: self.kept, basis: self.basis.take() };
        Outcome::Split { entry, bound, heritage, parts }
    }
}
