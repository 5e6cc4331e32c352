//! The proof file.
//!
//! With `g` for `below_bound`, the goal is introduced as `g -> value <= bound - 1`; every leaf of the core proof becomes the clause "one of
//! the decisions on its path is not so, or not g", found by unit propagation on the leaf's combination; clauses of siblings are resolved on
//! the way up; the root is the clause "not g", and that with `value <= bound - 1 -> g` is the bound.
//!
//! A subtree is left out where its sibling's clause does not need the split: the second child is written first, the first only if asked for.

use super::ExportError;
use super::leaf::leaf;
use super::names::{BELOW, Name, Part};
use super::tree::{Decision, Path};
use crate::core::{Combination, Constraint, Literal, Multiplier, Step, Term, subtree_ends};
use crate::elaborate::{Elaborated, Encoding, Label, Target};
use crate::program::Choice;
use crate::{Scalar, U256};
use core::fmt::{self, Write};
use core::ops::Range;
use std::collections::BTreeMap;

pub(super) fn write(
    elaborated: &Elaborated<'_, '_>,
    choices: Option<&[Choice]>,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let encoding = &elaborated.encoding;
    let constraints = encoding.problem.constraints.len() - usize::from(encoding.goal().is_some());
    writeln!(out, "pseudo-Boolean proof version 3.0\nf {constraints};")?;
    let value = match choices {
        Some(choices) => solution(encoding, choices, out)?.to_string(),
        None => "INF".to_owned(),
    };
    let mut writer = Writer {
        encoding,
        steps: &elaborated.proof,
        ends: if elaborated.proof.is_empty() {
            Vec::new()
        } else {
            subtree_ends(&elaborated.proof).ok_or(ExportError::Step(0))?
        },
        out,
        last: constraints as u64,
        known: (1..=constraints as u64).map(|id| Known { id, below: false }).collect(),
        lemmas: Vec::new(),
        path: Path::new(encoding.problem.variable_count),
        parts: BTreeMap::new(),
        combination: Combination::new(encoding.problem.variable_count),
        todo: Vec::new(),
        done: Vec::new(),
    };
    writer.restate_slack()?;
    match encoding.target() {
        Target::Infeasible => {
            let id = writer.refute()?;
            writeln!(writer.out, "output NONE;\nconclusion UNSAT : {id};")?;
        }
        Target::AtLeast(bound) => {
            let id = if bound == 0 { writer.trivial_bound()? } else { writer.bound(bound)? };
            writeln!(writer.out, "output NONE;\nconclusion BOUNDS {bound} : {id} {value};")?;
        }
    }
    writeln!(writer.out, "end pseudo-Boolean proof;")?;
    Ok(())
}

/// Logs the allocation; its value.
fn solution(encoding: &Encoding<'_, '_>, choices: &[Choice], out: &mut dyn Write) -> Result<u128, ExportError> {
    out.write_str("sol")?;
    let mut value = 0;
    for (variable, cost) in encoding.objective() {
        let chosen =
            encoding.meaning(variable).is_some_and(|(task, choice)| choices.get(task.usize()) == Some(&choice));
        let literal = if chosen { Literal::is_one(variable) } else { Literal::is_zero(variable) };
        write!(out, " {}", Name(encoding, literal))?;
        value += if chosen { cost } else { 0 };
    }
    out.write_str(";\n")?;
    Ok(value)
}

/// A constraint that VeriPB knows under a number, and whether it holds only if the value is below the bound.
#[derive(Clone, Copy)]
struct Known {
    id: u64,
    below: bool,
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
    DropLemma,
}

/// Constraints that define the variable of a part.
#[derive(Clone, Copy)]
struct PartIds {
    /// Unless the part is taken, none of its options is.
    none: u64,
    /// If the part is taken, no other option is.
    others: u64,
}

struct Writer<'a, 'e, 'm> {
    encoding: &'a Encoding<'e, 'm>,
    steps: &'a [Step],
    ends: Vec<usize>,
    out: &'a mut dyn Write,
    /// The last number that VeriPB gave.
    last: u64,
    /// By number of a core constraint.
    known: Vec<Known>,
    lemmas: Vec<Constraint>,
    path: Path,
    /// Variables of parts introduced so far, by their constraint and place.
    parts: BTreeMap<(u32, u32, u32), PartIds>,
    combination: Combination,
    todo: Vec<Todo>,
    done: Vec<Closed>,
}

impl<'a> Writer<'a, '_, '_> {
    fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    fn sum(&mut self, terms: &[Term]) -> fmt::Result {
        terms
            .iter()
            .try_for_each(|term| write!(self.out, "{} {} ", term.coefficient, Name(self.encoding, term.literal)))
    }

