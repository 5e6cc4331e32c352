//! Committed tables: budgets, capacities, rates, permits.

use super::{Blinding, commit};
use crate::labels::Label;
use crate::layout::{BitWidth, Packing};
use crate::poseidon::Poseidon;
use crate::statement::{Committed, Unsatisfied};
use ark_ff::PrimeField;

/// Rows of numbers and what hides them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table<F> {
    /// The rows, all of one length.
    pub rows: Vec<Vec<u64>>,
    /// The last element of the commitment.
    pub blinding: Blinding<F>,
}

/// Shape of a committed table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct TableLayout {
    pub(crate) table: Committed,
    pub(crate) label: Label,
    pub(crate) rows: usize,
    pub(crate) columns: Vec<BitWidth>,
}

impl TableLayout {
    /// Rows, columns, then the width of each column.
    pub(crate) fn numbers(&self) -> Vec<u64> {
        let widths = self.columns.iter().map(|width| u64::from(width.bits()));
        [self.rows as u64, self.columns.len() as u64].into_iter().chain(widths).collect()
    }

    /// The table has this shape.
    pub(crate) fn check<F>(&self, table: &Table<F>) -> Result<(), Unsatisfied> {
        let shape = |expected, found| Unsatisfied::TableShape { table: self.table, expected, found };
        if table.rows.len() != self.rows {
            return Err(shape(self.rows, table.rows.len()));
        }
        for (at, row) in table.rows.iter().enumerate() {
            if row.len() != self.columns.len() {
                return Err(shape(self.columns.len(), row.len()));
            }
            for (&value, width) in row.iter().zip(&self.columns) {
                if !width.holds(value.into()) {
                    let (table, width_bits) = (self.table, width.bits());
                    return Err(Unsatisfied::EntryOverflow { table, row: at, value, width_bits });
                }
            }
        }
        Ok(())
    }

    /// The blinded commitment of a table.
    pub(crate) fn commitment<F: PrimeField>(&self, poseidon: &Poseidon<F>, table: &Table<F>) -> F {
        let mut packing = Packing::default();
        for (&value, &width) in table.rows.iter().flat_map(|row| row.iter().zip(&self.columns)) {
            packing.push(value, width);
        }
        commit(poseidon, self.label, self.numbers(), &packing, &table.blinding)
    }

    /// A table of zeros.
    pub(crate) fn blank<F: PrimeField>(&self) -> Table<F> {
        Table { rows: vec![vec![0; self.columns.len()]; self.rows], blinding: Blinding::from_element(F::ZERO) }
    }
}
