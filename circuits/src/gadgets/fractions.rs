//! Sums of fractions: both sides of a log-derivative identity.
//!
//! Haböck, *Multivariate lookups based on logarithmic derivatives*, 2022. The rational functions `sum of n_i / (X + k_i)` and
//! `sum of m_j / (X + t_j)` are equal iff at every pole the numerators on both sides sum to the same; equal values at a point drawn after
//! all of `n, k, m, t` are fixed show that, but for a chance of (number of fractions) / (size of the field).

use super::{Builder, Linear};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

/// One side of an identity at a challenge.
#[derive(Debug)]
pub(crate) struct Fractions<F: PrimeField> {
    challenge: Linear<F>,
    sum: Linear<F>,
}

impl<F: PrimeField> Fractions<F> {
    /// The empty sum.
    pub(crate) fn at(challenge: Linear<F>) -> Self {
        Self { challenge, sum: Linear::zero() }
    }

    /// Adds `numerator / (challenge + key)`: one constraint.
    pub(crate) fn add(
        &mut self,
        builder: &mut Builder<'_, F>,
        numerator: &Linear<F>,
        key: &Linear<F>,
    ) -> Result<(), SynthesisError> {
        let term = self.term(builder, numerator, key)?;
        self.sum.add_scaled(F::ONE, &term);
        Ok(())
    }

    /// Subtracts `numerator / (challenge + key)`: one constraint.
    pub(crate) fn subtract(
        &mut self,
        builder: &mut Builder<'_, F>,
        numerator: &Linear<F>,
        key: &Linear<F>,
    ) -> Result<(), SynthesisError> {
        let term = self.term(builder, numerator, key)?;
        self.sum.add_scaled(-F::ONE, &term);
        Ok(())
    }

    /// Subtracts a sum of fractions that was made otherwise.
    pub(crate) fn subtract_sum(&mut self, sum: Linear<F>) {
        self.sum.add_scaled(-F::ONE, &sum);
    }

    /// Constrains the sum to be zero.
    pub(crate) fn vanish(self, builder: &mut Builder<'_, F>) -> Result<(), SynthesisError> {
        builder.equal(&self.sum, &Linear::zero())
    }

    fn term(
        &self,
        builder: &mut Builder<'_, F>,
        numerator: &Linear<F>,
        key: &Linear<F>,
    ) -> Result<Linear<F>, SynthesisError> {
        let denominator = self.challenge.clone().plus(key);
        let inverse = denominator.value().inverse().unwrap_or_default();
        let quotient = builder.witness(numerator.value() * inverse)?;
        builder.enforce(&quotient, &denominator, numerator)?;
        Ok(quotient)
    }
}
