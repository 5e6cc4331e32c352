//! Other solvers: a second engine looks for an allocation, ours checks it, goes on from it, and proves how good it is.
//!
//! Nothing that an engine says is believed. Its allocation is compared exactly with every condition of the market; what it claims to be best
//! is confirmed by our own proof or not.

mod minizinc;
mod process;
mod verdict;

pub(super) use minizinc::find;
pub(super) use verdict::{json, words};

use apportion::allocator::export::Import;
use apportion::allocator::export::minizinc::Rounding;
use std::str::FromStr;
use std::time::Duration;

/// Names of the files that `export minizinc` writes.
pub(super) const MODEL: &str = "allocation.mzn";
pub(super) const DATA: &str = "allocation.dzn";

/// The solver behind MiniZinc unless another is named: the one that comes with its package.
pub(super) const SOLVER: &str = "gecode";

/// Who looks for the allocation first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Engine {
    /// Our own solver alone.
    Native,
    /// A solver behind MiniZinc, by the name that `minizinc --solver` takes.
    MiniZinc(String),
}

impl FromStr for Engine {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            None if text == "native" => Ok(Self::Native),
            None if text == "minizinc" => Ok(Self::MiniZinc(SOLVER.to_owned())),
            Some(("minizinc", solver)) if !solver.is_empty() && !solver.starts_with('-') => {
                Ok(Self::MiniZinc(solver.to_owned()))
            }
            _ => Err("write native, minizinc, or minizinc:SOLVER with a solver that `minizinc --solvers` lists"),
        }
    }
}

/// What an engine came back with.
pub(super) struct Attempt {
    /// As on the command line.
    name: String,
    /// The best allocation that our check accepted.
    pub(super) found: Option<Import>,
    /// What our check has against an allocation, or the reader against the output.
    refused: Option<String>,
    claim: Claim,
    /// What was rounded to fit the engine's numbers: what it claims is then about another market.
    rounding: Option<Rounding>,
    took: Duration,
}

/// What an engine says about the data that it was given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Claim {
    /// Its allocation is the best.
    Optimal,
    /// No allocation is feasible.
    Infeasible,
    /// Nothing: it was stopped before its search was complete.
    Nothing,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engines_are_named_as_documented() {
        let minizinc = |solver: &str| Ok(Engine::MiniZinc(solver.to_owned()));
        assert_eq!("native".parse(), Ok(Engine::Native));
        assert_eq!("minizinc".parse(), minizinc("gecode"));
        assert_eq!("minizinc:org.chuffed.chuffed".parse(), minizinc("org.chuffed.chuffed"));
        for wrong in ["", "cplex", "minizinc:", "minizinc:--help", "native:x", "MiniZinc"] {
            assert!(wrong.parse::<Engine>().is_err(), "{wrong}");
        }
    }
}
