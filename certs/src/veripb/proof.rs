//! The proof file.
//!
//! With `g` for `below_bound`, the goal is introduced as `g -> value <= bound - 1`; every leaf of the core proof becomes the clause "one of
//! the decisions on its path is not so, or not g", found by unit propagation on the leaf's combination; clauses of siblings are resolved on
//! the way up; the root is the clause "not g", and that with `value <= bound - 1 -> g` is the bound.
//!
//! A subtree is left out where its sibling's clause does not need the split: the second child is written first, the first only if asked for.

use super::ExportError;
use super::leaf::leaf;
use super::lines::{Given, Known, Lines, PartIds};
use super::tree::{Decision, Path};
use crate::core::{Combination, Constraint, Literal, Multiplier, Step, subtree_ends};
use crate::elaborate::{Elaborated, Encoding, Label, Target};
use crate::program::Choice;
use crate::{Scalar, U256};
use core::fmt::Write;
use std::collections::BTreeMap;

pub(super) fn write(
    elaborated: &Elaborated<'_, '_>,
    choices: Option<&[Choice]>,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let encoding = &elaborated.encoding;
    let constraints = (encoding.problem.constraints.len() - usize::from(encoding.goal().is_some())) as u64;
    let mut lines = Lines::new(encoding, constraints, out)?;
    let value = match choices {
        Some(choices) => lines.solution(choices)?.to_string(),
        None => "INF".to_owned(),
    };
    let whole = subtree_ends(&elaborated.proof);
    let mut writer = Writer {
        encoding,
        steps: &elaborated.proof,
        ends: whole.unwrap_or_default(),
        lines,
        known: (1..=constraints).map(|id| Known { id, given: Given::default() }).collect(),
        lemmas: Vec::new(),
        path: Path::new(encoding.problem.variable_count),
        parts: BTreeMap::new(),
        combination: Combination::new(encoding.problem.variable_count),
        cuts: 0,
        todo: Vec::new(),
        done: Vec::new(),
    };
    writer.restate_slack()?;
    match encoding.target() {
        Target::Infeasible => {
            let id = writer.refute()?;
            writer.lines.conclude(format_args!("UNSAT : {id}"))
        }
        Target::AtLeast(bound) => {
            let id = writer.bound(bound)?;
            writer.lines.conclude(format_args!("BOUNDS {bound} : {id} {value}"))
        }
    }
}

/// What is known of a closed node: one of the decisions is not so. VeriPB finds that by propagating the clauses in order.
struct Closed {
    /// Numbers of decisions on the path, ascending.
    decisions: Vec<u32>,
    clauses: Vec<Known>,
}

enum Todo {
    Visit(usize),
    /// The second child of a split is closed.
    Second(usize),
    /// Both are; this holds what was known of the second.
    First(Closed),
    /// The first child of a cut is closed; this says that the constraint holds unless the cut's variable says that it does not.
    Cut(usize, Known),
    DropLemma,
}

struct Writer<'a, 'e, 'm> {
    encoding: &'a Encoding<'e, 'm>,
    steps: &'a [Step],
    ends: Vec<usize>,
    lines: Lines<'a, 'e, 'm>,
    /// By number of a core constraint.
    known: Vec<Known>,
    lemmas: Vec<Constraint>,
    path: Path,
    /// Variables of parts introduced so far, by their constraint and place.
    parts: BTreeMap<(u32, u32, u32), PartIds>,
    combination: Combination,
    /// Number of cuts so far.
    cuts: u32,
    todo: Vec<Todo>,
    done: Vec<Closed>,
}

impl<'a> Writer<'a, '_, '_> {
    /// Rows with a bound above the sum of their coefficients: core states them with that sum as bound.
    fn restate_slack(&mut self) -> Result<(), ExportError> {
        let encoding = self.encoding;
        for (number, constraint) in encoding.problem.constraints.iter().enumerate() {
            if !encoding.slack(number as u32).is_zero() {
                let id = self.lines.natural(&constraint.terms)?;
                if let Some(known) = self.known.get_mut(number) {
                    known.id = id;
                }
            }
        }
        Ok(())
    }

