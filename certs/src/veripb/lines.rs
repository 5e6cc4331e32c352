//! Lines of a proof file, and the numbers that VeriPB gives the constraints that they state.

use super::ExportError;
use super::names::{BELOW, Cut, Name, Part};
use super::tree::Decision;
use crate::core::{Constraint, Literal, Term};
use crate::elaborate::Encoding;
use crate::program::Choice;
use crate::{Scalar, U256};
use apportion_lattice::TaskIndex;
use core::fmt::{self, Write};
use core::ops::Range;

/// A constraint that VeriPB knows under a number, and under which assumptions it holds.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) id: u64,
    pub(super) given: Given,
}

/// Assumptions besides decisions.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Given {
    /// The value is below the bound.
    pub(super) below: bool,
    /// The constraint of the cut of this number does not hold. No two cuts are open at a time.
    pub(super) cut: Option<u32>,
}

impl Given {
    pub(super) fn and(self, other: Self) -> Self {
        Self { below: self.below || other.below, cut: self.cut.or(other.cut) }
    }
}

/// Constraints that define the variable of a part.
#[derive(Clone, Copy)]
pub(super) struct PartIds {
    /// Unless the part is taken, none of its options is.
    pub(super) none: u64,
    /// If the part is taken, no other option is.
    pub(super) others: u64,
}

/// Where lines go.
pub(super) struct Lines<'a, 'e, 'm> {
    encoding: &'a Encoding<'e, 'm>,
    out: &'a mut dyn Write,
    /// The last number that VeriPB gave.
    last: u64,
}

impl<'a, 'e, 'm> Lines<'a, 'e, 'm> {
    /// Begins a proof about a problem of so many constraints.
    pub(super) fn new(
        encoding: &'a Encoding<'e, 'm>,
        constraints: u64,
        out: &'a mut dyn Write,
    ) -> Result<Self, ExportError> {
        writeln!(out, "pseudo-Boolean proof version 3.0\nf {constraints};")?;
        Ok(Self { encoding, out, last: constraints })
    }

    /// Ends the proof.
    pub(super) fn conclude(&mut self, conclusion: fmt::Arguments<'_>) -> Result<(), ExportError> {
        writeln!(self.out, "output NONE;\nconclusion {conclusion};\nend pseudo-Boolean proof;")?;
        Ok(())
    }

    /// Logs the allocation; its value.
    pub(super) fn solution(&mut self, choices: &[Choice]) -> Result<u128, ExportError> {
        self.out.write_str("sol")?;
        let mut value = 0;
        for (variable, cost) in self.encoding.objective() {
            let chosen = self
                .encoding
                .meaning(variable)
                .is_some_and(|(task, choice)| choices.get(task.usize()) == Some(&choice));
            let literal = if chosen { Literal::is_one(variable) } else { Literal::is_zero(variable) };
            write!(self.out, " {}", Name(self.encoding, literal))?;
            value += if chosen { cost } else { 0 };
        }
        self.out.write_str(";\n")?;
        Ok(value)
    }

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
    pub(super) fn natural(&mut self, terms: &[Term]) -> Result<u64, ExportError> {
        write!(self.out, "rup ")?;
        self.sum(terms)?;
        writeln!(self.out, ">= 0 : ~;")?;
        Ok(self.next())
    }

    /// Introduces `below_bound`: if it is 1, the goal holds; if it is 0, the value is at least the bound. The numbers of the two.
    pub(super) fn goal(&mut self, goal: &[Term], degree: U256, bound: u128) -> Result<(u64, u64), ExportError> {
        write!(self.out, "red ")?;
        self.sum(goal)?;
        writeln!(self.out, "{degree} ~{BELOW} >= {degree} : {BELOW} -> 0;")?;
        let goal = self.next();
        write!(self.out, "red ")?;
        self.sum(&self.objective())?;
        writeln!(self.out, "{bound} {BELOW} >= {bound} : {BELOW} -> 1;")?;
        Ok((goal, self.next()))
    }

