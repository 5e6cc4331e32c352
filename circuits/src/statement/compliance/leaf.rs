//! Leaves: one a line, of the tree that commits to an allocation whose lines can be shown one by one.

use super::line::{Line, Lines, packed};
use super::{MarketTables, Shape};
use crate::commitment::{Blinding, Tree};
use crate::labels::{self, Label};
use crate::layout::{BitWidth, Packing};
use crate::poseidon::Poseidon;
use ark_ff::PrimeField;

/// Whose line it is. Empty texts in a line that is nobody's.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Name {
    /// The task.
    pub task: String,
    /// Who pays for it.
    pub payer: String,
}

impl Name {
    /// What market and leaf hold of the name: Poseidon of the bytes of both texts, their lengths and a blinding.
    pub fn element<F: PrimeField>(&self, poseidon: &Poseidon<F>, blinding: Blinding<F>) -> F {
        let byte = BitWidth::of(u8::MAX.into());
        let mut packing = Packing::default();
        self.task.bytes().chain(self.payer.bytes()).for_each(|value| packing.push(value, byte));
        let numbers = [self.task.len() as u64, self.payer.len() as u64];
        crate::commitment::commit(poseidon, labels::NAME, numbers, &packing, &blinding)
    }
}

/// The blinding at a place, from one secret: Poseidon of both.
fn derived<F: PrimeField>(poseidon: &Poseidon<F>, label: Label, secret: Blinding<F>, place: usize) -> Blinding<F> {
    Blinding::from_element(poseidon.absorb(poseidon.capacity(label, [place as u64]), &[secret.element()]))
}

/// The leaf of a line: its lanes, the name, a blinding.
pub(crate) fn leaf<F: PrimeField>(
    poseidon: &Poseidon<F>,
    shape: &Shape,
    line: &Line,
    name: F,
    blinding: Blinding<F>,
) -> F {
    let mut packing = Packing::default();
    packed(shape, line).for_each(|(value, width)| packing.push(value, width));
    let mut elements = packing.elements::<F>();
    elements.extend([name, blinding.element()]);
    poseidon.absorb(poseidon.capacity(labels::LINE, shape.numbers()), &elements)
}

impl<F: PrimeField> MarketTables<F> {
    /// The blinding of the name of a task, counted from 0.
    pub(crate) fn name_blinding(&self, poseidon: &Poseidon<F>, task: usize) -> Blinding<F> {
        derived(poseidon, labels::NAME_BLINDING, self.blinding, task)
    }

    /// The names of all tasks as elements.
    pub(crate) fn name_elements(&self, poseidon: &Poseidon<F>) -> Vec<F> {
        let names = self.names.iter().enumerate();
        names.map(|(task, name)| name.element(poseidon, self.name_blinding(poseidon, task))).collect()
    }
}

impl<F: PrimeField> Lines<F> {
    /// The blinding of the leaf of a task, counted from 0, in a tree.
    pub fn leaf_blinding(&self, poseidon: &Poseidon<F>, task: usize) -> Blinding<F> {
        derived(poseidon, labels::LINE_BLINDING, self.blinding, task)
    }

    /// The tree over the lines of an allocation of a market.
    pub(super) fn tree(&self, poseidon: &Poseidon<F>, shape: &Shape, market: &MarketTables<F>) -> Tree<F> {
        let named = self.lines.iter().zip(market.name_elements(poseidon)).enumerate();
        let leaf = |(task, (line, name))| leaf(poseidon, shape, line, name, self.leaf_blinding(poseidon, task));
        Tree::new(poseidon, named.map(leaf).collect())
    }
}
