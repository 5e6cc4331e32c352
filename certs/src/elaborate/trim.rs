//! Shorter core proofs: subtrees that no sibling needs, and lemmas that nothing uses, are left out.
//!
//! Each leaf needs some of the decisions on its path. Where one child of a split needs none of what the split decided there, it closes the
//! node by itself, and the split with its other child goes. The second child is tried first: so what a reduction removes without use goes too.
//! Nothing here is trusted; the result is a proof like any other.

use crate::U256;
use crate::core::{Combination, Constraint, Literal, Multiplier, Problem, Step, subtree_ends};

/// The proof without what it does not need; `None` if it does not hold.
pub(super) fn trim(problem: &Problem, proof: Vec<Step>) -> Option<Vec<Step>> {
    let kept = Trimmer::new(problem, &proof)?.kept()?;
    without_idle_lemmas(problem.constraints.len() as u32, select(proof, &kept)?)
}

/// What becomes of a split.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Both,
    First,
    Second,
}

enum Todo {
    Visit(usize),
    Second(usize),
    First(usize, Vec<u32>),
    /// The first child of a cut is closed.
    CutFirst(usize),
    /// Both are; this is what the first needs.
    CutSecond(Vec<u32>),
    DropLemma,
}

struct Trimmer<'a> {
    problem: &'a Problem,
    proof: &'a [Step],
    ends: Vec<usize>,
    kept: Vec<Kept>,
    lemmas: Vec<Constraint>,
    combination: Combination,
    /// By place of a literal, the number of the first decision that makes it false, plus one.
    reasons: Vec<u32>,
    trail: Vec<Literal>,
    marks: Vec<usize>,
}

impl<'a> Trimmer<'a> {
    fn new(problem: &'a Problem, proof: &'a [Step]) -> Option<Self> {
        Some(Self {
            problem,
            proof,
            ends: subtree_ends(proof)?,
            kept: vec![Kept::Both; proof.len()],
            lemmas: Vec::new(),
            combination: Combination::new(problem.variable_count),
            reasons: vec![0; 2 * problem.variable_count as usize],
            trail: Vec::new(),
            marks: Vec::new(),
        })
    }

    /// By step, what becomes of it if it is a split.
    fn kept(mut self) -> Option<Vec<Kept>> {
        let mut todo = vec![Todo::Visit(0)];
        // The decisions that each closed node needs, by their depth, ascending.
        let mut done: Vec<Vec<u32>> = Vec::new();
        while let Some(next) = todo.pop() {
            match next {
                Todo::Visit(at) => match self.proof.get(at)? {
                    Step::Contradiction { multipliers } => {
                        self.combine(multipliers, &[])?;
                        let reasons = &self.reasons;
                        let reason =
                            |literal: Literal| reasons.get(literal.place()).copied().unwrap_or(0).checked_sub(1);
                        done.push(self.combination.decisive(reason)?);
                    }
                    Step::Lemma { multipliers, axioms, divisor } => {
                        self.combine(multipliers, axioms)?;
                        self.lemmas.push(self.combination.divided(*divisor)?);
                        todo.extend([Todo::DropLemma, Todo::Visit(at + 1)]);
                    }
                    Step::Cut { constraint } => {
                        self.lemmas.push(constraint.negation()?);
                        todo.extend([Todo::CutFirst(at), Todo::Visit(at + 1)]);
                    }
                    Step::Split { .. } => {
                        self.enter(at, |inside| inside)?;
                        todo.extend([Todo::Second(at), Todo::Visit(*self.ends.get(at + 1)?)]);
                    }
                },
                Todo::CutFirst(at) => {
                    self.lemmas.pop();
                    let Step::Cut { constraint } = self.proof.get(at)? else { return None };
                    self.lemmas.push(constraint.clone());
                    todo.extend([Todo::CutSecond(done.pop()?), Todo::Visit(*self.ends.get(at + 1)?)]);
                }
                Todo::CutSecond(first) => {
                    self.lemmas.pop();
                    let second = done.pop()?;
                    done.push(union(first, second));
                }
                Todo::Second(at) => {
                    self.leave();
                    if done.last()?.last() == Some(&self.depth()) {
                        self.enter(at, |inside| !inside)?;
                        todo.extend([Todo::First(at, done.pop()?), Todo::Visit(at + 1)]);
                    } else {
                        *self.kept.get_mut(at)? = Kept::Second;
                    }
                }
                Todo::First(at, second) => {
                    self.leave();
                    if done.last()?.last() == Some(&self.depth()) {
                        let mut both = union(done.pop()?, second);
                        both.pop();
                        done.push(both);
                    } else {
                        *self.kept.get_mut(at)? = Kept::First;
                    }
                }
                Todo::DropLemma => {
                    self.lemmas.pop();
                }
            }
        }
        Some(self.kept)
    }

