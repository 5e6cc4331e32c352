//! S4 in constraints: what is counted, added up by (payer, window).
//!
//! A time is split as `length x window + rest` with `rest < length`. The window's number has exactly the bits that the largest one takes
//! and lies below the payer in the key, so that no two cells share a key.

use super::commitment::Operands;
use super::keyed::{Cell, Keyed, KeyedItem, low_bits};
use super::{Arithmetize, Builder, Lane, Linear};
use crate::layout::ItemLane;
use crate::poseidon::Poseidon;
use crate::statement::{FixedWindow, FixedWindowWitness, Statement, Windows};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

impl<F: PrimeField> Arithmetize<F> for FixedWindow<F> {
    fn poseidon(&self) -> &Poseidon<F> {
        &self.poseidon
    }

    fn arithmetize(
        &self,
        builder: &mut Builder<'_, F>,
        inputs: &[Linear<F>],
        witness: &FixedWindowWitness<F>,
    ) -> Result<(), SynthesisError> {
        let batch = (&self.layout, &witness.batch);
        let Operands { items: lanes, rows, transcript } =
            builder.open_operands(inputs, batch, (&self.rates, &witness.rates))?;
        let place = 1 << self.windows.width().bits();
        let mut used = Vec::with_capacity(lanes.len());
        for item in &lanes {
            let window = builder.window(self.windows, &item.get(ItemLane::Time))?;
            let amount = self.metered.lane().map_or(Linear::from(1), |lane| item.get(lane));
            let key = item.get(ItemLane::Payer).scaled(F::from(place)).plus(&window);
            used.push(KeyedItem { key, present: Linear::from(1), amounts: vec![amount] });
        }
        let windows = 0..self.windows.count as u64;
        let cells = (0..).zip(&rows).flat_map(|(payer, row)| {
            windows.clone().map(move |window| Cell::of(payer * place + window, row, &self.rates))
        });
        let cells = cells.collect::<Vec<_>>();
        Keyed::add_up(builder, &self.bound, used, cells, transcript, self.parameters())
    }
}

impl<F: PrimeField> Builder<'_, F> {
    /// The number of the window that a time lies in.
    pub(super) fn window(&mut self, windows: Windows, time: &Linear<F>) -> Result<Linear<F>, SynthesisError> {
        let value = low_bits(time.value());
        let length = u128::from(windows.length);
        let window = Lane::new(self, value / length, windows.width())?.linear().clone();
        let rest = time.clone().minus(&window.clone().scaled(F::from(windows.length)));
        let below = Lane::new(self, value % length, windows.rest())?;
        self.equal(below.linear(), &rest)?;
        if !windows.length.is_power_of_two() {
            let above = Lane::new(self, length - 1 - value % length, windows.rest())?;
            self.equal(above.linear(), &Linear::from(windows.length - 1).minus(&rest))?;
        }
        Ok(window)
    }
}
