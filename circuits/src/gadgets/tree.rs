//! Trees of commitments in constraints: one permutation of the widest width for sixteen leaves.

use super::{Builder, Linear};
use crate::commitment::{ARITY, height};
use crate::labels;
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

impl<F: PrimeField> Builder<'_, F> {
    /// The root of [`crate::commitment`]'s tree over some leaves.
    pub(super) fn tree_root(&mut self, leaves: Vec<Linear<F>>) -> Result<Linear<F>, SynthesisError> {
        let mut below = leaves;
        for level in 1..=height(below.len()) {
            let capacity = Linear::constant(self.poseidon.capacity(labels::NODE, [level as u64]));
            let nodes = below.chunks(ARITY).map(|children| {
                let mut children = children.to_vec();
                children.resize_with(ARITY, Linear::zero);
                self.absorb(capacity.clone(), &children)
            });
            below = nodes.collect::<Result<_, _>>()?;
        }
        below.pop().ok_or(SynthesisError::Unsatisfiable)
    }
}