    fn depth(&self) -> u32 {
        self.marks.len() as u32
    }

    fn constraint(&self, number: u32) -> Option<&Constraint> {
        let stated = &self.problem.constraints;
        let lemma = || self.lemmas.get((number as usize).checked_sub(stated.len())?);
        stated.get(number as usize).or_else(lemma)
    }

    fn combine(&mut self, multipliers: &[Multiplier], axioms: &[(Literal, U256)]) -> Option<()> {
        let mut combination = std::mem::replace(&mut self.combination, Combination::new(0));
        combination.clear();
        for taken in multipliers {
            combination.add(self.constraint(taken.constraint)?, taken.factor)?;
        }
        axioms.iter().try_for_each(|&(literal, factor)| combination.add_axiom(literal, factor))?;
        self.combination = combination;
        Some(())
    }

    /// Enters the child of a split in which some literals of its constraint are true, given whether they lie inside.
    fn enter(&mut self, at: usize, is_true: impl Fn(bool) -> bool) -> Option<()> {
        let Some(Step::Split { constraint, from, to }) = self.proof.get(at) else { return None };
        let places = (0..).zip(&self.constraint(*constraint)?.terms);
        let chosen = places.filter(|(place, _)| is_true((*from..*to).contains(place)));
        let falsified: Vec<Literal> = chosen.map(|(_, term)| term.literal.negation()).collect();
        self.marks.push(self.trail.len());
        for literal in falsified {
            let reason = self.reasons.get_mut(literal.place())?;
            if *reason == 0 {
                *reason = self.marks.len() as u32;
                self.trail.push(literal);
            }
        }
        Some(())
    }

    fn leave(&mut self) {
        let mark = self.marks.pop().unwrap_or(0);
        for literal in self.trail.drain(mark.min(self.trail.len())..) {
            if let Some(reason) = self.reasons.get_mut(literal.place()) {
                *reason = 0;
            }
        }
    }
}

fn union(mut first: Vec<u32>, second: Vec<u32>) -> Vec<u32> {
    first.extend(second);
    first.sort_unstable();
    first.dedup();
    first
}

/// The steps of the subtrees that are kept.
fn select(proof: Vec<Step>, kept: &[Kept]) -> Option<Vec<Step>> {
    let ends = subtree_ends(&proof)?;
    let mut taken = vec![false; proof.len()];
    let mut todo = vec![0];
    while let Some(at) = todo.pop() {
        let split = match proof.get(at)? {
            Step::Contradiction { .. } => {
                *taken.get_mut(at)? = true;
                continue;
            }
            Step::Lemma { .. } => Kept::First,
            Step::Cut { .. } => Kept::Both,
            Step::Split { .. } => *kept.get(at)?,
        };
        let whole = matches!(proof.get(at)?, Step::Lemma { .. }) || split == Kept::Both;
        *taken.get_mut(at)? = whole;
        if split != Kept::First {
            todo.push(*ends.get(at + 1)?);
        }
        if split != Kept::Second {
            todo.push(at + 1);
        }
    }
    let steps = proof.into_iter().zip(taken).filter(|(_, taken)| *taken);
    Some(steps.map(|(step, _)| step).collect())
}

