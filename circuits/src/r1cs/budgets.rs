//! S2 in constraints: prices added up by payer.

use super::challenge::Transcript;
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
        let [context, items, policy] = inputs else { return Err(SynthesisError::Unsatisfiable) };
        builder.bind(context)?;
        let lanes = builder.open_items(&self.layout, &witness.batch, items)?;
        let rows = builder.open_table(&self.budgets, &witness.budgets, policy)?;
        let spent = lanes
            .iter()
            .map(|item| KeyedItem {
                key: item.get(ItemLane::Payer),
                present: Linear::from(1),
                amounts: vec![item.get(ItemLane::Price)],
            })
            .collect::<Vec<_>>();
        let cells = (0..).zip(&rows).map(|(payer, row)| Cell::of(payer, row, &self.budgets)).collect::<Vec<_>>();
        let mut transcript = Transcript::new(vec![items.clone(), policy.clone()]);
        let keyed = Keyed::state(builder, &self.bound, spent, cells, &mut transcript)?;
        let challenge = transcript.challenge(builder, self.parameters())?;
        keyed.prove(builder, &challenge)
    }
}
