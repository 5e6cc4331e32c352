//! The permutation.

use super::{FULL_ROUNDS, Parameters, Poseidon};
use ark_ff::PrimeField;

impl<F: PrimeField> Parameters<F> {
    /// The state times the matrix.
    pub(crate) fn mix(&self, state: &[F]) -> Vec<F> {
        let product = |row: &Vec<F>| row.iter().zip(state).map(|(entry, element)| *entry * element).sum();
        self.matrix.iter().map(product).collect()
    }
}

impl<F: PrimeField> Poseidon<F> {
    /// Permutes a state of 2 to 17 elements. About 7,000 multiplications at the largest width.
    ///
    /// # Panics
    /// If the state has another width.
    pub fn permute(&self, state: &mut Vec<F>) {
        let parameters = self.parameters(state.len());
        let (opening, rest) = parameters.round_constants.split_at(FULL_ROUNDS / 2);
        for (round, constants) in opening.iter().enumerate() {
            if round > 0 {
                *state = parameters.mix(state);
            }
            add(state, constants);
            state.iter_mut().for_each(|element| *element = fifth_power(*element));
        }
        *state = parameters.pass_partial_rounds(core::mem::take(state));
        let closing = &rest[rest.len() - FULL_ROUNDS / 2..];
        for (round, constants) in closing.iter().enumerate() {
            if round > 0 {
                add(state, constants);
            }
            state.iter_mut().for_each(|element| *element = fifth_power(*element));
            *state = parameters.mix(state);
        }
    }
}

fn add<F: PrimeField>(state: &mut [F], constants: &[F]) {
    state.iter_mut().zip(constants).for_each(|(element, constant)| *element += constant);
}

fn fifth_power<F: PrimeField>(element: F) -> F {
    element.square().square() * element
}
