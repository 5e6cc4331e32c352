//! The walk over a core proof that declares its theorems, children before parents.

use super::derived::{self, Derived, Weights};
use super::meaning::{Meaning, Stated};
use super::path::{Decision, Path};
use crate::error::{EmitError, Unsupported};
use crate::export::{Name, Part, Record, Term, Terms};
use crate::literal::{Columns, Used};
use apportion_certs::core::{Literal, Multiplier, Step, product, sum};
use apportion_certs::{Scalar, U256};
use std::collections::BTreeMap;
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

/// A split whose second child is still to come, or under way.
struct Frame {
    decision: Decision,
    lemmas: usize,
    /// The theorem of the first child, once it is declared.
    first: Option<Term>,
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

struct Walk<'a, 'l, R> {
    terms: &'a mut Terms<R>,
    level: &'a Level<'l>,
    weights: Kind,
    tables: Kind,
    derived: Kind,
    nodes: Kind,
    path: Path,
    frames: Vec<Frame>,
    lemmas: Vec<Rc<Derived>>,
    /// The step at which the walk is.
    at: usize,
}

/// What a combination takes: rows of the market with their bounds added up, and lemmas with factors.
struct Taken {
    weights: Weights,
    bound: U256,
    lemmas: Vec<(usize, U256)>,
}

impl<'a, 'l, R: Record> Walk<'a, 'l, R> {
    fn new(terms: &'a mut Terms<R>, level: &'a Level<'l>) -> Result<Self, EmitError> {
        let mut kind = |text: &str| Ok::<_, EmitError>(Kind(terms.name(level.name, Part::Text(text.into()))?, 0));
        let (weights, tables, derived, nodes) = (kind("weights")?, kind("table")?, kind("derived")?, kind("node")?);
        let path = Path::root(terms)?;
        let (frames, lemmas) = (Vec::new(), Vec::new());
        Ok(Self { terms, level, weights, tables, derived, nodes, path, frames, lemmas, at: 0 })
    }

    fn unproved(&self) -> EmitError {
        EmitError::Step { level: self.level.number, step: self.at }
    }

    fn unsupported(&self, rule: Unsupported) -> EmitError {
        EmitError::Unsupported { level: self.level.number, step: self.at, rule }
    }

    /// Takes a step; the root's theorem once it is declared.
    fn step(&mut self, step: &Step) -> Result<Option<Term>, EmitError> {
        match step {
            Step::Lemma { multipliers, axioms, divisor } => {
                let lemma = self.lemma(multipliers, axioms, *divisor)?;
                self.lemmas.push(lemma);
                Ok(None)
            }
            Step::Split { constraint, from, to } => {
                let Some(Stated::AtMostOne(task)) = self.level.meaning.stated(*constraint) else {
                    return Err(self.unproved());
                };
                let decision = Decision { block: task.get(), low: *from, high: *to, inside: true };
                self.path.enter(self.terms, decision)?;
                self.frames.push(Frame { decision, lemmas: self.lemmas.len(), first: None });
                Ok(None)
            }
            Step::Cut { .. } => Err(self.unsupported(Unsupported::Cut)),
            Step::Contradiction { multipliers } => {
                let closed = self.contradiction(multipliers)?;
                self.close(closed)
            }
        }
    }

    /// Leaves closed nodes for the next open one.
    fn close(&mut self, mut closed: Term) -> Result<Option<Term>, EmitError> {
        while let Some(frame) = self.frames.last_mut() {
            self.path.leave();
            self.lemmas.truncate(frame.lemmas);
            let decision = frame.decision;
            let Some(first) = frame.first else {
                frame.first = Some(closed);
                self.path.enter(self.terms, Decision { inside: false, ..decision })?;
                return Ok(None);
            };
            self.frames.pop();
            closed = self.split(decision, first, closed)?;
        }
        Ok(Some(closed))
    }

    fn split(&mut self, decision: Decision, first: Term, second: Term) -> Result<Term, EmitError> {
        let [block, low, high] =
            [decision.block, decision.low, decision.high].map(|number| self.terms.natural(number.into()));
        let (path, Level { program, bound, .. }) = (self.path.term()?, self.level);
        let arguments = [*program, *bound, path, block?, low?, high?, first, second];
        let proof = self.terms.call_symbol("Apportion.split_sound", &arguments)?;
        self.node(proof)
    }

    /// Declares the theorem of the current node.
    fn node(&mut self, proof: Term) -> Result<Term, EmitError> {
        let statement = [self.level.program, self.level.bound, self.path.term()?];
        let statement = self.terms.call_symbol("Apportion.Refuted", &statement)?;
        let name = self.nodes.next(self.terms)?;
        self.terms.theorem(name, statement, proof)
    }

