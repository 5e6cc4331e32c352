//! What another solver chose, checked exactly.

use crate::warm::Warm;
use apportion_certs::program::{Choice, LevelCosts, Program, RowIndex, Violation};
use apportion_certs::{Allocation, Certificate, Claim};
use apportion_lattice::TaskIndex;

/// Why the choices of another solver are not an allocation of the market.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// Not one choice for each task.
    #[error("{found} choices for {expected} tasks")]
    Count {
        /// Choices given.
        found: usize,
        /// Tasks of the market.
        expected: usize,
    },
    /// Not an option of the task.
    #[error("the choice for task {0:?} is none of its options")]
    Choice(String),
    /// A required task is left out.
    #[error("required task {0:?} is left out")]
    LeftOut(String),
    /// A limit is exceeded, or a task runs without, or before, one that it depends on.
    #[error("row {} of the market adds up to {used}, above its bound {bound}", .row.0)]
    Row {
        /// The row, as the format numbers them.
        row: RowIndex,
        /// What the choices add up to.
        used: i128,
        /// What is allowed.
        bound: i128,
    },
}

/// An allocation that another solver found: feasible, which was checked exactly, and as good as it is.
#[derive(Clone, Debug)]
pub struct Import {
    /// The value at each level.
    pub values: Vec<u128>,
    /// The allocation, with the status `feasible` and the bound 0, or `optimal` if it costs nothing.
    pub allocation: Allocation,
    /// The certificate of just that; accepted by [`apportion_certs::check()`].
    pub certificate: Certificate,
}

impl Import {
    /// Checks one choice for each task, in the market's order, against every condition of the market.
    ///
    /// # Errors
    /// If the choices are not a feasible allocation: the first reason found.
    pub fn new(program: &Program<'_>, choices: &[Choice]) -> Result<Self, ImportError> {
        let market = program.market();
        let name = |task: TaskIndex| market.task(task).id.to_string();
        if choices.len() != program.task_count() {
            return Err(ImportError::Count { found: choices.len(), expected: program.task_count() });
        }
        let number = |(task, &choice): (TaskIndex, &Choice)| match choice {
            Choice::Unassigned => Ok(program.assigned_options(task)),
            Choice::Assigned { pair, start } => {
                let own = program.pair_range(task).contains(&pair).then(|| program.all_pairs().get(pair)).flatten();
                let option = own.and_then(|pair| program.option(task, pair.run.offer, start));
                option.ok_or_else(|| ImportError::Choice(name(task)))
            }
        };
        let options = program.tasks().zip(choices).map(number).collect::<Result<Vec<u64>, _>>()?;
        program.check_rows(choices).map_err(|violation| match violation {
            Violation::Unassigned(task) => ImportError::LeftOut(name(task)),
            Violation::Row { row, used, bound } => ImportError::Row { row, used, bound },
        })?;
        let levels = market.levels().len();
        let costs: Vec<LevelCosts> = (0..levels).map(|level| LevelCosts::new(program, level)).collect();
        let values = program.values(&costs, choices);
        let bounds = vec![0; levels];
        let claim = if values == bounds {
            Claim::Optimal { options, values: values.clone() }
        } else {
            Claim::Feasible { options, values: values.clone(), bounds }
        };
        let certificate = Certificate::without_proof(market, claim);
        Ok(Self { values, allocation: Allocation::render(market, &certificate), certificate })
    }

    /// What a [`Solver`](crate::Solver) of the same market starts from: its answer is then no worse than this allocation.
    pub fn warm(&self) -> Warm {
        Warm::from_allocation(&self.allocation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Solver;
    use apportion_lattice::Market;
    use apportion_lattice::testing::generate::{Profile, market};

    fn choices(program: &Program<'_>, allocation: &Certificate) -> Option<Vec<Choice>> {
        let options = allocation.claim.options()?;
        program.tasks().zip(options).map(|(task, &option)| program.choice(task, option)).collect()
    }

    #[test]
    fn what_is_imported_is_accepted_and_kept() {
        let mut imported = 0;
        for (name, profile) in Profile::presets() {
            for seed in 0..60 {
                let market = market(seed, &profile);
                let program = Program::new(&market);
                let best = Solver::new().solve(&market).expect("small enough");
                let Some(choices) = choices(&program, &best.certificate) else { continue };
                let import = Import::new(&program, &choices).expect("feasible");
                assert!(apportion_certs::check(&market, &import.allocation, &import.certificate).is_ok());
                assert_eq!(Some(import.values.as_slice()), best.certificate.claim.values());
                // With no work to spare, the solver still returns what it started from.
                let again = Solver::new().work_limit(0).warm(&import.warm()).solve(&market).expect("small enough");
                assert_eq!(again.certificate.claim.values(), Some(import.values.as_slice()), "{name} {seed}");
                imported += 1;
            }
        }
        assert!(imported > 100, "{imported} markets say little");
    }

    const MARKET: &str = r#"{"version": 1, "resources": [{"name": "gpu", "unit": "cards"}], "payers": [{"id": "p"}],
        "offers": [{"id": "o", "capacity": {"gpu": 3}}],
        "tasks": [{"id": "a", "payer": "p", "demand": {"gpu": 2}, "required": true},
                  {"id": "b", "payer": "p", "demand": {"gpu": 2}}]}"#;

    #[test]
    fn what_is_not_feasible_is_refused_by_name() {
        let market = Market::from_json(MARKET).expect("valid");
        let program = Program::new(&market);
        let import = |choices: &[Choice]| Import::new(&program, choices).map(|import| import.values);
        let on = |pair| Choice::Assigned { pair, start: 0 };
        assert_eq!(import(&[on(0), Choice::Unassigned]), Ok(vec![0]));
        assert_eq!(import(&[on(0)]), Err(ImportError::Count { found: 1, expected: 2 }));
        assert_eq!(import(&[on(1), on(1)]), Err(ImportError::Choice("a".into())));
        assert_eq!(import(&[on(0), on(9)]), Err(ImportError::Choice("b".into())));
        assert_eq!(import(&[Choice::Unassigned, on(1)]), Err(ImportError::LeftOut("a".into())));
        assert_eq!(import(&[on(0), on(1)]), Err(ImportError::Row { row: RowIndex(0), used: 4, bound: 3 }));
        let late = Choice::Assigned { pair: 0, start: 1 };
        assert_eq!(import(&[late, Choice::Unassigned]), Err(ImportError::Choice("a".into())));
    }
}
