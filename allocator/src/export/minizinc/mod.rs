//! A market for MiniZinc: one fixed model, [`MODEL`], and a data file for each market.
//!
//! The solvers behind MiniZinc hold 32-bit integers. The data states each limit in the largest unit that divides all its amounts, and each
//! level of the objective in steps above the cheapest choices. What still does not fit is rounded: what is used up, what is allowed down,
//! so that every solution of the copy is one of the market; costs to the nearest. [`Instance::rounding`] says whether that was needed.

mod data;
mod output;
mod scale;

pub use output::{Output, OutputError};
pub use scale::Rounding;

use super::import::{Import, ImportError};
use super::listing::{ExportError, Limits, Listing, Which};
use apportion_certs::program::{Choice, Program};
use apportion_lattice::TaskIndex;
use core::fmt::{self, Write};
use scale::{ScaledLevel, ScaledRow};

/// The model, `allocation.mzn`: the same for every market.
pub const MODEL: &str = include_str!("allocation.mzn");

/// A market in the numbers of its data file.
///
/// ```
/// use apportion_allocator::export::{Limits, minizinc};
/// use apportion_certs::program::Program;
/// use apportion_lattice::Market;
///
/// let market = Market::from_json(r#"{"version": 1, "payers": [{"id": "p"}], "offers": [{"id": "o", "price_fixed": 7000000000}],
///     "tasks": [{"id": "t", "payer": "p", "penalty": 9000000000}]}"#)?;
/// let program = Program::new(&market);
/// let instance = minizinc::Instance::new(&program, Limits::default())?;
/// assert!(instance.rounding().is_none(), "the two options differ by one step");
/// assert_eq!(instance.parameters(0, &[]), "level = 1; reached = [];");
///
/// // What `minizinc allocation.mzn allocation.dzn -D "level = 1; reached = [];"` prints:
/// let output = instance.read("choice = [1];\n% t: o, slots 0 to 0\n----------\n==========\n")?;
/// let import = instance.import(output.choices.as_deref().unwrap_or_default())?;
/// assert_eq!((import.values, output.is_complete), (vec![7_000_000_000], true));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Instance<'p, 'm> {
    listing: Listing<'p, 'm>,
    rows: Vec<ScaledRow>,
    levels: Vec<ScaledLevel>,
}

impl<'p, 'm> Instance<'p, 'm> {
    /// Writes a program out in small numbers; linear in options, costs and coefficients.
    ///
    /// # Errors
    /// If there are more of them than the limit allows.
    pub fn new(program: &'p Program<'m>, limits: Limits) -> Result<Self, ExportError> {
        let listing = Listing::new(program, Which::Usage, limits)?;
        let rows = listing.rows.iter().map(ScaledRow::new).collect();
        let levels = listing.costs.iter().map(|costs| ScaledLevel::new(&listing, costs)).collect();
        Ok(Self { listing, rows, levels })
    }

    /// What had to be rounded; `None` if the data states the market exactly.
    pub fn rounding(&self) -> Option<Rounding> {
        let limits = self.rows.iter().filter(|row| row.rounded).count();
        let levels = self.levels.iter().filter(|level| level.rounded).count();
        (limits + levels > 0).then_some(Rounding { limits, levels })
    }

    /// Number of levels of the objective.
    pub fn level_count(&self) -> usize {
        self.levels.len()
    }

    /// Writes the data file, `allocation.dzn`.
    ///
    /// # Errors
    /// If the receiver refuses the text.
    pub fn write(&self, out: &mut dyn Write) -> fmt::Result {
        data::write(self, out)
    }

    /// The data file as a text.
    pub fn data(&self) -> String {
        let mut text = String::new();
        // Strings accept everything.
        let _ = self.write(&mut text);
        text
    }

    /// What to pass with `-D` in order to minimise a level, counted from 0, after choices that were found for the level before it.
    pub fn parameters(&self, level: usize, found: &[Choice]) -> String {
        let reached: Vec<String> = self.steps(found).iter().take(level).map(u64::to_string).collect();
        format!("level = {}; reached = [{}];", level + 1, reached.join(", "))
    }

    /// The value of choices at each level in steps, as the model counts it; empty for no choices.
    pub fn steps(&self, choices: &[Choice]) -> Vec<u64> {
        if choices.is_empty() {
            return vec![0; self.levels.len()];
        }
        let tasks = || self.listing.program.tasks().zip(choices);
        let number = |(task, choice): (TaskIndex, &Choice)| {
            self.listing.choices(task).find(|(_, known)| known == choice).map(|(number, _)| number)
        };
        let chosen: Vec<u32> = tasks().filter_map(number).collect();
        let of_level = |level: &ScaledLevel| chosen.iter().map(|&option| u64::from(level.extra[option as usize])).sum();
        self.levels.iter().map(of_level).collect()
    }

    /// Reads what minizinc printed.
    ///
    /// # Errors
    /// If the last solution is not one option for each task.
    pub fn read(&self, text: &str) -> Result<Output, OutputError> {
        output::read(&self.listing, text)
    }

    /// Checks choices against the true market.
    ///
    /// # Errors
    /// If they are not a feasible allocation.
    pub fn import(&self, choices: &[Choice]) -> Result<Import, ImportError> {
        Import::new(self.listing.program, choices)
    }
}

#[cfg(test)]
mod tests;
