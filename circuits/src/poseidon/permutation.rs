//! The permutation.

use super::{Parameters, Poseidon};
use ark_ff::PrimeField;

impl<F: PrimeField> Parameters<F> {
    /// The state times the matrix.
    pub(crate) fn mix(&self, state: &[F]) -> Vec<F> {
        let product = |row: &Vec<F>| row.iter().zip(state).map(|(entry, element)| *entry * element).sum();
        self.matrix.iter().map(product).collect()
    }

    /// The state after a round.
    pub(crate) fn round(&self, round: usize, state: &[F]) -> Vec<F> {
        let constants = &self.round_constants[round];
        let mut state: Vec<F> = state.iter().zip(constants).map(|(element, constant)| *element + constant).collect();
        let touched = if self.is_full(round) { state.len() } else { 1 };
        state.iter_mut().take(touched).for_each(|element| *element = fifth_power(*element));
        self.mix(&state)
    }
}

impl<F: PrimeField> Poseidon<F> {
    /// Permutes a state of 2 to 17 elements.
    ///
    /// # Panics
    /// If the state has another width.
    pub fn permute(&self, state: &mut Vec<F>) {
        let parameters = self.parameters(state.len());
        for round in 0..parameters.round_constants.len() {
            *state = parameters.round(round, state);
        }
    }
}

fn fifth_power<F: PrimeField>(element: F) -> F {
    element.square().square() * element
}
