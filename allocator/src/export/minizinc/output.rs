//! What minizinc prints, read back. The text is not trusted: anything can stand there.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

use crate::export::listing::Listing;
use apportion_certs::program::Choice;
use apportion_lattice::TaskIndex;

/// What a run of minizinc ended with. It is what the solver says, about the data it was given, and proves nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Output {
    /// The last solution: one choice for each task, each of them an option of its task. Whether they fit together is not said.
    pub choices: Option<Vec<Choice>>,
    /// Whether the solver says that the search is complete: the last solution is the best.
    pub is_complete: bool,
    /// Whether the solver says that there is no solution.
    pub is_unsatisfiable: bool,
    /// Whether minizinc reports an error of the solver.
    pub is_error: bool,
}

/// Why the output is not one of the model.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutputError {
    /// A solution without a line of choices.
    #[error(
        "line {line}: a solution ends here that has no line `choice = [..];`; was another model run than allocation.mzn?"
    )]
    NoChoices {
        /// Line, from 1.
        line: usize,
    },
    /// Something else than a list of numbers.
    #[error("line {line}: {found:?} stands where the number of an option should; expected `choice = [1, 2, ..];`")]
    Number {
        /// Line, from 1.
        line: usize,
        /// What stands there, cut short.
        found: String,
    },
    /// Too few or too many choices.
    #[error("line {line}: {found} choices, but the market has {expected} tasks; was it run on another allocation.dzn?")]
    Count {
        /// Line, from 1.
        line: usize,
        /// How many there are; one more than expected stands for any larger number.
        found: usize,
        /// Number of tasks.
        expected: usize,
    },
    /// An option of another task, or of none.
    #[error("line {line}: option {found} is none of task {task:?}; was it run on another allocation.dzn?")]
    Option {
        /// Line, from 1.
        line: usize,
        /// Id of the task.
        task: String,
        /// What was chosen for it.
        found: u32,
    },
}

/// Characters of a number that an error quotes.
const QUOTED_MAX: usize = 20;

/// Reads an output: linear time, and memory for one solution. Lines that say nothing to us are passed over, since solvers may log here too;
/// so is what follows the last solution.
pub(super) fn read(listing: &Listing<'_, '_>, text: &str) -> Result<Output, OutputError> {
    let mut output = Output::default();
    let (mut pending, mut last) = (None, None);
    for (line, content) in (1..).zip(text.lines()) {
        let content = content.trim_ascii();
        match content {
            "----------" => last = Some((line, pending.take())),
            "==========" => output.is_complete = true,
            "=====UNSATISFIABLE=====" => output.is_unsatisfiable = true,
            "=====ERROR=====" => output.is_error = true,
            _ => {
                if let Some(list) = content.strip_prefix("choice = ") {
                    pending = Some((line, list));
                }
            }
        }
    }
    if let Some((end, solution)) = last {
        let (line, list) = solution.ok_or(OutputError::NoChoices { line: end })?;
        output.choices = Some(choices(listing, line, list)?);
    }
    Ok(output)
}

fn choices(listing: &Listing<'_, '_>, line: usize, list: &str) -> Result<Vec<Choice>, OutputError> {
    let number = |found: &str| OutputError::Number { line, found: found.chars().take(QUOTED_MAX).collect() };
    let inner = list.strip_prefix('[').and_then(|list| list.strip_suffix("];")).ok_or_else(|| number(list))?;
    let expected = listing.program.task_count();
    let mut choices = Vec::new();
    let mut entries = inner.split(',').filter(|_| !inner.trim_ascii().is_empty());
    for task in listing.program.tasks() {
        let entry = entries.next().ok_or(OutputError::Count { line, found: choices.len(), expected })?.trim_ascii();
        let digits = !entry.is_empty() && entry.bytes().all(|byte| byte.is_ascii_digit());
        let found = digits.then(|| entry.parse::<u32>().ok()).flatten().ok_or_else(|| number(entry))?;
        choices.push(choice(listing, task, found).ok_or_else(|| {
            let task = listing.program.market().task(task).id.to_string();
            OutputError::Option { line, task, found }
        })?);
    }
    match entries.next() {
        Some(_) => Err(OutputError::Count { line, found: expected + 1, expected }),
        None => Ok(choices),
    }
}

/// Options are numbered from 1 in the data.
fn choice(listing: &Listing<'_, '_>, task: TaskIndex, number: u32) -> Option<Choice> {
    let option = number.checked_sub(1)?;
    let own = listing.options(task);
    let within = own.contains(&option).then(|| u64::from(option - own.start))?;
    listing.program.choice(task, within)
}
