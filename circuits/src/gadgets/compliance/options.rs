//! Truth: every assigned line is an option.
//!
//! `sum over lines of assigned / (X + line) = sum over options of used / (X + option)`, with `used` a bit.

use super::lines::LineLanes;
use super::market::Market;
use crate::gadgets::challenge::Transcript;
use crate::gadgets::fractions::Fractions;
use crate::gadgets::{Builder, Lane, Linear};
use crate::layout::BitWidth;
use crate::statement::compliance::Shape;
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;
use std::collections::BTreeMap;

/// Numerators and keys of both sides.
#[derive(Debug)]
pub(super) struct Choices<F: PrimeField> {
    lines: Vec<(Linear<F>, Vec<Linear<F>>)>,
    options: Vec<(Linear<F>, Vec<Linear<F>>)>,
}

impl<F: PrimeField> Choices<F> {
    /// States which options are used.
    pub(super) fn state(
        builder: &mut Builder<'_, F>,
        shape: &Shape,
        lines: &[LineLanes<F>],
        market: &Market<F>,
        transcript: &mut Transcript<F>,
    ) -> Result<Self, SynthesisError> {
        let lines: Vec<_> = lines.iter().map(|line| (line.assigned().clone(), line.option(shape))).collect();
        let values = |elements: &[Linear<F>]| elements.iter().map(Linear::value).collect::<Vec<_>>();
        let mut places = BTreeMap::new();
        for (place, elements) in market.options.iter().enumerate() {
            places.entry(values(elements)).or_insert(place);
        }
        let mut used = vec![0u128; market.options.len()];
        for (_, elements) in lines.iter().filter(|(assigned, _)| assigned.value() == F::ONE) {
            if let Some(&place) = places.get(&values(elements)) {
                used[place] = 1;
            }
        }
        let mut options = Vec::with_capacity(used.len());
        for (&used, elements) in used.iter().zip(&market.options) {
            let used = Lane::new(builder, used, BitWidth::of(1))?;
            transcript.absorb(&used);
            options.push((used.linear().clone(), elements.clone()));
        }
        Ok(Self { lines, options })
    }

    /// Constrains the identity. Options of several elements are compressed by powers of a second challenge.
    pub(super) fn prove(self, builder: &mut Builder<'_, F>, challenge: &Linear<F>) -> Result<(), SynthesisError> {
        let several = self.options.iter().any(|(_, elements)| elements.len() > 1);
        let point = if several { builder.absorb(challenge.clone(), &[Linear::from(1)])? } else { Linear::zero() };
        let mut fractions = Fractions::at(challenge.clone());
        for (assigned, elements) in &self.lines {
            let key = compress(builder, elements, &point)?;
            fractions.add(builder, assigned, &key)?;
        }
        for (used, elements) in &self.options {
            let key = compress(builder, elements, &point)?;
            fractions.subtract(builder, used, &key)?;
        }
        fractions.vanish(builder)
    }
}

/// The polynomial with the given coefficients at a point.
fn compress<F: PrimeField>(
    builder: &mut Builder<'_, F>,
    elements: &[Linear<F>],
    point: &Linear<F>,
) -> Result<Linear<F>, SynthesisError> {
    let mut elements = elements.iter().rev();
    let highest = elements.next().cloned().unwrap_or_else(Linear::zero);
    elements.try_fold(highest, |sum, element| Ok(builder.product(&sum, point)?.plus(element)))
}