    /// What a combination takes; that tasks take exactly one option is left out, and, unless they are to be kept, idle rows.
    fn taken(&self, multipliers: &[Multiplier], keep_idle: bool) -> Result<Taken, EmitError> {
        let (mut weights, mut lemmas, mut total) = (BTreeMap::new(), BTreeMap::new(), U256::ZERO);
        for taken in multipliers.iter().filter(|taken| !taken.factor.is_zero()) {
            match self.level.meaning.stated(taken.constraint) {
                Some(Stated::AtLeastOne(_) | Stated::AtMostOne(_)) => {}
                Some(Stated::Row { idle: true, .. }) if !keep_idle => {}
                Some(Stated::Row { row, bound, .. }) => {
                    let number = self.level.used.number(row).ok_or_else(|| self.unproved())?;
                    let weight = weights.entry(number).or_insert(U256::ZERO);
                    *weight = sum(*weight, taken.factor).ok_or(EmitError::Overflow)?;
                    let weighted = product(taken.factor, bound).and_then(|weighted| sum(total, weighted));
                    total = weighted.ok_or(EmitError::Overflow)?;
                }
                None => {
                    let lemma = self.level.meaning.lemma(taken.constraint).ok_or_else(|| self.unproved())?;
                    let factor = lemmas.entry(lemma).or_insert(U256::ZERO);
                    *factor = sum(*factor, taken.factor).ok_or(EmitError::Overflow)?;
                }
            }
        }
        Ok(Taken { weights: weights.into_iter().collect(), bound: total, lemmas: lemmas.into_iter().collect() })
    }

    fn on_path(&self, lemma: usize) -> Result<Rc<Derived>, EmitError> {
        self.lemmas.get(lemma).cloned().ok_or_else(|| self.unproved())
    }

    fn weights(&mut self, weights: &Weights) -> Result<Term, EmitError> {
        let value = derived::weights_term(self.terms, weights)?;
        let statement = self.terms.symbol("Apportion.Weights")?;
        let name = self.weights.next(self.terms)?;
        self.terms.define(name, statement, value)
    }

    fn dots(&self, weights: &Weights) -> Result<Vec<U256>, EmitError> {
        let columns = self.level.columns;
        let dots = (0..columns.option_count()).map(|option| derived::dot(columns, option, weights));
        dots.collect::<Option<_>>().ok_or(EmitError::Overflow)
    }

    /// Declares a table and the theorem that it is a derived row.
    fn declare(
        &mut self,
        numbers: Vec<U256>,
        limit: U256,
        prove: impl FnOnce(&mut Self, Term, Term) -> Result<Term, EmitError>,
    ) -> Result<Rc<Derived>, EmitError> {
        let least = derived::leasts(self.level.columns, &numbers);
        let table = derived::table_term(self.terms, self.level.columns, &numbers, &least)?;
        let kind = self.terms.symbol("Apportion.Table")?;
        let name = self.tables.next(self.terms)?;
        let table = self.terms.define(name, kind, table)?;
        let limit_term = self.terms.natural_wide(limit)?;
        let proof = prove(self, table, limit_term)?;
        let statement = [self.level.program, self.level.bound, table, limit_term];
        let statement = self.terms.call_symbol("Apportion.Derived", &statement)?;
        let name = self.derived.next(self.terms)?;
        let proof = self.terms.theorem(name, statement, proof)?;
        Ok(Rc::new(Derived { numbers, least, limit, table, limit_term, proof }))
    }

    /// Rows times multipliers.
    fn combine(&mut self, weights: &Weights, limit: U256) -> Result<Rc<Derived>, EmitError> {
        let numbers = self.dots(weights)?;
        let weights = self.weights(weights)?;
        let Level { program, bound, holds, .. } = *self.level;
        self.declare(numbers, limit, |walk, table, limit| {
            walk.terms.call_symbol("Apportion.combine_sound", &[program, bound, weights, table, limit, holds])
        })
    }

    /// `(f q + g r - shifts) / divisor`.
    fn divide(
        &mut self,
        (f, q): (U256, &Derived),
        (g, r): (U256, &Derived),
        shifts: &[U256],
        divisor: U256,
    ) -> Result<Rc<Derived>, EmitError> {
        let both = |a: U256, b: U256| sum(product(f, a)?, product(g, b)?);
        let numbers: Option<Vec<U256>> = q.numbers.iter().zip(&r.numbers).map(|(&a, &b)| both(a, b)).collect();
        let (numbers, limit) = numbers.zip(both(q.limit, r.limit)).ok_or(EmitError::Overflow)?;
        let divided = derived::divide(self.level.columns, (&numbers, limit), (&self.zeros(), shifts), divisor);
        let divided = divided.ok_or_else(|| self.unproved())?;
        let shifts = derived::numbers_term(self.terms, shifts)?;
        let [f, g, divisor] = [f, g, divisor].map(|number| self.terms.natural_wide(number));
        let factors = [f?, g?, divisor?];
        let Level { program, bound, holds, .. } = *self.level;
        self.declare(divided.numbers, divided.limit, |walk, table, limit| {
            let [f, g, divisor] = factors;
            let rows = [q.table, q.limit_term, r.table, r.limit_term];
            let arguments = [&[program, bound, f, g, divisor], &rows[..], &[shifts, table, limit, q.proof, r.proof, holds]];
            walk.terms.call_symbol("Apportion.divide_sound", &arguments.concat())
        })
    }

