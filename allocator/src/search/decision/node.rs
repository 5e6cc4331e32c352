//! Expanding a node of a decision problem: reduce and bound by turns, look for allocations, split.

use super::branch;
use crate::dual::{Active, Blocks, Entry, Plan, Weight};
use crate::model::{LevelArrays, Model, Objective};
use crate::search::incumbent::Incumbent;
use crate::search::tree::Part;
use crate::search::workspace::Workspace;
use std::sync::Arc;

/// What is decided, and how much is spent on a node.
#[derive(Clone, Copy)]
pub(super) struct Job<'j, 'p, 'm> {
    pub(super) model: &'j Model<'p, 'm>,
    pub(super) levels: &'j [LevelArrays],
    pub(super) objective: Objective<'j>,
    pub(super) blocks: &'j Arc<Blocks>,
    /// Whether there is an allocation of this value or a lower one is the question.
    pub(super) cutoff: i128,
    pub(super) incumbent: Option<&'j Incumbent>,
    pub(super) effort: Effort,
    pub(super) stop: &'j (dyn Fn() -> bool + Sync),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Effort {
    /// Ascents, each followed by removals; another follows as long as one in so many options is removed.
    pub(super) rounds: u32,
    pub(super) worth: usize,
    pub(super) iterations: u32,
    pub(super) patience: u32,
    /// Options that a local search may look at, for each remaining group; 0 for no search.
    pub(super) search: u64,
}

/// A node to be expanded.
#[derive(Clone, Debug)]
pub(super) struct Open {
    pub(super) node: u32,
    /// What remains at the parent.
    pub(super) active: Arc<Active>,
    pub(super) part: Option<Part>,
    /// Multipliers to start from.
    pub(super) entry: Arc<Entry>,
}

#[derive(Debug)]
pub(super) struct Expansion {
    pub(super) steps: Vec<Arc<Entry>>,
    pub(super) outcome: Outcome,
    pub(super) found: Option<Incumbent>,
    pub(super) work: u64,
}

#[derive(Debug)]
pub(super) enum Outcome {
    Closed(Arc<Entry>),
    Emptied,
    /// All tasks have one option, and that is an allocation that answers the question.
    Answered,
    /// Parts in option order, and their places in the order in which they are to be searched.
    Split {
        active: Arc<Active>,
        entry: Arc<Entry>,
        parts: Vec<Part>,
        order: Vec<usize>,
    },
    Interrupted,
}

struct Expander<'w, 'j, 'a, 'p, 'm> {
    job: Job<'j, 'p, 'm>,
    workspace: &'w mut Workspace<'a, 'p, 'm>,
    steps: Vec<Arc<Entry>>,
    /// By place: by how much the bound rises if the group there is taken, as far as known.
    excess: Vec<i128>,
    found: Option<Incumbent>,
    work: u64,
}

/// Expands a node; depends on nothing but its arguments, unless the job is stopped.
pub(super) fn expand<'p, 'm>(job: Job<'_, 'p, 'm>, open: &Open, workspace: &mut Workspace<'_, 'p, 'm>) -> Expansion {
    let alive = match open.part {
        Some(part) => open.active.narrow(part.task as usize, part.group, part.first, part.last, &mut workspace.active),
        None => {
            workspace.active.clone_from(&open.active);
            true
        }
    };
    debug_assert!(alive, "parts remain");
    workspace.state.work = 0;
    let (steps, excess) = (Vec::new(), Vec::new());
    let mut expander = Expander { job, workspace, steps, excess, found: None, work: 1 };
    let outcome = expander.run(&open.entry);
    let work = expander.work + expander.workspace.state.work;
    let Expander { steps, found, .. } = expander;
    Expansion { steps, outcome, found, work }
}

