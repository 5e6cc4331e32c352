//! Commitments of items and tables, in constraints.

use super::challenge::Transcript;
use super::lane::LanePacking;
use super::{Builder, Lane, Linear};
use crate::commitment::{Batch, Blinding, Table, TableLayout};
use crate::labels::{self, Label};
use crate::layout::{Item, ItemLane, ItemLayout};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;

/// A line item as lanes, in the order of the layout.
#[derive(Clone, Debug)]
pub(crate) struct ItemLanes<F: PrimeField> {
    lanes: Vec<(ItemLane, Lane<F>)>,
}

impl<F: PrimeField> ItemLanes<F> {
    /// The value of a lane; zero if the layout does not have it.
    pub(crate) fn get(&self, lane: ItemLane) -> Linear<F> {
        let found = self.lanes.iter().find(|(name, _)| *name == lane);
        found.map_or_else(Linear::zero, |(_, lane)| lane.linear().clone())
    }

    /// All lanes as one number, the first lowest.
    pub(crate) fn number(&self, layout: &ItemLayout) -> Linear<F> {
        let (mut number, mut place) = (Linear::zero(), F::ONE);
        for ((_, lane), (_, width)) in self.lanes.iter().zip(layout.lanes()) {
            number.add_scaled(place, lane.linear());
            place *= F::from(2u64).pow([u64::from(width.bits())]);
        }
        number
    }
}

/// The items and the table that a statement is about, opened, and the transcript that binds them.
#[derive(Debug)]
pub(super) struct Operands<F: PrimeField> {
    pub(super) items: Vec<ItemLanes<F>>,
    pub(super) rows: Vec<Vec<Lane<F>>>,
    pub(super) transcript: Transcript<F>,
}

impl<F: PrimeField> Builder<'_, F> {
    /// The sponge of [`crate::poseidon`].
    pub(super) fn absorb(&mut self, capacity: Linear<F>, elements: &[Linear<F>]) -> Result<Linear<F>, SynthesisError> {
        let blocks = self.poseidon.blocks(elements, Linear::zero());
        blocks.into_iter().try_fold(capacity, |capacity, block| {
            let state: Vec<_> = core::iter::once(capacity).chain(block).collect();
            match self.sink.shortcuts() {
                Some(shortcuts) => shortcuts.permuted_capacity(&state),
                None => self.permuted_capacity(state),
            }
        })
    }

    /// The blinded commitment of packed lanes.
    pub(super) fn commit(
        &mut self,
        label: Label,
        numbers: Vec<u64>,
        packing: &LanePacking<F>,
        blinding: &Blinding<F>,
    ) -> Result<Linear<F>, SynthesisError> {
        let elements = packing.elements(self)?;
        self.commit_elements(label, numbers, elements, blinding)
    }

    /// The blinded commitment of elements.
    pub(super) fn commit_elements(
        &mut self,
        label: Label,
        numbers: Vec<u64>,
        mut elements: Vec<Linear<F>>,
        blinding: &Blinding<F>,
    ) -> Result<Linear<F>, SynthesisError> {
        elements.push(self.witness(blinding.element())?);
        let capacity = Linear::constant(self.poseidon.capacity(label, numbers));
        self.absorb(capacity, &elements)
    }

    /// Opens a batch and a table of a statement whose public inputs are the context and the commitments of both. The transcript binds them.
    pub(super) fn open_operands(
        &mut self,
        inputs: &[Linear<F>],
        (item_layout, batch): (&ItemLayout, &Batch<F>),
        (table_layout, table): (&TableLayout, &Table<F>),
    ) -> Result<Operands<F>, SynthesisError> {
        let [context, items, policy] = inputs else { return Err(SynthesisError::Unsatisfiable) };
        self.bind(context)?;
        let lanes = self.open_items(item_layout, batch, items)?;
        let rows = self.open_table(table_layout, table, policy)?;
        Ok(Operands { items: lanes, rows, transcript: Transcript::new(vec![items.clone(), policy.clone()]) })
    }

    /// The items of a batch as lanes, constrained to open a commitment.
    pub(super) fn open_items(
        &mut self,
        layout: &ItemLayout,
        batch: &Batch<F>,
        commitment: &Linear<F>,
    ) -> Result<Vec<ItemLanes<F>>, SynthesisError> {
        let (mut items, mut packing) = (Vec::with_capacity(layout.count), LanePacking::default());
        for item in &batch.items {
            items.push(self.item_lanes(layout, item, &mut packing)?);
        }
        let opened = self.commit(labels::ITEMS, layout.numbers(), &packing, &batch.blinding)?;
        self.equal(&opened, commitment)?;
        Ok(items)
    }

    /// An item as lanes, packed.
    pub(super) fn item_lanes(
        &mut self,
        layout: &ItemLayout,
        item: &Item,
        packing: &mut LanePacking<F>,
    ) -> Result<ItemLanes<F>, SynthesisError> {
        let mut lanes = Vec::new();
        for (name, width) in layout.lanes() {
            let lane = Lane::new(self, ItemLayout::value(item, name).into(), width)?;
            packing.push(&lane);
            lanes.push((name, lane));
        }
        Ok(ItemLanes { lanes })
    }

    /// The rows of a table as lanes, constrained to open a commitment.
    pub(super) fn open_table(
        &mut self,
        layout: &TableLayout,
        table: &Table<F>,
        commitment: &Linear<F>,
    ) -> Result<Vec<Vec<Lane<F>>>, SynthesisError> {
        let (mut rows, mut packing) = (Vec::with_capacity(layout.rows), LanePacking::default());
        for row in &table.rows {
            let mut lanes = Vec::new();
            for (&value, &width) in row.iter().zip(&layout.columns) {
                let lane = Lane::new(self, value.into(), width)?;
                packing.push(&lane);
                lanes.push(lane);
            }
            rows.push(lanes);
        }
        let opened = self.commit(layout.label, layout.numbers(), &packing, &table.blinding)?;
        self.equal(&opened, commitment)?;
        Ok(rows)
    }
}
