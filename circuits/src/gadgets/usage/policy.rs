//! The policy, constrained to open its commitment.

use crate::gadgets::keyed::Cell;
use crate::gadgets::lane::LanePacking;
use crate::gadgets::{Builder, Lane, Linear};
use crate::labels;
use crate::statement::usage::{UsagePolicy, UsageShape};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

#[derive(Debug)]
pub(super) struct PolicyLanes<F: PrimeField> {
    pairs: Vec<Vec<Lane<F>>>,
    /// The amount of every limit, by meter.
    pub(super) amounts: Vec<Vec<Lane<F>>>,
}

impl<F: PrimeField> PolicyLanes<F> {
    /// The pairs as keys.
    pub(super) fn cells(&self, shape: &UsageShape) -> Vec<Cell<F>> {
        let key = |lanes: &Vec<Lane<F>>| pair_key(shape, lanes.iter().map(Lane::linear));
        self.pairs.iter().map(|lanes| Cell { key: key(lanes), limits: Vec::new() }).collect()
    }
}

/// The lanes of a pair as one number, the first lowest.
pub(super) fn pair_key<'l, F: PrimeField>(shape: &UsageShape, lanes: impl Iterator<Item = &'l Linear<F>>) -> Linear<F> {
    let (mut key, mut place) = (Linear::zero(), F::ONE);
    for (lane, width) in lanes.zip(shape.pair_widths()) {
        key.add_scaled(place, lane);
        place *= F::from(2u64).pow([u64::from(width.bits())]);
    }
    key
}

impl<F: PrimeField> Builder<'_, F> {
    pub(super) fn open_policy(
        &mut self,
        shape: &UsageShape,
        policy: &UsagePolicy<F>,
        commitment: &Linear<F>,
    ) -> Result<PolicyLanes<F>, SynthesisError> {
        let (mut packing, mut lanes) = (LanePacking::default(), Vec::new());
        for (value, width) in policy.lanes(shape) {
            let lane = Lane::new(self, value.into(), width)?;
            packing.push(&lane);
            lanes.push(lane);
        }
        let opened = self.commit(labels::USAGE, shape.numbers(), &packing, &policy.blinding)?;
        self.equal(&opened, commitment)?;
        let (mut lanes, columns) = (lanes.into_iter(), shape.pair_widths().len());
        let pairs = (0..shape.pairs).map(|_| lanes.by_ref().take(columns).collect()).collect();
        let limits = shape.meters.iter().map(|meter| meter.limits.len());
        let amounts = limits.map(|count| lanes.by_ref().take(count).collect()).collect();
        Ok(PolicyLanes { pairs, amounts })
    }
}
