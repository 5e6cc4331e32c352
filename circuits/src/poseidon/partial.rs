//! The partial rounds as affine forms.
//!
//! Between two full rounds only one element passes the S-box, so what enters it in each partial round, and the whole state after the last,
//! is affine in the outputs `z` of the full round before and the outputs `y` of the partial rounds so far. With the matrix split into
//! `m`, the rest `v` of its first row, the rest `w` of its first column and the rest `N`, the tail of the state is multiplied by `N` and
//! `w y` is added; what enters round k is `m y(k-1) + v N^(k-1) (tail of M z) + sum over j of v N^(k-2-j) w y(j)` and a constant.

use super::{FULL_ROUNDS, Parameters};
use ark_ff::PrimeField;

/// An affine form in `z`, then `y`.
#[derive(Clone, Debug)]
pub(crate) struct Affine<F> {
    pub(crate) coefficients: Vec<F>,
    pub(crate) constant: F,
}

/// What enters the S-box of each partial round; then the state that enters the next full round's. Round constants are included.
#[derive(Debug)]
pub(crate) struct PartialRounds<F> {
    pub(crate) inputs: Vec<Affine<F>>,
    pub(crate) after: Vec<Affine<F>>,
}

impl<F: PrimeField> Affine<F> {
    /// The value, of which trailing coefficients may not be needed yet.
    pub(super) fn evaluate(&self, known: &[F]) -> F {
        self.constant + dot(&self.coefficients, known)
    }
}

impl<F: PrimeField> PartialRounds<F> {
    pub(super) fn new(round_constants: &[Vec<F>], matrix: &[Vec<F>]) -> Self {
        let width = matrix.len();
        let (first, last) = (FULL_ROUNDS / 2, round_constants.len() - FULL_ROUNDS / 2);
        let rest: Vec<&[F]> = matrix[1..].iter().map(|row| &row[1..]).collect();
        let column: Vec<F> = matrix[1..].iter().map(|row| row[0]).collect();
        let (corner, row) = (matrix[0][0], &matrix[0][1..]);
        let advance = |tail: &[F]| rest.iter().map(|row| dot(row, tail)).collect::<Vec<F>>();

        // Columns: the tail of the state as it depends on each z, and on a y of so many rounds ago.
        let mut of_z: Vec<Vec<F>> = (0..width).map(|at| matrix[1..].iter().map(|row| row[at]).collect()).collect();
        let mut of_y: Vec<Vec<F>> = Vec::new();
        let mut constants = vec![F::ZERO; width];
        let mut inputs = Vec::with_capacity(last - first);
        let mut head: Vec<F> = matrix[0].clone();
        for constants_of_round in &round_constants[first..last] {
            constants.iter_mut().zip(constants_of_round).for_each(|(sum, constant)| *sum += constant);
            inputs.push(Affine { coefficients: head, constant: constants[0] });
            head = of_z.iter().map(|tail| dot(row, tail)).collect();
            head.extend(of_y.iter().map(|tail| dot(row, tail)));
            head.push(corner);
            of_z.iter_mut().chain(&mut of_y).for_each(|tail| *tail = advance(tail));
            of_y.push(column.clone());
            let tail = &constants[1..];
            constants = [vec![dot(row, tail)], advance(tail)].concat();
        }
        constants.iter_mut().zip(&round_constants[last]).for_each(|(sum, constant)| *sum += constant);
        let tail = |at: usize| of_z.iter().chain(&of_y).map(|tail| tail[at]).collect();
        let rows = core::iter::once(head).chain((0..width - 1).map(tail));
        let after = rows.zip(constants).map(|(coefficients, constant)| Affine { coefficients, constant });
        Self { inputs, after: after.collect() }
    }
}

impl<F: PrimeField> Parameters<F> {
    /// The state that enters the first full round after the partial ones, given the outputs of the last full round before them.
    pub(super) fn pass_partial_rounds(&self, mut known: Vec<F>) -> Vec<F> {
        for input in &self.partial_rounds.inputs {
            let element = input.evaluate(&known);
            known.push(element.square().square() * element);
        }
        self.partial_rounds.after.iter().map(|affine| affine.evaluate(&known)).collect()
    }
}

fn dot<F: PrimeField>(left: &[F], right: &[F]) -> F {
    left.iter().zip(right).map(|(left, right)| *left * right).sum()
}
