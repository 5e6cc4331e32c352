//! The walk over a core proof that declares its theorems, children before parents.

mod rows;

use super::derived::{self, Derived, Row, Weights};
use super::meaning::{Meaning, Stated};
use super::path::{Decision, Path};
use crate::error::{EmitError, Unsupported};
use crate::export::{Name, Part, Record, Term, Terms};
use crate::literal::{Columns, Used};
use apportion_certs::core::{Literal, Multiplier, Step, sum};
use apportion_certs::{Scalar, U256};
use std::rc::Rc;

/// One level to be refuted, and the terms that its theorems speak of.
pub(crate) struct Level<'a> {
    /// Its number, from 0.
    pub(crate) number: usize,
    pub(crate) meaning: &'a Meaning,
    pub(crate) proof: &'a [Step],
    pub(crate) used: &'a Used,
    pub(crate) columns: &'a Columns,
    /// The constant of type `Program`.
    pub(crate) program: Term,
    /// The bounds of rows: of type `Nat -> Option Nat`.
    pub(crate) bound: Term,
    /// The name under which theorems are declared.
    pub(crate) name: Name,
    /// `Eq.refl Bool true`.
    pub(crate) holds: Term,
}

/// Declares the theorems of a proof; the constant that proves `Refuted program bound Path.nil`.
pub(crate) fn refute<R: Record>(terms: &mut Terms<R>, level: &Level<'_>) -> Result<Term, EmitError> {
    let mut walk = Walk::new(terms, level)?;
    for (at, step) in level.proof.iter().enumerate() {
        walk.at = at;
        if let Some(root) = walk.step(step)? {
            return Ok(root);
        }
    }
    Err(walk.unproved())
}

/// A step whose second child is still to come, or under way.
enum Frame {
    Split {
        decision: Decision,
        lemmas: usize,
        /// The theorem of the first child, once it is declared.
        first: Option<Term>,
    },
    /// A cut in whose first child the walk is.
    Cut { lemmas: usize },
}

/// What holds on the path.
#[derive(Clone)]
enum Fact {
    Derived(Rc<Derived>),
    /// What a cut excludes, in its first child.
    Negation,
}

/// The names of declarations of one kind, and how many there are.
struct Kind(Name, u32);

impl Kind {
    fn next<R: Record>(&mut self, terms: &mut Terms<R>) -> Result<Name, EmitError> {
        let number = self.1;
        self.1 += 1;
        terms.name(self.0, Part::Number(number))
    }
}

pub(super) struct Walk<'a, 'l, R> {
    pub(super) terms: &'a mut Terms<R>,
    pub(super) level: &'a Level<'l>,
    weights: Kind,
    tables: Kind,
    derived: Kind,
    nodes: Kind,
    pub(super) path: Path,
    frames: Vec<Frame>,
    lemmas: Vec<Fact>,
    /// What the last division subtracted, task by task, and the term for it.
    shifts: Option<(Vec<U256>, Term)>,
    /// The row of the cut in whose first child the walk is.
    pub(super) cut: Option<Rc<Row>>,
    /// The step at which the walk is.
    at: usize,
}

/// What a combination takes: rows of the market with their bounds added up, and lemmas with factors.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) weights: Weights,
    pub(super) bound: U256,
    pub(super) lemmas: Vec<(usize, U256)>,
}

impl<'a, 'l, R: Record> Walk<'a, 'l, R> {
    fn new(terms: &'a mut Terms<R>, level: &'a Level<'l>) -> Result<Self, EmitError> {
        let mut kind = |text: &str| Ok::<_, EmitError>(Kind(terms.name(level.name, Part::Text(text.into()))?, 0));
        let (weights, tables, derived, nodes) = (kind("weights")?, kind("table")?, kind("derived")?, kind("node")?);
        let path = Path::root(terms)?;
        let (frames, lemmas) = (Vec::new(), Vec::new());
        Ok(Self { terms, level, weights, tables, derived, nodes, path, frames, lemmas, shifts: None, cut: None, at: 0 })
    }

    pub(super) fn unproved(&self) -> EmitError {
        EmitError::Step { level: self.level.number, step: self.at }
    }

    pub(super) fn unsupported(&self, rule: Unsupported) -> EmitError {
        EmitError::Unsupported { level: self.level.number, step: self.at, rule }
    }