/// Leaves out lemmas and cuts that neither a leaf nor a lemma that stays names, and numbers the others anew.
fn without_idle_lemmas(first: u32, proof: Vec<Step>) -> Option<Vec<Step>> {
    // By step, the steps of the lemmas on its path that it names, and the cut in whose first child it lies.
    let mut path = Lemmas::new(first);
    let mut named: Vec<(Vec<usize>, Option<usize>)> = Vec::with_capacity(proof.len());
    for (at, step) in proof.iter().enumerate() {
        let lemmas = constraints(step).filter_map(|number| path.lemma(number)).filter(|lemma| !lemma.negated);
        named.push((lemmas.map(|lemma| lemma.step).collect(), path.cut()));
        path.pass(step, at, true);
    }
    let owner = |step: usize| named.get(step).and_then(|named| named.1);
    // What is named in the second child of a cut is known before its first child is reached, from behind.
    let mut used = vec![false; proof.len()];
    let stays = |used: &[bool], step: usize| {
        std::iter::successors(owner(step), |&cut| owner(cut)).all(|cut| used.get(cut) == Some(&true))
    };
    for (at, (step, (lemmas, _))) in proof.iter().zip(&named).enumerate().rev() {
        let names = !matches!(step, Step::Lemma { .. }) || used.get(at) == Some(&true);
        if names && stays(&used, at) {
            lemmas.iter().try_for_each(|&lemma| used.get_mut(lemma).map(|used| *used = true))?;
        }
    }
    let mut path = Lemmas::new(first);
    let mut trimmed = Vec::with_capacity(proof.len());
    for (at, mut step) in proof.into_iter().enumerate().filter(|(at, _)| stays(&used, *at)) {
        let renumber = |number: &mut u32| *number = path.lemma(*number).map_or(*number, |lemma| lemma.number);
        match &mut step {
            Step::Contradiction { multipliers } | Step::Lemma { multipliers, .. } => {
                multipliers.iter_mut().for_each(|taken| renumber(&mut taken.constraint));
            }
            Step::Split { constraint, .. } => renumber(constraint),
            Step::Cut { .. } => {}
        }
        let used = used.get(at) == Some(&true);
        path.pass(&step, at, used);
        if used || !matches!(step, Step::Lemma { .. } | Step::Cut { .. }) {
            trimmed.push(step);
        }
    }
    Some(trimmed)
}

/// The constraints that a step names.
fn constraints(step: &Step) -> impl Iterator<Item = u32> + '_ {
    let (multipliers, split) = match step {
        Step::Contradiction { multipliers } | Step::Lemma { multipliers, .. } => (multipliers.as_slice(), None),
        Step::Split { constraint, .. } => (&[][..], Some(*constraint)),
        Step::Cut { .. } => (&[][..], None),
    };
    multipliers.iter().map(|taken| taken.constraint).chain(split)
}

/// A lemma on the path: its step, its number when those that are left out are not counted, and whether it is what a cut excludes.
#[derive(Clone, Copy)]
struct OnPath {
    step: usize,
    number: u32,
    negated: bool,
}

/// The lemmas on the path through a proof.
struct Lemmas {
    first: u32,
    on_path: Vec<OnPath>,
    next: u32,
    /// Splits and cuts whose second child is still to come: the lemmas then, and the step of a cut.
    marks: Vec<(usize, u32, Option<usize>)>,
}

impl Lemmas {
    fn new(first: u32) -> Self {
        Self { first, on_path: Vec::new(), next: first, marks: Vec::new() }
    }

    fn lemma(&self, number: u32) -> Option<OnPath> {
        self.on_path.get(number.checked_sub(self.first)? as usize).copied()
    }

    /// The innermost cut in whose first child the path lies.
    fn cut(&self) -> Option<usize> {
        self.marks.iter().rev().find_map(|mark| mark.2)
    }

    fn push(&mut self, step: usize, counted: bool, negated: bool) {
        self.on_path.push(OnPath { step, number: self.next, negated });
        self.next += u32::from(counted);
    }

    /// Goes on behind a step; of a cut that is not counted, the first child is not passed.
    fn pass(&mut self, step: &Step, at: usize, counted: bool) {
        match step {
            Step::Lemma { .. } => self.push(at, counted, false),
            Step::Cut { .. } => {
                if counted {
                    self.marks.push((self.on_path.len(), self.next, Some(at)));
                }
                self.push(at, counted, counted);
            }
            Step::Split { .. } => self.marks.push((self.on_path.len(), self.next, None)),
            Step::Contradiction { .. } => {
                if let Some((length, next, cut)) = self.marks.pop() {
                    self.on_path.truncate(length);
                    self.next = next;
                    if let Some(cut) = cut {
                        self.push(cut, true, false);
                    }
                }
            }
        }
    }
}
