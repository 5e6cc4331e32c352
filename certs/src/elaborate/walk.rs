//! The walk over a proof tree that writes down its core steps.

use super::domain::Domain;
use super::entry::{Entry, Objective};
use super::lemma::{Lemmas, Steps};
use super::rows::Budget;
use super::{ElaborateError, Encoding, Limits};
use crate::core::{Combination, Literal, Multiplier, Step};
use crate::format::Node;
use crate::program::{Multipliers, RowIndex};
use crate::{Scalar, U256};
use apportion_lattice::TaskIndex;
use core::ops::Range;
use std::collections::BTreeSet;

/// The core proof of a tree that the checker accepts. First come lemmas for what is used more than once; the tree follows.
pub(super) fn translate(
    encoding: &Encoding<'_, '_>,
    named: &BTreeSet<u64>,
    nodes: &[Node],
    pool: &[Multipliers],
    limits: Limits,
    budget: &mut Budget,
) -> Result<Vec<Step>, ElaborateError> {
    if nodes.is_empty() {
        return Ok(Vec::new());
    }
    let mut combination = Combination::new(encoding.problem.variable_count);
    let mut steps = Steps::new(limits);
    let derived = Lemmas::new(encoding, named, &mut combination, &mut steps)?;
    let mut proof = core::mem::take(&mut steps.steps);
    let first = encoding.problem.constraints.len() as u32 + derived.count();
    let (objective, divided) = Objective::new(encoding, first, &mut combination)?;
    let mut lemmas: Vec<Vec<Multiplier>> = divided.into_iter().collect();
    let divided = lemmas.len();
    let mut shared = Vec::new();
    for uses in count_uses(nodes, pool.len()) {
        let variables = u64::from(encoding.problem.variable_count);
        let share = uses > 1 && budget.allows(2 * variables);
        if share {
            budget.take(2 * variables)?;
            lemmas.push(Vec::new());
        }
        shared.push(share.then(|| first + lemmas.len() as u32 - 1));
    }
    let mut walk = Walk {
        domain: Domain::new(encoding),
        stack: Vec::new(),
        split: vec![0; encoding.program().task_count()],
        pool,
        objective,
        entries: pool.iter().map(|_| None).collect(),
        shared,
        constraints: first + lemmas.len() as u32,
        lemmas,
        combination,
        steps,
        derived,
        first,
    };
    for node in nodes {
        if walk.step(node)? {
            walk.advance()?;
        }
    }
    let step = |(at, multipliers)| Step::Lemma {
        multipliers,
        axioms: Vec::new(),
        divisor: U256::from_u128(if at < divided { walk.objective.divisor } else { 1 }),
    };
    proof.extend(walk.lemmas.into_iter().enumerate().map(step));
    proof.append(&mut walk.steps.steps);
    Ok(proof)
}

/// The rows that the steps of a proof name.
pub(super) fn named_rows(nodes: &[Node], pool: &[Multipliers]) -> BTreeSet<u64> {
    let mut named = BTreeSet::new();
    for (entry, uses) in pool.iter().zip(count_uses(nodes, pool.len())) {
        if uses > 0 {
            named.extend(entry.rows.iter().map(|row| row.0.0));
        }
    }
    named.extend(nodes.iter().filter_map(|node| if let Node::Overload(row) = node { Some(*row) } else { None }));
    named
}

/// How often each pool entry is used; a reduction may use its entry many times.
fn count_uses(nodes: &[Node], entries: usize) -> Vec<u32> {
    let mut uses = vec![0u32; entries];
    for node in nodes {
        let (entry, times) = match *node {
            Node::Bound(entry) => (entry, 1),
            Node::Reduce(entry) => (entry, 2),
            _ => continue,
        };
        if let Some(uses) = uses.get_mut(entry as usize) {
            *uses = uses.saturating_add(times);
        }
    }
    uses
}

enum Frame {
    Split { task: TaskIndex, whole: Range<u64>, parts: std::vec::IntoIter<Range<u64>>, mark: usize, constraints: u32 },
    Isolate { task: TaskIndex, whole: Range<u64>, group: Range<u64>, mark: usize, constraints: u32, rest: bool },
    Reduce { mark: usize, constraints: u32 },
}

