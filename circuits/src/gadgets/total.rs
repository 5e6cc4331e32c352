//! S1 in constraints: one range check a bit of price, the commitment, and the slack below the budget.

use super::keyed::low_bits;
use super::{Arithmetize, Builder, Lane, Linear};
use crate::layout::{BitWidth, ItemLane};
use crate::poseidon::Poseidon;
use crate::statement::{Total, TotalWitness};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

impl<F: PrimeField> Arithmetize<F> for Total<F> {
    fn poseidon(&self) -> &Poseidon<F> {
        &self.poseidon
    }

    fn arithmetize(
        &self,
        builder: &mut Builder<'_, F>,
        inputs: &[Linear<F>],
        witness: &TotalWitness<F>,
    ) -> Result<(), SynthesisError> {
        let [context, commitment, budget] = inputs else { return Err(SynthesisError::Unsatisfiable) };
        builder.bind(context)?;
        let items = builder.open_items(&self.layout, &witness.batch, commitment)?;
        let mut sum = Linear::zero();
        items.iter().for_each(|item| sum.add_scaled(F::ONE, &item.get(ItemLane::Price)));
        let slack = Lane::new(builder, low_bits(budget.value() - sum.value()), BitWidth::U64)?;
        builder.equal(&sum.plus(slack.linear()), budget)
    }
}
