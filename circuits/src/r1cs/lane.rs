//! Lanes: numbers made of booleans, the only things that can be packed.

use super::{Builder, Linear};
use crate::layout::{BitWidth, element_bits};
use ark_ff::PrimeField;
use ark_relations::gr1cs::{SynthesisError, Variable};

/// A number of a proven width: every bit is constrained to be 0 or 1. One constraint a bit.
#[derive(Clone, Debug)]
pub struct Lane<F: PrimeField> {
    bits: Vec<(bool, Variable)>,
    linear: Linear<F>,
}

impl<F: PrimeField> Lane<F> {
    /// A lane of a width. A value that does not fit is cut off, and what was to be proved of it becomes unsatisfied.
    pub fn new(builder: &mut Builder<'_, F>, value: u128, width: BitWidth) -> Result<Self, SynthesisError> {
        let bits = (0..width.bits()).map(|at| builder.boolean(value >> at & 1 == 1)).collect::<Result<Vec<_>, _>>()?;
        let linear = combine(builder, &bits);
        Ok(Self { bits, linear })
    }

    /// The number.
    pub fn linear(&self) -> &Linear<F> {
        &self.linear
    }
}

/// The number that some bits make, least significant first.
fn combine<F: PrimeField>(builder: &Builder<'_, F>, bits: &[(bool, Variable)]) -> Linear<F> {
    let powers = core::iter::successors(Some(F::ONE), |power| Some(power.double()));
    let (mut value, mut terms) = (F::ZERO, Vec::new());
    for (&(bit, variable), power) in bits.iter().zip(powers) {
        if bit {
            value += power;
        }
        if builder.records() {
            terms.push((power, variable));
        }
    }
    Linear::of_terms(value, terms)
}

impl<F: PrimeField> Builder<'_, F> {
    fn boolean(&mut self, value: bool) -> Result<(bool, Variable), SynthesisError> {
        let variable = self.witness_variable(F::from(value))?;
        let bit = Linear::variable(F::from(value), self.records().then_some(variable));
        self.enforce(&bit, &bit, &bit)?;
        Ok((value, variable))
    }
}

/// A stream of lanes on its way into elements, cut as [`crate::layout`] says.
#[derive(Default, Debug)]
pub(crate) struct LanePacking {
    bits: Vec<(bool, Variable)>,
}

impl LanePacking {
    /// Appends the bits of a lane.
    pub(crate) fn push<F: PrimeField>(&mut self, lane: &Lane<F>) {
        self.bits.extend_from_slice(&lane.bits);
    }

    /// The elements.
    pub(crate) fn elements<F: PrimeField>(&self, builder: &Builder<'_, F>) -> Vec<Linear<F>> {
        self.bits.chunks(element_bits::<F>()).map(|bits| combine(builder, bits)).collect()
    }
}
