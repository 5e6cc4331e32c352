//! What is proved: one native relation a statement.
//!
//! A statement is a value that holds the public parameters (widths, counts, windows). It says what the public inputs are, what the witness
//! is, and whether a witness satisfies the relation. Backends arithmetise statements and never restate them. `docs/statements.md` is normative.

mod budgets;
mod capacities;
pub mod compliance;
mod fixed_window;
mod keyed;
pub mod near_optimality;
mod parameter;
mod permits;
mod public;
mod share;
mod sliding_window;
mod token_bucket;
mod total;
mod unsatisfied;
pub mod usage;

pub use budgets::{Budgets, BudgetsWitness};
pub use capacities::{Capacities, CapacitiesWitness};
pub use compliance::{Compliance, ComplianceWitness};
pub use fixed_window::{FixedWindow, FixedWindowWitness, Metered, Windows};
pub(crate) use keyed::KeyedBound;
pub use near_optimality::{NearOptimality, NearOptimalityPublic, NearOptimalityWitness};
pub use parameter::ParameterError;
pub use permits::{Permits, PermitsWitness};
pub use public::{PolicyPublic, PublicInputs};
pub use share::{Share, ShareBy, SharePublic, ShareWitness};
pub use sliding_window::{SlidingWindow, SlidingWindowWitness};
pub use token_bucket::{TokenBucket, TokenBucketWitness};
pub use total::{Total, TotalPublic, TotalWitness};
pub use unsatisfied::{Committed, Unsatisfied};
pub use usage::{Usage, UsageWitness};

use ark_ff::PrimeField;

/// A relation between public inputs and a witness.
pub trait Statement<F: PrimeField> {
    /// What everybody sees.
    type Public: PublicInputs<F>;
    /// What only the prover sees.
    type Witness;

    /// The name under which keys and manifests store the statement.
    const NAME: &'static str;

    /// The numbers that, with the name, determine the circuit.
    fn parameters(&self) -> Vec<u64>;

    /// What the prover publishes for a witness in a context. Computed for any witness, whether it satisfies the relation or not.
    fn public(&self, context: F, witness: &Self::Witness) -> Self::Public;

    /// Whether the relation holds; the first violation found if not.
    fn holds(&self, public: &Self::Public, witness: &Self::Witness) -> Result<(), Unsatisfied>;

    /// A witness of the right shape, satisfying or not, from which a key can be made.
    fn blank(&self) -> Self::Witness;
}