    /// Takes a step; the root's theorem once it is declared.
    fn step(&mut self, step: &Step) -> Result<Option<Term>, EmitError> {
        match step {
            Step::Lemma { multipliers, divisor, .. } if self.refutes_root(multipliers, *divisor)? => {
                let taken = self.taken(multipliers, true)?;
                let proof = self.direct(&taken.weights, taken.bound)?;
                self.node(proof).map(Some)
            }
            Step::Lemma { multipliers, axioms, divisor } => {
                let lemma = self.lemma(multipliers, axioms, *divisor)?;
                self.lemmas.push(Fact::Derived(lemma));
                Ok(None)
            }
            Step::Split { constraint, from, to } => {
                let Some(Stated::AtMostOne(task)) = self.level.meaning.stated(*constraint) else {
                    return Err(self.unproved());
                };
                let decision = Decision { block: task.get(), low: *from, high: *to, inside: true };
                self.path.enter(self.terms, decision)?;
                self.frames.push(Frame::Split { decision, lemmas: self.lemmas.len(), first: None });
                Ok(None)
            }
            Step::Cut { constraint } => {
                if self.cut.is_some() {
                    return Err(self.unsupported(Unsupported::Cut));
                }
                let (numbers, limit) = self.lifted(self.cut_row(constraint)?)?;
                self.cut = Some(Rc::new(self.row(numbers, limit, None)?));
                self.frames.push(Frame::Cut { lemmas: self.lemmas.len() });
                self.lemmas.push(Fact::Negation);
                Ok(None)
            }
            Step::Contradiction { multipliers } => {
                let closed = self.contradiction(multipliers)?;
                self.close(closed)
            }
        }
    }

    /// Leaves closed nodes for the next open one.
    fn close(&mut self, mut closed: Term) -> Result<Option<Term>, EmitError> {
        while let Some(frame) = self.frames.last_mut() {
            let (decision, lemmas, first) = match frame {
                Frame::Split { decision, lemmas, first } => (*decision, lemmas, first),
                Frame::Cut { lemmas } => {
                    self.lemmas.truncate(*lemmas);
                    self.frames.pop();
                    let row = self.cut.clone().ok_or_else(|| self.unproved())?;
                    let refuted = self.rooted(&row, closed)?;
                    self.cut = None;
                    let lemma = self.cut(row, refuted)?;
                    self.lemmas.push(Fact::Derived(lemma));
                    return Ok(None);
                }
            };
            self.path.leave();
            self.lemmas.truncate(*lemmas);
            let Some(first) = *first else {
                *first = Some(closed);
                self.path.enter(self.terms, Decision { inside: false, ..decision })?;
                return Ok(None);
            };
            self.frames.pop();
            closed = self.split(decision, first, closed)?;
        }
        Ok(Some(closed))
    }

    /// What every rule of nodes speaks of: the program, the bounds, in a cut its row, and the path.
    pub(super) fn subject(&self) -> Result<Vec<Term>, EmitError> {
        let row = self.cut.as_ref().map(|row| [row.table, row.limit_term]);
        let ends = ([self.level.program, self.level.bound], [self.path.term()?]);
        Ok(ends.0.into_iter().chain(row.into_iter().flatten()).chain(ends.1).collect())
    }

    pub(super) fn split(&mut self, decision: Decision, first: Term, second: Term) -> Result<Term, EmitError> {
        let [block, low, high] =
            [decision.block, decision.low, decision.high].map(|number| self.terms.natural(number.into()));
        let arguments = [&self.subject()?[..], &[block?, low?, high?, first, second]].concat();
        let rule = if self.cut.is_some() { "Apportion.above_split_sound" } else { "Apportion.split_sound" };
        let proof = self.terms.call_symbol(rule, &arguments)?;
        self.node(proof)
    }

    /// Declares the theorem of the current node.
    pub(super) fn node(&mut self, proof: Term) -> Result<Term, EmitError> {
        let kind = if self.cut.is_some() { "Apportion.RefutedAbove" } else { "Apportion.Refuted" };
        let subject = self.subject()?;
        let statement = self.terms.call_symbol(kind, &subject)?;
        let name = self.nodes.next(self.terms)?;
        self.terms.theorem(name, statement, proof)
    }

    /// Whether rows, less what tasks use of them at least, are impossible: nothing else is needed then, and no division would keep it.
    fn refutes_root(&self, multipliers: &[Multiplier], divisor: U256) -> Result<bool, EmitError> {
        if divisor == U256::from_u128(1) || !self.frames.is_empty() {
            return Ok(false);
        }
        let taken = self.taken(multipliers, true)?;
        if !taken.lemmas.is_empty() {
            return Ok(false);
        }
        let mut used = U256::ZERO;
        for taken in multipliers {
            match self.level.meaning.stated(taken.constraint) {
                Some(Stated::AtLeastOne(_)) => used = sum(used, taken.factor).ok_or(EmitError::Overflow)?,
                Some(Stated::AtMostOne(_)) => return Ok(false),
                Some(Stated::Row { .. }) | None => {}
            }
        }
        Ok(used > taken.bound)
    }

