//! From search trees to a certificate.
//!
//! A tree is walked once more, at the bound that is finally claimed and with the checker's own rules. A claim below what a node was expanded for
//! is easier to prove: entries remove more, nodes close earlier. What is no longer needed is left out.

use crate::cut::Lemma;
use crate::dual::{Active, Entry, Evaluation};
use crate::model::{Model, Objective};
use crate::search::{Closure, Status, Tree};
use apportion_certs::Node;
use apportion_certs::program::{self, Knapsacks, Multipliers, RowIndex};
use apportion_lattice::TaskIndex;
use std::collections::HashMap;

/// The pool of a certificate under construction.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    numbers: HashMap<Multipliers, u32>,
    pub(crate) entries: Vec<Multipliers>,
    knapsack_numbers: HashMap<Knapsacks, u32>,
    pub(crate) knapsacks: Vec<Knapsacks>,
}

impl Pool {
    /// Drops the entries that came after the first so many of each kind: those of a proof that was given up.
    fn truncate(&mut self, entries: usize, knapsacks: usize) {
        self.entries.truncate(entries);
        self.numbers.retain(|_, number| (*number as usize) < entries);
        self.knapsacks.truncate(knapsacks);
        self.knapsack_numbers.retain(|_, number| (*number as usize) < knapsacks);
    }

    pub(crate) fn number(&mut self, multipliers: Multipliers) -> u32 {
        let next = self.entries.len() as u32;
        let entries = &mut self.entries;
        *self.numbers.entry(multipliers).or_insert_with_key(|multipliers| {
            entries.push(multipliers.clone());
            next
        })
    }

    pub(crate) fn knapsack_number(&mut self, knapsacks: Knapsacks) -> u32 {
        let next = self.knapsacks.len() as u32;
        let entries = &mut self.knapsacks;
        *self.knapsack_numbers.entry(knapsacks).or_insert_with_key(|knapsacks| {
            entries.push(knapsacks.clone());
            next
        })
    }
}

/// Numbers the lemmas that pool entries use, in their order, and states them.
pub(crate) fn state_lemmas(model: &Model<'_, '_>, lemmas: &[Lemma], pool: &mut Pool) -> Vec<program::Lemma> {
    let Pool { entries, knapsacks, .. } = pool;
    let mut all: Vec<&mut Multipliers> =
        entries.iter_mut().chain(knapsacks.iter_mut().map(|knapsacks| &mut knapsacks.multipliers)).collect();
    let mut used = vec![false; lemmas.len()];
    for row in all.iter().flat_map(|multipliers| &multipliers.rows) {
        if let Some(lemma) = model.program.lemma_of(row.0) {
            used[lemma] = true;
        }
    }
    let mut numbers = Vec::with_capacity(lemmas.len());
    let mut stated = Vec::new();
    for (lemma, used) in lemmas.iter().zip(used) {
        numbers.push(model.program.lemma_row(stated.len() as u32));
        if used {
            stated.push(lemma.stated(model));
        }
    }
    for row in all.iter_mut().flat_map(|multipliers| &mut multipliers.rows) {
        if let Some(lemma) = model.program.lemma_of(row.0) {
            row.0 = numbers[lemma];
        }
    }
    stated
}

/// What a tree is to prove.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Goal {
    /// No allocation within the caps has a value up to this one.
    Exclude(i128),
    Infeasible,
}

/// A node of the search tree with what remains there and what was split above it.
struct Visit {
    node: u32,
    active: Active,
    /// Tasks split on the way, as the proof states them.
    path: Vec<u32>,
}

