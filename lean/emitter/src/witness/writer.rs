//! The declarations of a witness, in order.

use super::{NAMESPACE, Witness};
use crate::error::EmitError;
use crate::export::{Name, Part, Record, Term, Terms};
use crate::literal::{self, MarketTerm};
use crate::proof::{self, Level};
use apportion_certs::Claim;
use apportion_certs::program::{Choice, Origin};

pub(super) struct Writer<'a, 'e, 'm, 'c, R> {
    witness: &'a Witness<'e, 'm, 'c>,
    terms: &'a mut Terms<R>,
    root: Name,
    market: Term,
    /// The market's list of tasks from every place on.
    tasks: Vec<Term>,
    /// `Eq.refl Bool true`.
    holds: Term,
}

impl<'a, 'e, 'm, 'c, R: Record> Writer<'a, 'e, 'm, 'c, R> {
    pub(super) fn new(witness: &'a Witness<'e, 'm, 'c>, terms: &'a mut Terms<R>) -> Result<Self, EmitError> {
        let root = terms.name(Name(0), Part::Text(NAMESPACE.into()))?;
        let (refl, boolean, holds) =
            (terms.symbol_at("Eq.refl", 1)?, terms.symbol("Bool")?, terms.symbol("Bool.true")?);
        let holds = terms.call(refl, &[boolean, holds])?;
        let MarketTerm { whole, tasks } = literal::market(terms, witness.program().market())?;
        let kind = terms.symbol("Apportion.Market")?;
        let market = define(terms, root, "market", kind, whole)?;
        Ok(Self { witness, terms, root, market, tasks, holds })
    }

    fn define(&mut self, text: &str, statement: Term, value: Term) -> Result<Term, EmitError> {
        define(self.terms, self.root, text, statement, value)
    }

    fn theorem(&mut self, text: &str, statement: Term, proof: Term) -> Result<Term, EmitError> {
        let name = self.terms.name(self.root, Part::Text(text.into()))?;
        self.terms.theorem(name, statement, proof)
    }

    fn claim(&mut self, statement: Term, proof: Term) -> Result<(), EmitError> {
        let name = self.terms.name(self.root, Part::Text("claim".into()))?;
        self.terms.claim(name, statement, proof)
    }

    fn numbers(&mut self, text: &str, numbers: &[u128]) -> Result<Term, EmitError> {
        let value = literal::naturals(self.terms, numbers)?;
        let kind = self.list_of("Nat")?;
        self.define(text, kind, value)
    }

    fn list_of(&mut self, element: &'static str) -> Result<Term, EmitError> {
        let element = self.terms.symbol(element)?;
        Ok(literal::Of::new(self.terms, element)?.list)
    }

    pub(super) fn write(&mut self) -> Result<(), EmitError> {
        match self.witness.elaborator.claim() {
            Claim::Optimal { values, .. } => self.answer(values, None),
            Claim::Feasible { values, bounds, .. } => self.answer(values, Some(bounds)),
            Claim::Infeasible => self.infeasible(),
            Claim::Unknown { bounds } => self.unknown(bounds.first().copied().unwrap_or(0)),
        }
    }

    /// The claims that have an allocation; without bounds, the values are the bounds.
    fn answer(&mut self, values: &[u128], bounds: Option<&[u128]>) -> Result<(), EmitError> {
        let choices: &[Choice] = self.witness.elaborator.choices().unwrap_or_default();
        let value = literal::allocation(self.terms, self.witness.program(), choices)?;
        let kind = self.list_of("Apportion.Choice")?;
        let allocation = self.define("allocation", kind, value)?;
        let values_term = self.numbers("values", values)?;
        let bounds_term = match bounds {
            Some(bounds) => self.numbers("bounds", bounds)?,
            None => values_term,
        };
        let levels = self.levels(values_term, bounds.unwrap_or(values))?;
        let (market, holds) = (self.market, self.holds);
        let statement = self.terms.call_symbol("Apportion.Feasible", &[market, allocation])?;
        let proof = self.terms.call_symbol("Apportion.feasible_sound", &[market, allocation, holds])?;
        let feasible = self.theorem("feasible", statement, proof)?;
        let of = [market, allocation, values_term];
        let statement = self.terms.call_symbol("Apportion.Values", &of)?;
        let proof = self.terms.call_symbol("Apportion.values_sound", &[&of[..], &[holds]].concat())?;
        let values_hold = self.theorem("values_hold", statement, proof)?;
        let below = self.below([values_term, bounds_term], &levels)?;
        let proofs = [feasible, values_hold, below];
        let (claim, sound, stated) = match bounds {
            None => ("Apportion.Optimal", "Apportion.optimal_sound", of.to_vec()),
            Some(_) => ("Apportion.Bounded", "Apportion.bounded_sound", [&of[..], &[bounds_term]].concat()),
        };
        let shown = if bounds.is_none() { stated.get(..2).unwrap_or_default() } else { &stated };
        let statement = self.terms.call_symbol(claim, shown)?;
        let proof = self.terms.call_symbol(sound, &[&stated[..], &proofs].concat())?;
        self.claim(statement, proof)
    }

