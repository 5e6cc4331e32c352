//! `compliance` in constraints.
//!
//! Options are opaque elements: their lanes are never taken apart. A line is made of lanes and looked up among them, so that it equals an
//! option lane by lane or the lookup fails. Everything that the identities speak of is committed or bound before the challenge is drawn.

mod dependencies;
mod lines;
mod market;
mod options;

use super::challenge::Transcript;
use super::meter::{Grid, Metering, Prior};
use super::{Arithmetize, Builder, Linear};
use crate::layout::BitWidth;
use crate::poseidon::Poseidon;
use crate::statement::compliance::{Meter, Shape, Subject};
use crate::statement::{Compliance, ComplianceWitness};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;
use dependencies::Dependencies;
pub(super) use lines::LineLanes;
pub(super) use market::Market;
use options::Choices;

impl<F: PrimeField> Arithmetize<F> for Compliance<F> {
    fn poseidon(&self) -> &Poseidon<F> {
        &self.poseidon
    }

    fn arithmetize(
        &self,
        builder: &mut Builder<'_, F>,
        inputs: &[Linear<F>],
        witness: &ComplianceWitness<F>,
    ) -> Result<(), SynthesisError> {
        let (rules, transcript) = Rules::state(builder, &self.shape, inputs, witness)?;
        let challenge = transcript.challenge(builder, self.shape.numbers())?;
        rules.prove(builder, &challenge)
    }
}

/// Market and lines, opened, and every rule, stated but not yet proved.
#[derive(Debug)]
pub(super) struct Rules<F: PrimeField> {
    pub(super) market: Market<F>,
    pub(super) lines: Vec<LineLanes<F>>,
    choices: Choices<F>,
    meters: Vec<Metering<F>>,
    dependencies: Dependencies<F>,
}

impl<F: PrimeField> Rules<F> {
    /// Opens both commitments and states what the rules speak of; the transcript binds it. The inputs are context, allocation and market.
    pub(super) fn state(
        builder: &mut Builder<'_, F>,
        shape: &Shape,
        inputs: &[Linear<F>],
        witness: &ComplianceWitness<F>,
    ) -> Result<(Self, Transcript<F>), SynthesisError> {
        let [context, items, policy] = inputs else { return Err(SynthesisError::Unsatisfiable) };
        builder.bind(context)?;
        let market = builder.open_market(shape, &witness.market, policy)?;
        let lines = builder.open_lines(shape, &witness.allocation, &market.names, items)?;
        for (line, required) in lines.iter().zip(&market.required) {
            builder.enforce(required.linear(), &line.unassigned(), &Linear::zero())?;
        }
        let mut transcript = Transcript::new(vec![items.clone(), policy.clone()]);
        let choices = Choices::state(builder, shape, &lines, &market, &mut transcript)?;
        let mut meters = Vec::with_capacity(shape.meters.len());
        for (at, meter) in shape.meters.iter().enumerate() {
            let (amounts, priors) = (&market.amounts[at], &market.priors[at]);
            let lines = lines.iter().map(|line| line.metered(builder, shape, at)).collect::<Result<Vec<_>, _>>()?;
            let (grid, limits) = (grid(shape, meter)?, &meter.limits);
            meters.push(Metering::state(builder, grid, limits, lines, amounts, priors, &mut transcript)?);
        }
        let dependencies = Dependencies::state(builder, shape, &lines, &market.dependencies, &mut transcript)?;
        Ok((Self { market, lines, choices, meters, dependencies }, transcript))
    }

    /// Constrains the identities.
    pub(super) fn prove(self, builder: &mut Builder<'_, F>, challenge: &Linear<F>) -> Result<(), SynthesisError> {
        self.choices.prove(builder, challenge)?;
        self.meters.into_iter().try_for_each(|meter| meter.prove(builder, challenge))?;
        self.dependencies.prove(builder, challenge)
    }
}

fn grid(shape: &Shape, meter: &Meter) -> Result<Grid, SynthesisError> {
    let sum = shape.subject(meter.subject).map_or(0, BitWidth::bits) + shape.task().bits();
    Ok(Grid {
        occupies: matches!(meter.subject, Subject::Demand(_)),
        slots: shape.slots as usize,
        slot: shape.slot_sum(),
        sum: BitWidth::new(sum).map_err(|_| SynthesisError::Unsatisfiable)?,
        prior: Prior::Closed,
    })
}
