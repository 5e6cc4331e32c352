//! The least reduced cost of each task.
//!
//! `sum over options of 1 / (X + (task, least)) = sum over tasks of count / (X + (task, least of the task))`, where an option's `least` is its
//! reduced cost less a slack: every option has the number of a task, and its slack below the one least of that task. Empty options have
//! number 0, whose least is 0.

use super::charges::{OptionLanes, Priced};
use crate::gadgets::challenge::Transcript;
use crate::gadgets::compliance::Market;
use crate::gadgets::fractions::Fractions;
use crate::gadgets::low_bits;
use crate::gadgets::{Builder, Lane, Linear};
use crate::layout::BitWidth;
use crate::statement::compliance::{Pricing, Shape};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

/// Keys of both sides, those of tasks with how many options they have.
#[derive(Debug)]
pub(super) struct Least<F: PrimeField> {
    options: Vec<Linear<F>>,
    tasks: Vec<(Linear<F>, Linear<F>)>,
    sum: Linear<F>,
}

impl<F: PrimeField> Least<F> {
    /// States the least reduced cost of each task, and the slack of each option.
    pub(super) fn state(
        builder: &mut Builder<'_, F>,
        shape: &Shape,
        pricing: &Pricing,
        market: &Market<F>,
        priced: &Priced<F>,
        transcript: &mut Transcript<F>,
        change: impl FnOnce(&mut Claims),
    ) -> Result<Self, SynthesisError> {
        let mut reduced = Vec::with_capacity(market.option_lanes.len());
        for lanes in &market.option_lanes {
            let option = OptionLanes { lanes, resources: shape.demands.len() };
            reduced.push((option.task(), reduced_cost(builder, shape, pricing, priced, &option, transcript)?));
        }
        // Task 0 is nobody.
        let ceilings = core::iter::once(Linear::zero()).chain(ceilings(pricing, market)).collect::<Vec<_>>();
        let mut claims = Claims::new(&ceilings, &reduced);
        change(&mut claims);
        let Claims { least, counts, of_option } = claims;
        let mut keys = Vec::with_capacity(reduced.len());
        for ((task, reduced), least) in reduced.into_iter().zip(of_option) {
            let slack = Lane::new(builder, low_bits(reduced.value() - F::from(least)), pricing.reduced)?;
            transcript.absorb(&slack);
            keys.push(key(shape, task, &reduced.minus(slack.linear())));
        }
        let (mut tasks, mut sum) = (Vec::with_capacity(ceilings.len()), Linear::zero());
        let wider = BitWidth::new(pricing.reduced.bits() + 1).map_err(|_| SynthesisError::Unsatisfiable)?;
        for (number, ((ceiling, least), count)) in (0u64..).zip(ceilings.into_iter().zip(least).zip(counts)) {
            let mut own = Linear::zero();
            if number > 0 {
                let slack = Lane::new(builder, low_bits(ceiling.value() - F::from(least)), wider)?;
                transcript.absorb(&slack);
                own = ceiling.minus(slack.linear());
            }
            let count = Lane::new(builder, count, BitWidth::of(shape.options as u64))?;
            transcript.absorb(&count);
            sum.add_scaled(F::ONE, &own);
            tasks.push((count.linear().clone(), key(shape, &Linear::from(number), &own)));
        }
        Ok(Self { options: keys, tasks, sum })
    }

    /// The sum over all tasks.
    pub(super) fn sum(&self) -> Linear<F> {
        self.sum.clone()
    }

    /// Constrains the lookup.
    pub(super) fn prove(self, builder: &mut Builder<'_, F>, challenge: &Linear<F>) -> Result<(), SynthesisError> {
        let mut fractions = Fractions::at(challenge.clone());
        for key in &self.options {
            fractions.add(builder, &Linear::from(1), key)?;
        }
        for (count, key) in &self.tasks {
            fractions.subtract(builder, count, key)?;
        }
        fractions.vanish(builder)
    }
}

/// The scaled cost of an option at its first start, and what it is charged.
fn reduced_cost<F: PrimeField>(
    builder: &mut Builder<'_, F>,
    shape: &Shape,
    pricing: &Pricing,
    priced: &Priced<F>,
    option: &OptionLanes<'_, F>,
    transcript: &mut Transcript<F>,
) -> Result<Linear<F>, SynthesisError> {
    let objective = &pricing.objective;
    let mut cost = option.price().clone().scaled(F::from(objective.price_weight));
    cost.add_scaled(F::from(objective.end_weight), &option.first().clone().plus(option.duration()));
    option.rest().into_iter().for_each(|rest| cost.add_scaled(F::ONE, rest));
    let charge = priced.charge(builder, shape, pricing, option, transcript)?;
    Ok(cost.scaled(F::from(2u64).pow([u64::from(pricing.scale)])).plus(&charge))
}

/// What each task costs at most: being unassigned, or, if it is required, more than every option.
fn ceilings<F: PrimeField>(pricing: &Pricing, market: &Market<F>) -> impl Iterator<Item = Linear<F>> {
    let place = |bits: u32| F::from(2u64).pow([u64::from(bits)]);
    let (scale, never) = (place(pricing.scale), place(pricing.reduced.bits()));
    market.unassigned.iter().zip(&market.required).map(move |(unassigned, required)| {
        let mut ceiling = unassigned.linear().clone().scaled(scale);
        ceiling.add_scaled(never, required.linear());
        ceiling
    })
}

/// What the prover claims; task 0 is nobody.
#[derive(Debug)]
pub(super) struct Claims {
    /// The least value of each task.
    pub(super) least: Vec<u128>,
    /// How many options each task has.
    pub(super) counts: Vec<u128>,
    /// The least value of each option's task.
    pub(super) of_option: Vec<u128>,
}

impl Claims {
    fn new<F: PrimeField>(ceilings: &[Linear<F>], reduced: &[(&Linear<F>, Linear<F>)]) -> Self {
        let mut least: Vec<u128> = ceilings.iter().map(|ceiling| low_bits(ceiling.value())).collect();
        let mut counts = vec![0; least.len()];
        let number = |task: &Linear<F>| low_bits(task.value()) as usize;
        for (task, reduced) in reduced {
            if let (Some(least), Some(count)) = (least.get_mut(number(task)), counts.get_mut(number(task))) {
                *least = low_bits(reduced.value()).min(*least);
                *count += 1;
            }
        }
        let of_option = reduced.iter().map(|(task, _)| least.get(number(task)).copied().unwrap_or(0)).collect();
        Self { least, counts, of_option }
    }
}

/// The number of a task, and above it a least value, which may be negative.
fn key<F: PrimeField>(shape: &Shape, task: &Linear<F>, least: &Linear<F>) -> Linear<F> {
    let mut key = task.clone();
    key.add_scaled(F::from(2u64).pow([u64::from(shape.task().bits())]), least);
    key
}