    /// `BoundsBelow` for more and more levels; the proof for all of them.
    fn below(&mut self, [values, bounds]: [Term; 2], levels: &[Term]) -> Result<Term, EmitError> {
        let market = self.market;
        let name = self.terms.name(self.root, Part::Text("below".into()))?;
        let mut proof = self.terms.call_symbol("Apportion.bounds_nil", &[market, values, bounds])?;
        for number in 0..=levels.len() {
            let count = self.terms.natural(number as u128)?;
            let statement = self.terms.call_symbol("Apportion.BoundsBelow", &[market, values, bounds, count])?;
            let own = self.terms.name(name, Part::Number(number as u32))?;
            let theorem = self.terms.theorem(own, statement, proof)?;
            let Some(&level) = levels.get(number) else { return Ok(theorem) };
            let arguments = [market, values, bounds, count, theorem, level];
            proof = self.terms.call_symbol("Apportion.bounds_cons", &arguments)?;
        }
        Ok(proof)
    }

    fn infeasible(&mut self) -> Result<(), EmitError> {
        let statement = self.terms.call_symbol("Apportion.Infeasible", &[self.market])?;
        let proof = match self.witness.exceeded() {
            Some(origin) => self.prior(origin)?,
            None => {
                let target = self.terms.symbol("Apportion.Target.infeasible")?;
                let encoded = self.encoded()?;
                let root = self.refuted(&encoded, 0, target)?;
                let Encoded { rows, program, proof } = encoded;
                let arguments = [self.market, rows, program, proof, root];
                self.terms.call_symbol("Apportion.infeasible_sound", &arguments)?
            }
        };
        self.claim(statement, proof)
    }

    fn prior(&mut self, origin: Origin) -> Result<Term, EmitError> {
        let (symbol, places) = match origin {
            Origin::MarketLimit(at) => ("Apportion.prior_infeasible_market", vec![at, 0]),
            Origin::OfferLimit(offer, at) => ("Apportion.prior_infeasible_offer", vec![offer.get(), at, 0]),
            Origin::PayerLimit(payer, at) => ("Apportion.prior_infeasible_payer", vec![payer.get(), at, 0]),
            // Only limits have prior usage.
            Origin::Capacity(_) | Origin::Total(_) | Origin::Budget(_) => return Err(EmitError::Size),
        };
        let mut arguments = vec![self.market];
        for place in places {
            arguments.push(self.terms.natural(place.into())?);
        }
        arguments.push(self.holds);
        self.terms.call_symbol(symbol, &arguments)
    }

    /// The claim of which only the first bound is of interest.
    fn unknown(&mut self, bound: u128) -> Result<(), EmitError> {
        let natural = self.terms.symbol("Nat")?;
        let none = literal::Of::new(self.terms, natural)?.list(self.terms, &[])?;
        let levels = self.levels(none, &[bound])?;
        let (zero, bound) = (self.terms.natural(0)?, self.terms.natural(bound)?);
        let statement = self.terms.call_symbol("Apportion.LowerBound", &[self.market, none, zero, bound])?;
        let proof = *levels.first().ok_or(EmitError::Size)?;
        self.claim(statement, proof)
    }

    /// The rows, the program and the theorem that it is the market's.
    fn encoded(&mut self) -> Result<Encoded, EmitError> {
        let witness = self.witness;
        let value = witness.used.term(self.terms, witness.program())?;
        let kind = self.terms.symbol("Apportion.Rows")?;
        let rows = self.define("rows", kind, value)?;
        let blocks = witness.columns.terms(self.terms)?;
        let value = *blocks.first().ok_or(EmitError::Size)?;
        let kind = self.terms.symbol("Apportion.Program")?;
        let program = self.define("program", kind, value)?;
        let top = self.terms.natural(witness.used.count().into())?;
        let whole = self.parts([self.market, rows], top, &blocks)?;
        let (tasks, zero) = (self.terms.call_symbol("Apportion.Market.tasks", &[self.market])?, self.terms.natural(0)?);
        let of = [self.market, rows, tasks, zero, program];
        let statement = self.terms.call_symbol("Apportion.Encodes", &of)?;
        let proof = self.theorem("encoded", statement, whole)?;
        Ok(Encoded { rows, program, proof })
    }