    /// States that a sum of literals is not negative.
    fn natural(&mut self, terms: &[Term]) -> Result<u64, ExportError> {
        write!(self.out, "rup ")?;
        self.sum(terms)?;
        writeln!(self.out, ">= 0 : ~;")?;
        Ok(self.next())
    }

    /// Rows with a bound above the sum of their coefficients: core states them with that sum as bound.
    fn restate_slack(&mut self) -> Result<(), ExportError> {
        let encoding = self.encoding;
        for (number, constraint) in encoding.problem.constraints.iter().enumerate() {
            if !encoding.slack(number as u32).is_zero() {
                let id = self.natural(&constraint.terms)?;
                if let Some(known) = self.known.get_mut(number) {
                    known.id = id;
                }
            }
        }
        Ok(())
    }

    fn trivial_bound(&mut self) -> Result<u64, ExportError> {
        let terms: Vec<Term> = self.objective();
        self.natural(&terms)
    }

    fn objective(&self) -> Vec<Term> {
        let positive = self.encoding.objective().filter(|term| term.1 > 0);
        let term = |(variable, cost)| Term { coefficient: U256::from_u128(cost), literal: Literal::is_one(variable) };
        positive.map(term).collect()
    }

    /// The whole proof of a bound above 0; the number of the constraint that states it.
    fn bound(&mut self, bound: u128) -> Result<u64, ExportError> {
        let goal = self.encoding.goal().and_then(|goal| self.encoding.problem.constraints.get(goal as usize));
        let goal = goal.ok_or(ExportError::Step(0))?;
        write!(self.out, "red ")?;
        self.sum(&goal.terms)?;
        writeln!(self.out, "{degree} ~{BELOW} >= {degree} : {BELOW} -> 0;", degree = goal.degree)?;
        let id = self.next();
        self.known.push(Known { id, below: true });
        write!(self.out, "red ")?;
        let objective = self.objective();
        self.sum(&objective)?;
        writeln!(self.out, "{bound} {BELOW} >= {bound} : {BELOW} -> 1;")?;
        let above = self.next();
        let root = self.refute()?;
        writeln!(self.out, "pol {above} {root} {bound} * +;")?;
        Ok(self.next())
    }

