//! Where constraints go: to a backend.

use super::Linear;
use crate::layout::BitWidth;
use ark_ff::PrimeField;
use ark_relations::gr1cs::{SynthesisError, Variable};
use core::fmt::Debug;

/// Takes variables and constraints.
pub trait Sink<F: PrimeField>: Debug {
    /// Whether constraints are recorded, not only a witness made.
    fn records(&self) -> bool;

    /// A public input.
    fn input(&mut self, value: F) -> Result<Variable, SynthesisError>;

    /// A witness variable. Nothing constrains it yet.
    fn witness(&mut self, value: F) -> Result<Variable, SynthesisError>;

    /// Constrains `left x right = product`.
    fn enforce(&mut self, left: &Linear<F>, right: &Linear<F>, product: &Linear<F>) -> Result<(), SynthesisError>;

    /// What costs this backend less than the rank-1 constraints of a gadget.
    fn shortcuts(&mut self) -> Option<&mut dyn Shortcuts<F>> {
        None
    }
}

/// What a backend can do otherwise than by rank-1 constraints.
pub trait Shortcuts<F: PrimeField> {
    /// A number of a proven width, from 1 to 128 bits.
    fn lane(&mut self, value: u128, width: BitWidth) -> Result<Linear<F>, SynthesisError>;

    /// Lanes packed into elements as [`crate::layout`] says.
    fn pack(&mut self, lanes: &[(Linear<F>, BitWidth)]) -> Result<Vec<Linear<F>>, SynthesisError>;

    /// The capacity element after permuting a state.
    fn permuted_capacity(&mut self, state: &[Linear<F>]) -> Result<Linear<F>, SynthesisError>;
}