    /// 0 for each task.
    fn zeros(&self) -> Vec<U256> {
        vec![U256::ZERO; self.level.columns.task_count()]
    }

    /// A combination as one derived row, and a factor that it is to be taken with.
    fn add(&mut self, taken: &Taken) -> Result<(U256, Rc<Derived>), EmitError> {
        let one = U256::from_u128(1);
        let mut parts = Vec::new();
        if !taken.weights.is_empty() || taken.lemmas.is_empty() {
            parts.push((one, self.combine(&taken.weights, taken.bound)?));
        }
        for &(lemma, factor) in &taken.lemmas {
            parts.push((factor, self.on_path(lemma)?));
        }
        let mut parts = parts.into_iter();
        let mut sum = parts.next().ok_or_else(|| self.unproved())?;
        for (factor, part) in parts {
            let shifts = self.zeros();
            sum = (one, self.divide((sum.0, &sum.1), (factor, &part), &shifts, one)?);
        }
        Ok(sum)
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
        if !axioms.is_empty() {
            return Err(self.unsupported(Unsupported::RoundedLemma));
        }
        for taken in multipliers {
            match self.level.meaning.stated(taken.constraint) {
                Some(Stated::AtMostOne(_)) => return Err(self.unsupported(Unsupported::RoundedLemma)),
                Some(Stated::AtLeastOne(task)) => {
                    let shift = shifts.get_mut(task.usize()).ok_or(EmitError::Size)?;
                    *shift = sum(*shift, taken.factor).ok_or(EmitError::Overflow)?;
                }
                Some(Stated::Row { .. }) | None => {}
            }
        }
        let taken = self.taken(multipliers, true)?;
        let (factor, sum) = self.add(&taken)?;
        self.divide((factor, &sum), (U256::ZERO, &sum), &shifts, divisor)
    }

    fn contradiction(&mut self, multipliers: &[Multiplier]) -> Result<Term, EmitError> {
        let taken = self.taken(multipliers, false)?;
        match (taken.weights.is_empty(), taken.lemmas.as_slice()) {
            (_, []) => self.direct(&taken.weights, taken.bound),
            // A factor changes nothing where there is but one row.
            (true, &[(lemma, _)]) => {
                let lemma = self.on_path(lemma)?;
                self.leaf(&lemma)
            }
            _ => {
                let sum = self.add(&taken)?.1;
                self.leaf(&sum)
            }
        }
    }

    /// The least of some numbers of a task that the path allows; `None` if it allows none.
    fn least_allowed(&self, task: usize, numbers: &[U256]) -> Option<U256> {
        let places = (0..).zip(numbers.get(self.level.columns.options(task)).unwrap_or_default());
        places.filter(|(place, _)| self.path.allows(task as u32, *place)).map(|(_, &number)| number).min()
    }

    /// A leaf by a combination of rows alone.
    fn direct(&mut self, weights: &Weights, limit: U256) -> Result<Term, EmitError> {
        let numbers = self.dots(weights)?;
        let above = sum(limit, U256::from_u128(1)).ok_or(EmitError::Overflow)?;
        // Of no option at all, everything is true.
        let least = |task| self.least_allowed(task, &numbers).unwrap_or(above);
        let known: Vec<U256> = (0..self.level.columns.task_count()).map(least).collect();
        self.exceeds(&known, above)?;
        let known = derived::numbers_term(self.terms, &known)?;
        let weights = self.weights(weights)?;
        let (Level { program, bound, holds, .. }, path) = (self.level, self.path.term()?);
        let proof =
            self.terms.call_symbol("Apportion.direct_sound", &[*program, *bound, path, weights, known, *holds])?;
        self.node(proof)
    }

    /// A leaf by a derived row.
    fn leaf(&mut self, derived: &Derived) -> Result<Term, EmitError> {
        let above = sum(derived.limit, U256::from_u128(1)).ok_or(EmitError::Overflow)?;
        let mut least = derived.least.clone();
        let mut known = Vec::new();
        for block in self.path.blocks() {
            let allowed = self.least_allowed(block as usize, &derived.numbers).unwrap_or(above);
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
        let arguments = [*program, *bound, path, derived.table, derived.limit_term, leasts, derived.proof, *holds];
        let proof = self.terms.call_symbol("Apportion.leaf_sound", &arguments)?;
        self.node(proof)
    }

    /// Whether some numbers add up to a number at least; the theorem would be false otherwise.
    fn exceeds(&self, numbers: &[U256], least: U256) -> Result<(), EmitError> {
        // A sum that leaves 256 bits is large enough.
        let total = numbers.iter().try_fold(U256::ZERO, |total, &number| sum(total, number));
        if total.is_some_and(|total| total < least) { Err(self.unproved()) } else { Ok(()) }
    }
}
