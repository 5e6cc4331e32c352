//! Blinded commitments and the context that a proof is bound to.

mod blinding;
mod context;
mod table;
mod tree;
#[cfg(test)]
mod vectors;

pub use blinding::Blinding;
pub use context::Context;
pub use table::Table;
pub(crate) use table::TableLayout;
pub use tree::{ARITY, Path};
pub(crate) use tree::{Tree, height, root_of};

use crate::labels::Label;
use crate::layout::{Item, ItemLayout, Packing};
use crate::poseidon::Poseidon;
use ark_ff::PrimeField;

/// Line items and what hides them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Batch<F> {
    /// The items.
    pub items: Vec<Item>,
    /// The last element of the commitment.
    pub blinding: Blinding<F>,
}

impl<F: PrimeField> Batch<F> {
    /// The commitment of the batch: Poseidon of the packed items and the blinding.
    pub fn commitment(&self, poseidon: &Poseidon<F>, layout: &ItemLayout) -> F {
        commit(poseidon, crate::labels::ITEMS, layout.numbers(), &layout.pack(&self.items), &self.blinding)
    }
}

/// Poseidon of packed lanes and a blinding, under a label and the numbers that describe the lanes.
pub(crate) fn commit<F: PrimeField>(
    poseidon: &Poseidon<F>,
    label: Label,
    numbers: impl IntoIterator<Item = u64>,
    packing: &Packing,
    blinding: &Blinding<F>,
) -> F {
    let mut elements = packing.elements::<F>();
    elements.push(blinding.element());
    poseidon.absorb(poseidon.capacity(label, numbers), &elements)
}
