//! The declarations of a witness, in order.

use crate::error::EmitError;
use crate::export::{Name, Ndjson, Part, Record, Tables, Term, Terms};
use crate::literal::{self, Columns, MarketTerm, Used};
use crate::proof::{self, Level, Meaning};
use crate::theory::Theory;
use apportion_certs::elaborate::{Elaborated, Elaborator};
use apportion_certs::program::{Choice, FamilyKind, LevelCosts, Origin, Program};
use apportion_certs::{Certificate, Claim};
use std::io::Write;

/// The sizes of a witness.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Summary {
    /// Coefficients of options in rows that some proof uses.
    pub coefficients: usize,
    /// Closed nodes of the proof trees.
    pub leaves: usize,
    /// Names and expressions beyond those of the theory.
    pub terms: u32,
}

/// A checked certificate whose levels are elaborated: everything that is written.
pub(crate) struct Content<'e, 'm, 'c> {
    elaborator: &'e Elaborator<'m, 'c>,
    claim: &'c Claim,
    levels: Vec<(Elaborated<'e, 'm>, Meaning)>,
    used: Used,
    columns: Columns,
}

impl<'e, 'm, 'c> Content<'e, 'm, 'c> {
    pub(crate) fn new(elaborator: &'e Elaborator<'m, 'c>, certificate: &'c Certificate) -> Result<Self, EmitError> {
        let program = elaborator.program();
        let mut levels = Vec::new();
        for level in 0..elaborator.level_count() {
            let elaborated = elaborator.level(level)?;
            let meaning = Meaning::new(&elaborated.encoding);
            levels.push((elaborated, meaning));
        }
        let used = Used::new(levels.iter().flat_map(|(elaborated, meaning)| meaning.rows(elaborated)));
        let costs: Vec<LevelCosts> =
            (0..program.market().levels().len()).map(|level| LevelCosts::new(program, level)).collect();
        let columns = Columns::new(program, &costs, &used);
        Ok(Self { elaborator, claim: &certificate.claim, levels, used, columns })
    }

    fn program(&self) -> &'e Program<'m> {
        self.elaborator.program()
    }

    /// Writes the lines of a whole witness.
    pub(crate) fn write_lines(&self, theory: &Theory, out: impl Write) -> Result<Summary, EmitError> {
        let mut lines = Ndjson::new(out);
        lines.raw(theory.text())?;
        let (mut lines, summary) = self.write(theory.tables().clone(), lines)?;
        lines.flush()?;
        Ok(summary)
    }

    /// Writes every declaration after the theory's.
    pub(crate) fn write<R: Record>(&self, tables: Tables, record: R) -> Result<(R, Summary), EmitError> {
        let mut terms = Terms::new(tables, record);
        let before = terms.counts();
        Writer::new(self, &mut terms)?.write()?;
        let after = terms.counts();
        let leaf =
            |step: &&apportion_certs::core::Step| matches!(step, apportion_certs::core::Step::Contradiction { .. });
        let summary = Summary {
            coefficients: self.columns.coefficient_count(),
            leaves: self.levels.iter().map(|level| level.0.proof.iter().filter(leaf).count()).sum(),
            terms: (after.0 - before.0).saturating_add(after.1 - before.1),
        };
        Ok((terms.record, summary))
    }

    /// A limit that prior usage alone exceeds. Only that lowers a bound below 0, and it only falls from slot to slot.
    fn exceeded(&self) -> Option<Origin> {
        let mut families = self.program().families().iter().filter(|family| family.bound(0) < 0);
        families.find_map(|family| match &family.kind {
            FamilyKind::Usage(usage) => Some(usage.origin),
            FamilyKind::Dependency(_) => None,
        })
    }
}

struct Writer<'a, 'e, 'm, 'c, R> {
    content: &'a Content<'e, 'm, 'c>,
    terms: &'a mut Terms<R>,
    root: Name,
    market: Term,
    /// The market's list of tasks from every place on.
    tasks: Vec<Term>,
    /// `Eq.refl Bool true`.
    holds: Term,
}