/// Writes the proof of a tree, or `None` if the tree does not prove the goal or `stop`, asked at every node, says so.
pub(crate) fn proof(
    model: &Model<'_, '_>,
    objective: Objective<'_>,
    tree: &Tree,
    goal: Goal,
    pool: &mut Pool,
    stop: &dyn Fn() -> bool,
) -> Option<Vec<Node>> {
    let (entries, knapsacks) = (pool.entries.len(), pool.knapsacks.len());
    let mut writer =
        Writer { model, objective, tree, goal, pool, evaluation: Evaluation::default(), nodes: Vec::new() };
    let mut waiting = vec![Visit { node: 0, active: Active::all(model), path: Vec::new() }];
    while let Some(visit) = waiting.pop() {
        if stop() || writer.visit(visit, &mut waiting).is_none() {
            writer.pool.truncate(entries, knapsacks);
            return None;
        }
    }
    Some(writer.nodes)
}

/// The bound that the root's entry alone proves, up to the one wanted, and that proof, unless it is trivial.
pub(crate) fn root(
    model: &Model<'_, '_>,
    objective: Objective<'_>,
    tree: &Tree,
    wanted: u128,
    pool: &mut Pool,
) -> Option<(u128, Vec<Node>)> {
    let root = &tree.nodes[0];
    // The best entry, unless its knapsacks would have to be packed again.
    let best = &tree.entries[root.entry as usize];
    let entry = if best.kept.is_none() { best } else { &tree.entries[root.heritage.rows as usize] };
    let mut evaluation = Evaluation::default();
    evaluation.run(model, objective, &Active::all(model), entry);
    let bound = entry.value(objective, evaluation.total)?.min(wanted);
    let leaf = |pool: &mut Pool| Node::Bound(pool.number(entry.multipliers(model, objective)));
    (bound > 0).then(|| (bound, vec![leaf(pool)]))
}

struct Writer<'w, 'p, 'm> {
    model: &'w Model<'p, 'm>,
    objective: Objective<'w>,
    tree: &'w Tree,
    goal: Goal,
    pool: &'w mut Pool,
    evaluation: Evaluation,
    nodes: Vec<Node>,
}

