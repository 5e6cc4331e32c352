//! A market as linear programs in CPLEX LP format, which CBC, HiGHS, SCIP, GLPK and the commercial solvers read.
//!
//! One program for each level of the objective, in the market's own numbers: minimise the level, with the levels before it held at values that
//! are passed in. Variables are named as in VeriPB problems, `x_t12_o3_s4`. Most solvers compute in doubles, which hold integers exactly up
//! to 2^53 only, and accept rows that are exceeded by a little: what they find has to be checked, and what they prove is not exact.

use super::import::{Import, ImportError};
use super::listing::{ExportError, Limits, Listing, Which};
use super::words::{Described, Variable};
use apportion_certs::program::{Choice, Program};
use apportion_lattice::TaskIndex;
use core::fmt::{self, Display, Write};

/// The format bounds a line by 255 characters in old readers; ours are shorter but for comments, which nobody reads as input.
const LINE_MAX: usize = 120;

/// Integers above this are not exact in a double.
const DOUBLE_EXACT_MAX: u128 = 1 << 53;

/// A variable that is always 0: some readers refuse a row without variables.
const ZERO: &str = "zero";

/// A market written out, row by row.
///
/// ```
/// use apportion_allocator::export::{Limits, lp};
/// use apportion_certs::program::Program;
/// use apportion_lattice::Market;
///
/// let market = Market::from_json(r#"{"version": 1, "payers": [{"id": "p", "budget": 9}], "offers": [{"id": "o", "price_fixed": 7}],
///     "tasks": [{"id": "t", "payer": "p", "penalty": 8}, {"id": "u", "payer": "p", "penalty": 8}]}"#)?;
/// let program = Program::new(&market);
/// let text = lp::Instance::new(&program, Limits::default())?.program(0, &[]).unwrap_or_default();
/// assert!(text.contains("\n r0: 7 x_t0_o0_s0 + 7 x_t1_o0_s0 <= 9\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Instance<'p, 'm> {
    listing: Listing<'p, 'm>,
}

impl<'p, 'm> Instance<'p, 'm> {
    /// Writes a program out; linear in options and coefficients.
    ///
    /// # Errors
    /// If there are more of them than the limit allows.
    pub fn new(program: &'p Program<'m>, limits: Limits) -> Result<Self, ExportError> {
        Ok(Self { listing: Listing::new(program, Which::All, limits)? })
    }

    /// Number of levels of the objective.
    pub fn level_count(&self) -> usize {
        self.listing.costs.len()
    }

    /// Whether every number of the programs is one that a double holds exactly.
    pub fn is_exact_in_doubles(&self) -> bool {
        let row = |row: &super::rows::Row| {
            let largest = row.terms.iter().map(|term| u128::from(term.1)).max().unwrap_or(0);
            largest.max(row.bound.unsigned_abs())
        };
        let rows = self.listing.rows.iter().map(row).max().unwrap_or(0);
        let costs = self.listing.costs.iter().map(|costs| costs.largest_sum).max().unwrap_or(0);
        rows.max(costs) <= DOUBLE_EXACT_MAX
    }

    /// Writes the program of a level, counted from 0. `reached` holds the values of the levels before it; what is missing is not held.
    ///
    /// # Errors
    /// If there is no such level, or the receiver refuses the text.
    pub fn write(&self, level: usize, reached: &[u128], out: &mut dyn Write) -> fmt::Result {
        let costs = self.listing.costs.get(level).ok_or(fmt::Error)?;
        self.header(level, out)?;
        out.write_str("Minimize\n")?;
        let objective = self.terms(|task, choice| costs.cost(task, choice));
        expression(out, "value", objective, "")?;
        out.write_str("Subject To\n")?;
        for (task, stated) in self.listing.program.tasks().zip(self.listing.program.market().tasks()) {
            writeln!(out, "\\ task {:?} takes one option", stated.id)?;
            let choices = self.listing.choices(task).map(|(_, choice)| (1, task, choice));
            expression(out, &format!("t{}", task.get()), self.named(choices), "= 1")?;
        }
        for row in &self.listing.rows {
            writeln!(out, "\\ {}", Described(&self.listing, row))?;
            let terms = row.terms.iter().filter_map(|&(option, used)| {
                let (task, choice) = self.meaning(option)?;
                Some((u128::from(used), task, choice))
            });
            expression(out, &format!("r{}", row.number), self.named(terms), &format!("<= {}", row.bound))?;
        }
        for (earlier, (costs, value)) in self.listing.costs.iter().zip(reached).enumerate().take(level) {
            writeln!(out, "\\ level {earlier} stays as good as it is")?;
            let terms = self.terms(|task, choice| costs.cost(task, choice));
            expression(out, &format!("level{earlier}"), terms, &format!("<= {value}"))?;
        }
        writeln!(out, "Bounds\n {ZERO} = 0\nBinary")?;
        for (_, name) in self.terms(|_, _| 1) {
            writeln!(out, " {name}")?;
        }
        out.write_str("End\n")
    }

