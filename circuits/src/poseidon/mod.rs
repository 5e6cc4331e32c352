//! The hash function Poseidon, compatible with circomlib on BN254.
//!
//! Grassi, Khovratovich, Rechberger, Roy, Schofnegger: *Poseidon: A New Hash Function for Zero-Knowledge Proof Systems*, USENIX Security
//! 2021. S-box x^5, 8 full rounds, widths 2 to 17.

mod grain;
#[cfg(test)]
mod oracles;
mod parameters;
mod partial;
mod permutation;
mod sponge;

pub(crate) use parameters::{FULL_ROUNDS, Parameters};
#[cfg(feature = "prove")]
pub(crate) use partial::Affine;

use ark_ff::PrimeField;
use std::sync::{Arc, OnceLock};

/// The largest width: one capacity element and sixteen inputs.
pub const WIDTH_MAX: usize = 17;

/// Inputs that one permutation of the largest width absorbs.
pub const RATE: usize = WIDTH_MAX - 1;

/// Poseidon over a field whose multiplicative group has no element of order 5. Parameters of a width are made when first used; clones share them.
#[derive(Clone, Debug)]
pub struct Poseidon<F: PrimeField> {
    widths: Arc<[OnceLock<Parameters<F>>; WIDTH_MAX - 1]>,
    blocks: Blocks,
}

/// How the sponge cuts what it absorbs.
#[derive(Clone, Copy, Debug)]
enum Blocks {
    /// Into sixteen elements each, and what is left.
    Widest,
    /// Into as many elements each, the last block filled with zeros.
    Fixed { rate: usize },
}

impl<F: PrimeField> Default for Poseidon<F> {
    fn default() -> Self {
        Self { widths: Arc::new([const { OnceLock::new() }; WIDTH_MAX - 1]), blocks: Blocks::Widest }
    }
}

impl<F: PrimeField> Poseidon<F> {
    /// A sponge of one width, from 2 to 17, for backends to which every width is another gate.
    pub(crate) fn of_width(width: usize) -> Self {
        Self { blocks: Blocks::Fixed { rate: width.clamp(2, WIDTH_MAX) - 1 }, ..Self::default() }
    }

    /// The parameters of a width from 2 to 17.
    ///
    /// # Panics
    /// If the width is outside that range.
    pub(crate) fn parameters(&self, width: usize) -> &Parameters<F> {
        self.widths[width - 2].get_or_init(|| Parameters::generate(width))
    }
}
