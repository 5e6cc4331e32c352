//! The gate of products and linear combinations.

use super::circuit::{Homes, Placement};
use super::program::{CELLS, Program};
use halo2_proofs::pasta::Fp;
use halo2_proofs::plonk::{Advice, Column, ConstraintSystem, Error, Fixed};
use halo2_proofs::poly::Rotation;

/// Name of the gate.
pub(super) const GATE: &str = "products and a linear combination vanish";

/// Columns of the gate. Its coefficients are 0 where it is not used, so that it needs no selector.
#[derive(Clone, Debug)]
pub(super) struct RowColumns {
    cells: [Column<Advice>; CELLS],
    products: [Column<Fixed>; 2],
    linear: [Column<Fixed>; CELLS],
    next: Column<Fixed>,
    constant: Column<Fixed>,
}

impl RowColumns {
    pub(super) fn new(system: &mut ConstraintSystem<Fp>) -> Self {
        let columns = Self {
            cells: core::array::from_fn(|_| system.advice_column()),
            products: core::array::from_fn(|_| system.fixed_column()),
            linear: core::array::from_fn(|_| system.fixed_column()),
            next: system.fixed_column(),
            constant: system.fixed_column(),
        };
        columns.cells.iter().for_each(|&cell| system.enable_equality(cell));
        system.create_gate(GATE, |meta| {
            let [a, b, c, d, e] = columns.cells.map(|cell| meta.query_advice(cell, Rotation::cur()));
            let [first, second] = columns.products.map(|product| meta.query_fixed(product));
            let products = first * a.clone() * b.clone() + second * c.clone() * d.clone();
            let linear = columns.linear.map(|factor| meta.query_fixed(factor)).into_iter().zip([a, b, c, d, e]);
            let next = meta.query_fixed(columns.next) * meta.query_advice(columns.cells[CELLS - 1], Rotation::next());
            let rest = next + meta.query_fixed(columns.constant);
            vec![(GATE, linear.fold(products + rest, |sum, (factor, cell)| sum + factor * cell))]
        });
        columns
    }

    pub(super) fn assign(&self, program: &Program, mut placement: Placement<'_, '_>) -> Result<Homes, Error> {
        for (at, row) in program.rows.iter().enumerate() {
            for (&column, variable) in self.cells.iter().zip(row.cells) {
                if let Some(variable) = variable {
                    placement.variable(column, at, variable)?;
                }
            }
            let coefficients = self.products.iter().zip(row.products).chain(self.linear.iter().zip(row.linear));
            for (&column, coefficient) in coefficients {
                placement.fixed(column, at, coefficient)?;
            }
            placement.fixed(self.next, at, row.next)?;
            placement.fixed(self.constant, at, row.constant)?;
        }
        Ok(placement.finish())
    }
}