    /// The whole proof of a bound; the number of the constraint that states it.
    fn bound(&mut self, bound: u128) -> Result<u64, ExportError> {
        if bound == 0 {
            let objective = self.lines.objective();
            return self.lines.natural(&objective);
        }
        let goal = self.encoding.goal().and_then(|goal| self.encoding.problem.constraints.get(goal as usize));
        let goal = goal.ok_or(ExportError::Step(0))?;
        let (id, above) = self.lines.goal(&goal.terms, goal.degree, bound)?;
        self.known.push(Known { id, given: Given { below: true, cut: None } });
        let root = self.refute()?;
        self.lines.add(above, root, bound)
    }

    /// Closes the root; the number of the clause "not below the bound", or of the contradiction if there is no goal.
    fn refute(&mut self) -> Result<u64, ExportError> {
        self.todo.push(Todo::Visit(0));
        while let Some(todo) = self.todo.pop() {
            match todo {
                Todo::Visit(step) => self.visit(step)?,
                Todo::Second(step) => self.second(step)?,
                Todo::First(second) => self.first(second)?,
                Todo::Cut(step, otherwise) => self.second_of_cut(step, otherwise)?,
                Todo::DropLemma => {
                    self.lemmas.pop();
                    if let Some(lemma) = self.known.pop() {
                        self.lines.delete([lemma.id])?;
                    }
                }
            }
        }
        let mut root = self.done.pop().ok_or(ExportError::Step(0))?;
        if self.encoding.goal().is_some() {
            // A clause without the goal is made one with it.
            root.clauses.iter_mut().for_each(|clause| clause.given.below = true);
        }
        Ok(self.clause(&root)?.id)
    }

    fn visit(&mut self, at: usize) -> Result<(), ExportError> {
        let steps: &'a [Step] = self.steps;
        match steps.get(at).ok_or(ExportError::Step(at))? {
            Step::Lemma { multipliers, axioms, divisor } => {
                self.lemma(multipliers, axioms, *divisor)?;
                self.todo.push(Todo::DropLemma);
                self.todo.push(Todo::Visit(at + 1));
            }
            Step::Split { .. } => {
                let second = self.ends.get(at + 1).copied().ok_or(ExportError::Step(at))?;
                self.enter(at, false)?;
                self.todo.push(Todo::Second(at));
                self.todo.push(Todo::Visit(second));
            }
            Step::Cut { constraint } => self.cut(at, constraint)?,
            Step::Contradiction { multipliers } => {
                let closed = self.leaf(at, multipliers)?;
                self.done.push(closed);
            }
        }
        Ok(())
    }

    /// Enters the first child of a cut. Only at the root, one after the other, as [`Elaborator`](crate::elaborate::Elaborator) makes them.
    fn cut(&mut self, at: usize, constraint: &Constraint) -> Result<(), ExportError> {
        let open = self.todo.iter().any(|todo| matches!(todo, Todo::Cut(..)));
        let negation = constraint.negation().ok_or(ExportError::Overflow)?;
        if self.path.depth() > 0 || open || constraint.degree.is_zero() || negation.degree.is_zero() {
            return Err(ExportError::Step(at));
        }
        let (negated, otherwise) = self.lines.cut(self.cuts, constraint, &negation)?;
        let given = Given { below: false, cut: Some(self.cuts) };
        self.cuts += 1;
        self.known.push(Known { id: negated, given });
        self.lemmas.push(negation);
        self.todo.push(Todo::Cut(at, Known { id: otherwise, given }));
        self.todo.push(Todo::Visit(at + 1));
        Ok(())
    }

