//! S3 in constraints: amounts of every resource added up by offer, all in one fraction an item.

use super::commitment::{ItemLanes, Operands};
use super::keyed::{Cell, Keyed, KeyedItem};
use super::{Arithmetize, Builder, Linear};
use crate::layout::ItemLane;
use crate::poseidon::Poseidon;
use crate::statement::{Capacities, CapacitiesWitness, Statement};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

impl<F: PrimeField> Arithmetize<F> for Capacities<F> {
    fn poseidon(&self) -> &Poseidon<F> {
        &self.poseidon
    }

    fn arithmetize(
        &self,
        builder: &mut Builder<'_, F>,
        inputs: &[Linear<F>],
        witness: &CapacitiesWitness<F>,
    ) -> Result<(), SynthesisError> {
        let batch = (&self.layout, &witness.batch);
        let Operands { items: lanes, rows, transcript } =
            builder.open_operands(inputs, batch, (&self.capacities, &witness.capacities))?;
        let amounts =
            |item: &ItemLanes<F>| (0..self.layout.amounts.len()).map(|at| item.get(ItemLane::Amount(at))).collect();
        let used = lanes
            .iter()
            .map(|item| KeyedItem { key: item.get(ItemLane::Offer), present: Linear::from(1), amounts: amounts(item) })
            .collect::<Vec<_>>();
        let cells = (0..).zip(&rows).map(|(offer, row)| Cell::of(offer, row, &self.capacities)).collect::<Vec<_>>();
        Keyed::add_up(builder, &self.bound, used, cells, transcript, self.parameters())
    }
}
