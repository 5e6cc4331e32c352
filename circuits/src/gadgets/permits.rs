//! S7 in constraints: a lookup of (payer, offer) pairs, packed into one element, with multiplicities.

use super::commitment::{ItemLanes, Operands};
use super::keyed::{Cell, Keyed, KeyedItem};
use super::{Arithmetize, Builder, Lane, Linear};
use crate::layout::ItemLane;
use crate::poseidon::Poseidon;
use crate::statement::{Permits, PermitsWitness, Statement};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

impl<F: PrimeField> Arithmetize<F> for Permits<F> {
    fn poseidon(&self) -> &Poseidon<F> {
        &self.poseidon
    }

    fn arithmetize(
        &self,
        builder: &mut Builder<'_, F>,
        inputs: &[Linear<F>],
        witness: &PermitsWitness<F>,
    ) -> Result<(), SynthesisError> {
        let batch = (&self.layout, &witness.batch);
        let Operands { items: lanes, rows, transcript } =
            builder.open_operands(inputs, batch, (&self.permits, &witness.permits))?;
        let place = F::from(2u64).pow([u64::from(self.layout.payer.bits())]);
        let pair = |payer: Linear<F>, offer: Linear<F>| payer.plus(&offer.scaled(place));
        let item = |item: &ItemLanes<F>| pair(item.get(ItemLane::Payer), item.get(ItemLane::Offer));
        let used = lanes
            .iter()
            .map(|lanes| KeyedItem { key: item(lanes), present: Linear::from(1), amounts: Vec::new() })
            .collect::<Vec<_>>();
        let permit = |row: &Vec<Lane<F>>| match row.as_slice() {
            [payer, offer] => {
                Some(Cell { key: pair(payer.linear().clone(), offer.linear().clone()), limits: Vec::new() })
            }
            _ => None,
        };
        let cells = rows.iter().filter_map(permit).collect::<Vec<_>>();
        Keyed::add_up(builder, &self.bound, used, cells, transcript, self.parameters())
    }
}