    /// Enters the second child of a cut, in which its constraint holds.
    fn second_of_cut(&mut self, at: usize, otherwise: Known) -> Result<(), ExportError> {
        let steps: &'a [Step] = self.steps;
        let (Some(Step::Cut { constraint }), Some(&second)) = (steps.get(at), self.ends.get(at + 1)) else {
            return Err(ExportError::Step(at));
        };
        let mut first = self.done.pop().ok_or(ExportError::Step(at))?;
        first.clauses.iter_mut().for_each(|clause| clause.given = clause.given.and(otherwise.given));
        let refuted = self.clause(&first)?;
        if refuted.given.below || !first.decisions.is_empty() {
            return Err(ExportError::Step(at));
        }
        let id = self.lines.add(otherwise.id, refuted.id, constraint.degree)?;
        let negated = self.known.pop().map(|known| known.id);
        self.lines.delete([otherwise.id, refuted.id].into_iter().chain(negated))?;
        self.known.push(Known { id, given: Given::default() });
        self.lemmas.pop();
        self.lemmas.push(constraint.clone());
        self.todo.push(Todo::DropLemma);
        self.todo.push(Todo::Visit(second));
        Ok(())
    }

    /// Decides a split.
    fn enter(&mut self, at: usize, taken: bool) -> Result<(), ExportError> {
        let unknown = ExportError::Step(at);
        let Some(Step::Split { constraint, from, to }) = self.steps.get(at) else { return Err(unknown) };
        let Some(Label::AtMostOne(task)) = self.encoding.labels().get(*constraint as usize) else {
            return Err(unknown);
        };
        let options = self.encoding.variables(*task);
        let part = options.start.saturating_add(*from)..options.start.saturating_add(*to).min(options.end);
        self.path.enter(Decision { constraint: *constraint, part, taken }, options);
        Ok(())
    }

    fn second(&mut self, at: usize) -> Result<(), ExportError> {
        self.path.leave();
        let closed = self.done.pop().ok_or(ExportError::Step(at))?;
        if closed.decisions.last() == Some(&self.path.depth()) {
            self.enter(at, true)?;
            self.todo.push(Todo::First(closed));
            self.todo.push(Todo::Visit(at + 1));
        } else {
            self.done.push(closed);
        }
        Ok(())
    }

    fn first(&mut self, mut second: Closed) -> Result<(), ExportError> {
        let mut first = self.done.pop().ok_or(ExportError::Step(0))?;
        let depth = self.path.depth() - 1;
        if first.decisions.last() == Some(&depth) {
            let clause = self.clause(&first)?;
            self.path.leave();
            // With the other decisions so, the first clause says that the part is not taken; with that the second's clauses conflict.
            first.decisions.pop();
            second.decisions.pop();
            let mut clauses = vec![clause];
            clauses.append(&mut second.clauses);
            self.done.push(Closed { decisions: union(&first.decisions, &second.decisions), clauses });
        } else {
            self.path.leave();
            self.lines.delete(second.clauses.iter().map(|clause| clause.id))?;
            self.done.push(first);
        }
        Ok(())
    }

    /// One clause for what is known of a node; what it was made of is given up.
    fn clause(&mut self, closed: &Closed) -> Result<Known, ExportError> {
        if let ([single], false) = (closed.clauses.as_slice(), closed.decisions.is_empty()) {
            return Ok(*single);
        }
        let given = closed.clauses.iter().fold(Given::default(), |given, clause| given.and(clause.given));
        let hints: Vec<u64> = closed.clauses.iter().map(|clause| clause.id).collect();
        let id = self.lines.clause(decisions(&self.path, &closed.decisions), given, &hints)?;
        self.lines.delete(hints)?;
        Ok(Known { id, given })
    }

    fn leaf(&mut self, at: usize, multipliers: &[Multiplier]) -> Result<Closed, ExportError> {
        let mut combination = core::mem::replace(&mut self.combination, Combination::new(0));
        let stated = self.encoding.labels();
        let at_most_one = |constraint: u32| match stated.get(constraint as usize) {
            Some(Label::AtLeastOne(task) | Label::AtMostOne(task)) => Some(self.encoding.at_most_one(*task)),
            _ => None,
        };
        let found = leaf(&self.path, multipliers, &mut combination, |number| self.constraint(number), at_most_one);
        self.combination = combination;
        let leaf = found?.ok_or(ExportError::Step(at))?;
        let mut hints = Vec::with_capacity(leaf.decisions.len() + 1);
        for &number in &leaf.spread {
            hints.extend(self.consequence(number)?);
        }
        // A factor does not change what propagation finds.
        let single = if let [single] = leaf.multipliers.as_slice() { self.known(single) } else { None };
        let known = match single {
            Some(known) => known,
            None => self.combined(&leaf.multipliers, &[], U256::from_u128(1))?,
        };
        hints.push(known.id);
        let id = self.lines.clause(decisions(&self.path, &leaf.decisions), known.given, &hints)?;
        if single.is_none() {
            self.lines.delete([known.id])?;
        }
        Ok(Closed { decisions: leaf.decisions, clauses: vec![Known { id, given: known.given }] })
    }