    /// Closes the root; the number of the clause "not below the bound", or of the contradiction if there is no goal.
    fn refute(&mut self) -> Result<u64, ExportError> {
        self.todo.push(Todo::Visit(0));
        while let Some(todo) = self.todo.pop() {
            match todo {
                Todo::Visit(step) => self.visit(step)?,
                Todo::Second(step) => self.second(step)?,
                Todo::First(second) => self.first(second)?,
                Todo::DropLemma => {
                    self.lemmas.pop();
                    if let Some(lemma) = self.known.pop() {
                        writeln!(self.out, "del id {};", lemma.id)?;
                    }
                }
            }
        }
        let mut root = self.done.pop().ok_or(ExportError::Step(0))?;
        if self.encoding.goal().is_some() {
            // A clause without the goal is made one with it.
            root.clauses.iter_mut().for_each(|clause| clause.below = true);
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
            Step::Contradiction { multipliers } => {
                let closed = self.leaf(at, multipliers)?;
                self.done.push(closed);
            }
        }
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
            self.delete(&second.clauses)?;
            self.done.push(first);
        }
        Ok(())
    }

    /// One clause for what is known of a node; what it was made of is given up.
    fn clause(&mut self, closed: &Closed) -> Result<Known, ExportError> {
        if let ([single], false) = (closed.clauses.as_slice(), closed.decisions.is_empty()) {
            return Ok(*single);
        }
        let below = closed.clauses.iter().any(|clause| clause.below);
        let hints: Vec<u64> = closed.clauses.iter().map(|clause| clause.id).collect();
        let id = self.propagate(&closed.decisions, below, &hints)?;
        self.delete(&closed.clauses)?;
        Ok(Known { id, below })
    }

    fn delete(&mut self, clauses: &[Known]) -> Result<(), ExportError> {
        write!(self.out, "del id")?;
        clauses.iter().try_for_each(|clause| write!(self.out, " {}", clause.id))?;
        writeln!(self.out, ";")?;
        Ok(())
    }

    /// Writes the clause "one of the decisions is not so (or the value is not below the bound)", to be found by propagating the hints.
    fn propagate(&mut self, decisions: &[u32], below: bool, hints: &[u64]) -> Result<u64, ExportError> {
        write!(self.out, "rup ")?;
        for &number in decisions {
            let decision = self.path.decision(number).ok_or(ExportError::Step(0))?;
            let sign = if decision.taken { "~" } else { "" };
            if decision.part.len() == 1 {
                let name = Name(self.encoding, Literal::is_one(decision.part.start));
                write!(self.out, "1 {sign}{name} ")?;
            } else {
                let (task, options) = self.options(decision);
                write!(self.out, "1 {sign}{} ", Part(task, &options))?;
            }
        }
        if below {
            write!(self.out, "1 ~{BELOW} ")?;
        }
        write!(self.out, ">= 1 : ~")?;
        hints.iter().try_for_each(|hint| write!(self.out, " {hint}"))?;
        writeln!(self.out, ";")?;
        Ok(self.next())
    }

    /// The task of a decision, and its part as option numbers.
    fn options(&self, decision: &Decision) -> (apportion_lattice::TaskIndex, Range<u32>) {
        let task = apportion_lattice::TaskIndex::new(decision.constraint / 2);
        let start = self.encoding.variables(task).start;
        (task, decision.part.start - start..decision.part.end - start)
    }

    fn leaf(&mut self, at: usize, multipliers: &[Multiplier]) -> Result<Closed, ExportError> {
        let mut combination = core::mem::replace(&mut self.combination, Combination::new(0));
        let labels = self.encoding.labels();
        let at_most_one = |constraint: u32| match labels.get(constraint as usize) {
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
        let id = self.propagate(&leaf.decisions, known.below, &hints)?;
        if single.is_none() {
            writeln!(self.out, "del id {};", known.id)?;
        }
        Ok(Closed { decisions: leaf.decisions, clauses: vec![Known { id, below: known.below }] })
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
                let ids = self.define(&decision)?;
                self.parts.insert(key, ids);
                ids
            }
        };
        Ok(Some(if decision.taken { ids.others } else { ids.none }))
    }

    /// Introduces the variable that says that one of the options of a part is taken.
    fn define(&mut self, decision: &Decision) -> Result<PartIds, ExportError> {
        let (task, options) = self.options(decision);
        let part = Part(task, &options);
        let size = decision.part.len();
        write!(self.out, "red {size} {part} ")?;
        for variable in decision.part.clone() {
            write!(self.out, "1 {} ", Name(self.encoding, Literal::is_zero(variable)))?;
        }
        writeln!(self.out, ">= {size} : {part} -> 1;")?;
        let none = self.next();
        write!(self.out, "red 1 ~{part} ")?;
        for variable in decision.part.clone() {
            write!(self.out, "1 {} ", Name(self.encoding, Literal::is_one(variable)))?;
        }
        writeln!(self.out, ">= 1 : {part} -> 0;")?;
        let some = self.next();
        let at_most_one = self.known.get(decision.constraint as usize).map_or(0, |known| known.id);
        writeln!(self.out, "pol {some} {at_most_one} +;")?;
        Ok(PartIds { none, others: self.next() })
    }

    fn constraint(&self, number: u32) -> Option<&Constraint> {
        let stated = &self.encoding.problem.constraints;
        let lemma = || self.lemmas.get((number as usize).checked_sub(stated.len())?);
        stated.get(number as usize).or_else(lemma)
    }

    fn known(&self, taken: &Multiplier) -> Option<Known> {
        self.known.get(taken.constraint as usize).copied()
    }

    /// Derives a combination, divided.
    fn combined(
        &mut self,
        multipliers: &[Multiplier],
        axioms: &[(Literal, U256)],
        divisor: U256,
    ) -> Result<Known, ExportError> {
        let taken: Option<Vec<(Known, U256)>> =
            multipliers.iter().map(|taken| Some((self.known(taken)?, taken.factor))).collect();
        let taken = taken.ok_or(ExportError::Step(0))?;
        let one = U256::from_u128(1);
        write!(self.out, "pol")?;
        // Each addition takes time in the length of both sums: added in pairs, and pairs of pairs, every term moves a logarithmic number of
        // times. The number of additions after each operand is that of trailing ones of its number.
        for (at, (known, factor)) in taken.iter().enumerate() {
            write!(self.out, " {}", known.id)?;
            if *factor != one {
                write!(self.out, " {factor} *")?;
            }
            (0..at.trailing_ones()).try_for_each(|_| write!(self.out, " +"))?;
        }
        (1..taken.len().count_ones()).try_for_each(|_| write!(self.out, " +"))?;
        for (literal, factor) in axioms {
            write!(self.out, " {} {factor} * +", Name(self.encoding, *literal))?;
        }
        if divisor != one {
            write!(self.out, " {divisor} d")?;
        }
        writeln!(self.out, ";")?;
        let below = taken.iter().any(|(known, _)| known.below);
        Ok(Known { id: self.next(), below })
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
            Known { id: self.natural(&lemma.terms)?, below: false }
        } else {
            self.combined(multipliers, axioms, divisor)?
        };
        self.known.push(known);
        self.lemmas.push(lemma);
        Ok(())
    }
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
