//! The context of a proof.

use crate::labels;
use crate::layout::{BitWidth, Packing};
use crate::poseidon::Poseidon;
use ark_ff::PrimeField;

/// What a proof is for. A proof made for one context is refused for any other.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Context {
    /// Which policy applies, such as the name of a contract.
    pub policy_id: String,
    /// Which period the proof speaks of.
    pub epoch: u64,
    /// Which application asked.
    pub application_id: String,
}

impl Context {
    /// The context as one element: Poseidon of the bytes of both names, their lengths and the epoch.
    pub fn element<F: PrimeField>(&self, poseidon: &Poseidon<F>) -> F {
        let byte = BitWidth::of(u8::MAX.into());
        let mut packing = Packing::default();
        self.policy_id.bytes().chain(self.application_id.bytes()).for_each(|value| packing.push(value, byte));
        let numbers = [self.policy_id.len() as u64, self.application_id.len() as u64, self.epoch];
        poseidon.absorb(poseidon.capacity(labels::CONTEXT, numbers), &packing.elements::<F>())
    }
}
