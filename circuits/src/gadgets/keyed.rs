//! Sums by key under limits: the group-by of S2, S3 and S4, and, without limits, the lookup of S7.
//!
//! Every item has a key and amounts; every cell has a key and limits. The prover states for each cell the slack below each
//! limit and the number of its items. With the challenge drawn over all of it,
//!
//! ```text
//! sum over items of (amounts + one item) / (X + key)  =  sum over cells of (limits - slacks + count items) / (X + key)
//! ```
//!
//! where amounts and counts are packed by [`KeyedBound`]. So every item's key is a cell's (its count cannot vanish), every cell's sums are
//! its limits less its slacks, and no slack is negative. One constraint an item; for a cell, its slacks and count, hashed, and one.

use super::challenge::Transcript;
use super::fractions::Fractions;
use super::{Builder, Lane, Linear};
use crate::commitment::TableLayout;
use crate::layout::BitWidth;
use crate::statement::KeyedBound;
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;
use std::collections::BTreeMap;

/// What is added up.
#[derive(Debug)]
pub(super) struct KeyedItem<F: PrimeField> {
    pub(super) key: Linear<F>,
    /// 1, or 0 for padding, of which key and amounts are 0 too.
    pub(super) present: Linear<F>,
    pub(super) amounts: Vec<Linear<F>>,
}

/// What sums are compared with. Keys of cells with limits are distinct constants.
#[derive(Debug)]
pub(super) struct Cell<F: PrimeField> {
    pub(super) key: Linear<F>,
    pub(super) limits: Vec<(Linear<F>, BitWidth)>,
}

impl<F: PrimeField> Cell<F> {
    /// A cell whose limits are a row of a table.
    pub(super) fn of(key: u64, row: &[Lane<F>], layout: &TableLayout) -> Self {
        let limits = row.iter().zip(&layout.columns).map(|(lane, &width)| (lane.linear().clone(), width)).collect();
        Self { key: Linear::from(key), limits }
    }
}

/// Sums by key, stated but not yet proved.
#[derive(Debug)]
pub(super) struct Keyed<F: PrimeField> {
    /// Key and packed amounts of every item.
    items: Vec<(Linear<F>, Linear<F>)>,
    /// Key and packed sums of every cell.
    cells: Vec<(Linear<F>, Linear<F>)>,
}

impl<F: PrimeField> Keyed<F> {
    /// States the sums of all cells, each a limit less a slack that is a lane.
    pub(super) fn state(
        builder: &mut Builder<'_, F>,
        bound: &KeyedBound,
        items: Vec<KeyedItem<F>>,
        cells: Vec<Cell<F>>,
        transcript: &mut Transcript<F>,
    ) -> Result<Self, SynthesisError> {
        let values = sums(bound, &items, &cells);
        let mut packed = Vec::with_capacity(cells.len());
        for (cell, sum) in cells.into_iter().zip(&values) {
            let mut columns = Vec::new();
            for ((limit, width), &total) in cell.limits.iter().zip(&sum.totals) {
                let slack = Lane::new(builder, low_bits(limit.value() - total), *width)?;
                transcript.absorb(&slack);
                columns.push(limit.clone().minus(slack.linear()));
            }
            let count = Lane::new(builder, sum.count, bound.count)?;
            transcript.absorb(&count);
            packed.push((cell.key, pack(bound, &columns, count.linear())));
        }
        let items = items.into_iter().map(|item| (item.key, pack(bound, &item.amounts, &item.present))).collect();
        Ok(Self { items, cells: packed })
    }

    /// States the sums and constrains the identity, at a challenge drawn over them and over what the transcript has bound.
    pub(super) fn add_up(
        builder: &mut Builder<'_, F>,
        bound: &KeyedBound,
        items: Vec<KeyedItem<F>>,
        cells: Vec<Cell<F>>,
        mut transcript: Transcript<F>,
        parameters: Vec<u64>,
    ) -> Result<(), SynthesisError> {
        let keyed = Self::state(builder, bound, items, cells, &mut transcript)?;
        let challenge = transcript.challenge(builder, parameters)?;
        keyed.prove(builder, &challenge)
    }

    /// Constrains the identity.
    pub(super) fn prove(&self, builder: &mut Builder<'_, F>, challenge: &Linear<F>) -> Result<(), SynthesisError> {
        let mut fractions = Fractions::at(challenge.clone());
        self.items.iter().try_for_each(|(key, amounts)| fractions.add(builder, amounts, key))?;
        self.cells.iter().try_for_each(|(key, sums)| fractions.subtract(builder, sums, key))?;
        fractions.vanish(builder)
    }
}

/// Sums of one cell, as the prover computes them.
#[derive(Clone, Debug)]
struct Sum<F> {
    totals: Vec<F>,
    count: u128,
}

/// Of several cells with one key, the first gets everything.
fn sums<F: PrimeField>(bound: &KeyedBound, items: &[KeyedItem<F>], cells: &[Cell<F>]) -> Vec<Sum<F>> {
    let mut places = BTreeMap::new();
    for (place, cell) in cells.iter().enumerate() {
        places.entry(cell.key.value()).or_insert(place);
    }
    let mut sums = vec![Sum { totals: vec![F::ZERO; bound.strides.len()], count: 0 }; cells.len()];
    for item in items.iter().filter(|item| !item.present.value().is_zero()) {
        if let Some(&place) = places.get(&item.key.value()) {
            sums[place].count += 1;
            sums[place].totals.iter_mut().zip(&item.amounts).for_each(|(total, amount)| *total += amount.value());
        }
    }
    sums
}

/// Columns at their strides, the count above them.
fn pack<F: PrimeField>(bound: &KeyedBound, columns: &[Linear<F>], count: &Linear<F>) -> Linear<F> {
    let (mut sum, mut place) = (Linear::zero(), F::ONE);
    for (column, &stride) in columns.iter().zip(&bound.strides) {
        sum.add_scaled(place, column);
        place *= F::from(2u64).pow([u64::from(stride)]);
    }
    sum.add_scaled(place, count);
    sum
}

/// The lowest 128 bits of an element.
pub(crate) fn low_bits<F: PrimeField>(element: F) -> u128 {
    let limbs = element.into_bigint();
    let limb = |at: usize| limbs.as_ref().get(at).copied().map_or(0, u128::from);
    limb(1) << 64 | limb(0)
}
