//! S5 in constraints: one lane a payer and slot, the slack of the window that ends there.

use super::commitment::{ItemLanes, Operands};
use super::meter::{Grid, Metered, Metering, Prior};
use super::{Arithmetize, Builder, Linear};
use crate::layout::{BitWidth, ItemLane, ItemLayout};
use crate::poseidon::Poseidon;
use crate::statement::compliance::{LimitSpan, Limits, SlottedLimit};
use crate::statement::{Metered as Counted, SlidingWindow, SlidingWindowWitness, Statement, Windows};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

impl<F: PrimeField> Arithmetize<F> for SlidingWindow<F> {
    fn poseidon(&self) -> &Poseidon<F> {
        &self.poseidon
    }

    fn arithmetize(
        &self,
        builder: &mut Builder<'_, F>,
        inputs: &[Linear<F>],
        witness: &SlidingWindowWitness<F>,
    ) -> Result<(), SynthesisError> {
        let batch = (&self.layout, &witness.batch);
        let Operands { items: lanes, rows: rates, mut transcript } =
            builder.open_operands(inputs, batch, (&self.rates, &witness.rates))?;
        let rates = rates.concat();
        let span = LimitSpan::Window { length: self.window_slots, prior: 0 };
        let limit = |&amount: &BitWidth| vec![SlottedLimit { span, amount }; rates.len()];
        let limits = Limits::Slotted(self.rates.columns.iter().flat_map(limit).collect());
        let lines = builder.by_slot(&lanes, self.metered, self.slots)?;
        let (grid, priors) = (grid(&self.layout, self.slots)?, vec![Vec::new(); rates.len()]);
        let meter = Metering::state(builder, grid, &limits, lines, &rates, &priors, &mut transcript)?;
        let challenge = transcript.challenge(builder, self.parameters())?;
        meter.prove(builder, &challenge)
    }
}

/// The slots in which items count once, by their payer.
pub(super) fn grid(layout: &ItemLayout, slots: Windows) -> Result<Grid, SynthesisError> {
    let sum = BitWidth::new(u64::BITS + BitWidth::of(layout.count as u64).bits());
    let sum = sum.map_err(|_| SynthesisError::Unsatisfiable)?;
    Ok(Grid { occupies: false, slots: slots.count, slot: slots.width(), sum, prior: Prior::Closed })
}

impl<F: PrimeField> Builder<'_, F> {
    /// What items count as in the slots of their times.
    pub(super) fn by_slot(
        &mut self,
        items: &[ItemLanes<F>],
        counted: Counted,
        slots: Windows,
    ) -> Result<Vec<Metered<F>>, SynthesisError> {
        let mut lines = Vec::with_capacity(items.len());
        for item in items {
            let start = self.window(slots, &item.get(ItemLane::Time))?;
            let amount = counted.lane().map_or(Linear::from(1), |lane| item.get(lane));
            lines.push(Metered { amount, limit: item.get(ItemLane::Payer), end: start.clone(), start });
        }
        Ok(lines)
    }
}
