//! Challenges: hashes, computed inside the circuit, of everything that an argument is about.
//!
//! A log-derivative identity proves something only if its point was chosen after its operands. Operands are bound by their commitments
//! (items, tables) or are lanes that the challenge absorbs itself (slacks, counts).

use super::lane::LanePacking;
use super::{Builder, Lane, Linear};
use crate::labels;
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

/// What a challenge will be drawn from.
#[derive(Debug)]
pub(crate) struct Transcript<F: PrimeField> {
    commitments: Vec<Linear<F>>,
    packing: LanePacking<F>,
    lanes: u64,
}

impl<F: PrimeField> Transcript<F> {
    /// A transcript that starts with the commitments of operands.
    pub(crate) fn new(commitments: Vec<Linear<F>>) -> Self {
        Self { commitments, packing: LanePacking::default(), lanes: 0 }
    }

    /// Binds a lane.
    pub(crate) fn absorb(&mut self, lane: &Lane<F>) {
        self.packing.push(lane);
        self.lanes += 1;
    }

    /// The challenge. The parameters of the statement are part of it.
    pub(crate) fn challenge(
        self,
        builder: &mut Builder<'_, F>,
        parameters: Vec<u64>,
    ) -> Result<Linear<F>, SynthesisError> {
        let numbers = [parameters, vec![self.commitments.len() as u64, self.lanes]].concat();
        let capacity = Linear::constant(builder.poseidon.capacity(labels::CHALLENGE, numbers));
        let elements = [self.commitments, self.packing.elements(builder)?].concat();
        builder.absorb(capacity, &elements)
    }
}
