//! Numbers of proven widths: limbs that are looked up, added up into lanes, and into the elements that are hashed.

use super::Element;
use super::circuit::{Homes, Placement};
use super::pieces::{Limbs, Piece};
use super::program::Program;
use ark_ff::{AdditiveGroup, BigInteger, Field, PrimeField};
use halo2_proofs::circuit::{Layouter, Value};
use halo2_proofs::pasta::Fp;
use halo2_proofs::plonk::{Advice, Column, ConstraintSystem, Constraints, Error, Fixed, Selector, TableColumn};
use halo2_proofs::poly::Rotation;

/// Name of the gate.
pub(super) const GATE: &str = "limbs add up";
/// Name of the constraint of lanes.
pub(super) const LANE: &str = "to the lane";
/// Name of the constraint of elements.
pub(super) const ELEMENT: &str = "to the element";

/// Columns of the gate, one piece a row after a first row of zeros.
#[derive(Clone, Debug)]
pub(super) struct LaneColumns {
    limbs: [Column<Advice>; 2],
    widths: [Column<Fixed>; 2],
    /// Two to the width of the lower limb.
    shift: Column<Fixed>,
    lane: Sum,
    element: Sum,
    used: Selector,
    /// Widths, and numbers of these widths.
    table: [TableColumn; 2],
}

/// A running sum: `sum = piece + factor x (sum of the row before)`.
#[derive(Clone, Copy, Debug)]
struct Sum {
    sum: Column<Advice>,
    factor: Column<Fixed>,
}

impl LaneColumns {
    pub(super) fn new(system: &mut ConstraintSystem<Fp>) -> Self {
        let mut sum = || {
            let sum = system.advice_column();
            system.enable_equality(sum);
            Sum { sum, factor: system.fixed_column() }
        };
        let columns = Self {
            lane: sum(),
            element: sum(),
            limbs: core::array::from_fn(|_| system.advice_column()),
            widths: core::array::from_fn(|_| system.fixed_column()),
            shift: system.fixed_column(),
            used: system.selector(),
            table: core::array::from_fn(|_| system.lookup_table_column()),
        };
        columns.constrain_widths(system);
        columns.constrain_sums(system);
        columns
    }

    /// Lookup 0 is of lower limbs, lookup 1 of upper ones. Rows without a piece look up the number 0 of width 0.
    fn constrain_widths(&self, system: &mut ConstraintSystem<Fp>) {
        for (&limb, &width) in self.limbs.iter().zip(&self.widths) {
            system.lookup(|meta| {
                let [widths, numbers] = self.table;
                vec![(meta.query_fixed(width), widths), (meta.query_advice(limb, Rotation::cur()), numbers)]
            });
        }
    }

    fn constrain_sums(&self, system: &mut ConstraintSystem<Fp>) {
        system.create_gate(GATE, |meta| {
            let [low, high] = self.limbs.map(|limb| meta.query_advice(limb, Rotation::cur()));
            let piece = low + meta.query_fixed(self.shift) * high;
            let sums = [(LANE, self.lane), (ELEMENT, self.element)].map(|(name, Sum { sum, factor })| {
                let before = meta.query_advice(sum, Rotation::prev());
                let carried = meta.query_fixed(factor) * before;
                (name, meta.query_advice(sum, Rotation::cur()) - piece.clone() - carried)
            });
            Constraints::with_selector(meta.query_selector(self.used), sums)
        });
    }

    pub(super) fn assign_table(&self, limbs: Limbs, layouter: &mut impl Layouter<Fp>) -> Result<(), Error> {
        let rows = || limbs.widths().flat_map(|width| (0..1_u64 << width).map(move |number| [width.into(), number]));
        layouter.assign_table(
            || "numbers by width",
            |mut table| {
                for (at, row) in rows().enumerate() {
                    for (&column, value) in self.table.iter().zip(row) {
                        table.assign_cell(|| "", column, at, || Value::known(Fp::from(value)))?;
                    }
                }
                Ok(())
            },
        )
    }

    pub(super) fn assign(
        &self,
        program: &Program,
        limbs: Limbs,
        mut placement: Placement<'_, '_>,
    ) -> Result<Homes, Error> {
        placement.value(self.lane.sum, 0, Element::ZERO)?;
        placement.value(self.element.sum, 0, Element::ZERO)?;
        let pieces = program.streams.iter().flat_map(|stream| limbs.cut(stream));
        let mut sums = [Element::ZERO; 2];
        for (row, piece) in (1..).zip(pieces) {
            self.used.enable(&mut placement.region, row)?;
            let values = piece.limbs(program.value(piece.lane));
            for (at, value) in values.into_iter().enumerate() {
                placement.value(self.limbs[at], row, value)?;
                placement.fixed(self.widths[at], row, Element::from(piece.widths[at]))?;
            }
            let (shift, whole) = (power(piece.widths[0]), power(piece.widths[0] + piece.widths[1]));
            placement.fixed(self.shift, row, shift)?;
            let [low, high] = values;
            let [lane, element] = [(self.lane, piece.starts_lane), (self.element, piece.starts_element)];
            for (sum, (columns, starts)) in sums.iter_mut().zip([lane, element]) {
                let factor = if starts { Element::ZERO } else { whole };
                placement.fixed(columns.factor, row, factor)?;
                *sum = low + shift * high + factor * *sum;
            }
            match piece.ends_lane {
                true => placement.variable(self.lane.sum, row, piece.lane)?,
                false => placement.value(self.lane.sum, row, sums[0]).map(drop)?,
            }
            match piece.element {
                Some(element) => placement.variable(self.element.sum, row, element)?,
                None => placement.value(self.element.sum, row, sums[1]).map(drop)?,
            }
        }
        Ok(placement.finish())
    }
}

fn power(width: u32) -> Element {
    Element::from(2u64).pow([u64::from(width)])
}

impl Piece {
    /// The limbs of a lane's value; the uppermost one takes whatever is beyond the lane's width.
    fn limbs(&self, lane: Element) -> [Element; 2] {
        let bits = lane.into_bigint().to_bits_le();
        let middle = self.at + self.widths[0] as usize;
        let end = if self.starts_lane { bits.len() } else { middle + self.widths[1] as usize };
        let number = |bits: &[bool]| {
            Element::from_le_bytes_mod_order(&<Element as PrimeField>::BigInt::from_bits_le(bits).to_bytes_le())
        };
        match self.widths[1] {
            0 => [number(&bits[self.at..end]), Element::ZERO],
            _ => [number(&bits[self.at..middle]), number(&bits[middle..end])],
        }
    }
}
