//! Poseidon, one round a row.
//!
//! With `u` the state before the S-boxes, round constants added, and `v` the next row, `M^-1 v` is the state after the S-boxes: each
//! constraint holds one fifth power.

use super::Element;
use super::circuit::{Homes, Placement};
use super::field::native;
use super::program::{Permutation, Program};
use crate::poseidon::{FULL_ROUNDS, Parameters, Poseidon};
use ark_ff::Field;
use halo2_proofs::pasta::Fp;
use halo2_proofs::plonk::{Advice, Column, ConstraintSystem, Error, Expression, Fixed, Selector};
use halo2_proofs::poly::Rotation;
use std::sync::LazyLock;

/// Elements of the state: the capacity element and five others.
pub(super) const WIDTH: usize = 6;

/// Name of the gate of full rounds.
pub(super) const FULL: &str = "full round";
/// Name of the gate of partial rounds.
pub(super) const PARTIAL: &str = "partial round";

static POSEIDON: LazyLock<Poseidon<Element>> = LazyLock::new(|| Poseidon::of_width(WIDTH));

/// The hash of statements for halo2: the sponge of [`crate::poseidon`] over [`Element`], of width 6 alone.
pub fn poseidon() -> &'static Poseidon<Element> {
    &POSEIDON
}

fn parameters() -> &'static Parameters<Element> {
    POSEIDON.parameters(WIDTH)
}

/// Whether every element passes the S-box in a round.
fn is_full(round: usize) -> bool {
    round < FULL_ROUNDS / 2 || round >= parameters().round_constants.len() - FULL_ROUNDS / 2
}

/// The state after a round.
fn after_round(round: usize, state: &[Element]) -> Vec<Element> {
    let constants = &parameters().round_constants[round];
    let mut state: Vec<_> = state.iter().zip(constants).map(|(element, constant)| *element + constant).collect();
    let boxes = if is_full(round) { WIDTH } else { 1 };
    state.iter_mut().take(boxes).for_each(|element| *element = element.pow([5u64]));
    parameters().mix(&state)
}

/// Rows of one permutation: its rounds, and its result.
pub(super) fn rows() -> usize {
    parameters().round_constants.len() + 1
}

/// Columns of the state and of the round constants.
#[derive(Clone, Debug)]
pub(super) struct PermutationColumns {
    state: [Column<Advice>; WIDTH],
    constants: [Column<Fixed>; WIDTH],
    full: Selector,
    partial: Selector,
}

impl PermutationColumns {
    pub(super) fn new(system: &mut ConstraintSystem<Fp>) -> Self {
        let columns = Self {
            state: core::array::from_fn(|_| system.advice_column()),
            constants: core::array::from_fn(|_| system.fixed_column()),
            full: system.selector(),
            partial: system.selector(),
        };
        columns.state.iter().for_each(|&element| system.enable_equality(element));
        columns.constrain(system, FULL, columns.full, WIDTH);
        columns.constrain(system, PARTIAL, columns.partial, 1);
        columns
    }

    /// The gate of rounds in which the first elements pass the S-box.
    fn constrain(&self, system: &mut ConstraintSystem<Fp>, name: &'static str, selector: Selector, boxes: usize) {
        let inverse = inverse(&parameters().matrix);
        system.create_gate(name, |meta| {
            let selector = meta.query_selector(selector);
            let next = self.state.map(|element| meta.query_advice(element, Rotation::next()));
            let mut constraints = Vec::with_capacity(WIDTH);
            for (at, row) in inverse.iter().enumerate() {
                let before = meta.query_advice(self.state[at], Rotation::cur()) + meta.query_fixed(self.constants[at]);
                let after = if at < boxes { fifth_power(before) } else { before };
                let unmixed = row.iter().zip(next.clone()).map(|(&entry, element)| element * native(entry));
                let difference = unmixed.fold(-after, |sum, term| sum + term);
                constraints.push(selector.clone() * difference);
            }
            constraints
        });
    }

    pub(super) fn assign(&self, program: &Program, mut placement: Placement<'_, '_>) -> Result<Homes, Error> {
        for (permutation, row) in program.permutations.iter().zip((0..).step_by(rows())) {
            self.assign_one(program, permutation, row, &mut placement)?;
        }
        Ok(placement.finish())
    }

    fn assign_one(
        &self,
        program: &Program,
        permutation: &Permutation,
        start: usize,
        placement: &mut Placement<'_, '_>,
    ) -> Result<(), Error> {
        for (&column, &variable) in self.state.iter().zip(&permutation.state) {
            placement.variable(column, start, variable)?;
        }
        let mut state: Vec<_> = permutation.state.iter().map(|&variable| program.value(variable)).collect();
        for (round, constants) in parameters().round_constants.iter().enumerate() {
            let row = start + round;
            (if is_full(round) { self.full } else { self.partial }).enable(&mut placement.region, row)?;
            for (&column, &constant) in self.constants.iter().zip(constants) {
                placement.fixed(column, row, constant)?;
            }
            state = after_round(round, &state);
            for (at, (&column, &element)) in self.state.iter().zip(&state).enumerate() {
                match at == 0 && row + 1 == start + parameters().round_constants.len() {
                    true => placement.variable(column, row + 1, permutation.output)?,
                    false => placement.value(column, row + 1, element).map(drop)?,
                }
            }
        }
        Ok(())
    }
}

fn fifth_power(base: Expression<Fp>) -> Expression<Fp> {
    let square = base.clone() * base.clone();
    square.clone() * square * base
}

/// The inverse of a matrix of which every leading minor is invertible, as are those of matrices without any singular submatrix.
fn inverse(matrix: &[Vec<Element>]) -> Vec<Vec<Element>> {
    let size = matrix.len();
    let unit = |at: usize| (0..size).map(move |other| Element::from(u64::from(at == other)));
    let mut rows: Vec<Vec<_>> =
        matrix.iter().enumerate().map(|(at, row)| row.iter().copied().chain(unit(at)).collect()).collect();
    for pivot in 0..size {
        let factor = rows[pivot][pivot].inverse().unwrap_or_default();
        rows[pivot].iter_mut().for_each(|entry| *entry *= factor);
        let chosen = rows[pivot].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(at, _)| *at != pivot) {
            let factor = row[pivot];
            row.iter_mut().zip(&chosen).for_each(|(entry, pivot)| *entry -= factor * pivot);
        }
    }
    rows.into_iter().map(|row| row[size..].to_vec()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_of_the_matrix_undoes_it() {
        let state: Vec<_> = (1..=WIDTH as u64).map(Element::from).collect();
        let mixed = parameters().mix(&state);
        let product =
            |row: &Vec<Element>| row.iter().zip(&mixed).map(|(entry, element)| *entry * element).sum::<Element>();
        assert_eq!(inverse(&parameters().matrix).iter().map(product).collect::<Vec<_>>(), state);
    }

    #[test]
    fn rounds_one_by_one_are_the_permutation() {
        let mut state: Vec<_> = (1..=WIDTH as u64).map(Element::from).collect();
        let rounds = 0..parameters().round_constants.len();
        let expected = rounds.fold(state.clone(), |state, round| after_round(round, &state));
        poseidon().permute(&mut state);
        assert_eq!(state, expected);
    }
}