impl Writer<'_, '_, '_> {
    /// Writes what a node needs; its children, if it has any, come onto the stack, the first on top.
    fn visit(&mut self, mut visit: Visit, waiting: &mut Vec<Visit>) -> Option<()> {
        let node = &self.tree.nodes[visit.node as usize];
        let inherited = self.tree.nodes[node.parent as usize].entry;
        // Evaluating costs most of the time here, and a node that was split below the claim is hardly ever closed by what it had then.
        let likely = matches!(node.status, Status::Closed(_))
            || matches!(self.goal, Goal::Exclude(excluded) if node.bound as i128 > excluded);
        for entry in [inherited, node.entry] {
            if likely && self.closes(entry, &visit.active) {
                self.leaf(entry);
                return Some(());
            }
        }
        for step in &node.steps {
            if self.closes(step.entry, &visit.active) {
                self.leaf(step.entry);
                return Some(());
            }
            self.reduce(step.entry, &mut visit.active);
        }
        match node.status {
            Status::Open => None,
            Status::Closed(Closure::Entry(entry)) => self.closes(entry, &visit.active).then(|| self.leaf(entry)),
            Status::Closed(Closure::Row(row)) => self.exceeded(row, &visit),
            Status::Closed(Closure::Empty) => None,
            Status::Split { first_child, children } => {
                self.split(visit, first_child..first_child + children, waiting);
                Some(())
            }
        }
    }

    fn closing_total(&self, entry: &Entry) -> Option<i128> {
        match (entry.exponent, self.goal) {
            (None, _) => Some(0),
            (Some(_), Goal::Exclude(excluded)) => Some(entry.closing_total(excluded)),
            (Some(_), Goal::Infeasible) => None,
        }
    }

    fn closes(&mut self, number: u32, active: &Active) -> bool {
        let entry = &self.tree.entries[number as usize];
        let Some(closing) = self.closing_total(entry) else { return false };
        self.evaluation.run(self.model, self.objective, active, entry);
        self.evaluation.total > closing
    }

    /// Removes what the entry evaluated last excludes.
    fn reduce(&mut self, number: u32, active: &mut Active) {
        let entry = &self.tree.entries[number as usize];
        let Some(closing) = self.closing_total(entry) else { return };
        let (evaluation, before) = (&self.evaluation, active.len());
        active.retain(|at| evaluation.total.saturating_add(evaluation.excess(at)) <= closing);
        if active.len() < before {
            let number = self.pool.number(entry.multipliers(self.model, self.objective));
            self.nodes.push(Node::Reduce(number));
        }
    }

    fn leaf(&mut self, number: u32) {
        let entry = &self.tree.entries[number as usize];
        self.nodes.push(match entry.knapsacks(self.model, self.objective) {
            Some(knapsacks) => Node::Knapsack(self.pool.knapsack_number(knapsacks)),
            None => Node::Bound(self.pool.number(entry.multipliers(self.model, self.objective))),
        });
    }

    /// A row that the least loads exceed: by the tasks split on the way, if that is enough, or as an entry of its own.
    fn exceeded(&mut self, row: u32, visit: &Visit) -> Option<()> {
        let entry = Entry::row(self.model, self.objective, row);
        let index = match (row as usize).checked_sub(self.model.row_count()) {
            None => self.model.row_index(row as usize),
            Some(cap) => RowIndex(self.model.program.row_count() + cap as u64),
        };
        if self.is_overloaded(index, row, visit) {
            self.nodes.push(Node::Overload(index.0));
            return Some(());
        }
        self.evaluation.run(self.model, self.objective, &visit.active, &entry);
        if self.evaluation.total <= 0 {
            return None;
        }
        let number = self.pool.number(entry.multipliers(self.model, self.objective));
        self.nodes.push(Node::Bound(number));
        Some(())
    }

    /// Whether the tasks on the way, those with one option left, exceed a row.
    fn is_overloaded(&self, index: RowIndex, row: u32, visit: &Visit) -> bool {
        let mut path = visit.path.clone();
        path.sort_unstable();
        path.dedup();
        let mut load = 0;
        for task in path.into_iter().filter(|&task| visit.active.is_fixed(task as usize)) {
            let at = visit.active.of(task as usize).start;
            let (group, start) = (visit.active.group[at] as usize, visit.active.first[at]);
            load += match (row as usize).checked_sub(self.model.row_count()) {
                None => {
                    let choice = self.model.choice(group, start);
                    i128::from(self.model.program.coefficient(index, TaskIndex::new(task), choice))
                }
                Some(cap) => self.objective.levels[cap].at(group, start - self.model.starts[group].0) as i128,
            };
        }
        let bound = match (row as usize).checked_sub(self.model.row_count()) {
            None => self.model.bounds[row as usize],
            Some(cap) => self.objective.caps[cap] as i128,
        };
        load > bound
    }

    fn split(&mut self, visit: Visit, children: core::ops::Range<u32>, waiting: &mut Vec<Visit>) {
        let Visit { active, mut path, .. } = visit;
        let parts = children.filter_map(|child| {
            let part = self.tree.nodes[child as usize].part?;
            let mut narrowed = Active::default();
            active
                .narrow(part.task as usize, part.group, part.first, part.last, &mut narrowed)
                .then_some((child, part, narrowed))
        });
        let mut parts: Vec<_> = parts.collect();
        if parts.len() > 1 {
            let task = parts[0].1.task;
            let starts =
                |&(_, part, _): &(u32, crate::search::Part, Active)| self.model.option(part.group as usize, part.first);
            let by_offers = active.of(task as usize).len() == parts.len() && active.of(task as usize).len() > 1;
            let index = TaskIndex::new(task);
            self.nodes.push(if by_offers {
                Node::SplitOffers(index)
            } else {
                Node::SplitAt(index, parts.iter().skip(1).map(starts).collect())
            });
            path.push(task);
        }
        while let Some((node, _, active)) = parts.pop() {
            waiting.push(Visit { node, active, path: path.clone() });
        }
    }
}
