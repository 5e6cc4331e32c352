//! `usage` in constraints: permits by lookup, limits as meters, and the step from one state to the next.
//!
//! Beside policy and states the prover states its [`Claims`].

mod buckets;
mod events;
mod meters;
mod policy;
mod state;
mod step;
#[cfg(test)]
mod tests;

use super::challenge::Transcript;
use super::keyed::Keyed;
use super::{Arithmetize, Builder, Linear};
use crate::poseidon::Poseidon;
use crate::statement::usage::PlaceLanes;
use crate::statement::{Statement, Usage, UsageWitness};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;
use step::Moved;

impl<F: PrimeField> Arithmetize<F> for Usage<F> {
    fn poseidon(&self) -> &Poseidon<F> {
        &self.poseidon
    }

    fn arithmetize(
        &self,
        builder: &mut Builder<'_, F>,
        inputs: &[Linear<F>],
        witness: &UsageWitness<F>,
    ) -> Result<(), SynthesisError> {
        arithmetize(self, builder, inputs, witness, &Claims::of(self, witness))
    }
}

/// What the prover states and no state holds.
#[derive(Debug)]
struct Claims {
    /// Where events lie, and what they count in.
    places: Vec<PlaceLanes>,
    /// How the open slot moves.
    moved: Moved,
}

impl Claims {
    /// Those of an honest prover.
    fn of<F: PrimeField>(statement: &Usage<F>, witness: &UsageWitness<F>) -> Self {
        let places = statement.place_lanes(witness);
        let slots = places.iter().filter_map(|[head, ..]| head.last().map(|&(slot, _)| slot));
        let moved = Moved::between(&statement.shape, &witness.before, &witness.after, slots.max().unwrap_or(0));
        Self { places, moved }
    }
}

fn arithmetize<F: PrimeField>(
    statement: &Usage<F>,
    builder: &mut Builder<'_, F>,
    inputs: &[Linear<F>],
    witness: &UsageWitness<F>,
    claims: &Claims,
) -> Result<(), SynthesisError> {
    let [context, policy, commitment_before, commitment_after, reached] = inputs else {
        return Err(SynthesisError::Unsatisfiable);
    };
    builder.bind(context)?;
    let shape = &statement.shape;
    let policy_lanes = builder.open_policy(shape, &witness.policy, policy)?;
    let before = builder.state_lanes(shape, &witness.before)?;
    let after = builder.state_lanes(shape, &witness.after)?;
    let (events, commitment) = builder.open_events(shape, &claims.places, &witness.blinding)?;
    let ledger = builder.witness(witness.before.ledger)?;
    builder.open_state(shape, &before, &ledger, &witness.before, commitment_before)?;
    let ledger = builder.absorb(ledger, core::slice::from_ref(&commitment))?;
    builder.open_state(shape, &after, &ledger, &witness.after, commitment_after)?;
    let step = builder.step(shape, &claims.moved, &before, &after, &events)?;
    builder.tell(witness.telling, &after, reached)?;

    let operands = vec![policy.clone(), commitment_before.clone(), commitment_after.clone(), commitment];
    let mut transcript = Transcript::new(operands);
    let rows = policy_lanes.cells(shape);
    let uses = events.iter().map(|event| event.pair(shape)).collect();
    let permits = Keyed::state(builder, &statement.pairs, uses, rows, &mut transcript)?;
    let mut meters = Vec::with_capacity(shape.meters.len());
    for at in 0..shape.meters.len() {
        let amounts = &policy_lanes.amounts[at];
        let meter = builder.meter(shape, at, &events, amounts, &before.used[at], &mut transcript)?;
        builder.remember(&meter, &step, &before.used[at], &after.used[at])?;
        meters.push(meter);
    }
    let challenge = transcript.challenge(builder, statement.parameters())?;
    permits.prove(builder, &challenge)?;
    meters.into_iter().try_for_each(|meter| meter.metering.prove(builder, &challenge))
}
