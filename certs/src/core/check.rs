//! The checker: one forward pass with an explicit stack.

use super::combination::{Combination, Fixed};
use super::natural::sum;
use super::{Constraint, Literal, Multiplier, Problem, Step};
use crate::{Scalar, U256};

/// How much memory a check may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Terms of all lemmas on one path, together. Default 2^26.
    pub lemma_terms_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { lemma_terms_max: 1 << 26 }
    }
}

/// Why a proof is refused, and at which step.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("core step {step}: {fault}")]
pub struct Refusal {
    /// Number of the step; the number of steps for what is wrong at the end, 0 for what is wrong with the problem.
    pub step: usize,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a core proof.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Fault {
    /// A constraint of the problem has a zero coefficient, an unknown variable, or variables out of order.
    #[error("constraint {0} of the problem is not in normal form")]
    Form(u32),
    /// The constraint of a cut has a zero coefficient, an unknown variable, or variables out of order.
    #[error("the constraint of the cut is not in normal form")]
    Cut,
    /// A step names a constraint that is neither of the problem nor a lemma on its path.
    #[error("there is no constraint {0} here")]
    Unknown(u32),
    /// A lemma names a literal of a variable that does not exist.
    #[error("there is no literal {0}")]
    Literal(Literal),
    /// A number reaches 2^256.
    #[error("a number does not fit 256 bits")]
    Overflow,
    /// A division by zero.
    #[error("the divisor is 0")]
    Divisor,
    /// The places of a split are not a nonempty proper part of the constraint's.
    #[error("the places {from}..{to} are not a proper part of the constraint")]
    Places {
        /// First place.
        from: u32,
        /// End of the places.
        to: u32,
    },
    /// The constraint of a split can be satisfied with a literal on each side false.
    #[error("the constraint does not separate the two sides")]
    Split,
    /// The combination of a leaf can still reach its degree.
    #[error("the combination is not contradictory here")]
    NoContradiction,
    /// The lemmas of a path have too many terms.
    #[error("the lemmas take more than the limit of {0} terms: raise it to check this proof")]
    Limit(u64),
    /// The proof ends before every branch is closed.
    #[error("the proof ends before every branch is closed")]
    Unfinished,
    /// Steps follow after every branch is closed.
    #[error("every branch is closed already")]
    Surplus,
}

/// Checks that a proof refutes a problem: if it is accepted, no 0-1 assignment satisfies every constraint.
///
/// Time is linear in the terms of the constraints named by the steps.
///
/// # Errors
/// The first step that does not hold.
pub fn check(problem: &Problem, proof: &[Step], limits: Limits) -> Result<(), Refusal> {
    let mut checker = Checker::new(problem, limits).map_err(|fault| Refusal { step: 0, fault })?;
    let mut open = true;
    for (step, taken) in proof.iter().enumerate() {
        if !open {
            return Err(Refusal { step, fault: Fault::Surplus });
        }
        open = checker.step(taken).map_err(|fault| Refusal { step, fault })?;
    }
    if open { Err(Refusal { step: proof.len(), fault: Fault::Unfinished }) } else { Ok(()) }
}

struct Checker<'a> {
    problem: &'a Problem,
    lemmas: Vec<Constraint>,
    lemma_terms: u64,
    fixed: Fixed,
    combination: Combination,
    stack: Vec<Frame<'a>>,
    limits: Limits,
}

/// A step whose second child is still to come.
struct Frame<'a> {
    second: Second<'a>,
    lemmas: usize,
    mark: usize,
}

/// What holds in a second child.
enum Second<'a> {
    /// The literals at these places of a constraint are true.
    Split {
        constraint: u32,
        from: u32,
        to: u32,
    },
    Cut(&'a Constraint),
}

impl<'a> Checker<'a> {
    fn new(problem: &'a Problem, limits: Limits) -> Result<Self, Fault> {
        for (number, constraint) in (0..).zip(&problem.constraints) {
            if !constraint.is_normal(problem.variable_count) {
                return Err(Fault::Form(number));
            }
        }
        Ok(Self {
            problem,
            lemmas: Vec::new(),
            lemma_terms: 0,
            fixed: Fixed::new(problem.variable_count),
            combination: Combination::new(problem.variable_count),
            stack: Vec::new(),
            limits,
        })
    }

