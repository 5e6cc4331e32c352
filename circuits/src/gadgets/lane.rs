//! Lanes: numbers of proven widths, the only things that can be packed.
//!
//! A lane is made of booleans, unless the sink proves widths otherwise.

use super::{Builder, Linear, low_bits};
use crate::layout::{BitWidth, element_bits};
use ark_ff::PrimeField;
use ark_relations::gr1cs::{SynthesisError, Variable};

/// A number of a proven width. As rank-1 constraints, one a bit: every bit is constrained to be 0 or 1.
#[derive(Clone, Debug)]
pub struct Lane<F: PrimeField> {
    bits: Vec<(bool, Variable)>,
    linear: Linear<F>,
    width: BitWidth,
}

impl<F: PrimeField> Lane<F> {
    /// A lane of a width. A value that does not fit is cut off, and what was to be proved of it becomes unsatisfied.
    pub fn new(builder: &mut Builder<'_, F>, value: u128, width: BitWidth) -> Result<Self, SynthesisError> {
        if width != BitWidth::ABSENT
            && let Some(shortcuts) = builder.sink.shortcuts()
        {
            return Ok(Self { bits: Vec::new(), linear: shortcuts.lane(value, width)?, width });
        }
        let bits = (0..width.bits()).map(|at| builder.boolean(value >> at & 1 == 1)).collect::<Result<Vec<_>, _>>()?;
        let linear = combine(builder, &bits);
        Ok(Self { bits, linear, width })
    }

    /// The number.
    pub fn linear(&self) -> &Linear<F> {
        &self.linear
    }

    /// The bits, least significant first. A lane that is not made of bits is taken apart: a lane a bit, and a constraint.
    pub(crate) fn bits(&self, builder: &mut Builder<'_, F>) -> Result<Vec<Linear<F>>, SynthesisError> {
        if !self.bits.is_empty() || self.width == BitWidth::ABSENT {
            return Ok(self.bits.iter().map(|bit| combine(builder, core::slice::from_ref(bit))).collect());
        }
        let value = low_bits(self.linear.value());
        let (mut bits, mut sum) = (Vec::new(), Linear::zero());
        for at in 0..self.width.bits() {
            let bit = Lane::new(builder, value >> at & 1, BitWidth::of(1))?;
            sum.add_scaled(F::from(2u64).pow([u64::from(at)]), bit.linear());
            bits.push(bit.linear);
        }
        builder.equal(&sum, &self.linear)?;
        Ok(bits)
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
#[derive(Debug)]
pub(crate) struct LanePacking<F: PrimeField> {
    bits: Vec<(bool, Variable)>,
    /// Lanes that are not made of bits.
    whole: Vec<(Linear<F>, BitWidth)>,
}

impl<F: PrimeField> Default for LanePacking<F> {
    fn default() -> Self {
        Self { bits: Vec::new(), whole: Vec::new() }
    }
}

impl<F: PrimeField> LanePacking<F> {
    /// Appends a lane.
    pub(crate) fn push(&mut self, lane: &Lane<F>) {
        if lane.bits.is_empty() && lane.width != BitWidth::ABSENT {
            self.whole.push((lane.linear.clone(), lane.width));
        }
        self.bits.extend_from_slice(&lane.bits);
    }

    /// The elements.
    pub(crate) fn elements(&self, builder: &mut Builder<'_, F>) -> Result<Vec<Linear<F>>, SynthesisError> {
        match builder.sink.shortcuts() {
            Some(shortcuts) => shortcuts.pack(&self.whole),
            None => Ok(self.bits.chunks(element_bits::<F>()).map(|bits| combine(builder, bits)).collect()),
        }
    }
}
