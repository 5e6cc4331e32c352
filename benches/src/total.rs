//! S1 at any size: that the committed prices of 64 bits of so many items sum to at most a public budget.

use apportion_circuits::Randomness;
use apportion_circuits::commitment::{Batch, Blinding};
use apportion_circuits::layout::{BitWidth, Item, ItemLayout};
use apportion_circuits::poseidon::Poseidon;
use apportion_circuits::r1cs::Circuit;
use apportion_circuits::statement::{ParameterError, Statement, Total, TotalWitness};
use ark_bn254::Fr;
use ark_ff::PrimeField;

/// The statement about so many items.
///
/// # Errors
/// [`ParameterError`] for no items.
pub fn total<F: PrimeField>(poseidon: Poseidon<F>, items: usize) -> Result<Total<F>, ParameterError> {
    Total::new(poseidon, ItemLayout::prices(items, BitWidth::U64))
}

/// A witness of [`total`]: prices that use all widths up to 50 bits, within the budget.
pub fn total_witness<F: PrimeField>(items: usize) -> TotalWitness<F> {
    let price = |at: u64| at.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (14 + at % 50);
    let items: Vec<Item> = (0..items as u64).map(|at| Item { price: price(at), ..Item::default() }).collect();
    let budget = items.iter().map(|item| item.price).sum();
    TotalWitness { batch: Batch { items, blinding: Blinding::draw(&mut counting(1)) }, budget }
}

/// The context that the proofs are for.
pub fn context<F: PrimeField>() -> F {
    F::from(7u64)
}

/// Bytes that only have to differ: benches hide nothing.
pub fn counting(mut state: u64) -> impl Randomness {
    move |bytes: &mut [u8]| {
        for byte in bytes {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (state >> 56) as u8;
        }
    }
}

/// The circuit of the statement with its witness.
pub fn circuit<'a>(statement: &'a Total<Fr>, witness: &TotalWitness<Fr>) -> Circuit<'a, Total<Fr>, Fr> {
    let public = statement.public(context(), witness);
    Circuit::new(statement, public, witness.clone())
}
