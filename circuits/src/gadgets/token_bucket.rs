//! S6 in constraints.
//!
//! Two lanes a payer and slot: the room below the capacity, and how far the backlog before lies from the refill.

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
        let (mut last, mut uses) = (None, Vec::with_capacity(used.len()));
        for &used in used {
            let carried = match &last {
                None => Linear::zero(),
                Some(backlog) => bucket.carried(builder, backlog, transcript)?,
            };
            let backlog = bucket.backlog(builder, &carried, used, transcript)?;
            uses.push(backlog.clone().minus(&carried));
            last = Some(backlog);
        }
        Ok(uses)
    }
}