impl<'a, 'e, 'm, 'c, R: Record> Writer<'a, 'e, 'm, 'c, R> {
    fn new(content: &'a Content<'e, 'm, 'c>, terms: &'a mut Terms<R>) -> Result<Self, EmitError> {
        let root = terms.name(Name(0), Part::Text(NAMESPACE.into()))?;
        let (refl, boolean, holds) =
            (terms.symbol_at("Eq.refl", 1)?, terms.symbol("Bool")?, terms.symbol("Bool.true")?);
        let holds = terms.call(refl, &[boolean, holds])?;
        let MarketTerm { whole, tasks } = literal::market(terms, content.program().market())?;
        let kind = terms.symbol("Apportion.Market")?;
        let market = define(terms, root, "market", kind, whole)?;
        Ok(Self { content, terms, root, market, tasks, holds })
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

    fn write(&mut self) -> Result<(), EmitError> {
        match self.content.claim {
            Claim::Optimal { values, .. } => self.answer(values, None),
            Claim::Feasible { values, bounds, .. } => self.answer(values, Some(bounds)),
            Claim::Infeasible => self.infeasible(),
            Claim::Unknown { bounds } => self.unknown(bounds.first().copied().unwrap_or(0)),
        }
    }

    /// The claims that have an allocation; without bounds, the values are the bounds.
    fn answer(&mut self, values: &[u128], bounds: Option<&[u128]>) -> Result<(), EmitError> {
        let choices: &[Choice] = self.content.elaborator.choices().unwrap_or_default();
        let value = literal::allocation(self.terms, self.content.program(), choices)?;
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
        let proof = match self.content.exceeded() {
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
        let content = self.content;
        let value = content.used.term(self.terms, content.program())?;
        let kind = self.terms.symbol("Apportion.Rows")?;
        let rows = self.define("rows", kind, value)?;
        let blocks = content.columns.terms(self.terms)?;
        let value = *blocks.first().ok_or(EmitError::Size)?;
        let kind = self.terms.symbol("Apportion.Program")?;
        let program = self.define("program", kind, value)?;
        let top = self.terms.natural(content.used.count().into())?;
        let whole = self.parts([self.market, rows], top, &blocks)?;
        let (tasks, zero) = (self.terms.call_symbol("Apportion.Market.tasks", &[self.market])?, self.terms.natural(0)?);
        let of = [self.market, rows, tasks, zero, program];
        let statement = self.terms.call_symbol("Apportion.Encodes", &of)?;
        let proof = self.theorem("encoded", statement, whole)?;
        Ok(Encoded { rows, program, proof })
    }

    /// The theorems that parts of the program are the market's, each with what follows it; the proof for the whole.
    fn parts(&mut self, subject: [Term; 2], top: Term, blocks: &[Term]) -> Result<Term, EmitError> {
        let (content, count) = (self.content, self.tasks.len().saturating_sub(1));
        let end = self.terms.natural(count as u128)?;
        let mut later = self.terms.call_symbol("Apportion.encodes_nil", &[&subject[..], &[end]].concat())?;
        let name = self.terms.name(self.root, Part::Text("part".into()))?;
        let kind = self.terms.symbol("Apportion.Shape")?;
        let kind = literal::Of::new(self.terms, kind)?;
        for part in (0..count.div_ceil(PART_TASKS)).rev() {
            let first = part * PART_TASKS;
            let of_part = content.program().tasks().skip(first).take(PART_TASKS);
            let shapes: Result<Vec<Term>, EmitError> =
                of_part.map(|task| literal::shape(self.terms, content.program(), task)).collect();
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
        let nothing = match self.content.exceeded() {
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
        let content = self.content;
        let Some((elaborated, meaning)) = content.levels.get(number) else {
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
            used: &content.used,
            columns: &content.columns,
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

/// The namespace of every name that a witness declares.
pub const NAMESPACE: &str = "Witness";

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

#[cfg(test)]
mod tests;