    /// The theorems that parts of the program are the market's, each with what follows it; the proof for the whole.
    fn parts(&mut self, subject: [Term; 2], top: Term, blocks: &[Term]) -> Result<Term, EmitError> {
        let (witness, count) = (self.witness, self.tasks.len().saturating_sub(1));
        let end = self.terms.natural(count as u128)?;
        let mut later = self.terms.call_symbol("Apportion.encodes_nil", &[&subject[..], &[end]].concat())?;
        let name = self.terms.name(self.root, Part::Text("part".into()))?;
        let kind = self.terms.symbol("Apportion.Shape")?;
        let kind = literal::Of::new(self.terms, kind)?;
        for part in (0..count.div_ceil(PART_TASKS)).rev() {
            let first = part * PART_TASKS;
            let of_part = witness.program().tasks().skip(first).take(PART_TASKS);
            let shapes: Result<Vec<Term>, EmitError> =
                of_part.map(|task| literal::shape(self.terms, witness.program(), task)).collect();
            let shapes = kind.list(self.terms, &shapes?)?;
            let (Some(&tasks), Some(&block)) = (self.tasks.get(first), blocks.get(first)) else {
                return Err(EmitError::Size);
            };
            let stated = [tasks, self.terms.natural(first as u128)?, block];
            let statement = self.terms.call_symbol("Apportion.Encodes", &[&subject[..], &stated].concat())?;
            let arguments = [&subject[..], &[top, shapes], &stated, &[self.holds, later]].concat();
            let proof = self.terms.call_symbol("Apportion.encodes_part", &arguments)?;
            let own = self.terms.name(name, Part::Number(part as u32))?;
            later = self.terms.theorem(own, statement, proof)?;
        }
        Ok(later)
    }

    /// The theorem `LowerBound` of each level.
    fn levels(&mut self, values: Term, bounds: &[u128]) -> Result<Vec<Term>, EmitError> {
        // Where prior usage alone exceeds a limit, there is nothing below any bound.
        let nothing = match self.witness.exceeded() {
            Some(origin) if bounds.iter().any(|&bound| bound > 0) => {
                let statement = self.terms.call_symbol("Apportion.Infeasible", &[self.market])?;
                let proof = self.prior(origin)?;
                Some(self.theorem("infeasible", statement, proof)?)
            }
            _ => None,
        };
        let encoded = self.encoded()?;
        let mut theorems = Vec::with_capacity(bounds.len());
        for (number, &bound) in bounds.iter().enumerate() {
            let level = self.terms.natural(number as u128)?;
            let stated = [values, level, self.terms.natural(bound)?];
            let statement = [&[self.market][..], &stated].concat();
            let statement = self.terms.call_symbol("Apportion.LowerBound", &statement)?;
            let name = self.level_name(number)?;
            let proof = if bound == 0 {
                self.terms.call_symbol("Apportion.zero_bound", &[self.market, values, level])?
            } else if let Some(nothing) = nothing {
                let arguments = [&[self.market][..], &stated, &[nothing]].concat();
                self.terms.call_symbol("Apportion.infeasible_bound", &arguments)?
            } else {
                let target = self.terms.call_symbol("Apportion.Target.at_least", &stated)?;
                let root = self.refuted(&encoded, number, target)?;
                let Encoded { rows, program, proof } = encoded;
                let arguments = [&[self.market, rows, program][..], &stated, &[proof, root]];
                self.terms.call_symbol("Apportion.bound_sound", &arguments.concat())?
            };
            let name = self.terms.name(name, Part::Text("bound".into()))?;
            theorems.push(self.terms.theorem(name, statement, proof)?);
        }
        Ok(theorems)
    }

    fn level_name(&mut self, number: usize) -> Result<Name, EmitError> {
        let name = self.terms.name(self.root, Part::Text("level".into()))?;
        self.terms.name(name, Part::Number(number as u32))
    }

    /// The theorem `Refuted` of a level.
    fn refuted(&mut self, encoded: &Encoded, number: usize, target: Term) -> Result<Term, EmitError> {
        let witness = self.witness;
        let Some((elaborated, meaning)) = witness.levels.get(number) else {
            return Err(EmitError::Step { level: number, step: 0 });
        };
        let name = self.level_name(number)?;
        let kind = self.terms.symbol("Apportion.Target")?;
        let target = define(self.terms, name, "target", kind, target)?;
        let bound = self.terms.call_symbol("Apportion.bounds", &[self.market, encoded.rows, target])?;
        let level = Level {
            number,
            meaning,
            proof: &elaborated.proof,
            used: &witness.used,
            columns: &witness.columns,
            program: encoded.program,
            bound,
            name,
            holds: self.holds,
        };
        proof::refute(self.terms, &level)
    }
}

/// Tasks that one theorem compares with the market: a kernel forgets what it computed from one to the next.
const PART_TASKS: usize = 16;

/// The constants of the program.
#[derive(Clone, Copy)]
struct Encoded {
    rows: Term,
    program: Term,
    proof: Term,
}

fn define<R: Record>(
    terms: &mut Terms<R>,
    prefix: Name,
    text: &str,
    statement: Term,
    value: Term,
) -> Result<Term, EmitError> {
    let name = terms.name(prefix, Part::Text(text.into()))?;
    terms.define(name, statement, value)
}
