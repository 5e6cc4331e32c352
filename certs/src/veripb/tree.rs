//! The path through a core proof, with the decision that is responsible for each literal.

use crate::core::Literal;
use core::ops::Range;
use std::collections::BTreeMap;

/// A side of a split on the path: the task takes one of these options, or it takes none of them.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    /// The constraint "at most one option of the task".
    pub(super) constraint: u32,
    /// The options, as variables.
    pub(super) part: Range<u32>,
    /// Whether one of them is taken.
    pub(super) taken: bool,
}

/// Decisions from the root to the current node.
#[derive(Debug)]
pub(super) struct Path {
    decisions: Vec<Decision>,
    marks: Vec<usize>,
    /// By place of a literal, the number of the first decision that makes it false, plus one.
    reasons: Vec<u32>,
    trail: Vec<Literal>,
    /// By "at most one" constraint, how many decisions on the path take a single option.
    chosen: BTreeMap<u32, u32>,
}

impl Path {
    pub(super) fn new(variable_count: u32) -> Self {
        let reasons = vec![0; 2 * variable_count as usize];
        Self { decisions: Vec::new(), marks: Vec::new(), reasons, trail: Vec::new(), chosen: BTreeMap::new() }
    }

    /// Number of decisions.
    pub(super) fn depth(&self) -> u32 {
        self.decisions.len() as u32
    }

    pub(super) fn decision(&self, number: u32) -> Option<&Decision> {
        self.decisions.get(number as usize)
    }

    /// Takes a decision about one of the options of a task.
    pub(super) fn enter(&mut self, decision: Decision, options: Range<u32>) {
        self.marks.push(self.trail.len());
        let number = self.depth() + 1;
        let part = decision.part.clone();
        if decision.taken {
            let outside = (options.start..part.start).chain(part.end..options.end);
            outside.for_each(|variable| self.falsify(Literal::is_one(variable), number));
            if part.len() == 1 {
                self.falsify(Literal::is_zero(part.start), number);
                *self.chosen.entry(decision.constraint).or_insert(0) += 1;
            }
        } else {
            part.for_each(|variable| self.falsify(Literal::is_one(variable), number));
        }
        self.decisions.push(decision);
    }

    fn falsify(&mut self, literal: Literal, number: u32) {
        if let Some(reason) = self.reasons.get_mut(literal.place())
            && *reason == 0
        {
            *reason = number;
            self.trail.push(literal);
        }
    }

    /// Takes back the last decision.
    pub(super) fn leave(&mut self) {
        let (Some(decision), Some(mark)) = (self.decisions.pop(), self.marks.pop()) else { return };
        for literal in self.trail.drain(mark.min(self.trail.len())..) {
            if let Some(reason) = self.reasons.get_mut(literal.place()) {
                *reason = 0;
            }
        }
        if decision.taken
            && decision.part.len() == 1
            && let Some(count) = self.chosen.get_mut(&decision.constraint)
        {
            *count -= 1;
        }
    }

    /// The decision that makes a literal false, if one does.
    pub(super) fn reason(&self, literal: Literal) -> Option<u32> {
        self.reasons.get(literal.place()).copied().unwrap_or(0).checked_sub(1)
    }

    /// Whether a decision is about the variable of a literal alone.
    pub(super) fn names(&self, decision: u32, literal: Literal) -> bool {
        self.decision(decision).is_some_and(|made| made.part == (literal.variable()..literal.variable() + 1))
    }

    /// Whether a single option is chosen of the task with this "at most one" constraint.
    pub(super) fn has_chosen(&self, at_most_one: u32) -> bool {
        self.chosen.get(&at_most_one).is_some_and(|&count| count > 0)
    }
}
