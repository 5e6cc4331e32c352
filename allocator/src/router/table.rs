//! Registries as text: one line per provider, numbers as decimals.

use super::{Health, Provider, Registry, RegistryError};
use apportion_lattice::{Decimal, Ppm, nmic};
use core::time::Duration;

/// The five providers as the README of Lab 3 lists them. Its fallback is `local_llama`.
pub const LAB3_README: &str = include_str!("tables/lab3_readme.csv");

/// The five providers as the code of Lab 3 lists them. Its fallback is `local_llama`.
pub const LAB3_CODE: &str = include_str!("tables/lab3_code.csv");

const HEADER: &str = "provider,MIC per 1000 tokens,latency in ms,quality,reliability,context in tokens";

/// Tokens that one price in a table is for.
const TOKENS_PER_PRICE: u64 = 1_000;
const NMIC_PER_MIC: u64 = 1_000_000_000;

impl Registry {
    /// Reads a table of providers, such as [`LAB3_README`]: comma-separated, with that header, and numbers in decimal digits. Prices are
    /// whole nMIC per token. There is no fallback yet, and health is full.
    ///
    /// # Errors
    /// If a line is not of this form, naming it, or the providers make no registry.
    pub fn from_csv(text: &str) -> Result<Self, TableError> {
        let mut lines = text.lines().enumerate();
        let at = |(line, problem): (usize, TableProblem)| TableError::Line { line: line + 1, problem };
        if lines.next().map(|(_, header)| header) != Some(HEADER) {
            return Err(at((0, TableProblem::Header)));
        }
        let rows = lines.filter(|(_, line)| !line.is_empty());
        let providers: Result<Vec<_>, _> =
            rows.map(|(number, line)| provider(line).map_err(|problem| at((number, problem)))).collect();
        Ok(Self::new(providers?)?)
    }
}

fn provider(line: &str) -> Result<Provider, TableProblem> {
    let fields: Vec<&str> = line.split(',').collect();
    let [id, price, latency, quality, reliability, context] = fields[..] else {
        return Err(TableProblem::Fields { found: fields.len() });
    };
    let bad = |column, text: &str| TableProblem::Number { column, found: text.to_owned() };
    let times = |text: &str, factor| text.parse::<Decimal>().ok()?.times(factor);
    let share = |column, text: &str| text.parse::<Ppm>().map_err(|_| bad(column, text));
    let price_per_token = times(price, NMIC_PER_MIC / TOKENS_PER_PRICE).ok_or_else(|| bad("price", price))?;
    Ok(Provider {
        id: id.to_owned(),
        price_per_token: nmic(price_per_token),
        latency: Duration::from_millis(times(latency, 1).ok_or_else(|| bad("latency", latency))?),
        quality: share("quality", quality)?,
        reliability: share("reliability", reliability)?,
        context_tokens: times(context, 1).ok_or_else(|| bad("context", context))?,
        health: Health::FULL,
    })
}

/// Why a text is no registry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// A line that states no provider.
    #[error("line {line}: {problem}")]
    Line {
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        problem: TableProblem,
    },
    /// Providers that make no registry.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableProblem {
    /// The first line is not the header.
    #[error("the header must be \"{HEADER}\"")]
    Header,
    /// Too many or too few fields.
    #[error("there are {found} fields; write six, separated by commas")]
    Fields {
        /// How many there are.
        found: usize,
    },
    /// Not a number, or one too fine.
    #[error(
        "{column} \"{}\" must be a decimal number: whole for latency and context, at most six places for the others",
        found.escape_debug()
    )]
    Number {
        /// The column.
        column: &'static str,
        /// What stands there.
        found: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_tables_are_registries() {
        for table in [LAB3_README, LAB3_CODE] {
            let registry = Registry::from_csv(table).expect("a table");
            let prices: Vec<_> = registry.providers().map(|provider| provider.price_per_token.nmic()).collect();
            assert_eq!(prices, [15_000, 10_000, 8_000, 2_000, 100]);
        }
    }

    #[test]
    fn faults_name_their_line() {
        let line = |text: &str| match Registry::from_csv(&format!("{HEADER}\na,0.015,600,0.97,0.99,200000\n{text}\n")) {
            Err(TableError::Line { line: 3, problem }) => Some(problem),
            _ => None,
        };
        let number = |column, found: &str| Some(TableProblem::Number { column, found: found.to_owned() });
        assert_eq!(line("b,0.015,600,0.97,0.99"), Some(TableProblem::Fields { found: 5 }));
        assert_eq!(line("b,0.0000001,600,0.97,0.99,9"), number("price", "0.0000001"));
        assert_eq!(line("b,-1,600,0.97,0.99,9"), number("price", "-1"));
        assert_eq!(line("b,1,0.5,0.97,0.99,9"), number("latency", "0.5"));
        assert_eq!(line("b,1,600,high,0.99,9"), number("quality", "high"));
        assert_eq!(line("b,1,600,0.97,0.9999999,9"), number("reliability", "0.9999999"));
        assert_eq!(line("b,1,600,0.97,0.99, 9"), number("context", " 9"));
        let header = Registry::from_csv("").expect_err("no header");
        assert_eq!(header, TableError::Line { line: 1, problem: TableProblem::Header });
    }

    #[test]
    fn providers_out_of_range_are_refused() {
        let refused = |row: &str| match Registry::from_csv(&format!("{HEADER}\n{row}\n")) {
            Err(TableError::Registry(RegistryError::OutOfRange { field, .. })) => Some(field),
            _ => None,
        };
        assert_eq!(refused(",1,600,0.97,0.99,9"), Some("id"));
        assert_eq!(refused("b,1,600,1.000001,0.99,9"), Some("quality"));
        assert_eq!(refused("b,1,600,1,1.1,9"), Some("reliability"));
        assert_eq!(refused("b,1,600,1,1,0"), Some("context_tokens"));
        assert_eq!(refused("b,1,4294967296,1,1,9"), Some("latency"));
        assert_eq!(refused("b,9223372036854,600,1,1,2"), Some("price_per_token"));
        let twice = Registry::from_csv(&format!("{HEADER}\nb,1,6,1,1,9\nb,1,6,1,1,9\n")).expect_err("twice");
        assert_eq!(twice, TableError::Registry(RegistryError::Duplicate { id: "b".to_owned() }));
    }
}
