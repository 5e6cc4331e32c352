//! A solver behind MiniZinc, level by level.

use super::process::{self, Ran};
use super::{Attempt, Claim};
use crate::cli::failure::Failure;
use crate::cli::stop::Watch;
use apportion::Control;
use apportion::allocator::export::minizinc::{Instance, MODEL, Output};
use apportion::allocator::export::{Import, Limits};
use apportion::certs::program::{Choice, Program};
use apportion::lattice::Market;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const PROGRAM: &str = "minizinc";
/// The line that ends a solution.
const SEPARATOR: &str = "----------";
/// How long the engine may search, all levels together, when no time limit is set.
const PATIENCE: Duration = Duration::from_secs(60);
/// How much longer than its own limit minizinc may take before it is ended.
const GRACE: Duration = Duration::from_secs(2);
/// The shortest limit that is passed on; minizinc takes 0 for none.
const SHORTEST: Duration = Duration::from_millis(1);

/// Has a solver look for the best allocation of a market. It may take half of the time that is left, or a minute if no limit is set.
///
/// # Errors
/// If minizinc is missing, does not know the solver or cannot handle the model, or the market is too large to be written out.
pub(in crate::cli) fn find(solver: &str, market: &Market, path: &Path, watch: &Watch) -> Result<Attempt, Failure> {
    let begun = Instant::now();
    let program = Program::new(market);
    let instance = Instance::new(&program, Limits::default())
        .map_err(|error| Failure::unusable(path, &format!("cannot be handed to MiniZinc: {error}")))?;
    let deadline = begun + watch.time_left().map_or(PATIENCE, |left| left / 2);
    let mut search = Search {
        solver,
        instance: &instance,
        model: format!("{MODEL}{}", instance.data()),
        watch,
        deadline,
        found: None,
        refused: None,
    };
    let claim = search.levels()?;
    let Search { found, refused, .. } = search;
    let name = format!("{PROGRAM}:{solver}");
    Ok(Attempt { name, found, refused, claim, rounding: instance.rounding(), took: begun.elapsed() })
}

struct Search<'s, 'p, 'm> {
    solver: &'s str,
    instance: &'s Instance<'p, 'm>,
    /// Model and data in one text.
    model: String,
    watch: &'s Watch,
    deadline: Instant,
    found: Option<Import>,
    refused: Option<String>,
}

impl Search<'_, '_, '_> {
    /// Runs every level, as long as each finds something.
    fn levels(&mut self) -> Result<Claim, Failure> {
        let levels = self.instance.level_count();
        let mut reached: Vec<Choice> = Vec::new();
        let mut claim = Claim::Optimal;
        for level in 0..levels {
            self.watch.note(&format!("{PROGRAM}:{} looks at level {level}", self.solver));
            let Some(output) = self.level(level, &reached)? else { return Ok(Claim::Nothing) };
            if output.is_unsatisfiable && level == 0 {
                return Ok(Claim::Infeasible);
            }
            let Some(choices) = output.choices else { return Ok(Claim::Nothing) };
            if !output.is_complete {
                claim = Claim::Nothing;
            }
            match self.instance.import(&choices) {
                Ok(import) => self.keep(import),
                Err(error) => {
                    self.refused = Some(error.to_string());
                    return Ok(claim);
                }
            }
            if self.watch.is_cancelled() || self.watch.time_is_up() {
                return Ok(Claim::Nothing);
            }
            reached = choices;
        }
        Ok(claim)
    }

    /// In a rounded copy a later level can lose what an earlier one has reached.
    fn keep(&mut self, import: Import) {
        if self.found.as_ref().is_none_or(|known| import.values < known.values) {
            self.found = Some(import);
        }
    }

    /// One run; `None` if what it says is no answer.
    fn level(&mut self, level: usize, reached: &[Choice]) -> Result<Option<Output>, Failure> {
        let levels = self.instance.level_count() - level;
        let left = self.deadline.saturating_duration_since(Instant::now());
        let limit = (left / u32::try_from(levels).unwrap_or(u32::MAX)).max(SHORTEST);
        let mut command = Command::new(PROGRAM);
        command.args(["--solver", self.solver, "--intermediate", "--time-limit", &limit.as_millis().to_string()]);
        command.args(["-D", &self.instance.parameters(level, reached), "-"]);
        let deadline = Instant::now() + limit + GRACE;
        let ran = process::run(&mut command, &self.model, SEPARATOR, deadline, self.watch)
            .map_err(|error| missing(&error))?;
        match self.instance.read(&ran.out) {
            Ok(output) if level == 0 && has_failed(&output, &ran) => Err(self.failed(&ran)),
            Ok(output) => Ok(Some(output)),
            Err(error) => {
                self.refused = Some(error.to_string());
                Ok(None)
            }
        }
    }

    fn failed(&self, ran: &Ran) -> Failure {
        let messages = ran.messages.trim();
        Failure::Unusable(format!(
            "{PROGRAM} with solver {:?} failed; `{PROGRAM} --solvers` lists the solvers that it knows. It says:\n{messages}",
            self.solver
        ))
    }
}

/// Whether a run ended by itself without saying anything about the market.
fn has_failed(output: &Output, ran: &Ran) -> bool {
    let silent = output.choices.is_none() && !output.is_unsatisfiable && !output.is_complete;
    silent && (output.is_error || ran.status.is_some_and(|status| !status.success()))
}

fn missing(error: &std::io::Error) -> Failure {
    Failure::Unusable(match error.kind() {
        ErrorKind::NotFound => format!(
            "the program `{PROGRAM}` was not found. Install it: `apt install minizinc` on Debian and Ubuntu, `brew install minizinc` \
             on macOS, packages for every system on minizinc.org; or leave --engine out, since the native engine needs no other program"
        ),
        _ => format!("the program `{PROGRAM}` cannot be run: {error}"),
    })
}
