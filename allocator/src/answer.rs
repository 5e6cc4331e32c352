//! What a solve returns.

use crate::solver::{SolveError, Solver};
use crate::warm::Warm;
use apportion_certs::{Allocation, Certificate};
use apportion_lattice::Market;

/// The best allocation found with the certificate of what was proved about it.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The allocation in words, as `allocation.json` states it.
    pub allocation: Allocation,
    /// What is claimed and why; accepted by [`apportion_certs::check()`] together with the allocation.
    pub certificate: Certificate,
    /// Why the solver stopped.
    pub exit_reason: ExitReason,
    /// What it took.
    pub statistics: Statistics,
    pub(crate) warm: Warm,
    pub(crate) solver: Solver<'static>,
}

/// Why a solve ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ExitReason {
    /// Every level is proved to within the gap asked for.
    Done,
    /// No feasible allocation exists, and that is proved.
    Infeasible,
    /// The control said that time is up.
    TimeLimit,
    /// The work limit was reached.
    WorkLimit,
    /// The memory limit was reached.
    MemoryLimit,
    /// The control said that nobody wants the answer any more.
    Cancelled,
}

/// What a solve took; the same on every machine for the same market and options, unless time or cancellation cut in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Statistics {
    /// Nodes of the search trees of all levels.
    pub nodes: u64,
    /// Work in options looked at.
    pub work: u64,
}

impl Answer {
    /// What a later solve of this or a similar market can start from.
    pub fn warm(&self) -> &Warm {
        &self.warm
    }

    /// Solves the market as it has become, with the same options, starting from this answer: tasks and offers are matched by id, runs that
    /// are still possible are kept to begin with, and so are multipliers of limits that still exist.
    ///
    /// For a control of its own, use [`Solver::warm`] with [`Answer::warm`].
    ///
    /// # Errors
    /// As [`Solver::solve`].
    pub fn next(&self, changed: &Market) -> Result<Self, SolveError> {
        self.solver.clone().warm(&self.warm).solve(changed)
    }
}
