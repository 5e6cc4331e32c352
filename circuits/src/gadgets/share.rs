//! `share` in constraints: three an item for whether it is the holder's, one to blank it if not, and a second hash.

use super::commitment::ItemLanes;
use super::{Arithmetize, Builder, Linear};
use crate::labels;
use crate::poseidon::Poseidon;
use crate::statement::{Share, ShareWitness, Statement};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

impl<F: PrimeField> Arithmetize<F> for Share<F> {
    fn poseidon(&self) -> &Poseidon<F> {
        &self.poseidon
    }

    fn arithmetize(
        &self,
        builder: &mut Builder<'_, F>,
        inputs: &[Linear<F>],
        witness: &ShareWitness<F>,
    ) -> Result<(), SynthesisError> {
        let [context, items, holder, digest] = inputs else { return Err(SynthesisError::Unsatisfiable) };
        builder.bind(context)?;
        builder.bind(holder)?;
        let lanes = builder.open_items(&self.layout, &witness.batch, items)?;
        let place = F::from(2u64).pow([self.layout.item_bits() as u64 + 1]);
        let mut elements = Vec::new();
        for items in lanes.chunks(self.items_per_element()) {
            let mut element = Linear::zero();
            for item in items.iter().rev() {
                element = element.scaled(place).plus(&self.shown(builder, item, holder)?);
            }
            elements.push(element);
        }
        elements.push(builder.witness(witness.blinding.element())?);
        let capacity = Linear::constant(self.poseidon.capacity(labels::SHARE, self.parameters()));
        let opened = builder.absorb(capacity, &elements)?;
        builder.equal(&opened, digest)
    }
}

impl<F: PrimeField> Share<F> {
    /// The item plus one if it is the holder's, else zero.
    fn shown(
        &self,
        builder: &mut Builder<'_, F>,
        item: &ItemLanes<F>,
        holder: &Linear<F>,
    ) -> Result<Linear<F>, SynthesisError> {
        let other = item.get(self.by.lane()).minus(holder);
        let held = builder.is_zero(&other)?;
        builder.product(&held, &item.number(&self.layout).plus(&Linear::from(1)))
    }
}

impl<F: PrimeField> Builder<'_, F> {
    /// 1 if a combination is zero, else 0: `inverse x value = 1 - flag`, `flag x value = 0`, `flag x inverse = 0`. The last fixes the
    /// inverse where there is none.
    fn is_zero(&mut self, of: &Linear<F>) -> Result<Linear<F>, SynthesisError> {
        let inverse = of.value().inverse();
        let flag = self.witness(F::from(inverse.is_none()))?;
        let inverse = self.witness(inverse.unwrap_or_default())?;
        self.enforce(&inverse, of, &Linear::from(1).minus(&flag))?;
        self.enforce(&flag, of, &Linear::zero())?;
        self.enforce(&flag, &inverse, &Linear::zero())?;
        Ok(flag)
    }
}