    /// Takes one step; whether a branch is still open afterwards.
    fn step(&mut self, step: &'a Step) -> Result<bool, Fault> {
        match step {
            Step::Lemma { multipliers, axioms, divisor } => {
                self.combine(multipliers)?;
                for &(literal, factor) in axioms {
                    if literal.variable() >= self.problem.variable_count {
                        return Err(Fault::Literal(literal));
                    }
                    self.combination.add_axiom(literal, factor).ok_or(Fault::Overflow)?;
                }
                if divisor.is_zero() {
                    return Err(Fault::Divisor);
                }
                let lemma = self.combination.divided(*divisor).ok_or(Fault::Overflow)?;
                self.hold(lemma)?;
                Ok(true)
            }
            Step::Split { constraint, from, to } => {
                self.separates(*constraint, *from, *to)?;
                self.open(Second::Split { constraint: *constraint, from: *from, to: *to });
                self.assume(*constraint, |place| place < *from || place >= *to)?;
                Ok(true)
            }
            Step::Cut { constraint } => {
                if !constraint.is_normal(self.problem.variable_count) {
                    return Err(Fault::Cut);
                }
                self.open(Second::Cut(constraint));
                self.hold(constraint.negation().ok_or(Fault::Overflow)?)?;
                Ok(true)
            }
            Step::Contradiction { multipliers } => {
                self.combine(multipliers)?;
                match self.combination.contradicts(&self.fixed) {
                    Some(true) => self.next_branch(),
                    Some(false) => Err(Fault::NoContradiction),
                    None => Err(Fault::Overflow),
                }
            }
        }
    }

    /// Adds a lemma.
    fn hold(&mut self, lemma: Constraint) -> Result<(), Fault> {
        self.lemma_terms = self.lemma_terms.saturating_add(lemma.terms.len() as u64);
        if self.lemma_terms > self.limits.lemma_terms_max {
            return Err(Fault::Limit(self.limits.lemma_terms_max));
        }
        self.lemmas.push(lemma);
        Ok(())
    }

    /// Enters the first child of a step with two.
    fn open(&mut self, second: Second<'a>) {
        self.stack.push(Frame { second, lemmas: self.lemmas.len(), mark: self.fixed.mark() });
    }

    fn constraint(&self, number: u32) -> Result<&Constraint, Fault> {
        let at = number as usize;
        let lemma = || self.lemmas.get(at.checked_sub(self.problem.constraints.len())?);
        self.problem.constraints.get(at).or_else(lemma).ok_or(Fault::Unknown(number))
    }

    fn combine(&mut self, multipliers: &[Multiplier]) -> Result<(), Fault> {
        let mut combination = core::mem::replace(&mut self.combination, Combination::new(0));
        combination.clear();
        let added = multipliers.iter().try_for_each(|taken| {
            combination.add(self.constraint(taken.constraint)?, taken.factor).ok_or(Fault::Overflow)
        });
        self.combination = combination;
        added
    }

    /// Whether falsifying a literal at places `from..to` and one elsewhere always leaves less than the degree.
    fn separates(&self, constraint: u32, from: u32, to: u32) -> Result<(), Fault> {
        let split = self.constraint(constraint)?;
        let (mut total, mut least) = (U256::ZERO, [None, None]);
        for (place, term) in (0..).zip(&split.terms) {
            total = sum(total, term.coefficient).ok_or(Fault::Overflow)?;
            let [inside, outside] = &mut least;
            let side = if from <= place && place < to { inside } else { outside };
            if side.is_none_or(|least| term.coefficient < least) {
                *side = Some(term.coefficient);
            }
        }
        let [Some(inside), Some(outside)] = least else { return Err(Fault::Places { from, to }) };
        if (to as usize) > split.terms.len() {
            return Err(Fault::Places { from, to });
        }
        // Both are part of the total, so that the differences are natural.
        if total.minus(inside).minus(outside) < split.degree { Ok(()) } else { Err(Fault::Split) }
    }

    /// Makes the literals at some places of a constraint true.
    fn assume(&mut self, constraint: u32, at: impl Fn(u32) -> bool) -> Result<(), Fault> {
        let places = (0..).zip(&self.constraint(constraint)?.terms);
        let literals: Vec<Literal> = places.filter(|(place, _)| at(*place)).map(|(_, term)| term.literal).collect();
        for literal in literals {
            self.fixed.falsify(literal.negation());
        }
        Ok(())
    }

    /// Leaves a closed branch for the next open one; whether there is any.
    fn next_branch(&mut self) -> Result<bool, Fault> {
        let Some(Frame { second, lemmas, mark }) = self.stack.pop() else { return Ok(false) };
        for dropped in self.lemmas.drain(lemmas.min(self.lemmas.len())..) {
            self.lemma_terms = self.lemma_terms.saturating_sub(dropped.terms.len() as u64);
        }
        self.fixed.restore(mark);
        match second {
            Second::Split { constraint, from, to } => {
                self.assume(constraint, |place| from <= place && place < to)?;
            }
            Second::Cut(constraint) => self.hold(constraint.clone())?,
        }
        Ok(true)
    }
}
