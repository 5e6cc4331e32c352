//! `near-optimality` in constraints: those of `compliance`, with options taken apart, and one inequality.
//!
//! The prover states, for each task, what it costs less than at its most (unassigned, or more than anything if it is required), and for each
//! option, by how much its reduced cost exceeds that of its task; neither is negative. That every option is compared with its own task is a
//! lookup. What multipliers are, the lines do not know: the cost is that of the lines, the bound that of the tables.

mod charges;
mod least;
#[cfg(test)]
mod tests;

use super::compliance::{LineLanes, Market, Rules};
use super::low_bits;
use super::{Arithmetize, Builder, Lane, Linear};
use crate::layout::BitWidth;
use crate::poseidon::Poseidon;
use crate::statement::compliance::{Objective, Pricing};
use crate::statement::{NearOptimality, NearOptimalityWitness};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;
use charges::Priced;
use least::{Claims, Least};

impl<F: PrimeField> Arithmetize<F> for NearOptimality<F> {
    fn poseidon(&self) -> &Poseidon<F> {
        &self.rules.poseidon
    }

    fn arithmetize(
        &self,
        builder: &mut Builder<'_, F>,
        inputs: &[Linear<F>],
        witness: &NearOptimalityWitness<F>,
    ) -> Result<(), SynthesisError> {
        arithmetize(self, builder, inputs, witness, |_| ())
    }
}

/// The constraints, with what the prover claims of least costs changed at will.
fn arithmetize<F: PrimeField>(
    statement: &NearOptimality<F>,
    builder: &mut Builder<'_, F>,
    inputs: &[Linear<F>],
    witness: &NearOptimalityWitness<F>,
    change: impl FnOnce(&mut Claims),
) -> Result<(), SynthesisError> {
    let Some((epsilon, inputs)) = inputs.split_last() else { return Err(SynthesisError::Unsatisfiable) };
    let (shape, pricing) = (statement.shape(), &statement.pricing);
    let (rules, mut transcript) = Rules::state(builder, shape, inputs, &witness.rules)?;
    let priced = Priced::state(builder, pricing, &rules.market, &witness.multipliers, &mut transcript)?;
    let least = Least::state(builder, shape, pricing, &rules.market, &priced, &mut transcript, change)?;
    let cost = cost(builder, &pricing.objective, &rules.lines, &rules.market)?;
    let bound = least.sum().minus(&priced.charged(builder)?);
    constrain(builder, pricing, &cost, &bound, epsilon)?;
    let challenge = transcript.challenge(builder, shape.numbers())?;
    rules.prove(builder, &challenge)?;
    least.prove(builder, &challenge)
}

/// What the allocation costs. A line that is not assigned is zero throughout.
fn cost<F: PrimeField>(
    builder: &mut Builder<'_, F>,
    objective: &Objective,
    lines: &[LineLanes<F>],
    market: &Market<F>,
) -> Result<Linear<F>, SynthesisError> {
    let mut cost = Linear::zero();
    for (line, unassigned) in lines.iter().zip(&market.unassigned) {
        cost.add_scaled(F::from(objective.price_weight), line.price());
        cost.add_scaled(F::from(objective.end_weight), &line.start().plus(line.duration()));
        line.rest().into_iter().for_each(|rest| cost.add_scaled(F::ONE, rest));
        cost.add_scaled(F::ONE, &builder.product(&line.unassigned(), unassigned.linear())?);
    }
    Ok(cost)
}

/// `cost x 10^6 <= bound x (10^6 + epsilon)`: the difference is a lane, and so is epsilon.
fn constrain<F: PrimeField>(
    builder: &mut Builder<'_, F>,
    pricing: &Pricing,
    cost: &Linear<F>,
    bound: &Linear<F>,
    epsilon: &Linear<F>,
) -> Result<(), SynthesisError> {
    let ratio = Lane::new(builder, low_bits(epsilon.value()), BitWidth::of(u32::MAX.into()))?;
    builder.equal(ratio.linear(), epsilon)?;
    let mut difference = builder.product(bound, epsilon)?;
    let million = F::from(1_000_000u64);
    difference.add_scaled(million, bound);
    difference.add_scaled(-million * F::from(2u64).pow([u64::from(pricing.scale)]), cost);
    let margin = Lane::new(builder, low_bits(difference.value()), pricing.margin)?;
    builder.equal(margin.linear(), &difference)
}