    /// A lemma of the proof.
    fn lemma(
        &mut self,
        multipliers: &[Multiplier],
        axioms: &[(Literal, U256)],
        divisor: U256,
    ) -> Result<Rc<Derived>, EmitError> {
        let one = U256::from_u128(1);
        let mut shifts = self.zeros();
        if divisor == one {
            // That tasks take one option only moves numbers, and axioms only lower them.
            let taken = self.taken(multipliers, false)?;
            let (factor, sum) = self.add(&taken)?;
            return if factor == one { Ok(sum) } else { self.divide((factor, &sum), (U256::ZERO, &sum), &shifts, one) };
        }
        let mut lifts = self.zeros();
        for taken in multipliers {
            let (moved, task) = match self.level.meaning.stated(taken.constraint) {
                Some(Stated::AtMostOne(task)) => (&mut lifts, task),
                Some(Stated::AtLeastOne(task)) => (&mut shifts, task),
                Some(Stated::Row { .. }) | None => continue,
            };
            let own = moved.get_mut(task.usize()).ok_or(EmitError::Size)?;
            *own = sum(*own, taken.factor).ok_or(EmitError::Overflow)?;
        }
        if !axioms.is_empty() || lifts.iter().any(|lift| !lift.is_zero()) {
            return self.rounded(multipliers, (&lifts, &shifts), axioms, divisor);
        }
        let taken = self.taken(multipliers, true)?;
        let (factor, sum) = self.add(&taken)?;
        self.divide((factor, &sum), (U256::ZERO, &sum), &shifts, divisor)
    }

    fn contradiction(&mut self, multipliers: &[Multiplier]) -> Result<Term, EmitError> {
        let taken = self.taken(multipliers, false)?;
        if let Some(row) = self.cut.clone() {
            return self.contradiction_above(&row, taken);
        }
        match (taken.weights.is_empty(), taken.lemmas.as_slice()) {
            (_, []) => self.direct(&taken.weights, taken.bound).and_then(|proof| self.node(proof)),
            // A factor changes nothing where there is but one row.
            (true, &[(lemma, _)]) => {
                let lemma = self.on_path(lemma)?;
                self.leaf(&lemma).and_then(|proof| self.node(proof))
            }
            _ => {
                let sum = self.add(&taken)?.1;
                self.leaf(&sum).and_then(|proof| self.node(proof))
            }
        }
    }

    /// The least of some numbers of a task that the path allows; `None` if it allows none.
    fn least_allowed(&self, task: usize, numbers: &[U256]) -> Option<U256> {
        let places = (0..).zip(numbers.get(self.level.columns.options(task)).unwrap_or_default());
        places.filter(|(place, _)| self.path.allows(task as u32, *place)).map(|(_, &number)| number).min()
    }

    /// The proof of a leaf by a combination of rows alone: of `Refuted`, in a cut too.
    pub(super) fn direct(&mut self, weights: &Weights, limit: U256) -> Result<Term, EmitError> {
        let numbers = self.dots(weights)?;
        let above = sum(limit, U256::from_u128(1)).ok_or(EmitError::Overflow)?;
        // Of no option at all, everything is true.
        let least = |task| self.least_allowed(task, &numbers).unwrap_or(above);
        let known: Vec<U256> = (0..self.level.columns.task_count()).map(least).collect();
        self.exceeds(&known, above)?;
        let known = derived::numbers_term(self.terms, &known)?;
        let weights = self.weights(weights)?;
        let (Level { program, bound, holds, .. }, path) = (self.level, self.path.term()?);
        self.terms.call_symbol("Apportion.direct_sound", &[*program, *bound, path, weights, known, *holds])
    }

    /// The proof of a leaf by a derived row: of `Refuted`, in a cut too.
    pub(super) fn leaf(&mut self, derived: &Derived) -> Result<Term, EmitError> {
        let row = &derived.row;
        let above = sum(row.limit, U256::from_u128(1)).ok_or(EmitError::Overflow)?;
        let mut least = row.least.clone();
        let mut known = Vec::new();
        for block in self.path.blocks() {
            let allowed = self.least_allowed(block as usize, &row.numbers).unwrap_or(above);
            *least.get_mut(block as usize).ok_or(EmitError::Size)? = allowed;
            known.push((block, allowed));
        }
        self.exceeds(&least, above)?;
        let (nil, cons) = (self.terms.symbol("Apportion.Leasts.nil")?, self.terms.symbol("Apportion.Leasts.cons")?);
        let mut leasts = nil;
        for (block, allowed) in known.into_iter().rev() {
            let fields = [self.terms.natural(block.into())?, self.terms.natural_wide(allowed)?, leasts];
            leasts = self.terms.call(cons, &fields)?;
        }
        let (Level { program, bound, holds, .. }, path) = (self.level, self.path.term()?);
        let arguments = [*program, *bound, path, row.table, row.limit_term, leasts, derived.proof, *holds];
        self.terms.call_symbol("Apportion.leaf_sound", &arguments)
    }

    /// Whether some numbers add up to a number at least; the theorem would be false otherwise.
    fn exceeds(&self, numbers: &[U256], least: U256) -> Result<(), EmitError> {
        // A sum that leaves 256 bits is large enough.
        let total = numbers.iter().try_fold(U256::ZERO, |total, &number| sum(total, number));
        if total.is_some_and(|total| total < least) { Err(self.unproved()) } else { Ok(()) }
    }
}