    pub(super) fn objective(&self) -> Vec<Term> {
        let positive = self.encoding.objective().filter(|term| term.1 > 0);
        let term = |(variable, cost)| Term { coefficient: U256::from_u128(cost), literal: Literal::is_one(variable) };
        positive.map(term).collect()
    }

    /// Gives up constraints.
    pub(super) fn delete(&mut self, constraints: impl IntoIterator<Item = u64>) -> Result<(), ExportError> {
        write!(self.out, "del id")?;
        constraints.into_iter().try_for_each(|id| write!(self.out, " {id}"))?;
        writeln!(self.out, ";")?;
        Ok(())
    }

    /// Introduces a variable that says that a constraint does not hold: if it is 1, the negation holds, if it is 0, the constraint. The numbers of
    /// the two.
    pub(super) fn cut(
        &mut self,
        number: u32,
        constraint: &Constraint,
        negation: &Constraint,
    ) -> Result<(u64, u64), ExportError> {
        write!(self.out, "red ")?;
        self.sum(&negation.terms)?;
        writeln!(self.out, "{0} ~{1} >= {0} : {1} -> 0;", negation.degree, Cut(number))?;
        let negated = self.next();
        write!(self.out, "red ")?;
        self.sum(&constraint.terms)?;
        writeln!(self.out, "{0} {1} >= {0} : {1} -> 1;", constraint.degree, Cut(number))?;
        Ok((negated, self.next()))
    }

    /// Writes the clause "one of the decisions or assumptions is not so", to be found by propagating the hints.
    pub(super) fn clause<'d>(
        &mut self,
        decisions: impl Iterator<Item = &'d Decision>,
        given: Given,
        hints: &[u64],
    ) -> Result<u64, ExportError> {
        write!(self.out, "rup ")?;
        for decision in decisions {
            let sign = if decision.taken { "~" } else { "" };
            if decision.part.len() == 1 {
                let name = Name(self.encoding, Literal::is_one(decision.part.start));
                write!(self.out, "1 {sign}{name} ")?;
            } else {
                let (task, options) = self.options(decision);
                write!(self.out, "1 {sign}{} ", Part(task, &options))?;
            }
        }
        if given.below {
            write!(self.out, "1 ~{BELOW} ")?;
        }
        if let Some(cut) = given.cut {
            write!(self.out, "1 ~{} ", Cut(cut))?;
        }
        write!(self.out, ">= 1 : ~")?;
        hints.iter().try_for_each(|hint| write!(self.out, " {hint}"))?;
        writeln!(self.out, ";")?;
        Ok(self.next())
    }

    /// The task of a decision, and its part as option numbers.
    fn options(&self, decision: &Decision) -> (TaskIndex, Range<u32>) {
        let task = TaskIndex::new(decision.constraint / 2);
        let start = self.encoding.variables(task).start;
        (task, decision.part.start - start..decision.part.end - start)
    }

    /// Introduces the variable that says that one of the options of a part is taken.
    pub(super) fn define(&mut self, decision: &Decision, at_most_one: u64) -> Result<PartIds, ExportError> {
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
        writeln!(self.out, "pol {some} {at_most_one} +;")?;
        Ok(PartIds { none, others: self.next() })
    }

    /// Derives a combination, divided.
    pub(super) fn combined(
        &mut self,
        taken: &[(Known, U256)],
        axioms: &[(Literal, U256)],
        divisor: U256,
    ) -> Result<Known, ExportError> {
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
        let given = taken.iter().fold(Given::default(), |given, (known, _)| given.and(known.given));
        Ok(Known { id: self.next(), given })
    }

    /// Derives `first + factor x second`.
    pub(super) fn add(&mut self, first: u64, second: u64, factor: impl fmt::Display) -> Result<u64, ExportError> {
        writeln!(self.out, "pol {first} {second} {factor} * +;")?;
        Ok(self.next())
    }
}
