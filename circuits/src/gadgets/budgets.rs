//! S2 in constraints: prices added up by payer.

use super::commitment::Operands;
use super::keyed::{Cell, Keyed, KeyedItem};
use super::{Arithmetize, Builder, Linear};
use crate::layout::ItemLane;
use crate::poseidon::Poseidon;
use crate::statement::{Budgets, BudgetsWitness, Statement};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

impl<F: PrimeField> Arithmetize<F> for Budgets<F> {
    fn poseidon(&self) -> &Poseidon<F> {
        &self.poseidon
    }

    fn arithmetize(
        &self,
        builder: &mut Builder<'_, F>,
        inputs: &[Linear<F>],
        witness: &BudgetsWitness<F>,
    ) -> Result<(), SynthesisError> {
        let batch = (&self.layout, &witness.batch);
        let Operands { items: lanes, rows, transcript } =
            builder.open_operands(inputs, batch, (&self.budgets, &witness.budgets))?;
        let spent = lanes
            .iter()
            .map(|item| KeyedItem {
                key: item.get(ItemLane::Payer),
                present: Linear::from(1),
                amounts: vec![item.get(ItemLane::Price)],
            })
            .collect::<Vec<_>>();
        let cells = (0..).zip(&rows).map(|(payer, row)| Cell::of(payer, row, &self.budgets)).collect::<Vec<_>>();
        Keyed::add_up(builder, &self.bound, spent, cells, transcript, self.parameters())
    }
}