    /// The program of a level as a text; `None` if there is no such level.
    pub fn program(&self, level: usize, reached: &[u128]) -> Option<String> {
        let mut text = String::new();
        self.write(level, reached, &mut text).ok()?;
        Some(text)
    }

    /// The choices of a solution: the names of the variables that are 1, in any order; others are passed over. A task of which no variable is
    /// named counts as left out.
    ///
    /// # Errors
    /// If two options of a task are named, or what is named is not a feasible allocation.
    pub fn import<'a>(&self, ones: impl IntoIterator<Item = &'a str>) -> Result<Import, ImportError> {
        let program = self.listing.program;
        let mut choices = vec![None; program.task_count()];
        for name in ones {
            let Some((task, choice)) = self.find(name) else { continue };
            if choices[task.usize()].replace(choice).is_some_and(|known| known != choice) {
                return Err(ImportError::Choice(program.market().task(task).id.to_string()));
            }
        }
        let choices: Vec<Choice> = choices.into_iter().map(|choice| choice.unwrap_or(Choice::Unassigned)).collect();
        Import::new(program, &choices)
    }

    /// The option that a name stands for.
    fn find(&self, name: &str) -> Option<(TaskIndex, Choice)> {
        let (task, rest) = name.strip_prefix("x_t")?.split_once('_')?;
        let task: u32 = task.parse().ok()?;
        let task = ((task as usize) < self.listing.program.task_count()).then(|| TaskIndex::new(task))?;
        let choice = match rest.strip_prefix('o').and_then(|rest| rest.split_once("_s")) {
            None => (rest == "none").then_some(Choice::Unassigned)?,
            Some((offer, start)) => {
                let (offer, start): (u32, u32) = (offer.parse().ok()?, start.parse().ok()?);
                let at = self.listing.program.pairs(task).iter().position(|pair| pair.run.offer.get() == offer)?;
                Choice::Assigned { pair: self.listing.program.pair_range(task).start + at, start }
            }
        };
        Some((task, choice))
    }

    fn header(&self, level: usize, out: &mut dyn Write) -> fmt::Result {
        let market = self.listing.program.market();
        let last = self.level_count() - 1;
        writeln!(out, "\\ Market {:?}, SHA-256 {}", market.name().unwrap_or_default(), market.hash())?;
        writeln!(out, "\\ The least value at objective level {level}, of levels 0 to {last}.")?;
        writeln!(out, "\\ x_tT_oO_sS = 1: task T runs on offer O from slot S on. x_tT_none = 1: task T is left out.")?;
        writeln!(out, "\\ Rows that no choice of one option for each task exceeds are left out.")?;
        if !self.is_exact_in_doubles() {
            writeln!(
                out,
                "\\ Some numbers exceed 2^53: solvers that compute in doubles read other numbers than stand here."
            )?;
        }
        market
            .offers()
            .iter()
            .enumerate()
            .try_for_each(|(number, offer)| writeln!(out, "\\ o{number} is offer {:?}", offer.id))
    }

    fn meaning(&self, option: u32) -> Option<(TaskIndex, Choice)> {
        let task = self.listing.task_of(option)?;
        let within = u64::from(option - self.listing.options(task).start);
        self.listing.program.choice(task, within).map(|choice| (task, choice))
    }

    /// Every option with its name and a number that is not 0.
    fn terms<'a>(
        &'a self,
        number: impl Fn(TaskIndex, Choice) -> u128 + 'a,
    ) -> impl Iterator<Item = (u128, Variable<'a, 'm>)> + 'a {
        let options = self
            .listing
            .program
            .tasks()
            .flat_map(|task| self.listing.choices(task).map(move |(_, choice)| (task, choice)));
        self.named(options.map(move |(task, choice)| (number(task, choice), task, choice))).filter(|term| term.0 > 0)
    }

    fn named<'a>(
        &'a self,
        terms: impl Iterator<Item = (u128, TaskIndex, Choice)> + 'a,
    ) -> impl Iterator<Item = (u128, Variable<'a, 'm>)> + 'a {
        terms.map(|(number, task, choice)| (number, Variable(self.listing.program, task, choice)))
    }
}

/// ` name: 3 a + b <= 5`, wrapped before a sign.
fn expression<N: Display>(
    out: &mut dyn Write,
    name: &str,
    terms: impl Iterator<Item = (u128, N)>,
    relation: &str,
) -> fmt::Result {
    let mut line = format!(" {name}:");
    let mut sign = "";
    for (coefficient, variable) in terms {
        let term = match coefficient {
            1 => format!("{sign} {variable}"),
            _ => format!("{sign} {coefficient} {variable}"),
        };
        if line.len() + term.len() > LINE_MAX {
            writeln!(out, "{line}")?;
            line = String::from("  ");
        }
        line.push_str(&term);
        sign = " +";
    }
    if sign.is_empty() {
        write!(line, " {ZERO}")?;
    }
    if !relation.is_empty() {
        write!(line, " {relation}")?;
    }
    writeln!(out, "{line}")
}

#[cfg(test)]
mod tests;
