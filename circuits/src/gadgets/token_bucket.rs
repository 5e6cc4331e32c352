//! S6 in constraints.
//!
//! The prover states any backlogs with `b(e) <= capacity`, `c(e) = b(e) - use(e) >= 0` and `c(e) >= b(e-1) - refill`. The true backlogs are
//! the least such, so some satisfy this iff the true ones stay below the capacity. Three lanes a payer and slot: capacity - b, c, and
//! c + refill - b(e-1).

use super::bucket::Bucket;
use super::challenge::Transcript;
use super::commitment::Operands;
use super::meter::Metering;
use super::sliding_window::grid;
use super::{Arithmetize, Builder, Lane, Linear};
use crate::layout::BitWidth;
use crate::poseidon::Poseidon;
use crate::statement::{Statement, TokenBucket, TokenBucketWitness};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

impl<F: PrimeField> Arithmetize<F> for TokenBucket<F> {
    fn poseidon(&self) -> &Poseidon<F> {
        &self.poseidon
    }

    fn arithmetize(
        &self,
        builder: &mut Builder<'_, F>,
        inputs: &[Linear<F>],
        witness: &TokenBucketWitness<F>,
    ) -> Result<(), SynthesisError> {
        let batch = (&self.layout, &witness.batch);
        let Operands { items: lanes, rows: buckets, mut transcript } =
            builder.open_operands(inputs, batch, (&self.buckets, &witness.buckets))?;
        let lines = builder.by_slot(&lanes, self.metered, self.slots)?;
        let grid = grid(&self.layout, self.slots)?;
        let mut used = Vec::with_capacity(buckets.len());
        for (payer, bucket) in buckets.iter().enumerate() {
            let [capacity, refill] = &bucket[..] else { return Err(SynthesisError::Unsatisfiable) };
            let values = grid.used(&lines, payer);
            used.push(self.backlogs(builder, capacity, refill, &values, &mut transcript)?);
        }
        let challenge = transcript.challenge(builder, self.parameters())?;
        Metering::of_use(grid, lines, used).prove(builder, &challenge)
    }
}

impl<F: PrimeField> TokenBucket<F> {
    /// States the backlogs of one payer; what it uses in each slot follows.
    fn backlogs(
        &self,
        builder: &mut Builder<'_, F>,
        capacity: &Lane<F>,
        refill: &Lane<F>,
        used: &[F],
        transcript: &mut Transcript<F>,
    ) -> Result<Vec<Linear<F>>, SynthesisError> {
        let width = self.buckets.columns.first().copied().unwrap_or(BitWidth::ABSENT);
        let bucket = Bucket { capacity: capacity.linear().clone(), refill: refill.linear().clone(), width };
        let (mut backlog, mut uses) = (Linear::zero(), Vec::with_capacity(used.len()));
        for &used in used {
            let carried = bucket.carried(builder, &backlog, transcript)?.amount;
            backlog = bucket.backlog(builder, &carried, used, transcript)?;
            uses.push(backlog.clone().minus(&carried));
        }
        Ok(uses)
    }
}
