//! The overwrite sponge: the capacity element is chained, the sixteen others are overwritten.
//!
//! In circomlib's terms, `PoseidonEx(n, 1)` with the chained element as `initialState`; the last block is as wide as what is left asks.
//! Lengths and layouts enter the first capacity element, so no padding is needed; a sponge of one width alone fills its last block with zeros.

use super::{Blocks, Poseidon, RATE};
use crate::labels::Label;
use ark_ff::PrimeField;

impl<F: PrimeField> Poseidon<F> {
    /// Absorbs elements, blocks of sixteen and one of the rest, and returns the capacity element. Without elements, that is the first one.
    pub fn absorb(&self, capacity: F, elements: &[F]) -> F {
        self.blocks(elements, F::ZERO).into_iter().fold(capacity, |capacity, block| {
            let mut state: Vec<_> = core::iter::once(capacity).chain(block).collect();
            self.permute(&mut state);
            state[0]
        })
    }

    /// Elements, or what stands for them, cut into blocks.
    pub(crate) fn blocks<T: Clone>(&self, elements: &[T], zero: T) -> Vec<Vec<T>> {
        let cut = |rate: usize| elements.chunks(rate).map(<[T]>::to_vec);
        match self.blocks {
            Blocks::Widest => cut(RATE).collect(),
            Blocks::Fixed { rate } => cut(rate)
                .map(|mut block| {
                    block.resize(rate, zero.clone());
                    block
                })
                .collect(),
        }
    }

    /// The first capacity element for a label and the numbers that say what is hashed under it.
    pub(crate) fn capacity(&self, label: Label, numbers: impl IntoIterator<Item = u64>) -> F {
        let numbers: Vec<F> = numbers.into_iter().map(F::from).collect();
        let mut elements = vec![label_element(label), F::from(numbers.len() as u64)];
        elements.extend(numbers);
        self.absorb(F::ZERO, &elements)
    }
}

/// A label as an element.
pub(crate) fn label_element<F: PrimeField>(label: Label) -> F {
    F::from_be_bytes_mod_order(label.bytes())
}
