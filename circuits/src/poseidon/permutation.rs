//! The permutation.

use super::{Parameters, Poseidon};
use ark_ff::PrimeField;

impl<F: PrimeField> Parameters<F> {
    /// The state times the matrix.
    pub(crate) fn mix(&self, state: &[F]) -> Vec<F> {
        let product = |row: &Vec<F>| row.iter().zip(state).map(|(entry, element)| *entry * element).sum();
        self.matrix.iter().map(product).collect()
    }
}

impl<F: PrimeField> Poseidon<F> {
    /// Permutes a state of 2 to 17 elements.
    ///
    /// # Panics
    /// If the state has another width.
    pub fn permute(&self, state: &mut Vec<F>) {
        let parameters = self.parameters(state.len());
        for (round, constants) in parameters.round_constants.iter().enumerate() {
            state.iter_mut().zip(constants).for_each(|(element, constant)| *element += constant);
            let touched = if parameters.is_full(round) { state.len() } else { 1 };
            state.iter_mut().take(touched).for_each(|element| *element = fifth_power(*element));
            *state = parameters.mix(state);
        }
    }
}

fn fifth_power<F: PrimeField>(element: F) -> F {
    element.square().square() * element
}
