//! Multipliers for proofs that an allocation is nearly the best.

use apportion_allocator::lagrangian::{self, Choice};
use apportion_circuits::statement::near_optimality::{self, Multipliers, Relaxation};

/// Multipliers at which the bound of a relaxation is as large as an ascent finds, for an allocation of some cost. Deterministic.
///
/// The bound itself is exact, and is computed from them by [`Relaxation::bound`].
pub fn multipliers(relaxation: &Relaxation, cost: u128) -> Multipliers {
    let choice = |choice: &near_optimality::Choice| Choice {
        cost: choice.cost as f64,
        uses: choice.uses.iter().map(|&(limit, used)| (limit, used as f64)).collect(),
    };
    let tasks: Vec<Vec<_>> = relaxation.tasks.iter().map(|choices| choices.iter().map(choice).collect()).collect();
    let amounts: Vec<_> = relaxation.limits.iter().map(|limit| limit.amount as f64).collect();
    relaxation.multipliers(&lagrangian::multipliers(&tasks, &amounts, cost as f64))
}