impl Expander<'_, '_, '_, '_, '_> {
    fn run(&mut self, inherited: &Arc<Entry>) -> Outcome {
        let Job { model, objective, blocks, effort, .. } = self.job;
        let mut entry = Arc::clone(inherited);
        if let Some(outcome) = self.apply(&entry) {
            return outcome;
        }
        for round in 0..effort.rounds {
            if self.is_settled() {
                return self.leaf();
            }
            if let Some(outcome) = self.follow_rows() {
                return outcome;
            }
            let plan = self.plan(round);
            let Workspace { knapsack, active, .. } = &mut *self.workspace;
            match (round, &entry.kept) {
                (0, Some(_)) => knapsack.resume(model, objective, &entry),
                (0, None) => {
                    let mut scaled = vec![0.0; model.row_count() + objective.caps.len()];
                    entry.scaled(model, objective, &mut scaled);
                    knapsack.begin(model, objective, active, &scaled);
                }
                _ => knapsack.resume_best(),
            }
            self.work += knapsack.climb(model, objective, active, blocks, plan, &|| (self.job.stop)());
            if (self.job.stop)() {
                return Outcome::Interrupted;
            }
            if effort.search > 0 {
                self.find();
            }
            let before = self.workspace.active.len();
            entry = Arc::new(self.round());
            if let Some(outcome) = self.apply(&entry) {
                return outcome;
            }
            let removed = before - self.workspace.active.len();
            if removed * effort.worth <= before {
                break;
            }
        }
        if self.is_settled() { self.leaf() } else { self.split(entry) }
    }

    fn is_settled(&self) -> bool {
        let active = &self.workspace.active;
        (0..active.task_count()).all(|task| active.is_fixed(task))
    }

    fn plan(&self, round: u32) -> Plan {
        let Job { objective, effort, cutoff, .. } = self.job;
        let own = objective.own();
        let step = own.granularity.step.min(own.largest_sum.max(1)) as f64;
        let cutoff = cutoff as f64;
        Plan {
            weight: Weight::Costs,
            iterations: effort.iterations,
            target: cutoff + 0.5 * step,
            enough: cutoff + 0.05 * step,
            step: if round == 0 { 1.0 } else { 0.5 },
            patience: effort.patience,
        }
    }

    /// The best multipliers of the last ascent, without those of tasks with one option, which do not matter.
    fn round(&mut self) -> Entry {
        let Job { model, objective, blocks, .. } = self.job;
        let Workspace { knapsack, active, .. } = &mut *self.workspace;
        let tasks = knapsack.tasks.iter().enumerate();
        let tasks: Vec<f64> = tasks.map(|(task, &own)| if active.is_fixed(task) { 0.0 } else { own }).collect();
        Entry::round_kept(model, objective, &knapsack.rows, Weight::Costs, knapsack.bound, Some((&tasks, blocks)))
    }

    /// Closes the node by an entry, or removes what the entry excludes.
    fn apply(&mut self, entry: &Arc<Entry>) -> Option<Outcome> {
        let Workspace { evaluation, active, knapsack, .. } = &mut *self.workspace;
        evaluation.run(self.job.model, self.job.objective, active, entry);
        self.work += active.len() as u64;
        let closing = entry.closing_total(self.job.cutoff);
        let total = evaluation.total;
        if total > closing {
            return Some(Outcome::Closed(Arc::clone(entry)));
        }
        self.excess.clear();
        let keeps = |at: usize| total.saturating_add(evaluation.excess(at)) <= closing;
        self.excess.extend((0..active.len()).filter(|&at| keeps(at)).map(|at| evaluation.excess(at)));
        if self.excess.len() < active.len() {
            if knapsack.frequency.len() == active.len() {
                knapsack.retain(keeps);
            }
            active.retain(keeps);
            self.steps.push(Arc::clone(entry));
            if (0..active.task_count()).any(|task| active.of(task).is_empty()) {
                return Some(Outcome::Emptied);
            }
        }
        None
    }

    /// Applies rows that are not kept, where tasks with one option exceed or fill them.
    fn follow_rows(&mut self) -> Option<Outcome> {
        let Job { model, objective, blocks, .. } = self.job;
        if model.row_count() + objective.caps.len() == blocks.rows.len() {
            return None;
        }
        loop {
            let Workspace { fixed, active, .. } = &mut *self.workspace;
            self.work += active.len() as u64;
            if let Some(row) = fixed.load(model, objective, active) {
                return Some(Outcome::Closed(Arc::new(Entry::row(model, objective, row))));
            }
            fixed.exclude(model, active);
            let rows = fixed.removed.iter().map(|removed| removed.0);
            let mut rows: Vec<u32> = rows.filter(|row| !blocks.rows.contains(row)).collect();
            rows.dedup();
            if rows.is_empty() {
                return None;
            }
            for row in rows {
                let entry = Arc::new(Entry::row(model, objective, row));
                if let Some(outcome) = self.apply(&entry) {
                    return Some(outcome);
                }
            }
        }
    }

    /// Every task has one option.
    fn leaf(&mut self) -> Outcome {
        let Job { model, objective, cutoff, .. } = self.job;
        let Workspace { active, state, fixed, .. } = &mut *self.workspace;
        if let Some(row) = fixed.load(model, objective, active) {
            return Outcome::Closed(Arc::new(Entry::row(model, objective, row)));
        }
        state.clear();
        for task in 0..active.task_count() {
            let at = active.of(task).start;
            state.place(task, active.group[at] as usize, active.first[at]);
        }
        let value = objective.own().value(model, &state.choice);
        self.offer();
        if value as i128 > cutoff {
            let entry = Arc::new(Entry::trivial(objective));
            return self.apply(&entry).unwrap_or(Outcome::Answered);
        }
        Outcome::Answered
    }

    /// Builds an allocation along what the knapsacks selected, and improves it.
    fn find(&mut self) {
        let Workspace { ascent, knapsack, active, state, .. } = &mut *self.workspace;
        knapsack.guide(active, self.job.objective, ascent);
        state.construct(active, ascent);
        state.improve(self.job.effort.search * active.len() as u64, &|| (self.job.stop)());
        self.offer();
    }

    fn offer(&mut self) {
        let best = self.found.as_ref().or(self.job.incumbent);
        if let Some(found) = Incumbent::better(self.job.model, self.job.levels, &self.workspace.state, best) {
            self.found = Some(found);
        }
    }

    fn split(&mut self, entry: Arc<Entry>) -> Outcome {
        let Workspace { knapsack, active, evaluation, .. } = &mut *self.workspace;
        let room = entry.closing_total(self.job.cutoff) - evaluation.total;
        let (parts, order) = branch::split(active, knapsack, &self.excess, room);
        Outcome::Split { active: Arc::new(active.clone()), entry, parts, order }
    }
}
