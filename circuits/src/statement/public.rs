//! Public inputs.

use super::{Committed, Unsatisfied};
use ark_ff::PrimeField;

/// Public inputs in their normative order.
pub trait PublicInputs<F: PrimeField> {
    /// The inputs as elements.
    fn inputs(&self) -> Vec<F>;
}

/// The public inputs of every statement about items under a committed policy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PolicyPublic<F> {
    /// What the proof is for.
    pub context: F,
    /// Commitment of the items.
    pub items: F,
    /// Commitment of the policy: budgets, capacities, rates or permits.
    pub policy: F,
}

impl<F: PrimeField> PublicInputs<F> for PolicyPublic<F> {
    fn inputs(&self) -> Vec<F> {
        vec![self.context, self.items, self.policy]
    }
}

impl<F: PrimeField> PolicyPublic<F> {
    /// Compares the public commitments with what the openings give.
    pub(crate) fn check(&self, opened: &Self, policy: Committed) -> Result<(), Unsatisfied> {
        if self.items != opened.items {
            return Err(Unsatisfied::Commitment { of: Committed::Items });
        }
        if self.policy == opened.policy { Ok(()) } else { Err(Unsatisfied::Commitment { of: policy }) }
    }
}
