//! Blinding: what keeps guessable values from being guessed.

use crate::Randomness;
use ark_ff::PrimeField;
use core::fmt;

/// A uniform element that is the last one of a commitment. It does not show itself in debug output.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Blinding<F>(F);

impl<F: PrimeField> Blinding<F> {
    /// Draws a blinding: 64 bytes, reduced, so that its distance from uniform is below 2^-250.
    pub fn draw(source: &mut impl Randomness) -> Self {
        let mut bytes = [0; 64];
        source.fill(&mut bytes);
        Self(F::from_le_bytes_mod_order(&bytes))
    }

    /// A stored blinding.
    pub fn from_element(element: F) -> Self {
        Self(element)
    }

    /// The element, to store it or to hash it.
    pub fn element(&self) -> F {
        self.0
    }
}

impl<F> fmt::Debug for Blinding<F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Blinding(..)")
    }
}
