//! Poseidon in constraints: three for each S-box, and fewer in the last round.
//!
//! Linear layers cost nothing: what enters the S-box of a partial round is a combination of the outputs of the last full round before and
//! of the earlier partial rounds, with coefficients that depend on the width alone.
//!
//! Only the capacity element of the result is used, a sum of fifth powers, which pairs up:
//! x^5 + y^5 = s (s^2 (s^2 - 5 p) + 5 p^2) with s = x + y and p = x y takes five products instead of six. Coefficients move into x and y as
//! their fifth roots.

use super::{Builder, Linear};
use crate::poseidon::{Affine, FULL_ROUNDS, Parameters};
use ark_ff::PrimeField;
use ark_relations::gr1cs::SynthesisError;
use num_bigint::BigUint;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Fifth roots of the first row of the matrix, by width.
pub(super) type Roots<F> = BTreeMap<usize, Rc<Vec<F>>>;

/// The inverse of 5 modulo the order p - 1 of the multiplicative group, to which 5 is prime: x^5 is a permutation.
fn fifth_root_exponent<F: PrimeField>() -> Vec<u64> {
    let order = F::MODULUS.into() - 1u32;
    let exponent: BigUint =
        (1u32..5).map(|factor| &order * factor + 1u32).find(|n| n % 5u32 == 0u32.into()).unwrap_or_default() / 5u32;
    exponent.to_u64_digits()
}

impl<F: PrimeField> Builder<'_, F> {
    fn roots(&mut self, width: usize) -> Rc<Vec<F>> {
        let matrix = &self.poseidon.parameters(width).matrix;
        let roots = || {
            let exponent = fifth_root_exponent::<F>();
            Rc::new(matrix[0].iter().map(|entry| entry.pow(&exponent)).collect())
        };
        self.roots.entry(width).or_insert_with(roots).clone()
    }

    /// The capacity element after permuting a state of 2 to 17 elements.
    pub(super) fn permuted_capacity(&mut self, state: Vec<Linear<F>>) -> Result<Linear<F>, SynthesisError> {
        let width = state.len();
        let parameters = self.poseidon.parameters(width);
        let roots = self.roots(width);
        let mut state = self.opening_rounds(parameters, state)?;
        let mut known = self.fifth_powers(&mut state)?;
        for affine in &parameters.partial_rounds.inputs {
            let input = self.evaluate(affine, &known);
            known.push(self.fifth_power(&input)?);
        }
        let mut state: Vec<_> =
            parameters.partial_rounds.after.iter().map(|affine| self.evaluate(affine, &known)).collect();
        let closing = parameters.round_constants.len() - FULL_ROUNDS / 2 + 1..;
        for constants in &parameters.round_constants[closing] {
            let powers = self.fifth_powers(&mut state)?;
            state = self.mixed(parameters, &powers);
            state.iter_mut().zip(constants).for_each(|(element, &constant)| *element = shifted(element, constant));
        }
        self.sum_of_fifth_powers(&state, &roots)
    }

    /// The full rounds before the partial ones, up to the S-boxes of the last of them.
    fn opening_rounds(
        &mut self,
        parameters: &Parameters<F>,
        mut state: Vec<Linear<F>>,
    ) -> Result<Vec<Linear<F>>, SynthesisError> {
        for (round, constants) in parameters.round_constants[..FULL_ROUNDS / 2].iter().enumerate() {
            if round > 0 {
                let powers = self.fifth_powers(&mut state)?;
                state = self.mixed(parameters, &powers);
            }
            state.iter_mut().zip(constants).for_each(|(element, &constant)| *element = shifted(element, constant));
        }
        Ok(state)
    }

    fn fifth_powers(&mut self, state: &mut [Linear<F>]) -> Result<Vec<Linear<F>>, SynthesisError> {
        state.iter().map(|element| self.fifth_power(element)).collect()
    }

    fn fifth_power(&mut self, element: &Linear<F>) -> Result<Linear<F>, SynthesisError> {
        let square = self.product(element, element)?;
        let fourth = self.product(&square, &square)?;
        self.product(&fourth, element)
    }

    fn mixed(&self, parameters: &Parameters<F>, state: &[Linear<F>]) -> Vec<Linear<F>> {
        parameters.matrix.iter().map(|row| combination(row, state, F::ZERO)).collect()
    }

    fn evaluate(&self, affine: &Affine<F>, known: &[Linear<F>]) -> Linear<F> {
        combination(&affine.coefficients, known, affine.constant)
    }

    /// The sum of the fifth powers of multiples: five constraints a pair.
    fn sum_of_fifth_powers(&mut self, state: &[Linear<F>], factors: &[F]) -> Result<Linear<F>, SynthesisError> {
        let scaled: Vec<_> =
            state.iter().zip(factors).map(|(element, &factor)| element.clone().scaled(factor)).collect();
        let mut total = Linear::zero();
        for pair in scaled.chunks(2) {
            let power = match pair {
                [x, y] => {
                    let five = F::from(5u64);
                    let sum = x.clone().plus(y);
                    let square = self.product(&sum, &sum)?;
                    let product = self.product(x, y)?;
                    let difference = square.clone().minus(&product.clone().scaled(five));
                    let first = self.product(&square, &difference)?;
                    let second = self.product(&product, &product)?;
                    self.product(&sum, &first.plus(&second.scaled(five)))?
                }
                rest => self.fifth_power(&rest[0])?,
            };
            total = total.plus(&power);
        }
        Ok(total)
    }
}

fn shifted<F: PrimeField>(element: &Linear<F>, constant: F) -> Linear<F> {
    element.clone().plus(&Linear::constant(constant))
}

/// The sum of multiples and a constant.
fn combination<F: PrimeField>(coefficients: &[F], elements: &[Linear<F>], constant: F) -> Linear<F> {
    let mut sum = Linear::constant(constant);
    coefficients.iter().zip(elements).for_each(|(&coefficient, element)| sum.add_scaled(coefficient, element));
    sum
}
