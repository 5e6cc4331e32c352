//! What events are held to: which payer may use which offer, in which limits that counts, and their amounts.

use super::UsageShape;
use crate::commitment::{Blinding, commit};
use crate::labels;
use crate::layout::{BitWidth, Packing};
use crate::poseidon::Poseidon;
use crate::statement::{Committed, Unsatisfied};
use ark_ff::PrimeField;
use std::collections::BTreeMap;

/// A committed policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UsagePolicy<F> {
    /// The permitted pairs. Rows may repeat, which pads the table.
    pub pairs: Vec<PairRow>,
    /// The amount of every limit, by meter.
    pub amounts: Vec<Vec<u64>>,
    /// The last element of the commitment.
    pub blinding: Blinding<F>,
}

/// A payer that may use an offer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PairRow {
    /// Number of the payer.
    pub payer: u64,
    /// Number of the offer.
    pub offer: u64,
    /// For each meter the limit that its events count in, if they do.
    pub loads: Vec<Option<u32>>,
}

impl PairRow {
    /// The lanes in order: payer, offer, then for each meter whether the pair counts and in which limit.
    pub(crate) fn lanes(&self) -> Vec<u64> {
        [self.payer, self.offer].into_iter().chain(self.load_lanes()).collect()
    }

    pub(crate) fn load_lanes(&self) -> impl Iterator<Item = u64> + '_ {
        self.loads.iter().flat_map(|load| [u64::from(load.is_some()), load.unwrap_or(0).into()])
    }
}

impl<F: PrimeField> UsagePolicy<F> {
    /// A policy of zeros.
    pub(super) fn blank(shape: &UsageShape) -> Self {
        let pair = PairRow { payer: 0, offer: 0, loads: vec![None; shape.meters.len()] };
        let amounts = shape.meters.iter().map(|meter| vec![0; meter.limits.len()]).collect();
        Self { pairs: vec![pair; shape.pairs], amounts, blinding: Blinding::from_element(F::ZERO) }
    }

    /// The lanes in order: the pairs, then the amounts, each in its width.
    pub(crate) fn lanes(&self, shape: &UsageShape) -> Vec<(u64, BitWidth)> {
        let widths = shape.pair_widths();
        let mut lanes = Vec::new();
        for pair in &self.pairs {
            lanes.extend(pair.lanes().into_iter().zip(widths.iter().copied()));
        }
        let amounts = self.amounts.iter().flatten().copied();
        lanes.extend(amounts.zip(shape.limits().map(|(_, remembered)| remembered.amount)));
        lanes
    }

    /// The blinded commitment.
    pub(super) fn commitment(&self, poseidon: &Poseidon<F>, shape: &UsageShape) -> F {
        let mut packing = Packing::default();
        self.lanes(shape).into_iter().for_each(|(value, width)| packing.push(value, width));
        commit(poseidon, labels::USAGE, shape.numbers(), &packing, &self.blinding)
    }

    /// The policy has the shape.
    pub(super) fn check(&self, shape: &UsageShape) -> Result<(), Unsatisfied> {
        let table = Committed::Policy;
        let sized = |expected, found| {
            if expected == found { Ok(()) } else { Err(Unsatisfied::TableShape { table, expected, found }) }
        };
        sized(shape.pairs, self.pairs.len())?;
        self.pairs.iter().try_for_each(|pair| sized(shape.meters.len(), pair.loads.len()))?;
        sized(shape.meters.len(), self.amounts.len())?;
        shape.meters.iter().zip(&self.amounts).try_for_each(|(meter, row)| sized(meter.limits.len(), row.len()))?;
        for (row, (value, width)) in self.lanes(shape).into_iter().enumerate() {
            if !width.holds(value.into()) {
                return Err(Unsatisfied::EntryOverflow { table, row, value, width_bits: width.bits() });
            }
        }
        Ok(())
    }

    /// The first row of each pair.
    pub(super) fn by_pair(&self) -> BTreeMap<(u64, u64), &PairRow> {
        let mut rows = BTreeMap::new();
        for row in &self.pairs {
            rows.entry((row.payer, row.offer)).or_insert(row);
        }
        rows
    }
}