struct Walk<'a, 'e, 'm> {
    domain: Domain<'a, 'e, 'm>,
    stack: Vec<Frame>,
    /// How often each task is split on the way to the current node.
    split: Vec<u32>,
    pool: &'a [Multipliers],
    objective: Objective,
    /// Shared entries in use.
    entries: Vec<Option<Box<Entry>>>,
    /// The lemma of each shared entry.
    shared: Vec<Option<u32>>,
    /// Content of the lemmas before the tree.
    lemmas: Vec<Vec<Multiplier>>,
    /// Number of constraints at the current node: of the problem, lemmas before the tree, lemmas on the path.
    constraints: u32,
    combination: Combination,
    steps: Steps,
    derived: Lemmas,
    /// The number of the first lemma before the tree, after those of the certificate.
    first: u32,
}

impl<'a, 'e, 'm> Walk<'a, 'e, 'm> {
    fn encoding(&self) -> &'a Encoding<'e, 'm> {
        self.domain.encoding()
    }

    fn push(&mut self, step: Step) -> Result<(), ElaborateError> {
        self.steps.push(step)
    }

    /// Takes one step; whether it closed its node.
    fn step(&mut self, node: &Node) -> Result<bool, ElaborateError> {
        match node {
            Node::Bound(number) => {
                let entry = self.entry(*number)?;
                let multipliers = entry.combination(self.encoding(), None);
                self.release(*number, entry);
                self.push(Step::Contradiction { multipliers })?;
                Ok(true)
            }
            Node::Knapsack(_) | Node::KnapsackReduce(_) => Err(ElaborateError::Knapsack),
            Node::SplitOffers(task) => {
                let parts = self.domain.groups(*task);
                self.split(*task, parts)?;
                Ok(false)
            }
            Node::SplitAt(task, cuts) => {
                let whole = self.domain.range(*task);
                let starts = [whole.start].into_iter().chain(cuts.iter().copied());
                let parts =
                    starts.zip(cuts.iter().copied().chain([whole.end])).map(|(start, end)| start..end).collect();
                self.split(*task, parts)?;
                Ok(false)
            }
            Node::Isolate(task, option) => {
                let groups = self.domain.groups(*task);
                let group = groups.into_iter().find(|options| options.start == *option);
                self.isolate(*task, group.ok_or(ElaborateError::Overflow)?)?;
                Ok(false)
            }
            Node::Overload(row) => {
                let multipliers = self.overload(RowIndex(*row))?;
                self.push(Step::Contradiction { multipliers })?;
                Ok(true)
            }
            Node::Exhausted(task) => {
                let none = Multiplier { constraint: self.encoding().at_least_one(*task), factor: U256::from_u128(1) };
                self.push(Step::Contradiction { multipliers: vec![none] })?;
                Ok(true)
            }
            Node::Reduce(number) => {
                self.reduce(*number)?;
                Ok(false)
            }
        }
    }

    /// An entry, up to date with the domain; to be handed back.
    fn entry(&mut self, number: u32) -> Result<Box<Entry>, ElaborateError> {
        let at = number as usize;
        let ready = self.entries.get_mut(at).and_then(Option::take);
        let mut entry = match (ready, self.pool.get(at)) {
            (Some(entry), _) => entry,
            (None, Some(multipliers)) => {
                let weighed = (!multipliers.objective.get().is_zero()).then_some(&self.objective);
                let encoding = self.domain.encoding();
                let entry = Entry::new(encoding, &self.derived, weighed, multipliers, &mut self.combination);
                Box::new(entry.ok_or(ElaborateError::Overflow)?)
            }
            (None, None) => return Err(ElaborateError::Overflow),
        };
        entry.catch_up(&self.domain);
        if let (None, Some(&Some(lemma))) = (&entry.lemma, self.shared.get(at)) {
            let content = entry.share(self.domain.encoding(), lemma);
            self.steps.take(content.len())?;
            if let Some(slot) = self.lemmas.get_mut(lemma.saturating_sub(self.first) as usize) {
                *slot = content;
            }
        }
        Ok(entry)
    }

    fn release(&mut self, number: u32, entry: Box<Entry>) {
        if entry.lemma.is_some()
            && let Some(slot) = self.entries.get_mut(number as usize)
        {
            *slot = Some(entry);
        }
    }

    /// Enters the first part of a split.
    fn split(&mut self, task: TaskIndex, parts: Vec<Range<u64>>) -> Result<(), ElaborateError> {
        let frame = Frame::Split {
            task,
            whole: self.domain.range(task),
            parts: parts.into_iter(),
            mark: self.domain.mark(),
            constraints: self.constraints,
        };
        self.stack.push(frame);
        if let Some(depth) = self.split.get_mut(task.usize()) {
            *depth += 1;
        }
        self.advance()
    }

    /// Enters the first side of an isolated group.
    fn isolate(&mut self, task: TaskIndex, group: Range<u64>) -> Result<(), ElaborateError> {
        let (mark, constraints) = (self.domain.mark(), self.constraints);
        let whole = self.domain.keep(task, group.clone());
        self.push_split(task, &group)?;
        if let Some(depth) = self.split.get_mut(task.usize()) {
            *depth += 1;
        }
        self.stack.push(Frame::Isolate { task, whole, group, mark, constraints, rest: false });
        Ok(())
    }

    /// Enters the next part of the innermost split that has one, leaving what is complete.
    fn advance(&mut self) -> Result<(), ElaborateError> {
        while let Some(frame) = self.stack.last_mut() {
            match frame {
                Frame::Split { task, whole, parts, mark, constraints } => {
                    let task = *task;
                    self.constraints = *constraints;
                    self.domain.restore(*mark);
                    self.domain.set_range(task, whole.clone());
                    if let Some(part) = parts.next() {
                        let last = parts.len() == 0;
                        self.domain.keep(task, part.clone());
                        // The last part is what is left when the others are excluded.
                        return if last { Ok(()) } else { self.push_split(task, &part) };
                    }
                    if let Some(depth) = self.split.get_mut(task.usize()) {
                        *depth -= 1;
                    }
                }
                Frame::Isolate { task, whole, group, mark, constraints, rest } => {
                    let task = *task;
                    self.constraints = *constraints;
                    self.domain.restore(*mark);
                    if !*rest {
                        *rest = true;
                        self.domain.set_range(task, whole.clone());
                        self.domain.remove(task, group.clone());
                        return Ok(());
                    }
                    if let Some(depth) = self.split.get_mut(task.usize()) {
                        *depth -= 1;
                    }
                }
                Frame::Reduce { mark, constraints } => {
                    self.constraints = *constraints;
                    self.domain.restore(*mark);
                }
            }
            self.stack.pop();
        }
        Ok(())
    }

    fn push_split(&mut self, task: TaskIndex, part: &Range<u64>) -> Result<(), ElaborateError> {
        let constraint = self.encoding().at_most_one(task);
        self.push(Step::Split { constraint, from: part.start as u32, to: part.end as u32 })
    }

    /// Every group that the entry excludes is split off and closed at once.
    fn reduce(&mut self, number: u32) -> Result<(), ElaborateError> {
        let encoding = self.encoding();
        let mut entry = self.entry(number)?;
        let mut removed = Vec::new();
        for task in encoding.program().tasks() {
            for options in self.domain.groups(task) {
                if let Some(least) = entry.excludes(&self.domain, task, &options) {
                    removed.push((task, options, least));
                }
            }
        }
        self.stack.push(Frame::Reduce { mark: self.domain.mark(), constraints: self.constraints });
        let shared = entry.lemma.clone();
        let here = entry.combination(encoding, None);
        if here.len() > 1 && removed.len() > 1 {
            let multipliers = entry.share(encoding, self.constraints);
            self.constraints += 1;
            self.push(Step::Lemma { multipliers, axioms: Vec::new(), divisor: U256::from_u128(1) })?;
        }
        for (task, options, least) in &removed {
            self.push_split(*task, options)?;
            let multipliers = entry.combination(encoding, Some((*task, *least)));
            self.push(Step::Contradiction { multipliers })?;
        }
        entry.lemma = shared;
        self.release(number, entry);
        removed.into_iter().for_each(|(task, options, _)| self.domain.remove(task, options));
        Ok(())
    }

    /// The row plus, for each task split on the way, "at least one" times its least coefficient.
    fn overload(&mut self, row: RowIndex) -> Result<Vec<Multiplier>, ElaborateError> {
        let encoding = self.encoding();
        let (constraint, content, _) = self.derived.row(encoding, row).ok_or(ElaborateError::Overflow)?;
        let one = U256::from_u128(1);
        let mut combined = vec![Multiplier { constraint, factor: one }];
        self.combination.clear();
        self.combination.add(content, one).ok_or(ElaborateError::Overflow)?;
        for (task, _) in encoding.program().tasks().zip(&self.split).filter(|(_, depth)| **depth > 0) {
            let options = encoding.variables(task).zip(self.domain.remains(task)).filter(|(_, remains)| **remains);
            let loads = options.map(|(variable, _)| self.combination.coefficient(Literal::is_zero(variable)));
            if let Some(factor) = loads.min().filter(|least| !least.is_zero()) {
                combined.push(Multiplier { constraint: encoding.at_least_one(task), factor });
            }
        }
        Ok(combined)
    }
}