    /// The constraint by which a decision makes options 0 that it does not name itself.
    fn consequence(&mut self, number: u32) -> Result<Option<u64>, ExportError> {
        let decision = self.path.decision(number).cloned().ok_or(ExportError::Step(0))?;
        if decision.part.len() == 1 {
            let at_most_one = self.known.get(decision.constraint as usize).map(|known| known.id);
            return Ok(at_most_one.filter(|_| decision.taken));
        }
        let key = (decision.constraint, decision.part.start, decision.part.end);
        let ids = match self.parts.get(&key) {
            Some(&ids) => ids,
            None => {
                let at_most_one = self.known.get(decision.constraint as usize).map_or(0, |known| known.id);
                let ids = self.lines.define(&decision, at_most_one)?;
                self.parts.insert(key, ids);
                ids
            }
        };
        Ok(Some(if decision.taken { ids.others } else { ids.none }))
    }

    fn constraint(&self, number: u32) -> Option<&Constraint> {
        let stated = &self.encoding.problem.constraints;
        let lemma = || self.lemmas.get((number as usize).checked_sub(stated.len())?);
        stated.get(number as usize).or_else(lemma)
    }

    fn known(&self, taken: &Multiplier) -> Option<Known> {
        self.known.get(taken.constraint as usize).copied()
    }

    fn combined(
        &mut self,
        multipliers: &[Multiplier],
        axioms: &[(Literal, U256)],
        divisor: U256,
    ) -> Result<Known, ExportError> {
        let taken = multipliers.iter().map(|taken| Some((self.known(taken)?, taken.factor)));
        let taken: Vec<(Known, U256)> = taken.collect::<Option<_>>().ok_or(ExportError::Step(0))?;
        self.lines.combined(&taken, axioms, divisor)
    }

    fn lemma(
        &mut self,
        multipliers: &[Multiplier],
        axioms: &[(Literal, U256)],
        divisor: U256,
    ) -> Result<(), ExportError> {
        let mut combination = core::mem::replace(&mut self.combination, Combination::new(0));
        combination.clear();
        let named =
            multipliers.iter().try_for_each(|taken| combination.add(self.constraint(taken.constraint)?, taken.factor));
        let added = named
            .and_then(|()| axioms.iter().try_for_each(|&(literal, factor)| combination.add_axiom(literal, factor)));
        let lemma = added.and_then(|()| combination.divided(divisor)).ok_or(ExportError::Overflow);
        self.combination = combination;
        let lemma = lemma?;
        // Core knows no negative degrees.
        let known = if lemma.degree.is_zero() {
            Known { id: self.lines.natural(&lemma.terms)?, given: Given::default() }
        } else {
            self.combined(multipliers, axioms, divisor)?
        };
        self.known.push(known);
        self.lemmas.push(lemma);
        Ok(())
    }
}

fn decisions<'d>(path: &'d Path, numbers: &'d [u32]) -> impl Iterator<Item = &'d Decision> {
    numbers.iter().filter_map(|&number| path.decision(number))
}

fn union(left: &[u32], right: &[u32]) -> Vec<u32> {
    let mut both = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.iter().copied().peekable(), right.iter().copied().peekable());
    while let Some(next) = left.peek().into_iter().chain(right.peek()).min().copied() {
        left.next_if_eq(&next);
        right.next_if_eq(&next);
        both.push(next);
    }
    both
}
